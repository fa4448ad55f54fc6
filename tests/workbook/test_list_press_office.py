"""LibreOffice opens a list, calculates what is printed beside each formula, and follows typing, sorting, copying."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from list_world import (
    FILLS,
    LISTS,
    NOTE,
    columns_of,
    identity,
    packaged,
    press,
    printed,
    rows_of,
    sheet_of,
)
from openpyxl.worksheet.worksheet import Worksheet
from press_world import formulas, recalculated

from fujiplan_cli.model.form import Field, SheetIdentity, is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.list_plan import FIRST_ROW, ListPlan, list_plan_of
from fujiplan_cli.workbook.list_press import ListRow
from listening_office import Hand

SEEDS = range(6)
RANDOM = [f"random-{seed}" for seed in SEEDS]
POOLS: Mapping[str, tuple[Value | None, ...]] = {
    "money": (None, Decimal(0), Decimal("11820.5"), Decimal(-3), "約100"),
    "decimal": (None, Decimal(21480), Decimal("-0.5"), "未定"),
    "level": (None, 0, 2, 4, 7),
    "date": (None, date(2026, 7, 22), date(2026, 3, 31)),
    "year_month": (None, YearMonth(2026, 9)),
    "text": (None, "　 ", NOTE, NOTE * 5),
}


def random_rows(form_id: str, seed: int) -> list[ListRow]:
    """Any answers, those that are wrong or were not asked included."""
    chance = random.Random(f"{form_id}{seed}")
    rows = []
    for row in rows_of(form_id):
        given = row.identity.facts
        fields = packaged(form_id)[1].on_sheet(row.identity.eval_stage, given)
        answers = {one.id: chance.choice(_pool(one)) for one in fields if is_typed(one, given)}
        rows.append(ListRow(row.identity, {**row.known, **answers}))
    return rows


def _pool(one: Field) -> tuple[Value | None, ...]:
    return (None, "未知の語", *one.choices, *one.choices) if one.choices else POOLS[one.kind]


def rows_in(form_id: str, case: str) -> list[ListRow]:
    return random_rows(form_id, int(case.rpartition("-")[2])) if case in RANDOM else rows_of(form_id, case)


def list_of(form_id: str, case: str) -> bytes:
    return press(form_id).print_list(identity(form_id, "1010"), "総務部", rows_in(form_id, case))


CASES = [(form_id, case) for form_id in LISTS for case in (*FILLS, *RANDOM)]


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], bytes]:
    """Every case, opened, calculated and saved again by LibreOffice."""
    books = {f"{form_id}-{case}": list_of(form_id, case) for form_id, case in CASES}
    converted = recalculated(books, soffice, tmp_path_factory.mktemp("office"))
    return {(form_id, case): converted[f"{form_id}-{case}"] for form_id, case in CASES}


def assert_same(mine: Worksheet, theirs: Worksheet, cells: list[str]) -> None:
    for cell in cells:
        assert (theirs[cell].value or "") == (mine[cell].value or ""), cell


@pytest.mark.parametrize(("form_id", "case"), CASES)
def test_what_is_printed_beside_a_formula_is_what_it_calculates(
    form_id: str, case: str, saved: Mapping[tuple[str, str], bytes]
) -> None:
    data = list_of(form_id, case)
    cells = formulas(data)
    assert len(cells) > 3 * len(rows_of(form_id))
    assert_same(sheet_of(data), sheet_of(saved[form_id, case]), cells)


@pytest.mark.parametrize("form_id", LISTS)
def test_names_anchors_and_identities_outlive_libreoffice(form_id: str, saved: Mapping[tuple[str, str], bytes]) -> None:
    mine, theirs = list_of(form_id, "half"), saved[form_id, "half"]
    assert columns_of(theirs) == columns_of(mine)
    for row in (1, 2):
        assert [c.value for c in sheet_of(theirs)[row]] == [c.value for c in sheet_of(mine)[row]]
    assert [c.value for c in sheet_of(theirs)["A"]] == [c.value for c in sheet_of(mine)["A"]]


def test_typing_is_followed_by_bar_status_and_states(hand: Hand) -> None:
    data = printed("settlement")
    columns, plan = columns_of(data), list_plan_of(packaged("settlement")[1], rows_of("settlement"))
    typed: list[tuple[int, str, object, Value]] = [
        (0, "executed", 11820.0, Decimal(11820)),
        (0, "carried_out", 0.0, Decimal(0)),
        (0, "fund_national", "約40", "約40"),
        (3, "money_check", "相違あり", "相違あり"),
        (2, "kpi_1_pending", 46266.0, YearMonth(2026, 9)),
    ]
    steps = [["set", address(FIRST_ROW + at, columns[one]), cell] for at, one, cell, _ in typed]
    sheet = sheet_of(hand(data, *steps))
    rows = rows_of("settlement")
    for at, one, _, value in typed:
        rows[at] = replace(rows[at], known={**rows[at].known, one: value})
    expected = sheet_of(press("settlement").print_list(identity("settlement"), "", rows))
    assert_same(expected, sheet, formulas(data))
    status = [sheet.cell(FIRST_ROW + n, plan.status_column).value for n in range(len(rows))]
    assert status == ["● 未", "● 未", "○ 済", "● 未", "● 未"]
    assert sheet["C5"].value == "● 未記入 9 項目・要確認 1 項目"


def test_a_list_copied_to_another_book_keeps_what_intake_and_typing_need(hand: Hand) -> None:
    data = printed("confirmation", "half")
    columns, plan = columns_of(data), list_plan_of(packaged("confirmation")[1], rows_of("confirmation"))
    where = address(FIRST_ROW + 1, columns["reason_control"])
    copied = hand(data, ["unprotect"], ["copy_sheet"], ["set", where, "点検記録に漏れがあるため。"])
    sheet = sheet_of(copied)
    assert columns_of(copied) == columns
    own = SheetIdentity.parse(sheet["B2"].value)
    assert own is not None and own.form == "confirmation"
    assert sheet.cell(FIRST_ROW + 1, plan.status_column).value == "○ 済"
    lists = {one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert lists == {'"4,3,2,1,0"', '"自己評価のとおり,水準を変更"'}


def test_rows_that_are_sorted_take_identity_states_and_rules_along(hand: Hand) -> None:
    data = printed("settlement", "half")
    plan = list_plan_of(packaged("settlement")[1], rows_of("settlement", "half"))
    table = f"A{FIRST_ROW}:{address(plan.last_row, plan.table_end)}"
    columns = columns_of(data)
    done = hand(data, ["unprotect"], ["sort", table, columns["project_no"], False])
    turned = press("settlement").print_list(identity("settlement", "1010"), "", rows_of("settlement", "half")[::-1])
    rows = range(FIRST_ROW, plan.last_row + 1)
    cells = [address(row, column) for row in rows for column in range(1, plan.table_end + 1)]
    assert_same(sheet_of(turned), sheet_of(done), cells)
    assert sheet_of(done)["C5"].value == sheet_of(data)["C5"].value


def _pages(soffice: str, folder: Path, data: bytes) -> list[str]:
    (folder / "list.xlsx").write_bytes(data)
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(folder / "list.xlsx")], check=True, capture_output=True)
    told = subprocess.run(
        ["pdftotext", "-layout", str(folder / "list.pdf"), "-"], check=True, capture_output=True, text=True
    )
    return told.stdout.split("\f")[:-1]


def _many(form_id: str, count: int) -> tuple[list[ListRow], ListPlan]:
    samples = rows_of(form_id, "half")
    rows = [
        replace(row, known={**row.known, "project_no": f"9-{n:03d}"})
        for n in range(count)
        for row in [samples[n % len(samples)]]
    ]
    return rows, list_plan_of(packaged(form_id)[1], rows)


@pytest.mark.parametrize("form_id", LISTS)
def test_every_page_of_a_long_list_repeats_headings_and_numbers(form_id: str, soffice: str, tmp_path: Path) -> None:
    rows, plan = _many(form_id, 40)
    pages = _pages(soffice, tmp_path, press(form_id).print_list(identity(form_id), "", rows))
    wide = len(plan.paper.breaks) + 1
    own = [page for page in pages if "事業番号" in page]
    assert len(own) % wide == 0
    for page in own:
        assert "9-0" in page and "事業名" in page
    numbers = [number for page in own[::wide] for number in page.split() if number.startswith("9-0")]
    assert numbers == [row.known["project_no"] for row in rows]
