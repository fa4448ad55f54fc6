"""Open data: machine-readable, described, safe in a spreadsheet, equal to the pages."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frictionless import Package, system
from publish_world import decision, given, rows, snapshot, with_entry, with_fact

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.publish import Correction, Site
from fujiplan_cli.publish.opendata.columns import TABLES
from fujiplan_cli.publish.opendata.rules import results_of
from fujiplan_cli.publish.proof import prove
from fujiplan_cli.publish.site import build_site

YEARS = (2024, 2025)


def csv_paths(site: Site) -> list[str]:
    """Every CSV file of the site."""
    return [path for path in site.files if path.endswith(".csv")]


def test_every_csv_has_bom_crlf_ascii_names_and_one_record_a_line(site: Site) -> None:
    assert len(csv_paths(site)) == 11 + 10 * len(YEARS)
    for path in csv_paths(site):
        content = site.files[path]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n")
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert content.count(b"\r\n") == len(lines), f"{path}: a cell spreads over two lines"
        assert all(name.isascii() and name.replace("_", "").isalnum() for name in lines[0])
        assert {len(line) for line in lines} == {len(lines[0])}


def test_frictionless_finds_no_fault_in_any_data_package(site: Site, tmp_path: Path) -> None:
    write(site, tmp_path)
    for folder in ("data", *(f"data/{year}" for year in YEARS)):
        with system.use_context(trusted=True):
            report = Package(str(tmp_path / folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "note"])


def write(site: Site, folder: Path) -> None:
    """The open data as files."""
    for path, content in site.files.items():
        if path.startswith("data/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def test_blank_and_zero_are_kept_apart(site: Site) -> None:
    pending = next(r for r in rows(site, "indicators") if r["project_no"] == "A-02" and r["fiscal_year"] == "2025")
    assert (pending["actual"], pending["pending"]) == ("", "2026-09")
    carried = next(r for r in rows(site, "money") if r["amount_item"] == "carried_out")
    assert carried["amount"] == "0"
    assert not [r for r in rows(site, "money") if r["project_no"] == "C-10"]


def test_years_dates_and_the_organisation_follow_the_rules(site: Site) -> None:
    line = rows(site, "indicators")[0]
    assert (line["organisation_code"], line["fiscal_year"], line["as_of"]) == ("222101", "2024", "2026-03-31")


def test_a_text_cannot_become_a_formula() -> None:
    texts = {"issue": "=HYPERLINK(1)", "plan": "+1", "result": "-見送り", "next_plan": "@cmd", "response": "＝危険"}
    made = given()
    for field, text in texts.items():
        made = with_fact(made, "A-01", field, text)
    line = next(r for r in rows(build_site(made), "wide") if r["project_no"] == "A-01" and r["fiscal_year"] == "2025")
    assert {field: line[field] for field in texts} == {field: f"'{text}" for field, text in texts.items()}


def test_a_negative_amount_stays_a_number(site: Site) -> None:
    assert next(r for r in rows(site, "money") if r["amount_item"] == "budget_supplementary")["amount"] == "-500"


def test_line_breaks_become_blanks_in_csv_and_stay_in_json(site: Site) -> None:
    line = next(r for r in rows(site, "projects") if r["project_no"] == "A-01")
    document = json.loads(site.files["data/long.json"])
    assert "窓口で案内した。 スマートフォン" in line["result"]
    assert "窓口で案内した。\nスマートフォン" in document["projects"][0]["result"]


def test_csv_and_json_hold_the_same_lines_in_long_and_in_wide_form(site: Site) -> None:
    long, wide = (json.loads(site.files[f"data/{name}.json"]) for name in ("long", "wide"))
    for document, tables in ((long, [*(t.name for t in TABLES), "withheld"]), (wide, ["wide"])):
        for table in tables:
            lines = rows(site, table)
            assert len(document[table]) == len(lines) > 0
            for one, other in zip(document[table], lines, strict=True):
                assert list(one) == list(other)
                assert [v is None for v in one.values()] == [v == "" for v in other.values()]


def test_the_wide_table_has_every_value_of_the_long_ones_beside_the_project(site: Site) -> None:
    wide = {(r["fiscal_year"], r["project_no"]): r for r in rows(site, "wide")}
    assert len(wide) == len(rows(site, "projects"))
    for line in rows(site, "projects"):
        own = wide[line["fiscal_year"], line["project_no"]]
        assert {k: own[k] for k in line} == line
    for line in rows(site, "money"):
        assert wide[line["fiscal_year"], line["project_no"]][line["amount_item"]] == line["amount"]
    for line in rows(site, "indicators"):
        own = wide[line["fiscal_year"], line["project_no"]]
        assert own[f"kpi_{line['indicator_no']}_actual"] == line["actual"]
    for line in rows(site, "items"):
        own = wide[line["fiscal_year"], line["project_no"]]
        assert (own[f"item_{line['item']}_level"], own[f"item_{line['item']}_points"]) == (
            line["level"],
            line["points"],
        )


def test_the_workbook_holds_the_lines_of_the_csv_files_without_formula_or_name(site: Site, tmp_path: Path) -> None:
    write(site, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "data" / "data.xlsx")
    titles = {r["table_title"]: r["table"] for r in rows(site, "columns")}
    assert titles.keys() <= set(book.sheetnames)
    for sheet in book:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
        assert not sheet.merged_cells.ranges
        if sheet.title in titles:
            lines = [[cell(value) for value in line] for line in sheet.iter_rows(values_only=True)]
            source = site.files[f"data/{titles[sheet.title]}.csv"].decode("utf-8-sig")
            assert lines == list(csv.reader(io.StringIO(source, newline="")))
    with zipfile.ZipFile(tmp_path / "data" / "data.xlsx") as parts:
        core = parts.read("docProps/core.xml").decode()
        assert core.count("<dc:") == 1 and "<dc:title>" in core
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def cell(value: object) -> str:
    """A cell of the workbook as CSV would show it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_a_text_like_a_formula_stays_a_text_in_the_workbook_and_has_no_apostrophe(tmp_path: Path) -> None:
    made = build_site(with_fact(given(), "A-01", "issue", "=HYPERLINK(1)"))
    write(made, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "data" / "data.xlsx")["事業別の進捗と評価"]
    found = [c for line in sheet.iter_rows() for c in line if c.value == "=HYPERLINK(1)"]
    assert [(c.data_type, c.quotePrefix) for c in found] == [("s", True)]


def test_characters_of_one_platform_are_replaced_and_the_places_recorded() -> None:
    made = build_site(with_fact(given(), "A-01", "issue", "①㈱架空のｻｰﾊﾞｰ㍻Ⅲ期、髙橋と𠮷田"))
    line = next(r for r in rows(made, "projects") if r["project_no"] == "A-01" and r["fiscal_year"] == "2025")
    assert line["issue"] == "(1)(株)架空のサーバー平成III期、髙橋と𠮷田"
    record = [r for r in rows(made, "replacements") if r["column"] == "issue"]
    assert {"project_no": "A-01", "before": "U+2460", "after": "(1)", "count": "1"}.items() <= record[0].items()
    assert len(record) == 5
    assert "①㈱" in made.files["projects/A-01/index.html"].decode(), "the page keeps what was typed"
    assert not [r for r in results_of(made.files) if r.rule.number == "L1-08" and r.verdict != "適合"]


@pytest.mark.parametrize("path", ["data/data.xlsx", "data/wide.json", "data/2024/wide.csv", "data/dataset.jsonld"])
def test_a_withheld_text_in_any_data_file_stops_publication(site: Site, path: str) -> None:
    files = dict(site.files)
    secret = "架空 花子"
    if path.endswith(".xlsx"):
        files[path] = with_part(
            files[path], "docProps/app.xml", f"<Properties><Manager>{secret}</Manager></Properties>"
        )
    elif path.endswith("csv"):
        files[path] += f'222101,2024,"{secret}"\r\n'.encode()
    else:
        files[path] = files[path].replace(b'"', json.dumps(secret).encode() + b': 1, "', 1)
    assert path in {leak.path for leak in prove(files, given()) if leak.field == "contact_name"}


def with_part(book: bytes, name: str, text: str) -> bytes:
    """The workbook with one more part."""
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr(name, text)
    return out.getvalue()


def test_a_column_of_a_withheld_field_is_found_in_csv_json_and_workbook(site: Site) -> None:
    form = given().form
    closed = tuple(dataclasses.replace(f, disclosure="never") if f.id == "staff_band" else f for f in form.fields)
    leaks = prove(site.files, dataclasses.replace(given(), form=dataclasses.replace(form, fields=closed)))
    found = {leak.path for leak in leaks if leak.field == "staff_band" and leak.path.startswith("data/")}
    whole = {"data/projects.csv", "data/wide.csv", "data/long.json", "data/wide.json", "data/data.xlsx"}
    assert whole <= found


@pytest.mark.parametrize("layout", [{}, {"indent": 1}, {"separators": (",", ":")}])
def test_a_column_of_a_withheld_field_is_found_in_json_of_any_layout(layout: dict[str, Any]) -> None:
    form = given().form
    closed = tuple(dataclasses.replace(f, disclosure="never") if f.id == "staff_band" else f for f in form.fields)
    table = {"title": "架空", "projects": [{"project_no": "A-01", "staff_band": None}]}
    rows = '[\n{"project_no": "A-01",\n"staff_band": null}]'  # as ours begin, but the first record goes on
    for text in (json.dumps(table, **layout), f'{{"projects": {rows}}}'):
        leaks = prove({"data/long.json": text.encode()}, given(form=dataclasses.replace(form, fields=closed)))
        assert [(leak.path, leak.field) for leak in leaks] == [("data/long.json", "staff_band")]


def publication(year: int, day: str) -> Publication:
    """One earlier publication of the site."""
    return Publication(year, year, day, day, "0" * 64, "架空 太郎", f"{day}T10:00:00")


def year_files(site: Site, year: int) -> dict[str, bytes]:
    """The files of one year."""
    return {path: content for path, content in site.files.items() if path.startswith(f"data/{year}/")}


FIRST = {"year": 2024, "today": date(2025, 7, 31)}
AFTER = (publication(2024, "2025-07-31"),)


def renamed(entry: SnapshotEntry) -> SnapshotEntry:
    """The project with another name, summary, department and measure in the next year's register."""
    newer = dataclasses.replace(entry.project, name="新しい名称", summary="新しい要約です。", measure="3-1")
    return dataclasses.replace(entry, project=newer, department="企画部 企画課")


def test_publishing_the_next_year_leaves_the_files_of_the_old_year_byte_for_byte() -> None:
    first = build_site(given(**FIRST))
    newer = given(publications=AFTER)
    for number in ("A-01", "B-02", "C-10"):
        newer = with_entry(newer, number, renamed)
    second = build_site(newer)
    assert len(year_files(first, 2024)) == 11
    assert year_files(second, 2024) == year_files(first, 2024)
    assert [(r["fiscal_year"], r["version"], r["published"]) for r in rows(second, "updates")] == [
        ("2024", "1", "2025-07-31"),
        ("2025", "1", "2026-07-31"),
    ]
    names = {r["fiscal_year"]: r["project_name"] for r in rows(second, "projects") if r["project_no"] == "A-01"}
    assert names == {"2024": "オンライン申請の拡大", "2025": "新しい名称"}


def test_a_project_closed_a_year_later_leaves_the_old_files_with_a_dated_line_in_the_history() -> None:
    def closed(entry: SnapshotEntry) -> SnapshotEntry:
        return dataclasses.replace(entry, project=dataclasses.replace(entry.project, disclosure="非公表"))

    made = build_site(with_entry(given(publications=AFTER), "A-03", closed))
    old = {p: c.decode("utf-8-sig") for p, c in year_files(made, 2024).items() if p.endswith("wide.csv")}
    assert "A-03" not in "".join(old.values())
    line = next(r for r in rows(made, "updates") if r["project_no"] == "A-03")
    assert (line["fiscal_year"], line["version"], line["published"]) == ("2024", "2", "2026-07-31")
    assert line["update_kind"] == "公表区分の変更"
    package = json.loads(made.files["data/2024/datapackage.json"])
    assert (package["version"], package["created"][:10]) == ("2024.2", "2026-07-31")
    assert ("2024", "A-03") in {(r["fiscal_year"], r["project_no"]) for r in rows(made, "withheld")}


def with_field(form: Form, field_id: str, **changes: object) -> Form:
    """The form with one field changed."""
    fields = tuple(dataclasses.replace(f, **changes) if f.id == field_id else f for f in form.fields)  # type: ignore[arg-type]  # any field may be varied
    return dataclasses.replace(form, fields=fields)


def unasked(entry: SnapshotEntry) -> SnapshotEntry:
    """The entry as it is when the form does not ask for the staff."""
    facts = {name: fact for name, fact in entry.record.facts.items() if name != "staff_band"}
    return dataclasses.replace(entry, record=dataclasses.replace(entry.record, facts=facts))


def test_a_new_form_changes_the_files_of_its_own_year_only() -> None:
    old = given().form
    new = dataclasses.replace(old, fields=tuple(f for f in old.fields if f.id != "staff_band"))
    new = with_field(new, "issue", label="残る課題", definition="残る課題の説明")
    first = build_site(given(**FIRST, forms={2024: old}))
    newer = given(publications=AFTER, form=new, forms={2024: old, 2025: new})
    for entry in newer.snapshots[2025].entries:
        newer = with_entry(newer, entry.project.number, unasked)
    second = build_site(newer)
    assert not second.leaks
    assert year_files(second, 2024) == year_files(first, 2024)
    assert "staff_band" in second.files["data/2024/wide.csv"].decode()
    assert "staff_band" not in second.files["data/2025/wide.csv"].decode()


def test_what_a_form_withheld_stays_withheld_for_its_year_when_the_next_one_opens_it() -> None:
    new = given().form
    old = with_field(new, "issue", disclosure="never")
    made = build_site(given(form=new, forms={2024: old, 2025: new}))
    issues = {r["fiscal_year"]: r["issue"] for r in rows(made, "projects") if r["project_no"] == "A-01"}
    assert issues == {"2024": "", "2025": "高齢の利用者に使い方が伝わっていない。"}
    assert "issue" not in made.files["data/2024/wide.csv"].decode().splitlines()[0].split(",")


def test_a_field_that_a_new_form_withholds_leaves_the_old_files_with_a_dated_line() -> None:
    old = given().form
    new = with_field(old, "staff_band", disclosure="never")
    made = build_site(given(publications=AFTER, form=new, forms={2024: old, 2025: new}))
    assert not made.leaks
    assert "staff_band" not in made.files["data/2024/wide.csv"].decode()
    line = next(r for r in rows(made, "updates") if r["update_kind"] == "項目の変更")
    assert (line["fiscal_year"], line["version"], line["published"]) == ("2024", "2", "2026-07-31")
    assert "従事人員" in line["description"]


def test_a_correction_makes_a_new_version_that_keeps_its_date_in_later_publications() -> None:
    entry = snapshot(2024).entry("A-01")
    assert entry is not None
    after = dataclasses.replace(entry.card, grade="D")
    corrections = {2024: (Correction("A-01", "2025-11-10", entry.card, after, version=2),)}
    later = (*AFTER, publication(2024, "2025-12-01"))
    made = build_site(given(publications=later, corrections=corrections))
    line = next(r for r in rows(made, "updates") if r["update_kind"] == "訂正")
    assert (line["version"], line["published"], line["decided"]) == ("2", "2025-12-01", "2025-11-10")
    assert "からD" in line["description"]
    again = build_site(given(publications=(*later, publication(2025, "2026-07-31")), corrections=corrections))
    assert year_files(again, 2024) == year_files(made, 2024)
    assert again.files["data/updates.csv"] == made.files["data/updates.csv"]


def test_a_decision_after_the_first_publication_is_dated_even_when_no_grade_changes() -> None:
    first = decision(2024, at="2025-07-10T10:00:00")
    later = decision(2024, project="A-02", number=2, at="2025-11-01T10:00:00")
    made = build_site(given(publications=AFTER, decisions={2024: (first, later), 2025: (decision(2025),)}))
    told = [
        (r["version"], r["update_kind"], r["project_no"]) for r in rows(made, "updates") if r["fiscal_year"] == "2024"
    ]
    assert told == [("1", "公表", ""), ("2", "決定", "A-02")]


def test_every_rule_that_a_program_can_check_holds_and_the_others_give_a_reason(site: Site) -> None:
    results = results_of(site.files)
    assert [r.rule.number for r in results if r.rule.level == 1] == [f"L1-{n:02}" for n in range(1, 16)]
    assert len(results) == 30
    assert not [(r.rule.number, r.places) for r in results if r.verdict == "不適合"]
    assert {r.rule.number for r in results if r.rule.check is None} == {"L1-07", "L2-05"}
    assert all(len(r.rule.how) > 8 for r in results)


@pytest.mark.parametrize(
    ("path", "old", "new", "broken"),
    [
        ("data/money.csv", "12000", "12\u5343\u5186", {"L1-09", "L2-01", "L3-03"}),
        ("data/projects.csv", "A-01", "", {"L2-02", "L3-09"}),
        ("data/projects.csv", "計画どおり", "順調", {"L2-04", "L3-02"}),
        ("data/projects.csv", "project_name", "事業名", {"L3-01", "L3-08"}),
        ("data/indicators.csv", "2026-03-31", "R8.3.31", {"L3-05"}),
        ("data/items.csv", "222101", "富士市", {"L3-06"}),
        ("data/items.csv", "点検表で", "①点検表で", {"L1-08"}),
        ("data/items.csv", "点検表で", "　　点検表で", {"L1-06"}),
        ("data/items.csv", "点検表で", "=点検表で", {"L2-06"}),
        ("data/updates.csv", ",2024,", ",2023,", {"L3-08"}),
        ("data/2025/money.csv", "amount_kind", "kind_of_amount", {"L3-07"}),
    ],
)
def test_a_broken_rule_is_found(site: Site, path: str, old: str, new: str, broken: set[str]) -> None:
    text = site.files[path].decode()
    assert old in text
    files = {**site.files, path: text.replace(old, new, 1).encode()}
    assert broken <= {r.rule.number for r in results_of(files) if r.verdict == "不適合"}


def test_the_dataset_description_lists_every_file_with_size_and_hash_and_no_clock(site: Site) -> None:
    document = json.loads(site.files["data/dataset.jsonld"])
    assert (document["@type"], document["temporalCoverage"]) == ("Dataset", "2024-04-01/2026-03-31")
    assert document["spatialCoverage"]["identifier"] == "222101"
    files = {d["name"]: d for d in document["distribution"]}
    for name in ("data.xlsx", "wide.csv", "long.json", "2024/money.csv"):
        content = site.files[f"data/{name}"]
        assert files[name]["contentUrl"] == f"https://example.invalid/ict/data/{name}"
        assert files[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert files[name]["contentSize"] == f"{len(content)} B"
    assert 'type="application/ld+json" href="dataset.jsonld"' in site.files["data/index.html"].decode()


def test_the_data_page_links_every_file_and_says_its_lines(site: Site) -> None:
    page = site.files["data/index.html"].decode()
    linked = set(re.findall(r'href="([^":#]+\.(?:csv|json|jsonld|xlsx))"', page)) - {"../manifest.json"}
    assert {f"data/{path}" for path in linked} == {p for p in site.files if p.startswith("data/")} - {"data/index.html"}
    assert f'<td data-label="行数" class="amount">{len(rows(site, "money"))}</td>' in page


def test_the_column_table_defines_every_column(site: Site) -> None:
    defined = {(r["table"], r["column"]) for r in rows(site, "columns")}
    headers = {
        path.removeprefix("data/").removesuffix(".csv"): site.files[path].decode("utf-8-sig").splitlines()[0].split(",")
        for path in csv_paths(site)
        if path.count("/") == 1
    }
    assert defined == {(table, column) for table, columns in headers.items() for column in columns}
    assert {(t.name, c.name) for t in TABLES for c in t.columns} <= defined
    assert all(r["title"] and r["definition"] for r in rows(site, "columns"))


def test_the_code_table_explains_stages_grades_statuses_and_disclosures(site: Site) -> None:
    codes = {(r["column"], r["code"]): r["title"] for r in rows(site, "codes")}
    assert codes["stage", "S5"] == "運用・改善"
    assert codes["grade", "A"] == "良好"
    assert codes["status", "遅れ"] == "遅れ"
    assert codes["disclosure", "概要のみ"] == "概要のみ"
    assert all(r["column"] and r["code"] and r["title"] for r in rows(site, "codes"))


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
