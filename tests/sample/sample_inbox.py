"""Makes the inbox of 2025: plays the years before, distributes, fills by LibreOffice, damages what is to be damaged."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msoffcrypto.format.ooxml as ooxml
from openpyxl import Workbook
from sample_answers import answers_of_year
from sample_courses import LAST, rng
from sample_faults import DUPLICATED, LOCKED, MISSING_PROJECTS, RESENT, SENT, UNRELATED, Sent

from fujiplan_cli.declare import load_form
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workflow import demo
from fujiplan_cli.workflow.collect import Collected, check
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.sample_years import sample_desk
from fujiplan_cli.workflow.setup import import_register, new_plan_folder

EPOCH = date(1899, 12, 30)
SYSTEM_PYTHON = "/usr/bin/python3"
STAMP = (2026, 4, 1, 0, 0, 0)
PASSWORD = "kakuu"
CORE = "docProps/core.xml"


def make(plan: Plan, templates: Path, sample: Path, here: Path) -> None:
    """Write sample_data/inbox/2025 anew, and the expected verdicts beside this script."""
    target = sample / "inbox" / str(LAST)
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "plan"
        sent = play(folder)
        jobs = Jobs(plan, load_form(templates, plan, LAST), folder, target, sent)
        jobs.run(here)
        found = check(sample_desk(folder, date(LAST + 1, 4, 28)), LAST, [target])
    _write_expected(found, target, here / "inbox_2025.json")


def play(folder: Path) -> dict[str, Distribution]:
    """A plan folder in which 2022–2024 are done and 2025 is distributed: project → what was sent."""
    new_plan_folder(folder, sample=True)
    import_register(sample_desk(folder, date(2022, 4, 1)), folder / "register.xlsx", "見本の事業台帳")
    for year in range(2022, LAST):
        demo._play_past(folder, year)
    desk = sample_desk(folder, date(LAST + 1, 3, 25))
    distribute(desk, LAST)
    with desk.ledger() as ledger:
        return {one.project: one for one in ledger.distributions(LAST)}


class Jobs:
    """Everything that is to come back, filled by one LibreOffice run and then damaged."""

    def __init__(self, plan: Plan, form: Form, folder: Path, target: Path, sent: dict[str, Distribution]) -> None:
        self.form, self.folder, self.target, self.sent = form, folder, target, sent
        self.answers = answers_of_year(plan, form, LAST)
        self.jobs: list[dict[str, object]] = []

    def run(self, here: Path) -> None:
        """Fill, save, damage."""
        for number, one in self.sent.items():
            if number not in MISSING_PROJECTS:
                self._add(number, self._path(one), SENT.get(number, Sent("", "")))
        for number in RESENT:
            again = self._path(self.sent[number])
            self._add(number, again.parent / "再提出" / again.name, Sent("", ""))
        with tempfile.TemporaryDirectory() as temporary:
            jobs = Path(temporary) / "jobs.json"
            jobs.write_text(json.dumps(self.jobs, ensure_ascii=False), encoding="utf-8")
            script = here / "fill_with_libreoffice.py"
            subprocess.run([SYSTEM_PYTHON, str(script), str(jobs)], check=True)
        self._finish()

    def _path(self, one: Distribution) -> Path:
        """inbox/2025/<課>/<as distributed>.xlsx."""
        return self.target / Path(one.file).parent.name / Path(one.file).name

    def _add(self, number: str, target: Path, how: Sent) -> None:
        source = self.folder / self.sent[number].file
        cells: list[tuple[str, str, object]] = []
        if how.how == "last_year":
            source = next(p for p in (self.folder / "inbox" / str(LAST - 1)).rglob(f"{number}.xlsx"))
        elif how.how != "empty":
            typed = {name for name, _, _ in how.typed}
            honest = {n: t for n, t in self.answers[number].items() if n not in typed}
            cells = [self._cell(n, t, how) for n, t in honest.items()] + [c for c in how.typed if c[2] != ""]
        job: dict[str, object] = {
            "source": str(source), "target": str(target), "cells": cells, "steps": list(how.steps)
        }  # fmt: skip
        if how.how == "xls":
            job |= {"filter": "MS Excel 97", "target": str(target.with_suffix(".xls"))}
        self.jobs.append(job)

    def _cell(self, name: str, typed: str, how: Sent) -> tuple[str, str, object]:
        field = self.form.field(name)
        value = KINDS[field.kind].parse(Cell("text", typed), field).value
        if value is None:
            raise ValueError(f"{name}={typed!r}")
        if how.thousandfold and field.kind == "money" and isinstance(value, Decimal):
            value *= 1000
        return (name, *_typed(value))

    def _finish(self) -> None:
        for path in sorted(self.target.rglob("*.xlsx")):
            number = path.name.split("_")[0]
            steady(path, _saved_at(number, again=path.parent.name == "再提出"))
        for number, sent in SENT.items():
            if sent.how in _DAMAGE:
                path = self._path(self.sent[number])
                path.write_bytes(_DAMAGE[sent.how](path.read_bytes()))
        twice = self._path(self.sent[DUPLICATED])
        shutil.copyfile(twice, twice.with_name(f"{twice.stem}（最終）.xlsx"))
        (self.target / UNRELATED).parent.mkdir(exist_ok=True)
        (self.target / UNRELATED).write_bytes(_unrelated())
        steady(self.target / UNRELATED, datetime(2026, 4, 8, 10))
        (self.target / LOCKED).write_bytes(_lock())


def _typed(value: Value) -> tuple[str, object]:
    if isinstance(value, YearMonth):
        return "number", (date(value.year, value.month, 1) - EPOCH).days
    if isinstance(value, date):
        return "number", (value - EPOCH).days
    if isinstance(value, (Decimal, int)):
        return "number", float(value)
    return "text", str(value)


def _saved_at(number: str, *, again: bool) -> datetime:
    r = rng(number, "saved")
    day = datetime(2026, 4, 6, 9) + timedelta(days=r.randrange(20), minutes=r.randrange(480))
    return datetime(2026, 4, 27, 15, 40) if again else min(day, datetime(2026, 4, 24, 17))


def steady(path: Path, saved: datetime) -> None:
    """The same file with fixed time stamps: LibreOffice writes the clock into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == CORE:
                stamp = f"{saved:%Y-%m-%dT%H:%M:%SZ}".encode()
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            new.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(out.getvalue())


def _password(data: bytes) -> bytes:
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, out)
    return out.getvalue()


def _csv(_: bytes) -> bytes:
    return "事業番号,事業名,実績値\r\n3-5-03,介護保険システムの標準化,34\r\n".encode("cp932")


_DAMAGE = {
    "password": _password,
    "truncated": lambda data: data[: len(data) * 2 // 3],
    "csv": _csv,
    "empty": lambda _: b"",
}


def _unrelated() -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "研修日程（架空）"
    for row in (
        ["日付", "研修名", "会場"],
        ["5月12日", "新任職員研修", "第1会議室"],
        ["6月3日", "文書事務", "第2会議室"],
    ):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lock() -> bytes:
    """What Excel keeps beside an open book: the user's name in a fixed length, twice."""
    name = "架空 職員"
    return (bytes([len(name)]) + name.encode("cp932")).ljust(55, b" ") + name.encode("utf-16-le").ljust(110, b" ")


def _write_expected(found: Collected, target: Path, out: Path) -> None:
    """file → verdict and finding codes, as found now; the test compares them with SENT too."""
    rows = {}
    for line in found.lines:
        one = line.submission
        name = Path(one.file).relative_to(target).as_posix() if Path(one.file).is_absolute() else one.file
        rows[name] = {
            "verdict": one.verdict,
            "project": one.project,
            "reason": line.reason,
            "codes": sorted({f.code for f in one.findings}),
        }
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
