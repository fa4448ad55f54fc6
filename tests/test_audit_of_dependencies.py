"""What the build does with an answer of pip-audit (tools/audit.py)."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest

judged = runpy.run_path(str(Path(__file__).resolve().parent.parent / "tools" / "audit.py"))["judged"]
TODAY = date(2026, 11, 28)
VULN = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.0"], "description": ""}
CLEAN = {"name": "good", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "1.0", "vulns": [VULN]}
UNKNOWN = {"name": "far", "skip_reason": "Dependency not found"}


def accepted(**more):
    return [{"package": "bad", "id": "CVE-2026-1", "reason": "XML is not read", "until": date(2026, 12, 31), **more}]


def test_a_known_vulnerability_stops_the_build_and_is_named() -> None:
    lines, status = judged({"dependencies": [CLEAN, BAD]}, [], TODAY)
    assert status == 1
    assert any("bad 1.0 PYSEC-2026-1" in line and "2.0" in line for line in lines)


def test_one_that_was_accepted_with_a_reason_does_not_until_its_day_has_passed() -> None:
    assert judged({"dependencies": [BAD]}, accepted(), TODAY)[1] == 0
    assert judged({"dependencies": [BAD]}, accepted(), date(2027, 1, 1))[1] == 1


@pytest.mark.parametrize("more", [{"reason": " "}, {"package": "good"}, {"id": "CVE-2026-2"}])
def test_an_acceptance_holds_only_with_reason_package_and_number(more) -> None:
    assert judged({"dependencies": [BAD]}, accepted(**more), TODAY)[1] == 1


def test_a_service_that_cannot_be_asked_is_said_aloud_and_stops_nothing() -> None:
    for report in (None, {"dependencies": [UNKNOWN, UNKNOWN]}):
        lines, status = judged(report, [], TODAY)
        assert status == 0
        assert lines[0].startswith("AUDIT NOT DONE")
