"""What others would do in place of our reader and our press: every cell of a workbook read, the same sheet written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell

from fujiplan_cli.model.values import Value


def unzip_and_expat(data: bytes) -> None:
    """The least that any reader has to do: every part unpacked, every XML looked at once by the fastest parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for info in book.infolist():
            part = book.read(info)
            if info.filename.endswith((".xml", ".rels")):
                expat.ParserCreate().Parse(part, True)


def with_openpyxl(data: bytes, *, read_only: bool) -> None:
    """Every cell of every sheet."""
    book = load_workbook(io.BytesIO(data), read_only=read_only)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _ = cell.value
    book.close()


def with_calamine(data: bytes) -> None:
    """Every cell of every sheet, values alone."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def with_pandas(data: bytes, engine: str) -> None:
    """Every cell of every sheet, values alone, as tables."""
    import pandas

    pandas.read_excel(io.BytesIO(data), sheet_name=None, header=None, engine=engine)


READERS: Mapping[str, Callable[[bytes], object]] = {
    "展開と expat だけ（下限）": unzip_and_expat,
    "calamine（値だけ）": with_calamine,
    "pandas（calamine、値だけ）": lambda data: with_pandas(data, "calamine"),
    "openpyxl read_only": lambda data: with_openpyxl(data, read_only=True),
    "pandas（openpyxl、値だけ）": lambda data: with_pandas(data, "openpyxl"),
    "openpyxl": lambda data: with_openpyxl(data, read_only=False),
}
Known = Mapping[str, Value | None]


def fill_with_openpyxl(book: Workbook, known: Known) -> bytes:
    """The cells filled through their names, and saved (without cached results, which openpyxl does not write)."""
    sheet = book.worksheets[0]
    for field, value in known.items():
        name = sheet.defined_names.get(f"fp_{field}")
        if name is not None:
            sheet[name.attr_text.rpartition("!")[2].replace("$", "")].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class SheetCopier:
    """The same sheet written from nothing by XlsxWriter: cells, looks, merges, sizes, drop-downs, protection."""

    def __init__(self, book: bytes) -> None:
        sheet = load_workbook(io.BytesIO(book)).worksheets[0]
        self._name = sheet.title
        self._fields = {
            name.attr_text.rpartition("!")[2].replace("$", ""): key.removeprefix("fp_")
            for key, name in sheet.defined_names.items()
            if key.startswith("fp_")
        }
        self._names = {key: name.attr_text for key, name in sheet.defined_names.items() if key.startswith("fp_")}
        self._cells = [
            (c.row - 1, c.column - 1, c.coordinate, c.value, _look(c))
            for row in sheet.iter_rows()
            for c in row
            if not isinstance(c, MergedCell) and (c.value is not None or c.has_style)
        ]
        self._merges = [str(one) for one in sheet.merged_cells.ranges]
        self._widths = {letter: (d.width, d.hidden) for letter, d in sheet.column_dimensions.items()}
        self._heights = {number - 1: (d.height, d.hidden) for number, d in sheet.row_dimensions.items()}
        self._choices = [_validation(one) for one in sheet.data_validations.dataValidation]

    def write(self, known: Known) -> bytes:
        """One project's sheet."""
        import xlsxwriter

        stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(stream, options) as book:
            sheet, looks = book.add_worksheet(self._name), {}
            for letter, (width, hidden) in self._widths.items():
                sheet.set_column(f"{letter}:{letter}", width, None, {"hidden": hidden})
            for row, (height, hidden) in self._heights.items():
                sheet.set_row(row, height, None, {"hidden": hidden})
            merged = {one.partition(":")[0]: one for one in self._merges}
            for row, column, place, value, look in self._cells:
                if look not in looks:
                    looks[look] = book.add_format(dict(look))
                shown = known.get(self._fields.get(place, ""), value)
                if place in merged:
                    sheet.merge_range(merged[place], "", looks[look])
                if isinstance(shown, str) and shown.startswith("="):
                    sheet.write_formula(row, column, shown, looks[look])
                else:
                    sheet.write(row, column, shown, looks[look])
            for where, rule in self._choices:
                for part in where.split():
                    sheet.data_validation(part, rule)
            for name, target in self._names.items():
                book.define_name(name, f"={target}")
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.protect()
        return stream.getvalue()


def _look(cell: Any) -> tuple[tuple[str, Any], ...]:
    font, fill, align, edge = cell.font, cell.fill, cell.alignment, cell.border
    look = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": bool(font.b),
        "num_format": cell.number_format,
        "text_wrap": bool(align.wrap_text),
        "valign": "vcenter" if align.vertical == "center" else align.vertical or "top",
        "locked": bool(cell.protection.locked),
    }
    if isinstance(getattr(font.color, "rgb", None), str):
        look["font_color"] = f"#{font.color.rgb[-6:]}"
    if fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str):
        look["bg_color"] = f"#{fill.fgColor.rgb[-6:]}"
    if align.horizontal:
        look["align"] = align.horizontal
    look |= {
        side: 1 for side in ("left", "right", "top", "bottom") if edge and getattr(getattr(edge, side), "style", None)
    }
    return tuple(look.items())


def _validation(one: Any) -> tuple[str, dict[str, Any]]:
    rule: dict[str, Any] = {"validate": "any"}
    if one.type == "list":
        source = str(one.formula1)
        rule = {"validate": "list", "source": source[1:-1].split(",") if source.startswith('"') else f"={source}"}
    rule["input_title"], rule["input_message"] = (one.promptTitle or "")[:32], (one.prompt or "")[:255]
    return str(one.sqref), rule
