"""会議の資料の時間。架空の事業100件と1,000件のWGの資料（事業ごとに1頁）を、HTML、PDF、集計表、Wordにします。

    python benchmarks/report.py [--projects 100 1000]

PDFの時間は、Typstが同じ文書を組む時間だけ（その下限）と、同じ頁数の空の頁を組む時間に比べます。目標は、全ての形式の合計で
100件を5秒以内、1,000件を40秒以内です。越えたときは終了コード1で終わります。
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "report"))

from report_world import given, large

from fujiplan_cli.model.resources import template_folders, templates_folder
from fujiplan_cli.report import render_html
from fujiplan_cli.report.data import report_data
from fujiplan_cli.report.glyphs import drawable
from fujiplan_cli.report.minutes import meeting_documents
from fujiplan_cli.report.pdf import FONTS, render_pdf, typeset
from fujiplan_cli.report.tables import report_tables
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book

TARGETS = {100: 5.0, 1000: 40.0}
DAY = datetime(2026, 5, 20, tzinfo=UTC)
Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds and result."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def main() -> int:
    """Measure each size; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=[100, 1000])
    missed = 0
    for count in parser.parse_args().projects:
        missed += not measure(count)
    return min(missed, 1)


def measure(count: int) -> bool:
    """One size, each format once in a process that has the fonts' tables read; whether the target is met."""
    said = given(large(count), "wg", last_year=large(count // 2))
    fonts = templates_folder() / "fonts"
    took: dict[str, float] = {}
    took["HTML"], _ = timed(lambda: render_html(said))
    took["PDF"], paper = timed(lambda: render_pdf(said))
    took["集計表"], _ = timed(lambda: _book(said))
    took["Word"], _ = timed(lambda: meeting_documents(said, template_folders(None, "mail")))
    data = json.dumps(drawable(report_data(said), [fonts / f for f in FONTS])[0], ensure_ascii=False)
    folder = templates_folder() / "report"
    source = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("look.typ", "common.typ", "wg.typ"))
    alone, _ = timed(lambda: typeset(source, data, fonts, DAY))
    pages = max(int(n) for n in re.findall(rb"/Count (\d+)", paper.content))
    blank = '#set document(title: "空", date: auto)\n#set text(font: "BIZ UDGothic", lang: "ja")\n'
    empty, _ = timed(lambda: typeset(blank + f"#for n in range({pages}) [#n #pagebreak(weak: true)]", "{}", fonts, DAY))
    total = sum(took.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"事業{count:,}件、{pages:,}頁、PDF {len(paper.content) / 1e6:.1f} MB、最大メモリー {peak:,} MiB")
    print("  " + "、".join(f"{name} {seconds:.2f}秒" for name, seconds in took.items()) + f"、合計 {total:.2f}秒")
    print(f"  Typstだけ {alone:.2f}秒（PDFはその{took['PDF'] / alone:.2f}倍）、空の頁 {empty:.2f}秒")
    target = TARGETS.get(count)
    if target is not None:
        print(f"  目標 {target:.0f}秒以内：{'達成' if total <= target else '未達'}")
    return target is None or total <= target


def _book(said: object) -> bytes:
    sheets = [
        TableSheet(t.name, t.title, t.headers, t.rows, t.widths, t.note, t.lead, t.formats) for t in report_tables(said)
    ]
    return write_table_book("集計表", sheets)


if __name__ == "__main__":
    sys.exit(main())
