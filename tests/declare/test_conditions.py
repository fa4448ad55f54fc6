"""A condition as written in TOML and the Condition it becomes are the same thing."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fujiplan_cli.declare.condition import Reader, write
from fujiplan_cli.declare.document import Faults
from fujiplan_cli.model.condition import ALWAYS, Condition

CHOICES = {"status": ("遅れ", "中止", "完了"), "note": ()}
FACTS = frozenset({"has_budget", "kpi_1"})

LEAVES = st.one_of(
    st.builds(
        lambda words: Condition("is", field="status", words=tuple(words)),
        st.lists(st.sampled_from(CHOICES["status"]), min_size=1, unique=True),
    ),
    st.sampled_from(tuple(CHOICES)).map(lambda field: Condition("answered", field=field)),
    st.sampled_from(sorted(FACTS)).map(lambda fact: Condition("fact", fact=fact)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda part: Condition("not", parts=(part,))),
        st.tuples(st.sampled_from(("all", "any")), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: Condition("all" if pair[0] == "all" else "any", parts=tuple(pair[1]))
        ),
    ),
    max_leaves=8,
)


def reader(**named: object) -> Reader:
    return Reader(named, CHOICES, FACTS, Faults("forms/progress.toml"))  # type: ignore[arg-type]  # a short form of the vocabulary is enough


@given(CONDITIONS)
def test_written_and_read_again_it_is_the_same(condition: Condition) -> None:
    reading = reader()
    assert reading.read(write(condition), ("fields", 0, "required_when")) == condition
    assert reading.faults.found == []


@given(CONDITIONS, st.sampled_from(("遅れ", "中止", "完了", None)), st.sets(st.sampled_from(sorted(FACTS))))
def test_a_named_condition_means_what_it_names(condition: Condition, status: str | None, facts: set[str]) -> None:
    reading = reader(named=write(condition))
    read = reading.read({"not": {"condition": "named"}}, ("fields", 0, "required_when"))
    answers = {"status": status}
    assert read.holds(answers, frozenset(facts)) is not condition.holds(answers, frozenset(facts))


def test_always_has_no_written_form() -> None:
    with pytest.raises(ValueError, match="always"):
        write(ALWAYS)


def test_all_faults_of_a_condition_are_told_with_their_path() -> None:
    reading = reader()
    reading.read(
        {"all": [{"field": "status", "is": ["遅延", "未定"]}, {"fact": "budget"}, {"not": {"answered": "memo"}}]},
        ("fields", 4, "required_when"),
    )
    assert [fault.key for fault in reading.faults.found] == [
        "fields[5].required_when.all[1].is[1]",
        "fields[5].required_when.all[1].is[2]",
        "fields[5].required_when.all[2].fact",
        "fields[5].required_when.all[3].not.answered",
    ]


def test_number_of_a_repeated_field_is_filled_in() -> None:
    reading = Reader({}, {"kpi_2_pending": ()}, frozenset({"kpi_2"}), Faults("f"), number=2)
    read = reading.read({"all": [{"fact": "kpi_{n}"}, {"answered": "kpi_{n}_pending"}]}, ())
    assert (read.facts(), read.fields(), reading.faults.found) == ({"kpi_2"}, {"kpi_2_pending"}, [])
