"""A department that is renamed, merged, split or ended: fujiplan.toml, the register, and 新旧対照表 in one go.

Lines are put into the plan file, nothing else of it is touched, and what it was stays beside it. The record comes
first and is withdrawn when the file cannot be written; a process killed between the two leaves a plan in which the
change has happened, and the next attempt says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fujiplan_cli.declare import CannotEdit, block_of, load_plan, with_department_ended
from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Department, Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.revision import FieldChange, ProjectRevision, Revision
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import PLAN_FILE, Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.revise import KIND, Order, act_of, put_register, require_order, write_papers
from fujiplan_cli.workflow.revise_checks import require_served

KEPT_PLAN = "fujiplan_以前.toml"
_NOTHING = "何も記録していません。"


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """What changes, and what was written (``files`` is empty for a rehearsal).

    ``own_lines`` stand below the department's ``code`` line, ``new_blocks`` after the other departments.
    """

    revision: Revision
    own_lines: tuple[str, ...]
    new_blocks: tuple[str, ...]
    projects: tuple[str, ...]
    files: tuple[str, ...]
    lost: tuple[str, ...] = ()
    """Characters that no font of the PDF has."""


def change_department(
    desk: Desk, code: str, into: Mapping[str, str], assigned: Mapping[str, str], order: Order
) -> DepartmentChange:
    """``into``: code → name of who goes on from ``order.day``. One: renamed or merged; several: split; none: ended.

    A name may give another 部 (部/課). ``assigned``: project → code, for the projects of a split department.

    Raises Refused (nothing recorded): an unknown department, one that ended before, a successor that it is itself or
    a code in use by another name, projects that nobody takes over, a plan file whose layout people have to edit.
    Raises PlanFolderError, LedgerError.
    """
    own, last_day = _ending(desk, code, order.day)
    require_order(desk, order)
    if code in into:
        raise _usage("課を、それ自身に引き継ぐことはできません。", "改称のときは、新しいコードを付けてください。")
    heirs = {new: _heir(desk, own, new, name, order.day) for new, name in into.items()}
    added = tuple(one for one in heirs.values() if desk.plan.department(one.code) is None)
    successor = next(iter(heirs)) if len(heirs) == 1 else ""
    was = read_file(desk.folder / PLAN_FILE)
    edited = _edited(was, own, last_day, successor, added)
    with desk.ledger() as ledger:
        before, version = ledger.projects(), ledger.register_version()
        held = held_by(before, desk, code, order.day)
        goes = _goes(desk, own, held, heirs, assigned, order.day)
        moved = {no: office.code for no, office in goes.items()} if not successor else {}
        after = tuple(replace(p, department=moved[p.number]) if p.number in moved else p for p in before)
        step = _Step(load_plan(desk.folder, edited), was, edited, after if moved else None)
        require_served(step.plan, after)
        revision = Revision(
            len(ledger.acts(KIND, fiscal_year_of(order.day))) + 1,
            fiscal_year_of(order.day),
            order.day.isoformat(),
            order.meeting,
            order.approval_no,
            order.reason.strip(),
            version,
            version,
            (_office_row(own, last_day, heirs), *(_project_row(p, own, goes[p.number]) for p in held)),
        )
        change = DepartmentChange(
            revision,
            _own_lines(last_day, successor),
            tuple("\n".join(block_of(one)) for one in added),
            tuple(f"{one.number} {one.name}" for one in held),
            (),
        )
        return (
            change
            if order.dry_run
            else _recorded(desk, ledger, change, step, {"department": code, "into": "、".join(heirs)})
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be written: the plan as it will be, its file before and after, and the register if it changes."""

    plan: Plan
    was: bytes
    edited: bytes
    register: tuple[Project, ...] | None


def _recorded(
    desk: Desk, ledger: Ledger, change: DepartmentChange, step: _Step, about: Mapping[str, str]
) -> DepartmentChange:
    """Register, act, papers and, last of all, the plan file. ``about``: facts that other revisions do not have."""
    revision, then = change.revision, replace(desk, plan=step.plan)
    with ledger.writing(desk.by, desk.at) as writer:
        if step.register is not None:
            sha256 = writer.archive(write_register(step.plan, step.register, revision.before))
            new = writer.save_register(step.register, source="revise department", sha256=sha256, reason=revision.reason)
            revision = replace(revision, after=new)
        writer.add_act(act_of("department", revision, about))
        papers = write_papers(then, revision)
        if step.register is not None:
            put_register(then, write_register(step.plan, step.register, revision.after))
        write_file(desk.folder / KEPT_PLAN, step.was)
        write_file(desk.folder / PLAN_FILE, step.edited)
    return replace(change, revision=revision, files=(PLAN_FILE, KEPT_PLAN, *papers.files), lost=papers.lost)


def _own_lines(last_day: date, successor: str) -> tuple[str, ...]:
    """What goes below the department's own ``code`` line."""
    return (f"valid_until = {last_day.isoformat()}", *([f'successor = "{successor}"'] if successor else []))


def held_by(projects: tuple[Project, ...], desk: Desk, code: str, day: date) -> list[Project]:
    """Projects that go on at ``day`` and are then in the hands of the department, by any of its former names."""
    return [
        one
        for one in projects
        if one.end_year >= fiscal_year_of(day)
        and (office := desk.plan.department_on(one.department, day)) is not None
        and office.code == code
    ]


def _ending(desk: Desk, code: str, first_day: date) -> tuple[Department, date]:
    """The department and its last day. Raises Refused."""
    own = desk.plan.department(code)
    if own is None:
        raise _usage(f"課「{code}」は fujiplan.toml にありません。", "課のコードを確認してください。")
    if own.valid_until is not None:
        raise _usage(f"{own.full_name}には、既に最後の日（{own.valid_until.isoformat()}）があります。", "")
    last = first_day - timedelta(days=1)
    if own.valid_from is not None and last < own.valid_from:
        day = own.valid_from.isoformat()
        raise _usage(f"最後の日が、{own.full_name}の始まり（{day}）より前です。", "--date を確認してください。")
    return own, last


def _heir(desk: Desk, own: Department, code: str, name: str, day: date) -> Department:
    """Who goes on under that code: known, or new in the same 部 unless the name gives another one. Raises Refused."""
    known = desk.plan.department(code)
    if any(mark in f"{code}{name}" for mark in '"\\\r\n'):
        raise _usage('課のコードと名前に、引用符（"）、\\、改行は使えません。', "")
    if known is None:
        division, sign, office = name.partition("/")
        office, division = (office.strip(), division.strip()) if sign else (name.strip(), own.division)
        if not office or not code.strip():
            raise _usage(f"課「{code}」の名前がありません。", f"--into {code}=課の名前 と指定してください。")
        return Department(code, division, office, valid_from=day)
    if name and name != known.name:
        raise _usage(f"課のコード「{code}」は、既に{known.full_name}が使っています。", "別のコードにしてください。")
    if known.valid_until is not None and known.valid_until < day:
        raise _usage(f"{known.full_name}は、{day.isoformat()}にはありません。", "引き継ぐ課を確認してください。")
    return known


def _goes(
    desk: Desk,
    own: Department,
    held: list[Project],
    heirs: Mapping[str, Department],
    assigned: Mapping[str, str],
    day: date,
) -> dict[str, Department]:
    """Project → the department that takes it over. Raises Refused with every project that nobody does."""
    numbers = {one.number for one in held}
    for number, code in assigned.items():
        if number not in numbers:
            raise _usage(
                f"事業「{number}」は、{own.full_name}が所管する事業ではありません。", "番号を確認してください。"
            )
        if code not in heirs:
            raise _usage(f"事業{number}の引継ぎ先「{code}」が --into にありません。", f"--into {code}=課の名前")
    only = next(iter(heirs.values())) if len(heirs) == 1 else None
    left = [one for one in held if one.number not in assigned] if only is None else []
    if left:
        words = "、".join(f"{one.number} {one.name}" for one in left)
        raise _usage(
            f"{own.full_name}が所管する事業のうち、引き継ぐ課のないものが{len(left)}件あります：{words}。",
            "課を分けるときは --assign 事業番号=コード で事業ごとに指定してください。廃止するときは、先に所管課を変えて"
            "ください（fujiplan revise --change 事業番号 --set 所管課=コード）。",
        )
    if only is None and held and day > desk.today:
        raise _usage(
            "事業を分けて引き継ぐ変更は、まだ来ていない日付では記録できません。",
            f"{day_words(day)}以後に実行してください（その前に確かめるには --dry-run）。",
        )
    return {one.number: only or heirs[assigned[one.number]] for one in held}


def _edited(was: bytes, own: Department, last_day: date, successor: str, added: tuple[Department, ...]) -> bytes:
    try:
        return with_department_ended(was, own.code, last_day, successor, added)
    except CannotEdit:
        words = "\n".join((*_own_lines(last_day, successor), *("\n".join(("", *block_of(one))) for one in added)))
        raise Refused(
            f"fujiplan.toml の課の書き方が [[departments]] の並びと異なるため、書き加えられません。{_NOTHING}",
            f'code = "{own.code}" の課に、次の内容を手で書き加えてください。\n{words}',
            status=2,
        ) from None


def _office_row(own: Department, last_day: date, heirs: Mapping[str, Department]) -> ProjectRevision:
    after = "、".join(one.full_name for one in heirs.values()) or "廃止"
    changes = (FieldChange("課", own.full_name, after), FieldChange("最後の日", "", day_words(last_day)))
    return ProjectRevision(own.code, own.full_name, "office", changes)


def _project_row(project: Project, own: Department, office: Department) -> ProjectRevision:
    return ProjectRevision(
        project.number, project.name, "change", (FieldChange("所管課", own.full_name, office.full_name),)
    )


def _usage(words: str, remedy: str) -> Refused:
    return Refused(f"{words}{_NOTHING}", remedy, status=2)
