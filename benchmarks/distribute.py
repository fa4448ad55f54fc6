"""調書を1冊印刷する時間。同じ実行の中で、openpyxl で読み込み・記入・保存する場合と、シートの圧縮だけの場合に比べます。

    python benchmarks/distribute.py [--books 1000]
    python benchmarks/distribute.py --whole 5000 [--bundle] [--out 作業フォルダー]

一つの処理、一つのコアで測ります。計画フォルダーや台帳は使わず、同梱の調書と採点方法（架空の事業）で測ります。
--whole は、台帳に架空の事業がその件数だけある計画フォルダーで、fujiplan distribute の全体を利用者と同じように動かして
測ります（whole_distribution.py）。
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from alternatives import fill_with_openpyxl
from openpyxl import load_workbook

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.press import FormPress, SheetContext

YEAR = 2025
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
FACTS = frozenset({"has_budget", "kpi_1", "kpi_1_target", "had_comment"})
BEFORE: Mapping[str, Value] = {
    "stage": "S5 運用・改善",
    "status": "計画どおり",
    "direction": "継続",
    "kpi_1_actual": Decimal(18900),
    "self_control": 3,
}
ROUNDS = 5


def known(number: int) -> dict[str, Value | None]:
    """What is printed on the sheet of the n-th project."""
    return {
        "project_no": f"1-{number:04d}",
        "project_name": f"電子申請の利用促進（{number}）",
        "department": "総務部 デジタル戦略課",
        "public_summary": "スマートフォンから申請できる手続を増やします。",
        "contact_name": "富士 太郎",
        "stage_prev": "S5 運用・改善",
        "eval_stage": "S5 運用・改善",
        "plan": "市役所に来なくても手続ができるよう、対象の手続を広げ、操作研修と周知を行う。" * 4,
        "staff_band": "0.5〜1",
        "last_comment": "窓口での案内を強めること。",
        "kpi_1_kind": "成果指標",
        "kpi_1_name": "電子申請の利用件数",
        "kpi_1_direction": "増",
        "kpi_1_base": Decimal(18200),
        "kpi_1_target": Decimal(21000) + number,
        "kpi_1_as_of": date(2026, 3, 31),
    }


def milliseconds(work: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each call."""
    spent = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def measure(books: int) -> dict[str, float]:
    """Median milliseconds of one workbook by each way, and how long it took to draw the blanks of six stages."""
    ours = press()
    authored = sum(milliseconds(ours, len(STAGES)))
    book = ours(4)
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")

    def others(number: int) -> bytes:
        return fill_with_openpyxl(load_workbook(io.BytesIO(book)), known(number))

    return {
        "authored": authored,
        "ours": statistics.median(milliseconds(ours, books)),
        "openpyxl": statistics.median(milliseconds(others, ROUNDS)),
        "deflate": statistics.median(milliseconds(lambda _: zlib.compress(sheet, 6), books)),
        "bytes": float(len(book)),
    }


def press() -> Callable[[int], bytes]:
    """Prints the sheet of the n-th project; the blank of a stage is drawn at its first sheet."""
    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    form, method = load_form(folder, plan, YEAR), load_method(folder, plan, YEAR)
    made = FormPress(form, method, SheetContext(plan.title, "", date(2026, 4, 28), "総務部 情報政策課", YEAR))
    return lambda number: made.print_sheet(_identity(plan, form, number), known(number), BEFORE)


def _identity(plan: Plan, form: Form, number: int) -> SheetIdentity:
    stage = STAGES[number % len(STAGES)]
    return SheetIdentity(plan.id, form.id, form.version, YEAR, f"1-{number:04d}", stage, FACTS)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description="調書を1冊印刷する時間")
    parser.add_argument("--books", type=int, default=1000)
    parser.add_argument("--whole", type=int, metavar="件数", help="この件数の事業で、配布の全体を測る")
    parser.add_argument("--bundle", action="store_true", help="--whole で、課ごとの zip も作る")
    parser.add_argument("--out", type=Path, help="--whole の作業フォルダー（まだないもの。省略時は終わると消える）")
    given = parser.parse_args()
    if given.whole:
        whole(given.whole, given.bundle, given.out)
    else:
        sheets(given.books)


def whole(books: int, bundle: bool, out: Path | None) -> None:
    """Measure and print the whole command."""
    from whole_distribution import measure_whole

    if out and out.exists():
        sys.exit(f"{out} already exists")
    with tempfile.TemporaryDirectory() as spare:
        found = measure_whole(out or Path(spare), books, bundle)
    for step in found.steps:
        pace = f"{found.books / step.seconds:.0f} 冊／秒、最大メモリー {step.peak_mib:.0f} MiB"
        print(f"配布の全体         {step.seconds:7.1f} 秒（うち CPU {step.cpu_seconds:.1f} 秒、{pace}）")
    fastest = min(step.seconds for step in found.steps)
    print(f"作ったもの         調書{found.books}冊、計{found.files}ファイル、{found.size / 1024**2:.0f} MiB")
    print(f"同じ量の書込みだけ {found.writing:7.1f} 秒（配布の全体はその {fastest / found.writing:.1f} 倍）")
    print(f"2回の違い          {found.differing} ファイル")
    if found.differing:
        sys.exit(1)


def sheets(books: int) -> None:
    """Measure and print one workbook."""
    found = measure(books)
    print(f"1冊               {found['ours']:7.2f} ミリ秒（中央値、{found['bytes'] / 1024:.0f} KiB）")
    print(f"openpyxl で同じ記入 {found['openpyxl']:7.1f} ミリ秒（{found['openpyxl'] / found['ours']:.0f} 倍）")
    times = found["ours"] / found["deflate"]
    print(f"シートの圧縮だけ    {found['deflate']:7.2f} ミリ秒（1冊はその {times:.1f} 倍）")
    print(f"六つの評価段階の原版 {found['authored']:6.0f} ミリ秒（配布ごとに1回）")


if __name__ == "__main__":
    main()
