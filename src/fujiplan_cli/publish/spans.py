"""The pieces that stand on a page thousands of times, written here because a template's macro takes ten times as long.

Each figure has its address (project/year/field) so that `fujiplan trace` can follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from markupsafe import Markup, escape

from fujiplan_cli.publish.said import Said, told
from fujiplan_cli.publish.totals import Count, share_trace
from fujiplan_cli.publish.view import Shown
from fujiplan_cli.publish.words import BLANK, number_words


def anchor(trace: str) -> str:
    """A trace as an id of the page, readable in an address: R7-001.2025.executed."""
    return "_".join(trace.replace("/", ".").split())


_NONE = escape(BLANK)
_made: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Markup of a text whose every piece is escaped, without looking what else it could be: a third of the time. The two
calls below get escaped pieces only."""


def figure(shown: Shown | None) -> Markup:
    """The value at its own place, which an address can point to; − where there is none."""
    if not shown:
        return _NONE
    trace = escaped(shown.trace)
    return _made(f'<span id="{anchor(trace)}" data-trace="{trace}">{escaped(shown.text)}</span>')


def same_figure(shown: Shown | None) -> Markup:
    """The value once more, elsewhere: no id, which a page has once."""
    return _same(shown.trace, escaped(shown.text)) if shown else _NONE


def paragraph(shown: Shown) -> Markup:
    """A text with its line breaks; blank lines go."""
    lines = [escaped(line) for line in shown.text.splitlines() if line.strip()]
    return _same(shown.trace, "<br>".join(lines)) if lines else Markup("")


def _same(trace: str, inner: str) -> Markup:
    """``inner`` is escaped already."""
    return _made(f'<span data-trace="{escaped(trace)}">{inner}</span>')


def escaped(text: str) -> str:
    """Escaped, as a plain text: a dozen times as fast to put together as markup, and a page has hundreds."""
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return str(escape(text))
    return text  # nearly every one


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
