"""The words in which a year's data were first published: titles of goals, of columns and of codes, and definitions.

WHAT: they are read back from the year's own files in the newest publication (which had them from the one before, and
so from the first). WHY: the plan's goals and the program's definitions are reworded in the course of a plan, but files
that were published and cited must stay as they are (domain.md §6, ADR 0014).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fujiplan_cli.publish.characters import plain_characters
from fujiplan_cli.publish.opendata.columns import Table
from fujiplan_cli.publish.opendata.shape import Code, PublicUpdate, Shape

PACKAGE, CODES_FILE, PROJECTS_FILE, UPDATES_FILE = "datapackage.json", "codes.csv", "projects.csv", "updates.csv"
PARTS = (PACKAGE, CODES_FILE, PROJECTS_FILE)
"""Files of ``data/<year>/`` that hold the words."""
COLUMN_CHANGE = "項目の変更"
_GUARDED = tuple(f"'{one}" for one in "=+-@＝＋－＠")
_TITLES = ("theme", "measure", "measure_code")


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    unit: str
    definition: str


@dataclass(frozen=True)
class FrozenWords:
    """A year's words as published."""

    title: str
    """Of the data set."""
    licence: str
    licence_url: str
    legal_basis: str
    organisation_code: str
    """"" when no project was published."""
    tables: Mapping[str, tuple[str, str]]
    """Table → its title and description."""
    columns: Mapping[str, Mapping[str, _Words]]
    """Table → its columns in order."""
    codes: tuple[Code, ...]
    projects: Mapping[str, Mapping[str, str]]
    """Project → theme, measure and measure_code."""
    updates: tuple[PublicUpdate, ...] = ()
    """Columns that were taken out of the year's data, as the history told."""

    def titles(self, number: str, known: Mapping[str, str]) -> dict[str, str]:
        """Goal and measure of a project as published where today's are others (but for 機種依存文字)."""
        own = self.projects.get(number, {})
        return {k: v for k, v in own.items() if k in known and plain_characters(known[k]) != v}

    def label(self, field: str, label: str) -> str:
        """Label of an amount as published."""
        return self._amounts.get(field, label)

    @cached_property
    def _amounts(self) -> Mapping[str, str]:
        """Amount → its label; the first stands."""
        return {c.code: c.title for c in reversed(self.codes) if c.column == "amount_item"}


def frozen_words(files: Mapping[str, bytes], updates: bytes = b"", year: int = 0) -> FrozenWords | None:
    """From the files of one year (name → bytes, `PARTS`) and the history of all; None when one is missing or faulty."""
    try:
        package: dict[str, Any] = json.loads(files[PACKAGE])
        licence = package["licenses"][0]
        projects = list(_lines(files[PROJECTS_FILE]))
        return FrozenWords(
            title=package["title"],
            licence=licence["title"],
            licence_url=licence["path"],
            legal_basis=package.get("legal_basis", ""),
            organisation_code=projects[0].get("organisation_code", "") if projects else "",
            tables={r["name"]: (r["title"], r["description"]) for r in package["resources"]},
            columns={r["name"]: dict(_columns(r)) for r in package["resources"]},
            codes=tuple(Code(c["column"], c["code"], c["title"], c["definition"]) for c in _lines(files[CODES_FILE])),
            projects={p["project_no"]: {t: p[t] for t in _TITLES if t in p} for p in projects},
            updates=tuple(_updates(updates, year)),
        )
    except (KeyError, ValueError, IndexError, TypeError):
        return None


def _columns(resource: Mapping[str, Any]) -> Iterator[tuple[str, _Words]]:
    for one in resource["schema"]["fields"]:
        yield one["name"], _Words(one["title"], one.get("unit", ""), one["description"])


def _lines(data: bytes) -> Iterator[dict[str, str]]:
    """Lines of a published CSV file, without the apostrophe that guards a text like a formula."""
    for line in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield {name: text[1:] if text.startswith(_GUARDED) else text for name, text in line.items()}


def _updates(data: bytes, year: int) -> Iterator[PublicUpdate]:
    for u in _lines(data):
        if u["fiscal_year"] == str(year) and u["update_kind"] == COLUMN_CHANGE:
            yield PublicUpdate(u["published"], year, int(u["version"]), COLUMN_CHANGE, "", "", u["description"])


def worded(table: Table, words: FrozenWords | None) -> Table:
    """The table in the words and with the columns in which it was published; as it is without any.

    A column that may no longer be published is gone from ``table``, and stays gone; a new one is not added.
    """
    if words is None or table.name not in words.columns:
        return table
    title, description = words.tables[table.name]
    known = {c.name: c for c in table.columns}
    columns = tuple(
        replace(known[name], title=own.title, unit=own.unit, definition=own.definition)
        for name, own in words.columns[table.name].items()
        if name in known
    )
    return replace(table, title=title, description=description, columns=columns)


def worded_shape(shape: Shape, words: FrozenWords | None) -> Shape:
    """The shape of a year in the words in which it was published. Codes of columns that are gone go with them."""
    if words is None:
        return shape
    open_codes = {c.column for c in shape.codes}
    return Shape(
        tuple(worded(t, words) for t in shape.long if t.name in words.columns),
        worded(shape.wide, words),
        tuple(c for c in words.codes if c.column in open_codes),
    )


def taken_out(shape: Shape, words: FrozenWords) -> tuple[str, ...]:
    """Titles of published columns that the shape of today no longer has, each once."""
    now = {t.name: {c.name for c in t.columns} for t in (*shape.long, shape.wide)}
    gone = (
        own.title
        for table, columns in words.columns.items()
        if table in now
        for name, own in columns.items()
        if name not in now[table]
    )
    return tuple(dict.fromkeys(gone))
