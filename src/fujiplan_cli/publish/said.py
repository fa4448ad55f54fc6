"""Sentences whose figures know where they come from.

WHAT: a `Said` is its own plain text, and remembers which stretches of it are figures and their addresses for
`fujiplan trace`; on a page it becomes the same text with a span around each figure. WHY: a figure in a sentence is a
figure of the site as one in a table is, and the rules that make sentences should stay readable.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from markupsafe import Markup, escape

_SPAN = Markup('<span data-trace="{}">{}</span>')


class Said(str):
    """A text with addressed figures. Formatting it into another text (f-string, join) leaves the words alone."""

    marks: tuple[tuple[int, int, str], ...]
    """Start, end and address of each figure, in order."""

    def __new__(cls, words: str, marks: Iterable[tuple[int, int, str]] = ()) -> Self:
        made = super().__new__(cls, words)
        made.marks = tuple(marks)
        return made

    def __add__(self, other: str) -> Said:
        return say(self, other)

    def __radd__(self, other: str) -> Said:
        return say(other, self)

    def __html__(self) -> Markup:
        """The text as markup; templates ask for it."""
        done, plain = 0, str(self)
        made: list[Markup] = []
        for start, end, trace in self.marks:
            made += [escape(plain[done:start]), _SPAN.format(trace, plain[start:end])]
            done = end
        return Markup("").join((*made, escape(plain[done:])))


def told(words: str, trace: str) -> Said:
    """A figure in words with its address; without an address it is only words."""
    return Said(words, [(0, len(words), trace)] if trace else ())


def say(*parts: str) -> Said:
    """The parts as one text; the figures in them keep their addresses."""
    marks: list[tuple[int, int, str]] = []
    at = 0
    for part in parts:
        if isinstance(part, Said):
            marks += [(at + start, at + end, trace) for start, end, trace in part.marks]
        at += len(part)
    return Said("".join(parts), marks)
