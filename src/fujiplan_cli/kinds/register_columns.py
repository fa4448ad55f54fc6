"""The columns of register.xlsx (事業台帳): one table for the writer and the reader. domain.md §3, contract.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fujiplan_cli.model.form import Field

Source = Literal["", "departments", "goals", "measures", "stages", "types"]
"""Where the allowed words of a column come from, when the plan declares them."""


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column. ``kind`` names a kind of kinds/registry.py, ``flag`` (○ or blank) or ``list`` (with 「、」)."""

    id: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    source: Source = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    width: float = 12
    note: str = ""

    @property
    def field(self) -> Field:
        """The column as a field, for the kind that reads it."""
        return Field(
            self.id,
            self.label,
            self.kind,
            section="register",
            origin="input",
            disclosure="never",
            choices=self.choices,
            minimum=self.minimum,
            maximum=self.maximum,
        )


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One sheet of the register. ``key``: the columns that name a row, and by which a renamed sheet is known."""

    title: str
    key: tuple[str, ...]
    columns: tuple[RegisterColumn, ...]
    note: str

    def column(self, column_id: str) -> RegisterColumn | None:
        """The column of that id."""
        return next((c for c in self.columns if c.id == column_id), None)


DISCLOSURES = ("公表", "概要のみ", "非公表")
INDICATOR_KINDS = ("成果指標", "活動指標")
DIRECTIONS = ("増", "減", "維持")
INDICATORS = (1, 2, 3)
FLAG = "○"
MONEY_COLUMNS = {
    "budget_initial": "当初予算額",
    "budget_supplementary": "補正予算額",
    "budget_carried_in": "前年度繰越額",
    "budget_reserve": "予備費充用額",
    "budget_moved": "流用額（±）",
    "executed": "支出済額",
    "carried_out": "翌年度繰越額",
    "fund_national": "国庫支出金",
    "fund_prefecture": "県支出金",
    "fund_bond": "地方債",
    "fund_other": "その他特定財源",
}
_MAY_BE_NEGATIVE = ("budget_supplementary", "budget_moved")
_NUMBER = RegisterColumn("project_no", "事業番号", "identifier", required=True, width=11)

_PROJECTS = RegisterSheet(
    "事業",
    ("project_no", "project_name"),
    (
        _NUMBER,
        RegisterColumn("project_name", "事業名", required=True, width=30),
        RegisterColumn("type", "種別", "choice", required=True, source="types", width=9),
        RegisterColumn(
            "theme", "基本目標", "identifier", required=True, source="goals", width=9, note="基本目標のコード"
        ),
        RegisterColumn("measure", "施策", "identifier", required=True, source="measures", width=9, note="施策のコード"),
        RegisterColumn("start_year", "開始年度", "fiscal_year", required=True, width=9),
        RegisterColumn("end_year", "終了年度", "fiscal_year", required=True, width=9),
        RegisterColumn(
            "department", "所管課", "identifier", required=True, source="departments", width=9, note="課のコード"
        ),
        RegisterColumn(
            "co_departments", "関係所管", "list", source="departments", width=13, note="複数は「、」で区切る"
        ),
        RegisterColumn("account", "会計区分", width=9),
        RegisterColumn("budget_account", "予算科目", width=16),
        RegisterColumn("budget_department", "予算所管", width=9),
        RegisterColumn("zero_reason", "事業費がない理由", width=16, note="予算がある事業は空欄"),
        RegisterColumn("disclosure", "公表区分", "choice", choices=DISCLOSURES, width=9),
        RegisterColumn("disclosure_ground", "公表しない根拠", width=16),
        RegisterColumn("disclosure_until", "公表しない期限", "date", width=16),
        RegisterColumn("contract_end", "契約終了日", "date", width=16),
        RegisterColumn("live_from", "稼働日", "date", width=16),
        RegisterColumn("repeated", "再掲", "flag", width=7, note="再掲は○（合計から除く）"),
        RegisterColumn("predecessors", "前身の事業番号", "list", width=13),
        RegisterColumn("successors", "後継の事業番号", "list", width=13),
        RegisterColumn("priority", "重点施策", "flag", width=8, note="重点施策は○"),
        RegisterColumn("public_summary", "公表用要約", width=44),
        RegisterColumn("personal_info", "個人情報", width=12),
        RegisterColumn("system_zone", "接続系", width=12),
        RegisterColumn("staff_band", "従事人員", width=11),
    ),
    "1事業1行です。右端に列を加えるときは、列名の下の行に英小文字の列IDも記入してください。",
)

_INDICATORS = RegisterSheet(
    "指標",
    ("project_no", "kpi_no"),
    (
        _NUMBER,
        RegisterColumn("kpi_no", "指標番号", "integer", required=True, minimum=Decimal(1), maximum=Decimal(3), width=9),
        RegisterColumn("kind", "区分", "choice", required=True, choices=INDICATOR_KINDS, width=10),
        RegisterColumn("name", "指標名", required=True, width=34),
        RegisterColumn("unit", "単位", width=8),
        RegisterColumn("direction", "方向", "choice", required=True, choices=DIRECTIONS, width=8),
        RegisterColumn("base", "基準値", "decimal", width=12),
        RegisterColumn("base_year", "基準年度", "fiscal_year", width=9),
        RegisterColumn("final", "最終目標", "decimal", width=12),
        RegisterColumn("final_year", "最終目標年度", "fiscal_year", width=12),
        RegisterColumn(
            "tolerance",
            "許容幅",
            "decimal",
            minimum=Decimal(0),
            maximum=Decimal(1),
            width=8,
            note="「維持」だけ。10 %は0.1",
        ),
    ),
    "1指標1行、1事業につき3指標までです。",
)


def _targets(number: int) -> tuple[RegisterColumn, ...]:
    return (
        RegisterColumn(f"kpi_{number}_target", f"指標{number} 現行目標", "decimal", width=11),
        RegisterColumn(f"kpi_{number}_target_original", f"指標{number} 当初目標", "decimal", width=11),
        RegisterColumn(f"kpi_{number}_target_reason", f"指標{number} 変更理由", width=22),
    )


_YEARS = RegisterSheet(
    "年度計画",
    ("project_no", "year"),
    (
        _NUMBER,
        RegisterColumn("year", "年度", "fiscal_year", required=True, width=8),
        RegisterColumn("planned_stage", "予定段階", "choice", source="stages", width=17),
        RegisterColumn("plan", "計画した取組", width=50),
        *(column for number in INDICATORS for column in _targets(number)),
        *(
            RegisterColumn(
                money_id, label, "money", minimum=None if money_id in _MAY_BE_NEGATIVE else Decimal(0), width=12
            )
            for money_id, label in MONEY_COLUMNS.items()
        ),
    ),
    "1事業1年度1行です。金額は千円です。",
)

REGISTER_SHEETS: tuple[RegisterSheet, ...] = (_PROJECTS, _INDICATORS, _YEARS)

_VERSION = re.compile(r"［事業台帳 第(\d+)版］")


def version_words(version: int) -> str:
    """The mark under the title of register.xlsx: which version of the register it was written from."""
    return f"　［事業台帳 第{version}版］"


def version_in(text: str) -> int | None:
    """The version such a mark names."""
    found = _VERSION.search(text)
    return int(found[1]) if found else None
