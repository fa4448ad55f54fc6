"""新規事業調書 and ヒアリング記録票: sheets without stages, levels, indicators and money tables."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from other_world import (
    CASES,
    COMPLETE,
    FIRST,
    NAMED,
    NONE,
    OFFICE,
    PROPOSED,
    SCORED,
    SECOND,
    SPARE,
    YEAR,
    Answers,
    form_of,
    identity_of,
    press_of,
    printed_case,
)
from press_world import differing, formulas, named, opened, recalculated

from fujiplan_cli.model.form import SheetIdentity, is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook import machine
from fujiplan_cli.workbook.bind import bind_copies
from fujiplan_cli.workbook.canvas import BAR_ROW, FACT_CELLS, SUBTITLE_ROW, SheetPlan, column_at
from fujiplan_cli.workbook.layout import layout_of, plan_of
from fujiplan_cli.workbook.patch import Digits
from fujiplan_cli.workbook.press import cell_value
from fujiplan_cli.workbook.wording import copy_names, heading
from listening_office import Hand

VARIANTS = [("proposal", FIRST), ("proposal", SPARE), ("hearing", FIRST)]
DONE = "○ 記入漏れはありません。\n"
BARS = {
    "proposal-empty": "● 未記入 3 項目",
    "proposal-none": f"{DONE}所属長の決裁後に提出してください。",
    "proposal-half": "● 未記入 10 項目",
    "proposal-complete": f"{DONE}所属長の決裁後に提出してください。",
    "proposal-unpriced": f"{DONE}所属長の決裁後に提出してください。",
    "proposal-spare": "－ 予備の用紙です。\n使わないときは、空欄のまま提出してください。",
    "proposal-second": f"{DONE}所属長の決裁後に提出してください。",
    "hearing-empty": "● 未記入 11 項目",
    "hearing-half": "● 未記入 5 項目",
    "hearing-complete": f"{DONE}保存して、受付フォルダー（inbox）に入れてください。",
    "hearing-deferred": f"{DONE}保存して、受付フォルダー（inbox）に入れてください。",
}
MESSAGE = address(BAR_ROW, column_at(3))


def plan(form_id: str, facts: frozenset[str] = FIRST) -> SheetPlan:
    return plan_of(form_of(form_id)[1], "", facts, YEAR)


def typed(form_id: str, facts: frozenset[str] = FIRST) -> list[str]:
    return [one.id for one in form_of(form_id)[1].on_sheet("", facts) if is_typed(one, facts)]


def states(data: bytes, drawn: SheetPlan) -> dict[str, str]:
    """Field id → 未/要/済/任/外, as the hidden cells say."""
    sheet = opened(data).worksheets[0]
    asked = (one for one, field in drawn.fields.items() if is_typed(field, drawn.facts))
    return {one: str(sheet[machine.mirror(drawn.cells[one])].value) for one in asked}


def of_state(data: bytes, drawn: SheetPlan, state: str) -> set[str]:
    return {one for one, found in states(data, drawn).items() if found == state}


# ---- the sheet as distributed -------------------------------------------------------------------------------


@pytest.mark.parametrize(("form_id", "facts"), VARIANTS)
def test_layout_and_sheet_agree_on_names_labels_and_anchors(form_id: str, facts: frozenset[str]) -> None:
    form = form_of(form_id)[1]
    there = layout_of(form, "", facts)
    book = opened(press_of(form_id).print_sheet(identity_of(form_id, facts), OFFICE))
    sheet = book.worksheets[0]
    assert sheet.title == there.sheet_name == form.title
    assert set(there.spots) == {one.id for one in form.on_sheet("", facts)}
    assert {n for n in sheet.defined_names if n.startswith("fp_")} == {f"fp_{n}" for n in there.spots} | {"fp_identity"}
    for spot in there.spots.values():
        assert sheet.cell(spot.label_row, spot.label_column).value == spot.label
        assert sheet.cell(spot.row, there.anchor_column).value == f"r:{spot.row}"
        assert sheet.cell(there.ruler_row, spot.column).value == f"c:{spot.column}"
    spots = {address(spot.row, spot.column) for spot in there.spots.values()}
    for row in sheet.iter_rows(min_row=3, min_col=2, max_col=there.last_column):
        for cell in row:
            if isinstance(cell.value, str) and cell.coordinate not in there.varying | spots:
                assert there.printed[cell.coordinate] == cell.value


@pytest.mark.parametrize(("form_id", "facts"), VARIANTS)
def test_no_two_blocks_lie_on_the_same_cell(form_id: str, facts: frozenset[str]) -> None:
    taken = [
        (row, column)
        for one in plan(form_id, facts).blocks
        for row in range(one.row, one.last_row + 1)
        for column in range(one.column, one.last_column + 1)
    ]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize(("form_id", "facts"), VARIANTS)
def test_prompts_alerts_and_lists_stay_within_what_excel_opens(form_id: str, facts: frozenset[str]) -> None:
    sheet = opened(press_of(form_id).print_sheet(identity_of(form_id, facts), OFFICE)).worksheets[0]
    validations = sheet.data_validations.dataValidation
    assert len(validations) == len(typed(form_id, facts))
    for one in validations:
        texts = ((one.prompt, 255), (one.error, 255), (one.promptTitle, 32), (one.errorTitle, 32), (one.formula1, 255))
        assert all(len((text or "").encode("utf-16-le")) // 2 <= limit for text, limit in texts)
        assert one.prompt


def test_a_clerk_without_a_proposal_types_three_cells_and_one_with_a_proposal_about_twenty() -> None:
    assert set(NONE) == {"has_proposal", "contact_name", "contact_ext"}
    optional = {"support_request", "estimate_due"}
    assert len([one for one in typed("proposal") if one not in optional]) == len(set(COMPLETE) - optional) == 20
    assert len([one for one in typed("proposal", SPARE) if one not in optional]) == 19
    assert len(typed("hearing")) == 16


def test_the_same_sheet_gives_the_same_bytes_from_a_new_press() -> None:
    one = printed_case("hearing-complete")
    press_of.cache_clear()
    assert printed_case("hearing-complete") == one


@pytest.mark.parametrize("form_id", ["proposal", "hearing"])
def test_a_sheet_without_levels_has_no_quick_score_no_last_year_and_no_facts_of_money(form_id: str) -> None:
    drawn = plan(form_id)
    assert not {b.role for b in drawn.blocks} & {"score", "levels", "before", "earlier", "rate", "words"}
    formula_cells = set(formulas(printed_case(f"{form_id}-complete")))
    assert not formula_cells & set(FACT_CELLS.values())
    lines = [str(row[0]) for row in opened(printed_case(f"{form_id}-complete"))["記入要領"].iter_rows(values_only=True)]
    assert not [line for line in lines if "自己評価" in line or "配点" in line or "確定予定年月" in line]
    assert "・この用紙に記入した内容は、市のウェブサイトなどで公表しません。" in lines


def test_the_heading_is_the_declared_one_with_its_years() -> None:
    form = form_of("proposal")[1]
    assert heading(form, YEAR) == "令和8年度　新規事業調書"
    assert heading(form_of("progress")[1], YEAR) == "令和7年度実績　進行管理調書"
    assert heading(replace(form, heading="{year}　{title}"), YEAR) == "令和7年度　新規事業調書"


def test_the_subtitle_and_the_guide_fit_who_answers() -> None:
    texts = {}
    for form_id in ("proposal", "hearing"):
        book = opened(printed_case(f"{form_id}-complete"))
        texts[form_id] = (
            str(book.worksheets[0][address(SUBTITLE_ROW, 2)].value),
            " ".join(str(row[0]) for row in book["記入要領"].iter_rows(max_row=8, values_only=True)),
        )
    assert "提出期限：令和8年4月28日（火）　｜　提出先：" in texts["proposal"][0] and "決裁" in texts["proposal"][1]
    assert "記入期限：令和8年6月30日（火）　｜　記入：" in texts["hearing"][0] and "決裁" not in texts["hearing"][1]


def test_the_corner_names_the_office_until_a_proposal_has_a_name() -> None:
    corner = address(3, column_at(15))
    assert (
        opened(printed_case("proposal-empty")).worksheets[0][corner].value == "N2025-0501-1　こども未来部 保育幼稚園課"
    )
    long = str(opened(printed_case("hearing-complete")).worksheets[0][corner].value)
    assert long.startswith("N2025-0501-1　保育所等の") and long.endswith("…")


# ---- what it shows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_the_bar_says_what_is_left_to_do(case: str) -> None:
    assert opened(printed_case(case)).worksheets[0][MESSAGE].value == BARS[case]


def test_nothing_to_propose_leaves_the_rest_unasked() -> None:
    assert of_state(printed_case("proposal-none"), plan("proposal"), "外") == set(typed("proposal")) - set(NONE)


def test_a_spare_sheet_asks_nothing_until_it_has_a_name() -> None:
    drawn = plan("proposal", SPARE)
    assert "has_proposal" not in drawn.cells
    assert of_state(printed_case("proposal-spare"), drawn, "外") == set(typed("proposal", SPARE)) - {"proposal_name"}
    assert of_state(printed_case("proposal-second"), drawn, "未") == set()
    assert {"contact_name", "contact_ext", "approval_no"} <= of_state(printed_case("proposal-second"), drawn, "任")


def test_the_date_of_an_estimate_is_asked_only_while_there_is_none() -> None:
    drawn = plan("proposal")
    assert of_state(printed_case("proposal-complete"), drawn, "外") == {"estimate_due"}
    unpriced = states(printed_case("proposal-unpriced"), drawn)
    assert unpriced["cost_initial"] == unpriced["cost_running"] == unpriced["estimate_basis"] == "任"
    assert unpriced["estimate_due"] == "済"


def test_only_what_goes_into_the_plan_is_asked_for_its_priority_and_year() -> None:
    drawn = plan("hearing")
    assert of_state(printed_case("hearing-complete"), drawn, "外") == set()
    assert of_state(printed_case("hearing-deferred"), drawn, "外") == {
        "priority",
        "planned_from",
        "support_due",
        "support_lead",
    }


def test_points_are_chosen_from_a_list_and_added_up_when_all_are_given() -> None:
    sheet = opened(printed_case("hearing-empty")).worksheets[0]
    cell = sheet.defined_names["fp_score_need"].attr_text.rpartition("!")[2].replace("$", "")
    chosen = next(one for one in sheet.data_validations.dataValidation if cell in str(one.sqref))
    assert (chosen.type, chosen.formula1) == ("list", '"20,15,10,5,0"')
    assert "20　放置すると" in chosen.prompt and "0　必要性が認められない" in chosen.prompt
    assert named(printed_case("hearing-complete"))["score_total"] == 65
    assert not named(printed_case("hearing-half"))["score_total"]


def test_points_that_are_not_on_the_list_are_to_be_looked_at() -> None:
    data = press_of("hearing").print_sheet(identity_of("hearing"), {**PROPOSED, **SCORED, "score_need": 17})
    assert of_state(data, plan("hearing"), "要") == {"score_need"}


# ---- LibreOffice ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    return recalculated({case: printed_case(case) for case in CASES}, soffice, tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_beside_a_formula_is_what_it_calculates(case: str, saved: Mapping[str, bytes]) -> None:
    assert len(formulas(printed_case(case))) > 30
    assert differing(printed_case(case), saved[case]) == {}
    assert named(saved[case]) == named(printed_case(case))


@pytest.mark.parametrize(("case", "most"), [("proposal-complete", 1), ("hearing-deferred", 1), ("hearing-complete", 2)])
def test_a_sheet_takes_no_more_pages_than_it_needs(case: str, most: int, soffice: str, tmp_path: Path) -> None:
    book = opened(printed_case(case))
    del book["記入要領"], book["記入例"]
    source = tmp_path / "sheet.xlsx"
    book.save(source)
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", source.with_suffix(".pdf").read_bytes())) == most


@pytest.mark.parametrize(
    ("form_id", "facts", "printed", "answers"),
    [
        ("proposal", FIRST, OFFICE, NONE),
        ("proposal", FIRST, OFFICE, {**NONE, **NAMED, "has_proposal": "該当あり"}),
        ("proposal", FIRST, OFFICE, COMPLETE),
        ("proposal", SPARE, OFFICE, SECOND),
        ("proposal", SPARE, OFFICE, {"contact_name": "架空 花子"}),
        ("hearing", FIRST, PROPOSED, SCORED),
    ],
)
def test_typing_is_followed_by_status_sum_and_grey_cells(
    form_id: str, facts: frozenset[str], printed: Answers, answers: Answers, hand: Hand
) -> None:
    drawn, method = plan(form_id, facts), form_of(form_id)[2]
    steps: list[list[object]] = []
    for one, value in answers.items():
        shown = cell_value(drawn.fields[one], value)
        where = address(drawn.cells[one].row, drawn.cells[one].column)
        steps.append(["set", where, float(shown) if isinstance(shown, Digits) else shown])
    blank = press_of(form_id).print_sheet(identity_of(form_id, facts), {**OFFICE, **printed})
    sheet = opened(hand(blank, *steps)).worksheets[0]
    expected = machine.results(drawn, machine.machine_of(drawn, method), method, {**printed, **answers})
    assert {cell: sheet[cell].value or "" for cell in expected} == {cell: v or "" for cell, v in expected.items()}


# ---- several in one book ---------------------------------------------------------------------------------------


def test_three_copies_stand_in_one_book_each_with_its_own_names_and_identity() -> None:
    numbers = [f"N2025-0501-{place}" for place in (1, 2, 3)]
    sheets = [
        press_of("proposal").print_sheet(
            identity_of("proposal", SPARE if place else FIRST, number), {**OFFICE, "project_no": number}
        )
        for place, number in enumerate(numbers)
    ]
    book = opened(bind_copies(sheets, form_of("proposal")[1].title, "架空"))
    assert book.sheetnames == [*(f"新規事業調書 ({place})" for place in (1, 2, 3)), "記入要領", "記入例"]
    for place, number in enumerate(numbers):
        sheet = book.worksheets[place]
        spots = {name: one.attr_text.rpartition("!") for name, one in sheet.defined_names.items()}
        assert {where for where, _, _ in spots.values()} == {f"'{sheet.title}'"}
        assert sheet[spots["fp_project_no"][2].replace("$", "")].value == number
        found = SheetIdentity.parse(str(sheet[spots["fp_identity"][2].replace("$", "")].value))
        assert found == identity_of("proposal", SPARE if place else FIRST, number)
    assert "新規事業の有無" in [row[0] for row in book["記入要領"].iter_rows(values_only=True)]
    assert bind_copies(sheets, "新規事業調書", "架空") == bind_copies(sheets, "新規事業調書", "架空")


def test_copies_have_names_that_excel_takes() -> None:
    assert copy_names("新規事業調書", 1) == ["新規事業調書"]
    assert copy_names("調書：A/B", 2) == ["調書：A＿B (1)", "調書：A＿B (2)"]
    names = copy_names("長い名前の調書" * 9, 9)
    assert len(set(names)) == 9 and max(map(len, names)) == 31
