"""Spreadsheets of other people: each gets a verdict, quickly, and none stops the rest."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from office_world import YEAR

from fujiplan_cli.workflow.arrivals import arrived_files, read_arrival
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.lookup import YearLookup

SLOWEST = 10.0
"""Seconds that one file may take (design.md)."""


def test_every_file_of_other_people_is_rejected_with_one_reason(office, corpus: Path) -> None:
    desk = Desk.open(office.folder, today=date(YEAR + 1, 4, 20))
    said: dict[str, list[str]] = {}
    slowest = 0.0
    with desk.ledger() as ledger:
        lookup = YearLookup.of(desk, ledger, YEAR)
        for path in arrived_files([corpus]):
            start = time.perf_counter()
            arrival = read_arrival(desk, lookup, path)
            slowest = max(slowest, time.perf_counter() - start)
            said[path.name] = [one.verdict for one in arrival.submissions]
    assert len(said) > 600
    assert {tuple(verdicts) for verdicts in said.values()} == {("rejected",)}
    assert slowest < SLOWEST
