"""調書を LibreOffice で印刷した見本（架空）を作り直します。

    python tests/workbook/make_pictures.py [sheets] [lists] [others]

docs/sheets.png は評価段階ごとの進行管理調書（未記入・途中・記入済み）、
docs/lists.png は一覧の様式、docs/other-sheets.png は新規事業調書とヒアリング記録票です。

soffice、pdftoppm、chromium が必要です。様式や見た目を変えたら作り直し、すべての段階を目で確かめてください。
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import list_world
import other_world

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import SheetIdentity
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.press import FormPress, SheetContext

DOCS = Path(__file__).resolve().parents[2] / "docs"
OTHERS = {
    "proposal-empty": "新規事業調書　未記入",
    "proposal-none": "該当なし",
    "proposal-half": "途中",
    "proposal-complete": "記入済み",
    "proposal-spare": "予備",
    "hearing-deferred": "ヒアリング記録票　短い提案",
    "hearing-empty": "未記入（長い提案）1枚目",
    "hearing-empty ": "2枚目",
    "hearing-complete ": "記入済み　2枚目",
}
"""Case of other_world → what stands above its picture; with a blank at the end its second page is shown."""
OTHERS_A_ROW = 3
YEAR = 2025
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
FILLS = ("未記入", "途中", "記入済み")
FACTS = frozenset({"has_budget", "had_comment", "kpi_1", "kpi_1_target"})
PAGE_WIDTH, LIST_WIDTH = 330, 640
_WORK = "対象の手続を25から38に増やし、窓口での案内を9月に始めた。操作研修は12回、延べ340人が受けた。"
_COLUMNS = "".join(f"<th colspan=2>{fill}</th>" for fill in FILLS)
_LIST_PAGES = (("事務局確認票（1枚目）", "confirmation", 1), ("事務局確認票（2枚目）", "confirmation", 2))
LIST_PAGES = (*_LIST_PAGES, ("数値確定票", "settlement", 1), ("決定票", "decision", 1))

PRINTED: Mapping[str, Value] = {
    "project_no": "1-2-03",
    "project_name": "電子申請の利用促進",
    "type": "開発型",
    "theme": "市民サービスの向上",
    "measure": "行政手続のオンライン化",
    "period": "令和4〜8年度",
    "account": "一般",
    "department": "総務部 デジタル戦略課",
    "department_then": "総務部 情報政策課",
    "co_departments": "市民課",
    "public_summary": "市役所に来なくても、スマートフォンから申請できる手続を増やします。",
    "contact_name": "富士 太郎",
    "contact_ext": "0571",
    "plan": "対象の手続を30に増やし、窓口での案内と操作研修を行う。",
    "staff_band": "0.5〜1",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
    "executed_kind": "決算見込",
    "last_comment": "高齢の方への案内を強めること。",
    "kpi_1_kind": "成果指標",
    "kpi_1_name": "電子申請の利用件数",
    "kpi_1_unit": "件",
    "kpi_1_direction": "増",
    "kpi_1_base": Decimal(18200),
    "kpi_1_base_year": 2021,
    "kpi_1_target": Decimal(21000),
    "kpi_1_target_original": Decimal(20000),
    "kpi_1_final": Decimal(35000),
    "kpi_1_final_year": 2026,
    "kpi_1_as_of": date(2026, 3, 31),
}
HALF: Mapping[str, Value] = {
    "approval_no": "8総デ第12号",
    "status": "遅れ",
    "delay_months": 2,
    "result": _WORK * 4,
    "kpi_1_actual": Decimal(19480),
    "budget_initial": Decimal(12500),
    "budget_supplementary": Decimal(-500),
    "budget_carried_in": Decimal(0),
    "budget_reserve": Decimal(0),
    "budget_moved": Decimal(0),
    "executed": Decimal(9874),
    "carried_out": Decimal(0),
    "self_control": 4,
    "self_deliverables": 3,
}
REST: Mapping[str, Value] = {
    "recovery": YearMonth(2026, 6),
    "deviation": "認証機器の納入が2か月遅れ、窓口での開始が9月となった。",
    "kpi_note": "開始が遅れ、上半期の利用が伸びなかった。",
    "fund_national": Decimal(2000),
    "fund_prefecture": Decimal(0),
    "fund_bond": Decimal(0),
    "fund_other": Decimal(0),
    "cost_reason": "入札差金・経費節減",
    "cost_basis": "機器を県との共同調達としたため、単価が下がった。",
    "basis_deliverables": "要件定義書と調達仕様書を3月に決裁した。",
    "self_uptake": 3,
    "basis_uptake": "対象30課のうち27課が毎月使い、紙の申請を廃止した。",
    "basis_control": "月1回の定例会で課題10件を管理し、9件を解消した。",
    "incident": "なし",
    "response": "利用者への聞き取りを11月に行い、画面の案内を改めた。",
    "issue": "高齢の方の利用が少なく、窓口での案内が必要である。",
    "direction": "拡充",
    "direction_reason": "利用が定着しつつあり、対象の手続を広げる余地があるため。",
    "next_plan": "対象の手続を5つ増やし、9月に窓口での利用支援を始める。",
    "support_request": "他市の事例を知りたい。",
}
BEFORE: Mapping[str, Value] = {
    "status": "計画どおり",
    "direction": "継続",
    "kpi_1_actual": Decimal(18900),
    "executed": Decimal(11200),
    "self_deliverables": 3,
    "self_uptake": 2,
    "self_control": 3,
}


def sheets() -> Iterator[tuple[str, bytes]]:
    """Name and workbook of every stage and fill."""
    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    form, method = load_form(folder, plan, YEAR), load_method(folder, plan, YEAR)
    context = SheetContext(plan.title, "", date(2026, 4, 28), "総務部 情報政策課", YEAR, sample=True)
    press = FormPress(form, method, context)
    for code in STAGES:
        stage = plan.stage(code)
        word = stage.choice if stage else code
        identity = SheetIdentity(plan.id, form.id, form.version, YEAR, "1-2-03", code, FACTS)
        same: dict[str, Value | None] = {**PRINTED, "stage_prev": word, "eval_stage": word}
        half = same | HALF | {"stage": word}
        for name, known in (("0", same), ("1", half), ("2", half | REST)):
            yield f"{code}-{name}", press.print_sheet(identity, known, BEFORE | {"stage": word})


def lists() -> Iterator[tuple[str, bytes]]:
    """Name and workbook of every list form and fill."""
    for form_id in list_world.LISTS:
        for number, fill in enumerate(list_world.FILLS):
            yield f"{form_id}-{number}", list_world.printed(form_id, fill, sample=True)


def pages(folder: Path, books: Iterable[tuple[str, bytes]], width: int) -> None:
    """Print every book to PDF, and its first two pages to PNG."""
    for name, data in books:
        (folder / f"{name}.xlsx").write_bytes(data)
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    found = sorted(str(one) for one in folder.glob("*.xlsx"))
    subprocess.run([*office, "--outdir", str(folder), *found], check=True, capture_output=True)
    for one in folder.glob("*.pdf"):
        size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
        subprocess.run(["pdftoppm", "-png", "-l", "2", *size, str(one), str(one.with_suffix(""))], check=True)


def page_picture(path: Path, width: int) -> str:
    """A picture inside the page, blank when the sheet took one page only."""
    found = next(iter(sorted(path.parent.glob(path.name))), None)
    data = base64.b64encode(found.read_bytes()).decode() if found else ""
    return f'<td><img width={width} src="data:image/png;base64,{data}"></td>' if found else "<td></td>"


def contact_sheet(folder: Path) -> str:
    """The page that shows them all: a row for each stage."""
    rows = []
    for stage in STAGES:
        cells = (
            page_picture(folder / f"{stage}-{fill}-*{page}.png", PAGE_WIDTH)
            for fill in range(len(FILLS))
            for page in (1, 2)
        )
        rows.append(f"<tr><th>{stage}</th>{''.join(cells)}</tr>")
    return _table(_COLUMNS, rows)


def list_contact_sheet(folder: Path) -> str:
    """The page that shows the lists: a row for each list, two for the one that is two pages wide."""
    rows = []
    for title, form_id, page in LIST_PAGES:
        cells = (page_picture(folder / f"{form_id}-{fill}-*{page}.png", LIST_WIDTH) for fill in range(len(FILLS)))
        rows.append(f"<tr><th>{title}</th>{''.join(cells)}</tr>")
    return _table("".join(f"<th>{fill}</th>" for fill in FILLS), rows)


def others_sheet(folder: Path) -> str:
    """The page that shows the other forms: a title above each picture."""
    rows = []
    for start in range(0, len(OTHERS), OTHERS_A_ROW):
        shown = list(OTHERS.items())[start : start + OTHERS_A_ROW]
        pictures = (
            page_picture(folder / f"{case.strip()}-{2 if case.endswith(' ') else 1}.png", PAGE_WIDTH)
            for case, _ in shown
        )
        titles = "".join(f"<th>{title}</th>" for _, title in shown)
        rows.append(f"<tr><th></th>{titles}</tr><tr><th></th>{''.join(pictures)}</tr>")
    return _table("", rows)


def _table(heads: str, rows: Iterable[str]) -> str:
    style = "body{margin:8px;font-family:'BIZ UDGothic',sans-serif}img{border:1px solid #999;display:block}"
    return f"<meta charset=utf-8><style>{style}</style><table><tr><th></th>{heads}</tr>{''.join(rows)}</table>"


def shoot(
    books: Iterable[tuple[str, bytes]], shown: Callable[[Path], str], page_width: int, size: tuple[int, int], to: Path
) -> None:
    """Print, photograph, and put the pictures together."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pages(folder, books, page_width)
        page = folder / "sheets.html"
        page.write_text(shown(folder), encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-quic"]
        window = f"--window-size={size[0]},{size[1]}"
        profile = f"--user-data-dir={folder / 'browser'}"
        shot = f"--screenshot={to}"
        subprocess.run([browser, *flags, window, profile, shot, page.as_uri()], check=True, capture_output=True)


def main() -> None:
    """All pictures, or those that are named."""
    wanted = sys.argv[1:] or ["sheets", "lists", "others"]
    if "sheets" in wanted:
        size = (2 * len(FILLS) * (PAGE_WIDTH + 6) + 60, 60 + len(STAGES) * (round(PAGE_WIDTH * 1.4143) + 8))
        shoot(sheets(), contact_sheet, PAGE_WIDTH, size, DOCS / "sheets.png")
    if "lists" in wanted:
        size = (len(FILLS) * (LIST_WIDTH + 8) + 110, 50 + len(LIST_PAGES) * (round(LIST_WIDTH / 1.4143) + 10))
        shoot(lists(), list_contact_sheet, LIST_WIDTH, size, DOCS / "lists.png")
    if "others" in wanted:
        rows = -(-len(OTHERS) // OTHERS_A_ROW)
        size = (OTHERS_A_ROW * (PAGE_WIDTH + 6) + 60, 60 + rows * (round(PAGE_WIDTH * 1.4143) + 32))
        shoot(other_world.sheets(), others_sheet, PAGE_WIDTH, size, DOCS / "other-sheets.png")


if __name__ == "__main__":
    main()
