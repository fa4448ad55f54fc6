"""Reading a rendered report back, as a person would: tables by their heading, cells as text."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from fujiplan_cli.report import ReportInput, render_html


def parsed(given: ReportInput) -> lxml_html.HtmlElement:
    """The rendered material as a tree."""
    return lxml_html.fromstring(render_html(given))


def text(element: lxml_html.HtmlElement) -> str:
    """Text without the blanks of the source."""
    return re.sub(r"\s+", "", element.text_content())


def rows(tree: lxml_html.HtmlElement, css_class: str) -> list[list[str]]:
    """Body rows of the first table with that class."""
    table = tree.xpath(f"//table[contains(concat(' ', @class, ' '), ' {css_class} ')]")[0]
    return [[text(cell) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tbody/tr")]


def numbers(tree: lxml_html.HtmlElement, css_class: str) -> list[str]:
    """Project numbers of every table with that class, in order."""
    cells = tree.xpath(f"//table[contains(concat(' ', @class, ' '), ' {css_class} ')]//td[@class='no']")
    return [text(c) for c in cells]


def section(tree: lxml_html.HtmlElement, heading: str) -> lxml_html.HtmlElement:
    """The section whose heading begins with those words."""
    for found in tree.xpath("//h2|//h3"):
        if text(found).startswith(heading):
            return found.getparent()
    raise AssertionError(f"no section {heading}")
