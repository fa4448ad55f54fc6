"""What intake may ask while it reads: forms, layouts, and what is known of each project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fujiplan_cli.intake.lookup import DEFAULT_ROUTE, Expected
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import PROGRESS, Form, Layout, SheetIdentity
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.layout import layout_of
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.records import YearRecords, years_through


@dataclass(slots=True)
class YearLookup:
    """intake's SheetLookup for one fiscal year."""

    desk: Desk
    year: int
    knowledge: YearRecords
    sent: Mapping[str, Mapping[str, Distribution]]
    """Form → project or proposal → what was last sent out for it."""
    previous: Mapping[str, Record]

    @classmethod
    def of(cls, desk: Desk, ledger: Ledger, year: int) -> YearLookup:
        """Everything known before the year's sheets are read."""
        *before, knowledge = years_through(desk, ledger, year)
        forms = desk.forms_of(year)
        sent = {form: {d.project: d for d in ledger.distributions(year, form)} for form in forms}
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
        return layout_of(form, eval_stage, facts)

    def expected(self, project: str, form_id: str = PROGRESS) -> Expected | None:
        """What the sheet or row of a project should show; as distributed, when it was distributed.

        The progress sheet of a project is known without having been sent; any other form says what was sent.
        """
        sent = self.sent.get(form_id, {}).get(project)
        known = self.knowledge.known.get(project)
        if form_id != PROGRESS and sent is not None:
            return self._as_sent(sent)
        if known is None or form_id != PROGRESS:
            return None
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
            answering=self._today(row.department),
            helpers=frozenset(map(self._today, (*row.co_departments, self.desk.plan.secretariat))),
        )

    def _today(self, code: str) -> str:
        """Code under which a 課 answers for the year, renames and mergers followed; "" for an unknown one."""
        office = self.desk.plan.department_on(code, date(self.year + 1, 4, 1))
        return office.code if office else ""

    def _as_sent(self, sent: Distribution) -> Expected:
        identity = SheetIdentity.parse(sent.identity)
        return Expected(
            project=sent.project,
            name=str(sent.printed.get("project_name", "")),
            department=sent.department,
            eval_stage=identity.eval_stage if identity else "",
            facts=identity.facts if identity else frozenset(),
            printed=sent.printed,
            previous=_values(self.previous.get(sent.project)),
            identity=sent.identity,
            subject=sent.subject,
            answering=self._today(sent.department),
            helpers=frozenset({self._today(self.desk.plan.secretariat)}),
        )

    def listed(self, form_id: str, subject: str) -> tuple[str, ...]:
        """Keys of the rows of a list as last sent out; empty when that list was replaced or never sent."""
        return tuple(d.project for d in self.sent.get(form_id, {}).values() if d.subject == subject)


def _values(record: Record | None) -> dict[str, Value]:
    if record is None:
        return {}
    return {f: fact.value for f, fact in record.facts.items() if fact.value is not None and not fact.faulty}
