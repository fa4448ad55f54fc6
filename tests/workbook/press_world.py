"""Sheets printed for tests, from the packaged form and method (架空)."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.press import FormPress, SheetContext
from uncounted import uncounted

SHEET_NAME = "進行管理調書"
_CACHED = re.compile(r"(</f>)<v>.*?</v>", re.S)
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
TEXT = "市役所に来なくてもスマートフォンから手続ができるよう、対象の手続を広げ、操作研修と周知を行う。"


@cache
def packaged() -> tuple[Plan, Form, Method]:
    """The packaged plan, its progress form and its method of 2025."""
    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    return plan, load_form(folder, plan, 2025), load_method(folder, plan, 2025)


@cache
def press(*, sample: bool = False) -> FormPress:
    """A press for 2025."""
    plan, form, method = packaged()
    context = SheetContext(plan.title, "", date(2026, 4, 28), "総務部 情報政策課", 2025, sample)
    return FormPress(form, method, context)


def facts(indicators: int = 1, *others: str) -> frozenset[str]:
    """Structural facts of a project with so many indicators, all with a target."""
    numbers = range(1, indicators + 1)
    return frozenset({f"kpi_{n}" for n in numbers} | {f"kpi_{n}_target" for n in numbers} | set(others))


def identity(stage: str = "S5", given: frozenset[str] | None = None, project: str = "1-2-03") -> SheetIdentity:
    """Whose sheet it is."""
    plan, form, _ = packaged()
    return SheetIdentity(plan.id, form.id, form.version, 2025, project, stage, facts() if given is None else given)


def printed(stage: str = "S5", indicators: int = 1) -> dict[str, Value | None]:
    """What the city knows of the project."""
    plan, _, _ = packaged()
    found = plan.stage(stage)
    values: dict[str, Value | None] = {
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
        "public_summary": "スマートフォンから申請できる手続を増やします。",
        "contact_name": "富士 太郎",
        "contact_ext": "0571",
        "stage_prev": "S5 運用・改善",
        "eval_stage": found.choice if found else stage,
        "plan": TEXT,
        "staff_band": "0.5〜1",
        "personal_info": "個人情報",
        "system_zone": "LGWAN",
        "executed_kind": "決算見込",
        "zero_reason": "ゼロ予算",
        "last_comment": "窓口での案内を強めること。",
    }
    for n in range(1, indicators + 1):
        values |= {
            f"kpi_{n}_kind": "成果指標",
            f"kpi_{n}_name": f"電子申請の利用件数（{n}）",
            f"kpi_{n}_unit": "件",
            f"kpi_{n}_direction": "増",
            f"kpi_{n}_base": Decimal("18200"),
            f"kpi_{n}_base_year": 2021,
            f"kpi_{n}_target": Decimal("21000.5"),
            f"kpi_{n}_target_original": Decimal("20000"),
            f"kpi_{n}_final": Decimal("35000"),
            f"kpi_{n}_final_year": 2026,
            f"kpi_{n}_as_of": date(2026, 3, 31),
        }
    return values


def answered(**others: Value | None) -> dict[str, Value | None]:
    """Every question of a project in 遅れ answered, but for ``others``."""
    return {
        "approval_no": "8総デ第12号",
        "stage": "S5 運用・改善",
        "status": "遅れ",
        "delay_months": 2,
        "recovery": YearMonth(2026, 9),
        "result": TEXT * 8,
        "deviation": TEXT * 4,
        "kpi_1_actual": Decimal("19480"),
        "kpi_2_actual": Decimal("20500"),
        "kpi_3_actual": Decimal("21000.5"),
        "kpi_note": TEXT * 2,
        "budget_initial": Decimal(12500),
        "budget_supplementary": Decimal(-500),
        "budget_carried_in": Decimal(0),
        "budget_reserve": Decimal(0),
        "budget_moved": Decimal(0),
        "carried_out": Decimal(0),
        "executed": Decimal(9874),
        "fund_prefecture": Decimal(0),
        "fund_bond": Decimal(0),
        "fund_other": Decimal(0),
        "fund_national": Decimal(2000),
        "money_check": "相違なし",
        "cost_reason": "入札差金・経費節減",
        "cost_basis": TEXT * 2,
        "self_deliverables": 3,
        "basis_deliverables": TEXT,
        "self_uptake": 3,
        "basis_uptake": TEXT,
        "self_control": 4,
        "basis_control": TEXT,
        "incident": "なし",
        "response": TEXT,
        "issue": TEXT * 4,
        "direction": "拡充",
        "direction_reason": TEXT * 2,
        "next_plan": TEXT * 8,
        "support_request": TEXT,
        **others,
    }


def without_results(data: bytes) -> bytes:
    """The workbook with every formula's cached result taken out, so that it must be calculated."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = _CACHED.sub(r"\1", content.decode()).encode()
            target.writestr(name, content)
    return out.getvalue()


@uncounted()
def opened(data: bytes, *, values: bool = True) -> Workbook:
    """The workbook as openpyxl sees it: cached results, or formulas."""
    return load_workbook(io.BytesIO(data), data_only=values, rich_text=False)


def named(data: bytes, *, values: bool = True) -> Mapping[str, object]:
    """Field id → value of the cell that its sheet-scoped name points to."""
    sheet = opened(data, values=values).worksheets[0]
    spots = {name.removeprefix("fp_"): one.attr_text for name, one in sheet.defined_names.items() if "fp_" in name}
    return {name: sheet[text.rpartition("!")[2].replace("$", "")].value for name, text in spots.items()}


def recalculated(books: Mapping[str, bytes], soffice: str, folder: Path) -> dict[str, bytes]:
    """Workbooks by name, opened, calculated and saved again by LibreOffice."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(without_results(data))
    converted = folder / "saved"
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    files = [str(folder / f"{name}.xlsx") for name in books]
    subprocess.run([*command, "--outdir", str(converted), *files], check=True, capture_output=True, timeout=240)
    return {name: (converted / f"{name}.xlsx").read_bytes() for name in books}


def formulas(data: bytes) -> list[str]:
    """Addresses of the first sheet's formulas."""
    sheet = opened(data, values=False).worksheets[0]
    return [c.coordinate for row in sheet.iter_rows() for c in row if str(c.value or "").startswith("=")]


def differing(data: bytes, saved: bytes) -> dict[str, tuple[object, object]]:
    """Cells whose printed result is not the calculated one: (printed, calculated)."""
    mine, theirs = opened(data).worksheets[0], opened(saved).worksheets[0]
    found: dict[str, tuple[object, object]] = {}
    for cell in formulas(data):
        pair = mine[cell].value, theirs[cell].value
        if not _same(*pair):
            found[cell] = pair
    return found


def _same(printed: object, calculated: object) -> bool:
    if isinstance(printed, float):
        return bool(calculated == pytest.approx(printed, rel=1e-12))
    return (calculated or "") == (printed or "") or calculated == printed
