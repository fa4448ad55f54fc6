"""A workbook as read → one submission for each 調書 in it: gate, locate, parse, checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from fujiplan_cli.intake.answer_facts import answer_facts
from fujiplan_cli.intake.checks import CHECKS
from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.gate import FormSheet, admit, find_form_sheets, other_sheets
from fujiplan_cli.intake.list_rows import take_list
from fujiplan_cli.intake.locate import locate
from fujiplan_cli.intake.lookup import Expected, SheetLookup
from fujiplan_cli.intake.parse import Parsing
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.intake.twice import is_same, without_disputed
from fujiplan_cli.kinds.outside_formulas import reaches_outside
from fujiplan_cli.model.finding import Finding, verdict_of
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place, address
from fujiplan_cli.model.record import Answer, Submission

REJECTING = frozenset({"not_a_sheet", "other_plan"})
"""Gate findings that make a sheet 読取不可; the other gate findings return it."""
NOT_READ = REJECTING | {"other_year", "several_forms_on_sheet", "form_version", "unknown_project"}
"""A submission with one of these has no answers: the gate kept the sheet out."""
_ROUND = "round"


def take_in(
    grid: Grid, *, file: str, sha256: str, lookup: SheetLookup, senders: Mapping[str, str] = MappingProxyType({})
) -> tuple[Submission, ...]:
    """Every 調書 of a workbook, validated; a single rejected submission when there is none.

    ``file`` is the path as shown to users, ``sha256`` that of the bytes, ``senders`` who may have sent it
    (Reading.senders). Never raises on bad input.
    """
    sheets = find_form_sheets(grid, lookup)
    if not sheets:
        return (rejected(file, sha256, lookup.year, "not_a_sheet"),)
    taken = [_one(sheet, grid.macros, file, sha256, lookup, senders) for sheet in sheets]
    others = other_sheets(grid, sheets)
    if others:
        extra = found("extra_sheet", Place(file, others[0]), value="、".join(others))
        taken[0] = _with(taken[0], extra)
    return _once_each(_without_spares(_with_outside(grid, taken, file)))


def _with_outside(grid: Grid, taken: Sequence[Submission], file: str) -> list[Submission]:
    """A formula that would start a program is told once a sheet: at its own 調書, else at the book's first."""
    told = list(taken)
    for sheet in grid.sheets:
        spots = (at for at, cell in sheet.cells.items() if cell.formula and reaches_outside(cell.formula))
        first = min(spots, default=None)
        if first is not None:
            own = next((n for n, one in enumerate(told) if one.sheet == sheet.name), 0)
            told[own] = _with(told[own], found("reaches_outside", Place(file, sheet.name, address(*first))))
    return told


def _without_spares(taken: Sequence[Submission]) -> list[Submission]:
    """A further sheet for a second proposal says nothing while it is blank; alone it is still an arrival."""
    said = [one for one in taken if "spare" not in one.facts or any(a.raw.strip() for a in one.answers.values())]
    return said or list(taken)


def rejected(file: str, sha256: str, year: int, code: str, detail: str = "") -> Submission:
    """A file that is no 調書 we can read. ``code``: a finding code; ``detail``: what the reader said."""
    finding = found(code, Place(file), detail=detail)
    return Submission(
        file, sha256, "", "", "", year, "", "", "rejected", findings=(replace(finding, severity="error"),)
    )


def _one(
    sheet: FormSheet, macros: bool, file: str, sha256: str, lookup: SheetLookup, senders: Mapping[str, str]
) -> Submission:
    gate = admit(sheet, file, lookup)
    if isinstance(gate, Finding):
        return _kept_out(sheet, gate, file, sha256, lookup)
    if gate.expected is None:
        return take_list(sheet, gate.form, file, sha256, lookup, macros)
    reading, findings = read_sheet(sheet, gate.form, gate.expected, file, lookup, macros=macros)
    reading = replace(reading, senders=senders)
    for check in CHECKS:
        findings.extend(check(reading))
    identity = sheet.identity
    return Submission(
        file=file,
        sha256=sha256,
        sheet=sheet.sheet.name,
        form=identity.form,
        version=identity.version,
        year=identity.year,
        project=identity.project,
        department=reading.expected.department,
        verdict=verdict_of(tuple(findings)),
        answers=_used(reading, findings),
        findings=_ordered(findings, reading),
        eval_stage=identity.eval_stage,
        facts=identity.facts,
        subject=_round(reading),
    )


def _round(reading: Reading) -> str:
    """実施回 of a ヒアリング記録票: each round of a proposal has a record of its own; "" on any other sheet."""
    asked = reading.form.about == "proposal" and reading.form.answered_by == "secretariat"
    value = reading.values.get(_ROUND) if asked else None
    return "" if value is None else str(value)


def read_sheet(
    sheet: FormSheet, form: Form, expected: Expected, file: str, lookup: SheetLookup, *, macros: bool = False
) -> tuple[Reading, list[Finding]]:
    """Locate and parse one admitted 調書: what the checks look at, and the findings of its cells."""
    identity = sheet.identity
    layout = lookup.layout(form, identity.eval_stage, identity.facts)
    located = locate(sheet.sheet, sheet.marks, layout)
    fields = {f.id: f for f in form.fields if f.id in layout.spots}
    parsing = Parsing(file, sheet, fields, identity.facts, located, expected.printed).run()
    values = {**expected.printed, **{a.field: a.value for a in parsing.answers.values()}}
    facts = identity.facts | answer_facts(values, fields.get, lookup.outcome_low_below)
    reading = Reading(
        file, sheet, form, fields, layout, expected, located, parsing.answers, values, facts,
        frozenset(parsing.faulty), lookup.year, macros,
    )  # fmt: skip
    return reading, parsing.findings


def _used(reading: Reading, findings: Sequence[Finding]) -> Mapping[str, Answer]:
    """遅れ月数 and the like that are not asked for are kept as typed (raw) but are no value (domain.md §4.2).

    A text nobody asked for can do no harm to a score: it stays an answer.
    """
    unused = {f.field for f in findings if f.code == "answer_not_asked" and reading.fields[f.field].kind != "text"}
    return {name: replace(a, value=None) if name in unused else a for name, a in reading.answers.items()}


def _ordered(findings: Sequence[Finding], reading: Reading) -> tuple[Finding, ...]:
    """By place on paper: fields in printed order, then what concerns the whole sheet."""
    order = {name: number for number, name in enumerate(reading.fields)}
    return tuple(sorted(findings, key=lambda f: (order.get(f.field, len(order)), f.code)))


def _kept_out(sheet: FormSheet, gate: Finding, file: str, sha256: str, lookup: SheetLookup) -> Submission:
    identity = sheet.identity
    expected = lookup.expected(identity.project, identity.form) if identity.plan == lookup.plan_id else None
    return Submission(
        file, sha256, sheet.sheet.name, identity.form, identity.version, lookup.year, identity.project,
        expected.department if expected else "", "rejected" if gate.code in REJECTING else "returned",
        findings=(gate,), eval_stage=identity.eval_stage, facts=identity.facts,
    )  # fmt: skip


def _with(submission: Submission, *extra: Finding) -> Submission:
    findings = submission.findings + extra
    verdict = submission.verdict if submission.verdict == "rejected" else verdict_of(findings)
    return replace(submission, findings=findings, verdict=verdict)


def _once_each(taken: Sequence[Submission]) -> tuple[Submission, ...]:
    """The same project twice: equal answers count once; different ones are nobody's (domain.md §7)."""
    by_project: dict[tuple[str, ...], list[Submission]] = {}
    for one in taken:
        key = (one.form, one.project, one.subject) if one.answers else (one.sheet, "")
        by_project.setdefault(key, []).append(one)
    kept: list[Submission] = []
    for same in by_project.values():
        if is_same(same):
            first, *copies = same
            notes = [found("same_sheet_twice", Place(first.file, c.sheet), value=first.sheet) for c in copies]
            kept.append(_with(first, *notes))
        else:
            names = "、".join(one.sheet for one in same)
            code = "proposal_twice" if same[0].form == "proposal" else "project_twice"
            twice = without_disputed(same)
            kept.extend(_with(one, found(code, Place(one.file, one.sheet), value=names)) for one in twice)
    return tuple(kept)
