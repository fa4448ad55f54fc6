"""Run by LibreOffice's own Python: what a clerk does to a sheet by hand.

usage: office_edit.py PORT IN OUT [MORE…], the edits as JSON lines on stdin: ["set", "D18", "text or number"],
["insert_rows", first, count], ["insert_columns", first, count], ["delete_rows", first, count], ["rename", name],
["cut", "D18", "D20"], ["unprotect"], ["new_book_values"] (paste as values into a new book), ["copy_sheet"] (into
another book), ["gather"] (the first sheet of IN and of each of MORE into one new book),
["sort", "A9:Z15", column of the range from 1, ascending], ["strike", "D18"], ["comment", "D18", "text"],
["clear", "A1:A200"], ["unmerge", "A1:Z80"], ["copy", "A9:Z9", "A20"], ["delete_columns", first, count],
["append", row] (the first sheet of MORE's first book pasted into this sheet from that row on).
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellAddress, TableSortField


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def desktop(port):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def opened(desk, path):
    return desk.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, (prop("Hidden", True),))


def edit(desk, book, step):
    what, *given = step
    sheet = book.Sheets.getByIndex(0)
    if what == "set":
        cell = sheet.getCellRangeByName(given[0])
        if isinstance(given[1], str):
            cell.String = given[1]
        else:
            cell.Value = given[1]
    elif what == "insert_rows":
        sheet.Rows.insertByIndex(given[0] - 1, given[1])
    elif what == "insert_columns":
        sheet.Columns.insertByIndex(given[0] - 1, given[1])
    elif what == "delete_rows":
        sheet.Rows.removeByIndex(given[0] - 1, given[1])
    elif what == "delete_columns":
        sheet.Columns.removeByIndex(given[0] - 1, given[1])
    elif what == "unmerge":
        sheet.getCellRangeByName(given[0]).merge(False)
    elif what == "copy":
        target = sheet.getCellRangeByName(given[1]).CellAddress
        sheet.copyRange(
            CellAddress(target.Sheet, target.Column, target.Row), sheet.getCellRangeByName(given[0]).RangeAddress
        )
    elif what == "append":
        other = opened(desk, sys.argv[4])
        name = "貼付け元"
        other.Sheets.getByIndex(0).Name = name
        book.Sheets.importSheet(other, name, book.Sheets.Count)
        other.close(True)
        source = book.Sheets.getByName(name)
        cursor = source.createCursor()
        cursor.gotoEndOfUsedArea(False)
        whole = source.getCellRangeByPosition(
            0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow
        ).RangeAddress
        sheet.copyRange(CellAddress(sheet.RangeAddress.Sheet, 0, given[0] - 1), whole)
        book.Sheets.removeByName(name)
    elif what == "rename":
        sheet.Name = given[0]
    elif what == "unprotect":
        sheet.unprotect("")
    elif what == "strike":
        sheet.getCellRangeByName(given[0]).CharStrikeout = 1
    elif what == "comment":
        sheet.Annotations.insertNew(sheet.getCellRangeByName(given[0]).CellAddress, given[1])
    elif what == "clear":
        sheet.getCellRangeByName(given[0]).clearContents(1 | 2 | 4 | 16)
    elif what == "sort":
        key = TableSortField()
        key.Field, key.IsAscending = given[1] - 1, given[2]
        fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
        sheet.getCellRangeByName(given[0]).sort((prop("SortFields", fields), prop("ContainsHeader", False)))
    elif what == "cut":
        target = sheet.getCellRangeByName(given[1]).CellAddress
        sheet.moveRange(
            CellAddress(target.Sheet, target.Column, target.Row), sheet.getCellRangeByName(given[0]).RangeAddress
        )
    elif what == "copy_sheet":
        new = desk.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))
        new.Sheets.importSheet(book, sheet.Name, 0)
        new.Sheets.removeByName(new.Sheets.getByIndex(1).Name)
        return new
    elif what == "gather":
        new = desk.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))
        empty = new.Sheets.ElementNames
        for path in (None, *sys.argv[4:]):
            source = book if path is None else opened(desk, path)
            # Behind the empty sheet, which then goes. The other way round LibreOffice 7.4 loses the lists of dropdowns.
            new.Sheets.importSheet(source, source.Sheets.getByIndex(0).Name, new.Sheets.Count)
            if path is not None:
                source.close(True)
        for name in empty:
            new.Sheets.removeByName(name)
        return new
    elif what == "new_book_values":
        new = desk.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        source = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        new.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).setDataArray(
            source.getDataArray()
        )
        return new
    return book


def main():
    port, source, target = sys.argv[1:4]
    desk = desktop(port)
    first = book = opened(desk, source)
    for line in sys.stdin:
        book = edit(desk, book, json.loads(line))
    book.calculateAll()
    book.storeToURL(Path(target).resolve().as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    if first is not book:
        first.close(True)


main()
