"""The proof finds what a template, a table or a bug lets through."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from publish_world import WORDS, given, with_fact

from fujiplan_cli.publish import Leak, PublishInput, Site, prove
from fujiplan_cli.publish.site import build_site


def planted(site: Site, path: str, text: str) -> dict[str, bytes]:
    """The site with a text forced into one file."""
    files = dict(site.files)
    files[path] = files[path].replace(b"</main>", f"<p>{text}</p></main>".encode())
    return files


def found(site: Site, text: str, made: PublishInput | None = None) -> set[tuple[str, str, str]]:
    """Path, project and field of every leak once the text stands on the year's page."""
    leaks = prove(planted(site, "index.html", text), made or given())
    return {(leak.path, leak.project, leak.field) for leak in leaks}


def test_the_sample_leaks_nothing(site: Site) -> None:
    assert site.leaks == ()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("架空 花子", "contact_name"),
        ("架空花子", "contact_name"),
        ("内線&#32;24-51", "contact_ext"),
        ("富架第<b>1234</b>号", "approval_no"),
        ("富架第１２３４号", "approval_no"),
        ("仕様書の書き方を教えてほしい", "support_request"),
        ("回答_A01.xlsx", "file"),
        ("架空 次郎", "by"),
        ("架空 太郎", "by"),
        ("点検表の記録が半年分しかないことを電話で確認", "reason_control"),
        ("担当部長は秋までに工程を示すこと", "note"),
        ("境界防御装置の更改計画", "project_name"),
        ("監視装置の設定を見直した結果", "result"),
        ("情報公開条例第7条第4号に当たるため", "disclosure_ground"),
    ],
)
def test_a_withheld_text_on_a_page_is_found(site: Site, text: str, field: str) -> None:
    if field == "result":
        text += "を記録した。"
    assert field in {f for _, _, f in found(site, text)}


def test_a_withheld_text_in_an_attribute_csv_or_json_is_found(site: Site) -> None:
    files = dict(site.files)
    files["index.html"] = files["index.html"].replace(b"<main ", '<main title="架空 花子" '.encode())
    files["data/money.csv"] += '222101,2025,A-01,"架空 花子",,,\r\n'.encode()
    files["data/long.json"] = files["data/long.json"].replace(b'"title"', b'"\\u67b6\\u7a7a \\u82b1\\u5b50"', 1)
    paths = {leak.path for leak in prove(files, given()) if leak.field == "contact_name"}
    assert paths == {"index.html", "data/money.csv", "data/long.json"}


def test_one_sentence_of_a_long_withheld_text_is_found(site: Site) -> None:
    secret = "予定価格の積算を財政と調整している。最低制限の割合はまだ決めていない。"
    made = with_fact(given(), "A-01", "support_request", secret)
    assert found(site, "（最低制限の割合はまだ決めていない）", made) == {("index.html", "A-01", "support_request")}


def test_a_traced_value_of_a_withheld_field_is_found(site: Site) -> None:
    assert ("index.html", "A-01", "incident") in found(site, '<b data-trace="A-01/2025/incident">なし</b>')


def test_a_traced_value_of_a_withheld_project_is_found(site: Site) -> None:
    assert ("index.html", "B-03", "executed") in found(site, '<b data-trace="B-03/2025/executed">1</b>')


def test_a_traced_value_of_a_year_that_is_not_published_is_found(site: Site) -> None:
    assert ("index.html", "A-01", "executed") in found(site, '<b data-trace="A-01/2019/executed">1</b>')


def test_a_column_of_a_withheld_field_is_found(site: Site) -> None:
    made = given()
    fields = [dataclasses.replace(f, disclosure="never") if f.id == "issue" else f for f in made.form.fields]
    strict = dataclasses.replace(made, form=dataclasses.replace(made.form, fields=tuple(fields)))
    assert Leak("data/projects.csv", "issue", "", "公表しない項目の列があります。") in prove(site.files, strict)


def test_a_coincidence_needs_a_recorded_reason(site: Site) -> None:
    text = "仕様書の書き方を教えてほしい"
    (mark,) = {leak.mark for leak in prove(planted(site, "index.html", text), given())}
    assert found(site, text, given(accepted_coincidences={mark: "  "}))
    assert not found(site, text, given(accepted_coincidences={mark: "広報紙の見出しと同じ文のため"}))


def test_a_withheld_text_that_is_also_published_is_no_leak() -> None:
    made = with_fact(given(), "A-01", "support_request", WORDS["issue"])
    assert build_site(made).leaks == ()


def test_a_leak_never_repeats_the_withheld_value(site: Site) -> None:
    leaks = prove(planted(site, "index.html", "架空 花子"), given())
    assert leaks
    assert all("花子" not in f"{leak.path}{leak.field}{leak.project}{leak.why}" for leak in leaks)


def test_a_plan_template_that_prints_a_withheld_value_is_caught(tmp_path: Path) -> None:
    made = given()
    packaged = made.template_folders[0]
    own = (packaged / "accessibility.html").read_text(encoding="utf-8").replace("<h2>お問合せ</h2>", "<p>架空 花子</p>")
    (tmp_path / "accessibility.html").write_text(own, encoding="utf-8")
    site = build_site(dataclasses.replace(made, template_folders=(tmp_path, packaged)))
    assert {(leak.path, leak.field) for leak in site.leaks} == {("accessibility/index.html", "contact_name")}


def test_a_word_that_a_form_offers_to_choose_from_is_no_secret_but_what_was_typed_is() -> None:
    chosen = with_fact(given(), "A-01", "confirmation", "自己評価のとおり")
    page = {"index.html": "<p>ほかは自己評価のとおりです。</p>".encode()}
    assert [leak.field for leak in prove(page, chosen)] == ["confirmation"]
    assert prove(page, dataclasses.replace(chosen, choices=frozenset({"自己評価のとおり"}))) == ()
