"""One value of one project: every version, its file, sheet and cell, and who changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Repair
from fujiplan_cli.model.form import PROGRESS, Field
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.scorecard import Evidence
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.model.values import Value
from fujiplan_cli.workflow.computed_trace import (
    Computed,
    from_card,
    from_formula,
    from_last_year,
    from_line,
    is_result,
    rate_of,
    reason_of,
)
from fujiplan_cli.workflow.decision_trace import Directed, directed
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import YearRecords, proposal_records, year_records
from fujiplan_cli.workflow.register_trace import RegisterTrace
from fujiplan_cli.workflow.score import one_card
from fujiplan_cli.workflow.settle import field_words


@dataclass(frozen=True, slots=True)
class TracedVersion:
    """One version of a value. ``superseded_by`` is the number of the version that replaced it, None if in force."""

    value: str | None
    raw: str
    file: str
    sha256: str
    sheet: str
    cell: str
    repairs: tuple[Repair, ...]
    recorded_at: str
    by: str
    reason: str
    origin: str
    superseded_by: int | None
    version: int = 0
    """Version of the answers that it stands in; 0 for what stands on no sheet."""
    withdrawn: bool = False
    in_use: bool = False
    """Whether the record takes the value from here."""
    """That version is out of use."""


@dataclass(frozen=True, slots=True)
class Traced:
    """The history of one field of one project and year, oldest first."""

    project: str
    field: str
    label: str
    year: int
    versions: tuple[TracedVersion, ...]


def trace(desk: Desk, year: int, project: str, field: str) -> Traced:
    """Follow one value back. A computed one (執行率, 達成率, 水準, 評点) has the origin ``computed`` and names the
    fields it comes from. Raises Refused when project or field is unknown.
    """
    if is_result(field):
        return _result(desk, year, project, field)
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, year)
        record = knowledge.records.get(project) or proposal_records(desk, ledger, year).get(project)
        if record is None:
            raise Refused(
                f"事業番号「{project}」は{year}年度の事業台帳にありません。",
                "番号を確認してください（例：1-1-01）。",
                status=2,
            )
        if ordered := directed(desk, ledger, year, project, field):
            return _directed(year, project, field, ordered)
        computed = _worked_out(desk, ledger, knowledge, record, field)
        if computed is not None:
            return _computed(project, year, field, computed)
        declared = _declared(desk, year, field)
        found = _history(desk, ledger, year, project, field, declared)
        if declared is None and field not in record.facts and not found:
            raise Refused(
                f"項目「{field}」は調書にありません。",
                "説明書の「調書の項目」（docs/fields.md）にある項目名を指定してください。",
                status=2,
            )
        if not found and field == "last_comment":
            found = _comment(desk, knowledge.told.get(project, ()))
        fact = record.facts.get(field)
        in_force = _in_force(found, fact)
        if in_force is None and fact is not None:
            found.append(_as_known(desk, ledger, record, field, fact.value, fact.source, declared))
            in_force = len(found) - 1
    versions = tuple(
        replace(v, superseded_by=_replaced_by(n, in_force, len(found)), in_use=n == in_force)
        for n, v in enumerate(found)
    )
    return Traced(project, field, field_words(desk, year, field), year, versions)


def _directed(year: int, project: str, field: str, found: Sequence[Directed]) -> Traced:
    """A level that 本部 changed, from the decisions that changed it."""
    in_force = next((n for n, one in enumerate(found) if one.in_use), None)
    versions = tuple(
        replace(
            _version(
                None,
                one.value,
                "",
                one.decision.file,
                one.decision.sha256,
                one.change.sheet,
                one.change.cell,
                at=one.decision.at,
                by=one.decision.by,
                reason=one.why,
                origin="decision",
            ),
            superseded_by=_replaced_by(n, in_force, len(found)),
            withdrawn=bool(one.decision.undone_at),
            in_use=one.in_use,
        )
        for n, one in enumerate(found)
    )
    label = "本部が改めた水準の理由" if field.startswith("approved_reason_") else "本部が改めた水準"
    return Traced(project, field, label, year, versions)


def _worked_out(desk: Desk, ledger: Ledger, knowledge: YearRecords, record: Record, field: str) -> Computed | None:
    """What a value was worked out from, if it was. A proposal has nothing of the kind."""
    project = knowledge.projects.get(record.project)
    if project is None:
        return None
    first = record.year > desk.plan.first_year
    earlier = year_records(desk, ledger, record.year - 1).records.get(record.project) if first else None
    return (
        from_formula(desk.form(record.year), record, field)
        or from_last_year(field, record, earlier)
        or from_line(project, record, field)
        or rate_of(record, field)
        or reason_of(project, record, field)
    )


def _declared(desk: Desk, year: int, field: str) -> Field | None:
    """The field as the progress form declares it, else as another form of the year does."""
    forms = sorted(desk.forms_of(year), key=lambda one: one != PROGRESS)
    return next((f for one in forms for f in desk.form(year, one).fields if f.id == field), None)


def _as_known(
    desk: Desk,
    ledger: Ledger,
    record: Record,
    field: str,
    value: Value | None,
    given: Source,
    declared: Field | None,
) -> TracedVersion:
    """The value as the register or another source holds it, which no sheet said."""
    source = _register_source(desk, ledger, record.year, record.project, field, given)
    return _version(declared, value, "", source.file, source.sha256, source.sheet, source.cell, origin=source.kind)


def _replaced_by(place: int, in_force: int | None, count: int) -> int | None:
    """Number (from 1) of the version that stands in place of this one; None for the one in force."""
    if place == in_force or in_force is None:
        return None
    return place + 2 if place + 1 < count else in_force + 1


def _comment(desk: Desk, told: Sequence[Decision]) -> list[TracedVersion]:
    """前回会議の指摘: every decision that stands on the year's sheet, the newest last."""
    return [
        _version(None, d.note, "", d.file, d.sha256, "", "", at=d.at, by=d.by, reason=_why(desk, d), origin="decision")
        for d in told
    ]


def _why(desk: Desk, decision: Decision) -> str:
    meeting = desk.plan.meeting(decision.meeting)
    return f"{decision.date} {meeting.short if meeting else decision.meeting} {decision.decision}"


def _result(desk: Desk, year: int, project: str, field: str) -> Traced:
    """A result of the 採点方法 in the furthest view, as `score` gives it. Raises Refused when there is none."""
    computed = from_card(one_card(desk, year, project)[0], field)
    if computed is None:
        raise Refused(
            f"事業{project}の{year}年度の採点に、「{field}」はありません。",
            f"fujiplan explain {project} --year {year} で、採点した項目を確認してください。",
            status=2,
        )
    return _computed(project, year, field, computed)


def _computed(project: str, year: int, field: str, computed: Computed) -> Traced:
    version = TracedVersion(
        computed.value, "", "", "", "", "", (), "", "", computed.reason, "computed", superseded_by=None, in_use=True
    )
    return Traced(project, field, computed.label, year, (version,))


def _register_source(desk: Desk, ledger: Ledger, year: int, project: str, field: str, source: Source) -> Source:
    """A printed value's source with its cell in the register that was taken in."""
    if source.kind != "register":
        return source
    shown = RegisterTrace(desk, ledger).evidence(Evidence(field, "", "", origin="register"), project, year)
    return replace(source, file=shown.file or source.file, sha256=shown.sha256, sheet=shown.sheet, cell=shown.cell)


def _history(
    desk: Desk, ledger: Ledger, year: int, project: str, field: str, declared: Field | None
) -> list[TracedVersion]:
    dated: list[tuple[int, int, TracedVersion]] = []
    for stored in ledger.submissions(year, project):
        answer = stored.submission.answers.get(field)
        if answer is None:
            continue
        place = answer.place
        one = _version(
            declared,
            answer.value,
            answer.raw,
            place.file,
            stored.submission.sha256,
            place.sheet,
            place.cell,
            repairs=answer.repairs,
            at=stored.received_at,
            origin="import" if stored.submission.imported else "sheet",
        )
        dated.append((stored.version, 0, replace(one, version=stored.version, withdrawn=stored.withdrawn)))
    for settlement in ledger.settlements(year, project):
        if settlement.field == field and settlement.action == "value":
            dated.append(
                (
                    settlement.version,
                    1,
                    _version(
                        declared,
                        settlement.value,
                        "",
                        "",
                        "",
                        "",
                        "",
                        at=settlement.at,
                        by=settlement.by,
                        reason=settlement.reason,
                        origin="settle",
                    ),
                )
            )
    dated += [(order, 2, version) for order, version in _imported(ledger, year, project, field, declared)]
    return [version for _, _, version in sorted(dated, key=lambda entry: entry[:2])]


def _imported(
    ledger: Ledger, year: int, project: str, field: str, declared: Field | None
) -> Iterator[tuple[int, TracedVersion]]:
    """What each import of 財務会計 said, placed after the sheets that had arrived by then."""
    arrivals = [stored.received_at for stored in ledger.submissions(year, project)]
    for made in ledger.finance_imports(year):
        for entry in made.entries:
            if entry.project == project and field in entry.amounts:
                amount, order = entry.amounts[field], sum(at <= made.at for at in arrivals)
                yield (
                    order,
                    _version(
                        declared,
                        amount.value,
                        "",
                        made.file,
                        made.sha256,
                        entry.sheet,
                        amount.cell,
                        at=made.at,
                        by=made.by,
                        reason=made.executed_kind,
                        origin="import",
                    ),
                )


def _version(
    declared: Field | None,
    value: Value | None,
    raw: str,
    file: str,
    sha256: str,
    sheet: str,
    cell: str,
    *,
    repairs: tuple[Repair, ...] = (),
    at: str = "",
    by: str = "",
    reason: str = "",
    origin: str = "",
) -> TracedVersion:
    shown = None if value is None else (KINDS[declared.kind].publish(value) if declared else str(value))
    return TracedVersion(shown, raw, file, sha256, sheet, cell, repairs, at, by, reason, origin, None)


def _in_force(found: list[TracedVersion], fact: Fact | None) -> int | None:
    """Index of the version whose source is the record's, the newest one with the same place; None when none is."""
    if fact is None:
        return None
    place = (fact.source.sha256, fact.source.cell, fact.source.kind)
    same = [n for n, one in enumerate(found) if (one.sha256, one.cell, one.origin) == place]
    return same[-1] if same else None
