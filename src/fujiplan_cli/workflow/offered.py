"""What the shell offers while a command line is typed: years, projects, departments and meetings of the plan folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fujiplan_cli.declare import find_plan_folder
from fujiplan_cli.declare.glance import glance
from fujiplan_cli.kinds.fiscal_year import year_words

Offers = tuple[tuple[str, str], ...]
"""(what is typed, what it means)."""


def _years(folder: Path, typed: str) -> Offers:
    """Years in the way that was begun: R7, 令和7 or 2025."""
    found = glance(folder).years
    if typed[:1].isdigit():
        return tuple((str(year), year_words(year)) for year in found)
    if typed.startswith("令"):
        return tuple((year_words(year).removesuffix("年度"), str(year)) for year in found)
    return tuple((f"R{year - 2018}", year_words(year)) for year in found if year > 2018)


def _projects(folder: Path, typed: str) -> Offers:
    from fujiplan_cli.ledger.glance import glance_numbers

    return tuple((number, "") for number in glance_numbers(folder))


def _departments(folder: Path, typed: str) -> Offers:
    return glance(folder).departments


def _meetings(folder: Path, typed: str) -> Offers:
    return glance(folder).meetings


OFFERED: Mapping[str, Callable[[Path, str], Offers]] = {
    "年度": _years,
    "事業番号": _projects,
    "コード": _departments,
    "会議": _meetings,
}
"""By the word that the help shows for the value (metavar)."""


def offered(what: str, typed: str, folder: Path | None) -> Offers:
    """What can follow ``typed`` where ``what`` is asked for. Nothing without a plan folder; never fails."""
    try:
        found = folder or find_plan_folder(Path.cwd())
        offers = OFFERED[what](found, typed) if found is not None else ()
    except OSError:
        return ()
    return tuple(one for one in offers if one[0].startswith(typed))
