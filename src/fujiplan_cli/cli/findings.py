"""How findings are told: on the terminal in sentences, in JSON as contract.md says."""

from __future__ import annotations

from collections.abc import Iterable

from fujiplan_cli.cli import console
from fujiplan_cli.model.catalogue import message, remedy
from fujiplan_cli.model.finding import SEVERITY_WORDS, Finding

_SYMBOLS = {"error": "×", "review": "？", "repair": "○", "warning": "！", "info": "・"}


def finding_json(finding: Finding) -> dict[str, str]:
    """A finding as contract.md's JSON has it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "field": finding.field,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "value": finding.value,
        "message": message(finding),
        "remedy": remedy(finding),
    }


def tell_findings(findings: Iterable[Finding], indent: str = "") -> None:
    """Every finding: symbol, word, fact, and what to do on the next line."""
    for finding in findings:
        console.say(f"{indent}{_SYMBOLS[finding.severity]} {SEVERITY_WORDS[finding.severity]}  {message(finding)}")
        what_to_do = remedy(finding)
        if what_to_do and finding.severity in ("error", "review", "warning"):
            console.say(f"{indent}　　　　 {what_to_do}")
