"""The packaged templates, compiled our way, give what jinja2's own way gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape
from publish_world import given

from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.publish import Site
from fujiplan_cli.publish.direct import DirectCode, DirectTemplate
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.publish.spans import escaped


def direct() -> Environment:
    """As the packaged templates are compiled."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.code_generator_class, environment.template_class = DirectCode, DirectTemplate
    return environment


def test_a_site_has_the_same_bytes_when_jinja2_compiles_it_its_own_way(site: Site, tmp_path: Path) -> None:
    made = given()
    theirs = build_site(dataclasses.replace(made, template_folders=(tmp_path, made.template_folders[0])))
    assert site.files == theirs.files


@pytest.mark.parametrize(
    "source",
    [
        "{{ year.month }}と{{ words.upper() }}と{{ words.center(9, '-') }}",
        "{{ pick(words, 'x', last=1) }}{{ pick(*pair) }}{{ pick(**named) }}",
        "{% macro m(a, b='&') %}<b>{{ a }}{{ b }}{{ caller() if caller is defined else '' }}</b>{% endmacro %}"
        "{{ m(words) }}{{ m('<', b=words) }}{% call m('x') %}{{ words }}{% endcall %}",
        "{% for a in pair recursive %}{{ loop.index }}{{ loop.cycle('-', '+') }}{{ a }}{% endfor %}",
        "{% set ns = namespace(n=1) %}{% for a in pair %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
        "{{ made }}{{ words }}{{ 1 }}{{ 1.5 }}{{ true }}{{ none }}{{ pair }}",
    ],
)
def test_calls_attributes_and_values_are_written_as_jinja2_writes_them(source: str) -> None:
    def pick(first: str, *more: object, **named: object) -> str:
        return f"{first}{more}{sorted(named.items())}"

    known = {
        "year": YearMonth(2026, 9),
        "words": "a<b> & 'c' \"d\"",
        "made": Markup("<i>&amp;</i>"),
        "pair": ("<", "y"),
        "named": {"first": "1", "z": 2},
        "pick": pick,
    }
    plain = Environment(autoescape=True, undefined=StrictUndefined)
    assert direct().from_string(source).render(known) == plain.from_string(source).render(known)


def test_a_name_that_is_not_given_is_an_error_and_so_is_an_attribute_that_is_not_there() -> None:
    for source in ("{{ absent }}", "{{ absent.name }}", "{{ absent() }}"):
        with pytest.raises(UndefinedError):
            direct().from_string(source).render()
    with pytest.raises(AttributeError):
        direct().from_string("{{ words.absent }}").render(words="架空")


@for_all(st.text(st.sampled_from("a架&<>\"'\n;#3"), max_size=12) | st.text())
def test_a_text_is_escaped_as_markupsafe_does(text: str) -> None:
    assert escaped(text) == str(escape(text))
