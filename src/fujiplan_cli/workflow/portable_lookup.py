"""What intake may ask, in a form that travels: sent to every worker once, small however many projects there are."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.intake.lookup import Expected
from fujiplan_cli.model.form import PROGRESS, Form, Layout
from fujiplan_cli.workbook.layout import layout_of
from fujiplan_cli.workflow.lookup import YearLookup


@dataclass(slots=True)
class PortableLookup:
    """intake's SheetLookup without ledger, plan folder or records.

    What each project should show is kept packed: unpacked they are ten times as large, and sending thousands of small
    objects to a worker takes longer than reading hundreds of workbooks.
    """

    plan_id: str
    plan_title: str
    year: int
    outcome_low_below: Fraction
    _forms: Mapping[str, Form]
    _expected: Mapping[tuple[str, str], bytes]
    """Form and project → Expected, packed."""
    _listed: Mapping[tuple[str, str], tuple[str, ...]]
    """Form and subject of a list → keys of its rows."""

    @classmethod
    def of(cls, lookup: YearLookup) -> PortableLookup:
        """Everything that ``lookup`` would answer."""
        applies = lookup.desk.plan.applying(lookup.year)
        forms = {one: lookup.desk.form(lookup.year, one) for one in (applies.forms if applies else ())}
        known = [(PROGRESS, one) for one in lookup.knowledge.known]
        known += [(form, one) for form, sent in lookup.sent.items() if form != PROGRESS for one in sent]
        expected = {
            (form, one): pickle.dumps(lookup.expected(one, form), pickle.HIGHEST_PROTOCOL) for form, one in known
        }
        subjects = {(form, d.subject) for form, sent in lookup.sent.items() for d in sent.values() if form in forms}
        listed = {(form, subject): lookup.listed(form, subject) for form, subject in subjects}
        return cls(lookup.plan_id, lookup.plan_title, lookup.year, lookup.outcome_low_below, forms, expected, listed)

    def form(self, form_id: str, version: str) -> Form | None:
        """The year's form, if it is that one or accepts that older version."""
        form = self._forms.get(form_id)
        return form if form is not None and version in (form.version, *form.accepts) else None

    def layout(self, form: Form, eval_stage: str, facts: frozenset[str]) -> Layout:
        """Where the cells of a variant stand as distributed; computed once per variant."""
        return layout_of(form, eval_stage, facts)

    def listed(self, form_id: str, subject: str) -> tuple[str, ...]:
        """Keys of the rows of a list as last sent out; empty when that list was replaced or never sent."""
        return self._listed.get((form_id, subject), ())

    def expected(self, project: str, form_id: str = PROGRESS) -> Expected | None:
        """What the sheet or row of a project should show; None when it is not known."""
        packed = self._expected.get((form_id, project))
        if packed is None:
            return None
        expected: Expected = pickle.loads(packed)  # noqa: S301 - packed by `of`
        return expected
