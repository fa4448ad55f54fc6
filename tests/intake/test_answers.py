"""Typed cells of a sheet: what is accepted as it is, repaired, doubted, or sent back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from intake_world import Paper, World, codes, take

from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value


def test_a_sheet_filled_as_asked_is_accepted_without_a_finding(paper: Paper, world: World) -> None:
    one = take(paper, world)
    assert (one.verdict, one.findings) == ("accepted", ())
    assert (one.project, one.department, one.eval_stage, one.year) == ("1-01-02", "joho", "S5", 2025)


def test_every_answer_keeps_the_place_and_what_was_typed(paper: Paper, world: World) -> None:
    answer = take(paper, world).answers["kpi_1_actual"]
    assert (answer.value, answer.raw, answer.place.cell) == (Decimal("61.5"), "61.5", paper.where("kpi_1_actual"))
    assert (answer.place.file, answer.place.sheet) == ("inbox/2025/a.xlsx", "進行管理調書")


def test_prefilled_answers_are_kept_when_nobody_changed_them(paper: Paper, world: World) -> None:
    answers = take(paper, world).answers
    assert answers["contact_name"].value == "架空 花子"
    assert answers["kpi_1_as_of"].value == date(2026, 3, 31)
    assert answers["staff_band"].value == "0.5〜1"


def test_printed_and_computed_cells_are_no_answers(paper: Paper, world: World) -> None:
    answers = take(paper, world).answers
    assert not {"project_no", "kpi_1_target", "budget_total", "plan"} & answers.keys()


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("executed", "１１，８００千円", Decimal(11800)),
        ("kpi_1_actual", "６１．５", Decimal("61.5")),
        ("kpi_1_actual", "61.5%", Decimal("61.5")),
        ("kpi_1_actual", Cell("text", "61.5"), Decimal("61.5")),
        ("budget_supplementary", "▲500", Decimal(-500)),
        ("kpi_1_as_of", "令和８年３月３０日", date(2026, 3, 30)),
        ("kpi_1_as_of", "R8.3.30", date(2026, 3, 30)),
        ("stage", "運用･改善", "S5 運用・改善"),
        ("status", "　計画どおり ", "計画どおり"),
        ("executed", Cell("number", "11800", formula="F40+100"), Decimal(11800)),
        ("result", "申込みを\x07始めた。_x000D_", "申込みを始めた。"),
    ],
)
def test_a_harmless_notation_is_repaired_and_logged_once(
    paper: Paper, world: World, field: str, typed: str | Cell, value: Value
) -> None:
    one = take(paper.fill(**{field: typed}), world)
    assert one.verdict == "repaired"
    assert [(f.severity, f.field) for f in one.findings] == [("repair", field)]
    assert one.answers[field].value == value
    assert one.answers[field].repairs


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("executed", "15.3百万円"),
        ("kpi_1_actual", "約21,000"),
        ("kpi_1_actual", "未定"),
        ("kpi_1_actual", "なし"),
        ("executed", "―"),
        ("executed", "同上"),
        ("kpi_1_actual", "別紙参照"),
        ("executed", "-300"),
        ("budget_supplementary", "(300)"),
        ("kpi_1_as_of", "令和８年３月"),
        ("kpi_1_as_of", "3月31日"),
        ("self_uptake", "5"),
        ("self_uptake", "◎"),
        ("self_uptake", "4.5"),
        ("status", "順調"),
        ("kpi_1_actual", Cell("error", "#REF!")),
        ("kpi_1_actual", Cell("blank", "", formula="A1+A2")),
    ],
)
def test_what_is_no_value_is_sent_back_with_one_error_and_never_guessed(
    paper: Paper, world: World, field: str, typed: str | Cell
) -> None:
    one = take(paper.fill(**{field: typed}), world)
    assert one.verdict == "returned"
    assert [(f.severity, f.field, f.place.cell) for f in one.findings] == [("error", field, paper.where(field))]
    assert (one.answers[field].value, one.answers[field].faulty) == (None, True)


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("result", Cell("text", "申込み画面を改めた。", struck=True), "struck_through"),
        ("kpi_1_actual", Cell("number", "61.5", comment="正しくは62.5"), "cell_comment"),
        ("result", "申込み\ue000画面を改めた。", "text_gaiji"),
        ("issue", "あ" * 201, "text_too_long"),
    ],
)
def test_what_only_a_person_can_settle_is_kept_and_marked_review(
    paper: Paper, world: World, field: str, typed: Cell | str, code: str
) -> None:
    one = take(paper.fill(**{field: typed}), world)
    assert (one.verdict, codes(one)) == ("review", [(code, field)])
    assert one.answers[field].value is not None


def test_names_and_prose_are_kept_as_typed(paper: Paper, world: World) -> None:
    text = "𠮷田・葛󠄀城㈱と①㈱㍻Ⅲの調整を行い、U+FA19の「神」も残した。"
    assert take(paper.fill(result=text), world).answers["result"].value == text


def test_months_of_delay_under_another_status_are_flagged_kept_and_not_used(paper: Paper, world: World) -> None:
    one = take(paper.fill(delay_months="2"), world)
    assert (one.verdict, codes(one)) == ("accepted", [("answer_not_asked", "delay_months")])
    assert (one.answers["delay_months"].value, one.answers["delay_months"].raw) == (None, "2")


def test_an_explanation_nobody_asked_for_is_flagged_but_stays_an_answer(paper: Paper, world: World) -> None:
    one = take(paper.fill(deviation="一部の画面は翌年度に改める。"), world)
    assert codes(one) == [("answer_not_asked", "deviation")]
    assert one.answers["deviation"].value == "一部の画面は翌年度に改める。"


@pytest.mark.parametrize("answers", [{"cost_reason": "該当なし"}, {"fund_bond": "0"}])
def test_saying_that_there_is_nothing_is_no_answer_too_many(
    paper: Paper, world: World, answers: dict[str, str]
) -> None:
    assert take(paper.fill(**answers), world).findings == ()


def test_a_serious_incident_is_a_true_answer_and_a_warning_to_the_secretariat(paper: Paper, world: World) -> None:
    one = take(paper.fill(incident="重大"), world)
    assert (one.verdict, codes(one)) == ("accepted", [("incident_serious", "incident")])


def test_every_finding_of_a_spoiled_sheet_comes_at_once(paper: Paper, world: World) -> None:
    one = take(paper.fill(kpi_1_actual="約60", self_uptake="5", issue="", executed="１１８００"), world)
    assert {field for _, field in codes(one)} == {"kpi_1_actual", "self_uptake", "issue", "executed"}


def test_a_month_typed_as_the_example_shows_it_is_no_repair(paper: Paper, world: World) -> None:
    one = take(paper.fill(status="遅れ", delay_months="1", recovery="令和8年9月", deviation="納入が遅れた。"), world)
    assert (one.verdict, one.findings) == ("accepted", ())
