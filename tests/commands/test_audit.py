"""An auditor at the commands: computed values lead to what they come from, and what was approved stays."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

PUBLISH = ("publish", "--year", "R7", "--council-date", "2026-07-24")


def approve(office, *more: str, day: str = "2026-07-15", projects: tuple[str, ...] = ("--all",)) -> None:
    office.run("report", "--year", "R7", "--meeting", "honbu", *more, day=day)
    done = office.run(
        "decide",
        "--year",
        "R7",
        "--meeting",
        "honbu",
        "--out-of-order",
        "試験のため",
        "--date",
        day,
        *projects,
        "--decision",
        "承認",
        day=day,
    )
    assert done == 0, office.err


def collected(office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    office.run("collect", "--year", "R7")


def results(office) -> dict[str, dict[str, str]]:
    with (office.folder / "site/data/projects.csv").open(encoding="utf-8-sig", newline="") as file:
        return {r["project_no"]: r for r in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("execution_rate", "95.0%", "executed"),
        ("unused", "50", "budget_total"),
        ("kpi_1_rate", "100.0%", "kpi_1_actual"),
        ("kpi_1_achievement", "100.0%", "kpi_1_base"),
        ("level_outcome", "4", "kpi_1_actual"),
        ("level_uptake", "3", "self_uptake"),
        ("score", "95.0", "level_uptake"),
        ("grade", "A", "level_cost"),
        ("kpi_1_target_original", "160", "kpi_1_target"),
    ],
)
def test_a_computed_value_names_the_fields_it_comes_from(office, field: str, value: str, part: str) -> None:
    collected(office)
    (version,) = office.json("trace", "1-1-01", field, "--year", "R7")["versions"]
    assert (version["origin"], version["value"]) == ("computed", value)
    assert part in version["reason"]
    assert office.run("trace", "1-1-01", part, "--year", "R7") == 0


def test_a_result_that_the_score_has_not_is_refused(office) -> None:
    collected(office)
    assert office.run("trace", "1-1-01", "level_deliverables", "--year", "R7") == 2
    assert "explain" in office.err


def test_a_later_version_for_one_project_changes_no_other_approved_result(office) -> None:
    collected(office)
    approve(office)
    for number in ("1-1-01", "1-1-02"):
        office.run("settle", number, "kpi_1_actual", "--year", "R7", "--value", "110", "--reason", "訂正")
    approve(office, "--new-version", day="2026-07-17", projects=("--project", "1-1-02"))
    assert office.run(*PUBLISH, day="2026-07-24") == 0, office.err
    found = results(office)
    assert [found[n]["score"] for n in ("1-1-01", "1-1-02", "1-1-03")] == ["95.0", "50.0", "95.0"]


def test_a_method_changed_after_approval_is_not_published(office) -> None:
    collected(office)
    approve(office)
    path = office.folder / "methods/revised.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("第1.0版", "第1.1版") + "\n# 変更\n", encoding="utf-8")
    assert office.run(*PUBLISH, day="2026-07-24") == 1
    assert "methods/revised.toml" in office.err
    assert not (office.folder / "site").exists()


def test_the_kind_of_the_amounts_is_what_the_records_say(office) -> None:
    collected(office)
    approve(office)
    assert office.run(*PUBLISH, day="2026-07-24") == 0, office.err
    page = (office.folder / "site/index.html").read_text(encoding="utf-8")
    report = next((office.folder / "reports/2025/honbu").glob("*.html")).read_text(encoding="utf-8")
    for text in (page, report):
        assert "決算見込" in text and "出納閉鎖後" not in text


def test_what_is_withheld_never_gets_from_a_real_sheet_to_the_site(office, tree) -> None:
    path = office.answer(
        "1-1-01",
        name="作成者カナリア狐.xlsx",
        contact_name="氏名カナリア鶴",
        contact_ext="内線カナリア98",
        approval_no="文書カナリア第9号",
        support_request="要望カナリア象",
        money_check="相違あり",
        money_note="金額カナリア鯨",
        incident="軽微",
        personal_info="特定個人情報",
    )
    book = load_workbook(path)
    book.properties.creator = "属性カナリア狸"
    book.save(path)
    office.run("collect", "--year", "R7", "--by", "職員カナリア馬")
    office.run("settle", "1-1-01", "confirmed_control", "--year", "R7", "--value", "2", "--reason", "理由カナリア羊")
    approve(office)
    assert office.run(*PUBLISH, day="2026-07-24") == 0, office.err
    for name, content in tree(office.folder / "site").items():
        parts = [content]
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as published:
                parts = [published.read(one) for one in published.namelist()]
        text = "".join(part.decode("utf-8-sig") for part in parts)
        assert "カナリア" not in text and "特定個人情報" not in text, name
