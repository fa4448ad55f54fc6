"""Sheets as the project distributes them, spoiled the ways of domain.md §7, and what `collect` says of them (架空)."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from office_world import GOOD, MONEY, YEAR, Office, filled, project
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from uncounted import uncounted

BEFORE = YEAR - 1
PRINTED, TYPED, LASTING, BUILT, MEASURE_TYPE = "1-1-01", "1-1-04", "1-1-06", "1-1-07", "1-1-08"
"""A project with printed money, one whose money is typed, one that reported last year, one under construction, and a
取組型 one."""


def _plan(year: int, stage: str, money: Mapping[str, Decimal], **more: Any) -> YearPlan:
    return YearPlan(year, stage, plan="対象の手続を増やす。", targets={1: Decimal(160)}, money=money, **more)


TWO = (
    Indicator(1, "成果指標", "電子申請の件数", "件", "増", Decimal(100), 2021, Decimal(200), 2026),
    Indicator(2, "活動指標", "説明会の開催", "回", "増", Decimal(0), 2021, Decimal(20), 2026),
)
PROJECTS: tuple[Project, ...] = (
    project(PRINTED, "電子申請の利用促進"),
    project("1-1-02", "書かない窓口", department="0201"),
    project(TYPED, "図書館カードの電子化", years={YEAR: _plan(YEAR, "S5", {})}),
    project(
        LASTING,
        "施設予約の共通化",
        start_year=BEFORE,
        indicators=TWO,
        years={y: _plan(y, "S5", {}) for y in (BEFORE, YEAR)},
    ),
    project(BUILT, "窓口案内の更新", indicators=(), years={YEAR: replace(_plan(YEAR, "S4", MONEY), targets={})}),
    project(MEASURE_TYPE, "職員研修の充実", type="取組型", years={YEAR: _plan(YEAR, "S2", MONEY)}),
)
TYPED_MONEY: Mapping[str, int] = {name: int(value) for name, value in MONEY.items()}
ANSWERS: Mapping[str, Mapping[str, str | int | float | None]] = {
    PRINTED: GOOD,
    "1-1-02": GOOD,
    TYPED: {**GOOD, **TYPED_MONEY},
    LASTING: {
        **GOOD,
        **TYPED_MONEY,
        "budget_initial": 30000,
        "executed": 29000,
        "kpi_1_actual": 21480,
        "kpi_2_actual": 14,
        "result": "対象の施設を12か所に広げ、窓口での利用支援を始めた。",
    },
    BUILT: {
        **GOOD,
        "stage": "S4 構築・移行",
        "self_deliverables": 3,
        "basis_deliverables": "試験の結果を3月に確認した。",
    },
    MEASURE_TYPE: {
        **GOOD,
        "stage": "S2 企画・計画",
        "self_deliverables": 3,
        "basis_deliverables": "研修の計画を3月に定めた。",
    },
}
LAST_TEXTS: Mapping[str, str] = {
    "result": "対象の施設を9か所とし、予約の方法を改めた。",
    "basis_uptake": "対象9施設のうち7施設で使われている。",
    "basis_control": "点検を四半期ごとに行い、記録を残している。",
}
Edit = Callable[[Worksheet, Mapping[str, str], Workbook], None]


@dataclass(frozen=True)
class Case:
    """One way in which a sheet comes back. ``found``: every finding as code@field, worst first told elsewhere."""

    name: str
    verdict: str
    found: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    project: str = PRINTED
    edit: Edit | None = None
    patch: Callable[[bytes, Mapping[str, str]], bytes] | None = None
    """Surgery on the saved bytes."""
    causes: int = 1
    """How many things are wrong: one cause gives one finding."""


@uncounted()
def spoiled(sheet: bytes, case: Case) -> bytes:
    """A sheet filled well but for what the case spoils."""
    cells = cells_of(sheet)
    data = _answered(sheet, case.project)
    if case.answers:
        typed = [raw_cell(cells[name], *_typed(value)) for name, value in case.answers.items() if name in cells]
        data = parts_changed(data, {"xl/worksheets/sheet1.xml": lambda part: reduce(lambda p, f: f(p), typed, part)})
    if case.edit is not None:
        book = load_workbook(io.BytesIO(data))
        case.edit(book.worksheets[0], cells, book)
        saved = io.BytesIO()
        book.save(saved)
        data = saved.getvalue()
    return case.patch(data, cells) if case.patch else data


@lru_cache
def _answered(sheet: bytes, number: str) -> bytes:
    return filled(sheet, ANSWERS[number])


def _typed(value: object) -> tuple[str, str]:
    """A typed value as XML: what stands in the cell, and its type. Much faster than loading the book."""
    if value is None:
        return "", ""
    if isinstance(value, date):
        return f"<v>{(date(value.year, value.month, value.day) - date(1899, 12, 30)).days}</v>", ""
    if isinstance(value, str):
        return f'<is><t xml:space="preserve">{escape(value)}</t></is>', ' t="inlineStr"'
    return f"<v>{value!r}</v>", ""


@lru_cache
@uncounted()
def cells_of(sheet: bytes) -> Mapping[str, str]:
    """Field → address of its cell, by the names of a sheet."""
    page = load_workbook(io.BytesIO(sheet)).worksheets[0]
    return {
        name.removeprefix("fp_"): one.attr_text.rsplit("!", 1)[1].replace("$", "")
        for name, one in page.defined_names.items()
        if name.startswith("fp_")
    }


def parts_changed(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], **added: bytes) -> bytes:
    """A zip with some parts rewritten; the rest as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            for part, change in changes.items():
                if re.fullmatch(part, info.filename):
                    content = change(content)
            new.writestr(info.filename, content)
        for name, content in added.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def raw_cell(address: str, inside: str, kind: str = "") -> Callable[[bytes], bytes]:
    """Replace what stands in a cell of a worksheet part: ``<f>…</f><v>…</v>``."""

    def change(part: bytes) -> bytes:
        pattern = re.compile(rf'<c r="{address}"([^>]*?)(?:/>|>.*?</c>)'.encode(), re.DOTALL)

        def new(found: re.Match[bytes]) -> bytes:
            style = re.sub(rb'\st="[^"]*"', b"", found[1])
            return f'<c r="{address}"'.encode() + style + f"{kind}>{inside}</c>".encode()

        changed, count = pattern.subn(new, part)
        assert count == 1, address
        return changed

    return change


@pytest.fixture(scope="session")
def _sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, bytes]]:
    """Last year reported and collected by one project; this year's sheets distributed to all."""
    folder = tmp_path_factory.mktemp("cases") / "plan"
    new_plan_folder(folder)
    (folder / "register.xlsx").write_bytes(write_register(load_plan(folder), PROJECTS))
    desk = Desk.open(folder, today=date(YEAR, 4, 1), by="架空 事務局")
    import_register(desk, folder / "register.xlsx", "見本")
    distribute(desk, BEFORE)
    (last,) = (folder / "outbox" / str(BEFORE)).rglob(f"{LASTING}_*.xlsx")
    from fujiplan_cli.workflow.collect import collect

    inbox = folder / "inbox" / str(BEFORE)
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "前年.xlsx").write_bytes(filled(last.read_bytes(), {**ANSWERS[LASTING], **LAST_TEXTS}))
    (line,) = collect(desk, BEFORE).lines
    assert line.submission.verdict == "accepted", line.submission.findings
    desk = Desk.open(folder, today=date(YEAR + 1, 4, 1), by="架空 事務局")
    distribute(desk, YEAR)
    sheets = {p.name.split("_")[0]: p.read_bytes() for p in (folder / "outbox" / str(YEAR)).rglob("*.xlsx")}
    return folder, {**sheets, "last year": last.read_bytes()}


@pytest.fixture
def office(_sent: tuple[Path, Mapping[str, bytes]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A plan folder with this year's sheets sent out and nothing back yet."""
    source, sheets = _sent
    folder = tmp_path / "plan"
    shutil.copytree(source, folder)
    return Office(folder, capsys, sheets=sheets, source=source)


@pytest.fixture(scope="session")
def where(_sent: tuple[Path, Mapping[str, bytes]]) -> Mapping[str, Mapping[str, str]]:
    """Project → field → address as distributed."""
    return {number: cells_of(sheet) for number, sheet in _sent[1].items()}


def unrecorded(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What `check` can say of a file: all but the version that it becomes when it is recorded."""
    return {key: value for key, value in entry.items() if key != "version"}


def collected(office: Office, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Put files into the inbox, run `collect`, give the JSON entry of each file.

    On the way `check` must say the same of each new file, and record nothing.
    """
    for name, data in files.items():
        office.put(name, data)
    inbox = f"inbox/{YEAR}/"
    before = tree_of(office.folder)
    checked = office.json("check", str(office.folder / inbox), "--year", str(YEAR))["files"]
    assert tree_of(office.folder) == before
    entries = office.json("collect", "--year", str(YEAR))["files"]
    said = [unrecorded(one) for one in checked]
    assert [one for one in entries if one["reason"] in (None, "lockfile") and unrecorded(one) not in said] == []
    return {one["path"].removeprefix(inbox): one for one in entries}


def recorded(office: Office, number: str) -> dict[str, object]:
    """Field → value of a project's answers as recorded."""
    with Ledger.open(office.folder) as ledger:
        answers = ledger.current(YEAR)[number].submission.answers
    return {name: answer.value for name, answer in answers.items() if answer.value is not None}


def told(entry: Mapping[str, Any]) -> list[str]:
    """Findings of a JSON entry as code@field."""
    return sorted(f"{f['code']}@{f['field'] or ''}" for f in entry["findings"])


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, to tell whether anything was written."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
