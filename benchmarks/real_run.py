"""Real review sheets through the whole main job: distribute, fill, collect, score, report; figures to docs/real-run.md.

The data (JSON Lines, one review sheet a line) lies outside the project and is read where it lies. Each year gets a plan
folder of its own, because a ministry's project numbers are given anew every year. No grade of a real ministry is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.workbook.register_book import write_register

ROOT = Path(__file__).resolve().parent.parent
MONEY = {
    "initial": "budget_initial",
    "supplementary": "budget_supplementary",
    "carried_in": "budget_carried_in",
    "reserve": "budget_reserve",
    "executed": "executed",
    "carried_out": "carried_out",
}
Review = Mapping[str, Any]


@dataclass
class Straight:
    """What the JSON itself says of one year, to be found again in the ledger."""

    sheets: int = 0
    money: Counter[str] = field(default_factory=Counter)
    indicators_left_out: int = 0
    with_target: int = 0
    with_actual: int = 0
    text_too_long: int = 0
    no_budget_year: int = 0
    impossible_years: int = 0
    total_as_published: Decimal = Decimal(0)


@dataclass(frozen=True)
class Step:
    """One command as a user runs it."""

    name: str
    seconds: float
    peak_mib: float
    status: int
    output: str
    cpu_seconds: float = 0.0


def reported_year(review: Review) -> int:
    """A review sheet published in 2019 reports the results of 2018."""
    return int(review["fiscal_year"]) - 1


def number_of(review: Review) -> str:
    """Ministry and number."""
    return f"{review['ministry']}{review['project_no']}"


def budget_of(review: Review) -> Mapping[str, float | None]:
    """The budget row of the reported year."""
    for row in review["budgets"]:
        if row["fiscal_year"] == reported_year(review):
            return row
    return {}


def thousand_yen(million: float | None) -> Decimal | None:
    """百万円 to 千円, exactly as written."""
    return None if million is None else Decimal(str(million)) * 1000


def plain_number(text: object) -> Decimal | None:
    """A target as a number; None when it is none."""
    if text is None:
        return None
    words = unicodedata.normalize("NFKC", str(text)).replace(",", "").strip()
    return Decimal(words) if re.fullmatch(r"-?\d+(\.\d+)?", words) else None


def is_year(year: int | None) -> bool:
    """One record names 4043 as its target year: no register would take that in."""
    return year is not None and 1926 <= year <= 2100


def project_of(review: Review, codes: Mapping[tuple[str, str], str]) -> Project:
    """One review sheet as a row of the register."""
    year = reported_year(review)
    indicators, targets = [], {}
    for number, outcome in enumerate(review["outcomes"][:3], start=1):
        final = plain_number(outcome["target"])
        indicators.append(
            Indicator(
                number=number,
                kind="成果指標",
                name=one_line(outcome["indicator"] or "") or one_line(outcome["goal"] or "") or "（指標名なし）",
                unit=one_line(outcome["unit"] or "") or "件",
                direction="増",
                final=final,
                final_year=outcome["target_year"] if final is not None and is_year(outcome["target_year"]) else None,
            )
        )
        now = next((r for r in outcome["results"] if r["fiscal_year"] == year), None)
        if now and now["target"] is not None:
            targets[number] = Decimal(str(now["target"]))
    stage = "S5" if indicators else "S3"
    planned = YearPlan(year, stage, plan=one_line(review["purpose"] or ""), targets=targets, targets_original=targets)
    return Project(
        number=number_of(review),
        name=one_line(review["name"]),
        type="開発型",
        goal="1",
        measure="1-1",
        start_year=min(review["start_year"] or year, year),
        end_year=max(review["end_year"] or year, year),
        department=codes[review["ministry"], review["bureau"] or ""],
        account="一般",
        budget_account=f"{review['series_id']}",
        indicators=tuple(indicators),
        years={year: planned},
    )


def one_line(text: str) -> str:
    """Register texts are single cells: line breaks become blanks, invisible characters (a lone soft hyphen) go."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def answers_of(review: Review, straight: Straight) -> dict[str, str | float]:
    """What the record holds, as a department would type it into the named cells."""
    year = reported_year(review)
    typed: dict[str, str | float] = {
        "status": "計画どおり",
        "stage": "S5 運用・改善" if review["outcomes"] else "S3 予算化・調達",
        "direction": "継続",
        "incident": "なし",
    }
    if review["summary"]:
        typed["result"] = review["summary"]
        straight.text_too_long += len(review["summary"]) > 400
    row = budget_of(review)
    straight.no_budget_year += not row
    for key, field_id in MONEY.items():
        amount = thousand_yen(row.get(key))
        if amount is not None:
            amount = -amount if key == "carried_out" else amount
            typed[field_id] = float(amount)
            straight.money[field_id] += amount
    straight.total_as_published += thousand_yen(row.get("total")) or Decimal(0)
    straight.indicators_left_out += len(review["outcomes"][3:])
    straight.impossible_years += sum(
        o["target_year"] is not None and not is_year(o["target_year"]) for o in review["outcomes"][:3]
    )
    for number, outcome in enumerate(review["outcomes"][:3], start=1):
        now = next((r for r in outcome["results"] if r["fiscal_year"] == year), None)
        straight.with_target += bool(now and now["target"] is not None)
        if now and now["actual"] is not None:
            typed[f"kpi_{number}_actual"] = now["actual"]
            straight.with_actual += 1
    return typed


def make_plan_folder(folder: Path, year: int, reviews: Sequence[Review]) -> None:
    """A plan folder for one year: the packaged forms and methods, the ministries as organisation."""
    pairs = sorted({(r["ministry"], r["bureau"] or "") for r in reviews})
    codes = {pair: f"d{n:03d}" for n, pair in enumerate(pairs, start=1)}
    (folder / "forms").mkdir(parents=True)
    (folder / "methods").mkdir()
    packaged = templates_folder() / "plan"
    for name in (path.relative_to(packaged).as_posix() for path in sorted(packaged.glob("*/*.toml"))):
        text = (packaged / name).read_text(encoding="utf-8")
        (folder / name).write_text(_for_year(text, year), encoding="utf-8")
    text = (templates_folder() / "plan" / "fujiplan.toml").read_text(encoding="utf-8")
    (folder / "fujiplan.toml").write_text(_plan_text(text, year, codes), encoding="utf-8")
    register = write_register(load_plan(folder), [project_of(r, codes) for r in reviews])
    (folder / "register.xlsx").write_bytes(register)


def _for_year(text: str, year: int) -> str:
    text = re.sub(r"(?m)^first_year\s*=.*$", f"first_year = {year}", text)
    return re.sub(r"(?m)^last_year\s*=.*$", f"last_year = {year}", text)


def _plan_text(text: str, year: int, codes: Mapping[tuple[str, str], str]) -> str:
    """The packaged plan with its departments replaced, for one fiscal year."""
    tables = re.split(r"(?m)^(?=\[)", text)
    kept = "".join(table for table in tables if not table.startswith("[[departments]]"))
    departments = "\n".join(
        f'[[departments]]\ncode = "{code}"\ndivision = {json.dumps(m, ensure_ascii=False)}\n'
        f"name = {json.dumps(b or m, ensure_ascii=False)}\n"
        for (m, b), code in codes.items()
    )
    first = next(iter(codes.values()))
    whole = f"{_for_year(kept, year)}\n{departments}"
    return re.sub(r"(?m)^secretariat\s*=.*$", f'secretariat = "{first}"', whole)


def fill(job: tuple[str, str, dict[str, str | float]]) -> tuple[int, int]:
    """Type the answers into a sheet's named cells with openpyxl and save it; (cells set, answers not asked)."""
    from openpyxl import load_workbook

    source, target, typed = job
    book = load_workbook(source)
    sheet = book.worksheets[0]
    done = missed = 0
    for field_id, value in typed.items():
        name = sheet.defined_names.get(f"fp_{field_id}")
        if name is None:
            missed += 1
            continue
        sheet[name.attr_text.rsplit("!", 1)[1].replace("$", "").split(":")[0]] = value
        done += 1
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return done, missed


_ONE_COMMAND = """
import os, sys
from fujiplan_cli.cli.door import run
status = run(sys.argv[2:])
with open("/proc/self/status") as lines, open(sys.argv[1], "w") as peak:
    peak.write(next(line.split()[1] for line in lines if line.startswith("VmHWM")) + f" {sum(os.times()[:4])}")
sys.exit(status)
"""


def run(name: str, arguments: Sequence[str], folder: Path, year: int, today: str = "") -> Step:
    """Run one fujiplan command as a process of its own; wall time, and peak memory as the kernel counts its pages.

    ``today``: ISO date on which it is run; the 10th of May after the year unless told.

    Not wait4's figure: it counts the pages of this process, which the child had for a moment before it became itself.
    """
    out, peak = folder / f".{name}.out", folder / f".{name}.peak"
    command = [sys.executable, "-c", _ONE_COMMAND, str(peak), *arguments]
    command += ["--plan", str(folder), "--today", today or f"{year + 1}-05-10"]
    started = time.perf_counter()
    with out.open("wb") as sink:
        done = subprocess.run(command, stdout=sink, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(f"{name} {year}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}")
    kib, cpu = peak.read_text().split()
    return Step(name, seconds, int(kib) / 1024, done.returncode, out.read_text(encoding="utf-8"), float(cpu))


def one_year(folder: Path, year: int, reviews: Sequence[Review]) -> dict[str, Any]:
    """The whole way of one year; everything the report needs."""
    make_plan_folder(folder, year, reviews)
    straight = Straight(sheets=len(reviews))
    typed = {number_of(r): answers_of(r, straight) for r in reviews}
    steps = [run("import", ["import", str(folder / "register.xlsx"), "--kind", "register"], folder, year)]
    if steps[0].status:
        sys.exit(f"import {year}: {steps[0].output}")
    steps.append(run("distribute", ["distribute", "--year", str(year), "--json"], folder, year))
    started = time.perf_counter()
    sheets = sorted((folder / "outbox" / str(year)).rglob("*_*.xlsx"))
    jobs = []
    for path in sheets:
        number = path.name.split("_", 1)[0]
        target = folder / "inbox" / str(year) / path.relative_to(folder / "outbox" / str(year))
        jobs.append((str(path), str(target), typed[number]))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        filled = list(pool.map(fill, jobs, chunksize=8))
    steps.append(Step("fill (openpyxl)", time.perf_counter() - started, 0.0, 0, ""))
    steps.append(run("collect", ["collect", "--year", str(year), "--json"], folder, year))
    collected = json.loads(steps[-1].output)
    steps.append(run("score", ["score", "--year", str(year), "--json"], folder, year))
    scored = json.loads(steps[-1].output)
    steps.append(run("report", ["report", "--year", str(year), "--meeting", "wg", "--json"], folder, year))
    return {
        "year": year,
        "straight": straight,
        "steps": steps,
        "typed": sum(done for done, _ in filled),
        "not_asked": sum(missed for _, missed in filled),
        "verdicts": Counter(f["verdict"] for f in collected["files"]),
        "codes": Counter((x["severity"], x["code"]) for f in collected["files"] for x in f["findings"]),
        "files": len(collected["files"]),
        "scored": len(scored["projects"]),
        "refused": refused_amounts(collected),
        "ledger": from_ledger(folder, year),
        "report_bytes": sum(p.stat().st_size for p in (folder / "reports").rglob("*.html")),
    }


def refused_amounts(collected: Mapping[str, Any]) -> Counter[str]:
    """Field → sum of the typed amounts that collect sent back: they are not in the ledger, and must not be."""
    sums: Counter[str] = Counter()
    for file in collected["files"]:
        for finding in file["findings"]:
            if finding["severity"] == "error" and finding["field"] in MONEY.values() and finding["value"]:
                sums[finding["field"]] += Decimal(finding["value"])
    return sums


def from_ledger(folder: Path, year: int) -> dict[str, Any]:
    """The same totals, taken from the records in the ledger."""
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.records import year_records

    desk = Desk.open(folder)
    with desk.ledger() as ledger:
        records = year_records(desk, ledger, year).records.values()
    money: Counter[str] = Counter()
    with_target = with_actual = 0
    for record in records:
        for field_id in MONEY.values():
            value = record.value(field_id)
            if value is not None:
                money[field_id] += Decimal(str(value))
        with_target += sum(record.value(f"kpi_{n}_target_source") == "current" for n in (1, 2, 3))
        with_actual += sum(record.value(f"kpi_{n}_actual") is not None for n in (1, 2, 3))
    return {"money": money, "with_target": with_target, "with_actual": with_actual, "records": len(records)}


def main(arguments: Iterable[str] | None = None) -> None:
    """Run all years and write docs/real-run.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="review sheets as JSON Lines")
    parser.add_argument("--out", type=Path, default=ROOT / "realrun", help="work folder, must not exist")
    parser.add_argument("--years", type=int, nargs="*", help="only these reported years")
    parser.add_argument("--limit", type=int, help="only so many sheets a year (a trial run; the page is not written)")
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    if given.out.exists():
        sys.exit(f"{given.out} already exists")
    by_year: dict[int, list[Review]] = {}
    for line in given.data.read_text(encoding="utf-8").splitlines():
        review = json.loads(line)
        by_year.setdefault(reported_year(review), []).append(review)
    years = [y for y in sorted(by_year) if not given.years or y in given.years]
    results = [one_year(given.out / str(y), y, by_year[y][: given.limit]) for y in years]
    if given.limit is None and not given.years:
        from real_run_page import page

        (ROOT / "docs" / "real-run.md").write_text(page(results), encoding="utf-8")
    for result in results:
        print(result["year"], dict(result["verdicts"]), [f"{s.name} {s.seconds:.1f}s" for s in result["steps"]])


if __name__ == "__main__":
    main()
