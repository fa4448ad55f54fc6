"""The only place that prints. Results go to stdout, everything else to stderr; JSON is always UTF-8."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# What steers a terminal (C0, DEL, C1) or turns the reading order (bidi marks): a received name must do neither.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def say(text: str = "") -> None:
    """A line of result on stdout."""
    sys.stdout.write(f"{_plain(text)}\n")


def note(text: str) -> None:
    """A line beside the result, on stderr."""
    sys.stdout.flush()
    sys.stderr.write(f"{_plain(text)}\n")


def problem(message: str, remedy: str) -> None:
    """What went wrong and what to do, on stderr."""
    note(f"エラー：{message}")
    if remedy:
        note(f"　対応：{remedy}")


def undrawable(lost: Sequence[str]) -> None:
    """Which characters a PDF shows as 〓, on stdout; nothing when it has them all."""
    if lost:
        signs = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in lost)
        say(f"次の字は資料の書体にないため、PDFでは〓で示しました（HTMLなどには残っています）：{signs}")


def say_json(data: object) -> None:
    """Machine output: one JSON document in UTF-8 on stdout."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8"))
    buffer.flush()


def table(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()
) -> None:
    """A table on stdout; columns in ``right`` are aligned right. Long cells fold rather than vanish."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    lines = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, show_edge=False)
    for number, header in enumerate(headers):
        lines.add_column(header, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        lines.add_row(*(_plain(cell) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(file=sys.stdout, width=width, highlight=False, markup=False, soft_wrap=False).print(lines)


def progress(steps: Iterable[T], label: str, total: int) -> Iterator[T]:
    """Pass ``steps`` on, showing a bar on stderr when it is a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, description=label, total=total, console=Console(stderr=True), transient=True)


def _plain(text: str) -> str:
    """Control characters of a received text must not steer the terminal."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)
