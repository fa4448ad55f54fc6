"""What a return asks of a department, line by line: in its own sheet, or in a fresh one that takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.catalogue import actor, message, remedy
from fujiplan_cli.model.finding import SEVERITY_WORDS, Finding
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.place import Place, row_and_column
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workbook.returns import ReturnMark

BEYOND_REPAIR = frozenset(
    {
        "cell_missing",
        "cells_collide",
        "column_conflict",
        "form_version",
        "list_header_lost",
        "other_year",
        "several_forms_on_sheet",
    }
)
"""Findings that nobody can mend by typing into the sheet that was sent back."""
LEFT_BLANK = frozenset({"cell_conflict", "cell_comment", "struck_through"})
"""Doubts that a value copied into another sheet would no longer show: its cell stays blank instead."""
_ACTED_ON = ("error", "review", "warning")
"""Repairs need nobody to act: the receipt book lists them."""
_OF_THE_OLD_SHEET = frozenset({"cell_missing", "cells_collide"})
"""Their words name a place of the sheet that came back."""
_ANSWER = "正しい答えを記入してください。"
_BEFORE = "元の調書では、"


def is_for_department(finding: Finding) -> bool:
    """What the 事務局 has to settle is not the 所管課's to mend, and its words do not speak to the 所管課."""
    return finding.severity in _ACTED_ON and actor(finding) == "所管課"


def mark_in(sheet: str, finding: Finding) -> ReturnMark:
    """A finding as a line of the letter. The letter names the sheet in a column of its own."""
    short = (
        replace(finding, place=Place(finding.place.file, cell=finding.place.cell)) if finding.place.cell else finding
    )
    return ReturnMark(
        sheet=finding.place.sheet or sheet,
        cell=finding.place.cell,
        field_label=finding.params.get("label", ""),
        message=message(short),
        remedy=remedy(finding),
        severity_word=SEVERITY_WORDS[finding.severity],
        value=finding.value,
    )


def marks_in_fresh(
    form: Form, sheets: Sequence[Submission], found: Sequence[Finding], year: int, kept: int
) -> tuple[ReturnMark, ...]:
    """The lines of a letter in a fresh book. ``sheets``: that book as our own reader reads it; ``found``: what was
    wrong with the one that came back; ``kept``: how many answers were copied.

    First why there is a fresh sheet, then cell by cell what is still to be filled in. Of a book without any answer the
    cells are not listed: all of them are to be filled in.
    """
    listed = form.shape == "list"
    reasons = [f for f in found if f.code in BEYOND_REPAIR and (listed or not f.field)]
    lines = [_reason(sheets, one, year, kept) for one in reasons]
    if not kept:
        others = (f for f in found if is_for_department(f) and f not in reasons)
        return (*lines, *(replace(mark_in("", one), sheet="", cell="") for one in others))
    before = {_key(f, listed): f for f in found if f not in reasons and f.field and _is_left(f)}
    for sheet in sheets:
        for finding in sheet.findings:
            if is_for_department(finding):
                lines.append(_line(sheet.sheet, finding, before.pop(_key(finding, listed), None)))
    lines += [_optional(sheets, project, one) for (_, project), one in before.items()]
    return tuple(sorted(lines, key=_on_paper))


def _on_paper(mark: ReturnMark) -> tuple[int, int]:
    """Reasons first, then the cells from the top down."""
    return row_and_column(mark.cell) if mark.cell else (0, 0)


def _is_left(finding: Finding) -> bool:
    return finding.severity == "error" or finding.code in LEFT_BLANK


def _key(finding: Finding, listed: bool) -> tuple[str, str]:
    """The cell a finding is about: its field, and in a list the project that its label begins with."""
    return finding.field, finding.params.get("label", "").partition(" ")[0] if listed else ""


def _reason(sheets: Sequence[Submission], finding: Finding, year: int, kept: int) -> ReturnMark:
    copied = "読み取れた答えは書き写してあります。内容を確かめ、残りを記入して提出してください。"
    blank = "こちらに記入して提出してください。"
    words = {
        "form_version": "現在の版の調書を用意しました。"
        + (f"名称が同じ欄の{copied.removeprefix('読み取れた')}" if kept else blank),
        "other_year": f"{year_words(year)}の調書を用意しました（別の年度の答えは書き写していません）。{blank}",
        "several_forms_on_sheet": "事業ごとの調書を用意しました"
        f"（どの事業の答えか決められないため、書き写していません）。{blank}",
    }
    todo = words.get(finding.code, f"配布した一覧を用意しました。{copied if kept else blank}")
    mark = mark_in("", finding)
    return replace(mark, sheet=sheets[0].sheet if sheets else "", cell="", remedy=todo)


def _line(sheet: str, finding: Finding, before: Finding | None) -> ReturnMark:
    """A cell of the fresh sheet that is still open, in the words of what was wrong with the old one if anything was."""
    mark = mark_in(sheet, finding)
    if before is None:
        return mark
    todo = mark.remedy if before.code in LEFT_BLANK | _OF_THE_OLD_SHEET else remedy(before)
    return replace(mark, message=_words_before(before), remedy=todo)


def _optional(sheets: Sequence[Submission], project: str, before: Finding) -> ReturnMark:
    """A cell that need not be filled in, but was: it is named, so that no answer is lost in silence."""
    parts = [part for one in sheets for part in (one, *one.rows) if project in ("", part.project)]
    places = (answer.place for part in parts for name, answer in part.answers.items() if name == before.field)
    place = next(places, Place("", sheets[0].sheet if sheets else ""))
    mark = mark_in(place.sheet, replace(before, place=place, severity="error"))
    todo = _ANSWER if before.code in LEFT_BLANK | _OF_THE_OLD_SHEET else mark.remedy
    return replace(mark, message=_words_before(before), remedy=todo)


def _words_before(before: Finding) -> str:
    """What was wrong, without the cell: in the fresh sheet the field may stand elsewhere, and the link leads there."""
    if before.code in _OF_THE_OLD_SHEET:
        return _BEFORE + message(before)
    return _BEFORE + message(replace(before, place=Place(""))).replace("（）", "")


def department_marks(sheet: str, found: Iterable[Finding]) -> Iterator[ReturnMark]:
    """The lines of a letter in the sheet that came back."""
    return (mark_in(sheet, one) for one in found if is_for_department(one))
