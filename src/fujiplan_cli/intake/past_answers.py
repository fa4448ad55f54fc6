"""Past years' results from the old tool: one row a project, columns by field id or label, read by the sheets' kinds.

What a 所管課 could not know is not held against it: a column that the table lacks is no error. But nothing is guessed
either: what is blank stays unanswered, and is told (domain.md §4.6: a blank never helps).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fujiplan_cli.intake.answer_facts import answer_facts
from fujiplan_cli.intake.checks import (
    actual_and_pending,
    actual_leap,
    against_direction,
    as_of,
    funds,
    not_asked,
    required,
    stop,
    thousandfold,
)
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.gate import FormSheet
from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.lookup import Expected, SheetLookup
from fujiplan_cli.intake.marks import Marks, read_marks
from fujiplan_cli.intake.parse import Parsing
from fujiplan_cli.intake.reading import Check, Reading
from fujiplan_cli.intake.table_columns import TableColumns, find_table, heading
from fujiplan_cli.kinds.reading import is_blank
from fujiplan_cli.model.finding import Finding, verdict_of
from fujiplan_cli.model.form import KEY, Field, Form, Layout, SheetIdentity, Spot, is_typed
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.values import Value

NUMBER, NAME = "事業番号", "事業名"
_PRINTED = "money_printed"
_SILENT = ("contact_name", "contact_ext", "approval_no", "money_check", "money_note")
"""Blank here costs nothing and cannot be made up for years later."""
_MONEY = ("budget_initial", "executed")
"""The amounts without which the cost is level 0; another part that is blank is none (domain.md §4.4)."""
_CHECKS: tuple[Check, ...] = (
    not_asked.check,
    funds.check,
    actual_and_pending.check,
    as_of.check,
    against_direction.check,
    stop.check,
    thousandfold.check,
    actual_leap.check,
)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PastRows:
    """What a table says: a submission for every row of a known project, errors and all. ``read``: it is such a table.

    ``rows`` counts the rows with anything in them.
    """

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    rows: int
    read: bool


def column_names(one: Field) -> tuple[str, ...]:
    """Headings by which a field's column is known: its id, its label (指標1 実績値), both together."""
    label = f"指標{one.index} {one.label}" if one.index else one.label
    return one.id, label, f"{label}（{one.id}）"


def past_fields(form: Form) -> tuple[Field, ...]:
    """The fields that such a table may have, in printed order: all that somebody types on some sheet."""
    return tuple(f for f in form.fields if f.id != KEY and is_typed(f, frozenset()))


def read_past_answers(grid: Grid, form: Form, file: str, sha256: str, lookup: SheetLookup) -> PastRows:
    """Every row of the table, in its order. A row with an error has the verdict ``returned``."""
    table = find_table(grid, file, ((KEY, NUMBER),))
    if table is None:
        return PastRows((), (found("answers_no_header", Place(file)),), 0, False)
    columns, loose = _columns(table, form)
    findings = [*table.doubled, *loose]
    if any(f.severity == "error" for f in findings):
        return PastRows((), tuple(findings), 0, False)
    taken: dict[str, Submission] = {}
    numbers = table.rows()
    marks = read_marks(table.sheet)  # looks at every cell of the sheet: once, not once a row
    for row in numbers:
        read = _row(table, row, columns, form, sha256, lookup, marks)
        if isinstance(read, Finding):
            findings.append(read)
        elif read.project in taken:
            place = table.place(row, table.column(KEY, NUMBER))
            twice = found("answers_twice", place, KEY, read.project)
            taken[read.project] = _with(taken[read.project], twice)
        else:
            taken[read.project] = read
    return PastRows(tuple(taken.values()), tuple(findings), len(numbers), True)


def _with(one: Submission, *more: Finding) -> Submission:
    findings = (*one.findings, *more)
    return replace(one, findings=findings, verdict=verdict_of(findings))


def _columns(table: TableColumns, form: Form) -> tuple[Mapping[str, int], list[Finding]]:
    """Field → column, and the columns that are no field's."""
    names: dict[str, set[str]] = {}
    for one in past_fields(form):
        for name in column_names(one):
            names.setdefault(heading(name), set()).add(one.id)
    own = {heading(name) for name in (KEY, NUMBER, NAME, "project_name")}
    at: dict[str, int] = {}
    findings = []
    for text, column in table.at.items():
        fields = names.get(text, set())
        place, raw = table.place(table.header, column), table.sheet.at(table.header, column).raw.strip()
        if len(fields) == 1:
            (name,) = fields
            if name in at:
                first = str(table.place(table.header, at[name]))
                findings.append(found("table_doubled_column", place, name, raw, first=first))
            at.setdefault(name, column)
        elif text not in own:
            known = [n for f in past_fields(form) for n in column_names(f)[:2]]
            close = sorted(fields) or difflib.get_close_matches(raw, known)
            near = f"近いもの：{'、'.join(close)}。" if close else ""
            findings.append(found("answers_unknown_column", place, "", raw, near=near))
    return at, findings


def _row(
    table: TableColumns,
    row: int,
    columns: Mapping[str, int],
    form: Form,
    sha256: str,
    lookup: SheetLookup,
    marks: Marks,
) -> Submission | Finding:
    """One row as a submission; a finding when it is no project's of that year."""
    number, place = table.code(row, KEY, NUMBER), table.place(row, table.column(KEY, NUMBER))
    if not number:
        return found("answers_no_number", place)
    expected = lookup.expected(number)
    if expected is None:
        return found("answers_unknown_project", place, KEY, number)
    name = table.text(row, NAME, "project_name")
    reading, findings = _reading(table, row, columns, form, expected, lookup, marks)
    if not reading.fields or expected.eval_stage in ("", "S0", "S9"):
        return found("answers_not_evaluated", place, KEY, number)
    if name and heading(name) != heading(expected.name):
        where = table.place(row, table.column(NAME, "project_name"))
        findings.append(found("answers_name_differs", where, "project_name", name, printed=expected.name))
    for check in _CHECKS:
        findings.extend(check(reading))
    findings += _blank(reading, place)
    findings += _beside(table, row, columns, reading)
    return Submission(
        file=table.file,
        sha256=sha256,
        sheet=table.sheet.name,
        form=form.id,
        version=form.version,
        year=lookup.year,
        project=number,
        department=expected.department,
        verdict=verdict_of(tuple(findings)),
        answers=dict(_answers(reading, findings)),
        findings=tuple(findings),
        eval_stage=expected.eval_stage,
        facts=reading.source.identity.facts,
        imported=True,
    )


def _answers(reading: Reading, findings: Sequence[Finding]) -> Iterator[tuple[str, Answer]]:
    """What was typed. A blank cell says nothing: what the register knows is not taken away by it."""
    unused = {f.field for f in findings if f.code == "answer_not_asked" and reading.fields[f.field].kind != "text"}
    for name, answer in reading.answers.items():
        if answer.raw.strip() and name not in unused:
            yield name, answer


def _reading(
    table: TableColumns,
    row: int,
    columns: Mapping[str, int],
    form: Form,
    expected: Expected,
    lookup: SheetLookup,
    marks: Marks,
) -> tuple[Reading, list[Finding]]:
    facts = expected.facts - {_PRINTED}
    identity = SheetIdentity(
        lookup.plan_id, form.id, form.version, lookup.year, expected.project, expected.eval_stage, facts
    )
    fields = {f.id: f for f in form.on_sheet(expected.eval_stage, facts)}
    places = {name: (row, columns[name]) for name in fields if name in columns}
    located = Located(places, frozenset(fields.keys() - places.keys()), frozenset(), (), True, True)
    source = FormSheet(table.sheet, marks, identity)
    parsing = Parsing(table.file, source, fields, facts, located, expected.printed).run()
    given = {a.field: a.value for a in parsing.answers.values() if a.raw.strip()}
    values: dict[str, Value | None] = {**expected.printed, **given}
    known = facts | answer_facts(values, fields.get, lookup.outcome_low_below)
    spots = {n: Spot(n, row, c, fields[n].label, table.header, c) for n, (_, c) in places.items()}
    layout = Layout(spots, 0, 0, table.sheet.name)
    reading = Reading(
        table.file, source, form, fields, layout, expected, located, parsing.answers, values, known,
        frozenset(parsing.faulty - located.lost), lookup.year,
    )  # fmt: skip
    return reading, parsing.findings


def _blank(reading: Reading, place: Place) -> Iterator[Finding]:
    """One finding for all that the sheet would have required: it counts as unanswered."""
    blank = [reading.fields[f.field] for f in required.check(reading) if f.field not in _SILENT]
    labels = [column_names(one)[1] for one in blank if one.kind != "money" or one.id in _MONEY]
    if labels:
        more = f"、ほか{len(labels) - _SHOWN}項目" if len(labels) > _SHOWN else ""
        words = "、".join(labels[:_SHOWN]) + more
        yield found("answers_blank", place, project=reading.expected.project, labels=words)


def _beside(table: TableColumns, row: int, columns: Mapping[str, int], reading: Reading) -> Iterator[Finding]:
    """Something typed in the column of a field that is not asked of the project at its 評価段階."""
    for name, column in columns.items():
        cell = table.sheet.at(row, column)
        if name not in reading.fields and not is_blank(cell) and cell.raw.strip() not in ("0", "-", "－"):
            label = column_names(reading.form.field(name))[1]
            stage = reading.expected.eval_stage
            yield found("answers_not_asked", table.place(row, column), name, cell.raw, label=label, stage=stage)


def same_answers(one: Submission, other: Submission) -> bool:
    """Whether two say the same, wherever it stands."""
    return _said(one) == _said(other)


def _said(one: Submission) -> dict[str, Value | str | None]:
    return {name: _plain(a.value) if not a.faulty else a.raw for name, a in one.answers.items()}


def _plain(value: Value | None) -> Value | None:
    return value.normalize() if isinstance(value, Decimal) else value
