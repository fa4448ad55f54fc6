"""A list (事務局確認票, 数値確定票, 決定票) → a submission for the list, with one for each row that says something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fujiplan_cli.intake.answer_facts import answer_facts
from fujiplan_cli.intake.checks import ROW_CHECKS
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.gate import FormSheet
from fujiplan_cli.intake.list_columns import Columns, find_columns
from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.lookup import Expected, SheetLookup
from fujiplan_cli.intake.marks import plain
from fujiplan_cli.intake.parse import Parsing
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.row_rules import derived_answers, row_findings
from fujiplan_cli.intake.same_value import is_blank
from fujiplan_cli.intake.twice import is_same, without_disputed
from fujiplan_cli.model.finding import Finding, verdict_of
from fujiplan_cli.model.form import KEY, Field, Form, Layout, SheetIdentity, Spot, is_typed
from fujiplan_cli.model.place import Place, address
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.values import Value

_OUTSIDE = re.compile("[-－―—‐]?|[●▲○・－] ?[未要済任外](（[0-9]+）| ?[0-9]+)?")
"""What a cell of a list shows by itself where nothing is asked, and in its 状況 column."""


@dataclass(frozen=True, slots=True)
class _List:
    """The list being read: its sheet, form and columns, and what to ask about its projects."""

    file: str
    sha256: str
    source: FormSheet
    form: Form
    columns: Columns
    subject: str
    lookup: SheetLookup
    macros: bool

    def place(self, row: int = 0, column: int = 0) -> Place:
        return Place(self.file, self.source.sheet.name, address(row, column) if row and column else "")

    def raw(self, row: int, column: int) -> str:
        return self.source.sheet.at(row, column).raw.strip()


def take_list(sheet: FormSheet, form: Form, file: str, sha256: str, lookup: SheetLookup, macros: bool) -> Submission:
    """Read a list of the plan and year that is collected. The gravest finding of list and rows is its verdict."""
    columns = find_columns(sheet.sheet, sheet.marks, form)
    one = _List(file, sha256, sheet, form, columns, _subject(sheet.identity, form, lookup), lookup, macros)
    findings = list(_of_the_list(one))
    rows: tuple[Submission, ...] = ()
    if not any(f.severity == "error" for f in findings):
        rows, more = _rows(one)
        findings += (*more, *_notes(one, rows))
    identity = sheet.identity
    every = (*findings, *(f for row in rows for f in row.findings))
    return Submission(
        file, sha256, sheet.sheet.name, form.id, identity.version, identity.year, "", _office(one, rows),
        verdict_of(every), findings=every, subject=one.subject, rows=tuple(r for r in rows if _says_something(r)),
    )  # fmt: skip


def _subject(identity: SheetIdentity, form: Form, lookup: SheetLookup) -> str:
    """What the list is for. Where its own identity was cleared, a row's tells which list it was sent out in."""
    if not lookup.listed(form.id, identity.project):
        row = lookup.expected(identity.project, form.id)
        if row is not None and lookup.listed(form.id, row.subject):
            return row.subject
    return identity.project


def _says_something(row: Submission) -> bool:
    """Whether somebody answered in a row that is this list's own."""
    return any(answer.raw.strip() for answer in row.answers.values()) and not _is_foreign(row)


def _is_foreign(row: Submission) -> bool:
    return any(f.code == "row_of_other_list" for f in row.findings)


def _office(one: _List, rows: Sequence[Submission]) -> str:
    """The 課 that a list of its own projects is from; nobody's when it is of several."""
    offices = {row.department for row in rows if not _is_foreign(row)}
    return offices.pop() if len(offices) == 1 else ""


def _notes(one: _List, rows: Sequence[Submission]) -> Iterator[Finding]:
    """What whoever collects the list should know of it."""
    if one.form.id == "decision" and any(map(_says_something, rows)):
        yield found("decision_not_recorded", one.place())


def _of_the_list(one: _List) -> Iterator[Finding]:
    """What is wrong with the list as a whole: it is an older one, or its columns cannot be told apart."""
    columns = one.columns
    if not one.lookup.listed(one.form.id, one.subject):
        yield found("list_outdated", one.place(), value=one.subject)
        return
    if not columns.header or KEY not in columns.at:
        yield found("list_header_lost", one.place())
        return
    labels = {f.id: f.label for f in one.form.fields}
    for name in sorted(columns.doubtful):
        yield found("column_conflict", one.place(columns.header), name, label=labels[name])
    for names in columns.collisions:
        yield found("cells_collide", one.place(columns.header), names[0], label="」と「".join(labels[n] for n in names))


def _rows(one: _List) -> tuple[tuple[Submission, ...], list[Finding]]:
    """Every row, and what concerns rows that are no project's: doubled, unknown, missing, text beside the list."""
    identities = _row_identities(one)
    taken: dict[str, list[Submission]] = {}
    loose: list[Finding] = []
    for row in _row_numbers(one, identities):
        read = _row(one, row, identities.get(row))
        if isinstance(read, Finding):
            loose.append(read)
        elif read is not None:
            taken.setdefault(read.project, []).append(read)
    kept = [submission for same in taken.values() for submission in _once(same)]
    missing = [p for p in one.lookup.listed(one.form.id, one.subject) if p not in taken]
    if missing:
        # What a 課 is asked has to be there; the 事務局 may leave out of its own list what it does not speak of.
        code = "list_rows_gone" if one.form.answered_by == "department" else "list_rows_missing"
        loose.append(found(code, one.place(), value="、".join(missing)))
    return tuple(kept), loose


def _row_identities(one: _List) -> dict[int, SheetIdentity]:
    found_: dict[int, SheetIdentity] = {}
    for (row, _), cell in one.source.sheet.cells.items():
        if row > one.columns.header and cell.kind == "text" and cell.raw.startswith("fujiplan|"):
            identity = SheetIdentity.parse(cell.raw)
            if identity is not None and identity.form == one.form.id:
                found_[row] = identity
    return found_


def _row_numbers(one: _List, identities: Mapping[int, SheetIdentity]) -> list[int]:
    """Rows below the header with an identity, or with something in a column of the list."""
    columns = set(one.columns.at.values())
    used = {r for (r, c), cell in one.source.sheet.cells.items() if c in columns and not is_blank(cell)}
    return sorted(r for r in used | identities.keys() if r > one.columns.header)


def _row(one: _List, row: int, identity: SheetIdentity | None) -> Submission | Finding | None:
    """One row as a submission; a finding when it is no project's; None when it was emptied."""
    key_column = one.columns.at[KEY]
    key = plain(one.raw(row, key_column))
    if not key and all(is_blank(one.source.sheet.at(row, c)) for c in one.columns.at.values()):
        return None
    if identity and key and key != identity.project and _is_row_of(one, row, key):
        identity = None  # the visible cells were sorted without the hidden ones: number and name say whose they are
    number = identity.project if identity else key
    expected = one.lookup.expected(number, one.form.id) if number else None
    if expected is None:
        if not number:
            texts = {c: t for c in sorted(one.columns.at.values()) if (t := one.raw(row, c))}
            return found("stray_text", one.place(row, min(texts, default=key_column)), value="、".join(texts.values()))
        return found("row_unknown", one.place(row, key_column), KEY, key, label="事業番号")
    sent = identity or SheetIdentity.parse(expected.identity)
    return _read(one, row, sent, expected) if sent else None


def _is_row_of(one: _List, row: int, project: str) -> bool:
    """Whether number and printed name of a row are both those of that project."""
    expected, column = one.lookup.expected(project, one.form.id), one.columns.at.get("project_name")
    name = expected.printed.get("project_name") if expected else None
    return bool(name and column) and plain(one.raw(row, column or 0)) == plain(str(name))


def _read(one: _List, row: int, identity: SheetIdentity, expected: Expected) -> Submission:
    reading, findings = _reading(one, row, identity, expected)
    for check in ROW_CHECKS:
        findings.extend(check(reading))
    findings = row_findings(reading, findings)
    findings.extend(_beside(reading, row, max(one.columns.at.values())))
    if expected.subject != one.subject:
        findings = [found("row_of_other_list", one.place(row, one.columns.at[KEY]), KEY, identity.project)]
    named = tuple(_named(f, identity.project) for f in _ordered(findings, reading))
    said = _answers(reading, findings) if _is_touched(reading) else {}
    told = named if said or one.form.answered_by == "department" else ()
    return Submission(
        file=one.file,
        sha256=one.sha256,
        sheet=one.source.sheet.name,
        form=one.form.id,
        version=identity.version,
        year=identity.year,
        project=identity.project,
        department=expected.department,
        verdict=verdict_of(told),
        answers=said,
        findings=told,
        eval_stage=identity.eval_stage,
        facts=identity.facts,
        subject=one.subject,
    )


def _answers(reading: Reading, findings: Sequence[Finding]) -> dict[str, Answer]:
    """What was typed, but for numbers and choices that were not asked, and what follows from it."""
    used = {f.field for f in findings if f.code == "answer_not_asked" and reading.fields[f.field].kind != "text"}
    own = {name: replace(a, value=None) if name in used else a for name, a in reading.answers.items()}
    return {**own, **derived_answers(reading)}


def _reading(one: _List, row: int, identity: SheetIdentity, expected: Expected) -> tuple[Reading, list[Finding]]:
    at = {name: (row, column) for name, column in one.columns.at.items()}
    on_row = {f.id: f for f in one.form.on_sheet(identity.eval_stage, identity.facts)}
    fields: Mapping[str, Field] = {name: f for name, f in on_row.items() if name in at or is_typed(f, identity.facts)}
    located = Located(
        places={name: at[name] for name in fields if name in at},
        lost=frozenset(fields.keys() - at.keys()),
        doubtful=frozenset(),
        collisions=(),
        names_alive=True,
        anchors_alive=True,
    )
    source = FormSheet(one.source.sheet, one.source.marks, identity)
    parsing = Parsing(one.file, source, fields, identity.facts, located, expected.printed).run()
    values: dict[str, Value | None] = {**expected.printed, **{a.field: a.value for a in parsing.answers.values()}}
    facts = identity.facts | answer_facts(values, fields.get, one.lookup.outcome_low_below)
    spots = {n: Spot(n, row, c, fields[n].label, one.columns.header, c) for n, (_, c) in located.places.items()}
    layout = Layout(spots, 0, 0, one.source.sheet.name)
    reading = Reading(
        one.file, source, one.form, fields, layout, expected, located, parsing.answers, values, facts,
        frozenset(parsing.faulty), one.lookup.year, one.macros,
    )  # fmt: skip
    return reading, parsing.findings


def _is_touched(reading: Reading) -> bool:
    """Whether somebody answered in the row: a value that was only printed for correction says nothing by itself."""
    return any(
        answer.raw.strip() and (answer.faulty or answer.value != reading.expected.printed.get(name))
        for name, answer in reading.answers.items()
    )


def _beside(reading: Reading, row: int, last: int) -> Iterator[Finding]:
    """Text typed where the row asks nothing, in a visible cell.

    A list pasted as values shows what stood hidden right of its last column: there nobody can tell it from a note.
    """
    sheet = reading.source.sheet
    taken = {column for r, column in reading.located.places.values() if r == row}
    end = None if sheet.hidden_columns else last
    for (at, column), cell in sorted(sheet.cells.items()):
        if at != row or column in taken or column in sheet.hidden_columns or cell.formula is not None:
            continue
        if end is not None and column > end:
            continue
        text = cell.raw.strip()
        if not is_blank(cell) and not _OUTSIDE.fullmatch(text) and not text.startswith("fujiplan|"):
            yield found("stray_text", Place(reading.file, sheet.name, address(row, column)), value=text)


def _named(finding: Finding, project: str) -> Finding:
    """A list has one column for many projects: the sentence says whose cell it is."""
    label = finding.params.get("label")
    if label is None:
        return finding
    return replace(finding, params={**finding.params, "label": f"{project} {label}"})


def _ordered(findings: Sequence[Finding], reading: Reading) -> list[Finding]:
    order = {name: number for number, name in enumerate(reading.fields)}
    return sorted(findings, key=lambda f: (order.get(f.field, len(order)), f.code))


def _once(same: Sequence[Submission]) -> Iterator[Submission]:
    """The same project in two rows: equal answers count once, different ones are nobody's (domain.md §7)."""
    if is_same(same):
        yield same[0]
        return
    for one in without_disputed(same):
        twice = found("row_twice", next(iter(_places(one)), Place(one.file, one.sheet)), KEY, one.project)
        findings = (*one.findings, twice)
        yield replace(one, findings=findings, verdict=verdict_of(findings))


def _places(one: Submission) -> Iterator[Place]:
    yield from (answer.place for answer in one.answers.values())
