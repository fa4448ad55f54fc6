"""`fujiplan reconcile`: approved amounts against the certified ones, to the yen, without touching a result (架空)."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from office_world import PROJECTS, YEAR, Office, project
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workbook.register_book import write_register

JULY, AUTUMN = "2026-07-15", "2026-10-01"
ASK = ("reconcile", "--year", "R7")
COLUMNS = (
    "予算事業コード,当初予算額,補正予算額,前年度繰越額,予備費充用額,流用増減額,支出済額,翌年度繰越額,"
    "国庫支出金,県支出金,地方債,その他特定財源"
)
FULL = (("0101", "950000"), ("0102", "950000"), ("0103", "950000"))


def certified(office: Office, *lines: tuple[str, str], name: str = "決算.csv", money: str = "議会認定後") -> None:
    """Take in an export of 財務会計 in 円 (budget 1,000,000 each)."""
    rows = [f"{code},1000000,0,0,0,0,{spent},0,0,0,0,0" for code, spent in lines]
    path = office.folder / name
    path.write_bytes(("\r\n".join([COLUMNS, *rows]) + "\r\n").encode("cp932"))
    office.run("import", str(path), "--kind", "finance", "--year", "R7", "--money", money, day=AUTUMN)


def by_number(result: dict) -> dict[str, dict]:
    return {one["project"]: one for one in result["projects"]}


def _approved(office: Office) -> None:
    rows = (
        project("1-1-01", PROJECTS[0].name, budget_account="0101"),
        project("1-1-02", PROJECTS[1].name, department="0201", budget_account="0102", account="特別"),
        project("1-1-03", PROJECTS[2].name, department="0201", budget_account="0103"),
        project("1-1-04", "施設予約（再掲）", department="0201", budget_account="0103", repeated=True),
    )
    rows = tuple(replace(one, years={YEAR: replace(one.years[YEAR])}) for one in rows)
    register = office.folder / "register.xlsx"
    register.write_bytes(write_register(load_plan(office.folder), rows))
    assert office.run("import", str(register), "--kind", "register") == 0, office.out
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number, self_control=3)
    office.run("collect", "--year", "R7")
    assert office.run("report", "--year", "R7", "--meeting", "honbu", day=JULY) in (0, 1), office.err
    decide = ("decide", "--year", "R7", "--meeting", "honbu", "--date", JULY, "--all", "--decision", "承認")
    decide += ("--out-of-order", "試験のため")
    assert office.run(*decide, day=JULY) == 0, office.err


@pytest.fixture
def approved(office: Office) -> Office:
    """Three projects with their own 予算科目 (one is 再掲, another a 特別会計), all approved in July."""
    return office.after(_approved)


def test_equal_amounts_leave_nothing_to_do_and_the_repeated_project_is_in_no_total(approved: Office) -> None:
    certified(approved, *FULL)
    result = approved.json(*ASK, day=AUTUMN)
    assert {one["state"] for one in result["projects"]} == {"一致"} and result["open"] == []
    total = result["totals"][-1]
    assert (total["projects"], total["executed_approved"], total["executed_settled"]) == (3, 2850, 2850)
    assert [(t["account"], t["projects"]) for t in result["totals"]] == [("一般", 2), ("特別", 1), ("計", 3)]
    assert approved.run(*ASK, day=AUTUMN) == 0


def test_a_difference_is_told_to_the_yen_until_its_reason_is_recorded(approved: Office) -> None:
    certified(approved, ("0101", "949123"), ("0102", "900000"), ("0103", "950000"))
    result = approved.json(*ASK, day=AUTUMN)
    rows = by_number(result)
    assert rows["1-1-01"]["difference"] == pytest.approx(-0.877) and rows["1-1-01"]["state"] == "千円未満の差"
    assert (rows["1-1-02"]["difference"], rows["1-1-02"]["state"]) == (-50, "差あり（理由なし）")
    assert result["open"] == ["1-1-02"] and result["totals"][-1]["difference"] == pytest.approx(-50.877)
    assert approved.run(*ASK, day=AUTUMN) == 1
    assert "▲50,877" in approved.out and "▲51" in approved.out
    reason = ("--project", "1-1-02", "--reason", "過年度分の戻入があったため")
    assert approved.run(*ASK, *reason, day=AUTUMN) == 0
    assert approved.json(*ASK, day=AUTUMN)["open"] == [] and approved.run(*ASK, day=AUTUMN) == 0
    page = (approved.folder / "reports/2025/決算書との照合.html").read_text(encoding="utf-8")
    assert "過年度分の戻入があったため" in page and "▲50,000" in page
    certified(approved, ("0102", "910000"), name="決算2.csv")
    again = by_number(approved.json(*ASK, day=AUTUMN))["1-1-02"]
    assert (again["difference"], again["reason"]) == (-40, None), "the reason was that of another difference"


def test_a_grade_that_would_change_is_a_reference_and_the_approved_one_stays(approved: Office) -> None:
    before = approved.json("score", "--year", "R7", day=AUTUMN)["projects"]
    certified(approved, ("0101", "100000"), ("0102", "950000"), ("0103", "950000"))
    row = by_number(approved.json(*ASK, day=AUTUMN))["1-1-01"]
    assert row["grade"] == before[0]["grade"] and row["grade_reference"] not in (None, row["grade"])
    assert row["amounts_changed"] == ["支出済額"]
    after = approved.json("score", "--year", "R7", day=AUTUMN)["projects"]
    assert [(p["project"], p["grade"], p["score"]) for p in after] == [
        (p["project"], p["grade"], p["score"]) for p in before
    ]
    approved.run(*ASK, day=AUTUMN)
    assert "承認された評価は変わりません" in approved.out and "--new-version" in approved.out


def test_a_project_without_a_certified_amount_is_listed_and_left_out_of_the_total(approved: Office) -> None:
    certified(approved, ("0101", "950000"), ("0102", "950000"))
    result = approved.json(*ASK, day=AUTUMN)
    assert by_number(result)["1-1-03"]["state"] == "決算額なし"
    assert (result["totals"][-1]["projects"], result["totals"][-1]["executed_approved"]) == (2, 1900)
    assert "1-1-03" in result["open"]


def test_only_certified_money_is_compared_and_only_after_the_approval(office: Office, approved: Office) -> None:
    certified(approved, *FULL, money="出納閉鎖後")
    assert approved.run(*ASK, day=AUTUMN) == 1
    assert "議会認定後" in approved.err and "--money 議会認定後" in approved.err
    assert not (approved.folder / "reports/2025/決算書との照合.html").exists()


def test_without_an_approval_there_is_nothing_to_compare(office: Office) -> None:
    assert office.run(*ASK, day=AUTUMN) == 1
    assert "承認が記録されていません" in office.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--project", "1-1-01"),
        ("--project", "1-1-01", "--reason", "差はない"),
        ("--project", "9-9-99", "--reason", "番号の誤り"),
        ("--reason", "事業がない"),
    ],
)
def test_a_reason_for_nothing_is_refused_and_not_recorded(approved: Office, wrong: tuple[str, ...]) -> None:
    certified(approved, *FULL)
    assert approved.run(*ASK, *wrong, day=AUTUMN) == 2
    with Ledger.open(approved.folder) as ledger:
        assert ledger.acts("reconcile_reason") == ()


def test_the_workbook_holds_numbers_that_add_up_to_the_total_of_the_json(approved: Office) -> None:
    certified(approved, ("0101", "949123"), ("0102", "900000"), ("0103", "950000"))
    result = approved.json(*ASK, day=AUTUMN)
    file = next(f for f in result["files"] if f.endswith(".xlsx"))
    data = Path(approved.folder / file).read_bytes()
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3, values_only=True))
    column = rows[0].index("差（円）")
    own = [row for row in rows[1:] if row[rows[0].index("再掲")] != "再掲"]
    assert sum(row[column] for row in own) == round(result["totals"][-1]["difference"] * 1000) == -50877
    approved.json(*ASK, day=AUTUMN)
    assert Path(approved.folder / file).read_bytes() == data


@pytest.mark.golden
def test_the_data_behind_the_page_are_those_of_the_golden_file(approved: Office) -> None:
    certified(approved, ("0101", "949400"), ("0102", "700000"))
    made = json.dumps(approved.json(*ASK, day=AUTUMN), ensure_ascii=False, indent=1) + "\n"
    path = Path(__file__).parent / "golden" / "reconcile.json"
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "make golden writes it anew; look at the difference first"
