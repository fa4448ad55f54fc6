"""What a row of a list means beyond its cells: one file, one list. Adding one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.row_rules import confirmed, settled
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.record import Answer


@dataclass(frozen=True, slots=True)
class RowRule:
    """``findings``: those of the row's cells → those of the row. ``derived``: answers that follow from its own."""

    findings: Callable[[Reading, list[Finding]], list[Finding]]
    derived: Callable[[Reading], Iterator[tuple[str, Answer]]]


_RULES: Mapping[str, RowRule] = {
    "confirmation": RowRule(confirmed.findings, confirmed.derived),
    "settlement": RowRule(settled.findings, settled.derived),
}


def row_findings(reading: Reading, found: Iterable[Finding]) -> list[Finding]:
    """The findings of a row's cells, as its list understands them together: one cause, one finding."""
    rule = _RULES.get(reading.form.id)
    return rule.findings(reading, list(found)) if rule else list(found)


def derived_answers(reading: Reading) -> dict[str, Answer]:
    """Answers that follow from the row's own, with the cell that says so."""
    rule = _RULES.get(reading.form.id)
    return dict(rule.derived(reading)) if rule else {}
