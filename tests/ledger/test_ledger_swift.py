"""The quick reader of the ledger's JSON against the plain one (`model.codec`), which says what is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fujiplan_cli.ledger.codes import from_json, to_json
from fujiplan_cli.ledger.swift import NotAsWritten, reader_of
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.codec import decode, encode
from fujiplan_cli.model.finance import FinanceEntry, FinanceImport
from fujiplan_cli.model.memory import Distribution, Publication, Receipt, Settlement
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Submission
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.model.values import YearMonth

KINDS = (
    *(Act, Decision, Distribution, FinanceEntry, FinanceImport, Project, Publication, Receipt, Scorecard, Settlement),
    *(Snapshot, SnapshotEntry, Submission),
)
"""Every kind of payload that the ledger keeps."""
SCALARS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.fractions(),
    st.dates(),
    st.builds(YearMonth, st.integers(2000, 2099), st.integers(1, 12)),
)

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(YearMonth, st.builds(YearMonth, st.integers(2000, 2099), st.integers(1, 12)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))  # a snapshot is large
@given(st.data())
def test_both_readers_give_the_same_whatever_a_payload_holds(kind: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    text = to_json(value)
    assert reader_of(kind)(text) == decode(kind, json.loads(text))


@dataclass(frozen=True)
class Leaf:
    """One value of every sort that a payload has."""

    value: str | int | Decimal | date | YearMonth | None = None
    share: Fraction | None = None
    on: bool = False
    years: dict[int, tuple[str, ...]] = field(default_factory=dict)
    pair: tuple[int, str] | None = None
    words: frozenset[str] = frozenset()
    within: Leaf | None = None


@given(st.builds(Leaf, value=st.one_of(st.none(), st.text(), st.integers(), SCALARS), share=st.fractions()))
def test_scalars_come_back_as_what_they_were(leaf: Leaf) -> None:
    text = json.dumps(encode(leaf))
    read = reader_of(Leaf)(text)
    assert read == leaf == decode(Leaf, json.loads(text)) and type(read.value) is type(leaf.value)


def test_what_a_payload_lacks_takes_its_default_and_what_it_has_too_much_is_passed_over() -> None:
    assert reader_of(Leaf)('{"on": true, "tomorrow": [1]}') == Leaf(on=True)
    assert reader_of(Leaf)('{"within": {"within": {"value": "a"}}}') == Leaf(within=Leaf(within=Leaf("a")))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"on": null}', {"on": None}),
        ('{"words": null}', {"words": None}),
        ('{"on": 1}', {"on": 1}),
        ('{"value": "\\ud800"}', {"value": "\ud800"}),
    ],
    ids=["null", "null list", "number for a truth", "half a character"],
)
def test_what_is_not_as_written_today_is_left_to_the_plain_reader(text: str, read: dict[str, Any]) -> None:
    with pytest.raises(NotAsWritten):
        reader_of(Leaf)(text)
    assert from_json(Leaf, text) == Leaf(**read)


def test_long_texts_that_repeat_are_kept_once() -> None:
    fact = {"value": None, "source": {"kind": "sheet", "file": f"{'長' * 80}.xlsx", "sha256": "a" * 64}}
    record = {"project": "A-01", "year": 2025, "version": 1, "eval_stage": "S5", "has_budget": True, "verdict": None}
    both = from_json(_Record(), json.dumps({**record, "facts": {"a": fact, "b": fact}})).facts
    assert both["a"].source.file is both["b"].source.file and both["a"].source.sha256 is both["b"].source.sha256


def _Record() -> Any:
    from fujiplan_cli.model.record import Record

    return Record
