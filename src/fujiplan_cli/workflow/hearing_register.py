"""A new project with a budget becomes a row of the register, through the reader of register.xlsx like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fujiplan_cli.intake.register import read_register
from fujiplan_cli.kinds.fiscal_year import era_year, year_words
from fujiplan_cli.kinds.register_columns import REGISTER_SHEETS
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.hearing import Registered, Round
from fujiplan_cli.model.plan import Department, Measure
from fujiplan_cli.model.project import Project, YearPlan
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_gate import OWN
from fujiplan_cli.workbook.register_book import project_row, write_register, year_row
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.hearing_checks import NOTHING, known_day, known_ideas, must_be_adopted, only_in
from fujiplan_cli.workflow.hearing_state import Idea, ideas
from fujiplan_cli.workflow.records import REGISTER_FILE

NONE_YET = "（なし）"
_ZERO = "ゼロ予算"
_FIRST_STAGE = "S3"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the 新旧対照表: (heading of the column, before, after)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What was written: version of the register (0: nothing, see the findings), and the 新旧対照表."""

    proposal: str
    number: str
    version: int
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()


def join_register(
    desk: Desk, year: int, name: Round, proposals: Sequence[str], number: str, stage: str, day: date | None, reason: str
) -> Joined:
    """Add the proposal to the register under a number that the 事務局 gives, and write register.xlsx anew.

    ``stage``: 予定段階 of its first year (S3); "" takes the first stage of its route from S3 on.
    Raises Refused (nothing written), LedgerError.
    """
    only_in(name, ("january",), "事業台帳への登載")
    on = known_day(desk, year, day or desk.today, "登載した日")
    if not reason.strip():
        raise Refused("事業台帳に載せる理由がありません。", f"--reason で理由を指定してください。{NOTHING}", status=2)
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        (idea,) = _one(known_ideas(ideas(desk, ledger, year), proposals))
        before = ledger.projects()
        _refuse_wrong(idea, number, before)
        _refuse_unread_file(desk, ledger)
        project = _project(desk, year, idea, number.strip(), stage)
        data = write_register(desk.plan, (*before, project))
        every, findings = read_register(read_grid(data, OWN), desk.plan, REGISTER_FILE)
        grave = tuple(one for one in findings if one.severity == "error")
        if grave:
            return Joined(idea.number, project.number, 0, (), grave)
        # The rows that were there stay as the ledger has them: only the new one comes from the file.
        (read,) = (one for one in every if one.number == project.number)
        whole = sorted((*before, read), key=lambda one: one.number)
        version = writer.save_register(whole, source=REGISTER_FILE, sha256=writer.archive(data), reason=reason.strip())
        made = Registered(idea.number, on.isoformat(), read.number, version, reason.strip())
        writer.add_act(made.act(year))
        write_file(desk.folder / REGISTER_FILE, data)
    return Joined(idea.number, read.number, version, comparison(desk, read))


def _one(found: Sequence[Idea]) -> Sequence[Idea]:
    if len(found) != 1:
        raise Refused("登載する提案は、1件ずつ指定してください。", NOTHING, status=2)
    return found


def _refuse_wrong(idea: Idea, number: str, projects: Sequence[Project]) -> None:
    must_be_adopted(idea, "事業台帳への登載")
    if idea.registered is not None:
        raise Refused(
            f"提案{idea.number}は、既に事業{idea.registered.number}として事業台帳に載っています。", NOTHING, status=2
        )
    if idea.budgeted is None:
        raise Refused(
            f"提案{idea.number}には、予算計上額が記録されていません。",
            f"先に --budget 額 で記録してください（予算がないときは0）。{NOTHING}",
            status=2,
        )
    if not number.strip():
        raise Refused("事業番号が空です。", f"--register で事業番号を指定してください。{NOTHING}", status=2)
    taken = next((one for one in projects if one.number == number.strip()), None)
    if taken is not None:
        raise Refused(
            f"事業番号「{taken.number}」は、「{taken.name}」が使っています。",
            f"使われていない番号を指定してください。{NOTHING}",
            status=2,
        )


def _refuse_unread_file(desk: Desk, ledger: Ledger) -> None:
    """register.xlsx is written anew: what somebody changed in it and did not take in would be lost."""
    path = desk.folder / REGISTER_FILE
    if not path.exists():
        return
    data = read_file(path)
    current = ledger.projects()
    if data == write_register(desk.plan, current):
        return
    every, findings = read_register(read_grid(data, OWN), desk.plan, REGISTER_FILE)
    if any(one.severity == "error" for one in findings) or sorted(every, key=lambda p: p.number) != list(current):
        raise Refused(
            "register.xlsx に、まだ取り込んでいない変更があります。",
            f"先に fujiplan import register.xlsx --kind register で取り込むか、元に戻してください。{NOTHING}",
        )


def _project(desk: Desk, year: int, idea: Idea, number: str, stage: str) -> Project:
    """The row: what the proposal says, the year that the hearing set, and the budget."""
    start = _first_year(desk, year, idea)
    kind = _text(idea, "proposal_type")
    measure = _measure(desk, idea)
    office = _office(desk, year, idea)
    amount = idea.budgeted.value if idea.budgeted and idea.budgeted.value is not None else Decimal(0)
    planned = YearPlan(start, _stage(desk, kind, stage), money={"budget_initial": amount} if amount else {})
    return Project(
        number=number,
        name=idea.name,
        type=kind,
        goal=measure.goal,
        measure=measure.code,
        start_year=start,
        end_year=desk.plan.last_year,
        department=office.code,
        zero_reason="" if amount else _ZERO,
        priority=idea.priority is not None,
        personal_info=_text(idea, "personal_info"),
        system_zone=_text(idea, "system_zone"),
        years={start: planned},
    )


def _first_year(desk: Desk, year: int, idea: Idea) -> int:
    planned = [one.planned_from for one in idea.results.values() if one.planned_from]
    start = planned[-1] if planned else year + 2
    if start not in desk.plan.years:
        first, last = era_year(desk.plan.first_year), era_year(desk.plan.last_year)
        raise Refused(
            f"提案{idea.number}を計画に載せる年度（{year_words(start)}）は、計画期間（{first}〜{last}年度）の外です。",
            f"次期計画の計画フォルダーの事業台帳に載せてください。{NOTHING}",
        )
    return start


def _measure(desk: Desk, idea: Idea) -> Measure:
    said = _text(idea, "proposal_measure")
    found = [m for goal in desk.plan.goals for m in goal.measures if said in (m.title, m.code, f"{m.code} {m.title}")]
    if len(found) != 1:
        raise Refused(
            f"提案{idea.number}の施策「{said}」は、計画フォルダーの施策にありません。",
            f"fujiplan settle {idea.number} proposal_measure で施策を直してください。{NOTHING}",
        )
    return found[0]


def _office(desk: Desk, year: int, idea: Idea) -> Department:
    """Who answers in the year in which it begins to be planned."""
    found = desk.plan.department_on(idea.office.code, date(year + 2, 4, 1)) if idea.office else None
    if found is None:
        raise Refused(f"提案{idea.number}の課が、計画フォルダーにありません。", NOTHING)
    return found


def _stage(desk: Desk, kind: str, wanted: str) -> str:
    route = desk.plan.routes.get(kind, ())
    if not wanted:
        return next((one for one in route if one >= _FIRST_STAGE), _FIRST_STAGE)
    if wanted not in route:
        raise Refused(
            f"「{wanted}」は、{kind}の事業が通る段階ではありません。",
            f"次のいずれかを指定してください：{'、'.join(route)}。{NOTHING}",
            status=2,
        )
    return wanted


def _text(idea: Idea, field: str) -> str:
    return str(idea.record.value(field) or "")


def comparison(desk: Desk, project: Project) -> tuple[Row, ...]:
    """新旧対照表 of a project that is new: every column that says something, nothing before."""
    given = (
        (REGISTER_SHEETS[0].columns, project_row(project)),
        *((REGISTER_SHEETS[2].columns, year_row(desk.plan, project.number, one)) for one in project.years.values()),
    )
    rows: dict[str, Row] = {}
    for columns, values in given:
        for column in columns:
            value = values.get(column.id)
            if value is not None and value != "":
                rows.setdefault(column.label, Row(column.label, NONE_YET, _shown(desk, column.id, value, values)))
    return tuple(rows.values())


def _shown(desk: Desk, column: str, value: object, row: Mapping[str, object]) -> str:
    plan = desk.plan
    if column == "department":
        office = plan.department(str(value))
        return f"{value}　{office.full_name}" if office else str(value)
    if column == "measure":
        measure = plan.measure(str(value))
        return f"{value}　{measure.title}" if measure else str(value)
    if column == "theme":
        goal = plan.goal(str(value))
        return f"{value}　{goal.title}" if goal else str(value)
    if column in ("start_year", "end_year", "year") and isinstance(value, int):
        return year_words(value)
    return f"{value:,f}千円" if isinstance(value, Decimal) else str(value)
