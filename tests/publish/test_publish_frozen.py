"""A published year keeps its words: goals, columns, codes and definitions that are reworded later change nothing."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from publish_world import given, rows, words_of

from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.publish import PublishInput, Site
from fujiplan_cli.publish.opendata import columns, files, side_tables
from fujiplan_cli.publish.opendata.frozen import PARTS, FrozenWords, frozen_words
from fujiplan_cli.publish.site import build_site

FIRST = {"year": 2024, "today": date(2025, 7, 31), "council_date": date(2025, 7, 17)}
AFTER = (Publication(2024, 2024, "2025-07-17", "2025-07-31", "m", "架空 太郎", "2025-07-31T10:00:00"),)


def words_in(site: Site, *years: int) -> dict[int, FrozenWords]:
    """What the next publication finds."""
    found = {}
    for year in years:
        parts = {name: site.files[f"data/{year}/{name}"] for name in PARTS}
        words = frozen_words(parts, site.files["data/updates.csv"], year)
        assert words is not None
        found[year] = words
    return found


def year_files(site: Site, year: int) -> dict[str, bytes]:
    return {path: data for path, data in site.files.items() if path.startswith(f"data/{year}/")}


def reworded(plan: Plan) -> Plan:
    """Every goal, measure and stage has another title; so have plan, licence and code; one measure is gone."""
    goals = tuple(
        dataclasses.replace(
            g,
            title=f"新・{g.title}",
            measures=tuple(dataclasses.replace(m, title=f"新・{m.title}") for m in g.measures if m.code != "1-3"),
        )
        for g in plan.goals
    )
    stages = tuple(dataclasses.replace(s, title=f"新・{s.title}") for s in plan.stages)
    publisher = dataclasses.replace(
        plan.publisher, licence="新しい利用条件", organisation_code="222119", legal_basis="新しい条例第5条"
    )
    return dataclasses.replace(plan, title="新しい計画", goals=goals, stages=stages, publisher=publisher)


def second(first: Site, **changes: object) -> PublishInput:
    """The year after, by the reworded plan and form, which knows what was published."""
    made = given(publications=AFTER, words=words_in(first, 2024), **changes)
    fields = tuple(dataclasses.replace(f, label=f"新・{f.label}", definition="新しい定義") for f in made.form.fields)
    return dataclasses.replace(made, plan=reworded(made.plan), form=dataclasses.replace(made.form, fields=fields))


@pytest.fixture(scope="module")
def first() -> Site:
    return build_site(given(**FIRST))


@pytest.fixture(scope="module")
def later(first: Site) -> Site:
    return build_site(second(first))


def test_renamed_goals_and_reworded_definitions_leave_a_published_years_files_byte_for_byte(
    first: Site, later: Site
) -> None:
    assert later.leaks == ()
    assert len(year_files(first, 2024)) == len(year_files(later, 2024)) > 10
    changed = [path for path, data in year_files(first, 2024).items() if later.files[path] != data]
    assert changed == []
    assert {r["fiscal_year"]: r["version"] for r in rows(later, "updates")} == {"2024": "1", "2025": "1"}


def test_the_new_year_and_its_pages_have_the_new_words(later: Site) -> None:
    themes = {r["fiscal_year"]: r["theme"] for r in rows(later, "projects") if r["project_no"] == "A-01"}
    assert themes == {"2024": "市民サービス", "2025": "新・市民サービス"}
    assert "新しい利用条件" in later.files["data/2025/datapackage.json"].decode()
    assert "222119" in later.files["data/2025/projects.csv"].decode()
    assert "新しい定義" in later.files["data/2025/columns.csv"].decode()


def test_without_the_published_words_the_old_files_would_change(first: Site) -> None:
    """The test above would fail if nothing were frozen."""
    careless = build_site(dataclasses.replace(second(first), words={}))
    assert year_files(careless, 2024) != year_files(first, 2024)


def test_a_new_version_of_the_program_rewords_and_adds_no_column_of_a_published_year(
    first: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = dataclasses.replace(side_tables.REPLACEMENTS, title="新しい題", description="新しい説明")
    monkeypatch.setattr(files, "REPLACEMENTS", replaced)
    new = columns.Column("new_column", "新しい列", "string", "新しい版が足した列")
    monkeypatch.setattr(
        "fujiplan_cli.publish.opendata.shape.PROJECTS",
        dataclasses.replace(columns.PROJECTS, title="新しい表", columns=(*columns.PROJECTS.columns, new)),
    )
    made = build_site(second(first))
    assert year_files(made, 2024) == year_files(first, 2024)
    assert "new_column" in made.files["data/2025/columns.csv"].decode()


def test_a_field_that_the_years_own_form_withholds_later_is_told_with_its_day_and_stays_told(first: Site) -> None:
    closed = second(first)
    fields = tuple(
        dataclasses.replace(f, disclosure="never") if f.id == "staff_band" else f for f in closed.form.fields
    )
    closed = dataclasses.replace(closed, form=dataclasses.replace(closed.form, fields=fields))
    made = build_site(closed)
    assert made.leaks == () and "staff_band" not in made.files["data/2024/wide.csv"].decode()
    told = [r for r in rows(made, "updates") if r["update_kind"] == "項目の変更"]
    assert [(r["fiscal_year"], r["version"], r["published"]) for r in told] == [("2024", "2", "2026-07-31")]
    assert "従事人員" in told[0]["description"]
    then = Publication(2025, 2025, "2026-07-17", "2026-07-31", "m", "架空 太郎", "2026-07-31T10:00:00")
    again = dataclasses.replace(
        closed, publications=(*AFTER, then), words=words_in(made, 2024, 2025), today=date(2026, 9, 1)
    )
    after = build_site(again)
    assert [r for r in rows(after, "updates") if r["update_kind"] == "項目の変更"] == told
    assert year_files(after, 2024) == year_files(made, 2024) and year_files(after, 2025) == year_files(made, 2025)


def test_the_legal_basis_stands_on_every_years_page_and_in_the_data(first: Site, later: Site) -> None:
    old = "第四次富士市情報化計画第6章（計画の進行管理）"
    assert f"根拠：{old}" in words_of(first.files["index.html"])
    assert "根拠：新しい条例第5条" in words_of(later.files["index.html"])
    assert f"根拠：{old}" in words_of(later.files["years/2024/index.html"])
    assert '"legal_basis": "新しい条例第5条"' in later.files["data/datapackage.json"].decode()
    assert '"legal_basis": "新しい条例第5条"' in later.files["data/long.json"].decode()
    assert "新しい条例第5条" in later.files["data/dataset.jsonld"].decode()
    plan = given().plan
    without = dataclasses.replace(plan, publisher=dataclasses.replace(plan.publisher, legal_basis=""))
    site = build_site(given(plan=without))
    assert "根拠：第四次富士市情報化計画の進行管理" in words_of(site.files["index.html"])
    assert "legal_basis" not in site.files["data/datapackage.json"].decode()
