"""A small plan folder with distributed sheets, filled through their named cells as any program could (架空)."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run
from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from uncounted import uncounted

YEAR = 2025
DAY = "2026-04-20"
MONEY = {
    "budget_initial": Decimal(1000),
    "budget_supplementary": Decimal(0),
    "budget_carried_in": Decimal(0),
    "budget_reserve": Decimal(0),
    "budget_moved": Decimal(0),
    "executed": Decimal(950),
    "carried_out": Decimal(0),
    "fund_national": Decimal(0),
    "fund_prefecture": Decimal(0),
    "fund_bond": Decimal(0),
    "fund_other": Decimal(0),
}
GOOD: Mapping[str, str | int] = {
    "contact_name": "架空 花子",
    "contact_ext": "1234",
    "approval_no": "8架空第1号",
    "stage": "S5 運用・改善",
    "status": "計画どおり",
    "result": "対象の手続を10件増やし、操作研修を行った。",
    "kpi_1_actual": 160,
    "money_check": "相違なし",
    "staff_band": "0.5〜1",
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
    "next_plan": "対象の手続を増やす。",
    "public_summary": "スマートフォンから申請できる手続を増やします。",
}


def project(number: str, name: str, **changes: object) -> Project:
    """A project in operation with one indicator (base 100, target 160) and printed money."""
    planned = YearPlan(YEAR, "S5", plan="対象の手続を増やす。", targets={1: Decimal(160)}, money=MONEY)
    plain: dict[str, object] = {
        "number": number,
        "name": name,
        "type": "開発型",
        "goal": "1",
        "measure": "1-1",
        "start_year": YEAR,
        "end_year": 2026,
        "department": "0101",
        "account": "一般",
        "budget_account": "110",
        "indicators": (Indicator(1, "成果指標", "電子申請の件数", "件", "増", Decimal(100), 2021, Decimal(200), 2026),),
        "years": {YEAR: planned},
    }
    return Project(**(plain | changes))  # type: ignore[arg-type]  # a test's short way to vary a project


PROJECTS = (
    project("1-1-01", "電子申請の利用促進"),
    project("1-1-02", "書かない窓口", department="0201"),
    project("1-1-03", "施設予約の共通化", department="0201"),
)


Step = Callable[["Office"], object]
"""Something that is done in an office, always with the same result."""
_KEPT: dict[tuple[Path, tuple[Step, ...]], Path] = {}
"""Where an office began and what was done there → a copy of the folder after that."""


@dataclass
class Office:
    """The 事務局 at work in a plan folder: runs commands, fills sheets."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""
    sheets: Mapping[str, bytes] = field(default_factory=dict)
    source: Path | None = None
    """The folder that this one is a copy of; none where nothing of it is kept."""
    steps: tuple[Step, ...] = ()
    is_untouched: bool = True
    """Whether nothing was done here but ``steps``."""

    def after(self, step: Step) -> Office:
        """This office when ``step`` was done: done once, and copied for every later test that begins there."""
        assert self.source is not None and self.is_untouched
        self.steps = (*self.steps, step)
        key = self.source, self.steps
        if key in _KEPT:
            shutil.rmtree(self.folder)
            shutil.copytree(_KEPT[key], self.folder)
        else:
            step(self)
            _KEPT[key] = shutil.copytree(self.folder, self.source.with_name(f"after-{len(_KEPT)}"))
        self.out = self.err = ""  # the same whether it was done now or before
        self.is_untouched = True
        return self

    def run(self, *arguments: str, day: str = DAY) -> int:
        """Run a command on this folder; stdout and stderr are kept."""
        self.is_untouched = False
        self.capsys.readouterr()
        status = run([*arguments, "--plan", str(self.folder), "--today", day])
        self.out, self.err = self.capsys.readouterr()
        return status

    def json(self, *arguments: str, day: str = DAY) -> dict:
        """Run a command with --json and read what it says."""
        self.run(*arguments, "--json", day=day)
        return json.loads(self.out)

    def answer(self, number: str, name: str | None = None, **changes: str | int | None) -> Path:
        """Fill a project's sheet well, but for ``changes``, and put it into the inbox."""
        self.is_untouched = False
        target = self.folder / "inbox" / str(YEAR) / (name or f"{number}.xlsx")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(filled(self.sheets[number], {**GOOD, **changes}))
        return target

    def put(self, name: str, data: bytes) -> Path:
        """Put any bytes into the inbox."""
        self.is_untouched = False
        target = self.folder / "inbox" / str(YEAR) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return target


def filled(sheet: bytes, answers: Mapping[str, str | int | None]) -> bytes:
    """A sheet with its named cells set by openpyxl, as any program may do (contract.md)."""
    return _filled(sheet, tuple(answers.items()))


@lru_cache(maxsize=256, typed=True)
@uncounted()
def _filled(sheet: bytes, answers: tuple[tuple[str, str | int | None], ...]) -> bytes:
    """Kept: the same few answers are filled in hundreds of times, and openpyxl takes half a second for each."""
    book = load_workbook(io.BytesIO(sheet))
    page = book.worksheets[0]
    for field_id, value in answers:
        name = page.defined_names.get(f"fp_{field_id}")
        if name is not None:
            page[name.attr_text.rsplit("!", 1)[1].replace("$", "")] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def _distributed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, bytes]]:
    folder = tmp_path_factory.mktemp("office") / "plan"
    new_plan_folder(folder)
    (folder / "register.xlsx").write_bytes(write_register(load_plan(folder), PROJECTS))
    desk = Desk.open(folder, today=date(2026, 4, 1), by="架空 事務局")
    assert import_register(desk, folder / "register.xlsx", "見本").version == 1
    distribute(desk, YEAR)
    sheets = {p.name.split("_")[0]: p.read_bytes() for p in (folder / "outbox").rglob("*.xlsx")}
    return folder, sheets


@pytest.fixture
def office(_distributed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A plan folder of three projects, sheets distributed, nothing back yet."""
    source, sheets = _distributed
    folder = tmp_path / "plan"
    shutil.copytree(source, folder)
    return Office(folder, capsys, sheets=sheets, source=source)


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder with its bytes, to tell whether anything changed."""

    def read(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    return read
