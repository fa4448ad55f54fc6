"""Lists printed for tests and pictures, from the packaged forms (架空): empty, half filled in, complete."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.list_press import ListPress, ListRow
from fujiplan_cli.workbook.press import SheetContext
from uncounted import uncounted

YEAR = 2025
LISTS = ("confirmation", "settlement", "decision")
FILLS = ("empty", "half", "complete")
Known = dict[str, Value | None]

NAMES = (
    ("1-1-01", "行政手続のオンライン化の推進", "総務部 デジタル戦略課", "S5"),
    ("1-2-03", "公式アプリ「ふじポケット」による情報発信と通知機能の拡充", "総務部 広報広聴課", "S4"),
    ("1-3-02", "マイナンバーカードを用いた窓口の書かない申請", "市民部 市民課", "S6"),
    ("2-1-01", "GIGAスクール端末の更新", "教育委員会 学校教育課", "S3"),
    ("2-4-02", "道路の損傷通報と点検記録のデータ利活用", "建設部 道路維持課", "S2"),
    ("3-2-01", "AIによる議事録作成と問合せ対応", "総務部 デジタル戦略課", "S5"),
    ("3-4-05", "全庁デジタル人材育成研修", "総務部 人事課", "S1"),
)
BASIS = "対象の30課のうち27課が毎月使い、紙の申請書を廃止した。点検は毎月行い、記録を課内で共有している。"
LONG_BASIS = (
    "要件定義書を9月に、調達仕様書を12月に決裁し、3月に契約した。移行計画は関係4課と合意済みで、"
    "残る課題は操作手順書の改訂だけであり、6月までに終える見込みである。議事録と課題管理表がある。"
)
NOTE = "利用が少ない理由を調べ、9月の幹事会までに改善策を示すこと。あわせて、窓口での案内を市民課と協議すること。"
REASON = "点検記録に3か月分の漏れがあり、是正の期限が決まっていないため。"


@cache
def packaged(form_id: str) -> tuple[Plan, Form, Method]:
    """The packaged plan, a list form of 2025 and the method."""
    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    return plan, load_form(folder, plan, YEAR, form_id), load_method(folder, plan, YEAR)


def press(form_id: str, *, sample: bool = False, form: Form | None = None) -> ListPress:
    """A press for 2025, of a form changed by a test where one is given."""
    plan, packaged_form, method = packaged(form_id)
    context = SheetContext(plan.title, "", date(2026, 6, 12), "総務部 デジタル戦略課", YEAR, sample)
    return ListPress(form or packaged_form, method, context)


def identity(form_id: str, project: str = "", stage: str = "", facts: frozenset[str] = frozenset()) -> SheetIdentity:
    """Whose list, or whose row."""
    plan, form, _ = packaged(form_id)
    return SheetIdentity(plan.id, form.id, form.version, YEAR, project, stage, facts)


def rows_of(form_id: str, fill: str = "empty") -> list[ListRow]:
    """The rows of a list."""
    return {"confirmation": _confirmation, "settlement": _settlement, "decision": _decision}[form_id](fill)


def printed(form_id: str, fill: str = "empty", *, sample: bool = False) -> bytes:
    """A whole list."""
    office = {"confirmation": "事務局", "settlement": "総務部 デジタル戦略課", "decision": "情報化推進本部（第3版）"}
    owner = {"confirmation": "", "settlement": "1010", "decision": "honbu/1"}[form_id]
    return press(form_id, sample=sample).print_list(identity(form_id, owner), office[form_id], rows_of(form_id, fill))


def _stage_words(code: str) -> str:
    found = packaged("confirmation")[0].stage(code)
    return found.choice if found else code


def _confirmation(fill: str) -> list[ListRow]:
    rows = []
    for place, (number, name, department, stage) in enumerate(NAMES):
        known: Known = {
            "project_no": number,
            "project_name": name,
            "department": department,
            "eval_stage": _stage_words(stage),
            "status": "遅れ" if place == 2 else "計画どおり",
            "self_grade": "A" if place % 3 else "B",
            "self_score": Decimal("92.5") if place % 3 else Decimal(76),
            "computed_levels": "工程 4、成果指標 3.5、経費 4" if stage in ("S5", "S6") else "工程 4、経費 3",
            "hints": "自己評価がすべて同じ水準。根拠の文が前年度と同じ。" if place % 2 else None,
            "self_deliverables": 4,
            "basis_deliverables": LONG_BASIS,
            "self_uptake": 3,
            "basis_uptake": BASIS,
            "self_control": 4 if place % 2 else 3,
            "basis_control": BASIS,
        }
        rows.append(ListRow(identity("confirmation", number, stage), known | _confirmed(fill, place)))
    return rows


def _confirmed(fill: str, place: int) -> Known:
    changed: Known = {"confirmation": "水準を変更", "confirmed_control": 2, "reason_control": REASON}
    if fill == "empty" or (fill == "half" and place > 3):
        return {}
    if fill == "half" and place == 1:
        return changed | {"reason_control": None}
    if fill == "half" and place == 3:
        return {"confirmed_control": 2}
    return changed if place % 3 == 1 else {"confirmation": "自己評価のとおり"}


def _settlement(fill: str) -> list[ListRow]:
    facts = (
        {"has_budget"},
        {"has_budget", "kpi_1_open"},
        {"kpi_1_open"},
        {"has_budget", "money_printed"},
        {"has_budget", "money_printed", "kpi_1_open"},
    )
    rows = []
    for place, ((number, name, _, stage), given) in enumerate(zip(NAMES, facts, strict=False)):
        known: Known = {
            "project_no": number,
            "project_name": name,
            "budget_total": Decimal(12500 + 1000 * place),
            "executed_estimate": Decimal(11874 + 1000 * place),
            "kpi_1_name": "電子申請の利用件数（スマートフォンからの申請を含む）",
            "kpi_1_unit": "件",
            "kpi_1_target": Decimal("21000") if place % 2 else Decimal("68.5"),
            "kpi_1_due": YearMonth(2026, 6),
            "kpi_1_as_of": date(2026, 3, 31),
        }
        if "money_printed" in given:
            known |= {"executed": Decimal(11820 + place), "carried_out": Decimal(0)} | _funds()
        identity_ = identity("settlement", number, stage, frozenset(given))
        rows.append(ListRow(identity_, known | _settled(fill, place, frozenset(given))))
    return rows


def _funds() -> Known:
    return {
        "fund_national": Decimal(4000),
        "fund_prefecture": Decimal(0),
        "fund_bond": Decimal(0),
        "fund_other": Decimal(0),
    }


def _settled(fill: str, place: int, given: frozenset[str]) -> Known:
    if fill == "empty" or (fill == "half" and place in (2, 4)):
        return {}
    own: Known = {}
    if "money_printed" in given:
        own["money_check"] = "相違なし" if place % 2 == 0 else "相違あり"
        own["money_note"] = None if place % 2 == 0 else "支出済額は11,853千円（3月分の保守料30千円が未反映）。"
    elif "has_budget" in given:
        own |= {"executed": Decimal(0 if place == 1 else 11820), "carried_out": Decimal(500)}
        own |= _funds() if place != 1 else {}
    if "kpi_1_open" in given:
        own |= {"kpi_1_actual": Decimal(21480)} if place != 2 else {"kpi_1_pending": YearMonth(2026, 9)}
    if fill == "half" and place == 3:
        own["money_note"] = None
    if fill == "half" and place == 1:
        own["executed"] = Decimal(-5)
    return own


def _decision(fill: str) -> list[ListRow]:
    first = ListRow(identity("decision", "一括"), {"project_no": "一括", "project_name": "個別に記入しなかった事業"})
    bulk: Known = {"decision": "承認", "decided_on": date(2026, 7, 22), "decision_no": "8総デ第88号"}
    rows = [first if fill == "empty" else replace(first, known={**first.known, **bulk})]
    for place, (number, name, department, _) in enumerate(NAMES):
        known: Known = {
            "project_no": number,
            "project_name": name,
            "department": department,
            "grade_put": "A" if place % 3 else "B",
            "score_put": Decimal("92.5") if place % 3 else Decimal(76),
        }
        rows.append(ListRow(identity("decision", number), known | _decided(fill, place)))
    return rows


def _decided(fill: str, place: int) -> Known:
    own: Known = {
        "decision": "一部修正の上承認",
        "decided_on": date(2026, 7, 22),
        "decision_no": "8総デ第88号",
        "note": NOTE,
        "note_due": date(2026, 10, 30),
        "note_lead": "総務部長",
    }
    if fill == "empty" or place not in (1, 4):
        return {}
    if fill == "half":
        return own | {"decided_on": None} if place == 1 else {"note": own["note"]}
    return own


@uncounted()
def sheet_of(data: bytes, *, values: bool = True) -> Worksheet:
    """The list's sheet as openpyxl reads it."""
    return load_workbook(io.BytesIO(data), data_only=values).worksheets[0]


def columns_of(data: bytes) -> Mapping[str, int]:
    """Field id → column, by the names on the headings."""
    sheet = sheet_of(data)
    names = {name: one.attr_text for name, one in sheet.defined_names.items() if name.startswith("fp_")}
    return {
        name.removeprefix("fp_"): sheet[text.rpartition("!")[2].replace("$", "")].column
        for name, text in names.items()
        if name != "fp_identity"
    }
