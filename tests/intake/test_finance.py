"""An export of 財務会計: encodings, columns, sums, matching by code, and all that is wrong in it at once (架空)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from fujiplan_cli.intake.finance import FinanceReading, read_finance
from fujiplan_cli.model.catalogue import message, remedy
from fujiplan_cli.model.finance import FinanceMap
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_csv import read_csv_grid

FILE = "決算見込.csv"
MAP = FinanceMap("円", ("コード",), {"budget_initial": ("当初予算額",), "executed": ("支出済額",)})
HEAD = "コード,当初予算額,支出済額\n"


def project(number: str = "1-1-01", account: str = "0101", **more: object) -> Project:
    return replace(
        Project(number, f"事業{number}", "開発型", "1", "1-1", 2022, 2026, "0101", budget_account=account),
        **more,  # type: ignore[arg-type]  # the keywords are the fields, their values of any kind
    )


def read(text: str, *projects: Project, spec: FinanceMap = MAP, year: int = 2025, **more) -> FinanceReading:
    return read_finance(read_csv_grid(text.encode()), spec, projects or (project(),), year, FILE, **more)


def codes(reading: FinanceReading) -> set[tuple[str, str]]:
    return {(f.code, f.place.cell) for f in reading.findings}


def values(reading: FinanceReading) -> dict[str, dict[str, Decimal]]:
    return {e.project: {name: a.value for name, a in e.amounts.items()} for e in reading.entries}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_the_encoding_is_found(encoding: str) -> None:
    grid = read_csv_grid((HEAD + "0101,1200000,1150500\n").encode(encoding))
    reading = read_finance(grid, MAP, [project()], 2025, FILE)
    assert reading.findings == ()
    assert values(reading) == {"1-1-01": {"budget_initial": Decimal(1200), "executed": Decimal("1150.5")}}


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (b"", "auto", "file_empty"),
        ("コード".encode("utf-16"), "auto", "csv_encoding"),
        (b"a\0b", "auto", "csv_encoding"),
        (b"\x81\n", "auto", "csv_encoding"),
        ("コード".encode("cp932"), "utf-8", "csv_encoding"),
        (b'a,b\n1,"2\n3,4\n', "auto", "csv_damaged"),
    ],
)
def test_what_cannot_be_read_as_csv_says_why(data: bytes, encoding: str, code: str) -> None:
    with pytest.raises(UnreadableWorkbook) as error:
        read_csv_grid(data, encoding)  # type: ignore[arg-type]  # a parameter is a str, not the Literal
    assert error.value.code == code


def test_a_code_kept_as_text_for_excel_keeps_its_zeros_and_cells_are_those_excel_shows() -> None:
    reading = read(HEAD + '="0101","1,200,000","1,000"\n')
    (entry,) = reading.entries
    assert (entry.code, entry.sheet) == ("0101", "CSV")
    assert {name: amount.cell for name, amount in entry.amounts.items()} == {"budget_initial": "B2", "executed": "C2"}


def test_lines_of_one_code_are_summed_to_the_yen() -> None:
    reading = read(HEAD + "0101,333333,1\n0101,333334,2\n０１０１,333334,999\n")
    assert values(reading) == {"1-1-01": {"budget_initial": Decimal("1000.001"), "executed": Decimal("1.002")}}
    assert reading.entries[0].amounts["executed"].cells == ("C2", "C3", "C4")
    assert reading.rows == 3


def test_thousands_of_yen_keep_three_decimals_and_no_more() -> None:
    spec = replace(MAP, unit="千円")
    assert values(read(HEAD + "0101,1200.125,0.001\n", spec=spec))["1-1-01"]["executed"] == Decimal("0.001")
    assert codes(read(HEAD + "0101,1200.1255,1\n", spec=spec)) == {("finance_fraction", "B2")}


def test_headers_joined_and_columns_added_and_subtracted() -> None:
    spec = FinanceMap(
        "千円",
        ("款", "事業"),
        {"budget_initial": ("当初",), "executed": ("支出",), "budget_moved": ("流用増", "-流用減")},
        header_row=2,
    )
    text = "令和7年度,,,,,\n款,事業,当初,支出,流用増,流用減\n2,0101,10,9,1,3\n"
    reading = read(text, project(account="2-0101"), spec=spec)
    assert reading.findings == ()
    assert values(reading)["1-1-01"]["budget_moved"] == Decimal(-2)
    assert reading.entries[0].amounts["budget_moved"].cell == "E3、F3"


def test_rows_of_other_years_are_left_out_and_counted() -> None:
    spec = replace(MAP, fiscal_year="年度")
    head = "年度,コード,当初予算額,支出済額\n"
    reading = read(head + "令和6,0101,5,5\n2025,0101,7000,7000\nR7,0101,3000,1000\n", spec=spec)
    assert values(reading)["1-1-01"]["budget_initial"] == Decimal(10)
    assert codes(reading) == {("finance_other_year", "")}
    assert codes(read(head + "R6,0101,1,1\n", spec=spec)) >= {("finance_no_rows", "")}
    assert codes(read(head + ",0101,1,1\nH32,0101,1,1\n", spec=spec)) >= {("finance_year_blank", "A2")}


FAULTS = [
    ("0101,約1000,1", {("number_approximate", "B2")}),
    ("0101,1000千円,1", {("number_unit", "B2")}),
    ("0101,-1000,1", {("number_negative", "B2")}),
    ("0101,1000,", {("finance_blank", "C2")}),
    ("0101,1000,　", {("finance_blank", "C2")}),
    ("0101,なし,(300)", {("number_none", "B2"), ("number_parentheses", "C2")}),
    ("0101,1000.5,#REF!", {("finance_fraction", "B2"), ("cell_error", "C2")}),
]


@pytest.mark.parametrize(("line", "expected"), FAULTS)
def test_every_faulty_amount_is_an_error_at_its_cell(line: str, expected: set[tuple[str, str]]) -> None:
    reading = read(HEAD + line + "\n")
    assert codes(reading) == expected
    assert {f.severity for f in reading.findings} == {"error"}


def test_amounts_of_codes_that_no_project_has_are_not_looked_into() -> None:
    reading = read(HEAD + "0101,1,1\n0999,約3,\n0999,,\n")
    assert codes(reading) == {("finance_unmatched", "A3")}
    assert "2行" in message(reading.findings[0])


def test_a_blank_is_zero_only_where_the_plan_says_so() -> None:
    reading = read(HEAD + "0101,1000,\n", spec=replace(MAP, blank_is_zero=True))
    assert (values(reading)["1-1-01"]["executed"], reading.findings) == (Decimal(0), ())


def test_supplementary_budget_may_be_negative_and_a_sum_may_not() -> None:
    spec = replace(MAP, columns={**MAP.columns, "budget_supplementary": ("補正",), "carried_out": ("繰越", "-取消")})
    reading = read("コード,当初予算額,支出済額,補正,繰越,取消\n0101,5000,1,▲2000,1,3000\n", spec=spec)
    assert reading.entries[0].amounts["budget_supplementary"].value == Decimal(-2)
    assert codes(reading) == {("finance_negative", "E2")}


def test_a_code_of_several_projects_goes_to_none_of_them() -> None:
    reading = read(HEAD + "0101,1,1\n", project("1-1-01"), project("1-1-02"))
    assert reading.entries == ()
    (finding,) = reading.findings
    assert (finding.code, finding.severity, finding.params["projects"]) == (
        "finance_shared",
        "review",
        "1-1-01、1-1-02",
    )


def test_a_repeated_project_has_the_money_of_the_one_it_repeats() -> None:
    reading = read(HEAD + "0101,1000,1000\n", project("1-1-01"), project("1-1-02", repeated=True))
    assert list(values(reading)) == ["1-1-01", "1-1-02"]
    assert reading.findings == ()


def test_projects_without_a_line_without_a_code_and_without_a_budget_are_told() -> None:
    reading = read(
        HEAD + ",3000,3000\n0104,1,1\n101,9,9\n",
        project("1-1-01"),
        project("1-1-02", ""),
        project("1-1-03", "0103"),
        project("1-1-04", "0104", zero_reason="一括計上"),
        kept={"1-1-03": "決算見込、a.csv"},
    )
    found = [(f.code, f.params.get("project", f.value)) for f in reading.findings]
    assert found == [
        ("finance_no_code", ""),
        ("finance_zero_reason", "0104"),
        ("finance_unmatched", "101"),
        ("finance_no_line", "1-1-01"),
        ("finance_no_account", "1-1-02"),
        ("finance_not_this_file", "1-1-03"),
    ]
    assert "先頭の0" in message(reading.findings[2])


def test_a_missing_or_doubled_header_is_told_with_those_that_look_alike() -> None:
    reading = read("コード,当初予算額,支出額,コード\n0101,1,1,1\n")
    assert codes(reading) == {("finance_doubled_column", "D1"), ("finance_no_column", "")}
    assert any("似た見出し：支出額" in message(f) for f in reading.findings)
    assert all(remedy(f) for f in reading.findings)


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "決算"
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_with_formulas_and_dates_told() -> None:
    head = HEAD.strip().split(",")
    good = read_grid(workbook([head, ["0101", 1200000, 11631400.000000001]]))
    reading = read_finance(good, MAP, [project()], 2025, "a.xlsx")
    assert values(reading)["1-1-01"]["executed"] == Decimal("11631.4")
    assert reading.entries[0].sheet == "決算"
    bad = read_grid(workbook([head, ["0101", "=1+1", -5]]))
    assert codes(read_finance(bad, MAP, [project()], 2025, "a.xlsx")) == {
        ("formula_no_value", "B2"),
        ("number_negative", "C2"),
    }
    missing = read_finance(good, replace(MAP, sheet="予算"), [project()], 2025, "a.xlsx")
    assert codes(missing) == {("finance_no_sheet", "")}


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=20))
def test_sums_are_exact_whatever_the_amounts(lines: list[tuple[int, int]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD.strip().split(","), *(["0101", f"{a:,}", b] for a, b in lines)])
    found = values(read(out.getvalue()))["1-1-01"]
    assert Fraction(found["budget_initial"]) == Fraction(sum(a for a, _ in lines), 1000)
    assert Fraction(found["executed"]) == Fraction(sum(b for _, b in lines), 1000)


@given(st.text())
def test_whatever_stands_in_the_file_gives_findings_and_no_exception(text: str) -> None:
    try:
        grid = read_csv_grid((HEAD + "0101," + text).encode("utf-8", "replace"))
    except UnreadableWorkbook as error:
        assert error.code in ("csv_damaged", "csv_encoding")
        return
    reading = read_finance(grid, MAP, [project()], 2025, FILE)
    assert all(message(f) and remedy(f) for f in reading.findings)
