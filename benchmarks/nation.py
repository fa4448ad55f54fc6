"""Real review sheets, copied to tens of thousands of projects, the whole way from the register to the public site.

    python benchmarks/nation.py --data <JSON Lines> [--books 1000 5000 20000 50000] [--out folder] [--trial]

The data lies outside the project and is read where it lies (see real_run.py). Each sheet becomes as many projects as
are needed, each with a number of its own; all are moved to one fiscal year. What a review sheet does not
hold (who reported, the self-evaluation) is the same invented answer (架空) everywhere: no ministry is graded.
Every command runs as a process of its own, as a user runs it. Writes docs/scale.md unless it is a trial.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from real_run import Review, Step, Straight, answers_of, make_plan_folder, number_of, reported_year, run

from fujiplan_cli.intake.answer_facts import answer_facts
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Form, SheetIdentity, is_typed
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.press import FormPress
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute_forms import context_of
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.standing import NO_SHEET

ROOT = Path(__file__).resolve().parent.parent
YEAR = 2025
OFFICE = 20
"""So many of the answered sheets are opened and saved by LibreOffice; the others are as the press writes them."""
INVENTED: Mapping[str, str] = {
    "contact_name": "架空 花子",
    "contact_ext": "1234",
    "approval_no": "架空第1号",
    "money_check": "相違なし",
    "cost_reason": "その他",
    "cost_basis": "契約書",
    "staff_band": "0.5〜1",
    "self_deliverables": "3",
    "basis_deliverables": "予定した成果物は検収を終えた。",
    "self_uptake": "3",
    "basis_uptake": "利用者アンケートで8割が使うと答えた。",
    "self_control": "3",
    "basis_control": "点検を毎月行い、課題は翌月までに解消した。",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
    "issue": "高齢の方の利用が少ない。",
    "direction_reason": "利用が定着しつつある。",
    "next_plan": "対象の手続を広げる。",
    "fund_national": "0",
    "fund_prefecture": "0",
    "fund_bond": "0",
    "fund_other": "0",
    "kpi_note": "対象となる手続の見直しが遅れた。",
    "public_summary": "手続を便利にする事業です。",
}
"""What a review sheet does not hold, typed the same everywhere; only what a sheet asks is used."""
ONLY_WHEN = {"cost_reason": "cost_gap", "cost_basis": "cost_gap", "kpi_note": "outcome_low"}
"""Answers that are asked only when others make it so."""


@dataclass(frozen=True)
class Size:
    """What one size gave. ``counted``: verdicts of collect; ``bytes_of``: name of an output → its size."""

    books: int
    steps: Mapping[str, Mapping[str, Any]]
    counted: Mapping[str, int]
    bytes_of: Mapping[str, int]


def reviews_of(data: Path, books: int) -> list[Review]:
    """So many reviews with distinct numbers: the real ones in turn, moved to YEAR, copy after copy."""
    real = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    return [_copy(real[n % len(real)], n // len(real)) for n in range(books)]


def _copy(review: Review, copy: int) -> Review:
    """The review moved to YEAR under the number of a copy."""
    shift = YEAR - reported_year(review)
    moved = dict(_moved(review, shift))
    # The numbers of the years overlap: the year of publication tells them apart.
    moved["project_no"] = f"{review['project_no']}-{int(review['fiscal_year']) % 100}-{copy:02d}"
    moved["name"] = f"{review['name']}（{int(review['fiscal_year']) % 100}-{copy:02d}）"
    return moved


def _moved(value: Any, shift: int) -> Any:
    if isinstance(value, list):
        return [_moved(one, shift) for one in value]
    if isinstance(value, Mapping):
        return {
            key: one + shift if key.endswith("_year") and isinstance(one, int) else _moved(one, shift)
            for key, one in value.items()
        }
    return value


def fill(job: tuple[str, str, int, int, int]) -> int:
    """Answer every n-th sheet with the press (opening a sheet takes 100 ms); how many were written."""
    folder, data, books, first, every = job
    desk = Desk.open(Path(folder), today=date(YEAR + 1, 4, 20), by="架空 事務局")
    form = desk.form(YEAR)
    press = FormPress(form, desk.method(YEAR), context_of(desk, YEAR, form))
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, YEAR)
    fields = {one.id: one for one in form.fields}
    low = min(band.limit for band in desk.method(YEAR).outcome.bands if band.level > 2)
    done = 0
    for review in reviews_of(Path(data), books)[first::every]:
        number = number_of(review)
        known = knowledge.known[number]
        if known.eval_stage in NO_SHEET:
            continue
        typed = typed_answers(form, known.facts, review)
        follows = answer_facts({**known.values, **typed}, fields.get, low)
        typed = {one: value for one, value in typed.items() if ONLY_WHEN.get(one, "") in {"", *follows}}
        identity = SheetIdentity(desk.plan.id, form.id, form.version, YEAR, number, known.eval_stage, known.facts)
        path = Path(folder) / "inbox" / str(YEAR) / knowledge.projects[number].department / f"{number}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(press.print_sheet(identity, {**known.values, **typed}, known.before))
        done += 1
    return done


def typed_answers(form: Form, facts: frozenset[str], review: Review) -> dict[str, Value]:
    """What the review holds, and the invented rest, as values of the fields that are typed on this sheet."""
    given: dict[str, str | float] = {**INVENTED, **answers_of(review, Straight())}
    given |= {f"kpi_{n}_as_of": f"{YEAR + 1}-03-31" for n in (1, 2, 3) if f"kpi_{n}_actual" in given}
    given |= {f"kpi_{n}_pending": f"{YEAR + 1}年9月" for n in (1, 2, 3) if f"kpi_{n}_actual" not in given}
    given["budget_moved"] = 0.0
    typed: dict[str, Value] = {}
    for field in form.fields:
        if field.id not in given or not is_typed(field, facts):
            continue
        value = given[field.id]
        if not isinstance(value, str):
            typed[field.id] = Decimal(str(value))
            continue
        parsed = KINDS[field.kind].parse(Cell("text", value), field)
        typed[field.id] = value if parsed.value is None else parsed.value
    return typed


def _saved_by_office(inbox: Path) -> None:
    """Some of the answered sheets once more, as LibreOffice saves them."""
    chosen = sorted(inbox.rglob("*.xlsx"))[:: max(1, sum(1 for _ in inbox.rglob("*.xlsx")) // OFFICE)][:OFFICE]
    work = inbox.parent.parent / ".office"
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(work)]
    subprocess.run([*command, *map(str, chosen)], check=True, capture_output=True)
    for path in chosen:
        shutil.copyfile(work / path.name, path)
    shutil.rmtree(work)


def one_size(folder: Path, data: Path, books: int, last: str) -> Size:
    """The whole way with so many workbooks. ``last``: name of the step after which to stop, or "".

    Each step is noted beside the folder when it has ended: a run that was broken off goes on where it stopped.
    """
    notes = folder.with_suffix(".json")
    done: list[dict[str, Any]] = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else []
    for name, act in _steps(folder, data, books):
        if name in {one["name"] for one in done}:
            if name == last:
                break
            continue
        step = act()
        noted = {"name": name, "seconds": step.seconds, "cpu": step.cpu_seconds, "mib": step.peak_mib}
        if name == "collect":
            noted["counted"] = Counter(f["verdict"] for f in json.loads(step.output)["files"])
        done.append(noted)
        print(
            f"{books:>7,} {name:<16} {step.seconds:8.1f} s {step.cpu_seconds:8.1f} {step.peak_mib:7.0f} MiB", flush=True
        )
        notes.parent.mkdir(parents=True, exist_ok=True)
        notes.write_text(json.dumps(done), encoding="utf-8")
        if name == last:
            break
    counted = next((one["counted"] for one in done if one["name"] == "collect"), {})
    return Size(books, {one["name"]: one for one in done}, counted, _sizes(folder))


def _steps(folder: Path, data: Path, books: int) -> Iterator[tuple[str, Callable[[], Step]]]:
    """Name of each step and what it does. Names in brackets are no work of fujiplan's."""
    year = ["--year", str(YEAR)]

    def command(name: str, day: str, *arguments: str) -> tuple[str, Callable[[], Step]]:
        return name, lambda: _run(name, arguments, folder, f"{YEAR + 1}-{day}")

    yield "(register)", lambda: _timed(lambda: make_plan_folder(folder, YEAR, reviews_of(data, books)))
    yield command("import", "03-20", "import", str(folder / "register.xlsx"), "--kind", "register")
    yield command("distribute", "03-25", "distribute", *year)
    yield "(answers)", lambda: _timed(lambda: _answer(folder, data, books))
    yield command("collect", "04-28", "collect", *year, "--json")
    yield command("collect again", "04-29", "collect", *year, "--json")
    yield command("score", "05-10", "score", *year, "--json")
    for month, (meeting, word) in enumerate((("wg", "了承"), ("kanjikai", "了承"), ("honbu", "承認")), start=5):
        formats = ["--format", "html", "--format", "xlsx"]
        yield command(f"report {meeting}", f"0{month}-20", "report", *year, "--meeting", meeting, *formats)
        decided = ["--all", "--decision", word, "--date", f"{YEAR + 1}-0{month}-22"]
        yield command(f"decide {meeting}", f"0{month}-23", "decide", *year, "--meeting", meeting, *decided)
    yield command("publish", "07-25", "publish", *year, "--council-date", f"{YEAR + 1}-07-24")


def _answer(folder: Path, data: Path, books: int) -> None:
    """An answer to every sheet, by every core."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        list(pool.map(fill, [(str(folder), str(data), books, n, cores) for n in range(cores)]))
    _saved_by_office(folder / "inbox" / str(YEAR))


def _timed(act: Callable[[], object]) -> Step:
    started = time.perf_counter()
    act()
    return Step("", time.perf_counter() - started, 0.0, 0, "")


def _run(name: str, arguments: Sequence[str], folder: Path, today: str) -> Step:
    step = run(name, arguments, folder, YEAR, today)
    if step.status and not name.startswith("collect"):
        sys.exit(f"{name}: {step.output[-2000:]}")
    return step


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of what was made."""
    found = {}
    for name in ("outbox", "inbox", "reports", "returns", "site", ".fujiplan"):
        found[name] = sum(p.stat().st_size for p in (folder / name).rglob("*") if p.is_file())
    return found


def main(arguments: Iterable[str] | None = None) -> None:
    """Run all sizes and write docs/scale.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="review sheets as JSON Lines")
    parser.add_argument("--books", type=int, nargs="*", default=[1000, 5000, 20000, 50000], help="sizes")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "nation", help="work folder; a run that was broken off goes on there"
    )
    parser.add_argument("--until", default="", help="last step of each size")
    parser.add_argument("--keep", action="store_true", help="leave the work folders")
    parser.add_argument("--trial", action="store_true", help="the page is not written")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    sizes = []
    for books in given.books:
        folder = given.out / str(books)
        sizes.append(one_size(folder, given.data, books, given.until))
        print(books, dict(sizes[-1].counted), dict(sizes[-1].bytes_of), flush=True)
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if not given.trial:
        from nation_page import page

        (ROOT / "docs" / "scale.md").write_text(page(sizes), encoding="utf-8")


if __name__ == "__main__":
    main()
