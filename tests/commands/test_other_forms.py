"""The forms beside the progress sheet, through the real commands: sent out, filled, collected, and what they add."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from office_world import MONEY, PROJECTS, YEAR, project
from openpyxl import Workbook, load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.project import YearPlan
from fujiplan_cli.workbook.register_book import write_register

MAY, JUNE, JULY = "2026-05-12", "2026-06-08", "2026-07-22"
PROJECT_NUMBERS = frozenset(one.number for one in PROJECTS)
SECRETARIAT = "総務部/デジタル戦略課"
OTHER = "財政部/財政課"
Answers = Mapping[str, Mapping[str, object]]


def made(office, name: str) -> bytes:
    return (office.folder / "outbox" / str(YEAR) / name).read_bytes()


def cell_of(page, project: str, field: str):
    """A row's cell by the names of the header row, as any program may find it (contract.md)."""

    def at(name: str) -> tuple[int, int]:
        target = page[page.defined_names[f"fp_{name}"].attr_text.rsplit("!", 1)[1].replace("$", "")]
        return target.row, target.column

    header, key = at("project_no")
    row = next(r for r in range(header + 1, page.max_row + 1) if page.cell(r, key).value == project)
    return page.cell(row, at(field)[1])


def list_filled(data: bytes, answers: Answers) -> bytes:
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    for number, given in answers.items():
        for field, value in given.items():
            cell_of(page, number, field).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def codes(result: dict) -> list[tuple[str, str, str]]:
    return [(f["code"], f["field"], f["cell"]) for one in result["files"] for f in one["findings"]]


def _april(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02", kpi_1_actual=None, kpi_1_pending="令和8年6月")
    office.answer("1-1-03", self_control=1, basis_control="点検が半年止まった。")
    assert office.run("collect", "--year", "R7") == 0, office.out


@pytest.fixture
def april(office):
    """Three sheets received: the first complete, the second with a pending indicator, the third with a low level."""
    return office.after(_april)


# -- 事務局確認票 ------------------------------------------------------------------------------------------------


def confirm(office, answers: Answers) -> dict:
    assert office.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY) == 0, office.err
    office.put("確認票.xlsx", list_filled(made(office, f"{SECRETARIAT}/事務局確認票.xlsx"), answers))
    return office.json("collect", "--year", "R7", day=MAY)


def levels(office, number: str) -> dict[str, tuple[int, str]]:
    """Item → level and basis in the furthest view."""
    (card,) = (c for c in office.json("score", "--year", "R7", day=MAY)["projects"] if c["project"] == number)
    return {i["item"]: (i["level"], i["basis"]) for i in card["items"]}


def test_the_confirmation_list_prints_what_was_said_and_computed(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY)
    page = load_workbook(io.BytesIO(made(april, f"{SECRETARIAT}/事務局確認票.xlsx"))).worksheets[0]
    assert cell_of(page, "1-1-03", "self_control").value == 1
    assert cell_of(page, "1-1-03", "basis_control").value == "点検が半年止まった。"
    assert "成果指標 4" in cell_of(page, "1-1-01", "computed_levels").value
    assert "fp_self_deliverables" not in page.defined_names  # nobody is asked for it at S5


def test_a_confirmed_row_gives_levels_and_reasons_and_leaves_the_self_view_alone(april) -> None:
    result = confirm(
        april,
        {
            "1-1-01": {"confirmation": "自己評価のとおり"},
            "1-1-03": {
                "confirmation": "水準を変更",
                "confirmed_control": 3,
                "reason_control": "点検記録を確かめ、止まったのは2か月だった。",
            },
        },
    )
    (one,) = (f for f in result["files"] if f["form"] == "confirmation")
    assert (one["verdict"], one["project"], one["findings"]) == ("accepted", None, [])
    assert levels(april, "1-1-03")["control"] == (3, "点検記録を確かめ、止まったのは2か月だった。")
    assert levels(april, "1-1-03")["uptake"][0] == 3  # left blank under 水準を変更: as the 課 said
    views = {c["project"]: c["view"] for c in april.json("score", "--year", "R7", day=MAY)["projects"]}
    assert views == {"1-1-01": "confirmed", "1-1-02": "self", "1-1-03": "confirmed"}
    own = april.json("score", "--year", "R7", "--view", "self", day=MAY)["projects"]
    (control,) = (i for c in own if c["project"] == "1-1-03" for i in c["items"] if i["item"] == "control")
    assert control["level"] == 1


def test_the_list_says_what_deserves_a_second_look(april) -> None:
    april.answer("1-1-01", self_uptake=4, self_control=4)
    assert april.run("collect", "--year", "R7") == 0, april.out
    april.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY)
    page = load_workbook(io.BytesIO(made(april, f"{SECRETARIAT}/事務局確認票.xlsx"))).worksheets[0]
    assert "すべての項目が同じ水準です" in cell_of(page, "1-1-01", "hints").value
    assert "同じ水準" not in (cell_of(page, "1-1-03", "hints").value or "")


def test_own_projects_of_the_secretariat_are_confirmed_by_the_named_department(april) -> None:
    named = 'own_confirmations = [{ department = "0201", valid_from = 2022-05-20, named_by = "幹事会" }]'
    plan = april.folder / "fujiplan.toml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("\ndue = {", f"\n{named}\ndue = {{", 1), encoding="utf-8")
    assert april.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY) == 0, april.err
    own = {one.number for one in PROJECTS if one.department == "0101"}
    ours = load_workbook(io.BytesIO(made(april, f"{SECRETARIAT}/事務局確認票.xlsx"))).worksheets[0]
    list_name = f"{OTHER}/財政課_事務局確認票（事務局の事業）.xlsx"
    theirs = load_workbook(io.BytesIO(made(april, list_name))).worksheets[0]
    assert numbers_on(ours) == PROJECT_NUMBERS - own != set() and numbers_on(theirs) == own
    number = min(own)
    changed = {"confirmation": "水準を変更", "confirmed_control": 2, "reason_control": "点検の記録が半年分ない。"}
    filled = {one: {"confirmation": "自己評価のとおり"} for one in own} | {number: changed}
    april.put("財政課の確認.xlsx", list_filled(made(april, list_name), filled))
    result = april.json("collect", "--year", "R7", day=MAY)
    (one,) = (f for f in result["files"] if f["form"] == "confirmation")
    assert (one["verdict"], one["findings"]) == ("accepted", [])
    assert levels(april, number)["control"] == (2, "点検の記録が半年分ない。")


def numbers_on(page) -> set[str]:
    target = page.defined_names["fp_project_no"].attr_text.rsplit("!", 1)[1].replace("$", "")
    column = page[target].column
    texts = (page.cell(row, column).value for row in range(page[target].row + 1, page.max_row + 1))
    return {text for text in texts if text in PROJECT_NUMBERS}


def test_a_confirmation_is_followed_to_its_cell(april) -> None:
    confirm(april, {"1-1-01": {"confirmation": "自己評価のとおり"}})
    (version,) = april.json("trace", "1-1-01", "confirmed_control", "--year", "R7")["versions"]
    assert (version["value"], version["raw"], version["file"]) == ("4", "自己評価のとおり", "inbox/2025/確認票.xlsx")
    assert version["cell"]


def test_a_sheet_corrected_after_its_confirmation_is_not_confirmed_unseen(april) -> None:
    confirm(april, {"1-1-03": {"confirmation": "自己評価のとおり"}})
    april.answer("1-1-03", name="再提出/1-1-03.xlsx", self_control=4, basis_control="書き直した。")
    april.run("collect", "--year", "R7", day=MAY)
    assert levels(april, "1-1-03")["control"][0] == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"confirmation": "水準を変更"}, [("confirmation_empty", "confirmation")]),
        (
            {"confirmation": "水準を変更", "confirmed_control": 2},
            [("required_blank", "reason_control")],
        ),
        (
            {"confirmation": "水準を変更", "confirmed_control": 5, "reason_control": "点検記録"},
            [("level_invalid", "confirmed_control")],
        ),
        ({"confirmed_control": 2, "reason_control": "点検記録"}, [("required_blank", "confirmation")]),
        ({"reason_control": "点検記録"}, [("required_blank", "confirmation")]),
        (
            {"confirmation": "自己評価のとおり", "confirmed_control": 2, "reason_control": "点検記録"},
            [("confirmation_contradicts", "confirmation")],
        ),
    ],
    ids=["nothing changed", "no reason", "no level", "not said what", "a reason alone", "both ways"],
)
def test_a_row_filled_by_half_is_named_and_changes_nothing(april, typed, found) -> None:
    result = confirm(april, {"1-1-01": {"confirmation": "自己評価のとおり"}, "1-1-03": typed})
    (one,) = (f for f in result["files"] if f["form"] == "confirmation")
    assert (one["verdict"], [(f["code"], f["field"]) for f in one["findings"]]) == ("returned", found)
    assert levels(april, "1-1-03")["control"] == (1, "点検が半年止まった。")
    assert all("1-1-03" in f["message"] for f in one["findings"])
    assert levels(april, "1-1-01")["control"][0] == 4
    views = {c["project"]: c["view"] for c in april.json("score", "--year", "R7", day=MAY)["projects"]}
    assert views["1-1-01"] == "confirmed"  # good rows beside a faulty one go on


def test_a_list_printed_before_the_sheet_was_corrected_confirms_nothing(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY)
    old = made(april, f"{SECRETARIAT}/事務局確認票.xlsx")
    april.answer("1-1-03", name="再提出/1-1-03.xlsx", self_control=4, basis_control="書き直した。")
    april.run("collect", "--year", "R7", day=MAY)
    april.run("distribute", "--year", "R7", "--form", "confirmation", day=MAY)
    april.put("前の確認票.xlsx", list_filled(old, {"1-1-03": {"confirmation": "自己評価のとおり"}}))
    result = april.json("collect", "--year", "R7", day=MAY)
    (finding,) = (f for one in result["files"] if one["form"] == "confirmation" for f in one["findings"])
    assert (finding["code"], finding["field"]) == ("row_outdated", "confirmation")
    assert levels(april, "1-1-03")["control"][0] == 4
    assert not result["returns"]  # the 事務局 writes no letter to itself


def test_the_newer_of_list_and_command_holds(april) -> None:
    settle = ("settle", "1-1-03", "confirmed_control", "--year", "R7", "--reason", "記録を確認", "--value")
    assert april.run(*settle, "2", day=MAY) == 0, april.err
    confirm(april, {"1-1-03": {"confirmation": "水準を変更", "confirmed_control": 3, "reason_control": "再点検"}})
    assert levels(april, "1-1-03")["control"] == (3, "再点検")
    assert april.run(*settle, "0", day=MAY) == 0, april.err
    assert levels(april, "1-1-03")["control"] == (0, "記録を確認")


# -- 数値確定票 --------------------------------------------------------------------------------------------------

CLOSED = {
    "executed": 980,
    "carried_out": 0,
    "fund_national": 0,
    "fund_prefecture": 0,
    "fund_bond": 0,
    "fund_other": 100,
}


def settle(office, answers: Answers, name: str = "財政課_数値確定票.xlsx") -> dict:
    assert office.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE) == 0, office.err
    office.put(f"6月/{name}", list_filled(made(office, f"{OTHER}/財政課_数値確定票.xlsx"), answers))
    return office.json("collect", "--year", "R7", day=JUNE)


def test_a_department_is_asked_only_for_money_and_pending_indicators(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    page = load_workbook(io.BytesIO(made(april, f"{OTHER}/財政課_数値確定票.xlsx"))).worksheets[0]
    assert cell_of(page, "1-1-02", "executed_estimate").value == 950
    assert cell_of(page, "1-1-02", "kpi_1_name").value == "電子申請の件数"
    assert cell_of(page, "1-1-03", "kpi_1_actual").value == "－"  # settled in April
    assert "fp_kpi_2_actual" not in page.defined_names and "fp_money_check" not in page.defined_names


def test_settled_figures_replace_the_estimate_and_the_pending_month(april) -> None:
    result = settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    (one,) = (f for f in result["files"] if f["form"] == "settlement")
    assert (one["verdict"], one["department"]) == ("accepted", "0201"), one["findings"]
    executed = april.json("trace", "1-1-02", "executed", "--year", "R7")["versions"][-1]
    assert (executed["value"], executed["superseded_by"]) == ("980", None)
    assert executed["file"].endswith("財政課_数値確定票.xlsx") and executed["cell"]
    assert april.json("trace", "1-1-02", "executed_kind", "--year", "R7")["versions"][-1]["value"] == "出納閉鎖後"
    (card,) = (c for c in april.json("score", "--year", "R7", day=JUNE)["projects"] if c["project"] == "1-1-02")
    assert (card["provisional"], card["grade"]) == (False, card["grade"])
    (outcome,) = (i for i in card["items"] if i["item"] == "outcome")
    assert outcome["details"][0]["actual"] == 158


def test_settled_figures_say_which_grades_they_move(april) -> None:
    (before,) = (c for c in april.json("score", "--year", "R7")["projects"] if c["project"] == "1-1-02")
    result = settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 120}, "1-1-03": CLOSED})
    (after,) = (c for c in april.json("score", "--year", "R7", day=JUNE)["projects"] if c["project"] == "1-1-02")
    moves = {m["project"]: m for m in result["moves"]}
    assert set(moves) == {"1-1-02"}
    assert moves["1-1-02"]["before"]["grade"] == before["grade"] and moves["1-1-02"]["after"]["grade"] == after["grade"]
    assert before["score"] != after["score"]
    assert april.json("collect", "--year", "R7", day=JUNE)["moves"] == []  # the same list again moves nothing


def test_a_row_left_blank_is_sent_back_and_its_neighbour_is_recorded(april) -> None:
    result = settle(april, {"1-1-03": CLOSED})
    (one,) = (f for f in result["files"] if f["form"] == "settlement")
    assert one["verdict"] == "returned"
    assert {f["field"] for f in one["findings"]} == {"executed", "carried_out", "kpi_1_actual"}
    assert april.json("trace", "1-1-03", "executed", "--year", "R7")["versions"][-1]["value"] == "980"
    (copy,) = result["returns"]
    assert "数値確定票" in copy


def test_a_pending_indicator_may_stay_pending_with_a_new_month(april) -> None:
    settle(april, {"1-1-02": {**CLOSED, "kpi_1_pending": "令和8年9月"}, "1-1-03": CLOSED})
    version = april.json("trace", "1-1-02", "kpi_1_pending", "--year", "R7")["versions"][-1]
    assert version["value"] == "2026-09"


def test_a_second_list_replaces_the_first_and_the_sheets_stay(april) -> None:
    settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    april.put(
        "6月/訂正.xlsx",
        list_filled(
            made(april, f"{OTHER}/財政課_数値確定票.xlsx"),
            {"1-1-02": {**CLOSED, "executed": 990, "kpi_1_actual": 158}, "1-1-03": CLOSED},
        ),
    )
    april.run("collect", "--year", "R7", day=JUNE)
    assert april.json("trace", "1-1-02", "executed", "--year", "R7")["versions"][-1]["value"] == "990"
    states = {p["project"]: p["state"] for p in april.json("status", "--year", "R7", day=JUNE)["projects"]}
    assert set(states.values()) == {"受付済"}
    lists = april.json("status", "--year", "R7", day=JUNE)["lists"]
    assert lists == [
        {
            "form": "settlement",
            "sent": 3,
            "answered": 2,
            "review": 0,
            "returned": 0,
            "waiting": ["総務部 デジタル戦略課"],
        }
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [({"executed": 980000}, "settled_over_budget"), ({"executed": 98}, "settled_far"), ({"executed": 700}, None)],
    ids=["yen for thousand yen", "a tenth", "an ordinary change"],
)
def test_an_amount_far_from_what_is_printed_beside_it_goes_to_a_person_and_is_marked(april, typed, code) -> None:
    result = settle(april, {"1-1-02": {**CLOSED, "fund_other": 0, **typed, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    (one,) = (f for f in result["files"] if f["form"] == "settlement")
    assert [(f["code"], f["severity"]) for f in one["findings"]] == ([(code, "review")] if code else [])
    (state,) = april.json("status", "--year", "R7", day=JUNE)["lists"]
    assert state["review"] == (1 if code else 0)


def test_what_is_printed_as_estimate_stays_the_estimate_when_closed_money_is_known(own_account) -> None:
    import_money(own_account, 940, "2026-05-20")
    import_money(own_account, 975, "2026-06-05")
    own_account.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    page = load_workbook(io.BytesIO(made(own_account, f"{OTHER}/財政課_数値確定票.xlsx"))).worksheets[0]
    assert [cell_of(page, "1-1-02", f).value for f in ("executed_estimate", "executed")] == [940, 975]
    assert cell_of(page, "1-1-03", "executed_estimate").value == 950


def test_rows_are_compared_with_rows_of_their_own_form_only(april) -> None:
    settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    rows = {"1-1-02": {**CLOSED, "executed": 990, "kpi_1_actual": 158}, "1-1-03": CLOSED}
    april.put("6月/訂正.xlsx", list_filled(made(april, f"{OTHER}/財政課_数値確定票.xlsx"), rows))
    april.run("collect", "--year", "R7", day=JUNE)
    one = ("trace", "1-1-02", "--year", "R7")
    states = [(v["version"], v["form"], v["state"]) for v in april.json(*one)["versions"]]
    assert states == [(1, "progress", "in_use"), (2, "settlement", "former"), (3, "settlement", "in_use")]
    changes = april.json(*one, "--diff", "2", "3")["diff"]["changes"]
    assert [(c["field"], c["before"]["value"], c["after"]["value"]) for c in changes] == [("executed", "980", "990")]
    assert april.run(*one, "--diff", "1", "3") == 2
    assert "同じ様式" in april.err


def test_funds_beyond_the_settled_amount_are_named_with_the_row(april) -> None:
    result = settle(april, {"1-1-02": {**CLOSED, "fund_other": 5000, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    (finding,) = (f for one in result["files"] for f in one["findings"])
    assert (finding["code"], finding["field"]) == ("funds_exceed", "fund_other")
    assert "1-1-02" in finding["message"]


# -- rows and columns that moved -------------------------------------------------------------------------------


def moved(data: bytes, change) -> bytes:
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    return saved(book)


def as_values(page) -> None:
    """Paste as values: names and formulas are gone."""
    for name in list(page.defined_names):
        del page.defined_names[name]


def swapped(page) -> None:
    """Two rows sorted the other way round, hidden cells included."""
    first, second = (cell_of(page, number, "project_no").row for number in ("1-1-02", "1-1-03"))
    for column in range(1, page.max_column + 1):
        one, other = page.cell(first, column), page.cell(second, column)
        one.value, other.value = other.value, one.value


def swapped_without_hidden_cells(page) -> None:
    """The visible cells of two rows sorted the other way round; what is hidden stays where it was."""
    first, second = (cell_of(page, number, "project_no").row for number in ("1-1-02", "1-1-03"))
    for column in range(cell_of(page, "1-1-02", "project_no").column, page.max_column + 1):
        if not page.column_dimensions[page.cell(1, column).column_letter].hidden:
            one, other = page.cell(first, column), page.cell(second, column)
            one.value, other.value = other.value, one.value


@pytest.mark.parametrize(
    "change",
    [as_values, swapped, swapped_without_hidden_cells],
    ids=["pasted as values", "sorted", "sorted without the hidden cells"],
)
def test_a_list_is_read_row_by_row_however_it_was_moved(april, change) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    answers = {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": {**CLOSED, "executed": 970}}
    april.put("6月/一覧.xlsx", moved(list_filled(made(april, f"{OTHER}/財政課_数値確定票.xlsx"), answers), change))
    april.run("collect", "--year", "R7", day=JUNE)
    assert april.json("trace", "1-1-02", "executed", "--year", "R7")["versions"][-1]["value"] == "980"
    assert april.json("trace", "1-1-03", "executed", "--year", "R7")["versions"][-1]["value"] == "970"


def test_a_row_whose_number_was_typed_over_stays_its_own(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    data = list_filled(
        made(april, f"{OTHER}/財政課_数値確定票.xlsx"),
        {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": {**CLOSED, "project_no": "9-9-99"}},
    )
    april.put("6月/一覧.xlsx", data)
    result = april.json("collect", "--year", "R7", day=JUNE)
    (finding,) = (f for one in result["files"] for f in one["findings"])
    assert (finding["code"], finding["severity"]) == ("other_project_typed", "review")
    assert april.json("trace", "1-1-03", "executed", "--year", "R7")["versions"][-1]["value"] == "980"


def test_a_row_of_another_departments_list_is_not_taken(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    other = load_workbook(io.BytesIO(made(april, f"{SECRETARIAT}/デジタル戦略課_数値確定票.xlsx"))).worksheets[0]

    def paste(page) -> None:
        row, target = cell_of(other, "1-1-01", "project_no").row, page.max_row + 1
        for field in ("project_no", "project_name", "executed", "carried_out"):
            column = cell_of(page, "1-1-02", field).column
            page.cell(target, column).value = cell_of(other, "1-1-01", field).value
        page.cell(target, 1).value = other.cell(row, 1).value
        page.cell(target, cell_of(page, "1-1-02", "executed").column).value = 1

    answers = {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED}
    april.put("6月/一覧.xlsx", moved(list_filled(made(april, f"{OTHER}/財政課_数値確定票.xlsx"), answers), paste))
    result = april.json("collect", "--year", "R7", day=JUNE)
    (one,) = (f for f in result["files"] if f["form"] == "settlement")
    assert [f["code"] for f in one["findings"]] == ["row_of_other_list"] and one["department"] == "0201"
    assert april.json("trace", "1-1-01", "executed", "--year", "R7")["versions"][-1]["value"] == "950"


@pytest.mark.parametrize("text", ["▲120", "・別紙のとおり", "-5 訂正あり"])
def test_text_in_a_cell_that_asks_nothing_goes_to_a_person(april, text: str) -> None:
    result = settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": {**CLOSED, "kpi_1_actual": text}})
    (finding,) = (f for one in result["files"] for f in one["findings"])
    assert (finding["code"], finding["value"]) == ("stray_text", text)


def test_deleted_and_foreign_rows_are_told(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)

    def change(page) -> None:
        row = cell_of(page, "1-1-03", "project_no").row
        page.delete_rows(row)
        page.cell(page.max_row + 1, cell_of(page, "1-1-02", "project_no").column).value = "9-9-99"

    data = list_filled(made(april, f"{OTHER}/財政課_数値確定票.xlsx"), {"1-1-02": {**CLOSED, "kpi_1_actual": 158}})
    april.put("6月/一覧.xlsx", moved(data, change))
    result = april.json("collect", "--year", "R7", day=JUNE)
    found = {f["code"] for one in result["files"] for f in one["findings"]}
    assert found == {"list_rows_gone", "row_unknown"}


# -- 新規事業調書 and ヒアリング記録票 ------------------------------------------------------------------------------

IDEA = {
    "has_proposal": "該当あり",
    "contact_name": "架空 花子",
    "contact_ext": "2345",
    "approval_no": "8架空第3号",
    "proposal_name": "入所申込みのオンライン化",
    "proposal_type": "開発型",
    "proposal_measure": "行政手続のオンライン化",
    "users": "入所を申し込む保護者",
    "users_count": 1800,
    "trouble": "窓口で平均40分待っている。",
    "effect_hours": 450,
    "effect_words": "夜間や休日でも申し込める。",
    "similar": "なし",
    "cost_initial": 4200,
    "cost_running": 980,
    "estimate_basis": "2社の参考見積りの平均",
    "wanted_from": "令和9年10月",
    "team": "主担当1人、副担当1人",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
}


def proposed(office, answers: Mapping[int, Mapping[str, object]], office_name: str = OTHER) -> dict:
    """Fill the sheets (counted from 0) of a 課's 新規事業調書 and collect it."""
    office.put(
        f"{office_name.rpartition('/')[2]}_新規事業調書.xlsx", saved(proposed_book(office, answers, office_name))
    )
    return office.json("collect", "--year", "R7")


def proposed_book(office, answers: Mapping[int, Mapping[str, object]], office_name: str = OTHER) -> Workbook:
    """The 新規事業調書 of a 課 with sheets filled."""
    name = f"{office_name.rpartition('/')[2]}_新規事業調書.xlsx"
    book = load_workbook(io.BytesIO(made(office, f"{office_name}/{name}")))
    for place, given in answers.items():
        page = book.worksheets[place]
        for field, value in given.items():
            target = page.defined_names.get(f"fp_{field}")
            if target is not None:
                page[target.attr_text.rsplit("!", 1)[1].replace("$", "")] = value
    return book


def test_every_department_is_asked_for_proposals_and_may_say_there_are_none(office) -> None:
    result = proposed(office, {0: {"has_proposal": "該当なし", "contact_name": "架空 花子", "contact_ext": "1"}})
    (one,) = result["files"]
    assert (one["verdict"], one["form"], one["project"]) == ("accepted", "proposal", "N2025-0201-1"), one["findings"]
    survey = {s["department"]: s for s in office.json("status", "--year", "R7")["survey"]}
    assert survey["財政部 財政課"] == {"department": "財政部 財政課", "state": "該当なし", "proposals": 0}
    assert survey["総務部 企画課"]["state"] == "未提出"


def test_a_proposal_that_follows_none_counts_and_withdrawn_gives_way_to_none_again(office) -> None:
    def survey() -> tuple[str, int]:
        found = {s["department"]: s for s in office.json("status", "--year", "R7")["survey"]}["財政部 財政課"]
        return found["state"], found["proposals"]

    proposed(office, {0: {"has_proposal": "該当なし", "contact_name": "架空 花子", "contact_ext": "1"}})
    proposed(office, {0: IDEA})
    assert survey() == ("受付済", 1)
    act = ("settle", "N2025-0201-1", "sheet", "--year", "R7", "--reason", "誤送信")
    assert office.json(*act, "--withdraw", "2")["in_use"] == 1
    assert survey() == ("該当なし", 0)
    assert office.json(*act, "--restore", "2")["in_use"] == 2
    assert survey() == ("受付済", 1)
    diff = office.json("trace", "N2025-0201-1", "--year", "R7", "--diff", "1", "2")["diff"]
    changed = {c["field"]: c["after"]["value"] for c in diff["changes"]}
    assert changed["proposal_name"] == IDEA["proposal_name"]


def test_two_proposals_of_one_department_are_two_and_a_blank_spare_sheet_is_none(office) -> None:
    second = {**IDEA, "proposal_name": "学校給食の献立の配信", "estimate_due": "令和8年9月"}
    second = {k: v for k, v in second.items() if k not in ("cost_initial", "cost_running", "estimate_basis")}
    result = proposed(office, {0: IDEA, 1: second})
    assert [(f["project"], f["verdict"]) for f in result["files"]] == [
        ("N2025-0201-1", "accepted"),
        ("N2025-0201-2", "accepted"),
    ], codes(result)
    survey = {s["department"]: s["proposals"] for s in office.json("status", "--year", "R7")["survey"]}
    assert survey["財政部 財政課"] == 2


def test_no_proposal_beside_a_proposal_is_one_question_and_can_be_settled(office) -> None:
    result = proposed(office, {0: {**IDEA, "has_proposal": "該当なし"}})
    (one,) = result["files"]
    assert (one["verdict"], [f["code"] for f in one["findings"]]) == ("review", ["none_but_filled"])
    given = ("--reason", "電話で確認", "--value", "該当あり")
    assert office.run("settle", "N2025-0201-1", "has_proposal", "--year", "R7", *given) == 0, office.err
    survey = {s["department"]: (s["state"], s["proposals"]) for s in office.json("status", "--year", "R7")["survey"]}
    assert survey["財政部 財政課"] == ("受付済", 1)


def test_a_second_proposal_on_a_copied_sheet_is_led_to_the_second_sheet(office) -> None:
    name = f"{OTHER.rpartition('/')[2]}_新規事業調書.xlsx"
    first = proposed_book(office, {0: IDEA})
    second = proposed_book(office, {0: {**IDEA, "proposal_name": "献立の配信"}})
    copied = second.worksheets[0]
    page = first.create_sheet("新規事業調書 (写し)")
    for row in copied.iter_rows():
        for cell in row:
            page.cell(cell.row, cell.column).value = cell.value
    office.put(name, saved(first))
    result = office.json("collect", "--year", "R7")
    assert {f["code"] for one in result["files"] for f in one["findings"]} >= {"proposal_twice"}


def test_a_proposal_filled_by_half_is_sent_back_field_by_field(office) -> None:
    result = proposed(office, {0: {**IDEA, "trouble": None, "users_count": "約1800人"}})
    (one,) = result["files"]
    assert {(f["code"], f["field"]) for f in one["findings"]} == {
        ("required_blank", "trouble"),
        ("number_approximate", "users_count"),
    }
    assert "新規事業調書" in result["returns"][0] or "N2025-0201-1" in result["returns"][0]


def test_a_hearing_is_recorded_on_a_sheet_that_shows_the_proposal(office) -> None:
    proposed(office, {0: IDEA})
    assert office.run("distribute", "--year", "R7", "--form", "hearing", day=JUNE) == 0, office.err
    (path,) = (office.folder / "outbox" / str(YEAR) / SECRETARIAT).glob("ヒアリング記録票_*.xlsx")
    book = load_workbook(path)
    page = book.worksheets[0]

    def cell(field: str):
        return page[page.defined_names[f"fp_{field}"].attr_text.rsplit("!", 1)[1].replace("$", "")]

    assert (cell("proposal_name").value, cell("cost_initial").value) == ("入所申込みのオンライン化", 4200)
    points = {"need": 20, "maturity": 10, "effect": 15, "value": 10, "feasible": 15}
    answers = {
        "round": "6月",
        "hearing_date": "令和8年6月11日",
        "attendees": "財政課長、デジタル戦略課 2人",
        "discussion": "問：既存のサービスで足りないか。答：書類の確認が足りない。",
        **{f"score_{name}": value for name, value in points.items()},
        "result": "継続検討",
        "result_reason": "書類の確認の方法を詰める。",
    }
    for field, value in answers.items():
        cell(field).value = value
    office.put("ヒアリング.xlsx", saved(book))
    result = office.json("collect", "--year", "R7", day=JUNE)
    (one,) = (f for f in result["files"] if f["form"] == "hearing")
    assert (one["verdict"], one["project"]) == ("accepted", "N2025-0201-1"), one["findings"]


def test_a_score_that_is_none_of_the_five_grades_is_sent_back(office) -> None:
    proposed(office, {0: IDEA})
    office.run("distribute", "--year", "R7", "--form", "hearing", day=JUNE)
    (path,) = (office.folder / "outbox" / str(YEAR) / SECRETARIAT).glob("ヒアリング記録票_*.xlsx")
    book = load_workbook(path)
    page = book.worksheets[0]
    page[page.defined_names["fp_score_need"].attr_text.rsplit("!", 1)[1].replace("$", "")] = 18
    office.put("ヒアリング.xlsx", saved(book))
    result = office.json("collect", "--year", "R7", day=JUNE)
    assert ("number_not_listed", "score_need") in [(code, field) for code, field, _ in codes(result)]


# -- 決定票 ------------------------------------------------------------------------------------------------------


def decision_list(office, answers: Answers, day: str = JULY) -> Path:
    assert office.run("report", "--year", "R7", "--meeting", "honbu", day="2026-07-10") == 0, office.err
    assert office.run("distribute", "--year", "R7", "--form", "decision", day="2026-07-10") == 0, office.err
    return office.put("決定票.xlsx", list_filled(made(office, f"{SECRETARIAT}/決定票_本部_第1号.xlsx"), answers))


BLOC = {"decision": "承認", "decided_on": "令和8年7月22日", "decision_no": "8架空第88号"}


def test_a_decision_list_records_what_it_says_en_bloc_and_singly(april) -> None:
    note = {"note": "利用が少ない理由を調べること。", "note_due": "令和8年10月30日", "note_lead": "財政部長"}
    path = decision_list(april, {"一括": BLOC, "1-1-03": {**BLOC, "decision": "一部修正の上承認", **note}})
    result = april.json(
        "decide", "--year", "R7", "--meeting", "honbu", "--out-of-order", "試験のため", "--from", str(path), day=JULY
    )
    assert [(d["project"], d["decision"]) for d in result["decisions"]] == [
        (None, "承認"),
        ("1-1-03", "一部修正の上承認"),
    ]
    views = {c["project"]: c["view"] for c in april.json("score", "--year", "R7", day=JULY)["projects"]}
    assert set(views.values()) == {"approved"}


def test_an_instruction_comes_back_on_next_years_sheet_with_its_date_and_name(april) -> None:
    note = {"note": "理由を調べること。", "note_due": "令和8年10月30日", "note_lead": "財政部長"}
    path = decision_list(april, {"一括": BLOC, "1-1-03": {**BLOC, **note}})
    assert (
        april.run(
            "decide",
            "--year",
            "R7",
            "--meeting",
            "honbu",
            "--out-of-order",
            "試験のため",
            "--from",
            str(path),
            day=JULY,
        )
        == 0
    ), april.err
    later = [
        project(
            p.number,
            p.name,
            department=p.department,
            years={**p.years, 2026: YearPlan(2026, "S5", plan="続ける。", money=MONEY)},
        )
        for p in PROJECTS
    ]
    (april.folder / "register.xlsx").write_bytes(write_register(load_plan(april.folder), later))
    register = str(april.folder / "register.xlsx")
    assert april.run("import", register, "--kind", "register", "--reason", "次の年度", day="2027-03-01") == 0, april.err
    assert april.run("distribute", "--year", "R8", day="2027-03-20") == 0, april.err
    (sheet,) = (april.folder / "outbox" / "2026").rglob("1-1-03_*.xlsx")
    page = load_workbook(sheet).worksheets[0]
    cell = page.defined_names["fp_last_comment"].attr_text.rsplit("!", 1)[1].replace("$", "")
    assert page[cell].value == "理由を調べること。（期限：令和8年10月30日、担当：財政部長）"


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"一括": {"decision": "了承", "decided_on": "令和8年7月22日"}}, "decision"),
        ({"一括": {"decision": "承認"}}, "decided_on"),
        ({"一括": {"decision": "承認", "decided_on": "7月22日"}}, "decided_on"),
    ],
    ids=["a word of another meeting", "no day", "a day without a year"],
)
def test_a_decision_list_with_a_fault_records_nothing_and_names_the_cell(april, answers, found) -> None:
    path = decision_list(april, answers)
    result = april.json(
        "decide", "--year", "R7", "--meeting", "honbu", "--out-of-order", "試験のため", "--from", str(path), day=JULY
    )
    (finding,) = result["findings"]
    assert (finding["field"], bool(finding["cell"])) == (found, True), finding
    assert result["decisions"] == []


def test_a_list_of_older_material_or_of_another_meeting_is_refused(april) -> None:
    path = decision_list(april, {"一括": BLOC})
    assert (
        april.run(
            "decide", "--year", "R7", "--meeting", "wg", "--out-of-order", "試験のため", "--from", str(path), day=JULY
        )
        == 2
    )
    assert "情報化推進ワーキンググループのものではありません" in april.err
    april.run("report", "--year", "R7", "--meeting", "honbu", "--new-version", day="2026-07-11")
    assert (
        april.run(
            "decide",
            "--year",
            "R7",
            "--meeting",
            "honbu",
            "--out-of-order",
            "試験のため",
            "--from",
            str(path),
            day=JULY,
        )
        == 2
    )
    assert "古い資料（第1号）" in april.err


def test_a_decision_list_is_recorded_once_and_takes_no_other_options(april) -> None:
    path = str(decision_list(april, {"一括": BLOC}))
    command = ("decide", "--year", "R7", "--meeting", "honbu", "--out-of-order", "試験のため", "--from", path)
    assert april.run(*command, "--undo", day=JULY) == 2 and "--from と一緒に" in april.err
    assert april.run(*command, day=JULY) == 0, april.err
    assert april.run(*command, day=JULY) == 2 and "既に記録しています" in april.err
    assert april.run(*command[:-1], f"{path}x", day=JULY) == 2 and "がありません" in april.err


def test_a_day_outside_the_time_of_the_meeting_is_named_by_its_cell(april) -> None:
    path = decision_list(april, {"一括": BLOC, "1-1-03": {**BLOC, "decided_on": "令和6年7月15日"}})
    result = april.json(
        "decide", "--year", "R7", "--meeting", "honbu", "--out-of-order", "試験のため", "--from", str(path), day=JULY
    )
    (finding,) = result["findings"]
    assert (finding["code"], result["decisions"]) == ("decision_date", []) and finding["cell"]


def test_collect_says_that_a_decision_list_decides_nothing_by_itself(april) -> None:
    decision_list(april, {"一括": BLOC})
    result = april.json("collect", "--year", "R7", day=JULY)
    (one,) = (f for f in result["files"] if f["form"] == "decision")
    assert (one["verdict"], [f["code"] for f in one["findings"]]) == ("accepted", ["decision_not_recorded"])


def test_a_decision_list_needs_material(april) -> None:
    assert april.run("distribute", "--year", "R7", "--form", "decision", day=MAY) == 1
    assert "会議の資料がまだ作られていない" in april.err


def test_lists_stay_in_the_outbox_when_the_sheets_are_sent_once_more(april) -> None:
    april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    before = made(april, f"{OTHER}/財政課_数値確定票.xlsx")
    assert april.run("distribute", "--year", "R7", day=JUNE) == 0
    assert made(april, f"{OTHER}/財政課_数値確定票.xlsx") == before


# -- money that 財務会計 has closed ------------------------------------------------------------------------------

COLUMNS = "予算事業コード,当初予算額,補正予算額,前年度繰越額,予備費充用額,流用増減額,支出済額,翌年度繰越額"
FUNDS = "国庫支出金,県支出金,地方債,その他特定財源"


def import_money(office, executed: int, day: str) -> None:
    """What 財務会計 says of the second project, in 円."""
    text = f"{COLUMNS},{FUNDS}\r\n0102,1000000,0,0,0,0,{executed}000,0,0,0,0,0\r\n"
    path = office.folder / f"財務会計_{day}.csv"
    path.write_bytes(text.encode("cp932"))
    office.run("import", str(path), "--kind", "finance", "--year", "R7", day=day)
    assert "財務会計の額を取り込みました" in office.out  # the other projects' rows are asked after


def _own_account(april) -> None:
    own = [project(p.number, p.name, department=p.department, budget_account=f"010{p.number[-1]}") for p in PROJECTS]
    (april.folder / "register.xlsx").write_bytes(write_register(load_plan(april.folder), own))
    register = str(april.folder / "register.xlsx")
    assert april.run("import", register, "--kind", "register", "--reason", "予算科目", day=MAY) == 0, april.err


@pytest.fixture
def own_account(april):
    """The second project has a 予算科目 of its own."""
    return april.after(_own_account)


def test_closed_money_is_printed_and_only_confirmed(own_account) -> None:
    import_money(own_account, 975, "2026-06-05")
    own_account.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE)
    page = load_workbook(io.BytesIO(made(own_account, f"{OTHER}/財政課_数値確定票.xlsx"))).worksheets[0]
    assert cell_of(page, "1-1-02", "executed").value == 975 and cell_of(page, "1-1-02", "executed").protection.locked
    assert cell_of(page, "1-1-03", "money_check").value == "－"  # its money is not known: it is typed
    result = settle(
        own_account,
        {"1-1-02": {"money_check": "相違あり", "money_note": "3月分", "kpi_1_actual": 158}, "1-1-03": CLOSED},
    )
    (one,) = (f for f in result["files"] if f["form"] == "settlement")
    assert [(f["code"], f["field"]) for f in one["findings"]] == [("money_disputed", "money_check")]
    assert own_account.run("settle", "1-1-02", "money_check", "--year", "R7", "--accept", "--reason", "照合済み") == 0


def test_typed_closed_money_goes_before_an_estimate_and_behind_closed_money_of_the_export(own_account) -> None:
    import_money(own_account, 940, "2026-05-20")
    settle(own_account, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED})

    def in_force() -> tuple[str, str]:
        versions = own_account.json("trace", "1-1-02", "executed", "--year", "R7")["versions"]
        (one,) = (v for v in versions if v["superseded_by"] is None)
        return one["value"], one["file"].rpartition("/")[2]

    assert in_force() == ("980", "財政課_数値確定票.xlsx")
    import_money(own_account, 975, "2026-06-20")
    assert in_force() == ("975", "財務会計_2026-06-20.csv")


@pytest.mark.parametrize("form", ["proposal", "confirmation", "settlement", "hearing", "decision"])
def test_every_form_can_be_looked_at_without_a_plan(office, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"{form}.xlsx"
    assert office.run("distribute", "--form", form, "--sample", str(target)) == 0, office.err
    page = load_workbook(target).worksheets[0]
    assert page.title.startswith(("新規", "事務局", "数値", "ヒアリング", "決定"))
    assert "fp_project_no" in page.defined_names


# -- 修正依頼 of a list ------------------------------------------------------------------------------------------


def settled(office, data: bytes) -> tuple[dict, bytes]:
    """Collect a 数値確定票; its one return, and what it brings back."""
    office.put("確定票.xlsx", data)
    result = office.json("collect", "--year", "R7", day=JUNE)
    (made,) = result["return_kinds"]
    return made, (office.folder / made["path"]).read_bytes()


@pytest.fixture
def sent_list(april) -> bytes:
    assert april.run("distribute", "--year", "R7", "--form", "settlement", day=JUNE) == 0, april.err
    return made(april, f"{OTHER}/財政課_数値確定票.xlsx")


def test_a_returned_list_is_marked_in_each_of_its_rows_under_one_letter(april, sent_list) -> None:
    answers = {"1-1-02": {"executed": "約900"}, "1-1-03": {"executed": "不明"}}
    one, copy = settled(april, list_filled(sent_list, answers))
    assert one["kind"] == "copy"
    letter = load_workbook(io.BytesIO(copy)).worksheets[-1]
    told = [row[3].value for row in letter.iter_rows(min_row=10) if row[0].value]
    assert {"1-1-02 支出済額", "1-1-03 支出済額"} <= set(told)
    assert (letter["A3"].value, letter["C3"].value) == ("対象", "数値確定票")
    assert "提出していただいた数値確定票を確認したところ" in letter["A5"].value


def test_a_list_that_lost_its_header_comes_anew_as_it_was_sent(april, sent_list) -> None:
    book = load_workbook(io.BytesIO(sent_list))
    page = book.worksheets[0]
    header = page[page.defined_names["fp_project_no"].attr_text.rsplit("!", 1)[1].replace("$", "")].row
    for row in page.iter_rows(max_row=header):
        for cell in row:
            if type(cell).__name__ != "MergedCell" and not str(cell.value).startswith("fujiplan|"):
                cell.value = None
    for name in list(page.defined_names):
        del page.defined_names[name]
    one, copy = settled(april, saved(book))
    assert one["kind"] == "fresh"
    assert cell_of(load_workbook(io.BytesIO(copy)).worksheets[0], "1-1-02", "project_no").value == "1-1-02"
    answers = {n: {f: int(v) for f, v in MONEY.items()} for n in ("1-1-02", "1-1-03")}
    answers["1-1-02"] |= {"kpi_1_actual": 160}
    april.put("再提出.xlsx", list_filled(copy, answers_on(copy, answers)))
    files = april.json("collect", "--year", "R7", day=JUNE)["files"]
    (again,) = (f for f in files if f["path"].endswith("再提出.xlsx"))
    assert again["verdict"] == "accepted", again["findings"]


def test_a_list_that_cannot_be_marked_comes_anew_with_its_sound_rows(april, sent_list) -> None:
    data = list_filled(sent_list, {"1-1-02": {"executed": 940, "carried_out": 0}, "1-1-03": {"executed": "約900"}})
    odd = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(odd, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, b"not xml" if info.filename.startswith("[Content") else old.read(info))
    one, copy = settled(april, odd.getvalue())
    page = load_workbook(io.BytesIO(copy)).worksheets[0]
    assert one["kind"] == "fresh"
    assert cell_of(page, "1-1-02", "executed").value == 940
    assert cell_of(page, "1-1-03", "executed").value is None
    letter = load_workbook(io.BytesIO(copy)).worksheets[-1]
    words = [row[4].value for row in letter.iter_rows(min_row=10) if row[0].value]
    assert "元の調書では、「1-1-03 支出済額」が「約900」です。" in words


def answers_on(data: bytes, answers: Answers) -> Answers:
    """The answers that the list has a column for."""
    names = load_workbook(io.BytesIO(data)).worksheets[0].defined_names
    return {no: {f: v for f, v in given.items() if f"fp_{f}" in names} for no, given in answers.items()}


# -- trace of what lists and proposals said -----------------------------------------------------------------------


def test_a_withdrawn_confirmation_stays_in_the_history_and_is_not_called_in_use(april) -> None:
    confirm(april, {"1-1-01": {"confirmation": "自己評価のとおり"}})
    (before,) = april.json("trace", "1-1-01", "confirmed_control", "--year", "R7")["versions"]
    assert before["in_use"]
    number = str(before["version"])
    assert april.run("settle", "1-1-01", "sheet", "--year", "R7", "--withdraw", number, "--reason", "誤送信") == 0
    (after,) = april.json("trace", "1-1-01", "confirmed_control", "--year", "R7")["versions"]
    assert (after["value"], after["withdrawn"], after["in_use"]) == ("4", True, False)


def test_after_a_list_is_withdrawn_the_amount_that_holds_is_named(april) -> None:
    settle(april, {"1-1-02": {**CLOSED, "kpi_1_actual": 158}, "1-1-03": CLOSED})
    newest = april.json("trace", "1-1-02", "executed", "--year", "R7")["versions"][-1]
    number = str(newest["version"])
    assert april.run("settle", "1-1-02", "sheet", "--year", "R7", "--withdraw", number, "--reason", "取違え") == 0
    versions = april.json("trace", "1-1-02", "executed", "--year", "R7")["versions"]
    assert [(v["value"], v["in_use"]) for v in versions] == [("980", False), ("950", True)]


def test_what_a_proposal_says_is_followed_to_its_cell(office) -> None:
    proposed(office, {0: IDEA})
    (version,) = office.json("trace", "N2025-0201-1", "users_count", "--year", "R7")["versions"]
    assert (version["value"], version["sheet"], version["in_use"]) == ("1800", "新規事業調書 (1)", True)
    assert version["cell"]
