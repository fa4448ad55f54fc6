"""The pages for a CMS that has its own frame: body only, ids with a prefix, charts as pictures, no script, no style.

WHAT: from the finished pages, not from the templates, so that a plan's own templates and later pages come along.
WHY: a CMS takes neither a page's head nor its style sheet, shows several texts on one page (hence a prefix for each),
and often removes inline SVG.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.publish.given import PublishInput
from fujiplan_cli.publish.pictures import Rule, picture, rules_of, standing_apart

LIST = "fragments.csv"
_CHARTS = "charts"
_STYLESHEET = "assets/site.css"
_TOKEN = re.compile(r"""<(/?)([a-zA-Z][\w-]*)([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>|<!--.*?-->""", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_REFERRING = frozenset({"id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "list"})
_KEPT = frozenset(
    {
        "href",
        "src",
        "alt",
        "width",
        "height",
        "scope",
        "colspan",
        "rowspan",
        "datetime",
        "lang",
        "role",
        "open",
        "start",
    }
    | {"type", "value", "reversed", "download", "abbr", "title", "hreflang", "data-trace"}
)
"""Attributes that carry content; ``aria-*`` and references to ids stay as well. Looks (class, style) and acts go."""
_DROPPED = frozenset({"script", "style", "link", "meta", "form", "input", "button", "iframe", "object", "embed"})
_KEYS = {"key--actual": "●", "key--target": "▬"}
"""Signs of a chart's legend, which are drawn by the style sheet alone."""
_EMPTY = re.compile(r"<span>\s*</span>|^[ \t]+$|\n(?=\s*\n)", re.MULTILINE)


class NoMain(Exception):
    """A page without ``<main>`` (by a plan's own template): it has no body to take. Holds the page's path."""


@dataclass(slots=True)
class _Page:
    """One page on its way to a fragment."""

    path: str
    pages: frozenset[str]
    base: str
    """Address of the site's top without a closing slash; "" keeps relative links."""
    rules: tuple[Rule, ...]
    apart: Mapping[str, str]
    charts: dict[str, bytes] = field(default_factory=dict)
    open_tags: list[tuple[str, frozenset[str]]] = field(default_factory=list)


def fragment_files(files: Mapping[str, bytes], given: PublishInput) -> dict[str, bytes]:
    """Path → bytes: a fragment at the path of each page, its charts as ``charts/*.svg``, and a list (fragments.csv).

    ``files``: the finished site. Links go to the site at ``base_url``, or stay relative without one. Raises NoMain.
    """
    pages = frozenset(path for path in files if path.endswith(".html"))
    css = files[_STYLESHEET].decode() if _STYLESHEET in files else ""
    rules, apart = rules_of(css), standing_apart(css)
    made: dict[str, bytes] = {}
    rows: list[tuple[str, str, str, str]] = []
    for path in sorted(pages):
        page = _Page(path, pages, given.base_url.rstrip("/"), rules, apart)
        title, body = _body(page, files[path].decode())
        content = f"{_marks(given)}{body}\n{_imprint(given)}".encode()
        made |= {path: content, **page.charts}
        rows.append((path, title, " ".join(sorted(page.charts)), hashlib.sha256(content).hexdigest()))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([("path", "title", "charts", "sha256"), *rows])
    return {**made, LIST: ("\ufeff" + out.getvalue()).encode()}


@lru_cache(maxsize=1 << 12)
def prefix_of(path: str) -> str:
    """What begins every id of a page: ``ict-projects-A-01-``. Two fragments on one page never share an id."""
    words = path.removesuffix("index.html").removesuffix(".html").strip("/")
    return f"ict-{re.sub(r'[^A-Za-z0-9_-]', '-', words)}-" if words else "ict-"


def _body(page: _Page, text: str) -> tuple[str, str]:
    """Title (of h1, which the CMS shows itself) and the rewritten content of main."""
    found = _MAIN.search(text)
    if found is None:
        raise NoMain(page.path)
    main = found[1]
    heading = _TITLE.search(main)
    title = html.unescape(re.sub(r"<[^>]*>", "", heading[1])).strip() if heading else ""
    if heading:
        main = main[: heading.start()] + main[heading.end() :]
    return title, _EMPTY.sub("", "".join(_pieces(page, main))).strip()


def _pieces(page: _Page, main: str) -> Iterator[str]:
    place = 0
    while (token := _TOKEN.search(main, place)) is not None:
        yield main[place : token.start()]
        place = token.end()
        tag = (token[2] or "").lower()
        if tag in ("svg", "script", "style") and not token[1]:
            end = main.find(f"</{tag}>", place)
            end = len(main) if end < 0 else end + len(tag) + 3
            if tag == "svg":
                yield _chart(page, main[token.start() : end], _attributes(token[3]))
            place = end
        elif tag and tag not in _DROPPED:
            yield _tag(page, token[1], tag, token[3])
    yield main[place:]


@lru_cache(maxsize=1 << 12)
def _attributes(text: str) -> Mapping[str, str]:
    """Name → value as written, entities and all. Kept: the pages of projects have the same tags over and over."""
    return {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}


_VOID = frozenset({"br", "hr", "img", "col", "wbr", "area", "source"})


def _tag(page: _Page, closing: str, tag: str, text: str) -> str:
    if closing:
        while page.open_tags and page.open_tags.pop()[0] != tag:
            pass  # an element whose end tag is left out
        return f"</{tag}>"
    given = _attributes(text)
    if tag not in _VOID:
        page.open_tags.append((tag, frozenset(given.get("class", "").split())))
    kept = []
    for name, value in given.items():
        if name in _REFERRING:
            kept.append((name, " ".join(prefix_of(page.path) + one for one in value.split())))
        elif name in ("href", "src"):
            kept.append((name, _address(page, value)))
        elif name in _KEPT or name.startswith("aria-"):
            kept.append((name, value))
    classes = given.get("class", "").split()
    before = next((page.apart[c] for c in classes if c in page.apart), "") if tag == "span" else ""
    before = next((_KEYS[c] for c in classes if c in _KEYS), before)
    return "".join((f"{before}<{tag}", *(f' {name}="{value}"' for name, value in kept), ">"))


def _address(page: _Page, written: str) -> str:
    """A link from the fragment: an id gets the prefix of its own page, a page of the site its whole address."""
    path, mark, anchor = written.partition("#")
    if not path:
        return f"#{prefix_of(page.path)}{anchor}" if anchor else f"#{prefix_of(page.path).rstrip('-')}"
    if re.match(r"[a-zA-Z][\w+.-]*:|//", path):
        return written
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if mark and target in page.pages:
        anchor = prefix_of(target) + anchor
    if page.base:
        path = f"{page.base}/{target.removesuffix('index.html') if target in page.pages else target}"
    return f"{path}{mark}{anchor}"


def _chart(page: _Page, svg: str, given: Mapping[str, str]) -> str:
    """A picture with its words in place of the chart; nothing for a bar or dots, which only repeat a figure."""
    if given.get("role") != "img":
        return ""
    made = picture(svg, page.rules, tuple(page.open_tags))
    name = f"{_CHARTS}/{prefix_of(page.path).removeprefix('ict-')}{len(page.charts) + 1}.svg"
    page.charts[name] = made.content
    up = "../" * page.path.count("/")
    source = f"{page.base}/{name}" if page.base else f"{up}{name}"
    size = f' width="{made.width}" height="{made.height}"' if made.width else ""
    return f'<img src="{html.escape(source)}" alt="{html.escape(made.words)}"{size}>'


def _marks(given: PublishInput) -> str:
    """Preview and practice are said on every fragment too."""
    words = []
    if given.preview:
        words.append("<strong>未承認・確認用</strong>　情報化推進本部の承認前の内容です。公開しないでください。")
    if given.plan.sample:
        words.append("<strong>架空のデータです</strong>　事業名、数値及び評価は、すべて練習用の架空のものです。")
    return "".join(f"<p>{one}</p>\n" for one in words)


def _imprint(given: PublishInput) -> str:
    """What stands in the site's footer and a CMS does not know: date, licence, who answers."""
    one, day = given.plan.publisher, given.today
    licence = f'<a href="{html.escape(one.licence_url)}">{html.escape(one.licence)}</a>'
    asked = html.escape(f"{one.city} {one.division} {one.office}".strip())
    return (
        f'<p>公表日：<time datetime="{day.isoformat()}">{day_words(day)}</time>　利用条件：{licence}（出典を記載すれば'
        f"利用できます。）　お問合せ：{asked}（{html.escape(one.contact)}）</p>\n"
    )
