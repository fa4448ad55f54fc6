"""What a sheet holds, who it is, and when its questions are asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.model.condition import ALWAYS, NEVER, Condition
from fujiplan_cli.model.form import STRUCTURAL_FACTS, Field, Form, SheetIdentity, is_typed

PART = st.text(st.characters(exclude_characters="|", exclude_categories=("Cs",)))
IDENTITIES = st.builds(
    SheetIdentity,
    *(PART, PART, PART, st.integers(2022, 2099), PART, st.sampled_from(["S1", "S5"])),
    st.frozensets(st.sampled_from(STRUCTURAL_FACTS)),
)
LATE = Condition("is", "status", ("遅れ", "未着手"))
BUDGET = Condition("fact", fact="has_budget")


@given(IDENTITIES)
def test_an_identity_survives_its_text_and_blanks_around_it(identity):
    assert SheetIdentity.parse(identity.text()) == identity
    assert SheetIdentity.parse(f"  {identity.text()}\n") == identity


@given(st.text())
def test_no_text_makes_the_identity_raise(text):
    assert SheetIdentity.parse(text) is None
    assert SheetIdentity.parse(f"fujiplan|p|f|1|{text}") is None or text.count("|") == 3


@pytest.mark.parametrize("year", ["", "R7", "²", "-1", "20.25", "7", "20255", "9" * 5000])
def test_an_identity_without_a_year_is_none(year):
    assert SheetIdentity.parse(f"fujiplan|p|f|1|{year}|101|S5|") is None


def test_facts_are_written_in_order():
    one = SheetIdentity("p", "progress", "1", 2025, "101", "S5", frozenset({"kpi_1", "had_comment"}))
    assert one.text() == "fujiplan|p|progress|1|2025|101|S5|had_comment+kpi_1"


def test_a_sheet_holds_only_the_questions_of_its_stage_and_facts():
    fields = (
        Field("a", "a", "text", "s", "input", "public"),
        Field("b", "b", "text", "s", "input", "public", stages=frozenset({"S5"})),
        Field("c", "c", "money", "s", "money", "public", asked_when=BUDGET),
    )
    form = Form("progress", "1", "調書", (), fields)
    assert [f.id for f in form.on_sheet("S1", frozenset())] == ["a"]
    assert [f.id for f in form.on_sheet("S5", frozenset({"has_budget"}))] == ["a", "b", "c"]
    assert form.field("b").stages == {"S5"}
    with pytest.raises(KeyError):
        form.field("z")


def test_money_is_typed_only_where_it_was_not_printed():
    money = Field("executed", "支出済額", "money", "s", "money", "public")
    assert is_typed(money, frozenset())
    assert not is_typed(money, frozenset({"money_printed"}))
    assert [
        is_typed(Field("x", "x", "text", "s", origin, "public"), frozenset()) for origin in ("input", "printed")
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("condition", "values", "facts", "holds"),
    [
        (ALWAYS, {}, set(), True),
        (NEVER, {}, set(), False),
        (LATE, {"status": "遅れ"}, set(), True),
        (LATE, {"status": "完了"}, set(), False),
        (LATE, {}, set(), False),
        (LATE, {"status": None}, set(), False),
        (Condition("is", "level", ("2",)), {"level": 2}, set(), True),
        (Condition("is", "x", ("None",)), {}, set(), False),
        (Condition("answered", "x"), {"x": 0}, set(), True),
        (Condition("answered", "x"), {"x": None}, set(), False),
        (BUDGET, {}, {"has_budget"}, True),
        (Condition("all", parts=(LATE, BUDGET)), {"status": "遅れ"}, set(), False),
        (Condition("all"), {}, set(), True),
        (Condition("any", parts=(LATE, BUDGET)), {"status": "遅れ"}, set(), True),
        (Condition("any"), {}, set(), False),
        (Condition("not", parts=(BUDGET,)), {}, set(), True),
    ],
)
def test_when_a_condition_holds(condition, values, facts, holds):
    assert condition.holds(values, frozenset(facts)) is holds


def test_a_condition_names_the_fields_and_facts_it_looks_at():
    whole = Condition("any", parts=(LATE, Condition("not", parts=(Condition("all", parts=(BUDGET,)),))))
    assert whole.fields() == {"status"}
    assert whole.facts() == {"has_budget"}
