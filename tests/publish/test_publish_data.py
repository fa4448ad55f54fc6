"""Open data: machine-readable, described, safe in a spreadsheet, equal to the pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from frictionless import Package, system
from publish_world import given, rows, with_fact

from fujiplan_cli.publish import Site, build_site
from fujiplan_cli.publish.opendata.columns import TABLES

CSV_FILES = [f"data/{t.name}.csv" for t in TABLES] + ["data/columns.csv"]


@pytest.mark.parametrize("path", CSV_FILES)
def test_a_csv_has_bom_crlf_ascii_names_and_one_record_a_line(site: Site, path: str) -> None:
    content = site.files[path]
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert content.count(b"\r\n") == len(lines), "a cell spreads over two lines"
    assert all(name.isascii() and name.replace("_", "").isalnum() for name in lines[0])
    assert {len(line) for line in lines} == {len(lines[0])}


def test_frictionless_finds_no_fault_in_the_data_package(site: Site, tmp_path: Path) -> None:
    for path, content in site.files.items():
        if path.startswith("data/"):
            (tmp_path / Path(path).name).write_bytes(content)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "note"])


def test_blank_and_zero_are_kept_apart(site: Site) -> None:
    pending = next(r for r in rows(site, "indicators") if r["project_no"] == "A-02" and r["fiscal_year"] == "2025")
    assert (pending["actual"], pending["pending"]) == ("", "2026-09")
    carried = next(r for r in rows(site, "money") if r["amount_item"] == "carried_out")
    assert carried["amount"] == "0"
    assert not [r for r in rows(site, "money") if r["project_no"] == "C-10"]


def test_years_dates_and_the_organisation_follow_the_rules(site: Site) -> None:
    line = rows(site, "indicators")[0]
    assert (line["organisation_code"], line["fiscal_year"], line["as_of"]) == ("222101", "2024", "2026-03-31")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-見送り", "@cmd", "＝危険"])
def test_a_text_cannot_become_a_formula(text: str) -> None:
    site = build_site(with_fact(given(), "A-01", "issue", text))
    line = next(r for r in rows(site, "projects") if r["project_no"] == "A-01" and r["fiscal_year"] == "2025")
    assert line["issue"] == f"'{text}"


def test_a_negative_amount_stays_a_number(site: Site) -> None:
    assert next(r for r in rows(site, "money") if r["amount_item"] == "budget_supplementary")["amount"] == "-500"


def test_line_breaks_become_blanks_in_csv_and_stay_in_json(site: Site) -> None:
    line = next(r for r in rows(site, "projects") if r["project_no"] == "A-01")
    document = json.loads(site.files["data/projects.json"])
    assert "窓口で案内した。 スマートフォン" in line["result"]
    assert "窓口で案内した。\nスマートフォン" in document["projects"][0]["result"]


def test_csv_and_json_hold_the_same_lines(site: Site) -> None:
    document = json.loads(site.files["data/projects.json"])
    for table in TABLES:
        lines = rows(site, table.name)
        assert len(document[table.name]) == len(lines)
        for one, other in zip(document[table.name], lines, strict=True):
            assert list(one) == list(other)
            assert [v is None for v in one.values()] == [v == "" for v in other.values()]


def test_the_column_table_defines_every_column(site: Site) -> None:
    defined = {(r["table"], r["column"]) for r in rows(site, "columns")}
    headers = {t.name: site.files[f"data/{t.name}.csv"].decode("utf-8-sig").splitlines()[0].split(",") for t in TABLES}
    assert defined == {(table, column) for table, columns in headers.items() for column in columns}
    assert {(t.name, c.name) for t in TABLES for c in t.columns} <= defined
    assert all(r["title"] and r["definition"] for r in rows(site, "columns"))


def test_scores_on_the_page_and_in_the_data_agree(site: Site) -> None:
    for line in rows(site, "projects"):
        if line["fiscal_year"] == "2025" and line["score"]:
            page = site.files[f"projects/{line['project_no']}/index.html"].decode()
            assert f'data-trace="{line["project_no"]}/2025/score">{line["score"]}<' in page


def test_points_of_the_items_sum_to_the_score_within_rounding(site: Site) -> None:
    for line in rows(site, "projects"):
        own = [
            float(r["points"])
            for r in rows(site, "items")
            if (r["project_no"], r["fiscal_year"]) == (line["project_no"], line["fiscal_year"]) and r["points"]
        ]
        if line["score"]:
            assert sum(own) == pytest.approx(float(line["score"]), abs=0.05 * (len(own) + 1))
