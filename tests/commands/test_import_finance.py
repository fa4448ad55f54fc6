"""`fujiplan import --kind finance`: printed on the sheet, taken before what a sheet says, traced to the row (架空)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from office_world import MONEY, PROJECTS, YEAR, Office, project
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.project import YearPlan
from fujiplan_cli.workbook.register_book import write_register

COLUMNS = (
    "予算事業コード,当初予算額,補正予算額,前年度繰越額,予備費充用額,流用増減額,支出済額,翌年度繰越額,"
    "国庫支出金,県支出金,地方債,その他特定財源"
)
LINE = "{code},{budget},0,0,0,0,{executed},0,0,0,0,0"


def export(office: Office, name: str, *lines: tuple[str, str, str], encoding: str = "cp932") -> Path:
    """An export of 財務会計 in 円."""
    text = "\r\n".join([COLUMNS, *(LINE.format(code=c, budget=b, executed=e) for c, b, e in lines)]) + "\r\n"
    path = office.folder / name
    path.write_bytes(text.encode(encoding))
    return path


def take_in(office: Office, path: Path, *more: str, day: str = "2026-04-10") -> dict:
    result = office.json("import", str(path), "--kind", "finance", "--year", "R7", *more, day=day)
    assert result["kind"] == "finance"
    return result


def found(result: dict) -> set[tuple[str, str]]:
    return {(f["code"], f["cell"]) for f in result["findings"]}


def name_cell(path: Path, field: str) -> object:
    sheet = load_workbook(path).worksheets[0]
    return sheet[sheet.defined_names[f"fp_{field}"].attr_text.split("!")[1].replace("$", "")].value


def fields_of(path: Path) -> set[str]:
    return {name.removeprefix("fp_") for name in load_workbook(path).worksheets[0].defined_names}


def sheet_of(office: Office, number: str) -> Path:
    (path,) = office.folder.glob(f"outbox/{YEAR}/*/*/{number}_*.xlsx")
    return path


def _fresh(office: Office) -> None:
    plans = {YEAR: replace(PROJECTS[0].years[YEAR], money={})}
    rows = (
        project("1-1-01", "電子申請の利用促進", budget_account="0101", years=plans),
        project("1-1-02", "書かない窓口", department="0201", budget_account="0102", years=plans),
        project(
            "1-1-03", "施設予約の共通化", department="0201", zero_reason="ゼロ予算", budget_account="", years=plans
        ),
    )
    register = office.folder / "register.xlsx"
    register.write_bytes(write_register(load_plan(office.folder), rows))
    assert office.run("import", str(register), "--kind", "register") == 0, office.out


@pytest.fixture
def fresh(office: Office) -> Office:
    """The office before 財務会計 was known: each project has its own 予算科目, and the register holds no money."""
    return office.after(_fresh)


def test_money_is_printed_and_only_confirmed_and_leads_back_to_its_rows(fresh: Office) -> None:
    assert fresh.run("distribute", "--year", "R7") == 0
    assert "money_check" not in fields_of(sheet_of(fresh, "1-1-01"))
    path = export(fresh, "4月.csv", ("0101", "1000000", "400000"), ("0102", "500", "500"), ("0101", "0", "550001"))
    result = take_in(fresh, path)
    assert (result["import"], result["projects"], result["rows"], result["executed_kind"]) == (1, 2, 3, "決算見込")
    first = result["amounts"][0]
    assert first["values"]["executed"] == {"value": 950.001, "cells": ["G2", "G4"]}
    assert found(result) == set()
    assert fresh.run("distribute", "--year", "R7") == 0
    sheet = sheet_of(fresh, "1-1-01")
    assert {"money_check", "money_note"} <= fields_of(sheet)
    assert name_cell(sheet, "executed") == pytest.approx(950.001)
    assert "money_check" not in fields_of(sheet_of(fresh, "1-1-03"))
    (version,) = fresh.json("trace", "1-1-01", "executed", "--year", "R7")["versions"]
    assert (version["value"], version["origin"], version["superseded_by"]) == ("950.001", "import", None)
    assert (version["file"], version["sheet"], version["cell"]) == ("4月.csv", "CSV", "G2、G4")
    with Ledger.open(fresh.folder) as ledger:
        assert ledger.archived(version["sha256"]) == path.read_bytes()
        assert ledger.verify() == ()
    fresh.run("explain", "1-1-01", "--year", "R7")
    assert "支出済額＝950.001千円　［4月.csv CSV G2、G4セル］" in fresh.out


def test_a_later_import_tells_what_it_changes_and_counts_while_sheets_sent_out_stay_as_printed(fresh: Office) -> None:
    take_in(fresh, export(fresh, "4月.csv", ("0101", "1000000", "950000"), ("0102", "500000", "500000")))
    fresh.run("distribute", "--year", "R7")
    fresh.sheets = {"1-1-01": sheet_of(fresh, "1-1-01").read_bytes()}
    june = export(fresh, "6月.csv", ("0101", "1000000", "949000"), encoding="utf-8-sig")
    result = take_in(fresh, june, day="2026-06-05")
    assert (result["import"], result["executed_kind"]) == (2, "出納閉鎖後")
    assert found(result) == {("finance_changed", "G2"), ("finance_not_this_file", "")}
    said = next(f["message"] for f in result["findings"] if f["code"] == "finance_changed")
    assert "950千円から949千円" in said and "配布済みの調書" in said
    fresh.answer("1-1-01")
    collected = fresh.json("collect", "--year", "R7", day="2026-06-06")
    assert [f["verdict"] for f in collected["files"]] == ["accepted"]  # as printed is no fault
    versions = fresh.json("trace", "1-1-01", "executed", "--year", "R7")["versions"]
    assert [v["value"] for v in versions if v["superseded_by"] is None] == ["949"]
    kind = fresh.json("trace", "1-1-02", "executed_kind", "--year", "R7")["versions"]
    assert [v["value"] for v in kind] == ["決算見込"]  # 1-1-02 is not in the June file


def test_the_books_go_before_typed_money_and_behind_what_the_office_settled(fresh: Office) -> None:
    fresh.run("distribute", "--year", "R7")
    fresh.sheets = {"1-1-01": sheet_of(fresh, "1-1-01").read_bytes()}
    typed = {name: int(value) for name, value in MONEY.items()} | {"executed": 900}
    typed = {k: v for k, v in typed.items() if not k.startswith("fund_") or k == "fund_other"}
    fresh.answer("1-1-01", money_check=None, **typed)
    fresh.run("collect", "--year", "R7")
    fresh.run("settle", "1-1-01", "budget_initial", "--year", "R7", "--value", "990", "--reason", "電話で確認")
    result = take_in(fresh, export(fresh, "6月.csv", ("0101", "1000000", "949000")), day="2026-06-05")
    assert {("finance_changed", "G2"), ("finance_settled", "B2")} <= found(result)

    def in_force(field: str) -> list[tuple[str, str]]:
        versions = fresh.json("trace", "1-1-01", field, "--year", "R7")["versions"]
        return [(v["value"], v["origin"]) for v in versions if v["superseded_by"] is None]

    assert in_force("executed") == [("949", "import")]
    assert in_force("budget_initial") == [("990", "settle")]


def test_what_does_not_match_is_told_and_somebody_must_act(fresh: Office) -> None:
    path = export(fresh, "a.csv", ("0101", "1000000", "1000000"), ("999", "1", "約1"))
    assert fresh.run("import", str(path), "--kind", "finance", "--year", "R7") == 1
    assert "予算事業コード「999」" in fresh.out and "事業1-1-02「書かない窓口」の予算科目「0102」" in fresh.out
    assert "取り込みました（2025年度、決算見込、1事業、2行）" in fresh.out


def test_an_error_leaves_the_ledger_as_it_was(fresh: Office) -> None:
    path = export(fresh, "a.csv", ("0101", "約100", "1"), ("0102", "1", ""))
    assert fresh.run("import", str(path), "--kind", "finance", "--year", "R7") == 1
    assert "取り込んでいません" in fresh.out
    result = take_in(fresh, path)
    assert result["import"] == 0
    assert found(result) == {("number_approximate", "B2"), ("finance_blank", "G3")}
    with Ledger.open(fresh.folder) as ledger:
        assert ledger.finance(YEAR) == {} and ledger.verify() == ()


def test_yen_read_as_thousands_is_refused_against_what_was_known(fresh: Office) -> None:
    take_in(fresh, export(fresh, "a.csv", ("0101", "1000000", "1"), ("0102", "500000", "1")))
    definition = fresh.folder / "fujiplan.toml"
    definition.write_text(definition.read_text("utf-8").replace('unit = "円"', 'unit = "千円"', 1), "utf-8")
    result = take_in(fresh, export(fresh, "b.csv", ("0101", "1000000", "1"), ("0102", "510000", "1")))
    assert result["import"] == 0
    assert "約1,007倍" in next(f["message"] for f in result["findings"] if f["code"] == "finance_unit")


def test_the_same_export_again_records_nothing_and_older_money_never_goes_over_newer(fresh: Office) -> None:
    path = export(fresh, "a.csv", ("0101", "1000000", "1"), ("0102", "500000", "1"))
    take_in(fresh, path, "--money", "出納閉鎖後")
    again = take_in(fresh, path, "--money", "出納閉鎖後")
    assert (again["import"], again["unchanged"], found(again)) == (0, True, {("finance_same", "")})
    older = take_in(fresh, path, "--money", "決算見込")
    assert (older["import"], found(older)) == (0, {("finance_older", "")})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "finance_unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4088), "finance_unreadable"),
        (b"PK\x03\x04broken", "finance_unreadable"),
        (COLUMNS.encode("utf-16"), "csv_encoding"),
        (COLUMNS.encode() + b'\n"0101,1', "csv_damaged"),
        (b"%PDF-1.7 no table", "finance_no_column"),
        (COLUMNS.encode(), "finance_no_rows"),
    ],
)
def test_any_other_file_says_why_it_cannot_be_taken_in(fresh: Office, data: bytes, code: str) -> None:
    path = fresh.folder / "a.csv"
    path.write_bytes(data)
    result = take_in(fresh, path)
    assert result["import"] == 0 and code in {f["code"] for f in result["findings"]}
    assert all(f["message"] and f["remedy"] for f in result["findings"])


def test_a_plan_without_a_column_map_is_told_the_key(fresh: Office) -> None:
    definition = fresh.folder / "fujiplan.toml"
    before, _, after = definition.read_text("utf-8").partition("[finance]")
    definition.write_text(before + "[[goals]]" + after.partition("[[goals]]")[2], "utf-8")
    path = export(fresh, "a.csv", ("0101", "1", "1"))
    assert fresh.run("import", str(path), "--kind", "finance", "--year", "R7") == 3
    assert "[finance]" in fresh.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "finance"),
        ("--kind", "register", "--year", "R7"),
        ("--kind", "register", "--money", "決算見込"),
        ("--kind", "finance", "--year", "R7", "--reason", "x"),
        ("--kind", "finance", "--year", "2040"),
        ("--kind", "finance", "--year", "R7", "--money", "速報"),
    ],
)
def test_wrong_use_is_told(fresh: Office, arguments: tuple[str, ...]) -> None:
    path = export(fresh, "a.csv", ("0101", "1", "1"))
    assert fresh.run("import", str(path), *arguments) == 2
    assert fresh.err and "Traceback" not in fresh.err


def test_planned_money_of_the_register_gives_way_to_the_books(office: Office) -> None:
    planned = {YEAR: YearPlan(YEAR, "S5", plan="x", money=MONEY)}
    rows = (project("1-1-01", "電子申請の利用促進", budget_account="0101", years=planned),)
    (office.folder / "register.xlsx").write_bytes(write_register(load_plan(office.folder), rows))
    office.run("import", str(office.folder / "register.xlsx"), "--kind", "register")
    take_in(office, export(office, "a.csv", ("0101", "1000000", "940500")))
    office.run("trace", "1-1-01", "executed", "--year", "R7", "--json")
    (version,) = json.loads(office.out)["versions"]
    assert (version["value"], version["origin"]) == ("940.5", "import")
