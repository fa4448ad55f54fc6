"""What the data page says of the files: which is for what, how large, how many lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from fujiplan_cli.publish.opendata.columns import Table
from fujiplan_cli.publish.opendata.package import dataset_title
from fujiplan_cli.publish.opendata.shape import Code, PublicUpdate
from fujiplan_cli.publish.opendata.side_tables import CODES, COLUMNS, REPLACEMENTS, UPDATES
from fujiplan_cli.publish.view import PublicView
from fujiplan_cli.publish.words import rounded

_SHOWN_CODES = ("stage", "grade", "status", "direction", "disclosure", "staff_band", "item", "amount_item")
"""Codes that the page prints; the file has all."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its address below ``data/``, its words, size and number of records (None: it has none)."""

    path: str
    title: str
    description: str
    kind: str
    """CSV, JSON or Excel."""
    size: str
    lines: int | None


@dataclass(frozen=True, slots=True)
class YearFiles:
    """The files of one year with the version they are in."""

    year: int
    version: str
    published: str
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of one column."""

    column: str
    title: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the data page shows."""

    title: str
    workbook: DataFile
    wide: tuple[DataFile, ...]
    long: tuple[DataFile, ...]
    whole: DataFile
    guides: tuple[DataFile, ...]
    years: tuple[YearFiles, ...]
    tables: tuple[Table, ...]
    extra: int
    """Columns that only the wide table has."""
    codes: tuple[CodeList, ...]
    updates: tuple[PublicUpdate, ...]


def catalogue_of(view: PublicView, files: Mapping[str, bytes]) -> Catalogue:
    """From the finished files of `data_files`."""
    long, wide = view.shape.long, view.shape.wide
    guides = (COLUMNS, CODES, UPDATES, REPLACEMENTS)
    names = {c.name for t in long for c in t.columns}
    workbook = _file(
        files, "data.xlsx", "すべての表（Excel）", "1枚のシートが1つの表です。見出しで並べ替え、絞り込みができます。"
    )
    return Catalogue(
        title=dataset_title(view),
        workbook=workbook,
        wide=(
            _file(files, "wide.csv", wide.title, wide.description),
            _file(files, "wide.json", wide.title, "同じ内容をJSONにしたものです。"),
        ),
        long=tuple(_file(files, f"{t.name}.csv", t.title, t.description) for t in long),
        whole=_file(
            files, "long.json", "すべての表（縦持ち）", "上の表をすべて含みます。プログラムでの利用に適しています。"
        ),
        guides=(
            *(_file(files, f"{t.name}.csv", t.title, t.description) for t in guides),
            _file(files, "datapackage.json", "表の説明", "列の型、単位及び利用条件です（Data Package形式）。"),
            _file(
                files, "dataset.jsonld", "データセットの説明", "データカタログへの登録に使います（schema.org形式）。"
            ),
        ),
        years=tuple(_year(view, files, year) for year in view.years),
        tables=long,
        extra=sum(c.name not in names for c in wide.columns),
        codes=tuple(_code_lists(view)),
        updates=tuple(reversed(view.updates)),
    )


def _year(view: PublicView, files: Mapping[str, bytes], year: int) -> YearFiles:
    shape = view.shapes[year]
    newest = max((u for u in view.updates if u.year == year), key=lambda u: u.version)
    tables = (shape.wide, *shape.long, COLUMNS, CODES, REPLACEMENTS)
    own = [_file(files, f"{year}/{t.name}.csv", t.title, "") for t in tables]
    own.append(_file(files, f"{year}/datapackage.json", "表の説明", ""))
    return YearFiles(year, f"{year}.{newest.version}", newest.published, tuple(own))


def _code_lists(view: PublicView) -> Iterator[CodeList]:
    titles = {c.name: c.title for t in reversed(view.shape.long) for c in t.columns}
    for column in _SHOWN_CODES:
        codes = tuple(c for c in view.shape.codes if c.column == column)
        if codes:
            yield CodeList(column, titles.get(column, column), codes)


_KINDS = {"csv": "CSV", "json": "JSON", "jsonld": "JSON-LD", "xlsx": "Excel"}


def _file(files: Mapping[str, bytes], path: str, title: str, description: str) -> DataFile:
    content, ending = files[f"data/{path}"], path.rpartition(".")[2]
    lines = content.count(b"\r\n") - 1 if ending == "csv" else None
    return DataFile(path, title, description, _KINDS[ending], size_words(len(content)), lines)


def size_words(size: int) -> str:
    """31,415 → 31KB; 2,140,000 → 2.1MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,}KB"
    return f"{rounded(Fraction(size, 1_000_000), 1)}MB"
