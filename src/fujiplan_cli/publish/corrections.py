"""公表後の訂正: what was published, what it is now, since when, and which items moved (never an internal reason)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.publish.figures import Figures, level_words
from fujiplan_cli.publish.given import Correction, PublishInput
from fujiplan_cli.publish.said import say, told
from fujiplan_cli.publish.view import PublicCorrection
from fujiplan_cli.publish.words import BLANK, number_words

_GRADED = ("grade", "score")


def public_corrections(
    given: PublishInput, year: int, number: str, method: Method, figures: Figures
) -> tuple[PublicCorrection, ...]:
    """The corrections of a project's year, for one whose grade and score may be published; else none."""
    if not all(figures.open[one] for one in _GRADED):
        return ()
    mine = (one for one in given.corrections.get(year, ()) if one.project == number)
    return tuple(
        PublicCorrection(
            day=day_words(date.fromisoformat(one.date)),
            before=card_words(one.before),
            after=card_words(one.after),
            items=tuple(_moved(one, method, figures)),
            iso=one.date,
        )
        for one in mine
    )


def card_words(card: Scorecard | None) -> str:
    """A（83.8点）; − when it is no longer approved."""
    if card is None:
        return BLANK
    if card.score is None:
        return card.grade or BLANK
    return say(card.grade or BLANK, "（", told(number_words(card.score), f"{card.project}/{card.year}/score"), "点）")


def _moved(one: Correction, method: Method, figures: Figures) -> Iterator[str]:
    """「成果指標の水準 4 → 0」, where the level itself may be published."""
    old = {i.item: i.level for i in one.before.items}
    declared = {i.id: i for i in method.items}
    for item in one.after.items if one.after else ():
        field = declared[item.item].field if item.item in declared else ""
        if old.get(item.item) != item.level and figures.open[field or "level"]:
            trace = f"{one.project}/{one.after.year if one.after else 0}/level_{item.item}"
            levels = [told(level_words(level)[0], trace) for level in (old.get(item.item), item.level)]
            yield say(f"{item.title}の水準 ", levels[0], " → ", levels[1])
