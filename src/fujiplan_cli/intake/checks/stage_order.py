"""Order of stages.

WHAT: 当年度末の段階 is that of the year before or the next of the project's route (開発型, 取組型). A new project has
no stage before, but a route all the same.
WHY: domain.md §2: forward one step at a time; a skip or a step back needs a recorded reason, which a person confirms.
TESTED BY: tests/intake/test_stage.py
"""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding

_ENDED = "S9"
_STOPPED = "中止"


def check(reading: Reading) -> Iterator[Finding]:
    """Reviews ``stage_skipped``, ``stage_back`` and ``stage_off_route``."""
    before, now = _code(reading.values.get("stage_prev")), _code(reading.values.get("stage"))
    if not now or before == now or not reading.sound("stage"):
        return
    route = reading.expected.route
    if now == _ENDED and reading.values.get("status") == _STOPPED:
        return  # check stop asks for the decision
    if now not in route:
        yield reading.finding("stage_off_route", "stage", route="→".join(route))
    elif before in route and route.index(now) < route.index(before):
        yield reading.finding("stage_back", "stage", before=before)
    elif before in route and route.index(now) > route.index(before) + 1:
        yield reading.finding("stage_skipped", "stage", before=before, next=route[route.index(before) + 1])


def _code(value: object) -> str:
    """「S5 運用・改善」 → S5; "" for 「新規」 and blanks, where no stage was before."""
    word = str(value).split()[0] if value else ""
    return word if len(word) == 2 and word[0] == "S" and word[1].isdigit() else ""
