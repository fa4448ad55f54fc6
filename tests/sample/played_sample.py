"""The whole sample plan (架空), played once by the demo for every test that looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.workflow.demo import Shown, demo
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.sample_years import CLERK
from fujiplan_cli.workflow.score import score

YEARS = (2022, 2023, 2024, 2025)


@dataclass(frozen=True)
class Played:
    """The demo's folder, what it showed, and the scorecards of every year."""

    folder: Path
    shown: Shown
    cards: Mapping[int, tuple[Scorecard, ...]]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole sample plan, played once."""
    folder = tmp_path_factory.mktemp("sample") / "plan"
    shown = demo(folder, lambda _: None)
    desk = Desk.open(folder, today=date(2026, 7, 24), by=CLERK)
    return Played(folder, shown, {year: score(desk, year).cards for year in YEARS})
