"""Open-data files as bytes: CSV (UTF-8 with BOM, CRLF), JSON, and a Frictionless data package."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fujiplan_cli.publish.opendata.columns import COLUMNS, Column, Table, open_tables
from fujiplan_cli.publish.opendata.rows import Cell, Line, lines_of
from fujiplan_cli.publish.view import PublicView

_BOM = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A text that begins so is a formula to a spreadsheet (OWASP, CSV injection)."""


def data_files(view: PublicView) -> dict[str, bytes]:
    """Path → bytes of everything below ``data/`` but its page."""
    lines, tables = lines_of(view), open_tables(view.open_fields, view.declared)
    files = {f"data/{t.name}.csv": csv_bytes(t, lines[t.name]) for t in tables}
    files["data/columns.csv"] = csv_bytes(COLUMNS, _column_lines(tables))
    files["data/projects.json"] = _json(_document(view, lines, tables))
    files["data/datapackage.json"] = _json(_package(view, tables))
    return files


def csv_bytes(table: Table, lines: Iterable[Line]) -> bytes:
    """One header line with ASCII names, one record a line. Blank stays blank; texts cannot become formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows([_cell(c, line.get(c.name)) for c in table.columns] for line in lines)
    return (_BOM + out.getvalue()).encode()


def _cell(column: Column, value: Cell) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    if column.type != "string":
        return text
    flat = " ".join(text.split()) if "\n" in text or "\r" in text else text
    return f"'{flat}" if flat.startswith(_DANGEROUS) else flat


def _column_lines(tables: tuple[Table, ...]) -> list[Line]:
    return [
        {
            "table": t.name,
            "column": c.name,
            "title": c.title,
            "type": c.type,
            "unit": c.unit,
            "definition": c.definition,
        }
        for t in tables
        for c in t.columns
    ]


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1, default=_number) + "\n").encode()


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


def _document(view: PublicView, lines: dict[str, list[Line]], tables: tuple[Table, ...]) -> dict[str, Any]:
    return {
        "title": view.title,
        "sample": view.sample,
        "preview": view.preview,
        "fiscal_year": view.year,
        "published": view.published_iso,
        "licence": view.publisher["licence"],
        "withheld_projects": [
            {"project_no": p.number, "disclosure": p.openness, "project_name": p.name, "public_summary": p.summary}
            for p in view.projects
            if p.openness != "公表"
        ],
        **{t.name: [{c.name: line.get(c.name) for c in t.columns} for line in lines[t.name]] for t in tables},
    }


def _package(view: PublicView, tables: tuple[Table, ...]) -> dict[str, Any]:
    mark = "（架空のデータ）" if view.sample else ""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"ict-plan-review-{view.year}",
        "title": f"{view.title} 事業の進捗と評価{mark}",
        "version": f"{view.year}.{view.published_iso}",
        "created": f"{view.published_iso}T00:00:00+09:00",
        "licenses": [{"title": view.publisher["licence"], "path": view.publisher["licence_url"]}],
        "resources": [_resource(t) for t in (*tables, COLUMNS)],
    }
    if view.base_url:
        package["homepage"] = f"{view.base_url}/"
    if view.preview:
        package["description"] = "未承認・確認用"
    return package


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [
                {"name": c.name, "type": c.type, "title": c.title, "description": c.definition} for c in table.columns
            ],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }
