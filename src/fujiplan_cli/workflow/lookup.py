"""What intake may ask while it reads: forms, layouts, and what is known of each project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from fujiplan_cli.intake.lookup import DEFAULT_ROUTE, Expected
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import Form, Layout
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.layout import layout_of
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import YearRecords, years_through


@dataclass(slots=True)
class YearLookup:
    """intake's SheetLookup for one fiscal year; layouts are computed once per variant."""

    desk: Desk
    year: int
    knowledge: YearRecords
    sent: Mapping[str, Distribution]
    previous: Mapping[str, Record]
    _layouts: dict[tuple[str, str, frozenset[str]], Layout] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, ledger: Ledger, year: int) -> YearLookup:
        """Everything known before the year's sheets are read."""
        *before, knowledge = years_through(desk, ledger, year)
        sent = {d.project: d for d in ledger.distributions(year)}
        return cls(desk, year, knowledge, sent, before[-1].records if before else {})

    @property
    def plan_id(self) -> str:
        """Id of the plan."""
        return self.desk.plan.id

    @property
    def plan_title(self) -> str:
        """Title of the plan."""
        return self.desk.plan.title

    @property
    def outcome_low_below(self) -> Fraction:
        """Achievement below which a 成果指標 has level 2 or less under the year's method."""
        bands = self.desk.method(self.year).outcome.bands
        return min(b.limit for b in bands if b.level > 2)

    def form(self, form_id: str, version: str) -> Form | None:
        """The year's form, if it is that one or accepts that older version."""
        try:
            form = self.desk.form(self.year, form_id)
        except PlanFolderError:
            return None
        return form if version in (form.version, *form.accepts) else None

    def layout(self, form: Form, eval_stage: str, facts: frozenset[str]) -> Layout:
        """Where the cells of a variant stand as distributed."""
        key = (form.id, eval_stage, facts)
        if key not in self._layouts:
            self._layouts[key] = layout_of(form, eval_stage, facts)
        return self._layouts[key]

    def expected(self, project: str) -> Expected | None:
        """What the sheet of a project should show; as distributed, when it was distributed."""
        known = self.knowledge.known.get(project)
        if known is None:
            return None
        sent = self.sent.get(project)
        row = self.knowledge.projects[project]
        record = self.knowledge.records[project]
        return Expected(
            project=project,
            name=row.name,
            department=sent.department if sent else row.department,
            eval_stage=known.eval_stage,
            facts=known.facts,
            printed=sent.printed if sent else known.values,
            previous=_values(self.previous.get(project)),
            identity=sent.identity if sent else "",
            stop_decided=record.value("stop_decided") is not None,
            route=self.desk.plan.routes.get(row.type, DEFAULT_ROUTE),
        )


def _values(record: Record | None) -> dict[str, Value]:
    if record is None:
        return {}
    return {f: fact.value for f, fact in record.facts.items() if fact.value is not None and not fact.faulty}
