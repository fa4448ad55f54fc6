"""事業の見直し: a changed register is compared, checked, recorded with its reason, and put on paper.

An edited register.xlsx and an act of the command line go the same way. A revision is an act of kind ``revision`` whose
facts are: act, number, meeting, approval_no, before, after, file. It is undone by a new one that restores
(``--restore``), so that both stay on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.catalogue import message
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.project import Project, YearPlan
from fujiplan_cli.model.revision import Revision
from fujiplan_cli.report.revision import HEADERS, render_revision, revision_page, revision_rows, revision_running
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.page_papers import paper_of
from fujiplan_cli.workflow.revise_checks import refuse_old, require_answers_kept, require_served
from fujiplan_cli.workflow.revision_acts import Draft
from fujiplan_cli.workflow.revision_changes import compared, faults_of_links
from fujiplan_cli.workflow.setup import register_from

KIND = "revision"
REGISTER, KEPT = "register.xlsx", "register_以前.xlsx"
TEMPLATE = "templates/report/revision.html"
_SHOWN = 5
_NOTHING = "何も記録していません。"


@dataclass(frozen=True, slots=True)
class Order:
    """What is recorded with a revision: the day it was decided, why, by which meeting, under which number."""

    day: date
    reason: str
    meeting: str = ""
    approval_no: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """What came of it. ``revision`` is None when the workbook has errors; ``files`` is empty for a rehearsal."""

    revision: Revision | None
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    lost: tuple[str, ...] = ()
    """Characters that no font of the PDF has."""


def write_current(desk: Desk) -> tuple[str, int, int]:
    """Write register.xlsx from the ledger: (path, version, projects). Raises Refused, LedgerError."""
    with desk.ledger() as ledger:
        projects, version = ledger.projects(), ledger.register_version()
    if not version:
        raise Refused(
            "事業台帳がまだ取り込まれていません。",
            "先に fujiplan import register.xlsx --kind register を実行してください。",
            status=2,
        )
    put_register(desk, write_register(desk.plan, projects, version))
    return REGISTER, version, len(projects)


def revise_from(desk: Desk, path: Path, order: Order) -> Revised:
    """Take an edited register.xlsx in. Raises Refused (also when it is of an older version), LedgerError."""
    data = read_file(path)
    file = desk.relative(path)
    projects, findings, versions = register_from(desk, data, file)
    if _errors(findings):
        return Revised(None, (), findings)
    with desk.ledger() as ledger:
        refuse_old(ledger, path, versions)
        return _revise(desk, ledger, projects, order, "register.xlsx", file, data, findings)


def put_register(desk: Desk, data: bytes, taken_in: bytes = b"") -> None:
    """Write register.xlsx. What somebody may have edited in it and not taken in stays beside it as KEPT."""
    path = desk.folder / REGISTER
    if path.is_file() and (old := read_file(path)) not in (data, taken_in):
        write_file(desk.folder / KEPT, old)
    write_file(path, data)


Change = Callable[[Sequence[Project], frozenset[str]], Draft]
"""An act: the register as it is and all numbers ever used → the register as it shall be."""


def revise_by(desk: Desk, act: str, make: Change, order: Order) -> Revised:
    """Do one of the usual acts: ``act`` is its name. What it makes is read like an edited workbook.

    New projects of a hearing come in by this door too. Raises Refused, LedgerError.
    """
    with desk.ledger() as ledger:
        before = ledger.projects()
        draft = make(before, used_numbers(ledger))
        data = write_register(desk.plan, draft.projects, ledger.register_version(), draft.edits)
        projects, findings, _ = register_from(desk, data, REGISTER)
        if _errors(findings):
            words = "\n".join(message(one) for one in _errors(findings)[:_SHOWN])
            raise Refused(
                f"指定された内容では、事業台帳が誤りになります。{_NOTHING}\n{words}",
                "示したところを直して、もう一度実行してください。",
                status=2,
            )
        # A number that was given as text was read as one: of no news to who typed it on the command line.
        told = tuple(one for one in findings if one.severity != "repair")
        return _revise(desk, ledger, projects, order, act, "", data, told)


def restore(desk: Desk, version: int, order: Order) -> Revised:
    """Make the register again what it was in ``version``. Raises Refused, LedgerError."""
    with desk.ledger() as ledger:
        if not 1 <= version <= ledger.register_version():
            raise Refused(
                f"事業台帳の第{version}版はありません（最新は第{ledger.register_version()}版）。{_NOTHING}",
                "版の番号は、新旧対照表の「版」にあります。",
                status=2,
            )
        projects = ledger.projects_as_of(version)
        data = write_register(desk.plan, projects, version)
        return _revise(desk, ledger, projects, order, "restore", "", data, ())


def used_numbers(ledger: Ledger) -> frozenset[str]:
    """Every project number that any version of the register had."""
    return frozenset(
        project.number for version in ledger.register_versions() for project in ledger.projects_as_of(version.version)
    )


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity == "error"]


def _revise(
    desk: Desk,
    ledger: Ledger,
    projects: Sequence[Project],
    order: Order,
    act: str,
    file: str,
    data: bytes,
    findings: tuple[Finding, ...],
) -> Revised:
    year = _year_of(desk, order)
    before, version = ledger.projects(), ledger.register_version()
    after = _kept_targets(before, projects, order.reason) if act != "restore" else tuple(projects)
    changed = compared(desk.plan, before, after)
    if not changed:
        raise Refused(
            f"事業台帳と違うところがありません。{_NOTHING}",
            "変更を保存したか、指定したファイルが正しいかを確認してください。",
            status=2,
        )
    _refuse_links(after)
    require_answers_kept(desk, ledger, before, after)
    require_served(desk.plan, after)
    number = len(ledger.acts(KIND, year)) + 1
    revision = Revision(
        number,
        year,
        order.day.isoformat(),
        order.meeting,
        order.approval_no,
        order.reason.strip(),
        version,
        version,
        changed,
    )
    if order.dry_run:
        return Revised(revision, (), findings)
    with ledger.writing(desk.by, desk.at) as writer:
        sha256 = writer.archive(data)
        # The wording of the sheet may differ where no value does (an original kept): the register is what counts.
        new = writer.save_register(after, source=file or f"revise {act}", sha256=sha256, reason=revision.reason)
        revision = replace(revision, after=new)
        writer.add_act(act_of(act, revision, {"file": file}))
        papers = write_papers(desk, revision)
        put_register(desk, write_register(desk.plan, after, new), taken_in=data)
    return Revised(revision, papers.files, findings, papers.lost)


def act_of(act: str, revision: Revision, about: Mapping[str, str]) -> Act:
    """The revision as the ledger keeps it; ``about``: facts of this kind of revision alone."""
    facts = {
        "act": act,
        "number": str(revision.number),
        "meeting": revision.meeting,
        "approval_no": revision.approval_no,
        "before": str(revision.before),
        "after": str(revision.after),
    }
    return Act(0, KIND, revision.year, "", revision.date, revision.reason, {**facts, **about})


@dataclass(frozen=True, slots=True)
class Papers:
    """Paths of the papers of a revision, and the characters that no font of the PDF has."""

    files: tuple[str, ...]
    lost: tuple[str, ...]


def write_papers(desk: Desk, revision: Revision) -> Papers:
    """新旧対照表 as HTML, PDF and .xlsx below ``reports/<year>/revise/``."""
    folder = desk.folder / "reports" / str(revision.year) / "revise"
    stem = f"第{revision.number}号_新旧対照表"
    page = revision_page(desk.plan, revision)
    rows = revision_rows(page)
    table = TableSheet("新旧対照", page.title, HEADERS, rows, (11, 30, 16, 26, 48, 48), f"理由：{page.reason}")
    with own_template(TEMPLATE, "新旧対照表のひな形"):
        html = render_revision(desk.plan, revision, desk.templates("report"))
    day = date.fromisoformat(revision.date)
    paper = paper_of(desk, TEMPLATE, html, revision_running(desk.plan, revision), day)
    made = {
        folder / f"{stem}.html": html.encode("utf-8"),
        folder / f"{stem}.pdf": paper.content,
        folder / f"{stem}.xlsx": write_table_book(page.title, (table,)),
    }
    for path, data in made.items():
        write_file(path, data)
    return Papers(tuple(desk.relative(path) for path in made), paper.lost)


def _year_of(desk: Desk, order: Order) -> int:
    """The fiscal year of the day of decision, if reason and day are as they must be. Raises Refused."""
    require_order(desk, order)
    year = fiscal_year_of(order.day)
    if order.day > desk.today or year != fiscal_year_of(desk.today):
        this = fiscal_year_of(desk.today)
        raise Refused(
            f"決定日 {order.day.isoformat()} は、"
            f"{this}年度の今日（{desk.today.isoformat()}）までの日付ではありません。{_NOTHING}",
            f"--date は {this}-04-01 から今日までの日付を指定してください。",
            status=2,
        )
    return year


def require_order(desk: Desk, order: Order) -> None:
    """A revision has a reason, and its meeting is one of the plan. Raises Refused."""
    if not order.reason.strip():
        raise Refused(
            f"見直しの理由がありません。{_NOTHING}",
            "--reason で理由を付けてください（例：--reason 国の制度改正のため）。",
            status=2,
        )
    if order.meeting and desk.plan.meeting(order.meeting) is None:
        known = "、".join(one.id for one in desk.plan.meetings)
        raise Refused(f"会議「{order.meeting}」は計画にありません。{_NOTHING}", f"次のいずれか：{known}", status=2)


def _refuse_links(projects: Sequence[Project]) -> None:
    fault = next(faults_of_links(projects), "")
    if fault:
        raise Refused(f"{fault}{_NOTHING}", "後継の事業番号を確認してください。", status=2)


def _kept_targets(before: Sequence[Project], after: Sequence[Project], reason: str) -> tuple[Project, ...]:
    """A changed target keeps its original and gets the reason (domain.md §4.13). Raises Refused."""
    old = {p.number: p for p in before}
    return tuple(_project_kept(old[p.number], p, reason) if p.number in old else p for p in after)


def _project_kept(old: Project, new: Project, reason: str) -> Project:
    years: Mapping[int, YearPlan] = {
        year: _year_kept(new.number, old.years[year], plan, reason) if year in old.years else plan
        for year, plan in new.years.items()
    }
    return replace(new, years=years)


def _year_kept(number: str, old: YearPlan, new: YearPlan, reason: str) -> YearPlan:
    originals, reasons = dict(new.targets_original), dict(new.target_reasons)
    for kpi in {*old.targets, *old.targets_original}:
        first = old.targets_original.get(kpi, old.targets.get(kpi, Decimal(0)))
        moved = new.targets.get(kpi) != old.targets.get(kpi)
        if kpi in originals and originals[kpi] != first:
            raise Refused(
                f"事業{number}の{new.year}年度の指標{kpi}の当初目標（{first}）は変えられません。{_NOTHING}",
                "現行目標だけを直してください。当初目標は、そのまま残します。",
                status=2,
            )
        if moved or kpi in old.targets_original:
            originals[kpi] = first
        if moved and reasons.get(kpi, "") in ("", old.target_reasons.get(kpi, "")):
            reasons[kpi] = reason.strip()
    return replace(new, targets_original=originals, target_reasons=reasons)
