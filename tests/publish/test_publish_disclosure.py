"""Who may see what: fields, projects and decisions."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from publish_world import decision, given, rows, text_of, with_entry, with_fact

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.scorecard import CapHit
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.publish import Site
from fujiplan_cli.publish.site import build_site


def everything(site: Site) -> str:
    """The whole output as one text."""
    return "\n".join(text_of(path, content) for path, content in site.files.items())


def with_rule(form: Form, field_id: str, rule: str) -> Form:
    """The form with another 公開 rule for one field, as a clerk would write it."""
    fields = [replace(f, disclosure=rule) if f.id == field_id else f for f in form.fields]  # type: ignore[arg-type]  # rule is one of the three words
    return replace(form, fields=tuple(fields))


NEVER = [f.id for f in given().form.fields if f.disclosure == "never"]


def test_the_form_withholds_what_the_field_list_says_is_never_published() -> None:
    assert {"contact_name", "contact_ext", "approval_no", "support_request", "incident"} <= set(NEVER)


@pytest.mark.parametrize("field", NEVER)
def test_a_unique_text_in_a_withheld_field_appears_nowhere(field: str) -> None:
    site = build_site(with_fact(given(), "A-01", field, f"秘密のカナリア{field}"))
    assert f"秘密のカナリア{field}" not in everything(site)
    assert site.leaks == ()


def test_a_field_no_form_declares_is_not_published() -> None:
    site = build_site(with_fact(given(), "A-01", "internal_opinion", "事務局内部の見立てです"))
    assert "事務局内部の見立て" not in everything(site)


def test_an_amount_that_is_only_requested_is_not_published() -> None:
    """要求額 is a field of proposals, which the site does not read: whatever gets under that name stays inside."""
    made = with_fact(with_fact(given(), "A-01", "requested", Decimal(987654)), "A-01", "cost_initial", Decimal(876543))
    text = everything(build_site(made))
    assert not any(number in text for number in ("987654", "987,654", "876543", "876,543"))


def test_names_files_and_reasons_of_the_record_appear_nowhere(site: Site) -> None:
    text = everything(site)
    for secret in ("架空 花子", "架空 次郎", "架空 太郎", "架空 三郎", "回答_A01", "富架第1234号", "半年分しかない"):
        assert secret not in text
    assert "担当部長は秋までに" not in text


def test_a_project_only_in_outline_shows_number_name_and_summary(site: Site) -> None:
    page = site.files["projects/B-02/index.html"].decode()
    assert "職員研修（セキュリティ監視）" in page
    assert "要約です" in page
    assert re.findall(r'data-trace="([^"]*)"', page) == ["B-02/2025/public_summary"]
    assert "監視装置の設定を見直した" not in everything(site)


def test_a_withheld_project_shows_its_number_alone(site: Site) -> None:
    assert "事業番号 B-03" in site.files["projects/B-03/index.html"].decode()
    text = everything(site)
    assert "境界防御装置" not in text
    assert "型番と配置" not in text
    assert "情報公開条例" not in text


def test_no_total_counts_a_withheld_project(site: Site) -> None:
    assert {r["project_no"] for r in rows(site, "projects")} == {"A-01", "A-02", "A-03", "B-01", "C-10"}
    assert sum(int(r["projects"]) for r in rows(site, "grade_counts") if r["fiscal_year"] == "2025") == 5
    spent = sum(
        int(r["amount"])
        for r in rows(site, "money")
        if r["fiscal_year"] == "2025" and r["amount_item"] == "executed" and r["amount"]
    )
    assert f'data-trace="total/2025/executed">{spent:,}<' in site.files["index.html"].decode()


@pytest.mark.parametrize("word", ["秘密", "", "公表する"])
def test_an_unknown_disclosure_word_counts_as_withheld(word: str) -> None:
    made = given()
    site = build_site(with_entry(made, "A-01", lambda e: replace(e, project=replace(e.project, disclosure=word))))
    assert "オンライン申請の拡大" not in everything(site)
    assert not [r for r in rows(site, "projects") if r["project_no"] == "A-01"], "closed now closes past years too"


def test_a_project_under_deliberation_is_published_without_a_grade() -> None:
    both = (decision(2025), decision(2025, "継続審議", "A-03", 2))
    site = build_site(given(decisions={2024: (decision(2024),), 2025: both}))
    page = site.files["projects/A-03/index.html"].decode()
    line = next(r for r in rows(site, "projects") if r["project_no"] == "A-03" and r["fiscal_year"] == "2025")
    assert "「継続審議」となったため、評価を公表していません" in page
    assert (line["grade"], line["score"], line["delay_months"], line["result"][:3]) == ("", "", "", "手続を")
    assert not [r for r in rows(site, "items") if r["project_no"] == "A-03" and r["fiscal_year"] == "2025"]
    assert site.leaks == ()


def test_a_projects_own_decision_outweighs_a_later_one_en_bloc() -> None:
    both = (decision(2025, "継続審議", "A-03", 1), decision(2025, number=2))
    site = build_site(given(decisions={2025: both}))
    assert (
        next(r for r in rows(site, "projects") if r["project_no"] == "A-03" and r["fiscal_year"] == "2025")["grade"]
        == ""
    )


def test_an_undone_decision_does_not_count() -> None:
    undone = decision(2025, undone_at="2026-07-11")
    site = build_site(given(decisions={2024: (decision(2024),), 2025: (undone,)}))
    assert {r["grade"] for r in rows(site, "projects") if r["fiscal_year"] == "2025"} == {""}


def test_nothing_is_graded_before_the_decision_unless_in_a_preview() -> None:
    assert {r["grade"] for r in rows(build_site(given(decisions={})), "projects")} == {""}
    preview = build_site(given(decisions={}, preview=True))
    assert {r["grade"] for r in rows(preview, "projects")} > {"A", "D"}


def test_changing_a_field_to_never_in_the_form_removes_it_everywhere() -> None:
    made = given()
    site = build_site(replace(made, form=with_rule(made.form, "issue", "never")))
    assert "高齢の利用者に使い方が" not in everything(site)
    assert "issue" not in rows(site, "projects")[0]
    assert site.leaks == ()


def test_a_judged_level_goes_with_its_field() -> None:
    made = given()
    site = build_site(replace(made, form=with_rule(made.form, "self_control", "never")))
    assert "control" not in {r["item"] for r in rows(site, "items")}


def test_a_count_of_people_under_ten_is_hidden_with_its_rate(site: Site) -> None:
    line = next(r for r in rows(site, "indicators") if r["project_no"] == "B-01" and r["fiscal_year"] == "2025")
    assert (line["actual"], line["rate"], line["suppressed"]) == ("", "", "true")
    assert "x（秘匿）" in site.files["projects/B-01/index.html"].decode()


def test_the_reason_of_an_incident_cap_waits_for_the_announcement() -> None:
    def capped(announced: str) -> str:
        def with_cap(entry: SnapshotEntry) -> SnapshotEntry:
            return replace(entry, cards={entry.view: replace(entry.card, caps=(CapHit("incident", "内部の理由"),))})

        made = with_fact(with_entry(given(), "A-01", with_cap), "A-01", "incident_announced", announced)
        return build_site(made).files["projects/A-01/index.html"].decode()

    assert "事案があったため" not in capped("")
    assert "理由は、公表できる時期に公表します" in capped("")
    assert "重大な情報セキュリティ事案があったため" in capped("1")
    assert "内部の理由" not in capped("1")


def test_json_lists_withheld_projects_without_their_content(site: Site) -> None:
    document = json.loads(site.files["data/long.json"])
    mine = [line for line in document["withheld"] if line["fiscal_year"] == 2025]
    key = {"organisation_code": "222101", "fiscal_year": 2025}
    assert mine == [
        key
        | {
            "project_no": "B-02",
            "disclosure": "概要のみ",
            "project_name": "職員研修（セキュリティ監視）",
            "public_summary": "職員研修（セキュリティ監視）の要約です。",
        },
        key | {"project_no": "B-03", "disclosure": "非公表", "project_name": None, "public_summary": None},
    ]


def test_a_confirmed_level_is_shown_with_the_self_level_it_replaced(site: Site) -> None:
    assert "自己評価の3を、確認により2に引き下げました" in site.files["projects/A-01/index.html"].decode()


def test_amounts_are_rounded_half_up_to_thousands() -> None:
    site = build_site(with_fact(given(), "A-01", "executed", Decimal("10900.5")))
    line = next(
        r
        for r in rows(site, "money")
        if (r["project_no"], r["fiscal_year"], r["amount_item"]) == ("A-01", "2025", "executed")
    )
    assert line["amount"] == "10901"
