"""Rules across fields, years and the register, and rarer ways to type (domain.md §7): as in cell_cases."""

from __future__ import annotations

from datetime import date, datetime

from cases_world import BUILT, LAST_TEXTS, LASTING, MEASURE_TYPE, PRINTED, TYPED, Case, parts_changed, raw_cell
from openpyxl.comments import Comment
from openpyxl.styles import Font

_ACTUAL = "kpi_1_actual"
_LATE = {"status": "遅れ", "delay_months": 2, "recovery": date(2026, 9, 1), "deviation": "納入が2か月遅れた。"}


def _xml(field: str, inside: str, kind: str = ""):
    """The cell of a field as another program may have written it."""

    def patch(data, cells):
        return parts_changed(data, {"xl/worksheets/sheet1.xml": raw_cell(cells[field], inside, kind)})

    return patch


def _date_format(field: str, value: object):
    """What Excel makes of 「3-12」: a number with the look of a date."""

    def edit(page, cells, _book):
        page[cells[field]].number_format = "m月d日"
        page[cells[field]].value = value

    return edit


def _struck_text(page, cells, _book):
    page[cells["issue"]].font = Font(strike=True)


def _comment_on_blank(page, cells, _book):
    page[cells["support_request"]].comment = Comment("要望は別に送ります", "架空")


def _struck_printed(page, cells, _book):
    page[cells["kpi_1_target"]].font = Font(strike=True)


_PARTLY_STRUCK = (
    "<is><r><rPr><strike/></rPr><t>高齢の方の</t></r><r><t>利用が少ない。</t></r></is>",
    ' t="inlineStr"',
)
_FORMULA_TEXT = ("<f>A1&amp;B1</f><v>利用が少ない。</v>", ' t="str"')

ACCEPTED = (
    Case("delay months that are not asked are told and not used", "accepted", ("answer_not_asked@delay_months",),
         {"delay_months": 2}),
    Case("completed in a stage that goes on", "accepted", ("completed_open@status",), {"status": "完了"}),
    Case("text of last year", "accepted", ("same_text@result",), {"result": LAST_TEXTS["result"]}, LASTING),
    Case("an actual that fell below its base", "accepted", ("against_direction@kpi_1_actual",),
         {_ACTUAL: 90, "kpi_note": "窓口の利用が戻った。"}),
    Case("an actual of another year's day", "accepted", ("as_of_outside_year@kpi_1_as_of",),
         {"kpi_1_as_of": datetime(2025, 3, 31)}),
    Case("a level as a number with a point", "accepted", patch=_xml("self_uptake", "<v>3.0</v>")),
    Case("as long as the limit, rare characters counted once", "accepted", answers={"issue": "𠮷" * 200}),
    Case("variation selectors do not count", "accepted", answers={"issue": "葛󠄀" * 200}),
    Case("compatibility characters of a name are kept", "accepted", answers={"contact_name": "\ufa19山 﨑子"}),
    Case("a comment on a blank cell that nobody must fill", "review", ("cell_comment@support_request",),
         edit=_comment_on_blank),
    Case("a request that is optional", "accepted", answers={"support_request": "研修の講師を紹介してください。"}),
    Case("a month as its example shows it", "accepted", answers={_ACTUAL: None, "kpi_1_pending": "令和8年6月"}),
    Case("the right sum typed over its formula", "accepted", answers={"budget_total": 1000}, project=TYPED),
    Case("spent nothing, so no funds are asked", "accepted", project=TYPED, answers={
        "budget_initial": 0, "executed": 0, "fund_national": None, "fund_prefecture": None, "fund_bond": None,
        "fund_other": None}),
    Case("a carry-over is no gap", "accepted", project=TYPED, answers={"executed": 300, "carried_out": 700}),
    Case("a gap explained", "accepted", project=TYPED, answers={
        "executed": 500, "cost_reason": "規模の変更", "cost_basis": "対象を5館から3館に減らした。"}),
)  # fmt: skip

REPAIRED = (
    Case("full-width number with a point", "repaired", ("repaired_width@kpi_1_actual",), {_ACTUAL: "１６０．５"}),
    Case("an amount of last year's size in full width", "repaired", ("repaired_unit@budget_initial",),
         {"budget_initial": "３１，２３４千円", "executed": 30000}, LASTING),
    Case("wareki as §7 has it", "repaired", ("repaired_date_notation@kpi_1_as_of",),
         {"kpi_1_as_of": "令和７年４月20日"}),
    Case("date with strokes as text", "repaired", ("repaired_date_notation@kpi_1_as_of",),
         {"kpi_1_as_of": "2026/3/20"}),
    Case("choice in small letters", "repaired", ("repaired_choice@system_zone",), {"system_zone": "lgwan"}),
    Case("choice with half-width wave", "repaired", ("repaired_choice@staff_band",), {"staff_band": "0.5~1"}),
    Case("a formula that gives a text", "repaired", ("repaired_formula@issue",), patch=_xml("issue", *_FORMULA_TEXT)),
    Case("a tab within a text", "repaired", ("repaired_control@issue",), {"issue": "利用が\t少ない。"}),
    Case("half-width kana around a choice's blanks", "repaired", ("repaired_choice@system_zone",),
         {"system_zone": " ｲﾝﾀｰﾈｯﾄ　"}),
)  # fmt: skip

REVIEW = (
    Case("a private character of the first plane", "review", ("text_gaiji@issue",), {"issue": "\ue000様の件"}),
    Case("a private character of another plane", "review", ("text_gaiji@issue",), {"issue": "\U000f0000様の件"}),
    Case("a text struck through", "review", ("struck_through@issue",), edit=_struck_text),
    Case("a text struck through in part", "review", ("struck_through@issue",), patch=_xml("issue", *_PARTLY_STRUCK)),
    Case("a printed target struck through", "review", ("struck_through@kpi_1_target",), edit=_struck_printed),
    Case("unit of an indicator typed over", "review", ("target_changed@kpi_1_unit",), {"kpi_1_unit": "千件"}),
    Case("theme typed over", "review", ("printed_changed@theme",), {"theme": "地域活性化"}),
    Case("department typed over", "review", ("printed_changed@department",), {"department": "財政部 財政課"}),
    Case("an extension that became a date", "review", ("text_date@contact_ext",),
         edit=_date_format("contact_ext", 46093)),
    Case("a stage that its type does not pass", "review", ("stage_off_route@stage",),
         {"stage": "S4 構築・移行"}, MEASURE_TYPE),
    Case("a text one character over its limit", "review", ("text_too_long@issue",), {"issue": "𠮷" * 201}),
)  # fmt: skip

RETURNED = (
    Case("late without an explanation", "returned", ("required_blank@deviation",), {**_LATE, "deviation": None}),
    Case("late without a prospect", "returned", ("required_blank@recovery",), {**_LATE, "recovery": None}),
    Case("not begun without an explanation", "returned", ("required_blank@deviation",), {"status": "未着手"}),
    Case("a low actual without an analysis", "returned", ("required_blank@kpi_note",), {_ACTUAL: 110}),
    Case("a level without its basis", "returned", ("required_blank@basis_uptake",), {"basis_uptake": None}),
    Case("no number of the approval", "returned", ("required_blank@approval_no",), {"approval_no": None}),
    Case("no word on the printed money", "returned", ("required_blank@money_check",), {"money_check": None}),
    Case("disputed without saying what", "returned", ("required_blank@money_note",), {"money_check": "相違あり"}),
    Case("no status", "returned", ("required_blank@status",), {"status": None}),
    Case("no stage", "returned", ("required_blank@stage",), {"stage": None}),
    Case("funds left blank", "returned", ("required_blank@fund_other",), {"fund_other": None}, TYPED),
    Case("an amount left blank", "returned", ("required_blank@executed",), {"executed": None}, TYPED),
    Case("no status, so nobody asks about the delay", "returned", ("required_blank@status",),
         {**_LATE, "status": None}),
    Case("an amount blank, so nobody asks about its funds", "returned", ("required_blank@executed",),
         {"executed": None, "fund_national": 400}, TYPED),
    Case("a level of a sheet under construction", "returned", ("level_invalid@self_deliverables",),
         {"self_deliverables": "A"}, BUILT),
    Case("a level in words", "returned", ("level_invalid@self_uptake",), {"self_uptake": "3 おおむね"}),
    Case("a level below nought", "returned", ("level_invalid@self_uptake",), {"self_uptake": -1}),
    Case("minus amount in a triangle where none is possible", "returned", ("number_negative@executed",),
         {"executed": "△950"}, TYPED),
    Case("parentheses in full width", "returned", ("number_parentheses@budget_moved",), {"budget_moved": "（300）"},
         TYPED),
    Case("hundred millions", "returned", ("number_unit@executed",), {"executed": "0.01億円"}, TYPED),
    Case("another unit than the indicator's", "returned", ("number_unit@kpi_1_actual",), {_ACTUAL: "160人"}),
    Case("nearly", "returned", ("number_approximate@kpi_1_actual",), {_ACTUAL: "160程度"}),
    Case("under survey", "returned", ("number_undecided@kpi_1_actual",), {_ACTUAL: "集計中"}),
    Case("a number that became a date", "returned", ("number_date@kpi_1_actual",), edit=_date_format(_ACTUAL, 46093)),
    Case("an era in the first month of a year it does not have", "returned", ("era_impossible@kpi_1_as_of",),
         {"kpi_1_as_of": "平成32年4月20日"}),
    Case("a day in words", "returned", ("date_text@kpi_1_as_of",), {"kpi_1_as_of": "年度末"}),
    Case("a month in words", "returned", ("month_text@kpi_1_pending",), {_ACTUAL: None, "kpi_1_pending": "夏頃"}),
    Case("no such month", "returned", ("month_impossible@kpi_1_pending",),
         {_ACTUAL: None, "kpi_1_pending": "令和8年13月"}),
    Case("a year of another reckoning", "returned", ("month_no_month@kpi_1_pending",),
         {_ACTUAL: None, "kpi_1_pending": "令和8年"}),
    Case("two choices at once", "returned", ("choice_unknown@direction",), {"direction": "継続・改善"}),
    Case("an error in a choice", "returned", ("cell_error@status",), patch=_xml("status", "<v>#N/A</v>", ' t="e"')),
    Case("an error in a text", "returned", ("cell_error@issue",), patch=_xml("issue", "<v>#VALUE!</v>", ' t="e"')),
    Case("funds of the whole above what was spent", "returned", ("funds_exceed@fund_other",),
         {"fund_national": 400, "fund_other": 600}, TYPED),
    Case("a faulty part silences its sum", "returned", ("number_approximate@budget_initial",),
         {"budget_initial": "約1000", "budget_total": 1234}, TYPED),
    Case("a faulty amount silences its funds", "returned", ("number_none@executed",),
         {"executed": "なし", "fund_national": 1000}, TYPED),
    Case("a faulty actual asks for no analysis", "returned", ("number_reference@kpi_1_actual",),
         {_ACTUAL: "上記のとおり"}),
    Case("control characters alone are blank", "returned", ("required_blank@issue",), {"issue": "\u200b\u200b"}),
    Case("a stage of last year's words", "returned", ("choice_unknown@stage",), {"stage": "運用中"}, PRINTED),
)  # fmt: skip

RULE_CASES = ACCEPTED + REPAIRED + REVIEW + RETURNED
