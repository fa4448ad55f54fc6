"""主担当の変更: every change of the department that leads a project, as the versions of the register hold it.

A rename or merger of a department is the plan file's (``successor``) and no change of lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import LeadChange, Project


def lead_changes(ledger: Ledger, plan: Plan) -> dict[str, tuple[LeadChange, ...]]:
    """project → every change of its lead, oldest first: from, to (as named on that day), date, meeting or reason."""
    stands: dict[str, str] = {}
    found: dict[str, tuple[LeadChange, ...]] = {}
    for version in ledger.register_versions():
        for project in ledger.projects_as_of(version.version):
            before = stands.get(project.number, project.department)
            stands[project.number] = project.department
            if _same_office(plan, before, project.department):
                continue
            day = date.fromisoformat(version.at[:10])
            one = LeadChange(
                _name(plan, before, day), _name(plan, project.department, day), day.isoformat(), version.reason
            )
            found[project.number] = (*found.get(project.number, ()), one)
    return found


def moved_leads(plan: Plan, before: Sequence[Project], after: Sequence[Project], day: date) -> list[str]:
    """In words, which projects of a new register get another lead."""
    old = {project.number: project.department for project in before}
    return [
        f"{one.number} 主担当 {_name(plan, old[one.number], day)}→{_name(plan, one.department, day)}"
        for one in after
        if one.number in old and not _same_office(plan, old[one.number], one.department)
    ]


def _same_office(plan: Plan, one: str, other: str) -> bool:
    """Whether two codes are one office in the end: one took over from the other."""
    return one == other or one in _line(plan, other) or other in _line(plan, one)


def _line(plan: Plan, code: str) -> list[str]:
    line: list[str] = []
    office = plan.department(code)
    while office and office.successor and office.successor not in line:
        line.append(office.successor)
        office = plan.department(office.successor)
    return line


def _name(plan: Plan, code: str, day: date) -> str:
    office = plan.department_on(code, day)
    return office.full_name if office else code
