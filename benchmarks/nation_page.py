"""docs/scale.md from what nation.py measured."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nation import Size

WORDS: Mapping[str, str] = {
    "import": "事業台帳の取込み（import）",
    "distribute": "調書の配布（distribute）",
    "collect": "受付（collect、受付簿と修正依頼を含む）",
    "collect again": "受付、変わらない受信フォルダー",
    "score": "採点（score）",
    "report wg": "WGの資料（HTML、集計表）",
    "decide wg": "WGの決定（一括）",
    "report kanjikai": "幹事会の資料（HTML、集計表）",
    "decide kanjikai": "幹事会の決定（一括）",
    "report honbu": "本部の資料（HTML、集計表）",
    "decide honbu": "本部の決定（一括）",
    "publish": "公表（publish）",
}
OUTPUTS: Mapping[str, str] = {
    "outbox": "配布した調書",
    "inbox": "届いた調書",
    "returns": "修正依頼",
    "reports": "会議の資料",
    "site": "サイト",
    ".fujiplan": "台帳と受け付けたファイルの控え",
}
_HEAD = """# 大きな計画（5万冊）での計測

行政事業レビューシート（政策分野がIT戦略のもの）1,614件を、事業番号を変えて必要な数だけ写し、一つの年度の計画として、
事業台帳の取込みから公表までの全部の段階を、利用者と同じコマンドで通した結果です。このページは計測が書きます。

```text
python benchmarks/nation.py --data <JSON Lines のファイル>
```

出典：内閣官房 行政改革推進本部事務局（CC BY 4.0）。データはこのリポジトリに含みません。府省を部、部局を課としました
（145課）。
記録にない自己評価、根拠、記入者などは、どの調書も同じ架空の答えです。実在の府省の評価は残しません。
回答は fujiplan の印刷の仕組みで書き込んだ調書で、うち20冊だけを LibreOffice で開いて保存し直しています
（1冊ずつ表計算ソフトで保存すると、5万冊で何時間もかかるためです）。
"""


def page(sizes: Sequence[Size], note: str = "") -> str:
    """The whole page; steps that were not run say so. ``note``: of a run that was broken off."""
    parts = [
        _HEAD,
        _machine(),
        _missing(sizes, note),
        _verdicts(sizes),
        _times(sizes),
        _memory(sizes),
        _outputs(sizes),
        _LEARNT,
    ]
    return "\n".join(parts)


def exponent(sizes: Sequence[Size], name: str, key: str = "cpu") -> float | None:
    """Slope of log(figure) over log(books), least squares, over the sizes that were run; None with fewer than two."""
    points = [(math.log(s.books), math.log(s.steps[name][key])) for s in sizes if s.steps.get(name, {}).get(key)]
    if len(points) < 2:
        return None
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    over = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return over / sum((x - middle[0]) ** 2 for x, _ in points)


def last_slope(sizes: Sequence[Size], name: str) -> float | None:
    """The same between the two largest sizes, where the time to start hardly counts."""
    run = [one for one in sizes if name in one.steps][-2:]
    return exponent(run, name)


def nlogn(sizes: Sequence[Size]) -> float:
    """The slope that n log n would have between the smallest and the largest size."""
    low, high = sizes[0].books, sizes[-1].books
    return 1 + math.log(math.log(high) / math.log(low)) / math.log(high / low)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"計測した機械：{os.cpu_count()}コア、メモリー {memory:.0f} GiB。ほかの作業と共用していたため、経過時間は"
        "CPUの時間の2倍を超えることがあります（表の「経過÷CPU」がその揺れです）。傾きはCPUの時間から求めました。\n"
    )


def _missing(sizes: Sequence[Size], broken_off: str) -> str:
    """What was not run, in so many words: nothing in the tables is reckoned from smaller sizes."""
    told = []
    for one in sizes:
        names = [words for name, words in WORDS.items() if name not in one.steps]
        if names:
            told.append(f"- {one.books:,}冊：{'、'.join(names)}\n")
    why = "計測に使えた時間のうちに終わらなかったか、途中で中断して値が正しくない段階です。\n\n"
    note = "表の値はすべて実測で、小さい冊数から推定した値はありません。\n"
    if not told:
        return note
    more = f"{broken_off}\n\n" if broken_off else ""
    return f"## 計測していないもの\n\n{why}{''.join(told)}\n{more}{note}"


def _verdicts(sizes: Sequence[Size]) -> str:
    rows = [
        (f"{s.books:,}", *(f"{s.counted.get(one, 0):,}" for one in ("accepted", "repaired", "review", "returned")))
        for s in sizes
        if s.counted
    ]
    return "## 受付の結果\n\n" + _table(("冊数", "受付済", "表記整理", "事務局確認中", "修正依頼"), rows)


def _times(sizes: Sequence[Size]) -> str:
    limit = nlogn(sizes)
    headers = ["段階", *(f"{s.books:,}冊（秒）" for s in sizes), "経過÷CPU", "傾き", "傾き（大きい二つ）", "判定"]
    rows = []
    for name, words in WORDS.items():
        whole, last = exponent(sizes, name), last_slope(sizes, name)
        ratios = [s.steps[name]["seconds"] / s.steps[name]["cpu"] for s in sizes if s.steps.get(name, {}).get("cpu")]
        rows.append(
            (
                words,
                *(f"{s.steps[name]['cpu']:,.1f}" if name in s.steps else "実行せず" for s in sizes),
                f"{min(ratios):.1f}〜{max(ratios):.1f}" if ratios else "－",
                "－" if whole is None else f"{whole:.2f}",
                "－" if last is None else f"{last:.2f}",
                "－" if last is None else "n log n 以内" if max(last, whole or 0) <= limit + 0.02 else "超える",
            )
        )
    return (
        "## 時間（CPUの秒、子の処理を含む）と傾き\n\n"
        "傾きは、冊数が10倍になったとき、時間が10の何乗倍になるかです。1なら冊数に比例します。"
        f"n log n は、この範囲では{limit:.2f}に当たります（0.02までの揺れを認めて判定します）。"
        "「大きい二つ」は、起動の時間がほとんど効かない、最も大きい二つの冊数の間の傾きです。\n\n"
        + _table(headers, rows)
        + "\n経過時間（秒）：\n\n"
        + _table(
            ["段階", *(f"{s.books:,}冊" for s in sizes)],
            [
                (words, *(f"{s.steps[name]['seconds']:,.0f}" if name in s.steps else "実行せず" for s in sizes))
                for name, words in WORDS.items()
            ],
        )
    )


def _memory(sizes: Sequence[Size]) -> str:
    rows = [
        (words, *(f"{s.steps[name]['mib']:,.0f}" if name in s.steps else "実行せず" for s in sizes))
        for name, words in WORDS.items()
    ]
    return "## 最大メモリー（MiB、コマンドの処理だけ。受付の読取り役は含まない）\n\n" + _table(
        ["段階", *(f"{s.books:,}冊" for s in sizes)], rows
    )


def _outputs(sizes: Sequence[Size]) -> str:
    rows = [
        (words, *(f"{size / 1e6:,.0f}" if (size := s.bytes_of.get(one, 0)) else "－" for s in sizes))
        for one, words in OUTPUTS.items()
    ]
    return "## 出来たものの大きさ（MB）\n\n" + _table(["もの", *(f"{s.books:,}冊" for s in sizes)], rows)


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(headers) + " |", "|---|" + "---:|" * (len(headers) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


_LEARNT = """## 分かったこと

- 会議の資料のPDFは作っていません。1,000件で約2 GBのメモリーを使い（件数が多いときは、作らずにそのことを示します）、
  何万件を1冊にした資料は誰も読めません。
  大きな計画では、HTMLと集計表（.xlsx）で作り、会議に掛ける事業だけを別に印刷してください。
- この計測で直したもの：5万件の事業台帳が「展開すると大き過ぎる」として取り込めなかったこと
  （事務局が取り込む表の上限を分けた）。会議の資料の「前の資料との違い」と承認の検索、採点の順位付け、
  公表の検査の準備と検索が、事業数の2乗の時間を使っていたこと。
  サイトの事業のページが、ページごとに全部の事業の一覧を作り直していたこと。
- 採点と公表の値は、これらを直した後に、全部の段階を終えた計画フォルダーでもう一度計測したものです
  （採点は承認済みの結果も読み、公表は前回のサイトとの比較も行います）。
  直す前は、5万件の採点が172秒（傾き1.35）、公表が424秒（傾き1.20）でした。ほかの段階は、直す前のものです。
- 配布、採点、会議の資料、公表のメモリーは、事業数に比例します（全部の事業の記録を同時に持つため）。
  公表では、検査をする処理がほかに同じくらい使います（5万件で約6 GB）。
"""
