"""The workbook that a department gets, as openpyxl reads it."""

from __future__ import annotations

import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from press_world import SHEET_NAME, STAGES, TEXT, answered, facts, identity, named, opened, packaged, press, printed

from contrast import contrast
from fujiplan_cli.model.form import SheetIdentity, is_typed
from fujiplan_cli.workbook.canvas import STATE_COLUMN
from fujiplan_cli.workbook.look import STATES, STYLES
from fujiplan_cli.workbook.patch import escape

FULL = facts(3, "has_budget", "had_comment")


def test_the_same_project_gives_the_same_bytes_from_a_new_press() -> None:
    one = press().print_sheet(identity(), printed())
    press.cache_clear()
    assert press().print_sheet(identity(), printed()) == one


def test_names_are_scoped_to_the_sheet_and_cover_every_field() -> None:
    book = opened(press().print_sheet(identity("S5", FULL), printed("S5", 3)))
    assert not book.defined_names
    wanted = {f"fp_{one.id}" for one in packaged()[1].on_sheet("S5", FULL)} | {"fp_identity"}
    assert {name for name in book[SHEET_NAME].defined_names if name.startswith("fp_")} == wanted


def test_the_identity_can_be_read_back() -> None:
    found = named(press().print_sheet(identity("S5", FULL), printed("S5", 3)))["identity"]
    assert SheetIdentity.parse(str(found)) == identity("S5", FULL)


def test_printed_values_can_be_read_back() -> None:
    found = named(press().print_sheet(identity("S5", FULL), printed("S5", 3)))
    assert found["project_name"] == "電子申請の利用促進"
    assert found["contact_ext"] == "0571"
    assert found["kpi_2_target"] == 21000.5
    assert found["kpi_1_base_year"] == "令和3年度"
    assert found["kpi_1_as_of"] == datetime(2026, 3, 31)
    assert found["approval_no"] is None


@pytest.mark.parametrize("stage", STAGES)
def test_unlocked_cells_are_exactly_the_questions_of_the_stage(stage: str) -> None:
    for given_facts in (facts(1), facts(2, "has_budget"), facts(1, "has_budget", "money_printed")):
        book = opened(press().print_sheet(identity(stage, given_facts), printed(stage, 2)))
        sheet = book[SHEET_NAME]
        merged = {str(area): area for area in sheet.merged_cells.ranges}
        covered = {cell for area in merged.values() for cell in list(area.cells)[1:]}
        unlocked = {
            cell.coordinate
            for row in sheet.iter_rows(max_col=STATE_COLUMN)
            for cell in row
            if not cell.protection.locked and (cell.row, cell.column) not in covered
        }
        asked = [one for one in packaged()[1].on_sheet(stage, given_facts) if is_typed(one, given_facts)]
        assert len(unlocked) == len(asked)
        assert sheet.protection.sheet and not sheet.protection.password
        assert not sheet.protection.formatRows and not sheet.protection.selectLockedCells


@pytest.mark.parametrize("stage", STAGES)
def test_prompts_alerts_and_lists_stay_within_what_excel_opens(stage: str) -> None:
    sheet = opened(press().print_sheet(identity(stage, FULL), printed(stage, 3)))[SHEET_NAME]
    validations = sheet.data_validations.dataValidation
    assert len(validations) == len([o for o in packaged()[1].on_sheet(stage, FULL) if is_typed(o, FULL)])
    for one in validations:
        texts = ((one.prompt, 255), (one.error, 255), (one.promptTitle, 32), (one.errorTitle, 32), (one.formula1, 255))
        for text, limit in texts:
            assert len((text or "").encode("utf-16-le")) // 2 <= limit
        assert one.prompt
        assert one.type != "list" or "!" not in one.formula1


def test_the_rubric_of_a_level_is_in_its_prompt_and_its_words_beside_the_choice() -> None:
    data = press().print_sheet(identity(), printed() | answered())
    sheet = opened(data)[SHEET_NAME]
    cell = sheet.defined_names["fp_self_uptake"].attr_text.rpartition("!")[2].replace("$", "")
    rubric = next(item.rubric for item in packaged()[2].items if item.field == "self_uptake")
    prompt = next(one.prompt for one in sheet.data_validations.dataValidation if cell in str(one.sqref))
    assert all(words in prompt for words in rubric)
    assert rubric[3] in [value for row in sheet.iter_rows(values_only=True) for value in row[1:STATE_COLUMN]]


def test_results_are_there_for_a_viewer_that_calculates_nothing() -> None:
    found = named(press().print_sheet(identity("S5", FULL), printed("S5", 3) | answered()))
    assert found["budget_total"] == 12000
    assert found["unused"] == 2126
    assert found["fund_general"] == 7874
    assert found["execution_rate"] == pytest.approx(9874 / 12000)
    formulas = named(press().print_sheet(identity("S5", FULL), printed("S5", 3)), values=False)
    assert str(formulas["budget_total"]).startswith("=")


def test_the_bar_counts_what_is_missing() -> None:
    blank = opened(press().print_sheet(identity("S5", facts(1)), printed()))[SHEET_NAME]
    shown = [cell.value for cell in blank[5] if cell.value]
    typed = [o for o in packaged()[1].on_sheet("S5", facts(1)) if is_typed(o, facts(1))]
    missing = [o.id for o in typed if o.id not in printed() and o.required_when.holds({}, facts(1))]
    assert shown[1].startswith(f"● 未記入 {len(missing)} 項目")
    complete = opened(press().print_sheet(identity("S5", facts(1)), printed() | answered()))[SHEET_NAME]
    assert [cell.value for cell in complete[5] if cell.value][1] == (
        "○ 記入漏れはありません。\n所属長の決裁後に提出してください。"
    )


def test_a_prefilled_date_is_no_reproach_while_nothing_is_answered() -> None:
    sheet = opened(press().print_sheet(identity(), printed()))[SHEET_NAME]
    assert "要確認" not in sheet["D5"].value


def test_the_sample_mark_is_printed_only_on_samples() -> None:
    def texts(data: bytes) -> str:
        return "".join(str(v) for row in opened(data)[SHEET_NAME].iter_rows(values_only=True) for v in row if v)

    assert "架空・練習" in texts(press(sample=True).print_sheet(identity(), printed()))
    assert "架空・練習" not in texts(press().print_sheet(identity(), printed()))


def test_the_guide_explains_every_question_once() -> None:
    book = opened(press().print_sheet(identity("S5", FULL), printed("S5", 3)))
    lines = [row[0] for row in book["記入要領"].iter_rows(values_only=True)]
    labels = [o.label for o in packaged()[1].on_sheet("S5", FULL) if is_typed(o, FULL) and o.index <= 1]
    first = lines.index(labels[0])
    assert lines[first : first + len(labels)] == labels
    assert not book["記入要領"].defined_names


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_read_by_contrast_symbol_and_word(state: str) -> None:
    look = STATES[state]  # type: ignore[index]  # parametrised over its own keys
    assert contrast(look.ink, look.ground) >= 4.5
    assert len({one.symbol for one in STATES.values()}) == len(STATES)


@pytest.mark.parametrize("role", STYLES)
def test_every_text_can_be_read_on_its_ground(role: str) -> None:
    style = STYLES[role]  # type: ignore[index]  # parametrised over its own keys
    assert contrast(style.ink, style.ground or "FFFFFF") >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_very_long_name_and_plan_break_nothing() -> None:
    known = printed() | {"project_name": "長い名前の事業" * 40, "plan": (TEXT + "\n") * 40}
    data = press().print_sheet(identity(), known)
    assert named(data)["project_name"] == "長い名前の事業" * 40
    scale = opened(data)[SHEET_NAME].page_setup.scale
    assert scale is not None and 60 <= scale <= 86


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_book_that_opens(text: str) -> None:
    known = printed() | {"project_name": text, "plan": text, "contact_name": f"&{text}"}
    found = named(press().print_sheet(identity(project="1&2"), known))
    legal = "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 0x20 and c not in "\ufffe\uffff"))
    plain = legal.replace("\r\n", "\n").replace("\r", "\n")
    assert (found["project_name"] or "") == plain


def test_what_looks_like_excels_escape_stays_as_typed() -> None:
    assert escape("_x000D_ <a> & \x00\x0b") == "_x005F_x000D_ &lt;a&gt; &amp; "


def test_only_the_sheet_differs_between_two_projects() -> None:
    one, other = (
        zipfile.ZipFile(BytesIO(press().print_sheet(identity(project=number), printed()))) for number in ("1", "2")
    )
    differing = [name for name in one.namelist() if one.read(name) != other.read(name)]
    assert differing == ["xl/worksheets/sheet1.xml"]
    assert one.testzip() is None
    assert {info.date_time for info in one.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_keep_fifteen_digits() -> None:
    known = printed() | {"kpi_1_target": Decimal("123456789012.345"), "kpi_1_base": Decimal("-0.1")}
    found = named(press().print_sheet(identity(), known))
    assert (found["kpi_1_target"], found["kpi_1_base"]) == (123456789012.345, -0.1)
