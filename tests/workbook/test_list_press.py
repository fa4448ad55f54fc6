"""A list form as it is handed out, as openpyxl reads it."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from list_world import FILLS, LISTS, columns_of, identity, packaged, press, printed, rows_of, sheet_of
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contrast import contrast
from fujiplan_cli.model.form import Field, SheetIdentity, is_typed
from fujiplan_cli.model.place import address
from fujiplan_cli.workbook.guide import GUIDE_NAME
from fujiplan_cli.workbook.list_drawing import ABSENT, STATUS
from fujiplan_cli.workbook.list_plan import FIRST_ROW, HEADER_ROW, SECTION_ROW, ListPlan, list_plan_of
from fujiplan_cli.workbook.list_press import ListRow
from fujiplan_cli.workbook.look import STATES

BAR_ROW = 5


def plan_of(form_id: str, fill: str = "empty") -> ListPlan:
    return list_plan_of(packaged(form_id)[1], rows_of(form_id, fill))


def bar(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[BAR_ROW] if cell.value]


@pytest.mark.parametrize("form_id", LISTS)
def test_columns_are_those_that_a_row_has_in_declared_order(form_id: str) -> None:
    form, rows = packaged(form_id)[1], rows_of(form_id)
    needed = {one.id for row in rows for one in form.on_sheet(row.identity.eval_stage, row.identity.facts)}
    columns = columns_of(printed(form_id))
    assert list(columns) == sorted(columns, key=columns.__getitem__) == [o.id for o in form.fields if o.id in needed]
    assert "kpi_2_actual" not in columns


@pytest.mark.parametrize("form_id", LISTS)
def test_names_stand_on_the_headings_and_are_scoped_to_the_sheet(form_id: str) -> None:
    data = printed(form_id)
    book, form = load_workbook(io.BytesIO(data)), packaged(form_id)[1]
    assert not book.defined_names
    sheet = book.worksheets[0]
    assert sheet.title == form.title
    for field_id, column in columns_of(data).items():
        told = sheet.cell(HEADER_ROW, column).value.replace("\n", "").removesuffix("※")
        assert told == form.field(field_id).label
        assert sheet.cell(1, column).value == f"f:{field_id}"
    names = [name for name in sheet.defined_names if name.startswith("fp_")]
    assert len(names) == len(columns_of(data)) + 1


@pytest.mark.parametrize("form_id", LISTS)
def test_the_list_and_every_row_say_whose_they_are(form_id: str) -> None:
    sheet = sheet_of(printed(form_id))
    own = SheetIdentity.parse(sheet["B2"].value)
    assert own is not None and own.form == form_id
    assert sheet.defined_names["fp_identity"].attr_text.endswith("!$B$2")
    found = [SheetIdentity.parse(sheet.cell(row, 1).value) for row in range(FIRST_ROW, sheet.max_row + 1)]
    assert found == [row.identity for row in rows_of(form_id)]


@pytest.mark.parametrize("form_id", LISTS)
def test_unlocked_cells_are_exactly_the_questions_of_each_row(form_id: str) -> None:
    sheet, columns = sheet_of(printed(form_id)), columns_of(printed(form_id))
    form = packaged(form_id)[1]
    for at, row in enumerate(rows_of(form_id), start=FIRST_ROW):
        there = {one.id: one for one in form.on_sheet(row.identity.eval_stage, row.identity.facts)}
        for field_id, column in columns.items():
            cell = sheet.cell(at, column)
            typed = field_id in there and is_typed(there[field_id], row.identity.facts)
            assert cell.protection.locked is not typed, cell.coordinate
            assert (cell.value == ABSENT) is (field_id not in there)
            absent = field_id not in there
            assert not absent or cell.fill.fgColor.rgb.endswith(STATES["外"].ground)
    assert sheet.protection.sheet and not sheet.protection.password
    assert not (sheet.protection.formatRows or sheet.protection.autoFilter or sheet.protection.selectLockedCells)


@pytest.mark.parametrize("form_id", LISTS)
def test_filter_frozen_part_and_page_take_in_what_belongs_together(form_id: str) -> None:
    sheet, plan = sheet_of(printed(form_id)), plan_of(form_id)
    assert sheet.freeze_panes == address(FIRST_ROW, columns_of(printed(form_id))["project_name"] + 1)
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:{address(plan.last_row, plan.table_end)}"
    assert sheet.print_title_rows == f"${SECTION_ROW}:${HEADER_ROW}"
    assert sheet.print_area.endswith(f"$B$3:{absolute(address(plan.last_row, plan.status_column))}")
    assert sheet.page_setup.orientation == "landscape"
    wide = "$B:$C" if form_id == "confirmation" else None
    assert sheet.print_title_cols == wide
    hidden = {letters for letters, one in sheet.column_dimensions.items() if one.hidden}
    assert "A" in hidden and sheet.row_dimensions[1].hidden and sheet.row_dimensions[2].hidden
    assert sheet.cell(HEADER_ROW, plan.status_column).value == STATUS
    assert "&P / &N" in (sheet.oddFooter.center.text or "") and form_id in (sheet.oddFooter.left.text or "")


def absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("form_id", LISTS)
def test_the_same_rows_give_the_same_bytes(form_id: str, fill: str) -> None:
    assert printed(form_id, fill) == printed(form_id, fill)


@pytest.mark.parametrize("form_id", LISTS)
def test_prompts_alerts_and_lists_stay_within_what_excel_opens(form_id: str) -> None:
    sheet, plan = sheet_of(printed(form_id)), plan_of(form_id)
    validations = sheet.data_validations.dataValidation
    assert len(validations) == sum(column.typed for column in plan.columns)
    for one in validations:
        texts = ((one.prompt, 255), (one.error, 255), (one.promptTitle, 32), (one.errorTitle, 32), (one.formula1, 255))
        for text, limit in texts:
            assert len((text or "").encode("utf-16-le")) // 2 <= limit
        assert one.prompt
        assert one.type != "list" or "!" not in one.formula1
    covered = {c for one in validations for area in one.sqref.ranges for c in area.cells}
    assert covered == {(cell.row, cell.column) for _, _, cell in plan.typed()}


def test_a_confirmed_level_offers_zero_to_four_and_shows_the_rubric_of_its_item() -> None:
    sheet, columns = sheet_of(printed("confirmation")), columns_of(printed("confirmation"))
    cell = address(FIRST_ROW, columns["confirmed_uptake"])
    found = next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)
    rubric = next(item.rubric for item in packaged("confirmation")[2].items if item.id == "uptake")
    assert all(words in found.prompt for words in rubric)
    assert found.formula1 == '"4,3,2,1,0"'


def test_choices_too_long_for_a_rule_are_looked_up_across_a_hidden_row() -> None:
    words = tuple(f"とても長い選択肢の言葉その{n}" for n in range(30))
    form = packaged("decision")[1]
    fields = tuple(replace(one, choices=words) if one.id == "decision" else one for one in form.fields)
    data = press("decision", form=replace(form, fields=fields)).print_list(
        identity("decision"), "", rows_of("decision")
    )
    found = next(one for one in sheet_of(data).data_validations.dataValidation if one.type == "list")
    (row,) = sheet_of(data)[found.formula1.replace("$", "")]
    assert [cell.value for cell in row] == list(words)


def test_a_heading_carries_a_mark_where_an_answer_is_asked_from_the_start() -> None:
    data = printed("settlement")
    marked = {
        one for one, column in columns_of(data).items() if sheet_of(data).cell(HEADER_ROW, column).value[-1] == "※"
    }
    assert marked == {"executed", "carried_out", "money_check", "kpi_1_actual"}
    assert not any(column.label.endswith("※") for column in plan_of("decision").columns)


def test_the_head_says_title_office_due_date_and_sample() -> None:
    sheet = sheet_of(printed("settlement", sample=True))
    assert sheet["B3"].value == "令和7年度実績　数値確定票（出納閉鎖後）　総務部 デジタル戦略課　【架空・練習】"
    assert sheet["B4"].value.endswith("提出期限：令和8年6月12日（金）　｜　提出先：総務部 デジタル戦略課")
    assert "架空" not in sheet_of(printed("settlement"))["B3"].value
    wide = sheet_of(printed("confirmation", sample=True))
    assert (wide["B3"].value, wide["B4"].value) == ("事務局", "【架空・練習】")
    assert wide["D3"].value == "令和7年度実績　事務局確認票"


def test_a_department_is_told_to_submit_after_approval_and_the_secretariat_how_far_it_is() -> None:
    assert bar(sheet_of(printed("settlement", "complete")))[1] == (
        "○ 記入漏れはありません。\n所属長の決裁後に提出してください。"
    )
    assert bar(sheet_of(printed("settlement", "half")))[1:] == [
        "● 未記入 4 項目・要確認 1 項目",
        "▶ 最初の未記入欄へ移動",
    ]
    assert bar(sheet_of(printed("confirmation")))[1] == "▲ まだ記入がありません。\n記入済み 0／7 行"
    assert bar(sheet_of(printed("decision", "complete")))[1] == "○ 記入漏れはありません。\n記入済み 3／8 行"
    for form_id in ("confirmation", "decision"):
        for sheet in load_workbook(io.BytesIO(printed(form_id, "complete"))):
            assert not any("所属長" in str(value) for row in sheet.iter_rows(values_only=True) for value in row)


def test_a_row_shows_its_most_urgent_state_by_symbol_and_word() -> None:
    sheet, plan = sheet_of(printed("settlement", "half")), plan_of("settlement")
    shown = [sheet.cell(row, plan.status_column).value for row in range(FIRST_ROW, plan.last_row + 1)]
    assert shown == ["○ 済", "▲ 要", "● 未", "● 未", "● 未"]


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("form_id", LISTS)
def test_every_text_can_be_read_on_its_ground(form_id: str, fill: str) -> None:
    sheet = sheet_of(printed(form_id, fill, sample=True))
    for row in sheet.iter_rows(min_row=3, min_col=2, max_col=plan_of(form_id).status_column):
        for cell in row:
            ground = cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else "FFFFFF"
            assert contrast(cell.font.color.rgb[2:], ground) >= 4.5, cell.coordinate


def test_rows_are_as_high_as_their_longest_text_and_the_limit_of_their_inputs() -> None:
    plan = plan_of("settlement")
    note = next(one for one in plan.columns if one.field.id == "money_note")
    assert plan.heights[3] > 120 / (note.points / 9.5) * 9.5
    assert plan.heights[0] < plan.heights[3]
    longest = replace(rows_of("settlement")[0], known={"project_no": "1", "project_name": "長い名前の事業" * 20})
    assert list_plan_of(packaged("settlement")[1], [longest]).heights[0] > plan.heights[0]


@pytest.mark.parametrize("form_id", LISTS)
def test_the_guide_explains_every_question_once(form_id: str) -> None:
    guide = load_workbook(io.BytesIO(printed(form_id)))[GUIDE_NAME]
    lines = [row[0] for row in guide.iter_rows(values_only=True)]
    labels = [column.field.label for column in plan_of(form_id).columns if column.typed]
    first = lines.index(labels[0])
    assert lines[first : first + len(labels)] == labels
    assert not guide.defined_names


def test_the_guide_has_the_rubrics_of_the_levels_to_be_confirmed() -> None:
    guide = load_workbook(io.BytesIO(printed("confirmation")))[GUIDE_NAME]
    texts = {value for row in guide.iter_rows(values_only=True) for value in row}
    judged = [item for item in packaged("confirmation")[2].items if item.rubric]
    assert judged and all(set(item.rubric) <= texts for item in judged)


def test_what_a_printed_column_shows_stands_in_the_guide_when_it_is_declared() -> None:
    form = packaged("decision")[1]
    told = "採点の結果です。"
    fields = tuple(replace(one, guidance=told) if one.id == "grade_put" else one for one in form.fields)
    made = press("decision", form=replace(form, fields=fields))
    guide = load_workbook(io.BytesIO(made.print_list(identity("decision"), "", rows_of("decision"))))[GUIDE_NAME]
    assert told in [row[2] for row in guide.iter_rows(values_only=True)]


def test_printed_values_and_answers_stand_in_their_columns() -> None:
    data = printed("settlement", "complete")
    sheet, columns = sheet_of(data), columns_of(data)
    assert sheet.cell(FIRST_ROW, columns["executed"]).value == 11820
    assert sheet.cell(FIRST_ROW, columns["executed"]).number_format == "#,##0_ ;[Red]▲#,##0_ ;0_ "
    assert sheet.cell(FIRST_ROW + 1, columns["kpi_1_as_of"]).value.strftime("%Y-%m-%d") == "2026-03-31"
    assert "ggge" in sheet.cell(FIRST_ROW + 1, columns["kpi_1_as_of"]).number_format
    assert sheet.cell(FIRST_ROW + 2, columns["project_no"]).value == "1-3-02"


def test_a_bulk_row_is_a_row_like_any_other() -> None:
    data = printed("decision", "complete")
    sheet, columns = sheet_of(data), columns_of(data)
    assert sheet.cell(FIRST_ROW, columns["project_no"]).value == "一括"
    assert sheet.cell(FIRST_ROW, columns["decision"]).value == "承認"


def test_a_list_without_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        press("decision").print_list(identity("decision"), "", [])


def test_a_title_that_no_sheet_may_bear_is_made_one() -> None:
    made = press("decision", form=replace(packaged("decision")[1], title="決定/確認[票]'s"))
    sheet = sheet_of(made.print_list(identity("decision"), "", rows_of("decision")))
    assert sheet.title == "決定＿確認＿票＿'s"
    assert sheet.defined_names["fp_note"].attr_text.startswith("'決定＿確認＿票＿''s'!")


def test_a_whole_number_that_may_be_chosen_is_offered_and_judged_by_its_choices() -> None:
    plain = packaged("decision")[1]
    points = Field("points", "点", "integer", "decision", "input", "never", choices=("4", "8", "12"))
    form = replace(plain, fields=(*plain.fields, points))
    rows = [ListRow(row.identity, {**row.known, "points": 8 + place}) for place, row in enumerate(rows_of("decision"))]
    data = press("decision", form=form).print_list(identity("decision"), "", rows)
    sheet, column = sheet_of(data), columns_of(data)["points"]
    found = next(v for v in sheet.data_validations.dataValidation if address(FIRST_ROW, column) in v.sqref)
    assert found.formula1 == '"4,8,12"'
    mirror = list_plan_of(form, rows).mirror(column)
    mirrored = [sheet.cell(FIRST_ROW + n, mirror).value for n in range(5)]
    assert mirrored == ["済", "要", "要", "要", "済"]


def test_three_open_indicators_stand_under_titles_of_their_own() -> None:
    facts = frozenset({"kpi_1_open", "kpi_2_open", "kpi_3_open", "has_budget"})
    known = {"project_no": "1", "project_name": "三つの指標", "kpi_3_target": Decimal("1.5")}
    data = press("settlement").print_list(
        identity("settlement", "1010"), "", [ListRow(identity("settlement", "1", "S5", facts), known)]
    )
    sheet = sheet_of(data)
    titles = [cell.value for cell in sheet[SECTION_ROW] if cell.value]
    assert titles[2:] == ["未確定だった指標（1）", "未確定だった指標（2）", "未確定だった指標（3）"]
    assert len(sheet.col_breaks.brk) == 1 and sheet.page_setup.scale >= 68
