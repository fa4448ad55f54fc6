"""The finished open-data files read back, as the checks of the rules look at them: bytes only, never the view."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class CsvFile:
    """One CSV file: header, lines, and what the data package beside it says of its columns."""

    path: str
    content: bytes
    fields: tuple[Mapping[str, Any], ...]
    key: tuple[str, ...]

    @cached_property
    def rows(self) -> list[list[str]]:
        """All lines, the header first."""
        return list(csv.reader(io.StringIO(self.content.decode("utf-8-sig"), newline="")))

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return self.rows[0]

    def values(self, column: str) -> list[str]:
        """All values of a column by its place in the description; blanks included."""
        at = [f["name"] for f in self.fields].index(column)
        return [row[at] for row in self.rows[1:]]

    @property
    def table(self) -> str:
        """Name without folder and ending."""
        return self.path.rpartition("/")[2].removesuffix(".csv")

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Column and value of every cell that is declared a number and not blank."""
        for one in self.fields:
            if one["type"] in ("integer", "number"):
                yield from ((one["name"], v) for v in self.values(one["name"]) if v)


@dataclass(frozen=True)
class Output:
    """Every file below ``data/``."""

    files: Mapping[str, bytes]

    @cached_property
    def csv_files(self) -> list[CsvFile]:
        """All CSV files that a data package describes."""
        found = []
        for path, content in self.files.items():
            if path.endswith("datapackage.json"):
                folder = path.removesuffix("datapackage.json")
                for one in json.loads(content)["resources"]:
                    at, schema = f"{folder}{one['path']}", one["schema"]
                    key = tuple(schema.get("primaryKey", ()))
                    found.append(CsvFile(at, self.files[at], tuple(schema["fields"]), key))
        return found

    def file(self, table: str, folder: str = "data") -> CsvFile:
        """The CSV file of a table."""
        return next(f for f in self.csv_files if f.path == f"{folder}/{table}.csv")

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """Part of the workbook → its XML."""
        with zipfile.ZipFile(io.BytesIO(self.files["data/data.xlsx"])) as book:
            return {name: book.read(name).decode() for name in book.namelist()}

    @property
    def sheet_xml(self) -> list[str]:
        """The XML of the sheets."""
        return [xml for name, xml in self.sheets.items() if name.startswith("xl/worksheets/")]

    @cached_property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """Column → its codes, of the set of all years."""
        found: dict[str, set[str]] = {}
        for column, code, *_ in self.file("codes").rows[1:]:
            found.setdefault(column, set()).add(code)
        return {column: frozenset(codes) for column, codes in found.items()}

    @cached_property
    def folders(self) -> list[str]:
        """Folders of single years, oldest first."""
        return sorted({f.path.rpartition("/")[0] for f in self.csv_files} - {"data"})
