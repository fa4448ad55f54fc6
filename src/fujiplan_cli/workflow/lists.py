"""What stands in the rows of each list form when it goes out: 事務局確認票, 数値確定票, 決定票."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finance import BUDGET_PARTS, EXECUTED_KINDS
from fujiplan_cli.model.form import EN_BLOC, Form, SheetIdentity
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.model.values import Value
from fujiplan_cli.scoring import warnings_of
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.records import CONFIRMATION, SETTLEMENT, YearRecords, year_records
from fujiplan_cli.workflow.score import last_year, views_of
from fujiplan_cli.workflow.standing import NO_SHEET, answering, secretariat

DECISION = "decision"
_MONEY = ("executed", "carried_out", "fund_national", "fund_prefecture", "fund_bond", "fund_other")
Known = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class SentList:
    """One list to be made: for whom, what it is for, its file's name, and its rows (identity, printed values).

    ``shown`` is printed in the head: the 課, or the meeting with its edition.
    """

    office: Department
    shown: str
    subject: str
    file: str
    rows: tuple[tuple[SheetIdentity, Mapping[str, Value | None]], ...]


def lists_of(desk: Desk, ledger: Ledger, knowledge: YearRecords, form: Form) -> tuple[SentList, ...]:
    """The lists of a form as they would go out today. Raises Refused when there is nothing to list, or not yet."""
    makers: Mapping[str, Callable[[Desk, Ledger, YearRecords, Form], Iterator[SentList]]] = {
        CONFIRMATION: _confirmation,
        SETTLEMENT: _settlement,
        DECISION: _decision,
    }
    maker = makers.get(form.id)
    if maker is None:
        raise Refused(
            f"一覧の様式「{form.id}」に載せる事業の決まりがありません。",
            f"配れる一覧は {'、'.join(makers)} です。",
            status=2,
        )
    made = tuple(one for one in maker(desk, ledger, knowledge, form) if one.rows)
    if not made:
        raise Refused(
            f"{form.title}に載せる事業がありません。",
            f"先に fujiplan collect --year {knowledge.year} で調書を受け付けてください。",
        )
    return made


def _identity(desk: Desk, form: Form, year: int, key: str, stage: str, facts: frozenset[str]) -> SheetIdentity:
    return SheetIdentity(desk.plan.id, form.id, form.version, year, key, stage, facts)


def _named(knowledge: YearRecords, number: str, record: Record) -> Known:
    department = record.value("department")
    return {"project_no": number, "project_name": knowledge.projects[number].name, "department": department}


# -- 事務局確認票 ------------------------------------------------------------------------------------------------


def _confirmation(desk: Desk, ledger: Ledger, knowledge: YearRecords, form: Form) -> Iterator[SentList]:
    """Every project whose sheet was received and that is graded, with self levels, evidence and what is computed."""
    year, method = knowledge.year, desk.method(knowledge.year)
    cards = views_of(desk, ledger, knowledge, method)
    earlier = year_records(desk, ledger, year - 1) if year > desk.plan.first_year else None
    before = last_year(desk, ledger, earlier)
    rows = []
    for number, record in knowledge.records.items():
        card = replace(
            cards[number]["self"], warnings=warnings_of(cards[number]["self"], record, method, before.get(number))
        )
        if not record.version or not card.items:
            continue
        known = _named(knowledge, number, record) | {
            "eval_stage": record.value("eval_stage"),
            "status": record.value("status"),
            "self_grade": card.grade,
            "self_score": card.score,
            "computed_levels": _computed(card),
            "hints": _hints(card),
        }
        for item in method.items:
            if item.field:
                known |= {item.field: record.value(item.field), item.basis: record.value(item.basis)}
        rows.append((_identity(desk, form, year, number, record.eval_stage, frozenset()), known))
    office, named = secretariat(desk, year), _confirms_own(desk)
    own: list[tuple[SheetIdentity, Known]] = []
    others: list[tuple[SheetIdentity, Known]] = []
    for row in rows:
        (own if named and _answers(desk, knowledge, row[0].project, office) else others).append(row)
    yield SentList(office, office.full_name, "", f"{form.title}.xlsx", tuple(others))
    if named is not None:
        file = f"{safe_name(named.name, 40)}_{form.title}（事務局の事業）.xlsx"
        yield SentList(named, named.full_name, named.code, file, tuple(own))


def _confirms_own(desk: Desk) -> Department | None:
    """The 課 that 幹事会 named for the 事務局's own projects, under its name of today."""
    named = desk.plan.confirms_own(desk.today)
    return desk.plan.department_on(named.department, desk.today) if named else None


def _answers(desk: Desk, knowledge: YearRecords, number: str, office: Department) -> bool:
    answering_office = answering(desk, knowledge.projects[number], knowledge.year)
    return answering_office is not None and answering_office.code == office.code


def _computed(card: Scorecard) -> str:
    items = (i for i in card.items if i.source == "computed")
    return "　".join(f"{i.title} {'－' if not i.applicable else _level(i.level_before)}" for i in items)


def _level(level: object) -> str:
    return "未確定" if level is None else f"{level}"


def _hints(card: Scorecard) -> str:
    """What to look at first: caps that bind, items without an answer, warnings."""
    blank = [f"{i.title}が未記入" for i in card.items if i.applicable and not i.answered]
    caps = [cap.reason for cap in card.caps]
    pending = ["指標が未確定（暫定）"] if card.provisional else []
    return "／".join((*caps, *blank, *pending, *(one.reason for one in card.warnings)))


# -- 数値確定票 --------------------------------------------------------------------------------------------------


def _settlement(desk: Desk, ledger: Ledger, knowledge: YearRecords, form: Form) -> Iterator[SentList]:
    """For each 課 its projects with a budget or with an indicator whose actual is still to come."""
    money = ledger.finance(knowledge.year)
    estimates = _estimates(ledger, knowledge)
    closed = {no for no, one in money.items() if one.source.executed_kind != EXECUTED_KINDS[0]}
    offices: dict[str, Department] = {}
    rows: dict[str, list[tuple[SheetIdentity, Mapping[str, Value | None]]]] = {}
    for number, record in knowledge.records.items():
        office = answering(desk, knowledge.projects[number], knowledge.year)
        facts = _settlement_facts(record, number in closed)
        if office is None or record.eval_stage in NO_SHEET or not facts:
            continue
        offices[office.code] = office
        identity = _identity(desk, form, knowledge.year, number, record.eval_stage, facts)
        known = _named(knowledge, number, record) | _settlement_values(record, facts)
        if "has_budget" in facts:
            known["executed_estimate"] = estimates.get(number)
        rows.setdefault(office.code, []).append((identity, known))
    for code, office in offices.items():
        yield SentList(
            office, office.full_name, code, f"{safe_name(office.name, 40)}_{form.title}.xlsx", tuple(rows[code])
        )


def _estimates(ledger: Ledger, knowledge: YearRecords) -> dict[str, Value]:
    """支出済額 as 決算見込: what 財務会計 last said of it as such, else what the 調書 showed, else what it was told."""
    year = knowledge.year
    found: dict[str, Value] = {}
    for number, one in ledger.current(year).items():
        answer = one.submission.answers.get("executed")
        if answer is not None and answer.value is not None:
            found[number] = answer.value
    for sent in ledger.distributions(year):
        if "executed" in sent.printed:
            found[sent.project] = sent.printed["executed"]
    for made in ledger.finance_imports(year):
        for entry in made.entries if made.executed_kind == EXECUTED_KINDS[0] else ():
            if "executed" in entry.amounts:
                found[entry.project] = entry.amounts["executed"].value
    return found


def _settlement_facts(record: Record, closed: bool) -> frozenset[str]:
    facts = {
        f"kpi_{n}_open"
        for n in (1, 2, 3)
        if record.value(f"kpi_{n}_name") is not None
        and (record.value(f"kpi_{n}_pending") is not None or record.value(f"kpi_{n}_target") is not None)
        and record.value(f"kpi_{n}_actual") is None
    }
    if record.has_budget:
        facts |= {"has_budget", "money_printed"} if closed else {"has_budget"}
    return frozenset(facts)


def _settlement_values(record: Record, facts: frozenset[str]) -> Known:
    known: Known = {}
    if "has_budget" in facts:
        parts = [value for part in BUDGET_PARTS if isinstance(value := record.value(part), Decimal)]
        known["budget_total"] = sum(parts, Decimal(0)) if parts else None
    if "money_printed" in facts:
        known |= {one: record.value(one) for one in _MONEY}
    for n in (1, 2, 3):
        if f"kpi_{n}_open" in facts:
            known |= {f"kpi_{n}_{s}": record.value(f"kpi_{n}_{s}") for s in ("name", "unit", "target", "as_of")}
            known[f"kpi_{n}_due"] = record.value(f"kpi_{n}_pending")
            # Not printed, but asked by the checks of an actual.
            hidden = ("kind", "direction", "base", "tolerance")
            known |= {f"kpi_{n}_{s}": v for s in hidden if (v := record.value(f"kpi_{n}_{s}")) is not None}
    return known


# -- 決定票 ------------------------------------------------------------------------------------------------------


def _decision(desk: Desk, ledger: Ledger, knowledge: YearRecords, form: Form) -> Iterator[SentList]:
    """The projects of the newest material of a meeting, after a row that speaks for all of them."""
    year = knowledge.year
    frozen = (ledger.latest_snapshot(year, meeting.id) for meeting in desk.plan.meetings)
    newest = max((one for one in frozen if one), key=lambda one: one.id, default=None)
    meeting = desk.plan.meeting(newest.meeting) if newest else None
    if newest is None or meeting is None:
        raise Refused(
            f"{year}年度の会議の資料がまだ作られていないため、決定票を作れません。",
            f"先に fujiplan report --year {year} --meeting wg などで、会議の資料を作ってください。",
        )
    bloc: Known = {"project_no": EN_BLOC, "project_name": "個別に記入した事業を除く、すべての事業"}
    rows = [(_identity(desk, form, year, EN_BLOC, "", frozenset()), bloc)]
    rows += [_decision_row(desk, form, year, entry) for entry in newest.entries]
    file = f"{form.title}_{safe_name(meeting.short)}_第{newest.version}号.xlsx"
    shown = f"{meeting.title}（{meeting.edition}、第{newest.version}号）"
    yield SentList(secretariat(desk, year), shown, subject_of(newest), file, tuple(rows))


def form_for(desk: Desk, form: Form, subject: str) -> Form:
    """The form as it goes out for that subject: a 決定票 offers only the words of its meeting."""
    meeting = desk.plan.meeting(subject.partition("/")[0]) if form.id == DECISION else None
    if meeting is None:
        return form
    fields = (replace(f, choices=meeting.decisions) if f.id == DECISION else f for f in form.fields)
    return replace(form, fields=tuple(fields))


def subject_of(snapshot: Snapshot) -> str:
    """What a 決定票 is for: the meeting and the edition of its material (honbu/1)."""
    return f"{snapshot.meeting}/{snapshot.version}"


def _decision_row(desk: Desk, form: Form, year: int, entry: SnapshotEntry) -> tuple[SheetIdentity, Known]:
    number, card = entry.project.number, entry.card
    known: Known = {
        "project_no": number,
        "project_name": entry.project.name,
        "department": entry.department,
        "grade_put": card.grade,
        "score_put": card.score,
        "levels_put": "　".join(f"{i.title} {_level(i.level)}" for i in card.items if i.source == "judged"),
    }
    return _identity(desk, form, year, number, entry.record.eval_stage, frozenset()), known
