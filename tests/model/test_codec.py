"""Model objects survive the way into JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.model.codec import decode, encode
from fujiplan_cli.model.condition import ALWAYS, Condition
from fujiplan_cli.model.finding import Finding, Repair
from fujiplan_cli.model.form import Field, SheetIdentity
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Fact, Record, Source, Submission
from fujiplan_cli.model.scorecard import IndicatorScore, Scorecard
from fujiplan_cli.model.snapshot import Decision, LevelChange, Snapshot
from fujiplan_cli.model.values import YearMonth

VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.builds(YearMonth, st.integers(1, 9999), st.integers(1, 12)),
)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["number_text", "number_unit"]),
    st.sampled_from(["error", "review"]),
    st.builds(Place, st.text(), st.text(), st.text()),
    st.text(),
    st.text(),
    st.dictionaries(st.sampled_from(["label", "date", "month", "decimal", "fraction"]), st.text(), max_size=2),
)
FACTS = st.builds(
    Fact,
    VALUES,
    st.builds(Source, st.sampled_from(["sheet", "settle"]), st.text()),
    st.text(),
    st.lists(st.builds(Repair, st.text(), st.text(), st.text()), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
)
RECORDS = st.builds(
    Record,
    project=st.text(),
    year=st.integers(2022, 2026),
    version=st.integers(0, 9),
    eval_stage=st.sampled_from(["S4", "S5"]),
    has_budget=st.booleans(),
    verdict=st.sampled_from([None, "accepted", "review"]),
    facts=st.dictionaries(st.text(), FACTS, max_size=4),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
)


def through_json(kind, value):
    return decode(kind, json.loads(json.dumps(encode(value))))


@given(RECORDS)
def test_a_record_survives_with_the_type_of_every_value(record):
    back = through_json(Record, record)
    assert back == record
    assert [type(f.value) for f in back.facts.values()] == [type(f.value) for f in record.facts.values()]


@given(st.builds(Submission, *[st.text()] * 5, st.integers(2022, 2026), st.text(), st.text(), st.just("returned")))
def test_a_submission_survives(submission):
    full = replace(submission, facts=frozenset({"kpi_1", "has_budget"}))
    assert through_json(Submission, full) == full


def test_money_keeps_its_digits_and_a_fraction_its_parts():
    assert encode(Decimal("1.50")) == {"decimal": "1.50"}
    assert encode(Fraction(1, 3)) == {"fraction": "1/3"}
    assert str(through_json(Fact, Fact(Decimal("1.50"), Source("sheet"))).value) == "1.50"


def test_a_scorecard_survives():
    indicator = IndicatorScore(
        1, "成果指標", "利用率", "％", "増", Fraction(1, 3), None, None, "line", Fraction(2), "", None, None, 3, True
    )
    card = Scorecard(
        *("101", 2025, "revised", "ab", "S5", "S5", "計画どおり", "self", ()),
        answered_weight=Fraction(100, 3),
        exact=Fraction(2, 3),
        score=Decimal("66.7"),
        grade="B",
        provisional=True,
        range=(Decimal("50.0"), Decimal("80.5")),
        caps=(),
        marked=False,
        repeated=False,
    )
    assert through_json(Scorecard, card) == card
    assert through_json(IndicatorScore, indicator) == indicator


def test_a_project_survives_with_years_and_indicator_numbers_as_integers():
    year = YearPlan(2025, "S5", targets={1: Decimal("80")}, money={"executed": Decimal("1200.5")})
    project = Project(
        *("101", "窓口", "開発型", "1", "1-1", 2022, 2026, "A01"),
        contract_end=date(2026, 3, 31),
        indicators=(Indicator(1, "成果指標", "利用率", "％", "増", Decimal(10)),),
        years={2025: year},
    )
    back = through_json(Project, project)
    assert back == project
    assert list(back.years) == [2025] and list(back.years[2025].targets) == [1]


def test_a_condition_inside_conditions_survives():
    inner = Condition("any", parts=(Condition("is", "status", ("遅れ",)), Condition("not", parts=(ALWAYS,))))
    one = Field("x", "ラベル", "text", "s", "input", "public", stages=frozenset({"S5", "S6"}), required_when=inner)
    assert through_json(Field, one) == one


def test_what_the_data_lacks_takes_its_default():
    assert decode(Place, {"file": "a.xlsx"}) == Place("a.xlsx")


def test_sets_are_written_in_order_so_that_bytes_are_the_same():
    identity = SheetIdentity("p", "f", "1", 2025, "101", "S5", frozenset({"kpi_2", "has_budget", "kpi_1"}))
    assert encode(identity)["facts"] == ["has_budget", "kpi_1", "kpi_2"]


def test_a_type_without_json_form_is_refused():
    with pytest.raises(TypeError, match="complex"):
        encode(1j)


def test_a_decision_and_a_snapshot_of_an_older_ledger_are_read_without_what_was_added_since():
    old = {"id": 3, "year": 2025, "meeting": "honbu", "date": "2026-07-15", "project": "", "decision": "承認"}
    read = decode(Decision, old)
    assert (read.levels, read.card, read.out_of_order, read.due) == ((), None, "", "")
    changed = replace(read, levels=(LevelChange("uptake", 2, "理由", "一覧", "K9"),))
    assert decode(Decision, encode(changed)) == changed
    frozen = Snapshot(1, 2025, "wg", 1, "2026-05-20", "架空", "revised", "0" * 64, "決算見込", ())
    data = {key: value for key, value in encode(frozen).items() if key != "advice"}
    assert decode(Snapshot, data) == frozen
