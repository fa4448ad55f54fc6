"""年度更新: what the sheets of a year take over from the year before, and what needs the 事務局's hand.

Nothing is copied. The sheet of a year is made from the register and last year's answers as accepted (`known_of`): the
stage at the end of the year before, 今年度の取組 as 計画した取組 where the register has none, the year's targets. This
says for every project what that will give, before the sheets go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.known import Known
from fujiplan_cli.workflow.records import year_known
from fujiplan_cli.workflow.standing import answering

_HEADERS = ("事業番号", "事業名", "前年度末の段階", "計画した取組", "取組の出所", "目標の出所", "事務局の確認")
_SOURCES = {"current": "年度計画", "line": "直線（基準から最終目標）", "none": "なし"}


@dataclass(frozen=True, slots=True)
class CarriedProject:
    """What one project's sheet takes over. ``attention``: what the 事務局 has to look at, in words."""

    number: str
    name: str
    stage: str
    plan: str
    plan_from: str
    targets_from: str
    attention: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewYear:
    """The list of a year and the file it was written to."""

    year: int
    words: str
    projects: tuple[CarriedProject, ...]
    file: str


def carried_over(desk: Desk, year: int) -> NewYear:
    """The list for the sheets of ``year``, also as ``reports/<year>/年度更新.xlsx``. Raises Refused, LedgerError."""
    with desk.ledger() as ledger:
        knowledge = year_known(desk, ledger, year)
        every = ledger.projects()
    projects = tuple(
        _carried(desk, one, year, knowledge.known.get(one.number))
        for one in every
        if one.number in knowledge.known or one.end_year == year - 1
    )
    rows = [(p.number, p.name, p.stage, p.plan, p.plan_from, p.targets_from, "\n".join(p.attention)) for p in projects]
    title = f"{year_words(year)} 年度更新の確認表"
    note = "調書を配る前に、右端の列を確認してください。"
    table = TableSheet("年度更新", title, _HEADERS, rows, (11, 28, 16, 50, 16, 26, 40), note)
    path = desk.folder / "reports" / str(year) / "年度更新.xlsx"
    write_file(path, write_table_book(title, (table,)))
    return NewYear(year, year_words(year), projects, desk.relative(path))


def _carried(desk: Desk, project: Project, year: int, known: Known | None) -> CarriedProject:
    values = known.values if known else {}
    planned = project.years.get(year)
    source = "年度計画" if planned and planned.plan else "前年度の「今年度の取組」" if "plan" in values else "なし"
    kinds = [project.target(one.number, year)[1] for one in project.indicators]
    targets = "、".join(
        f"指標{one.number} {_SOURCES[kind]}" for one, kind in zip(project.indicators, kinds, strict=True)
    )
    return CarriedProject(
        number=project.number,
        name=project.name,
        stage=str(values.get("stage_prev") or "−"),
        plan=str(values.get("plan", "")),
        plan_from=source,
        targets_from=targets or "指標なし",
        attention=tuple(_attention(desk, project, year, known, kinds))
        if known
        else ("終了した事業：調書を配りません",),
    )


def _attention(desk: Desk, project: Project, year: int, known: Known, kinds: list[str]) -> Iterator[str]:
    stage = known.eval_stage
    if stage == "S9":
        yield "段階がS9（終了）：調書を配りません。終了年度を確認してください"
        return
    if not stage:
        yield "評価段階が決まりません：年度計画の予定段階を記入してください"
    if project.end_year < year:
        yield "終了年度を過ぎています：延長か終了を確認してください"
    if not known.values.get("stage_prev"):
        yield "前年度末の段階が届いていません"
    if known.values.get("stage_prev") == "新規" and project.start_year < year:
        yield "前年度の調書がありません"
    if "plan" not in known.values:
        yield "計画した取組がありません"
    if "none" in kinds:
        yield "この年度の目標がない指標があります"
    office = answering(desk, project, year)
    if office is None or (office.valid_until and office.valid_until.year <= year):
        yield "所管課がありません"
