"""The pieces that stand on a page thousands of times, written here because a template's macro takes ten times as long.

Each figure has its address (project/year/field) so that `fujiplan trace` can follow it.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from fujiplan_cli.publish.view import Shown
from fujiplan_cli.publish.words import BLANK


def anchor(trace: str) -> str:
    """A trace as an id of the page, readable in an address: R7-001.2025.executed."""
    return "_".join(trace.replace("/", ".").split())


def figure(shown: Shown | None) -> Markup:
    """The value at its own place, which an address can point to; − where there is none."""
    if not shown:
        return Markup(BLANK)
    trace = escape(shown.trace)
    return Markup(f'<span id="{anchor(trace)}" data-trace="{trace}">{escape(shown.text)}</span>')


def same_figure(shown: Shown | None) -> Markup:
    """The value once more, elsewhere: no id, which a page has once."""
    if not shown:
        return Markup(BLANK)
    return Markup(f'<span data-trace="{escape(shown.trace)}">{escape(shown.text)}</span>')


def paragraph(shown: Shown) -> Markup:
    """A text with its line breaks; blank lines go."""
    first, *more = [escape(line) for line in shown.text.splitlines() if line.strip()] or [None]
    if first is None:
        return Markup("")
    rest = "".join(f"<br><span>{line}</span>" for line in more)
    return Markup(f'<span data-trace="{escape(shown.trace)}">{first}</span>{rest}')


@lru_cache(maxsize=8)
def dots(level: float) -> Markup:
    """Four dots, as many full as the level has points. The number stands beside them."""
    circles = (f'<circle cx="{n * 11 - 6}" cy="5" r="4" class="dot-{"on" if level >= n else "off"}"/>' for n in (1, 2, 3, 4))
    return Markup(f'<svg class="dots" viewBox="0 0 44 10" aria-hidden="true" focusable="false">{"".join(circles)}</svg>')
