"""Examples of a command: written in its docstring, one a line, and shown at the end of its help.

A line reads ``例：fujiplan …`` or ``期限を延ばす例：fujiplan …``; a long one goes on in the next after a backslash.
"""

from __future__ import annotations

import re

_EXAMPLE = re.compile(r"^(?P<words>[^\n]*?例[^\n：]*：)(?P<line>fujiplan [^\n]*)$", re.MULTILINE)

_GAP = re.compile(r" {2,}")


def without_examples(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A docstring's text without its examples, and those: (what for, or an empty text; the command line)."""
    found = tuple((_purpose(one["words"].strip()), _GAP.sub(" ", one["line"])) for one in _EXAMPLE.finditer(text))
    return _EXAMPLE.sub("", text).rstrip(), found


def _purpose(words: str) -> str:
    """「期限を延ばす例：」 → 「期限を延ばす」; 「例：」 → nothing."""
    return words.rstrip("：").replace("例", "", 1).strip()


def as_epilog(examples: tuple[tuple[str, str], ...]) -> str:
    """The examples as a help page ends with them: a line each (Typer joins what no blank line parts)."""
    if not examples:
        return ""
    return "\n\n".join(["例", *(f"  {line}" + (f"　（{words}）" if words else "") for words, line in examples)])
