"""The sample's years before the last, for the practice: taken in from tables, confirmed and approved in seconds.

The demo plays the same years through their sheets (tens of seconds); a practice folder needs only what they left:
the stages, targets and instructions printed on the next sheets, and the years that the site compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.resources import sample_folder
from fujiplan_cli.workflow.decide import decide
from fujiplan_cli.workflow.decision_checks import Resolution
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.past_answers import import_answers, write_answers_template
from fujiplan_cli.workflow.report import report
from fujiplan_cli.workflow.settle import Asked, Request, settle_many
from fujiplan_cli.workflow.setup import import_register

LAST_YEAR = 2025
CLERK = "架空 事務局"
TABLES = "過去の実績"
"""Folder of the tables in a practice folder: a clerk's example of `import --kind answers`."""
_SENT_BACK = {2022: "3-1-04", 2023: "3-2-05", 2024: "2-4-06"}
"""Whose sheet had a required answer blank, was sent back and never came again, as the demo plays it.

Its 「対応」 was not accepted, so the instruction stands on the next sheet too. A table cannot be sent back: it must not
hold that 「対応」, or the sheet of 2-4-06 in the practice's inbox would not say what the practice expects it to say.
"""


def record_past_years(folder: Path, tell: Callable[[str], None]) -> tuple[str, ...]:
    """Take the sample's register and its years before the last into a new practice folder's ledger.

    ``tell`` gets a line per step. Returns the tables written, relative to the folder. Raises Refused, LedgerError.
    """
    desk = sample_desk(folder, date(2022, 4, 1))
    if not import_register(desk, folder / "register.xlsx", "見本の事業台帳").version:
        raise Refused("見本の事業台帳に誤りがあります。", "fujiplan を入れ直してください。", status=4)
    tables = []
    for year in range(desk.plan.first_year, LAST_YEAR):
        tell(f"架空の{year_words(year)}の実績と、本部の承認を記録しています")
        desk = desk.on(date(year + 1, 4, 20))
        path = folder / TABLES / f"{year}年度.xlsx"
        table, _ = write_answers_template(desk, path, year, _answers(year))
        import_answers(desk, path, year)
        # A table is not asked whether a stage was skipped (nobody can answer years later): nothing to accept there.
        settle_sample(desk, year, leave_out=frozenset({"stage"}))
        report(desk.on(date(year + 1, 7, 10)), year, "honbu", formats=("html",))
        decide_sample(desk, year)
        tables.append(table)
    return tuple(tables)


def _answers(year: int) -> dict[str, dict[str, str]]:
    """What an old tool's table of the year would hold: project → field → as typed."""
    answers: dict[str, dict[str, str]] = sample(f"answers/{year}.json")
    answers[_SENT_BACK[year]].pop("response", None)
    return answers


def sample_desk(folder: Path, day: date) -> Desk:
    """The 事務局 of the sample, at work on a day."""
    return Desk.open(folder, today=day, by=CLERK)


def settle_sample(desk: Desk, year: int, *, after: str = "", leave_out: frozenset[str] = frozenset()) -> None:
    """The 事務局's confirmations and answers to reviews, as the sample has them; ``after`` a meeting, or before all.

    ``leave_out``: fields whose reviews are not accepted.
    """
    desk = desk.on(date(year + 1, 5, 28) if after else date(year + 1, 5, 12))
    requests = [
        Request(one["project"], one["field"], Asked(one.get("value"), accept="value" not in one), one["reason"])
        for one in sample("settlements.json").get(str(year), [])
        if one.get("after", "") == after and one["field"] not in leave_out
    ]
    settle_many(desk, year, requests)


def decide_sample(desk: Desk, year: int) -> None:
    """本部: en bloc, then the few projects it directs."""
    day = date(year + 1, 7, 15)
    desk = desk.on(day)
    before = "" if year == LAST_YEAR else "見本では、過去の年度の幹事会を記録していないため"
    single = [
        Resolution(day, one["decision"], (one["project"],), one["note"], out_of_order=before)
        for one in sample("decisions.json").get(str(year), [])
    ]
    bloc = Resolution(day, "承認", approval_no=f"架空第{year - 2018}号", out_of_order=before)
    decide(desk, year, "honbu", bloc, *single)


def sample(name: str) -> Any:
    """A file of the packaged sample, parsed."""
    return json.loads((sample_folder() / name).read_text(encoding="utf-8"))
