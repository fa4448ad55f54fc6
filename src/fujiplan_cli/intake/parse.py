"""Cells to answers: every field that the 所管課 types in, read by its kind; what was printed is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.gate import FormSheet
from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.same_value import is_blank, says
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field, is_typed
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import Place, address
from fujiplan_cli.model.record import Answer
from fujiplan_cli.model.values import Value


@dataclass(slots=True)
class Parsing:
    """Answers and findings while a sheet is read, cell by cell."""

    file: str
    source: FormSheet
    fields: Mapping[str, Field]
    facts: frozenset[str]
    located: Located
    printed: Mapping[str, Value]
    answers: dict[str, Answer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    def run(self) -> Parsing:
        """Read every typed cell of the sheet in printed order."""
        self._collisions()
        for one in self.fields.values():
            position = self.located.places.get(one.id)
            if not is_typed(one, self.facts):
                continue
            if position is None:
                self.faulty.add(one.id)
            elif one.id not in self.faulty:
                self._read(one, position)
        return self

    def _collisions(self) -> None:
        for position, names in self.located.collisions:
            typed = [n for n in names if n in self.fields and is_typed(self.fields[n], self.facts)]
            if not typed:
                continue
            self.faulty.update(names)
            place = Place(self.file, self.source.sheet.name, address(*position))
            cell = self.source.sheet.at(*position)
            labels = "」と「".join(self.fields[n].label for n in names if n in self.fields)
            self.findings.append(found("cells_collide", place, typed[0], cell.raw, label=labels))
            for name in typed:
                self.answers[name] = Answer(name, None, cell.raw, place, faulty=True)

    def _read(self, one: Field, position: tuple[int, int]) -> None:
        cell = self.source.sheet.at(*position)
        place = Place(self.file, self.source.sheet.name, address(*position))
        one = self._with_unit(one)
        answer, findings = read_cell(one, cell, place, self.printed.get(one.id), date1904=self.source.sheet.date1904)
        if one.id in self.located.doubtful and not answer.faulty:
            findings.append(_finding("cell_conflict", one, cell, place))
        self.answers[one.id] = answer
        self.findings.extend(findings)
        if answer.faulty:
            self.faulty.add(one.id)

    def _with_unit(self, one: Field) -> Field:
        """An actual is counted in its indicator's unit, so that 「154件」 is 154 and not another unit."""
        unit = self.printed.get(f"kpi_{one.index}_unit") if one.stem == "actual" else None
        return one if unit is None else replace(one, unit=str(unit))


def read_cell(
    one: Field, cell: Cell, place: Place, printed: Value | None, *, date1904: bool
) -> tuple[Answer, list[Finding]]:
    """One typed cell. A prefilled value that was left as printed is taken as it is."""
    if is_blank(cell):
        return Answer(one.id, None, "", place), _marks(one, cell, place)
    if printed is not None and says(cell, printed, one, date1904=date1904):
        return Answer(one.id, printed, cell.raw, place), _marks(one, cell, place)
    parsed = KINDS[one.kind].parse(cell, one, date1904=date1904)
    problem = parsed.problem
    if problem is not None and problem.severity == "error":
        params = {"label": one.label, "example": one.example, **problem.params}
        finding = Finding(problem.code, "error", place, one.id, cell.raw, params)
        return Answer(one.id, None, cell.raw, place, faulty=True), [finding]
    answer = Answer(one.id, parsed.value, cell.raw, place, parsed.repairs)
    findings = _repairs(one, answer)
    if problem is not None:
        params = {"label": one.label, "example": one.example, **problem.params}
        findings.append(Finding(problem.code, problem.severity, place, one.id, cell.raw, params))
    return answer, findings + _marks(one, cell, place)


def _repairs(one: Field, answer: Answer) -> list[Finding]:
    """One finding for a cell, however many steps its repair took: that of the last step, which knows the kind."""
    if not answer.repairs:
        return []
    last = answer.repairs[-1]
    if last.rule == "date_notation" and last.repaired == answer.raw:
        return []  # typed exactly as the sheet's own example shows it
    params = {"label": one.label, "repaired": last.repaired}
    return [found(f"repaired_{last.rule}", answer.place, one.id, answer.raw, **params)]


def _marks(one: Field, cell: Cell, place: Place) -> list[Finding]:
    """Strike-through and comments: a correction that only a person can read (domain.md §7)."""
    findings = []
    if cell.struck and not is_blank(cell):
        findings.append(_finding("struck_through", one, cell, place))
    if cell.comment is not None and cell.comment.strip():
        findings.append(_finding("cell_comment", one, cell, place, comment=cell.comment.strip()))
    return findings


def _finding(code: str, one: Field, cell: Cell, place: Place, **params: str) -> Finding:
    return found(code, place, one.id, cell.raw, **{"label": one.label, **params})
