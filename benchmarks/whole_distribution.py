"""The whole `distribute` of a large city, as a user runs it: an invented register (架空), four years into its plan.

Used by distribute.py --whole. Everything enters by the real doors: init, the register's workbook and import, and the
answers of the years before by the ledger's own writer, because five thousand sheets filled one by one take an hour.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from real_run import Step, run

from fujiplan_cli.declare import load_plan
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.model.form import Form, is_typed
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.known import known_of

YEAR = 2025
DEPARTMENTS = 60
STAGES = ("S1", "S2", "S3", "S4", "S5", "S5", "S5", "S6")
"""Most projects of a city are in operation."""
_PLAN = "市役所に来なくても手続ができるよう、対象の手続を広げ、操作研修と周知を行い、利用者の声を集めて改善する。"
_RESULT = "対象の手続を10件増やし、操作研修を3回行った。利用者アンケートを基に、案内の文面と画面を改めた。"
_MONEY = {name: Decimal(0) for name in MONEY_COLUMNS} | {"budget_initial": Decimal(1200), "executed": Decimal(1150)}
_ANSWERS: Mapping[str, Value] = {
    "contact_name": "架空 花子",
    "contact_ext": "1234",
    "approval_no": "架空第1号",
    "status": "計画どおり",
    "result": _RESULT,
    "money_check": "相違なし",
    "staff_band": "0.5〜1",
    "self_deliverables": 3,
    "basis_deliverables": "予定した成果物は検収を終えた。",
    "self_uptake": 3,
    "basis_uptake": "利用者アンケートで8割が使うと答えた。",
    "self_control": 4,
    "basis_control": "点検を毎月行い、課題は翌月までに解消した。",
    "incident": "なし",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
    "issue": "高齢の方の利用が少ない。",
    "direction": "継続",
    "direction_reason": "利用が定着しつつある。",
    "next_plan": _PLAN,
    "public_summary": "スマートフォンから申請できる手続を増やします。",
}


@dataclass(frozen=True)
class Whole:
    """What was measured. ``writing``: seconds to write the same files' bytes into an empty folder, and no more."""

    step: Step
    books: int
    files: int
    size: int
    writing: float
    differing: int
    """Files whose bytes differ in a second run on a copy of the folder, or that only one of the two has."""


def measure_whole(folder: Path, books: int, bundle: bool) -> Whole:
    """Make the plan folder twice, distribute in both, compare. ``folder`` must be empty, and is emptied again."""
    first, second = folder / "first", folder / "second"
    if not first.exists():
        make_city(first, books)
    shutil.copytree(first, second)
    arguments = ["distribute", "--year", "R7", *(["--bundle"] if bundle else [])]
    steps = [run("distribute", arguments, one, YEAR) for one in (first, second)]
    files, again = (_bytes_of(one / "outbox") for one in (first, second))
    differing = sum(files.get(name) != again.get(name) for name in files.keys() | again.keys())
    del again
    writing = _seconds_to_write(files, folder / "bare")
    sheets = sum(name.endswith(".xlsx") and "_" in Path(name).name for name in files)
    best = min(steps, key=lambda one: one.seconds)
    return Whole(best, sheets, len(files), sum(map(len, files.values())), writing, differing)


def make_city(folder: Path, books: int) -> None:
    """A plan folder of about 60 departments and so many running projects, with what they answered in earlier years."""
    _must(run_init(folder))
    path = folder / "fujiplan.toml"
    codes = _departments(load_plan(folder))
    path.write_text(path.read_text(encoding="utf-8") + _invented(codes[1]), encoding="utf-8")
    plan = load_plan(folder)
    projects = [_project(plan, number, (*codes[0], *codes[1])) for number in range(1, books + 1)]
    (folder / "register.xlsx").write_bytes(write_register(plan, projects))
    _must(run("import", ["import", str(folder / "register.xlsx"), "--kind", "register"], folder, YEAR))
    desk = Desk.open(folder, today=date(YEAR, 5, 1), by="架空 事務局")
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        for year in range(plan.first_year, YEAR):
            form = desk.form(year)
            for one in projects:
                if one.start_year <= year:
                    writer.add_submission(_submission(plan, form, one, year), f"{year + 1}-04-20T00:00:00")
        for number, one in enumerate(projects):
            if one.start_year < YEAR and number % 5 == 0:
                writer.add_decision(_instruction(one.number))


def run_init(folder: Path) -> Step:
    """`fujiplan init` has no --plan, so it is called here and not as a process."""
    from fujiplan_cli.workflow.setup import new_plan_folder

    started = time.perf_counter()
    new_plan_folder(folder)
    return Step("init", time.perf_counter() - started, 0.0, 0, "")


def _must(step: Step) -> None:
    if step.status:
        sys.exit(f"{step.name}: {step.output}")


def _departments(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the departments that answer for the year, and of those to be invented beside them."""
    day = date(YEAR + 1, 4, 1)
    own = tuple(one.code for one in plan.departments if not (one.valid_until and one.valid_until < day))
    return own, tuple(f"9{n:03d}" for n in range(1, DEPARTMENTS - len(own) + 1))


def _invented(codes: Sequence[str]) -> str:
    return "".join(
        f'\n[[departments]]\ncode = "{code}"\ndivision = "架空第{n % 5 + 1}部"\nname = "架空第{n}課"\n'
        for n, code in enumerate(codes, start=1)
    )


def _project(plan: Plan, number: int, codes: Sequence[str]) -> Project:
    drawn = random.Random(number)
    stage = drawn.choice(STAGES)
    start = drawn.randint(plan.first_year, YEAR)
    goal = drawn.choice(plan.goals)
    measure = drawn.choice(goal.measures)
    count = drawn.randint(1 if stage in ("S5", "S6") else 0, 3)
    indicators = tuple(_indicator(number, n, start) for n in range(1, 1 + count))
    zero, typed = drawn.random() < 0.15, drawn.random() < 0.4
    years = {
        year: _year_plan(year, stage, indicators, {} if zero or typed else _MONEY) for year in range(start, YEAR + 1)
    }
    return Project(
        number=f"{measure.code}-{number:04d}",
        name=f"架空の情報化事業（その{number}）",
        type="開発型",
        goal=goal.code,
        measure=measure.code,
        start_year=start,
        end_year=plan.last_year,
        department=codes[number % len(codes)],
        account="一般",
        budget_account=f"{number}",
        zero_reason="ゼロ予算" if zero else "",
        summary="スマートフォンから申請できる手続を増やします。",
        indicators=indicators,
        years=years,
    )


def _indicator(number: int, n: int, start: int) -> Indicator:
    base = Decimal(100 + number % 900)
    return Indicator(n, "成果指標", f"架空の手続の件数{n}", "件", "増", base, start - 1, base * 2, 2026)


def _year_plan(year: int, stage: str, indicators: Sequence[Indicator], money: Mapping[str, Decimal]) -> YearPlan:
    targets = {one.number: (one.base or Decimal(0)) + year - 2000 for one in indicators}
    return YearPlan(year, stage, plan=_PLAN * 2, targets=targets, money=money)


def _submission(plan: Plan, form: Form, project: Project, year: int) -> Submission:
    """What a department answered: every question of the stage that has a sensible fixed answer."""
    stage = project.years[year].planned_stage
    facts = known_of(plan, project, year).facts
    word = plan.stage(stage)
    given = {**_ANSWERS, "stage": word.choice if word else stage}
    given |= {f"kpi_{one.number}_actual": (one.base or Decimal(0)) + 20 for one in project.indicators}
    given |= {"budget_initial": Decimal(1000), "executed": Decimal(950)} if project.has_budget else {}
    file = f"inbox/{year}/{project.number}.xlsx"
    answers = {
        one.id: Answer(one.id, given[one.id], str(given[one.id]), Place(file, "調書", f"D{row}"))
        for row, one in enumerate(form.on_sheet(stage, facts), start=10)
        if is_typed(one, facts) and one.id in given
    }
    return Submission(
        file, "0" * 64, "調書", form.id, form.version, year, project.number, project.department, "accepted",
        answers, (), stage, facts,
    )  # fmt: skip


def _instruction(project: str) -> Decision:
    """What 本部 noted on a project last July: printed as 前回会議の指摘."""
    return Decision(
        0, YEAR - 1, "honbu", f"{YEAR}-07-10", project, "一部修正の上承認", "窓口での案内を強めること。"
    )  # fmt: skip


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _seconds_to_write(files: Mapping[str, bytes], folder: Path) -> float:
    """The physical limit: these bytes on this disk, folders and all."""
    started = time.perf_counter()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    os.sync()
    return time.perf_counter() - started
