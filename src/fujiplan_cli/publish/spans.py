"""The pieces that stand on a page thousands of times, written here because a template's macro takes ten times as long.

Each figure has its address (project/year/field) so that `fujiplan trace` can follow it.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from fujiplan_cli.publish.said import Said, told
from fujiplan_cli.publish.totals import Count, share_trace
from fujiplan_cli.publish.view import Shown
from fujiplan_cli.publish.words import BLANK, number_words


def anchor(trace: str) -> str:
    """A trace as an id of the page, readable in an address: R7-001.2025.executed."""
    return "_".join(trace.replace("/", ".").split())


_WORDS, _END = Markup('">'), Markup("</span>")
_SAME, _JOINED, _NONE, _NEXT_LINE = Markup('<span data-trace="'), Markup(""), escape(BLANK), Markup("<br>")


def figure(shown: Shown | None) -> Markup:
    """The value at its own place, which an address can point to; − where there is none."""
    if not shown:
        return _NONE
    trace = escape(shown.trace)
    # three times as fast as joining markup, and a page has hundreds; both pieces are escaped
    text = f'<span id="{anchor(trace)}" data-trace="{trace}">{escape(shown.text)}</span>'
    return Markup(text)  # noqa: S704 - see the line above


def same_figure(shown: Shown | None) -> Markup:
    """The value once more, elsewhere: no id, which a page has once."""
    return _JOINED.join((_SAME, shown.trace, _WORDS, shown.text, _END)) if shown else _NONE


def paragraph(shown: Shown) -> Markup:
    """A text with its line breaks; blank lines go."""
    lines = [line for line in shown.text.splitlines() if line.strip()]
    if not lines:
        return _JOINED
    return _JOINED.join((_SAME, shown.trace, _WORDS, _NEXT_LINE.join(lines), _END))


def share(count: Count) -> Said:
    """The share of a count in all projects, in %; − where there are none."""
    if count.share is None:
        return told(BLANK, "")
    return told(f"{number_words(count.share)}%", share_trace(count.trace))


_DOTS = Markup('<svg class="dots" viewBox="0 0 44 10" aria-hidden="true" focusable="false">{}{}{}{}</svg>')
_DOT = Markup('<circle cx="{}" cy="5" r="4" class="dot-{}"/>')


@lru_cache(maxsize=8)
def dots(level: float) -> Markup:
    """Four dots, as many full as the level has points. The number stands beside them."""
    return _DOTS.format(*(_DOT.format(n * 11 - 6, "on" if level >= n else "off") for n in (1, 2, 3, 4)))
