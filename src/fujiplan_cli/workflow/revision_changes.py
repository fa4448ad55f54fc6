"""新旧対照: two states of the register, project by project and column by column, in the register's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.register_columns import INDICATORS, REGISTER_SHEETS, RegisterColumn
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.revision import ChangeKind, FieldChange, ProjectRevision
from fujiplan_cli.workbook.register_book import indicator_row, project_row, year_row

_Key = tuple[int, int, str]
"""Sheet of the register, indicator or year (0 on the first sheet), column."""
_COLUMNS = tuple({column.id: column for column in sheet.columns} for sheet in REGISTER_SHEETS)
_KEYS = frozenset({"project_no", "kpi_no", "year"})
_TARGETS = frozenset(f"kpi_{n}_target" for n in INDICATORS)


def compared(plan: Plan, before: Sequence[Project], after: Sequence[Project]) -> tuple[ProjectRevision, ...]:
    """Every project that differs, in the order of its number."""
    old, new = ({p.number: p for p in projects} for projects in (before, after))
    return tuple(
        one
        for number in sorted({*old, *new})
        if (one := _project(plan, number, old.get(number), new.get(number))) is not None
    )


def _project(plan: Plan, number: str, old: Project | None, new: Project | None) -> ProjectRevision | None:
    told, says = (_cells(plan, one) if one else {} for one in (old, new))
    changes = tuple(
        FieldChange(_label(key), told.get(key, ""), says.get(key, ""), target=key[2] in _TARGETS)
        for key in sorted({*told, *says}, key=_position)
        if told.get(key, "") != says.get(key, "")
    )
    one = new or old
    return ProjectRevision(number, one.name, _kind(old, new), changes) if changes and one else None


def _kind(old: Project | None, new: Project | None) -> ChangeKind:
    if old is None:
        return "add"
    if new is None:
        return "gone"
    ends = new.end_year < old.end_year or (new.successors and not old.successors)
    return "end" if ends else "change"


def _cells(plan: Plan, project: Project) -> dict[_Key, str]:
    rows: list[tuple[int, int, Mapping[str, object]]] = [(0, 0, project_row(project))]
    rows += [(1, one.number, indicator_row(project.number, one)) for one in project.indicators]
    rows += [(2, year, year_row(plan, project.number, one)) for year, one in project.years.items()]
    return {
        (sheet, number, name): words
        for sheet, number, row in rows
        for name, value in row.items()
        if name not in _KEYS and (words := _words(plan, _COLUMNS[sheet].get(name), value))
    }


def _words(plan: Plan, column: RegisterColumn | None, value: object) -> str:
    if value is None or value == "":
        return ""
    kind, source = (column.kind, column.source) if column else ("text", "")
    if kind == "fiscal_year" and isinstance(value, int):
        return year_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, (int, Decimal)):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return "、".join(_named(plan, source, part) for part in str(value).split("、")) if source else str(value)


def _named(plan: Plan, source: str, code: str) -> str:
    """A code with the words it stands for."""
    office = plan.department(code) if source == "departments" else None
    goal, measure = plan.goal(code), plan.measure(code)
    title = office.full_name if office else ""
    if source == "goals" and goal:
        title = goal.title
    if source == "measures" and measure:
        title = measure.title
    return f"{title}（{code}）" if title else code


def _label(key: _Key) -> str:
    sheet, number, name = key
    column = _COLUMNS[sheet].get(name)
    label = column.label if column else name
    if sheet == 1:
        return f"指標{number} {label}"
    return f"{year_words(number)} {label}" if sheet == 2 else label


def _position(key: _Key) -> tuple[int, int, int, str]:
    order = list(_COLUMNS[key[0]])
    return key[0], key[1], order.index(key[2]) if key[2] in order else len(order), key[2]


def faults_of_links(projects: Sequence[Project]) -> Iterator[str]:
    """Successors that lead back to where they began, in words; a project is not its own successor."""
    following = {p.number: p.successors for p in projects}
    for number in following:
        seen: set[str] = set()
        waiting = list(following[number])
        while waiting:
            one = waiting.pop()
            if one == number:
                yield f"事業{number}の後継が一回りして、事業{number}に戻っています。"
                break
            if one not in seen:
                seen.add(one)
                waiting += following.get(one, ())
