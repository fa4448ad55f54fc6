"""The records of a year: register, newest good sheet and the 事務局's own hand, laid over each other in that order."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from fujiplan_cli.ledger import CurrentSubmission, Ledger
from fujiplan_cli.model.finance import EXECUTED_KINDS, FinanceMoney
from fujiplan_cli.model.finding import Finding, verdict_of
from fujiplan_cli.model.form import KEY, Form, is_typed
from fujiplan_cli.model.memory import Settlement
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import STOP_WORDS, Answer, Fact, Record, Source, SourceKind
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.known import Known, finance_values, known_of
from fujiplan_cli.workflow.told import Told, told_after, told_words

REGISTER_FILE = "register.xlsx"
_REGISTER = Source("register", REGISTER_FILE)
"""One for all: a city's register gives hundreds of thousands of facts."""
SHEET = "sheet"
"""What `settle --accept` names for a finding that stands at no field (text beside the form, macros)."""
SETTLEMENT, CONFIRMATION, PROPOSAL = "settlement", "confirmation", "proposal"
ADDING = (SETTLEMENT, CONFIRMATION)
"""Lists whose rows add to a project's record: 数値確定票 and 事務局確認票."""
_LASTING = ("confirmed_", "reason_", "incident_announced", "stop_decided")


@dataclass(frozen=True, slots=True)
class YearRecords:
    """Everything the ledger knows of a fiscal year, project by project in register order."""

    year: int
    projects: Mapping[str, Project]
    known: Mapping[str, Known]
    records: Mapping[str, Record]
    told: Told = field(default_factory=dict)
    """前回会議の指摘 that stand on the year's sheets."""


@dataclass(frozen=True, slots=True)
class YearKnown:
    """What the city knows of a fiscal year before its sheets come back, project by project in register order."""

    projects: Mapping[str, Project]
    known: Mapping[str, Known]
    told: Told


def year_known(desk: Desk, ledger: Ledger, year: int) -> YearKnown:
    """What is printed on the year's sheets. What was answered for the year itself is not read: it prints nothing."""
    previous = None
    projects = marked_priority(ledger, ledger.projects())
    for one in range(desk.plan.first_year, year):
        previous = _one_year(desk, ledger, one, projects, previous)
    return _year_known(desk, ledger, year, projects, previous, ledger.finance(year))


def year_records(desk: Desk, ledger: Ledger, year: int) -> YearRecords:
    """Records of every project that runs in ``year``. 評価段階 follows from the years before, one after the other."""
    years = tuple(years_through(desk, ledger, year))
    return years[-1] if years else YearRecords(year, {}, {}, {})


def years_through(desk: Desk, ledger: Ledger, year: int) -> Iterator[YearRecords]:
    """The plan's years up to ``year``, oldest first, each read once."""
    previous = None
    projects = marked_priority(ledger, ledger.projects())
    for one in range(desk.plan.first_year, year + 1):
        previous = _one_year(desk, ledger, one, projects, previous)
        yield previous


def marked_priority(ledger: Ledger, projects: Iterable[Project]) -> tuple[Project, ...]:
    """The register with 重点施策 marked for life: what was decided of a proposal holds for its project ever after."""
    decided_ones = {(one.year, one.subject) for one in ledger.acts("priority")}
    numbers = {one.facts["number"] for one in ledger.acts("registered") if (one.year, one.subject) in decided_ones}
    return tuple(replace(p, priority=True) if p.number in numbers else p for p in projects)


def _one_year(
    desk: Desk, ledger: Ledger, year: int, projects: Iterable[Project], previous: YearRecords | None
) -> YearRecords:
    form = desk.form(year)
    current = ledger.current(year)
    added = _added(desk, ledger, year)
    money = ledger.finance(year)
    settled: dict[str, list[Settlement]] = {}
    for settlement in ledger.settlements(year):
        settled.setdefault(settlement.project, []).append(settlement)
    before = _year_known(desk, ledger, year, projects, previous, money)
    records = {
        no: build_record(
            p,
            year,
            before.known[no],
            form,
            current.get(no),
            settled.get(no, []),
            money.get(no),
            {one: given[no] for one, given in added.items() if no in given},
        )
        for no, p in before.projects.items()
    }
    return YearRecords(year, before.projects, before.known, records, before.told)


def _year_known(
    desk: Desk,
    ledger: Ledger,
    year: int,
    projects: Iterable[Project],
    previous: YearRecords | None,
    money: Mapping[str, FinanceMoney],
) -> YearKnown:
    plan, before = desk.plan, previous.records if previous else {}
    told = told_after(plan, ledger, year - 1, previous.told if previous else {}, before)
    running = {p.number: p for p in projects if runs_in(p, year, before.get(p.number))}
    known = {
        no: known_of(
            plan,
            one,
            year,
            previous=before.get(no),
            comment=told_words(plan, year, told.get(no, ())),
            money=money.get(no),
        )
        for no, one in running.items()
    }
    return YearKnown(running, known, told)


def _added(desk: Desk, ledger: Ledger, year: int) -> dict[str, Mapping[str, CurrentSubmission]]:
    """Form → project → the row that counts, of every list that adds to a year's record."""
    declared = desk.forms_of(year)
    return {one: ledger.current(year, one) for one in ADDING if one in declared}


def runs_in(project: Project, year: int, previous: Record | None) -> bool:
    """Whether a project is evaluated for a year: from its first year or plan on, until the year after it ended."""
    if year not in project.years and not project.start_year <= year <= project.end_year:
        return False
    return not (previous is not None and previous.eval_stage == "S9")


def build_record(
    project: Project,
    year: int,
    known: Known,
    form: Form,
    current: CurrentSubmission | None,
    settlements: Iterable[Settlement],
    money: FinanceMoney | None = None,
    added: Mapping[str, CurrentSubmission] = MappingProxyType({}),
) -> Record:
    """One project's record. A settlement of a field holds until a newer sheet or row gives that field (`holds`).

    ``money``: 財務会計 goes before what a sheet says of the same amount, typed or printed, and behind a settlement; but
    what a 数値確定票 says (``added``: form → row) is newer than a 決算見込. 事務局確認票 gives the confirmed levels.
    """
    facts = {f: Fact(v, _REGISTER) for f, v in known.values.items()}
    findings: tuple[Finding, ...] = ()
    version = 0
    spoken: frozenset[str] = frozenset()
    if current is not None:
        version = current.version
        findings = current.submission.findings
        typed = _sheet_facts(form, current)
        facts.update(typed)
        spoken = frozenset({*typed, *(f.field for f in findings)})
    given, row_findings = _rows(added)
    later = money is not None and money.source.executed_kind != EXECUTED_KINDS[0]
    facts.update(_finance_facts(project, money))
    facts.update({one: fact for one, (fact, _) in given.items() if not (later and one in _money_of(money))})
    _no_longer_pending(facts, given)
    from_rows = {one: number for one, (_, number) in given.items()}
    in_force = []
    for settlement in settlements:
        if holds(settlement, version, spoken, from_rows):
            in_force.append(settlement)
            facts.update(_settled(settlement, facts))
        elif stop_lasts(settlement, facts):
            facts["stop_decided"] = Fact("1", _hand(settlement))
    open_findings = still_open(findings, in_force)
    return Record(
        project=project.number,
        year=year,
        version=version,
        eval_stage=known.eval_stage,
        has_budget=project.has_budget,
        verdict=verdict_of(open_findings) if current is not None else None,
        facts=facts,
        findings=(*findings, *row_findings),
        repeated=project.repeated,
        newer_returned=current is not None and current.newer_returned,
        latest=max((version, *(one.version for one in added.values()))),
    )


def proposal_records(desk: Desk, ledger: Ledger, year: int) -> dict[str, Record]:
    """提案番号 → what counts of each 新規事業調書 that came, with the 事務局's own hand over it."""
    if PROPOSAL not in desk.forms_of(year):
        return {}
    settled: dict[str, list[Settlement]] = {}
    for settlement in ledger.settlements(year):
        settled.setdefault(settlement.project, []).append(settlement)
    return {
        number: _proposal_record(number, year, one, settled.get(number, []))
        for number, one in ledger.current(year, PROPOSAL).items()
    }


def _proposal_record(number: str, year: int, current: CurrentSubmission, settlements: Iterable[Settlement]) -> Record:
    findings = current.submission.findings
    facts = _answer_facts(current, current.submission.answers)
    in_force = [s for s in settlements if s.version >= current.version]
    for settlement in in_force:
        facts.update(_settled(settlement, facts))
    return Record(
        project=number,
        year=year,
        version=current.version,
        eval_stage="",
        has_budget=False,
        verdict=verdict_of(still_open(findings, in_force)),
        facts=facts,
        findings=findings,
        newer_returned=current.newer_returned,
        latest=current.version,
    )


def holds(settlement: Settlement, version: int, spoken: Container[str], from_rows: Mapping[str, int]) -> bool:
    """Whether a settlement still holds: it came after what gives its field, a row of a list, else the sheet.

    ``version``: that of the sheet in use, ``spoken``: fields that it answers or that were found faulty on it,
    ``from_rows``: field → version of a list's row. A value of a field on which the newer sheet says nothing stands;
    an acceptance was of the older sheet.
    """
    if settlement.field in from_rows:
        return settlement.version >= from_rows[settlement.field]
    if settlement.version >= version or settlement.field.startswith(_LASTING):
        return True
    return settlement.action == "value" and settlement.field not in spoken


def stop_lasts(settlement: Settlement, facts: Mapping[str, Fact]) -> bool:
    """Whether a 休止/中止 decided on an older sheet covers what the newer one says (ADR 0005)."""
    status = facts.get("status")
    return (
        settlement.field == "status"
        and settlement.value in STOP_WORDS
        and status is not None
        and status.value == settlement.value
    )


def _rows(
    added: Mapping[str, CurrentSubmission],
) -> tuple[dict[str, tuple[Fact, int]], list[Finding]]:
    """Field → fact and version of what the rows of lists add, and what a person has yet to settle in them."""
    given: dict[str, tuple[Fact, int]] = {}
    findings: list[Finding] = []
    for one in ADDING:
        row = added.get(one)
        if row is None or row.submission.verdict == "returned":
            continue  # nothing of it counts before it is corrected: a level without its reason is no confirmation
        findings += (f for f in row.submission.findings if f.severity == "review")
        facts = _answer_facts(row, row.submission.answers)
        given |= {f: (fact, row.version) for f, fact in facts.items() if fact.value is not None and not fact.faulty}
    return given, findings


def _money_of(money: FinanceMoney | None) -> frozenset[str]:
    return frozenset({*money.entry.amounts, "executed_kind"}) if money else frozenset()


def _no_longer_pending(facts: dict[str, Fact], given: Mapping[str, tuple[Fact, int]]) -> None:
    """An actual that the 数値確定票 gives answers the 確定予定年月 of the sheet."""
    for field_id in given:
        if field_id.startswith("kpi_") and field_id.endswith("_actual"):
            facts.pop(field_id.replace("_actual", "_pending"), None)


def _finance_facts(project: Project, money: FinanceMoney | None) -> dict[str, Fact]:
    """Every amount with the cells of the export that it is the sum of."""
    if money is None:
        return {}
    made = money.source
    facts = {}
    for field_id, value in finance_values(project, money).items():
        amount = money.entry.amounts.get(field_id)
        sheet, cell = (money.entry.sheet, amount.cell) if amount else ("", "")
        facts[field_id] = Fact(value, Source("import", made.file, made.sha256, sheet, cell, at=made.at, by=made.by))
    return facts


def _sheet_facts(form: Form, current: CurrentSubmission) -> dict[str, Fact]:
    """What the 所管課 typed. Printed cells stay the register's: a typed-over one is a finding, not a value."""
    submission = current.submission
    typed = {f.id for f in form.fields if is_typed(f, submission.facts)}
    return _answer_facts(current, {f: answer for f, answer in submission.answers.items() if f in typed})


def _answer_facts(current: CurrentSubmission, answers: Mapping[str, Answer]) -> dict[str, Fact]:
    """Answers with their cells as facts, marked where a person has yet to look at them."""
    submission = current.submission
    review = {f.field for f in submission.findings if f.severity == "review"}
    whole = KEY in review and bool(submission.subject)  # a row that may be another project's
    facts = {}
    for field_id, answer in answers.items():
        place = answer.place
        kind: SourceKind = "import" if submission.imported else "sheet"
        source = Source(kind, place.file, submission.sha256, place.sheet, place.cell)
        facts[field_id] = Fact(
            answer.value, source, answer.raw, answer.repairs, answer.faulty, marked=whole or field_id in review
        )
    return facts


def _hand(settlement: Settlement) -> Source:
    return Source("settle", at=settlement.at, by=settlement.by, reason=settlement.reason)


def _settled(settlement: Settlement, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """What a settlement changes: a value, or the mark of the field it accepts."""
    source = _hand(settlement)
    field_id = settlement.field
    if settlement.action == "value":
        changed = {field_id: Fact(settlement.value, source)}
        if field_id.startswith("confirmed_"):
            changed[field_id.replace("confirmed_", "reason_", 1)] = Fact(settlement.reason, source)
        if field_id == "status" and settlement.value in STOP_WORDS:
            changed["stop_decided"] = Fact("1", source)
        return changed
    if settlement.action == "accept":
        old = facts.get(field_id)
        changed = {}
        if old is not None:
            changed[field_id] = Fact(old.value, old.source, old.raw, old.repairs, old.faulty)
        if field_id == "status" and old is not None and old.value in STOP_WORDS:
            changed["stop_decided"] = Fact("1", source)
        return changed
    return {}


def still_open(findings: tuple[Finding, ...], in_force: Sequence[Settlement]) -> tuple[Finding, ...]:
    """Findings that no settlement has answered: a value answers any, an acceptance those of severity review."""
    valued = {s.field for s in in_force if s.action == "value"}
    accepted = {s.field for s in in_force if s.action == "accept"}
    return tuple(
        f
        for f in findings
        if not (f.field in valued or ((f.field or SHEET) in accepted and f.severity in ("review", "warning")))
    )


def deciding(decisions: Iterable[Decision]) -> Callable[[str], Decision | None]:
    """`decided` for whoever asks it of thousands of projects: each looks at its own decisions only."""
    on: dict[str, list[Decision]] = {}
    for one in decisions:
        on.setdefault(one.project, []).append(one)
    return lambda project: decided(on.get(project) or on.get("") or (), project)


def decided(decisions: Iterable[Decision], project: str) -> Decision | None:
    """The decision that holds for a project: its own newest one, else the newest en bloc."""
    own: Decision | None = None
    bloc: Decision | None = None
    for decision in decisions:
        if decision.project == project:
            own = decision
        elif not decision.project:
            bloc = decision
    return own or bloc
