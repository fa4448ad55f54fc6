"""The front door: many records under one method."""

from __future__ import annotations

from collections.abc import Sequence

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard, View
from fujiplan_cli.scoring.card import card_of, furthest_view
from fujiplan_cli.scoring.rank import ranked


def score(records: Sequence[Record], method: Method, view: View | None = None) -> tuple[Scorecard, ...]:
    """Scorecards in the order of the records, ranks filled.

    ``view`` None: the furthest view of each record. ``self``: self levels for all. ``confirmed`` or ``approved``: the
    furthest view too, since a record that nobody confirmed has only its own. Each card names the view it shows.
    """
    return ranked([card_of(r, method, "self" if view == "self" else furthest_view(r, method)) for r in records])
