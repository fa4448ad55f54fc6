"""事業台帳: written, read back, and everything wrong in it found at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fujiplan_cli.declare import load_plan
from fujiplan_cli.intake.register import read_register
from fujiplan_cli.model.catalogue import CATALOGUE, message, remedy
from fujiplan_cli.model.catalogue import register as register_words
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.register_book import write_register


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(templates_folder() / "plan")


def some_project(plan: Plan, number: str = "1-1-01", **more: object) -> Project:
    goal = plan.goals[0]
    given_values: dict[str, object] = {
        "number": number,
        "name": "電子申請の利用促進",
        "type": "開発型",
        "goal": goal.code,
        "measure": goal.measures[0].code,
        "start_year": 2022,
        "end_year": 2026,
        "department": plan.departments[0].code,
        "indicators": (
            Indicator(1, "成果指標", "利用件数", "件", "増", Decimal(18200), 2021, Decimal("35000.5"), 2026),
            Indicator(2, "活動指標", "満足度", "%", "維持", None, None, None, None, Decimal("0.1")),
        ),
        "years": {
            2025: YearPlan(
                2025,
                "S5",
                "対象手続を拡大する。",
                {1: Decimal(30000)},
                {1: Decimal(32000)},
                {1: "法改正により対象手続が減ったため"},
                {"budget_initial": Decimal(12500), "budget_moved": Decimal(-120), "executed": Decimal(0)},
            )
        },
    }
    return Project(**(given_values | more))  # type: ignore[arg-type]  # any field may be varied


def edited(data: bytes, edit: Callable[[Worksheet, Worksheet, Worksheet], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book["事業"], book["指標"], book["年度計画"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet: Worksheet, name: str) -> int:
    return next(c.column for c in sheet[4] if c.value == name)


def setting(sheet_index: int, name: str, value: object, row: int = 5) -> Callable[..., None]:
    def edit(*sheets: Worksheet) -> None:
        sheet = sheets[sheet_index]
        sheet.cell(row, column(sheet, name)).value = value

    return edit


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(f.code, f.place.sheet, f.place.cell) for f in findings]


def test_a_register_read_back_is_the_register_written(plan: Plan) -> None:
    full = some_project(
        plan,
        co_departments=(plan.departments[1].code, plan.departments[2].code),
        account="一般",
        budget_account="2-1-8",
        budget_department="0101",
        zero_reason="ゼロ予算",
        disclosure="概要のみ",
        disclosure_ground="富士市情報公開条例第7条",
        disclosure_until=date(2027, 3, 31),
        contract_end=date(2026, 9, 30),
        live_from=date(2022, 9, 1),
        repeated=True,
        predecessors=("H30-4",),
        successors=("1-1-02",),
        priority=True,
        summary="=1+1 ではじまる要約、𠮷と葛󠄀",
        personal_info="個人情報",
        system_zone="LGWAN",
        staff_band="0.1〜0.5",
        extra={"old_number": "旧-12"},
    )
    projects = (full, some_project(plan, "1-1-02", indicators=(), years={}))
    read, findings = read_register(read_grid(write_register(plan, projects)), plan, "register.xlsx")
    assert codes(findings) == []
    assert read == projects


def test_the_same_projects_give_the_same_bytes(plan: Plan) -> None:
    assert write_register(plan, (some_project(plan),)) == write_register(plan, (some_project(plan),))


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zs", "Zl", "Zp")), max_size=40
).filter(lambda text: not text.startswith("#") and text == text.strip("\u2800\u3164\u115f\u1160\uffa0"))
NUMBERS = st.decimals(-99_999_999, 99_999_999, places=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=TEXTS.filter(bool),
    summary=TEXTS,
    target=NUMBERS,
    base=NUMBERS,
    money=st.decimals(0, 10**12, places=0),
    day=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
)
def test_any_text_number_and_date_survives_the_round_trip(
    plan: Plan, name: str, summary: str, target: Decimal, base: Decimal, money: Decimal, day: date
) -> None:
    project = some_project(
        plan,
        name=name,
        summary=summary,
        live_from=day,
        indicators=(Indicator(3, "成果指標", name, "", "減", base, 2021, target, 2026),),
        years={2024: YearPlan(2024, "", summary, {3: target}, {}, {}, {"carried_out": money})},
    )
    read, findings = read_register(read_grid(write_register(plan, (project,))), plan, "register.xlsx")
    assert [f.code for f in findings if f.severity == "error"] == []
    assert read == (project,)


CASES: list[tuple[str, Callable[..., None], tuple[str, str, str]]] = [
    ("unknown department", setting(0, "department", "9999"), ("register_unknown_department", "事業", "H5")),
    ("unknown goal", setting(0, "theme", "7"), ("register_unknown_goal", "事業", "D5")),
    ("unknown measure", setting(0, "measure", "1-99"), ("register_unknown_measure", "事業", "E5")),
    ("measure of another goal", setting(0, "measure", "2-1"), ("register_measure_of_other_goal", "事業", "E5")),
    ("missing number", setting(0, "project_no", None, row=6), ("register_missing", "事業", "A6")),
    ("missing name", setting(0, "project_name", "　"), ("register_missing", "事業", "B5")),
    ("doubled number", setting(0, "project_no", "1-1-01", row=6), ("register_doubled_number", "事業", "A6")),
    ("unknown type", setting(0, "type", "研究型"), ("choice_unknown", "事業", "C5")),
    ("end before start", setting(0, "end_year", 2020), ("register_years_reversed", "事業", "G5")),
    ("flag nobody understands", setting(0, "repeated", "多分"), ("register_flag", "事業", "S5")),
    ("successor not there", setting(0, "successors", "8-8"), ("register_unknown_successor", "事業", "U5")),
    ("indicator of unknown project", setting(1, "project_no", "9-9"), ("register_unknown_project", "指標", "A5")),
    ("indicator twice", setting(1, "kpi_no", 1, row=6), ("register_doubled_row", "指標", "B6")),
    ("direction no word", setting(1, "direction", "横ばい"), ("choice_unknown", "指標", "F5")),
    ("year out of plan", setting(2, "year", 2031), ("register_year_out_of_plan", "年度計画", "B5")),
    ("target of no indicator", setting(2, "kpi_3_target", 5), ("register_target_without_indicator", "年度計画", "K5")),
    (
        "changed target, no reason",
        setting(2, "kpi_1_target_reason", None),
        ("register_target_reason", "年度計画", "E5"),
    ),
]


@pytest.mark.parametrize(("edit", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_is_found_at_its_cell(plan: Plan, edit: Callable[..., None], expected: tuple[str, str, str]) -> None:
    projects = (some_project(plan), some_project(plan, "1-1-02", indicators=(), years={}))
    data = edited(write_register(plan, projects), edit)
    _, findings = read_register(read_grid(data), plan, "register.xlsx")
    assert expected in codes(findings)
    assert len([f for f in findings if f.place.cell == expected[2] and f.place.sheet == expected[1]]) == 1


def test_a_target_that_is_no_number_is_an_error_and_nothing_is_guessed(plan: Plan) -> None:
    data = edited(write_register(plan, (some_project(plan),)), setting(2, "kpi_1_target", "約30,000"))
    projects, findings = read_register(read_grid(data), plan, "register.xlsx")
    assert [(f.severity, f.place.cell) for f in findings] == [("error", "E5")]
    assert dict(projects[0].years) == {}


def test_all_faults_come_at_once_and_good_rows_go_on(plan: Plan) -> None:
    def edit(projects: Worksheet, indicators: Worksheet, years: Worksheet) -> None:
        setting(0, "department", "9999")(projects, indicators, years)
        setting(1, "kind", "指標")(projects, indicators, years)
        setting(2, "year", "来年")(projects, indicators, years)

    both = (some_project(plan), some_project(plan, "1-1-02", indicators=(), years={}))
    projects, findings = read_register(read_grid(edited(write_register(plan, both), edit)), plan, "register.xlsx")
    assert [p.number for p in projects] == ["1-1-02"]
    assert [f.place.sheet for f in findings if f.severity == "error"] == ["指標", "年度計画", "事業"]


def test_a_missing_sheet_and_a_missing_column_are_named(plan: Plan) -> None:
    def edit(projects: Worksheet, indicators: Worksheet, years: Worksheet) -> None:
        indicators.delete_cols(column(indicators, "name"))
        years.cell(4, 1).value = None

    data = edited(write_register(plan, (some_project(plan),)), edit)
    _, findings = read_register(read_grid(data), plan, "register.xlsx")
    assert [(f.code, f.params.get("id", "")) for f in findings] == [
        ("register_no_column", "name"),
        ("register_no_sheet", ""),
    ]


def test_a_renamed_sheet_and_moved_columns_are_found_by_their_ids(plan: Plan) -> None:
    def edit(projects: Worksheet, indicators: Worksheet, years: Worksheet) -> None:
        projects.title = "事業一覧（最新）"
        projects.insert_cols(2)
        projects.cell(3, 2).value = "メモ"
        projects.cell(5, 2).value = "確認中"
        projects.insert_rows(1, 3)

    projects, findings = read_register(
        read_grid(edited(write_register(plan, (some_project(plan),)), edit)), plan, "register.xlsx"
    )
    assert codes(findings) == [("register_unknown_column", "事業一覧（最新）", "B7")]
    assert projects == (some_project(plan),)


def test_an_empty_register_is_said_to_be_empty(plan: Plan) -> None:
    projects, findings = read_register(read_grid(write_register(plan, ())), plan, "register.xlsx")
    assert projects == ()
    assert [f.code for f in findings] == ["register_empty"]


def test_every_register_finding_has_words_that_name_place_and_remedy(plan: Plan) -> None:
    data = edited(write_register(plan, (some_project(plan),)), setting(0, "department", "9999"))
    _, findings = read_register(read_grid(data), plan, "register.xlsx")
    assert message(findings[0]) == "「所管課」（事業 H5セル）「9999」は、計画（fujiplan.toml）の所管課にありません。"
    assert remedy(findings[0]).startswith("課のコードを確認してください。")
    assert {spec.actor for spec in register_words.SPECS} == {"事務局"}
    assert all(spec.code in CATALOGUE for spec in register_words.SPECS)
