"""The kept page on what differs between the methods is what the sample plan gives today."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from fujiplan_cli.model.method import Method
from fujiplan_cli.scoring import compare, score
from fujiplan_cli.scoring.reweigh import reweighed
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import year_records

KEPT = Path(__file__).resolve().parents[2] / "docs" / "methods" / "comparison.html"
WEIGHTS = [
    (stage, item, weight)
    for stage in ("S2", "S4", "S5", "S6")
    for item in ("cost", "control")
    for weight in (7, 33, 97)
]


@pytest.mark.golden
def test_the_page_of_the_manual_is_that_of_the_sample(played) -> None:
    page = (played.folder / played.shown.comparison).read_bytes()
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        KEPT.write_bytes(page)
    assert page == KEPT.read_bytes(), "make golden writes it anew; look at the difference first"


@pytest.fixture(scope="module")
def known(played):
    """(records of every year, its method)."""
    desk = Desk.open(played.folder)
    with desk.ledger() as ledger:
        records = {year: tuple(year_records(desk, ledger, year).records.values()) for year in played.cards}
    return [(found, desk.method(year)) for year, found in records.items()]


def by_hand(card, method: Method, given: tuple[str, str, int]) -> Fraction | None:
    """The score from the card's levels and the weights as fractions, without the changed method."""
    stage, changed, weight = given
    own = method.weights(stage)
    rest = sum(points for item, points in own.items() if item != changed)
    weights = {item: Fraction((100 - weight) * points, rest) for item, points in own.items()}
    weights[changed] = Fraction(weight)
    counting = [(weights[i.item], i.level) for i in card.items if i.level is not None]
    total = sum(w for w, _ in counting)
    return 100 * sum(w * level / 4 for w, level in counting) / total if total else None


def test_other_weights_keep_exact_proportions_on_every_card_of_the_sample(known) -> None:
    checked = 0
    for records, method in known:
        before = score(records, method)
        for given in WEIGHTS:
            after = score(records, reweighed(method, {given[:2]: given[2]}))
            for old, new in zip(before, after, strict=True):
                if old.eval_stage == given[0] and new.exact is not None and old.items:
                    assert new.exact == by_hand(old, method, given), (old.project, given)
                    checked += 1
    assert checked > 1500


def test_what_the_items_add_is_the_difference_on_every_card_of_the_sample(known, played) -> None:
    old = Desk.open(played.folder).known_method(2025, "old")
    for records, method in known:
        for move in compare(score(records, method), score(records, old)):
            if move.difference is not None:
                assert sum(c.points for c in move.contributions) == move.difference
            assert bool(move.why) or not move.moved, move.project
