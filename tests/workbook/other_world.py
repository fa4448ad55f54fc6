"""新規事業調書 and ヒアリング記録票 printed for tests and pictures, from the packaged forms (架空)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.press import FormPress, SheetContext

YEAR = 2025
FIRST: frozenset[str] = frozenset()
SPARE = frozenset({"spare"})
Answers = Mapping[str, Value | None]
OFFICE: Answers = MappingProxyType({"project_no": "N2025-0501-1", "department": "こども未来部 保育幼稚園課"})

NONE: Answers = MappingProxyType({"has_proposal": "該当なし", "contact_name": "架空 花子", "contact_ext": "2345"})
NAMED: Answers = MappingProxyType(
    {
        "proposal_name": "保育所の入所申込みのオンライン化",
        "proposal_type": "開発型",
        "proposal_measure": "行政手続のオンライン化",
        "users": "入所を申し込む保護者",
        "users_count": 1800,
        "trouble": "申込みが1月に集中し、窓口で平均40分待っている。記入漏れの確認に、職員が延べ600時間かけている。",
    }
)
HALF: Answers = MappingProxyType({**NONE, **NAMED, "has_proposal": "該当あり", "cost_initial": Decimal(4200)})
REST: Answers = MappingProxyType(
    {
        "approval_no": "8子未第7号",
        "effect_hours": 450,
        "effect_words": "来庁せずに夜間や休日でも申し込める。申込みの状況を自分で確かめられる。",
        "similar": "電子申請サービス（1-1-01）に手続を追加する。専用のシステムは作らない。",
        "cost_running": Decimal(980),
        "estimate_basis": "2社の参考見積りの平均。",
        "wanted_from": YearMonth(2027, 10),
        "team": "主担当1人、副担当1人。電子申請はデジタル戦略課の支援を受ける。",
        "personal_info": "個人情報",
        "system_zone": "LGWAN",
        "support_request": "要件の整理に、業務の流れを書く手伝いがほしい。",
    }
)
COMPLETE: Answers = MappingProxyType({**HALF, **REST})
UNPRICED: Answers = MappingProxyType(
    {**COMPLETE, "cost_initial": None, "cost_running": None, "estimate_due": YearMonth(2026, 9), "estimate_basis": None}
)
SECOND: Answers = MappingProxyType({one: value for one, value in COMPLETE.items() if one not in (*NONE, "approval_no")})
"""A second proposal on a spare sheet: who answers stands on the first."""

PROPOSED: Answers = MappingProxyType({**OFFICE, **COMPLETE})
LONG = "窓口では、記入の漏れや添付書類の不足を職員が一件ずつ確かめ、電話で問い合わせている。"
LONGEST: Answers = MappingProxyType(
    {
        **PROPOSED,
        "proposal_name": "保育所等の入所申込みと在園の届出のオンライン化及び審査事務の見直しの事業",
        "trouble": (LONG * 9)[:300],
        "effect_words": (LONG * 9)[:200],
        "similar": (LONG * 9)[:120],
        "estimate_basis": (LONG * 9)[:120],
        "team": (LONG * 9)[:120],
        "support_request": (LONG * 9)[:200],
    }
)
HEARD: Answers = MappingProxyType(
    {
        "round": "6月",
        "hearing_date": date(2026, 6, 11),
        "attendees": "保育幼稚園課長、同係長、デジタル戦略課 2人",
        "discussion": "問：今の電子申請で足りないか。答：添付書類の確認の機能が足りない。" * 4,
        "score_need": 15,
        "score_maturity": 10,
    }
)
SCORED: Answers = MappingProxyType(
    {
        **HEARD,
        "score_effect": 15,
        "score_value": 10,
        "score_feasible": 15,
        "result": "計画登載",
        "priority": "候補とする",
        "planned_from": 2027,
        "result_reason": "待ち時間の短縮の効果が大きく、体制も整っている。",
        "support_agreed": "業務の流れの図を一緒に作る。電子申請の設定を試す環境を用意する。",
        "support_due": date(2026, 8, 31),
        "support_lead": "デジタル戦略課",
    }
)
DEFERRED: Answers = MappingProxyType(
    {
        **SCORED,
        "result": "継続検討",
        "priority": None,
        "planned_from": None,
        "support_agreed": None,
        "support_due": None,
        "support_lead": None,
    }
)

CASES: Mapping[str, tuple[str, frozenset[str], Answers]] = {
    "proposal-empty": ("proposal", FIRST, {}),
    "proposal-none": ("proposal", FIRST, NONE),
    "proposal-half": ("proposal", FIRST, HALF),
    "proposal-complete": ("proposal", FIRST, COMPLETE),
    "proposal-unpriced": ("proposal", FIRST, UNPRICED),
    "proposal-spare": ("proposal", SPARE, {}),
    "proposal-second": ("proposal", SPARE, SECOND),
    "hearing-empty": ("hearing", FIRST, LONGEST),
    "hearing-half": ("hearing", FIRST, {**PROPOSED, **HEARD}),
    "hearing-complete": ("hearing", FIRST, {**LONGEST, **SCORED}),
    "hearing-deferred": ("hearing", FIRST, {**PROPOSED, **DEFERRED}),
}
"""Name → form, structural facts, and what stands on the sheet beside number and 課."""


@cache
def form_of(form_id: str) -> tuple[Plan, Form, Method]:
    """The packaged plan, one of its forms and its method of the year."""
    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    return plan, load_form(folder, plan, YEAR, form_id), load_method(folder, plan, YEAR)


@cache
def press_of(form_id: str, *, sample: bool = False) -> FormPress:
    """A press for one of the forms."""
    plan, form, method = form_of(form_id)
    due = date(2026, 6, 30) if form.answered_by == "secretariat" else date(2026, 4, 28)
    return FormPress(form, method, SheetContext(plan.title, "", due, "総務部 デジタル戦略課", YEAR, sample))


def identity_of(form_id: str, facts: frozenset[str] = FIRST, number: str = "N2025-0501-1") -> SheetIdentity:
    """Whose sheet it is."""
    plan, form, _ = form_of(form_id)
    return SheetIdentity(plan.id, form.id, form.version, YEAR, number, "", facts)


def printed_case(case: str, *, sample: bool = False) -> bytes:
    """The workbook of a case."""
    form_id, facts, answers = CASES[case]
    number = "N2025-0501-2" if facts else "N2025-0501-1"
    known = {**OFFICE, **answers, "project_no": number}
    return press_of(form_id, sample=sample).print_sheet(identity_of(form_id, facts, number), known)


def sheets() -> Iterator[tuple[str, bytes]]:
    """Name and workbook of every case, marked as a sample."""
    for case in CASES:
        yield case, printed_case(case, sample=True)
