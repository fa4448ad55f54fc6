"""April to March on the sample plan (架空), two years in a row, through the real commands with fixed dates.

2022 and 2023 are recorded as the demo does it. Then the 事務局 works through 2024's and 2025's results: every step is
one command line as a clerk would type it, and what departments do is done to the workbooks they were sent.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run
from fujiplan_cli.model.resources import sample_folder
from fujiplan_cli.workflow.demo import _play_past  # the years before the rehearsal, recorded quickly
from fujiplan_cli.workflow.setup import new_plan_folder
from uncounted import uncounted

YEARS = (2024, 2025)
BY = ("--by", "架空 事務局")
WHOLE = "（一括）"


@dataclass
class Step:
    """One command line of the rehearsal and what came of it."""

    day: str
    arguments: tuple[str, ...]
    status: int
    out: str
    err: str


@dataclass
class Rehearsal:
    """The plan folder and every step that was taken in it, in order."""

    folder: Path
    steps: list[Step] = field(default_factory=list)

    def run(self, day: str, *arguments: str) -> Step:
        """Run a command on that day; what it said is kept."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run([*arguments, "--plan", str(self.folder), "--today", day])
        step = Step(day, arguments, status, out.getvalue(), err.getvalue())
        self.steps.append(step)
        return step

    def done(self, day: str, *arguments: str) -> Step:
        """Run a command that must succeed (0, or 1: somebody must act)."""
        step = self.run(day, *arguments)
        assert step.status in (0, 1), (arguments, step.err)
        return step

    def json(self, day: str, *arguments: str) -> dict:
        """What a command says with --json."""
        step = self.done(day, *arguments, "--json")
        return json.loads(step.out)

    def sent(self, year: int, pattern: str) -> list[Path]:
        """Workbooks that went out."""
        return sorted((self.folder / "outbox" / str(year)).rglob(pattern))

    def put(self, year: int, name: str, data: bytes) -> None:
        """A file comes back."""
        target = self.folder / "inbox" / str(year) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def new_rehearsal(folder: Path) -> Rehearsal:
    """The sample plan with 2022 and 2023 on record, open for publication as a real plan would be."""
    new_plan_folder(folder, sample=True)
    (folder / "inbox").rename(folder / "later")  # 2025's sheets come in April 2026
    plan = folder / "fujiplan.toml"
    plan.write_text(re.sub(r"(?m)^sample = true", "sample = false", plan.read_text("utf-8")), "utf-8")
    rehearsal = Rehearsal(folder)
    register = str(folder / "register.xlsx")
    rehearsal.done("2023-04-01", "import", register, "--kind", "register", "--reason", "計画の策定", *BY)
    for year in (2022, 2023):
        _play_past(folder, year)
    return rehearsal


def departments_answer(rehearsal: Rehearsal, year: int) -> None:
    """2024: every sheet that went out is filled by its named cells. 2025: the sheets that the sample keeps come in."""
    if year == 2025:
        (rehearsal.folder / "later" / "2025").rename(rehearsal.folder / "inbox" / "2025")
        return
    answers = json.loads((sample_folder() / f"answers/{year}.json").read_text("utf-8"))
    for path in rehearsal.sent(year, "*.xlsx"):
        number = path.name.split("_")[0]
        if number in answers:
            rehearsal.put(year, f"{path.parent.name}/{path.name}", filled(path.read_bytes(), answers[number]))


def departments_propose(rehearsal: Rehearsal, year: int) -> None:
    """The 課 with an idea fill the 新規事業調書 that they were sent."""
    kept = json.loads((sample_folder() / ("hearings.json" if year == 2024 else "proposals.json")).read_text("utf-8"))
    answers = kept["proposals"] if year == 2024 else kept
    for path in rehearsal.sent(year, "*新規事業調書*.xlsx"):
        book = load_workbook(path)
        for page, one in zip(book.worksheets, answers.get(path.parent.name, ()), strict=False):
            _fill(page, one)
        if path.parent.name in answers:
            rehearsal.put(year, f"{path.parent.name}/{path.name}", _saved(book))


@uncounted()
def filled(sheet: bytes, answers: Mapping[str, str]) -> bytes:
    """A sheet with its named cells set, as any program may do (contract.md)."""
    book = load_workbook(io.BytesIO(sheet))
    _fill(book.worksheets[0], answers)
    return _saved(book)


def _fill(page, answers: Mapping[str, str]) -> None:
    for name, text in answers.items():
        target = page.defined_names.get(f"fp_{name}")
        if target is not None:
            page[target.attr_text.rsplit("!", 1)[1].replace("$", "")] = _typed(text)


@uncounted()
def list_filled(data: bytes, rows: Mapping[str, Mapping[str, object]], every: Mapping[str, object]) -> bytes:
    """A list form with cells set in the rows of its key, and ``every`` in all rows that have a project number."""
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]

    def at(name: str) -> tuple[int, int]:
        target = page[page.defined_names[f"fp_{name}"].attr_text.rsplit("!", 1)[1].replace("$", "")]
        return target.row, target.column

    header, key = at("project_no")
    for row in range(header + 1, page.max_row + 1):
        number = page.cell(row, key).value
        if number is None:
            continue
        for name, value in {**(every if re.match(r"\d", str(number)) else {}), **rows.get(str(number), {})}.items():
            page.cell(row, at(name)[1]).value = value
    return _saved(book)


def _typed(text: str) -> str | int | float:
    """Numbers as a clerk's keyboard gives them to Excel."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def _saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Both years played to the end."""
    rehearsal = new_rehearsal(tmp_path_factory.mktemp("rehearsal") / "plan")
    for year in YEARS:
        play(rehearsal, year)
    return rehearsal


def play(rehearsal: Rehearsal, year: int) -> None:
    """The year after ``year``, from the sheets going out in March to the handover a year later."""
    for part in (_spring, _may, _june, _july, _autumn, _winter):
        part(rehearsal, year, year + 1)


def _spring(rehearsal: Rehearsal, year: int, now: int) -> None:
    given = ("--year", str(year))
    rehearsal.done(f"{now}-03-25", "distribute", *given, *BY)
    rehearsal.done(f"{now}-04-01", "distribute", *given, "--form", "proposal", *BY)
    rehearsal.done(f"{now}-04-01", "schedule")
    departments_answer(rehearsal, year)
    departments_propose(rehearsal, year)
    rehearsal.done(f"{now}-04-20", "collect", *given, *BY)
    rehearsal.done(f"{now}-04-29", "status", *given, "--reminders")


def _may(rehearsal: Rehearsal, year: int, now: int) -> None:
    given, day = ("--year", str(year)), f"{now}-05-12"
    rehearsal.done(day, "distribute", *given, "--form", "confirmation", *BY)
    for path in rehearsal.sent(year, "事務局確認票*.xlsx"):
        marked = list_filled(path.read_bytes(), {}, {"confirmation": "自己評価のとおり"})
        rehearsal.put(year, f"確認票/{path.parent.name}.xlsx", marked)
    rehearsal.done(day, "collect", *given, *BY)
    rehearsal.done(f"{now}-05-20", "score", *given)
    rehearsal.done(f"{now}-05-20", "report", *given, "--meeting", "wg", "--format", "html", *BY)
    decided = ("--meeting", "wg", "--date", f"{now}-05-21", "--all", "--decision", "了承")
    rehearsal.done(f"{now}-05-21", "decide", *given, *decided, *BY)


def _june(rehearsal: Rehearsal, year: int, now: int) -> None:
    given, day = ("--year", str(year)), f"{now}-06-22"
    heard = ("hearing", *given, "--round", "june")
    rehearsal.done(f"{now}-06-02", *heard)
    for path in rehearsal.sent(year, "ヒアリング記録票_6月_*.xlsx"):
        number = path.name.split("_")[2]
        rehearsal.put(year, f"記録票/{number}.xlsx", filled(path.read_bytes(), _heard(number, now)))
    rehearsal.done(f"{now}-06-12", "collect", *given, *BY)
    rehearsal.done(f"{now}-06-12", *heard, "--record", *BY)
    rehearsal.done(f"{now}-06-05", "distribute", *given, "--form", "settlement", *BY)
    rehearsal.done(day, "report", *given, "--meeting", "kanjikai", "--format", "html", *BY)
    decided = ("--meeting", "kanjikai", "--date", day, "--all", "--decision", "了承")
    rehearsal.done(day, "decide", *given, *decided, *BY)


def _heard(number: str, now: int) -> Mapping[str, str]:
    """What the hearing of a proposal found: the first of each 課 joins the plan, the others wait."""
    sample = json.loads((sample_folder() / "hearings.json").read_text("utf-8"))["june"]
    joins, waits = (next(one for one in sample.values() if one["result"] == word) for word in ("計画登載", "継続検討"))
    found = dict(joins if number.endswith("-1") else waits)
    found |= {"hearing_date": f"令和{now - 2018}年6月9日"}
    if "support_due" in found:
        found["support_due"] = f"令和{now - 2018}年8月29日"
    if "planned_from" in found:
        found["planned_from"] = f"令和{now - 2017}年度"
    return found


def _july(rehearsal: Rehearsal, year: int, now: int) -> None:
    given, day = ("--year", str(year)), f"{now}-07-15"
    rehearsal.done(f"{now}-07-10", "report", *given, "--meeting", "honbu", "--format", "all", *BY)
    rehearsal.done(f"{now}-07-10", "distribute", *given, "--form", "decision", *BY)
    opinion = ("--project", "1-1-01", "--note", "利用者の声を集めるとよい。", "--adviser", "架空 顧問")
    rehearsal.done(f"{now}-07-11", "advise", *given, "--meeting", "honbu", *opinion, *BY)
    whole = ("--meeting", "honbu", "--date", day, "--all", "--decision", "承認", "--approval-no", f"架空第{now}号")
    rehearsal.done(day, "decide", *given, *whole, *BY)
    told = ("--note", "翌年度の目標を見直し、報告すること", "--due", f"{now + 1}-03-31", "--lead", "総務部長")
    single = ("--meeting", "honbu", "--date", day, "--project", "1-1-02", "--decision", "一部修正の上承認", *told)
    rehearsal.done(day, "decide", *given, *single, *BY)
    rehearsal.done(f"{now}-07-16", "report", *given, "--letters")
    rehearsal.done(f"{now}-07-24", "publish", *given, "--council-date", f"{now}-07-24", *BY)
    rehearsal.done(f"{now}-07-24", "export", "--for", "council", *given)


def _autumn(rehearsal: Rehearsal, year: int, now: int) -> None:
    given, first = ("--year", str(year)), _joins(rehearsal, year, now)
    rehearsal.done(f"{now}-10-03", "hearing", *given, "--round", "october")
    on = ("--proposal", first, "--date", f"{now}-10-03", "--reason", "本部が重点施策とした。")
    rehearsal.done(f"{now}-10-03", "hearing", *given, "--round", "october", *on, "--priority", *BY)
    asked = ("--proposal", first, "--request", "4420", "--date", f"{now}-11-14")
    rehearsal.done(f"{now}-11-14", "hearing", *given, "--round", "november", *asked, *BY)
    rehearsal.done(f"{now}-11-14", "hearing", *given, "--round", "november")
    why = ("--reason", "国の制度改正のため", "--date", f"{now}-11-20", "--approval-no", f"架空第{now}の2号")
    target = ("--change", "1-1-03", "--year", str(now), "--set", "kpi_1_target=88")
    rehearsal.done(f"{now}-11-20", "revise", *target, *why, *BY)
    rehearsal.done(f"{now}-11-20", "schedule")


def _winter(rehearsal: Rehearsal, year: int, now: int) -> None:
    given, first, day = ("--year", str(year)), _joins(rehearsal, year, now), f"{now + 1}-01-23"
    january = ("hearing", *given, "--round", "january", "--proposal", first, "--date", day)
    rehearsal.done(day, *january, "--budget", "4200", *BY)
    if now + 1 <= 2026:  # the plan ends with 2026: what begins later waits for the next one
        rehearsal.done(day, *january, "--register", "1-1-08", "--reason", "新規事業の追加のため。", *BY)
    told = f"{now + 1}-02-16"
    rehearsal.done(told, "hearing", *given, "--round", "february", "--announced", "--date", told, *BY)
    rehearsal.done(told, "hearing", *given, "--round", "february")
    march = f"{now + 1}-03-20"
    rehearsal.done(march, "handover", *given, *BY)
    rehearsal.done(march, "revise", "--new-year", str(now))
    rehearsal.done(march, "evaluate-plan")
    rehearsal.done(march, "export", "--for", "audit", *given)


def _joins(rehearsal: Rehearsal, year: int, now: int) -> str:
    """Number of the proposal that is to join the plan."""
    found = rehearsal.json(f"{now}-10-01", "hearing", "--year", str(year), "--round", "june", "--format", "html")
    return next(one["proposal"] for one in found["proposals"] if one["results"][0]["result"] == "計画登載")
