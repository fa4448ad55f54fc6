"""The 照会文 to a department: one wording (templates/mail/inquiry.txt), as plain text and as a Word document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jinja2.sandbox import ImmutableSandboxedEnvironment

from fujiplan_cli.report.sandbox import sandbox

TEMPLATE = "inquiry.txt"
Role = Literal["right", "title", "centre", "item", "under", "caption", "plain", "page", "table"]
_ROLES: dict[str, Role] = {
    "> ": "right",
    "# ": "title",
    "^ ": "centre",
    "! ": "item",
    "- ": "under",
    "~ ": "caption",
}
_PAGE = "==="
_WIDTHS = "|="
_COLUMNS = 76
"""Half-width characters of a line of plain text: what mail programs and Notepad show without wrapping."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class LetterProject:
    """A line of 別表: number, name, 評価段階, and the file or sheet that its 調書 is."""

    number: str
    name: str
    stage: str
    place: str
    roles: str = ""
    """Who leads and who helps at that stage."""


@dataclass(frozen=True, slots=True)
class Former:
    """A department whose projects another one answers for now, with their numbers."""

    name: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a 照会文 says. Days and years come in words; ``number`` "" leaves room to write it by hand."""

    number: str
    day: str
    addressee: str
    sender: str
    plan: str
    year: str
    """令和7年度."""
    year_both: str
    """令和7年度（2025年度）."""
    new_year: str
    """The first fiscal year that a new project can begin in."""
    due: str
    return_to: str
    files: str
    """How many files of what: Excelファイル3件."""
    place_title: str
    projects: tuple[LetterProject, ...]
    former: tuple[Former, ...]
    changes: tuple[str, ...]
    survey: str = ""
    """Title of the form on which new projects are proposed; "" when there is none."""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line of text), a page break, or a table (rows of cells, the first its header)."""

    role: Role
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    """Shares of a table's columns (a line 「|= 10 30 60」 before it); without them they follow the texts."""


def letter_blocks(letter: Letter, folders: Sequence[Path]) -> tuple[Block, ...]:
    """The letter as worded by the first ``inquiry.txt`` of the folders. Raises jinja2 errors for a faulty template."""
    return worded(TEMPLATE, folders, letter=letter)


def worded(template: str, folders: Sequence[Path], **context: object) -> tuple[Block, ...]:
    """Any letter by its template, in the sandbox. Raises jinja2 errors for a faulty template."""
    text = _environment(tuple(folders)).get_template(template).render(context)
    return tuple(_blocks(_CONTROL.sub("", text).split("\n")))


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """One for all letters of a run: the wording is compiled once. A changed file is read anew."""
    environment = sandbox(folders, html=False)  # plain text; the Word document escapes every text itself
    environment.filters["cell"] = _cell
    return environment


def letter_text(blocks: Sequence[Block]) -> bytes:
    """The letter for Notepad and mail: UTF-8 with BOM, CRLF."""
    lines = [line for block in blocks for line in _text_lines(block)]
    text = "\r\n".join(line.rstrip(" ") for line in lines).strip("\r\n") + "\r\n"
    return text.encode("utf-8-sig")


def _cell(text: str) -> str:
    """A text that cannot end its cell or its row."""
    return " ".join(str(text).split()).replace("|", "｜")


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    widths: tuple[int, ...] = ()
    for line in (*lines, ""):
        if line.startswith(_WIDTHS):
            widths = tuple(int(share) for share in line.removeprefix(_WIDTHS).split() if share.isdecimal())
            continue
        if line.startswith("| "):
            rows.append(tuple(part.strip() for part in line.strip().strip("|").split("|")))
            continue
        if rows:
            yield Block("table", rows=tuple(rows), widths=widths)
            rows, widths = [], ()
        if line.strip() == _PAGE:
            yield Block("page")
        else:
            role = _ROLES.get(line[:2])
            yield Block(role, line[2:].rstrip()) if role else Block("plain", line.rstrip())


def _text_lines(block: Block) -> Iterator[str]:
    if block.role == "table":
        yield from _text_table(block.rows)
    elif block.role == "page":
        yield from ("", "-" * _COLUMNS, "")
    elif block.role in ("right", "title", "centre"):
        room = _COLUMNS - wide(block.text)
        yield " " * max(room if block.role == "right" else room // 2, 0) + block.text
    else:
        yield {"under": "　　", "item": "", "caption": "", "plain": ""}[block.role] + block.text


def _text_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(wide(row[at]) if at < len(row) else 0 for row in rows) for at in range(len(rows[0]))]
    for number, row in enumerate(rows):
        yield "  ".join(text + " " * (width - wide(text)) for text, width in zip(row, widths, strict=False))
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def wide(text: str) -> int:
    """Width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
