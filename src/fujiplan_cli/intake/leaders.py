"""The roster of 情報化推進リーダー: one a 課, by code or by name, with everything that is wrong in it, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.table_columns import TableColumns, find_table, heading
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Department, Plan

CODE, NAME, PERSON, EXTENSION, NOTE = "所属コード", "所属名", "氏名", "内線", "備考"
HEADERS = (CODE, NAME, PERSON, EXTENSION, NOTE)
_NAMES = (NAME, "所属", "所管課", "課名")
_PERSON = (PERSON, "情報化推進リーダー")


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """One 課 and its 情報化推進リーダー, as the roster names them."""

    department: Department
    name: str
    extension: str
    note: str
    place: Place


def read_leaders(grid: Grid, plan: Plan, day: date, file: str) -> tuple[tuple[LeaderRow, ...], tuple[Finding, ...]]:
    """Leaders of the departments that serve on ``day``, in the order of the file, and all findings.

    ``file`` is the path for the places. The caller takes nothing in while a finding is an error.
    """
    table = find_table(grid, file, ((CODE, *_NAMES), _PERSON))
    if table is None:
        return (), (found("leader_no_header", Place(file)),)
    rows: list[LeaderRow] = []
    findings = list(table.doubled)
    first: dict[str, Place] = {}
    for number in table.rows():
        read = _row(table, number, plan, day)
        if isinstance(read, Finding):
            findings.append(read)
        elif read.department.code in first:
            office, place = read.department.full_name, first[read.department.code]
            findings.append(found("leader_twice", read.place, "", read.name, office=office, first=str(place)))
        else:
            first[read.department.code] = read.place
            rows.append(read)
    if not rows and not any(f.severity == "error" for f in findings):
        findings.append(found("leader_empty", Place(file)))
    return tuple(rows), tuple(findings)


def _row(table: TableColumns, number: int, plan: Plan, day: date) -> LeaderRow | Finding:
    office = _office(table, number, plan, day)
    if isinstance(office, Finding):
        return office
    place = table.place(number, table.column(*_PERSON))
    name, extension = table.text(number, *_PERSON), table.text(number, EXTENSION)
    note = table.text(number, NOTE)
    if not name:
        code = "leader_blank_name" if extension or note else "leader_none"
        return found(code, place, office=office.full_name)
    return LeaderRow(office, name, extension, note, place)


def _office(table: TableColumns, number: int, plan: Plan, day: date) -> Department | Finding:
    """The department of a row: by its code, else by its name. Both together must mean the same one."""
    code, name = table.code(number, CODE), table.text(number, *_NAMES)
    if not code and not name:
        return found("leader_no_office", table.place(number, table.column(CODE, *_NAMES)))
    if not code:
        return _by_name(table, number, name, plan, day)
    place = table.place(number, table.column(CODE))
    office = plan.department(code) or _without_zeros(code, plan)
    if office is None:
        codes = [one.code for one in plan.departments]
        return found("leader_unknown_office", place, "", code, near=_near(code, codes))
    if name and heading(name) not in {heading(office.name), heading(office.full_name)}:
        at = table.place(number, table.column(*_NAMES))
        return found("leader_names_differ", at, "", name, code_given=office.code, name=office.full_name)
    return _serving(office, place, code, plan, day)


def _by_name(table: TableColumns, number: int, name: str, plan: Plan, day: date) -> Department | Finding:
    place = table.place(number, table.column(*_NAMES))
    same = [one for one in plan.departments if heading(name) in (heading(one.name), heading(one.full_name))]
    now = [one for one in same if _serves(one, day)]
    if len(now) > 1:
        words = "、".join(f"{one.code} {one.full_name}" for one in now)
        return found("leader_ambiguous_office", place, "", name, near=words)
    if not same:
        return found("leader_unknown_office", place, "", name, near=_near(name, [d.name for d in plan.departments]))
    return _serving((now or same)[0], place, name, plan, day)


def _serving(office: Department, place: Place, value: str, plan: Plan, day: date) -> Department | Finding:
    if _serves(office, day):
        return office
    if office.valid_from and office.valid_from > day:
        return found("leader_unknown_office", place, "", value, near=f"{day_words(office.valid_from)}からの課です。")
    after = plan.department_on(office.code, day)
    near = f"{day_words(day)}の課は「{after.code} {after.full_name}」です。" if after and after != office else ""
    ended = day_words(office.valid_until) if office.valid_until else ""
    return found("leader_ended_office", place, "", value, ended=ended, near=near, day=day_words(day))


def _serves(office: Department, day: date) -> bool:
    return not (office.valid_until and office.valid_until < day) and not (office.valid_from and office.valid_from > day)


def _without_zeros(code: str, plan: Plan) -> Department | None:
    """The department of a code whose leading zeros Excel dropped, if only one can be meant."""
    meant = [one for one in plan.departments if one.code.lstrip("0") == code.lstrip("0")]
    return meant[0] if len(meant) == 1 else None


def _near(text: str, words: Sequence[str]) -> str:
    close = difflib.get_close_matches(text, words, n=3, cutoff=0.5)
    return f"近いもの：{'、'.join(close)}。" if close else ""
