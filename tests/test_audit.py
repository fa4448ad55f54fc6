"""The decision of `make audit`, from pip-audit's JSON."""

from __future__ import annotations

import json
import runpy
from datetime import date
from pathlib import Path

import pytest

verdict = runpy.run_path(str(Path(__file__).resolve().parent.parent / ".ci/audit.py"))["verdict"]
TODAY = date(2026, 12, 1)
WEAK = {
    "name": "lxml",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.1"], "description": ""}],
}
SOUND = {"name": "typer", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "rich", "skip_reason": "not found"}


def told(*packages: object, allowed: tuple[dict[str, object], ...] = ()) -> tuple[int, str]:
    status, lines = verdict(json.dumps({"dependencies": packages, "fixes": []}), allowed, TODAY)
    return status, "\n".join(lines)


def test_a_known_vulnerability_fails_and_names_the_mended_version() -> None:
    status, text = told(WEAK, SOUND)
    assert status == 1
    assert "VULNERABLE lxml 1.0: PYSEC-1; mended in 1.1" in text


@pytest.mark.parametrize(("until", "status"), [(date(2026, 12, 1), 0), (date(2026, 11, 30), 1)])
def test_an_argued_exception_holds_to_its_last_day(until: date, status: int) -> None:
    entry = {"id": "CVE-2026-1", "reason": "no XSLT", "until": until}
    found, text = told(WEAK, allowed=(entry,))
    assert found == status
    assert "no XSLT" in text


def test_an_unreachable_service_is_loud_and_no_failure() -> None:
    assert verdict("", (), TODAY)[0] == 0
    assert verdict("", (), TODAY)[1][0].startswith("NOT AUDITED")
    assert told(UNKNOWN) == (0, "NOT AUDITED: none of 1 packages could be looked up")


def test_what_could_not_be_looked_up_hides_no_vulnerability() -> None:
    status, text = told(WEAK, UNKNOWN)
    assert status == 1
    assert "NOT AUDITED: rich" in text
    assert "audited: 1 of 2" in text
