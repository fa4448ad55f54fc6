"""The 進行管理調書: every field of domain.md §3, asked when it should be, within the rule of burden."""

from __future__ import annotations

import itertools

import pytest

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import ANSWER_FACTS, STRUCTURAL_FACTS, Field, Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value

FOLDER = templates_folder() / "plan"
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
USUAL = frozenset({"has_budget", "money_printed", "kpi_1", "kpi_1_target"})

KPI = "kind name unit direction base base_year target target_original final final_year tolerance actual as_of pending"
ONCE = """project_no project_name type theme measure period department department_then co_departments account
    contact_name contact_ext approval_no stage_prev eval_stage stage status delay_months recovery plan result deviation
    kpi_note budget_initial budget_supplementary budget_carried_in budget_reserve budget_moved budget_total executed
    carried_out unused execution_rate executed_kind fund_national fund_prefecture fund_bond fund_other fund_general
    money_check money_note cost_reason cost_basis zero_reason staff_band self_deliverables self_uptake self_control
    basis_deliverables basis_uptake basis_control incident issue direction direction_reason next_plan last_comment
    response support_request personal_info system_zone public_summary"""
FIELDS = set(ONCE.split()) | {f"kpi_{n}_{stem}" for n in (1, 2, 3) for stem in KPI.split()}

NEVER_PUBLISHED = {
    "contact_name",
    "contact_ext",
    "approval_no",
    "money_check",
    "money_note",
    "incident",
    "support_request",
    "personal_info",
    "system_zone",
}
AFTER_APPROVAL = {"delay_months", "recovery", "last_comment", "response"} | {
    f"{word}_{item}" for word in ("self", "basis") for item in ("deliverables", "uptake", "control")
}

CHOICES = {
    "status": "計画より進んでいる/計画どおり/遅れ/未着手/休止/中止/完了",
    "executed_kind": "決算見込/出納閉鎖後/議会認定後",
    "money_check": "相違なし/相違あり",
    "cost_reason": "該当なし/入札差金・経費節減/規模の変更/時期の変更/その他",
    "zero_reason": "ゼロ予算/一括計上/委託料・指定管理料に含む",
    "staff_band": "0.1人未満/0.1〜0.5/0.5〜1/1〜3/3人以上",
    "incident": "なし/軽微/重大",
    "direction": "拡充/継続/改善/縮小/統合/終了/廃止",
    "personal_info": "なし/個人情報/特定個人情報",
    "system_zone": "番号利用/LGWAN/インターネット",
    "account": "一般/特別/企業",
    "type": "開発型/取組型",
    "kpi_2_kind": "成果指標/活動指標",
    "kpi_3_direction": "増/減/維持",
    "stage": "S0 構想・提案/S1 調査・基礎研究/S2 企画・計画/S3 予算化・調達/S4 構築・移行/"
    "S5 運用・改善/S6 評価・更新検討/S9 終了",
}

LIMITS = {
    "result": 400,
    "deviation": 200,
    "kpi_note": 120,
    "cost_basis": 120,
    "basis_uptake": 120,
    "issue": 200,
    "public_summary": 120,
}


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(FOLDER, load_plan(FOLDER), 2025)


@pytest.fixture(scope="module")
def method() -> Method:
    return load_method(FOLDER, load_plan(FOLDER), 2025)


def ids(fields: tuple[Field, ...]) -> set[str]:
    return {field.id for field in fields}


def test_holds_every_field_of_the_field_guide_and_no_other(form: Form) -> None:
    assert ids(form.fields) == FIELDS


@pytest.mark.parametrize(("field", "words"), CHOICES.items(), ids=list(CHOICES))
def test_choices_are_word_for_word(form: Form, field: str, words: str) -> None:
    assert form.field(field).choices == tuple(words.split("/"))


@pytest.mark.parametrize(("field", "limit"), LIMITS.items(), ids=list(LIMITS))
def test_text_limits(form: Form, field: str, limit: int) -> None:
    assert form.field(field).limit == limit


def test_disclosure_is_that_of_the_field_guide(form: Form) -> None:
    assert {f.id for f in form.fields if f.disclosure == "never"} == NEVER_PUBLISHED
    assert {f.id for f in form.fields if f.disclosure == "after_approval"} == AFTER_APPROVAL


def test_every_published_field_is_defined_for_open_data(form: Form) -> None:
    published = [f for f in form.fields if f.disclosure != "never"]
    assert [f.id for f in published if not f.definition or not f.english or "{n}" in f.definition + f.english] == []


def test_every_typed_field_has_guidance_and_an_example(form: Form) -> None:
    typed = [f for f in form.fields if f.origin in ("input", "prefilled", "money")]
    assert [f.id for f in typed if not f.guidance.endswith(("。", "）。")) or not f.example] == []


def test_repeated_fields_know_their_number_and_stem(form: Form) -> None:
    field = form.field("kpi_2_actual")
    assert (field.index, field.stem, field.asked_when.facts()) == (2, "actual", {"kpi_2", "kpi_2_target"})
    assert form.field("kpi_note").index == 0


def test_indicators_stand_one_after_the_other(form: Form) -> None:
    row = [f.index for f in form.fields if f.section == "indicators"]
    assert row == sorted(row)


def test_fields_of_a_section_stand_together(form: Form) -> None:
    blocks = [section for section, _ in itertools.groupby(f.section for f in form.fields)]
    assert blocks == [section.id for section in form.sections]


@pytest.mark.parametrize("stage", STAGES)
def test_levels_are_asked_exactly_where_they_weigh(form: Form, method: Method, stage: str) -> None:
    asked = {f.item for f in form.on_sheet(stage, USUAL) if f.kind == "level"}
    judged = {item.id for item in method.items if item.source == "judged"}
    assert asked == judged & set(method.weights(stage))


def typed_cells(form: Form, stage: str, facts: frozenset[str], answers: dict[str, Value | None]) -> list[str]:
    """Cells a department types: on the sheet, its own, relevant to the answers, and counted by the rule."""
    uncounted = ("support_request", "response", "money_note")
    return [
        f.id
        for f in form.on_sheet(stage, facts)
        if f.origin == "input" and f.id not in uncounted and f.relevant_when.holds(answers, facts)
    ]


@pytest.mark.parametrize(("stage", "most"), [(s, 15) for s in STAGES[:4]] + [(s, 18) for s in STAGES[4:]])
def test_a_usual_project_types_no_more_than_the_rule_of_burden(form: Form, stage: str, most: int) -> None:
    usual: dict[str, Value | None] = {"status": "計画どおり", "kpi_1_actual": 120, "money_check": "相違なし"}
    assert len(typed_cells(form, stage, USUAL, usual)) <= most


@pytest.mark.parametrize("stage", ["S5", "S6"])
def test_even_a_low_outcome_stays_within_the_rule(form: Form, stage: str) -> None:
    usual: dict[str, Value | None] = {"status": "計画どおり", "kpi_1_actual": 40, "money_check": "相違なし"}
    assert len(typed_cells(form, stage, USUAL | {"outcome_low"}, usual)) <= 18


def test_money_is_asked_only_of_a_project_with_a_budget(form: Form) -> None:
    without = ids(form.on_sheet("S5", frozenset({"kpi_1"})))
    assert "zero_reason" in without
    assert not {"executed", "budget_total", "money_check", "cost_reason", "fund_general"} & without
    assert "zero_reason" not in ids(form.on_sheet("S5", USUAL))


def test_printed_money_is_only_confirmed(form: Form) -> None:
    assert {"money_check", "money_note"} <= ids(form.on_sheet("S3", frozenset({"has_budget", "money_printed"})))
    assert not {"money_check", "money_note"} & ids(form.on_sheet("S3", frozenset({"has_budget"})))


def test_typed_money_requires_every_amount_and_its_funds_once_money_was_spent(form: Form) -> None:
    def required(*facts: str) -> set[str]:
        known = frozenset(facts)
        return {f.id for f in form.on_sheet("S3", known) if f.origin == "money" and f.required_when.holds({}, known)}

    parts = {f"budget_{part}" for part in ("initial", "supplementary", "carried_in", "reserve", "moved")}
    funds = {f"fund_{source}" for source in ("national", "prefecture", "bond", "other")}
    assert required("has_budget") == parts | {"executed", "carried_out"}
    assert required("has_budget", "executed_positive") == parts | {"executed", "carried_out"} | funds
    assert required("has_budget", "executed_positive", "money_printed") == set()


@pytest.mark.parametrize(
    ("stage", "facts", "asked"),
    [
        ("S5", {"kpi_1"}, True),
        ("S6", {"kpi_1"}, True),
        ("S3", {"kpi_1"}, False),
        ("S3", {"kpi_1", "kpi_1_target"}, True),
        ("S5", set(), False),
    ],
)
def test_actuals_are_asked_at_s5_and_s6_and_elsewhere_with_a_target(
    form: Form, stage: str, facts: set[str], asked: bool
) -> None:
    own = {"kpi_1_actual", "kpi_1_as_of", "kpi_1_pending"}
    assert (own <= ids(form.on_sheet(stage, frozenset(facts)))) is asked


@pytest.mark.parametrize(
    ("status", "facts", "required"),
    [
        ("計画どおり", set(), True),
        ("遅れ", set(), True),
        ("完了", set(), True),
        ("未着手", set(), True),
        ("未着手", {"starts_later"}, False),
        ("休止", set(), False),
        ("中止", set(), False),
        (None, set(), True),
    ],
)
def test_levels_and_actuals_are_required_only_of_graded_projects(
    form: Form, status: str | None, facts: set[str], required: bool
) -> None:
    for field in ("self_control", "self_uptake", "self_deliverables", "kpi_1_actual"):
        assert form.field(field).required_when.holds({"status": status}, USUAL | facts) is required


def test_a_pending_month_stands_for_the_actual(form: Form) -> None:
    answers: dict[str, Value | None] = {"status": "計画どおり", "kpi_1_pending": "2026-06"}
    assert not form.field("kpi_1_actual").required_when.holds(answers, USUAL)
    assert not form.field("kpi_1_pending").relevant_when.holds({"kpi_1_actual": 3}, USUAL)


def test_a_basis_is_required_with_its_level(form: Form) -> None:
    basis = form.field("basis_control").required_when
    assert basis.holds({"status": "計画どおり", "self_control": 3}, USUAL)
    assert basis.holds({"status": "計画どおり", "self_control": 0}, USUAL)
    assert not basis.holds({"status": "計画どおり"}, USUAL)


@pytest.mark.parametrize("field", ["delay_months", "recovery"])
def test_delay_is_asked_only_under_okure(form: Form, field: str) -> None:
    for status in form.field("status").choices:
        assert form.field(field).required_when.holds({"status": status}, USUAL) is (status == "遅れ")
        assert form.field(field).relevant_when.holds({"status": status}, USUAL) is (status == "遅れ")


def test_deviation_is_asked_under_four_statuses(form: Form) -> None:
    asked = {
        s for s in form.field("status").choices if form.field("deviation").required_when.holds({"status": s}, USUAL)
    }
    assert asked == {"遅れ", "未着手", "休止", "中止"}


def test_recovery_takes_its_word(form: Form) -> None:
    assert (form.field("recovery").kind, form.field("recovery").choices) == ("year_month", ("見込みなし",))


def test_response_is_asked_when_a_meeting_left_a_comment(form: Form) -> None:
    assert not {"last_comment", "response"} & ids(form.on_sheet("S5", USUAL))
    assert {"last_comment", "response"} <= ids(form.on_sheet("S5", USUAL | {"had_comment"}))


@pytest.mark.parametrize(("stage", "asked"), [("S1", False), ("S2", True), ("S6", True)])
def test_personal_information_is_asked_from_s2(form: Form, stage: str, asked: bool) -> None:
    assert ({"personal_info", "system_zone"} <= ids(form.on_sheet(stage, USUAL))) is asked


def test_formulas_are_those_of_the_field(form: Form) -> None:
    assert {f.id: f.formula for f in form.fields if f.origin == "computed"} == {
        "budget_total": "budget_initial + budget_supplementary + budget_carried_in + budget_reserve + budget_moved",
        "unused": "budget_total - executed - carried_out",
        "execution_rate": "executed / budget_total",
        "fund_general": "executed - fund_national - fund_prefecture - fund_bond - fund_other",
    }


def test_only_corrections_may_be_negative(form: Form) -> None:
    typed = [f for f in form.fields if f.origin == "money"]
    assert {f.id for f in typed if f.minimum is None} == {"budget_supplementary", "budget_moved"}


def test_what_is_on_a_sheet_depends_on_structural_facts_only(form: Form) -> None:
    facts = frozenset().union(*(f.asked_when.facts() for f in form.fields))
    fields = frozenset().union(*(f.asked_when.fields() for f in form.fields))
    assert facts <= set(STRUCTURAL_FACTS)
    assert fields <= {"eval_stage"}
    assert not facts & set(ANSWER_FACTS)
