"""A quick look at fujiplan.toml that checks nothing: for the shell, which completes while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fujiplan_cli.declare.document import Document, read_document


@dataclass(frozen=True, slots=True)
class Glance:
    """What the shell can offer: fiscal years, departments and meetings (id or code, name). Empty where unreadable."""

    years: tuple[int, ...] = ()
    departments: tuple[tuple[str, str], ...] = ()
    meetings: tuple[tuple[str, str], ...] = ()


def glance(folder: Path) -> Glance:
    """What fujiplan.toml of ``folder`` offers. Never fails: a file that cannot be read offers nothing."""
    read = read_document(folder, "fujiplan.toml")
    if not isinstance(read, Document):
        return Glance()
    first, last = read.data.get("first_year"), read.data.get("last_year")
    # A faulty file may say anything; a plan of a hundred years is none.
    known = isinstance(first, int) and isinstance(last, int) and 0 <= last - first < 100
    return Glance(
        years=tuple(range(int(first or 0), int(last or 0) + 1)) if known else (),
        departments=_pairs(read.data.get("departments"), "code", "name"),
        meetings=_pairs(read.data.get("meetings"), "id", "title"),
    )


def _pairs(entries: Any, key: str, name: str) -> tuple[tuple[str, str], ...]:
    """(key, name) of every entry that has a key in words."""
    found = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return tuple((one[key], str(one.get(name, ""))) for one in found if isinstance(one.get(key), str))
