"""The JSON behind each report of the year that no meeting's snapshot holds, against golden files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from rehearsed_years import Rehearsal

GOLDEN = Path(__file__).parent / "golden"
MARCH = "2027-03-25"
_CHANGE = ("--change", "1-1-02", "--year", "2026", "--set", "kpi_1_target=90")
_WHY = ("--reason", "利用の見込みを改めたため", "--date", "2026-12-10", "--dry-run")
REPORTS: Mapping[str, tuple[str, ...]] = {
    **{
        f"hearing_{name}": (MARCH, "hearing", "--year", "2025", "--round", name, "--format", "html")
        for name in ("june", "october", "november", "january", "february")
    },
    "revision": ("2026-12-10", "revise", *_CHANGE, *_WHY),
    "schedule": ("2026-11-30", "schedule"),
    "instructions": (MARCH, "instructions", "--year", "2024"),
    "handover": (MARCH, "handover", "--year", "2025", "--department", "0109"),
    "evaluation": (MARCH, "evaluate-plan"),
}
KEPT = 8
"""Lines kept of the evaluation's hundreds; its figures of all projects are kept whole."""


@pytest.mark.golden
@pytest.mark.parametrize("name", REPORTS)
def test_the_data_behind_a_report_are_those_of_the_golden_file(rehearsed: Rehearsal, name: str) -> None:
    found = rehearsed.json(*REPORTS[name])
    if name == "evaluation":
        found |= {name: found[name][:KEPT] for name in ("projects", "indicators", "recoveries", "unfinished")}
    made = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "make golden writes it anew; look at the difference first"
