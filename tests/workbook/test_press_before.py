"""前年度の回答 beside this year's questions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from press_world import SHEET_NAME, facts, identity, opened, press, printed

from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.canvas import STATE_COLUMN

LAST_YEAR: dict[str, Value] = {
    "stage": "S4 構築・移行",
    "status": "遅れ",
    "incident": "重大",
    "kpi_1_actual": Decimal(18900),
    "executed": Decimal(11200),
    "self_uptake": 3,
    "direction": "継続",
}


def notes(before: Mapping[str, Value | None]) -> list[str]:
    given = facts(1, "has_budget")
    sheet = opened(press().print_sheet(identity("S5", given), printed("S5"), before))[SHEET_NAME]
    shown = [str(v) for row in sheet.iter_rows(values_only=True) for v in row[1:STATE_COLUMN] if v]
    return [text for text in shown if text.startswith("前年度：")]


def test_last_years_answers_stand_beside_the_questions_they_belong_to() -> None:
    assert notes(LAST_YEAR) == [
        "前年度：段階 S4 構築・移行　進捗状況 遅れ",
        "前年度：指標1の実績値 18,900",
        "前年度：支出済額 11,200",
        "前年度：3",
        "前年度：今後の方向性 継続",
    ]


def test_a_new_project_has_no_notes_on_the_year_before() -> None:
    assert notes({}) == []


def test_a_security_incident_of_last_year_is_not_repeated_on_paper() -> None:
    assert not any("重大" in text for text in notes(LAST_YEAR))
