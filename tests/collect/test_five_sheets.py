"""Five sheets copied by hand into one book: a leader gathers the 課's answers and sends one file (domain.md §7)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from cases_world import ANSWERS, collected, told
from office_world import YEAR, filled
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.workbook.canvas import BAR_ROW, STATE_COLUMN, column_at
from fujiplan_cli.workflow.desk import Desk

BAR = (BAR_ROW, column_at(3))
NOTHING_MISSING = "○ 記入漏れはありません。"


def _answers(number: str) -> dict[str, Any]:
    """The good answers of a project, told apart from those of the others."""
    return {**ANSWERS[number], "result": f"{number}の対象を広げ、研修を行った。", "contact_ext": f"9{number[-2:]}1"}


def _at(page: Worksheet, field: str) -> str:
    return page.defined_names[f"fp_{field}"].attr_text.rsplit("!", 1)[1].replace("$", "")


def _by_project(book: bytes, *, results: bool) -> dict[str, Worksheet]:
    """Project → its sheet, with what its formulas show or with the formulas themselves."""
    pages = load_workbook(io.BytesIO(book), data_only=results).worksheets
    return {str(page[_at(page, "project_no")].value): page for page in pages}


def _dropdowns(page: Worksheet) -> dict[str, tuple[object, ...]]:
    """Cell → the words that its dropdown offers: in the rule, or in hidden cells of the same sheet when too long."""
    lists = (one for one in page.data_validations.dataValidation if one.type == "list")
    return {str(cells): _offered(page, str(one.formula1)) for one in lists for cells in one.sqref.ranges}


def _offered(page: Worksheet, rule: str) -> tuple[object, ...]:
    if rule.startswith('"'):
        return tuple(rule.strip('"').split(","))
    return tuple(cell.value for (cell,) in page[rule.replace("$", "")])


def _states(page: Worksheet) -> dict[int, str]:
    """Row → 記入状況 (or its formula)."""
    cells = (page.cell(row, STATE_COLUMN) for row in range(BAR_ROW + 2, page.max_row + 1))
    return {cell.row: str(cell.value) for cell in cells if cell.value}


@pytest.fixture
def sheets(office) -> Mapping[str, bytes]:
    """Project → its filled workbook."""
    return {number: filled(office.sheets[number], _answers(number)) for number in ANSWERS}


def _gathered(hand, sheets: Mapping[str, bytes], *steps: list[object]) -> bytes:
    """One book as LibreOffice saved it: the first sheet of each workbook, copied by its own hand."""
    first, *rest = sheets.values()
    return hand(first, ["gather"], *steps, more=rest)


def test_five_sheets_copied_into_one_book_are_five_accepted_projects(office, hand, sheets) -> None:
    office.put("まとめ.xlsx", _gathered(hand, sheets))
    entries = office.json("collect", "--year", str(YEAR))["files"]
    assert {one["path"] for one in entries} == {f"inbox/{YEAR}/まとめ.xlsx"}
    verdicts = [(one["project"], one["verdict"], told(one)) for one in entries]
    assert sorted(verdicts) == [(number, "accepted", []) for number in sorted(ANSWERS)]
    with Desk.open(office.folder).ledger() as ledger:
        kept = {number: current.submission for number, current in ledger.current(YEAR).items()}
    for number, sheet in sheets.items():
        asked = load_workbook(io.BytesIO(sheet)).worksheets[0].defined_names
        typed = {field: str(value) for field, value in _answers(number).items() if f"fp_{field}" in asked}
        assert {field: str(kept[number].answers[field].value) for field in typed} == typed
    assert len({submission.sheet for submission in kept.values()}) == len(sheets)


def test_dropdowns_and_states_live_on_in_the_copied_book(hand, sheets) -> None:
    first = next(iter(sheets))
    source = load_workbook(io.BytesIO(sheets[first])).worksheets[0]
    book = _gathered(hand, sheets, ["set", _at(source, "issue"), ""])
    copied, shown = _by_project(book, results=False), _by_project(book, results=True)
    assert list(shown) == list(sheets)
    for number, page in copied.items():
        before = load_workbook(io.BytesIO(sheets[number])).worksheets[0]
        assert _dropdowns(page) == _dropdowns(before)
        assert _dropdowns(page)
        assert _states(page) == _states(before)
    blanked = copied[first][_at(source, "issue")].row
    missing = {number: [row for row, word in _states(page).items() if word == "● 未"] for number, page in shown.items()}
    assert missing == {number: [blanked] if number == first else [] for number in sheets}
    bars = {number: str(page.cell(*BAR).value).partition("\n")[0] for number, page in shown.items()}
    assert bars == {number: "● 未記入 1 項目" if number == first else NOTHING_MISSING for number in sheets}


def test_the_copied_book_with_a_blank_answer_returns_only_that_project(office, hand, sheets) -> None:
    first = next(iter(sheets))
    cell = _at(load_workbook(io.BytesIO(sheets[first])).worksheets[0], "issue")
    entry = collected(office, {"まとめ.xlsx": _gathered(hand, sheets, ["set", cell, ""])})
    assert entry.keys() == {"まとめ.xlsx"}
    entries = office.json("collect", "--year", str(YEAR))["files"]
    returned = {one["project"]: told(one) for one in entries if one["verdict"] == "returned"}
    assert returned == {first: ["required_blank@issue"]}
    assert sorted(one["project"] for one in entries if one["verdict"] == "accepted") == sorted(set(ANSWERS) - {first})
