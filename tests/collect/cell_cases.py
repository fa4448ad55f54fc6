"""What is typed into single cells (domain.md §7): case by case, with the exact findings that it must give."""

from __future__ import annotations

from datetime import date, datetime

from cases_world import BUILT, LASTING, TYPED, Case, parts_changed, raw_cell
from openpyxl.comments import Comment
from openpyxl.styles import Font

_ACTUAL = "kpi_1_actual"


def _formula_with_result(data, cells):
    inside = "<f>100+60</f><v>160</v>"
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells[_ACTUAL], inside)})


def _formula_without_result(data, cells):
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells[_ACTUAL], "<f>別表!B4</f>")})


def _lost_reference(data, cells):
    inside = "<f>#REF!+1</f><v>#REF!</v>"
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells[_ACTUAL], inside, ' t="e"')})


def _escaped(data, cells):
    inside = "<is><t>対象の手続を増やした。_x000D_&#10;研修も行った。</t></is>"
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells["result"], inside, ' t="inlineStr"')})


def _escaped_twice(data, cells):
    inside = "<is><t>利用が_x005F_x000D_&#10;少ない。</t></is>"
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells["issue"], inside, ' t="inlineStr"')})


def _furigana(data, cells):
    inside = '<is><t>架空 花子</t><rPh sb="0" eb="2"><t>カクウ</t></rPh></is>'
    return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells["contact_name"], inside, ' t="inlineStr"')})


def _plain_serial(page, cells, _book):
    page[cells["kpi_1_as_of"]].number_format = "General"
    page[cells["kpi_1_as_of"]].value = 46111


def _strike(page, cells, _book):
    page[cells[_ACTUAL]].font = Font(strike=True)


def _comment(page, cells, _book):
    page[cells[_ACTUAL]].comment = Comment("正しくは165件", "架空")


ACCEPTED = (
    Case("filled as asked", "accepted"),
    Case("typed money filled as asked", "accepted", project=TYPED),
    Case("under construction filled as asked", "accepted", project=BUILT),
    Case("second year filled as asked", "accepted", project=LASTING),
    Case("rare characters are kept", "accepted", answers={
        "contact_name": "𠮷田 葛󠄀子", "issue": "①㈱㍻Ⅲの表記が残る。"}),
    Case("furigana is not joined to the text", "accepted", patch=_furigana),
    Case("a date of another day", "accepted", answers={"kpi_1_as_of": datetime(2026, 3, 1)}),
    Case("pending instead of an actual", "accepted", answers={_ACTUAL: None, "kpi_1_pending": date(2026, 6, 1)}),
    Case("many digits of a cell", "accepted", answers={_ACTUAL: 160.000000000000028}),
    Case("a late project, fully explained", "accepted", answers={
        "status": "遅れ", "delay_months": 2, "recovery": date(2026, 9, 1), "deviation": "納入が2か月遅れた。"}),
    Case("no recovery in sight", "accepted", answers={
        "status": "遅れ", "delay_months": 7, "recovery": "見込みなし", "deviation": "納入の時期が決まらない。"}),
    Case("a low actual, explained", "accepted", answers={_ACTUAL: 110, "kpi_note": "周知が遅れ、利用が伸びなかった。"}),
    Case("a warning keeps nobody waiting", "accepted", ("incident_serious@incident",), {"incident": "重大"}),
)  # fmt: skip

REPAIRED = (
    Case("full-width digits", "repaired", ("repaired_width@kpi_1_actual",), {_ACTUAL: "１６０"}),
    Case("full-width amount with its unit", "repaired", ("repaired_unit@executed",), {"executed": "９５０千円"}, TYPED),
    Case("full-width separator and unit", "repaired", ("repaired_unit@budget_initial",),
         {"budget_initial": "１，０００千円"}, TYPED),
    Case("black triangle where negatives are allowed", "repaired", ("repaired_minus@budget_supplementary",),
         {"budget_supplementary": "▲20", "executed": 930}, TYPED),
    Case("white triangle", "repaired", ("repaired_minus@budget_moved",), {"budget_moved": "△20"}, TYPED),
    Case("number as text", "repaired", ("repaired_number_as_text@kpi_1_actual",), {_ACTUAL: "160"}),
    Case("separator as text", "repaired", ("repaired_separator@kpi_1_actual",), {_ACTUAL: "1,600"}),
    Case("the field's own unit", "repaired", ("repaired_unit@kpi_1_actual",), {_ACTUAL: "160件"}),
    Case("date in wareki", "repaired", ("repaired_date_notation@kpi_1_as_of",), {"kpi_1_as_of": "令和８年３月20日"}),
    Case("date with an era letter", "repaired", ("repaired_date_notation@kpi_1_as_of",), {"kpi_1_as_of": "R8.3.20"}),
    Case("date with points", "repaired", ("repaired_date_notation@kpi_1_as_of",), {"kpi_1_as_of": "2026.3.1"}),
    Case("date serial in a plain cell", "repaired", ("repaired_serial@kpi_1_as_of",), edit=_plain_serial, answers={
        "kpi_1_as_of": None}),
    Case("formula with its result", "repaired", ("repaired_formula@kpi_1_actual",), patch=_formula_with_result),
    Case("half-width kana in a choice", "repaired", ("repaired_choice@system_zone",), {"system_zone": "ｲﾝﾀｰﾈｯﾄ"}),
    Case("stage without its code, half-width dot", "repaired", ("repaired_choice@stage",), {"stage": "運用･改善"}),
    Case("stage without its code", "repaired", ("repaired_choice@stage",), {"stage": "運用・改善"}),
    Case("stage by its code alone", "repaired", ("repaired_choice@stage",), {"stage": "Ｓ５"}),
    Case("outer blanks", "repaired", ("repaired_blanks@issue",), {"issue": "　利用が少ない。 "}),
    Case("outer blanks around a choice", "repaired", ("repaired_blanks@status",), {"status": " 計画どおり　"}),
    Case("a control character", "repaired", ("repaired_control@issue",), {"issue": "利用が\u200b少ない。"}),
    Case("_x000D_ of another program", "repaired", ("repaired_newline@result",), patch=_escaped),
    Case("_x000D_ as seven characters", "repaired", ("repaired_escape@issue",), patch=_escaped_twice),
    Case("full-width level", "repaired", ("repaired_width@self_uptake",), {"self_uptake": "３"}),
    Case("one finding for two steps of a repair", "repaired", ("repaired_unit@kpi_1_actual",), {_ACTUAL: " １６０件"}),
    Case("month as text in another notation", "repaired", ("repaired_date_notation@kpi_1_pending",),
         {_ACTUAL: None, "kpi_1_pending": "R8.6"}),
)  # fmt: skip

REVIEW = (
    Case("struck through", "review", ("struck_through@kpi_1_actual",), edit=_strike),
    Case("a comment that corrects", "review", ("cell_comment@kpi_1_actual",), edit=_comment),
    Case("gaiji", "review", ("text_gaiji@contact_name",), {"contact_name": "架空 \ue012子"}),
    Case("text over its limit", "review", ("text_too_long@issue",), {"issue": "長" * 201}),
    Case("stopped without a decision", "review", ("stop_undecided@status",),
         {"status": "中止", "deviation": "国の制度が変わった。", "self_uptake": None, "self_control": None,
          "basis_uptake": None, "basis_control": None, _ACTUAL: None}),
    Case("paused without a decision", "review", ("stop_undecided@status",),
         {"status": "休止", "deviation": "国の制度の改正を待つ。"}),
    Case("money disputed", "review", ("money_disputed@money_check",),
         {"money_check": "相違あり", "money_note": "支出済額は960千円。"}),
    Case("amounts a thousand times last year's", "review", ("thousandfold@budget_initial", "thousandfold@executed"),
         {"budget_initial": 30000000, "executed": 29000000}, LASTING, causes=2),
    Case("an actual a thousandth of last year's", "review", ("thousandfold@kpi_1_actual",),
         {_ACTUAL: 21.48, "kpi_note": "集計の方法を改めた。"}, LASTING),
    Case("a stage skipped", "review", ("stage_skipped@stage",), {"stage": "S9 終了"}, LASTING),
    Case("a stage back", "review", ("stage_back@stage",), {"stage": "S4 構築・移行"}, LASTING),
    Case("number of another project typed over", "review", ("other_project_typed@project_no",),
         {"project_no": "1-1-02"}),
    Case("name of another project typed over", "review", ("other_project_typed@project_name",),
         {"project_name": "書かない窓口"}),
    Case("number and name of another project are one cause", "review", ("other_project_typed@project_no",),
         {"project_no": "1-1-02", "project_name": "書かない窓口"}),
    Case("base pasted from elsewhere", "review", ("target_changed@kpi_1_base",), {"kpi_1_base": 120}),
    Case("target typed over", "review", ("target_changed@kpi_1_target",), {"kpi_1_target": 150}),
    Case("a printed amount typed over", "review", ("printed_changed@executed",), {"executed": 960}),
)  # fmt: skip


def _number(name: str, typed: str, code: str, field: str = _ACTUAL, project: str = "1-1-01") -> Case:
    return Case(name, "returned", (f"{code}@{field}",), {field: typed}, project)


RETURNED = (
    Case("a required cell blank", "returned", ("required_blank@issue",), {"issue": None}),
    Case("full-width blanks are blank", "returned", ("required_blank@issue",), {"issue": "　　"}),
    Case("an actual blank", "returned", ("required_blank@kpi_1_actual",), {_ACTUAL: None}),
    Case("a level blank", "returned", ("required_blank@self_uptake",), {"self_uptake": None}),
    Case("delay without months", "returned", ("required_blank@delay_months",),
         {"status": "遅れ", "recovery": date(2026, 9, 1), "deviation": "納入が遅れた。"}),
    Case("a gap without its reason", "returned",
         ("cost_reason_blank@cost_basis", "cost_reason_blank@cost_reason"), {"executed": 500}, TYPED, causes=2),
    _number("another unit", "15.3百万円", "number_unit", "executed", TYPED),
    _number("yen for thousand yen", "950000円", "number_unit", "executed", TYPED),
    _number("about", "約160", "number_approximate"),
    _number("a range", "150〜160", "number_approximate"),
    _number("undecided", "未定", "number_undecided"),
    _number("none never becomes zero", "なし", "number_none"),
    _number("a dash", "―", "number_none"),
    _number("a short dash", "－", "number_none"),
    _number("not applicable", "該当なし", "number_none"),
    _number("ditto", "同上", "number_reference"),
    _number("see attachment", "別紙参照", "number_reference"),
    _number("words", "おおいに増えた", "number_text"),
    _number("negative where none is possible", "-5", "number_negative", "executed", TYPED),
    _number("a black triangle where none is possible", "▲5", "number_negative", "carried_out", TYPED),
    _number("parentheses", "(300)", "number_parentheses", "budget_supplementary", TYPED),
    _number("date without a day", "令和５年４月", "date_no_day", "kpi_1_as_of"),
    _number("date without a year", "4月20日", "date_no_year", "kpi_1_as_of"),
    _number("a year its era does not have", "H32", "era_impossible", "kpi_1_as_of"),
    _number("a day its era does not have", "H32.3.31", "era_impossible", "kpi_1_as_of"),
    _number("no such day", "令和8年2月30日", "date_impossible", "kpi_1_as_of"),
    Case("a month without its year", "returned", ("month_no_year@kpi_1_pending",),
         {_ACTUAL: None, "kpi_1_pending": "6月"}),
    Case("level five", "returned", ("level_invalid@self_uptake",), {"self_uptake": 5}),
    Case("level of four and a half", "returned", ("level_invalid@self_uptake",), {"self_uptake": 4.5}),
    Case("level as a mark", "returned", ("level_invalid@self_uptake",), {"self_uptake": "◎"}),
    Case("no such choice", "returned", ("choice_unknown@status",), {"status": "順調"}),
    Case("a choice of another list", "returned", ("choice_unknown@direction",), {"direction": "完了"}),
    Case("a lost reference", "returned", ("cell_error@kpi_1_actual",), patch=_lost_reference),
    Case("a formula without a result", "returned", ("formula_no_value@kpi_1_actual",), patch=_formula_without_result),
    Case("a typed sum that does not add up", "returned", ("sum_mismatch@budget_total",), {"budget_total": 1234}, TYPED),
    Case("funds above what was spent", "returned", ("funds_exceed@fund_national",), {"fund_national": 1000}, TYPED),
    Case("actual and pending at once", "returned", ("actual_and_pending@kpi_1_pending",),
         {"kpi_1_pending": date(2026, 6, 1)}),
    Case("a part month of delay", "returned", ("number_not_whole@delay_months",),
         {"status": "遅れ", "delay_months": 1.5, "recovery": date(2026, 9, 1), "deviation": "納入が遅れた。"}),
    Case("no month of delay", "returned", ("number_too_small@delay_months",),
         {"status": "遅れ", "delay_months": 0, "recovery": date(2026, 9, 1), "deviation": "納入が遅れた。"}),
    Case("a faulty status silences what hangs on it", "returned", ("choice_unknown@status",),
         {"status": "おくれ", "delay_months": 2}),
    Case("several faults at once, each once", "returned",
         ("level_invalid@self_uptake", "number_approximate@kpi_1_actual", "required_blank@issue"),
         {_ACTUAL: "約160", "self_uptake": 5, "issue": None}, causes=3),
)  # fmt: skip

CELL_CASES = ACCEPTED + REPAIRED + REVIEW + RETURNED
