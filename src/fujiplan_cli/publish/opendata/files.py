"""Every file below ``data/`` but its page: one set of all years, and one of each year that stays as it was published.

WHY a folder a year: the set of all years grows with every publication; the files in ``data/2025/`` hold nothing that a
later publication changes, so their bytes stay until a dated update (see `history`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fujiplan_cli.publish.opendata.columns import Table
from fujiplan_cli.publish.opendata.encode import Rows, cleaned, csv_bytes, document_bytes, json_bytes
from fujiplan_cli.publish.opendata.frozen import FrozenWords, worded
from fujiplan_cli.publish.opendata.package import data_package, dataset_document, dataset_title
from fujiplan_cli.publish.opendata.rows import Line, lines_of, wide_lines
from fujiplan_cli.publish.opendata.shape import PublicUpdate, Shape
from fujiplan_cli.publish.opendata.side_tables import ABOUT, CODES, COLUMNS, REPLACEMENTS, UPDATES
from fujiplan_cli.publish.opendata.spreadsheet import Sheet, workbook_bytes
from fujiplan_cli.publish.view import PublicView

_Part = dict[str, list[Line]]
"""Table name → lines of one year, cleaned."""


@dataclass(frozen=True, slots=True)
class _Set:
    """What one folder is made of."""

    view: PublicView
    year: int | None
    """None: all years."""
    shape: Shape
    parts: Sequence[Mapping[str, Rows]]
    """Year by year: table name → lines."""
    updates: Sequence[PublicUpdate]

    @property
    def words(self) -> FrozenWords | None:
        """The words in which it was published before."""
        return self.view.words.get(self.year) if self.year else None

    @property
    def day(self) -> str:
        """When its newest update was published."""
        return max((u.published for u in self.updates), default=self.view.published_iso)

    @property
    def version(self) -> str:
        """2025.2 for the second version of a year; all years: the newest year and the day of publication."""
        if self.year is None:
            return f"{self.view.year}.{self.view.published_iso}"
        return f"{self.year}.{max((u.version for u in self.updates), default=1)}"


def data_files(view: PublicView) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every open-data file."""
    years = sorted(view.years)
    parts = {year: _part(view, year) for year in years}
    made: dict[tuple[int, str], Rows] = {}
    described: dict[str, bytes] = {}

    def noted(made: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for path, content in made:
            if "datapackage" not in path:
                described[path.removeprefix("data/")] = content
            yield path, content

    for year in years:
        shape = view.shapes[year]
        replaced = worded(REPLACEMENTS, view.words.get(year))
        own = {t.name: Rows(t, parts[year][t.name]) for t in (*shape.long, shape.wide, replaced)}
        made |= {(year, name): rows for name, rows in own.items()}
        updates = [u for u in view.updates if u.year == year]
        yield from noted(_folder(_Set(view, year, shape, [own], updates), f"data/{year}/"))
    whole = [
        {t.name: _again(made, year, t, parts) for t in (*view.shape.long, view.shape.wide, REPLACEMENTS)}
        for year in years
    ]
    yield from noted(_folder(_Set(view, None, view.shape, whole, view.updates), "data/"))
    columns = (c for t in view.shape.long for c in t.columns)
    yield "data/dataset.jsonld", document_bytes(dataset_document(view, described, columns))


def _part(view: PublicView, year: int) -> _Part:
    long, replaced = cleaned(lines_of(view, year))
    return {**long, "wide": wide_lines(long), "replacements": replaced}


def _again(made: Mapping[tuple[int, str], Rows], year: int, table: Table, parts: Mapping[int, _Part]) -> Rows:
    """The year's lines as they are already encoded, unless the table of all years has other columns."""
    rows = made[year, table.name]
    return rows if rows.table.columns == table.columns else Rows(table, parts[year][table.name])


def _folder(one: _Set, at: str) -> Iterator[tuple[str, bytes]]:
    long, wide, replaced = one.shape.long, one.shape.wide, worded(REPLACEMENTS, one.words)
    guides = dict(_guides(one))
    tables: dict[str, Sheet] = {t.name: Sheet(t, [p[t.name] for p in one.parts]) for t in (wide, *long, replaced)}
    tables |= {name: Sheet(rows.table, [rows]) for name, rows in guides.items()}
    csv_files = [s for name, s in tables.items() if name != ABOUT.name]
    head = _head(one)
    columns = ABOUT.name, wide.name, *(t.name for t in long)
    order = [*columns, *(name for name in tables if name not in columns)]
    package = data_package(one.view, [s.table for s in csv_files], one.day, one.version, one.year)
    for sheet in csv_files:
        yield f"{at}{sheet.table.name}.csv", csv_bytes(sheet.table, sheet.parts)
    yield f"{at}datapackage.json", document_bytes(package)
    if one.year is None:
        yield f"{at}data.xlsx", workbook_bytes(dataset_title(one.view), [tables[name] for name in order])
        yield f"{at}long.json", json_bytes(head, {t.name: tables[t.name].parts for t in long})
        yield f"{at}wide.json", json_bytes(head, {wide.name: tables[wide.name].parts})


def _head(one: _Set) -> dict[str, Any]:
    """Members before the tables of a JSON file."""
    view = one.view
    head: dict[str, Any] = {
        "title": dataset_title(view, one.year),
        "sample": view.sample,
        "preview": view.preview,
        "version": one.version,
        "published": one.day,
        "organisation_code": view.publisher["organisation_code"],
        "legal_basis": view.publisher["legal_basis"] or None,
        "licence": view.publisher["licence"],
        "licence_url": view.publisher["licence_url"],
    }
    return head | ({"fiscal_year": one.year} if one.year else {"fiscal_years": sorted(view.years)})


def _guides(one: _Set) -> Iterator[tuple[str, Rows]]:
    replaced, columns, codes = (worded(t, one.words) for t in (REPLACEMENTS, COLUMNS, CODES))
    tables: list[Table] = [one.shape.wide, *one.shape.long, replaced, columns, codes]
    if one.year is None:
        tables.append(UPDATES)
        yield UPDATES.name, Rows(UPDATES, [_update(u) for u in one.view.updates])
    yield COLUMNS.name, Rows(columns, list(_column_lines(tables)))
    yield CODES.name, Rows(codes, list(_code_lines(one.shape)))
    yield ABOUT.name, Rows(ABOUT, list(_about(one)))


def _update(one: PublicUpdate) -> Line:
    return {
        "published": one.published,
        "fiscal_year": one.year,
        "version": one.version,
        "update_kind": one.kind,
        "project_no": one.project,
        "decided": one.decided,
        "description": one.words,
    }


def _column_lines(tables: Sequence[Table]) -> Iterator[Line]:
    for table in tables:
        for c in table.columns:
            yield {
                "table": table.name,
                "table_title": table.title,
                "column": c.name,
                "title": c.title,
                "type": c.type,
                "unit": c.unit,
                "definition": c.definition,
            }


def _code_lines(shape: Shape) -> Iterator[Line]:
    for c in shape.codes:
        yield {"column": c.column, "code": c.code, "title": c.title, "definition": c.definition}


def _about(one: _Set) -> Iterator[Line]:
    view = one.view
    years = str(one.year) if one.year else "、".join(str(y) for y in sorted(view.years))
    mark = "未承認・確認用" if view.preview else ""
    for item, title, value in (
        ("title", "名称", dataset_title(view, one.year)),
        ("publisher", "作成者", f"{view.publisher['city']} {view.publisher['office']}"),
        ("organisation_code", "全国地方公共団体コード", view.publisher["organisation_code"]),
        ("fiscal_year", "対象年度（西暦）", years),
        ("version", "版", one.version),
        ("published", "公表日", one.day),
        ("update_frequency", "更新の頻度", "年1回（訂正は随時）"),
        ("legal_basis", "公表の根拠", view.publisher["legal_basis"]),
        ("licence", "利用条件", view.publisher["licence"]),
        ("licence_url", "利用条件の全文", view.publisher["licence_url"]),
        ("blank", "空欄の意味", "値がないことを示します。0とは異なります。"),
        ("amount_unit", "金額の単位", "千円（千円未満は四捨五入）"),
        ("preview", "取扱い", mark),
    ):
        yield {"item": item, "title": title, "value": value}
