"""計測用の計画フォルダー（架空）：同梱の調書を N 事業に配布し、LibreOffice で保存した回答を受信フォルダーに置きます。

LibreOffice が開いて保存するのは回答の型ごとに1冊です。ほかの事業の調書は、その1冊の事業番号と文を書き換えたものです
（5,000冊を1冊ずつ保存すると30分以上かかり、読む側から見た中身は変わらないため）。
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.setup import import_register, new_plan_folder

YEAR = 2025
SENT, TODAY = date(2026, 4, 1), date(2026, 4, 20)
MONEY = {
    "budget_initial": Decimal(1000), "budget_supplementary": Decimal(0), "budget_carried_in": Decimal(0),
    "budget_reserve": Decimal(0), "budget_moved": Decimal(0), "executed": Decimal(950), "carried_out": Decimal(0),
    "fund_national": Decimal(0), "fund_prefecture": Decimal(0), "fund_bond": Decimal(0), "fund_other": Decimal(0),
}  # fmt: skip
TYPED: Mapping[str, str | int] = {
    "contact_name": "架空 花子",
    "contact_ext": "1234",
    "approval_no": "8架空第1号",
    "stage": "S5 運用・改善",
    "status": "計画どおり",
    "result": "対象の手続を10件増やし、操作研修を12回行った。参加した職員の9割が窓口の説明に使っている。" * 3,
    "kpi_1_actual": 160,
    "money_check": "相違なし",
    "staff_band": "0.5〜1",
    "self_uptake": 3,
    "basis_uptake": "利用者アンケートで8割が使うと答えた。昨年度より手続の案内が分かりやすいとの声が多い。",
    "self_control": 4,
    "basis_control": "点検を毎月行い、課題は翌月までに解消した。記録は課内で共有している。",
    "incident": "なし",
    "personal_info": "個人情報",
    "system_zone": "LGWAN",
    "issue": "高齢の方の利用が少ない。説明会の場所と時間を見直す。",
    "direction": "継続",
    "direction_reason": "利用が定着しつつある。",
    "next_plan": "対象の手続を増やし、説明会を地区ごとに行う。",
    "public_summary": "スマートフォンから申請できる手続を増やします。",
}
COUNTS = {name: int(value) for name, value in MONEY.items()}
"""Answers of a project whose money is typed by the 所管課."""
BUILT: Mapping[str, str | int] = {
    **{name: value for name, value in TYPED.items() if not name.endswith("uptake")},
    "stage": "S4 構築・移行",
    "self_deliverables": 3,
    "basis_deliverables": "試験の結果を3月に確認し、受入れの記録を残した。",
}
VARIANTS: tuple[tuple[str, bool, Mapping[str, str | int]], ...] = (
    ("S5", True, TYPED),
    ("S5", False, {**TYPED, **COUNTS}),
    ("S4", True, BUILT),
    ("S5", True, {**TYPED, "kpi_1_actual": "１６０"}),
    ("S5", False, {**TYPED, **COUNTS, "budget_initial": "1,000"}),
)
"""評価段階, whether the money is printed, what is typed. Two of five need a repair; none is returned unless asked."""
FAULTY: Mapping[str, str | int] = {**TYPED, "kpi_1_actual": "約160"}
EVERY_FAULTY = 25
"""Every so many sheets one comes back faulty, and gets a 修正依頼."""


def number_of(index: int) -> str:
    """Project number of the n-th project; all are of one length, so that they can be replaced in a saved book."""
    return f"1-1-{index:05d}"


def name_of(index: int) -> str:
    """Name of the n-th project."""
    return f"電子申請の利用促進（{index:05d}）"


def variant_of(index: int) -> int:
    """Which of VARIANTS the n-th project is; the last number is the faulty one."""
    return len(VARIANTS) if index % EVERY_FAULTY == 0 else index % len(VARIANTS)


def project(index: int) -> Project:
    """The n-th row of the register."""
    stage, printed, _ = (*VARIANTS, ("S5", True, FAULTY))[variant_of(index)]
    planned = YearPlan(
        YEAR, stage, plan="対象の手続を増やす。", targets={1: Decimal(160)}, money=MONEY if printed else {}
    )
    return Project(
        number=number_of(index),
        name=name_of(index),
        type="開発型",
        goal="1",
        measure="1-1",
        start_year=YEAR,
        end_year=2026,
        department="0101" if variant_of(index) % 2 else "0201",
        account="一般",
        budget_account="110",
        indicators=(Indicator(1, "成果指標", "電子申請の件数", "件", "増", Decimal(100), 2021, Decimal(200), 2026),),
        years={YEAR: planned},
    )


def make_world(folder: Path, count: int) -> None:
    """A plan folder with ``count`` projects: sheets distributed, and one answer to each in the inbox."""
    new_plan_folder(folder)
    (folder / "register.xlsx").write_bytes(write_register(load_plan(folder), [project(n) for n in range(count)]))
    desk = Desk.open(folder, today=SENT, by="架空 事務局")
    taken = import_register(desk, folder / "register.xlsx", "計測")
    if not taken.version:
        sys.exit(f"register: {taken.findings[:3]}")
    distribute(desk, YEAR)
    sheets = {path.name.split("_")[0]: path for path in (folder / "outbox" / str(YEAR)).rglob("*_*.xlsx")}
    firsts = {variant_of(n): n for n in reversed(range(count))}
    saved = _saved_by_office({n: sheets[number_of(n)].read_bytes() for n in firsts.values()})
    inbox = folder / "inbox" / str(YEAR)
    for index in range(count):
        first = firsts[variant_of(index)]
        target = inbox / f"{index // 100:03d}" / f"{number_of(index)}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_for_project(saved[first], first, index))
    shutil.rmtree(folder / "outbox")


def _saved_by_office(sheets: Mapping[int, bytes]) -> dict[int, dict[str, bytes]]:
    """Filled through their named cells, opened and saved by LibreOffice: index → parts of the book."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for index, data in sheets.items():
            answers = (*VARIANTS, ("S5", True, FAULTY))[variant_of(index)][2]
            (folder / "in" / f"{index}.xlsx").write_bytes(_filled(data, answers))
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
        command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
        files = sorted(str(path) for path in (folder / "in").iterdir())
        subprocess.run([*command, *files], check=True, capture_output=True)
        return {index: _parts((folder / "out" / f"{index}.xlsx").read_bytes()) for index in sheets}


def _filled(sheet: bytes, answers: Mapping[str, str | int]) -> bytes:
    book = load_workbook(io.BytesIO(sheet))
    page = book.worksheets[0]
    for field, value in answers.items():
        name = page.defined_names.get(f"fp_{field}")
        if name is not None:
            page[name.attr_text.rsplit("!", 1)[1].replace("$", "")].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {info.filename: book.read(info) for info in book.infolist()}


def _for_project(parts: Mapping[str, bytes], first: int, index: int) -> bytes:
    """The saved book of the first project of a variant as another project's."""
    changes = {number_of(first): number_of(index), name_of(first): name_of(index), "件増やし": f"件（{index}）増やし"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            changed = data
            for old, new in changes.items() if name.endswith(".xml") and name.startswith("xl/") else ():
                changed = changed.replace(old.encode(), new.encode())
            book.writestr(name, changed)
    return stream.getvalue()
