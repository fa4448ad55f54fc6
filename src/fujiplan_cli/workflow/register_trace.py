"""Printed values followed to their cell in the register that was taken in."""

from __future__ import annotations

from dataclasses import replace

from fujiplan_cli.intake.register_places import RegisterPlaces
from fujiplan_cli.ledger import Ledger, RegisterVersion
from fujiplan_cli.model.scorecard import Evidence, Scorecard
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_gate import OWN
from fujiplan_cli.workflow.desk import Desk


class RegisterTrace:
    """The register in force, as the bytes that were taken in; empty when none was archived."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        versions = ledger.register_versions()
        self.version: RegisterVersion | None = versions[-1] if versions else None
        self._places: RegisterPlaces | None = None
        if self.version and self.version.sha256 and ledger.has_archived(self.version.sha256):
            grid = read_grid(ledger.archived(self.version.sha256), OWN)
            self._places = RegisterPlaces(grid, desk.plan, self.version.source)

    def evidence(self, one: Evidence, project: str, year: int) -> Evidence:
        """The evidence with file, sheet and cell, if it comes from the register."""
        place = self._places.of(project, year, one.field) if self._places and one.origin == "register" else None
        if place is None or self.version is None:
            return one
        return replace(one, file=place.file, sheet=place.sheet, cell=place.cell, sha256=self.version.sha256)

    def card(self, card: Scorecard) -> Scorecard:
        """A scorecard whose printed evidence leads to the register's cells."""
        items = tuple(
            replace(item, evidence=tuple(self.evidence(e, card.project, card.year) for e in item.evidence))
            for item in card.items
        )
        return replace(card, items=items)
