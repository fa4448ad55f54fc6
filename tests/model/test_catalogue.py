"""Finding codes have words that always fill, say where, and say what to do."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fujiplan_cli.model.catalogue import CATALOGUE, MessageSpec, actor, merge, message, remedy, spec_of, visible
from fujiplan_cli.model.catalogue import cell as cell_area
from fujiplan_cli.model.finding import GRAVITY, Finding
from fujiplan_cli.model.place import Place

CELL = Place("inbox/2025/a.xlsx", "進行管理調書", "D18")


def test_the_sentence_of_the_domain_example():
    finding = Finding("number_approximate", "error", CELL, "kpi_1_actual", "約21,000", {"label": "実績値"})
    assert message(finding) == "「実績値」（進行管理調書 D18セル）が「約21,000」です。"
    assert remedy(finding) == "概数でなく確定値を記入してください（例：21480）。"
    assert actor(finding) == "所管課"


def test_the_example_of_the_field_goes_before_that_of_the_code():
    finding = Finding("number_text", "error", CELL, "executed", "abc", {"label": "支出済額", "example": "11800"})
    assert remedy(finding) == "数字だけを記入してください（例：11800）。"


def test_a_fact_without_a_place_gets_it_in_front():
    catalogue = merge((MessageSpec("x", "error", "所管課", "パスワードが設定されています。", "解除してください。"),))
    assert list(catalogue) == ["x"]
    unknown = Finding("no_such_code", "review", Place("a.xlsx"))
    assert message(unknown) == "a.xlsxに確認が必要です（no_such_code）。"
    assert remedy(unknown) == spec_of("no_such_code").remedy


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.code)
def test_every_code_is_ascii_and_its_words_are_polite_japanese(spec):
    assert spec.code.isascii() and spec.code.replace("_", "").isalnum() and spec.code == spec.code.lower()
    assert spec.severity in GRAVITY
    assert spec.actor in ("所管課", "事務局")
    for sentence in (spec.fact, spec.remedy):
        assert re.search(r"(。|。\{[a-z_]+\})$", sentence)  # a parameter at the end is a sentence of its own
        assert "，" not in sentence and "(" not in sentence
    assert not spec.example.endswith("。")


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.code)
@settings(max_examples=25)  # of each of 200 codes
@given(
    value=st.text(),
    params=st.dictionaries(st.sampled_from(["label", "limit", "near", "example", "where", "{", "unit"]), st.text()),
)
def test_rendering_never_raises_whatever_is_missing_or_odd(spec, value, params):
    finding = Finding(spec.code, spec.severity, CELL, "x", value, params)
    for template, sentence in ((spec.fact, message(finding)), (spec.remedy, remedy(finding))):
        assert sentence.endswith("。") or not template.endswith("。")
        assert not any(
            ord(sign) < 32 or "\ud800" <= sign <= "\udfff" or "\ue000" <= sign <= "\uf8ff" for sign in sentence
        )


def test_a_typed_brace_is_shown_and_not_filled():
    finding = Finding("number_text", "error", CELL, "x", "{label}{0.__class__}", {"label": "{value}"})
    assert message(finding) == "「{value}」（進行管理調書 D18セル）が「{label}{0.__class__}」です。"


def test_a_doubled_code_stops_the_import():
    with pytest.raises(ValueError, match="twice"):
        merge(cell_area.SPECS, cell_area.SPECS[:1])


@pytest.mark.parametrize("template", ["{", "{0}", "{}", "{a.b}"])
def test_a_template_that_cannot_be_filled_stops_the_import(template):
    with pytest.raises(ValueError, match="broken"):
        merge((MessageSpec("broken", "error", "所管課", template, "。"),))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("約21,000", "約21,000"),
        ("　 ", "［空白］"),
        ("", ""),
        ("一\n二\t三", "一［改行］二［タブ］三"),
        ("取\u0007組\u200b", "取［U+0007］組［U+200B］"),
        ("渡\ue000", "渡［外字U+E000］"),
        ("\ud842", "［U+D842］"),
        ("あ" * 41, "あ" * 40 + "…"),
        ("葛\U000e0100" * 40, "葛\U000e0100" * 40),
    ],
)
def test_a_value_in_a_sentence_is_short_and_shows_what_cannot_be_seen(typed, shown):
    assert visible(typed) == shown


def test_parameters_of_cell_codes_are_those_that_kinds_and_places_give():
    known = {"where", "label", "value", "place", "file", "sheet", "cell", "repaired", "unit", "unit_note", "example"}
    known |= {"minimum", "maximum", "choices", "seen", "near", "limit", "length", "sign", "era", "western"}
    for spec in cell_area.SPECS:
        names = {name for part in (spec.fact, spec.remedy) for _, name, _, _ in string.Formatter().parse(part) if name}
        assert names <= known
