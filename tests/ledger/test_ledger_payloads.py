"""Payloads that once broke the codec: a mapping whose only key looks like a tag, a Literal, a type within itself."""

from __future__ import annotations

import pytest

from fujiplan_cli.ledger import LedgerDamaged
from fujiplan_cli.ledger.codes import from_json, to_json
from fujiplan_cli.model.condition import Condition
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


@pytest.mark.parametrize("key", ["date", "month", "decimal", "fraction"])
def test_a_parameter_named_like_a_tag_stays_a_text(key: str) -> None:
    finding = Finding("cell.bad", "error", Place("a.xlsx"), params={key: "令和7年"})
    assert from_json(Finding, to_json(finding)) == finding


def test_a_condition_within_a_condition_comes_back() -> None:
    inner = Condition("is", "status", ("遅れ",))
    nested = Condition("not", parts=(Condition("any", parts=(inner, Condition("fact", fact="has_budget"))),))
    assert from_json(Condition, to_json(nested)) == nested


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "1", '{"code": 1}', '{"code":"a","severity":"x","place":{"month":"1"}}']
)
def test_a_payload_that_is_none_means_a_damaged_ledger(text: str) -> None:
    with pytest.raises(LedgerDamaged):
        from_json(Finding, text)


@pytest.mark.parametrize("word", ["令和7年", "half of a character: \ud842"])
def test_a_payload_is_the_same_read_as_bytes(word: str) -> None:
    finding = Finding("cell.bad", "error", Place("a.xlsx"), params={"value": word})
    assert from_json(Finding, to_json(finding).encode()) == finding


@pytest.mark.parametrize("payload", [b"", b"[", b"\xff\xfe", b'{"code":"\x82\xa0"}'])
def test_bytes_that_are_no_text_mean_a_damaged_ledger(payload: bytes) -> None:
    with pytest.raises(LedgerDamaged):
        from_json(Finding, payload)
