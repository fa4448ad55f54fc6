"""An address as it stands on the site, for `trace`: R7-001/2025/executed, R7-001.2025.executed, total/2025/executed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.derived_trace import HEADS, trace_figure
from fujiplan_cli.publish.total_trace import TracedTotal
from fujiplan_cli.publish.view import PublicView
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.site_input import Asked, publish_input
from fujiplan_cli.workflow.site_release import standing_publication

_VALUE = re.compile(r"(?P<project>.+)[/.](?P<year>\d{4})[/.](?P<field>\w+)")
_TOTAL = re.compile(f"(?P<head>{'|'.join(HEADS)})" r"[/.](?P<year>\d{4})[/.](?P<what>.+)")


@dataclass(frozen=True, slots=True)
class ValueAddress:
    """One value of one project."""

    project: str
    year: int
    field: str


@dataclass(frozen=True, slots=True)
class TotalAddress:
    """A total of a year; ``trace`` is the address with slashes."""

    trace: str
    year: int


def address_of(text: str) -> ValueAddress | TotalAddress | None:
    """What an address names: as the page shows it (data-trace), as its id, or a whole link ending in ``#`` and the id.

    None for anything else, e.g. a project's number.
    """
    one = unquote(text.rpartition("#")[2]).strip()
    if match := _TOTAL.fullmatch(one):
        return TotalAddress(re.sub(r"[.]", "/", one), int(match["year"]))
    if match := _VALUE.fullmatch(one):
        return ValueAddress(match["project"], int(match["year"]), match["field"])
    return None


def _view(desk: Desk, year: int) -> PublicView:
    """What the site shows, from the newest year on it down; at least ``year``."""
    with desk.ledger() as ledger:
        standing = standing_publication(ledger)
        last = max(year, standing.year) if standing else year
        approved = any(ledger.decisions(year, m.id) for m in desk.plan.meetings if m.publishes)
        return build_view(publish_input(desk, ledger, Asked(last, None, not approved, any_method=True)))


def total_of(desk: Desk, address: TotalAddress) -> TracedTotal:
    """The total with its rule and parts, from what 本部 has approved; of a year not yet approved, as a preview has it.

    Raises Refused when the site has no such total.
    """
    year = desk.known_year(address.year)
    found = trace_figure(_view(desk, year), address.trace)
    if found is None:
        raise Refused(
            f"「{address.trace}」という合計は、{year}年度のサイトにありません。",
            "サイトの数値の data-trace に示した番地を指定してください（例：total/2025/executed）。",
            status=2,
        )
    return found
