"""The usual acts of a revision without Excel: each makes the register as it shall be from the register as it is.

Nothing is recorded here. What an act makes goes the way of an edited register.xlsx, so that one set of rules holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fujiplan_cli.kinds.register_columns import REGISTER_SHEETS
from fujiplan_cli.model.project import Project, YearPlan
from fujiplan_cli.workbook.register_book import RegisterEdit
from fujiplan_cli.workflow.desk import Refused

_CAUSE = "何も記録していません。"


@dataclass(frozen=True, slots=True)
class Draft:
    """The register as it shall be: projects, and cells to be typed over them."""

    projects: tuple[Project, ...]
    edits: tuple[RegisterEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """Values by column id or heading. ``year`` and ``kpi`` say of which year and indicator, 0 for none."""

    values: Mapping[str, str]
    year: int = 0
    kpi: int = 0


def add(projects: Sequence[Project], used: frozenset[str], number: str, typed: Typed) -> Draft:
    """A new project. Its number must never have been used. Raises Refused."""
    _new_number(number, used)
    return Draft(tuple(projects), _edits(number, typed))


def change(projects: Sequence[Project], number: str, typed: Typed) -> Draft:
    """Other values of a project that is there. Raises Refused."""
    _known(projects, number)
    if not typed.values:
        raise _usage("変更する項目がありません。", "--set 項目=値 で指定してください（例：--set 事業名=新しい名前）。")
    return Draft(tuple(projects), _edits(number, typed))


def end(projects: Sequence[Project], number: str, last: int) -> Draft:
    """The project's last fiscal year is ``last``. Raises Refused."""
    one = _known(projects, number)
    return Draft(_with(projects, _ended(one, last, one.successors)))


def merge(
    projects: Sequence[Project], used: frozenset[str], parts: Sequence[str], into: str, last: int, typed: Typed
) -> Draft:
    """``parts`` end with ``last`` and go on in ``into``: a project that is there, or a new one like the first part.

    A new one has no indicators yet: figures before and after a merger cannot be compared. Raises Refused.
    """
    if into in parts or len(set(parts)) != len(parts):
        raise _usage("事業をそれ自身に統合することはできません。", "統合する事業と統合先の番号を確認してください。")
    old = [_known(projects, number) for number in parts]
    there = next((p for p in projects if p.number == into), None)
    if there is None:
        if len(parts) < 2:
            raise _usage(
                f"統合先の事業「{into}」は事業台帳にありません。",
                "既にある事業の番号を指定するか、2件以上の事業を新しい番号に統合してください。",
            )
        _new_number(into, used)
        target = _heir(old[0], into, last, tuple(parts))
    else:
        target = replace(there, predecessors=tuple(dict.fromkeys((*there.predecessors, *parts))))
    gone = [_ended(one, last, (into,)) for one in old]
    return Draft(_with(projects, *gone, target), _edits(into, typed))


def split(projects: Sequence[Project], used: frozenset[str], number: str, names: Mapping[str, str], last: int) -> Draft:
    """The project ends with ``last`` and goes on in new ones (``names``: number → name). Raises Refused."""
    one = _known(projects, number)
    if len(names) < 2:
        raise _usage(
            "分割した後の事業を2件以上指定してください。", "例：--into 1-1-05=窓口の予約 --into 1-1-06=窓口の案内"
        )
    for new in names:
        _new_number(new, used)
    heirs = [replace(_heir(one, new, last, (number,)), name=name or one.name) for new, name in names.items()]
    return Draft(_with(projects, _ended(one, last, tuple(names)), *heirs))


def _ended(one: Project, last: int, successors: tuple[str, ...]) -> Project:
    years = {year: plan for year, plan in one.years.items() if year <= last}
    return replace(one, end_year=last, years=years, successors=tuple(dict.fromkeys((*one.successors, *successors))))


def _heir(one: Project, number: str, last: int, predecessors: tuple[str, ...]) -> Project:
    """A project that takes over: the same place in the plan, the stages planned; money and indicators are its own."""
    years = {y: YearPlan(y, plan.planned_stage) for y, plan in one.years.items() if y > last}
    return replace(
        one, number=number, start_year=last + 1, years=years, predecessors=predecessors, successors=(), indicators=()
    )


def _with(projects: Sequence[Project], *changed: Project) -> tuple[Project, ...]:
    new = {one.number: one for one in changed}
    kept = [new.pop(p.number, p) for p in projects]
    return (*kept, *new.values())


def _edits(number: str, typed: Typed) -> tuple[RegisterEdit, ...]:
    rows: dict[tuple[int, tuple[str, ...]], dict[str, str]] = {}
    for name, text in typed.values.items():
        sheet, column = _column(name, typed)
        key = ((number,), (number, str(typed.kpi)), (number, str(typed.year)))[sheet]
        rows.setdefault((sheet, key), {})[column] = text.strip()
    return tuple(RegisterEdit(sheet, key, values) for (sheet, key), values in rows.items())


def _column(name: str, typed: Typed) -> tuple[int, str]:
    for place, sheet in enumerate(REGISTER_SHEETS):
        for column in sheet.columns:
            if name not in (column.id, column.label):
                continue
            if column.id in ("project_no", "kpi_no", "year"):
                break
            if place == 1 and not typed.kpi:
                raise _usage(f"「{name}」は指標の項目です。", "--kpi で指標の番号を指定してください（例：--kpi 1）。")
            if place == 2 and not typed.year:
                raise _usage(f"「{name}」は年度計画の項目です。", "--year で年度を指定してください（例：--year R8）。")
            return place, column.id
    raise _usage(f"「{name}」は事業台帳の項目ではありません。", "register.xlsx の見出し又は列IDで指定してください。")


def _known(projects: Sequence[Project], number: str) -> Project:
    found = next((p for p in projects if p.number == number), None)
    if found is None:
        raise _usage(f"事業「{number}」は事業台帳にありません。", "事業番号を確認してください。")
    return found


def _new_number(number: str, used: frozenset[str]) -> None:
    if number in used:
        raise _usage(
            f"事業番号「{number}」は既に使われています。",
            "使われたことのない番号を指定してください（終わった事業の番号も、過去の資料で使われています）。",
        )


def _usage(message: str, remedy: str) -> Refused:
    return Refused(f"{message}{_CAUSE}", remedy, status=2)
