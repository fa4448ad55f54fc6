"""Make docs/page-*.png: contact sheets of the pages that are no meeting's, as PDF, from a copy of a demo folder (架空).

    python tests/report/make_page_pictures.py demo [--out docs]

Needs what make_report_pictures.py needs. The demo folder itself is left as it is.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from make_report_pictures import contact_sheet, pictures
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run

NOW, WIDTH = "2026-07-24", 400
ROUNDS = {"june": "2025-06-12", "october": "2025-10-03", "november": "2025-11-14", "february": "2026-02-16"}
CHANGES = {
    "1-1-03": ("S5 運用・改善", "入園申込みの受付を、窓口と電子申請で同じ日に締め切る。結果の通知も電子にする。", 6),
    "1-2-04": ("S5 運用・改善", "通報のあった場所の写真から、損傷の種類を職員が確かめる手順に改める。", 4),
    "2-1-02": ("S5 運用・改善", "教材の更新を学期ごとに行い、使い方の研修を全ての学校で開く。", 9),
    "3-1-04": ("S4 構築・移行", "対象の作業を3つに絞り、効果を確かめてから広げる。", 1500),
    "3-5-01": ("S4 構築・移行", "国の標準仕様の改定を受け、移行の時期を半年延ばす。試験は2回に分けて行う。", 3),
}
"""Project → planned stage and work of 2026, and what is added to its first target."""


def main() -> int:
    """One sheet a kind of page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "docs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(shutil.copytree(given.folder, Path(aside) / "plan"))
        for name, (pages, across) in sheets(folder).items():
            (given.out / f"page-{name}.png").write_bytes(contact_sheet(pages, across, WIDTH))
    return 0


def sheets(folder: Path) -> dict[str, tuple[list[bytes], int]]:
    """Name → pages and how many stand side by side."""
    for round_, day in ROUNDS.items():
        do(folder, day, "hearing", "--year", "2024", "--round", round_, "--format", "pdf")
    do(folder, NOW, "revise")
    edit_register(folder / "register.xlsx")
    why = ("--reason", "国の制度改正と、本部の指示（令和8年7月15日）を受け、目標と工程を見直すため。")
    more = ("--date", NOW, "--meeting", "honbu", "--approval-no", "架空第12号")
    do(folder, NOW, "revise", "--from", str(folder / "register.xlsx"), *why, *more)
    do(folder, NOW, "evaluate-plan")
    do(folder, NOW, "handover", "--year", "2025")
    do(folder, NOW, "schedule", "--pdf", str(folder / "年間スケジュール.pdf"))
    reports = folder / "reports"
    hearings = [
        one
        for name in ("6月_ヒアリング", "10月_本部", "11月_企画・財政", "2月_施政方針・議会説明")
        for one in pictures(reports / f"2024/新規事業/{name}.pdf", (1,), grey=False)
    ]
    revision = next((reports / "2026/revise").glob("*.pdf"))
    evaluation = next((reports / "計画全体評価").glob("*.pdf"))
    handed = reports / "2025/引継ぎ"
    year = folder / "年間スケジュール.pdf"
    return {
        "hearing": (hearings, 2),
        "revision": (pictures(revision, (1, 2), grey=False) + pictures(revision, (1,), grey=True), 3),
        "evaluation": (pictures(evaluation, (1, 4, 11, 18), grey=False), 2),
        "handover": (
            pictures(handed / "事務局の引継ぎ.pdf", (1,), grey=False)
            + pictures(handed / "総務部/デジタル戦略課/引継ぎ.pdf", (1, 2), grey=False),
            3,
        ),
        "schedule": (pictures(year, (1,), grey=False) + pictures(year, (1,), grey=True), 2),
    }


def edit_register(path: Path) -> None:
    """What the 事務局 types into register.xlsx."""
    book = load_workbook(path)
    years = book["年度計画"]
    at = {years.cell(4, column).value: column for column in range(1, years.max_column + 1)}
    for row in range(5, years.max_row + 1):
        number = years.cell(row, at["project_no"]).value
        if number in CHANGES and years.cell(row, at["year"]).value == 2026:
            stage, plan, more = CHANGES[number]
            target = years.cell(row, at["kpi_1_target"])
            years.cell(row, at["planned_stage"]).value = stage
            years.cell(row, at["plan"]).value = plan
            target.value = target.value and target.value + more
    book.save(path)


def do(folder: Path, day: str, *arguments: str) -> None:
    """A command line as the 事務局 types it."""
    if run([*arguments, "--plan", str(folder), "--today", day]) not in (0, 1):
        raise SystemExit(f"{arguments} was refused")


if __name__ == "__main__":
    sys.exit(main())
