"""Cells as text: CSV (UTF-8 with BOM, CRLF) and JSON, each line encoded once and used in every file that holds it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from fujiplan_cli.publish.characters import is_plain, plain_characters, replaced_characters
from fujiplan_cli.publish.opendata.columns import Column, Table
from fujiplan_cli.publish.opendata.rows import Cell, Line

BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A text that begins so is a formula to a spreadsheet (OWASP, CSV injection)."""

_LAYOUT = re.compile(r"[\r\n\t]|[ \u3000]{2}|^[ \u3000]|[ \u3000]$")


def cleaned(lines: Mapping[str, list[Line]]) -> tuple[dict[str, list[Line]], list[Line]]:
    """The lines without 機種依存文字, and the record of every replacement (table ``replacements``)."""
    record: list[Line] = []
    plain: set[Cell] = set()
    for table, rows in lines.items():
        for line in rows:
            for column, value in line.items():
                if not isinstance(value, str) or value in plain:
                    continue
                if is_plain(value):
                    plain.add(value)
                else:
                    record += _replacements(table, line, column, value)
                    line[column] = plain_characters(value)
    return dict(lines), record


def _replacements(table: str, line: Line, column: str, value: str) -> Iterable[Line]:
    counts: dict[tuple[str, str], int] = {}
    for pair in replaced_characters(value):
        counts[pair] = counts.get(pair, 0) + 1
    for (before, after), count in counts.items():
        yield {
            "table": table,
            "fiscal_year": line["fiscal_year"],
            "project_no": line.get("project_no"),
            "column": column,
            "before": before,
            "after": after,
            "count": count,
        }


class _Flat(dict[str, str]):
    """Text → the text on one line, without blanks that only lay it out (rule L1-06). Each text is looked at once."""

    def __missing__(self, text: str) -> str:
        laid_out = (" " in text or not text.isprintable()) and _LAYOUT.search(text)  # a full-width blank is no print
        self[text] = flat = " ".join(text.split()) if laid_out else text
        return flat


class _Safe(dict[str, str]):
    """Text → the text as CSV holds it: what a spreadsheet would take for a formula gets an apostrophe."""

    def __missing__(self, text: str) -> str:
        self[text] = safe = f"'{text}" if text.startswith(DANGEROUS) else text
        return safe


_TRUTH: Mapping[Cell, str] = {True: "true", False: "false", None: ""}


@dataclass(frozen=True)
class Rows:
    """A table's lines with their encoded forms, made column by column (a tenth of the calls of cell by cell)."""

    table: Table
    lines: Sequence[Line]

    @cached_property
    def _values(self) -> list[list[Cell]]:
        return [[line.get(name) for line in self.lines] for name in (c.name for c in self.table.columns)]

    @cached_property
    def texts(self) -> list[list[str]]:
        """Column by column: each value as text on one line; "" is a blank."""
        flat = _Flat()
        return [_texts(c, values, flat) for c, values in zip(self.table.columns, self._values, strict=True)]

    @cached_property
    def csv(self) -> bytes:
        """The lines without the header, in UTF-8. Blank stays blank; texts cannot become formulas."""
        safe = _Safe()
        columns = zip(self.table.columns, self.texts, strict=True)
        out = io.StringIO(newline="")
        shown = [[safe[t] for t in texts] if c.type == "string" else texts for c, texts in columns]
        csv.writer(out, lineterminator="\r\n").writerows(zip(*shown, strict=True))
        return out.getvalue().encode()

    @property
    def json(self) -> list[str]:
        """Each line as one JSON object. Line breaks inside a text stay."""
        columns = zip(self.table.columns, self._values, self.texts, strict=True)
        members = [_members(c, values, texts) for c, values, texts in columns]
        return [f"{{{','.join(line)}}}" for line in zip(*members, strict=True)]


def _texts(column: Column, values: list[Cell], flat: Mapping[str, str]) -> list[str]:
    if column.type == "string":
        return ["" if v is None else flat[str(v)] for v in values]
    if column.type == "boolean":
        return [_TRUTH[v] for v in values]
    return ["" if v is None else (f"{v:f}" if isinstance(v, Decimal) else str(v)) for v in values]


def _members(column: Column, values: list[Cell], texts: list[str]) -> list[str]:
    name = f'"{column.name}":'
    if column.type in ("integer", "number", "boolean"):
        return [f"{name}{t or 'null'}" for t in texts]
    quoted = _Quoted(name)
    return [quoted[v] for v in values]


class _Quoted(dict[Cell, str]):
    """Value of a text column → its member of a JSON object."""

    def __init__(self, name: str) -> None:
        super().__init__({None: f"{name}null", "": f"{name}null"})
        self._name = name

    def __missing__(self, value: Cell) -> str:
        self[value] = member = f"{self._name}{json.encoder.encode_basestring(str(value))}"
        return member


def csv_bytes(table: Table, parts: Iterable[Rows]) -> bytes:
    """One header line with ASCII names, then one record a line."""
    header = ",".join(c.name for c in table.columns)
    return b"".join([f"{BOM}{header}\r\n".encode(), *(p.csv for p in parts)])


def json_bytes(head: Mapping[str, object], tables: Mapping[str, Iterable[Rows]]) -> bytes:
    """An object with the head's members and one array a table, one line of text a record."""
    out = io.BytesIO()  # 10 MB and more: never held as a text as well
    members = [f'"{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in head.items()]
    out.write(("{\n" + ",\n".join(members)).encode())
    for name, parts in tables.items():
        opened = f',\n"{name}": ['
        for lines in filter(None, (part.json for part in parts)):
            out.write((opened + "\n" + ",\n".join(lines)).encode())
            opened = ","
        out.write(f"{opened}]".encode() if opened != "," else b"\n]")
    out.write(b"\n}\n")
    return out.getvalue()


def document_bytes(document: object) -> bytes:
    """A small JSON document for people and programs."""
    return (json.dumps(document, ensure_ascii=False, indent=1, default=json_number) + "\n").encode()


def json_number(value: object) -> int | float:
    """A Decimal as a JSON number. Raises TypeError for anything else."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
