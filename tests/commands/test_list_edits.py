"""Lists as they come back from LibreOffice: every row keeps its own answers, or the finding says what is wrong."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from office_world import GOOD, PROJECTS, YEAR, Office, filled
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter as letter

from fujiplan_cli.workflow.collect import collect
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute_forms import distribute_form
from fujiplan_cli.workflow.records import year_records

JUNE = "2026-06-08"
LIST = "財政部/財政課/財政課_数値確定票.xlsx"
CLOSED = {"carried_out": 0, "fund_national": 0, "fund_prefecture": 0, "fund_bond": 0, "fund_other": 100}
"""Amounts after 出納閉鎖 that both rows share; 支出済額 and the pending indicator tell them apart."""
EXECUTED = {"1-1-02": 981, "1-1-03": 972}
ACTUAL = 158
"""Of the first row, whose indicator was pending."""


def at(data: bytes, number: str, field: str) -> str:
    """A row's cell by the names of the header row (contract.md)."""
    page = load_workbook(io.BytesIO(data)).worksheets[0]

    def spot(name: str):
        return page[page.defined_names[f"fp_{name}"].attr_text.rsplit("!", 1)[1].replace("$", "")]

    key = spot("project_no")
    row = next(r for r in range(key.row + 1, page.max_row + 1) if page.cell(r, key.column).value == number)
    return f"{letter(spot(field).column)}{row}"


def row_of(data: bytes, number: str) -> int:
    return int("".join(c for c in at(data, number, "project_no") if c.isdigit()))


@pytest.fixture(scope="module")
def sent(_distributed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office after April's sheets came, one with a pending indicator, and 数値確定票 went out."""
    source, sheets = _distributed
    folder = shutil.copytree(source, tmp_path_factory.mktemp("lists") / "plan")
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for project in PROJECTS:
        own = {"kpi_1_actual": None, "kpi_1_pending": "令和8年6月"} if project.number == "1-1-02" else {}
        (inbox / f"{project.number}.xlsx").write_bytes(filled(sheets[project.number], {**GOOD, **own}))
    collect(Desk.open(folder, today=date(2026, 4, 20), by="架空 事務局"), YEAR)
    distribute_form(Desk.open(folder, today=date(2026, 6, 8), by="架空 事務局"), YEAR, "settlement")
    return folder


@pytest.fixture
def blank(sent: Path) -> bytes:
    """The list of one 課 as it went out."""
    return (sent / "outbox" / str(YEAR) / LIST).read_bytes()


@pytest.fixture
def lists(sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A copy of that office."""
    return Office(shutil.copytree(sent, tmp_path / "plan"), capsys)


def typed(data: bytes) -> list[list[object]]:
    """What the department types, by its own hand."""
    steps: list[list[object]] = [["unprotect"]]
    for number, executed in EXECUTED.items():
        for field, value in {**CLOSED, "executed": executed}.items():
            steps.append(["set", at(data, number, field), value])
    return [*steps, ["set", at(data, "1-1-02", "kpi_1_actual"), ACTUAL]]


def _sorted(data: bytes) -> list[list[object]]:
    first, last = row_of(data, "1-1-02"), row_of(data, "1-1-03")
    return [["sort", f"A{first}:AZ{last}", 2 + _key(data), False]]


def _key(data: bytes) -> int:
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    return page[at(data, "1-1-02", "project_no")].column - 2


def _doubled(data: bytes, *changes: list[object]) -> list[list[object]]:
    row = row_of(data, "1-1-03")
    return [["copy", f"A{row}:AZ{row}", f"A{row + 1}"], *changes]


def _other_amount_in_the_copy(data: bytes) -> list[list[object]]:
    cell = at(data, "1-1-03", "executed")
    column, row = cell.rstrip("0123456789"), row_of(data, "1-1-03") + 1
    return _doubled(data, ["set", f"{column}{row}", 500])


def _middle(data: bytes) -> int:
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    return page[at(data, "1-1-02", "executed")].column + 1


BOTH = dict(EXECUTED)
FIRST = {"1-1-02": 981, "1-1-03": 950}
"""The second row's estimate of April stays."""
CASES = (
    ("saved again", lambda d: [], "accepted", [], BOTH),
    ("rows sorted", _sorted, "accepted", [], BOTH),
    ("a column inserted", lambda d: [["insert_columns", _middle(d), 1]], "accepted", [], BOTH),
    ("rows inserted above", lambda d: [["insert_rows", 2, 2]], "accepted", [], BOTH),
    ("a row inserted between", lambda d: [["insert_rows", row_of(d, "1-1-03"), 1]], "accepted", [], BOTH),
    ("pasted as values", lambda d: [["new_book_values"]], "accepted", [], BOTH),
    ("sheet renamed", lambda d: [["rename", "提出用（財政課）"]], "accepted", [], BOTH),
    ("copied to another book", lambda d: [["copy_sheet"]], "accepted", [], BOTH),
    ("anchors cleared", lambda d: [["clear", "A1:A60"]], "accepted", [], BOTH),
    ("cells unmerged", lambda d: [["unmerge", "A1:AZ60"]], "accepted", [], BOTH),
    ("a row deleted", lambda d: [["delete_rows", row_of(d, "1-1-03"), 1]], "returned", ["list_rows_gone@"], FIRST),
    ("a number in a cell that asks nothing", lambda d: [["set", at(d, "1-1-03", "kpi_1_actual"), 120]],
     "review", ["stray_text@"], BOTH),
    ("a row doubled with the same answers", _doubled, "accepted", [], BOTH),
    ("a row doubled with other answers", _other_amount_in_the_copy, "returned",
     ["row_twice@project_no", "row_twice@project_no"], FIRST),
    ("an approximate amount", lambda d: [["set", at(d, "1-1-03", "executed"), "約972"]], "returned",
     ["number_approximate@executed"], FIRST),
    ("an amount cleared", lambda d: [["clear", at(d, "1-1-03", "executed")]], "returned",
     ["required_blank@executed"], FIRST),
    ("a note below the list", lambda d: [["set", f"D{row_of(d, '1-1-03') + 3}", "3月分を含む。"]],
     "review", ["stray_text@"], BOTH),
)  # fmt: skip


@pytest.mark.parametrize(("name", "edits", "verdict", "found", "executed"), CASES, ids=[c[0] for c in CASES])
def test_a_list_edited_by_hand_keeps_each_answer_in_its_row(name, edits, verdict, found, executed, lists, blank, hand):
    lists.put("6月/一覧.xlsx", hand(blank, *typed(blank), *edits(blank)))
    said = lists.json("check", str(lists.folder / "inbox" / str(YEAR) / "6月"), "--year", "R7", day=JUNE)["files"]
    (one,) = (f for f in lists.json("collect", "--year", "R7", day=JUNE)["files"] if f["form"] == "settlement")
    codes = sorted(f"{f['code']}@{f['field'] or ''}" for f in one["findings"])
    assert said == [one]
    assert (one["verdict"], codes) == (verdict, found)
    assert {n: in_force(lists, n) for n in EXECUTED} == {n: str(v) for n, v in executed.items()}


def in_force(lists, number: str) -> str:
    """支出済額 that counts."""
    desk = Desk.open(lists.folder, today=date(2026, 6, 8))
    with desk.ledger() as ledger:
        return str(year_records(desk, ledger, YEAR).records[number].value("executed"))
