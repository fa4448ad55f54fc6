"""A department that is renamed, merged or ended: what to write into fujiplan.toml, and what stands in the way.

The plan file is written by people, with their comments; the program does not edit it. It says the exact lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
from fujiplan_cli.model.project import Project
from fujiplan_cli.workflow.desk import Desk, Refused

_NOTHING = "何も記録していません。"


@dataclass(frozen=True, slots=True)
class DepartmentSteps:
    """Lines to write below the department's own ``code`` line, blocks to add, and the projects that move along."""

    code: str
    name: str
    own_lines: tuple[str, ...]
    new_blocks: tuple[str, ...]
    projects: tuple[str, ...]


def department_steps(desk: Desk, code: str, into: dict[str, str], first_day: date) -> DepartmentSteps:
    """``into``: code → name of who goes on from ``first_day``. One: renamed or merged; several: split; none: ended.

    Raises Refused: an unknown department, one that ended before, a successor that it is itself or a code in use by
    another name, and projects in its hands that nobody takes over (none or several successors).
    """
    own = desk.plan.department(code)
    if own is None:
        raise _usage(f"課「{code}」は fujiplan.toml にありません。", "課のコードを確認してください。")
    if own.valid_until is not None:
        raise _usage(f"{own.full_name}には、既に最後の日（{own.valid_until.isoformat()}）があります。", "")
    last = first_day - timedelta(days=1)
    if own.valid_from is not None and last < own.valid_from:
        day = own.valid_from.isoformat()
        raise _usage(f"最後の日が、{own.full_name}の始まり（{day}）より前です。", "--date を確認してください。")
    if code in into:
        raise _usage("課を、それ自身に引き継ぐことはできません。", "改称のときは、新しいコードを付けてください。")
    for new, name in into.items():
        _check_successor(desk, new, name, first_day)
    with desk.ledger() as ledger:
        held = held_by(ledger.projects(), desk, code, first_day)
    words = tuple(f"{one.number} {one.name}" for one in held)
    if held and len(into) != 1:
        raise _usage(
            f"{own.full_name}が所管する事業が{len(held)}件あります：{'、'.join(words)}。",
            "先に所管課を変えてください（fujiplan revise --change 事業番号 --set 所管課=コード）。",
        )
    lines = [f"valid_until = {last.isoformat()}"]
    lines += [f'successor = "{new}"' for new in into if len(into) == 1]
    blocks = tuple(
        f'[[departments]]\ncode = "{new}"\ndivision = "{own.division}"\nname = "{name}"\n'
        f"valid_from = {first_day.isoformat()}"
        for new, name in into.items()
        if desk.plan.department(new) is None
    )
    return DepartmentSteps(code, own.full_name, tuple(lines), blocks, words)


def held_by(projects: tuple[Project, ...], desk: Desk, code: str, day: date) -> list[Project]:
    """Projects that go on at ``day`` and are then in the hands of the department, by any of its former names."""
    return [
        one
        for one in projects
        if one.end_year >= fiscal_year_of(day)
        and (office := desk.plan.department_on(one.department, day)) is not None
        and office.code == code
    ]


def _check_successor(desk: Desk, code: str, name: str, day: date) -> None:
    known = desk.plan.department(code)
    if known is None and not name:
        raise _usage(f"課「{code}」の名前がありません。", f"--into {code}=課の名前 と指定してください。")
    if known is not None and name and name != known.name:
        raise _usage(f"課のコード「{code}」は、既に{known.full_name}が使っています。", "別のコードにしてください。")
    if known is not None and known.valid_until is not None and known.valid_until < day:
        raise _usage(f"{known.full_name}は、{day.isoformat()}にはありません。", "引き継ぐ課を確認してください。")
    if any(mark in f"{code}{name}" for mark in '"\\\n'):
        raise _usage('課のコードと名前に、引用符（"）、\\、改行は使えません。', "")


def _usage(words: str, remedy: str) -> Refused:
    return Refused(f"{words}{_NOTHING}", remedy, status=2)
