"""公表の時間。架空の事業500件×4年度を本部が承認した計画フォルダーから、公表用のサイトを作ります。

    python benchmarks/publish.py [--projects 500] [--keep 作業フォルダー]

`fujiplan publish` を利用者と同じように別の処理として動かし、経過時間と最大メモリーをOSの計測値から得ます。
公表しない欄には、事業と年度ごとに違う文を入れるので、漏えいの検査も実際の量になります。比べるのは、出来たサイトと
同じファイルを書き込むだけの時間です。2回の公表のファイルがバイト単位で同じであることも確かめます。
目標（5秒以内、300 MiB以内、年度のページ150 KB未満）を越えたとき、又は2回の結果が違うときは、終了コード1で終わります。
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from measuring import as_installed

from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.scoring import cards_by_view
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.setup import new_plan_folder

YEARS = (2022, 2023, 2024, 2025)
SECONDS, MEMORY, PAGE = 5.0, 300.0, 150_000
WORDS = (
    "手続",
    "窓口",
    "申請",
    "講習",
    "点検",
    "地区",
    "利用者",
    "案内",
    "端末",
    "連携",
    "予約",
    "相談",
    "研修",
    "更新",
)
# A process's own peak, as the kernel counts its pages: wait4 also counts those of the process that started it.
_ONE_COMMAND = """
import sys
from fujiplan_cli.cli import main
noted = sys.argv.pop(1)
try:
    main()
finally:
    with open("/proc/self/status") as lines, open(noted, "w") as peak:
        peak.write(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def prose(draw: random.Random, length: int) -> str:
    """A sentence nobody else wrote."""
    return "".join(draw.choice(WORDS) + draw.choice("をにのとがも") for _ in range(length)) + "行った。"


def facts(draw: random.Random, number: str, year: int, stage: str) -> Mapping[str, Value | None]:
    """A sheet's answers, with a text of its own in every field, the withheld ones too."""
    budget = Decimal(draw.randrange(500, 90_000))
    values: dict[str, Value | None] = {
        "eval_stage": stage,
        "stage": stage,
        "status": draw.choice(("計画どおり",) * 6 + ("遅れ", "遅れ", "休止")),
        "delay_months": draw.choice((1, 2, 4, 8)),
        "recovery": YearMonth(year + 1, 9),
        "budget_initial": budget,
        "budget_supplementary": Decimal(0),
        "executed": budget * draw.randrange(60, 101) // 100,
        "carried_out": Decimal(0),
        "fund_national": Decimal(0),
        "contact_name": f"架空 {draw.choice(WORDS)}{number}{year}子",
        "contact_ext": f"内線 {draw.randrange(1000, 9999)}-{number}",
        "approval_no": f"{year}架空第{number}号",
    }
    for name in ("money_note", "support_request", "plan", "result", "issue", "next_plan", "direction_reason"):
        values[name] = prose(draw, draw.randrange(8, 30))
    for item in ("deliverables", "uptake", "control"):
        values[f"self_{item}"] = draw.choice((0, 1, 2, 2, 3, 3, 3, 4))
        values[f"basis_{item}"] = prose(draw, 12)
    for n in (1, 2):
        values |= {f"kpi_{n}_kind": "成果指標", f"kpi_{n}_name": f"{prose(draw, 2)}件数{n}", f"kpi_{n}_direction": "増"}
        values |= {f"kpi_{n}_unit": "件", f"kpi_{n}_base": Decimal(100), f"kpi_{n}_base_year": 2021}
        values |= {f"kpi_{n}_target": Decimal(100 + 20 * (year - 2021)), f"kpi_{n}_target_original": Decimal(180)}
        values |= {f"kpi_{n}_actual": Decimal(draw.randrange(100, 230)), f"kpi_{n}_final": Decimal(200)}
    return values


def projects(plan: Plan, count: int) -> list[Project]:
    """The register: spread over the measures, some of them withheld."""
    measures = [m.code for g in plan.goals for m in g.measures]
    made = []
    for n in range(count):
        draw, measure = random.Random(n), measures[n % len(measures)]
        open_words = "非公表" if n % 100 == 99 else "概要のみ" if n % 50 == 49 else "公表"
        made.append(
            Project(
                number=f"{measure}-{n:03d}",
                name=f"{prose(draw, 3)[:-4]}事業{n}",
                type="開発型",
                goal=measure.partition("-")[0],
                measure=measure,
                start_year=2022,
                end_year=2026,
                department=plan.departments[n % len(plan.departments)].code,
                disclosure=open_words,
                summary=prose(draw, 10),
                indicators=(
                    Indicator(1, "成果指標", "件数1", "件", "増"),
                    Indicator(2, "成果指標", "件数2", "件", "増"),
                ),
                years={y: YearPlan(y, "S5") for y in YEARS},
            )
        )
    return made


def snapshot(desk: Desk, made: list[Project], year: int) -> Snapshot:
    """What 本部 sees of a year."""
    method, entries = desk.method(year), []
    for n, one in enumerate(made):
        draw = random.Random(n * 10_000 + year)
        stage = ("S3", "S4", "S5", "S5", "S5", "S6")[n % 6]
        source = Source("sheet", f"inbox/{year}/{one.number}.xlsx", f"{n:064x}", "進行管理調書", "D18", "", "架空 次郎")
        values = {name: Fact(value, source) for name, value in facts(draw, one.number, year, stage).items()}
        record = Record(one.number, year, 1, stage, has_budget=True, verdict="accepted", facts=values)
        cards = cards_by_view(record, method)
        view = next(v for v in ("approved", "confirmed", "self") if v in cards)
        name = desk.plan.departments[n % len(desk.plan.departments)].full_name
        entries.append(SnapshotEntry(one, record, name, name, "", cards, view))
    day = f"{year + 1}-07-10"
    return Snapshot(0, year, "honbu", 1, day, "架空 太郎", method.id, method.sha256, "出納閉鎖後", tuple(entries))


def approved(folder: Path, count: int) -> None:
    """A plan folder in which 本部 has decided on every year."""
    new_plan_folder(folder)
    desk = Desk.open(folder, today=date(2026, 7, 20), by="架空 太郎")
    made = projects(desk.plan, count)
    with desk.ledger() as ledger:
        for year in YEARS:
            with ledger.writing(desk.by, desk.at) as writer:
                number = writer.add_snapshot(snapshot(desk, made, year))
                writer.add_decision(
                    Decision(0, year, "honbu", f"{year + 1}-07-15", "", "承認", "架空 太郎", snapshot=number)
                )


def published(folder: Path, *more: str) -> tuple[float, float]:
    """Seconds and MiB of one `fujiplan publish`. Raises CalledProcessError when it fails."""
    peak = folder / ".peak"
    given = ["publish", "--year", "2025", "--council-date", "2026-07-24", *more]
    command = [sys.executable, "-c", _ONE_COMMAND, str(peak), *given, "--plan", str(folder), "--today", "2026-07-24"]
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start, int(peak.read_text()) / 1024


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def written(files: Mapping[str, bytes], folder: Path) -> float:
    """Seconds to write the same files and have them on the disk: the floor."""
    start = time.perf_counter()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    os.sync()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--projects", type=int, default=500, help="事業の件数")
    parser.add_argument("--keep", type=Path, help="計画フォルダーを残す場所（省略すると消す）")
    options = parser.parse_args()
    as_installed()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)) / "plan"
        approved(folder, options.projects)
        print(f"架空の事業 {options.projects:,}件 × {len(YEARS)}年度の計画フォルダーを作りました。", flush=True)
        times = [published(folder)]
        first = content(folder / "site")
        times.append(published(folder))
        same = content(folder / "site") == first
        fragments, _ = published(folder, "--fragments")
        floor = written(first, Path(temporary) / "floor")
        year_page = len(first["index.html"])
        zipped = (folder / "site.zip").stat().st_size
    size = sum(len(data) for data in first.values())
    seconds, memory = max(t for t, _ in times), max(m for _, m in times)
    print(f"サイト：{len(first):,}ファイル、{size / 1e6:.1f} MB")
    print(
        f"公表（初めてと、差を示す2回目の、長い方）：{seconds:.2f}秒（目標 {SECONDS:.0f}秒以内）、"
        f"最大メモリー {memory:.0f} MiB",
        end="",
    )
    print(f"（目標 {MEMORY:.0f} MiB以内）")
    print(f"　同じファイルを書き込むだけの時間：{floor:.2f}秒（公表はその{seconds / floor:.1f}倍）")
    print(f"　CMS用の本文も作るとき：{fragments:.2f}秒、zip {zipped / 1e6:.1f} MB")
    print(f"年度のページ：{year_page / 1000:.0f} KB（目標 {PAGE / 1000:.0f} KB未満。ほかに要るのはCSSだけ）")
    print("もう一度公表した結果：" + ("バイト単位で一致しました。" if same else "一致しません。"))
    return 0 if same and seconds <= SECONDS and memory <= MEMORY and year_page < PAGE else 1


if __name__ == "__main__":
    sys.exit(main())
