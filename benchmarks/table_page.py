"""docs/benchmarks.md from what was measured: one table, the machine, and what the table does not say by itself."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from measuring import ROOT
from scenes import AGAIN, Scene

LIBRARIES = ("openpyxl", "pandas", "python-calamine", "lxml", "frictionless", "typst", "typer")


@dataclass(frozen=True)
class Machine:
    """What the table was measured on, and when."""

    day: str
    revision: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    load: float
    """Of the minute before the measurement."""
    counting: float
    """Seconds for `counting_seconds`: how fast this Python was on this machine at that time."""


def machine() -> Machine:
    """This one, now."""
    cpu = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")]
    revision = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    return Machine(
        datetime.now(UTC).date().isoformat(),
        revision,
        names[0] if names else platform.processor(),
        os.cpu_count() or 1,
        os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        os.getloadavg()[0],
        counting_seconds(),
    )


def counting_seconds() -> float:
    """Seconds to add up ten million numbers in a plain loop, the best of three.

    It tells two days on a shared machine apart, and two builds of Python: one without PGO takes a third longer.
    """

    def once() -> float:
        start, total = time.perf_counter(), 0
        for number in range(10_000_000):
            total += number
        return time.perf_counter() - start

    return min(once() for _ in range(3))


def page(at: Machine, scenes: Sequence[Scene], *, quick: bool = False) -> str:
    """The whole page in Markdown."""
    lines = ["# ほかの方法との比較", "", *_introduction(at, quick), "", *_table(scenes), ""]
    lines += ["## 読み方", "", *_reading(scenes), ""]
    for scene in scenes:
        lines += [f"## {scene.title}", "", f"対象：{scene.what}。", ""]
        lines += [f"- {note}" for note in (*shortfalls(scene), *scene.notes)] or ["- 補足はありません。"]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _introduction(at: Machine, quick: bool) -> list[str]:
    versions = "、".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return [
        "このページは、次の命令が書いたものです（手で直さないでください）。",
        "",
        "```sh",
        f"python benchmarks/table.py{' --quick' if quick else ''}",
        "```",
        "",
        f"- 測った日：{at.day}、fujiplan の版：{at.revision}",
        f"- 機械：{at.processor}、{at.cores}コア、メモリー {at.memory_gib:.0f} GiB、{at.system}、"
        f"測り始める前の負荷 {at.load:.1f}、その時の速さ（Python で1,000万回足す時間）{at.counting:.2f} 秒",
        f"- Python {at.python}、{versions}",
    ]


def _table(scenes: Sequence[Scene]) -> list[str]:
    lines = [
        "| 場面 | 方法 | 時間 | CPU | メモリー | 時間の比 | CPU の比 |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for scene in scenes:
        base = scene.series[0]
        for number, series in enumerate(scene.series):
            first = number == 0
            cells = [
                f"**{scene.title}**" if first else "",
                f"**{series.name}**" if first else series.name,
                f"{_time(series.seconds)}（{'〜'.join(map(_time, series.range))}）",
                _time(series.cpu),
                f"{series.peak_mib:.0f} MiB" if series.peak_mib else "－",
                "1" if first else _ratio(*series.times_of(base)),
                "1" if first else _ratio(*series.times_of(base, cpu=True)),
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} 秒" if seconds >= 10 else f"{seconds:.2f} 秒"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def _ratio(middle: float, least: float, most: float) -> str:
    return f"{_times(middle)}（{_times(least)}〜{_times(most)}）"


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def noise(scene: Scene, *, cpu: bool = False) -> float:
    """How far the same work measured twice in a round was apart at most, as a part of one."""
    again = next(series for series in scene.series if series.name == AGAIN)
    _, least, most = again.times_of(scene.series[0], cpu=cpu)
    return max(most - 1, 1 - least)


def _reading(scenes: Sequence[Scene]) -> list[str]:
    apart = "、".join(f"{scene.title} {noise(scene):.0%}（CPU は {noise(scene, cpu=True):.0%}）" for scene in scenes)
    return [
        "- 時間は経過時間の中央値（最小〜最大）、CPU は全ての処理の CPU 時間の中央値です。"
        "メモリーは、最も大きい処理の最大です。",
        "- 比は、fujiplan（太字）を1とした比の中央値（最小〜最大）です。"
        "1より大きければ、fujiplan のほうが速いことを表します。"
        "一つの場面の方法は1回ずつ交互に測り（1回ごとに順を逆にし）、比は同じ回どうしで求めます。",
        f"- 「{AGAIN}」は、同じ仕事を同じ回にもう一度測ったものです。1からの隔たりは機械の揺れなので、"
        f"それより小さい差に意味はありません。今回の揺れ（最大）：{apart}。"
        "機械がほかの仕事もしているときは、CPU の比のほうが確かです。",
        "- 「読む」と「作る」は、一つの処理の中で測った1冊の時間です。"
        "ほかは、利用者と同じように別の処理として動かした時間です（モジュールは、pip で入れたときのように、"
        "コンパイルしてあります）。",
        "- 「下限」は、どの方法でも避けられない仕事だけの時間です。",
    ]


def shortfalls(scene: Scene) -> list[str]:
    """Where another way is faster, by the clock or by CPU, by more than the noise: the table must not hide it."""
    base = scene.series[0]
    faster = [
        f"{series.name}（時間の比 {_times(series.times_of(base)[0])}、"
        f"CPU の比 {_times(series.times_of(base, cpu=True)[0])}）"
        for series in scene.series[1:]
        if series.name != AGAIN and "下限" not in series.name and not series.name.startswith("fujiplan")
        if any(series.times_of(base, cpu=cpu)[0] < 1 - noise(scene, cpu=cpu) for cpu in (False, True))
    ]
    return [f"fujiplan より速いか、CPU を使う時間の短い方法：{'、'.join(faster)}。"] if faster else []
