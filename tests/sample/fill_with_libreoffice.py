"""Fills and saves 調書 in LibreOffice as a 所管課 would. Runs under the system's Python (python3-uno), not the venv.

``/usr/bin/python3 fill_with_libreoffice.py JOBS.json``: a list of {"source", "target", "cells": [[name, kind, value]],
"steps": [[step, …]], "filter"}. ``kind`` is number, text or formula. One soffice with its own profile serves all jobs.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PORT = 28741
FORMULAS = 16
STRUCK = 1


def prop(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def connect(process):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(150):
        try:
            context = resolver.resolve(f"uno:socket,host=127.0.0.1,port={PORT};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            if process.poll() is not None:
                raise
            time.sleep(0.2)
    raise SystemExit("soffice did not answer")


def cell_of(sheet, name):
    return sheet.NamedRanges.getByName(f"fp_{name}").getReferredCells().getCellByPosition(0, 0)


def put(sheet, name, kind, value):
    cell = cell_of(sheet, name)
    if kind == "number":
        cell.setValue(value)
    elif kind == "formula":
        cell.setFormula(value)
    else:
        cell.setString(value)


def unprotect(document, sheet):
    document.unprotect("")
    sheet.unprotect("")


def step_strike(document, sheet, name):
    unprotect(document, sheet)
    cell_of(sheet, name).CharStrikeout = STRUCK


def step_comment(document, sheet, name, text):
    unprotect(document, sheet)
    sheet.Annotations.insertNew(cell_of(sheet, name).CellAddress, text)


def step_overtype(document, sheet, name, kind, value):
    unprotect(document, sheet)
    put(sheet, name, kind, value)


def step_beside(document, sheet, name, columns, text):
    """Types a text in a free cell in the row below everything printed, ``columns`` right of the field."""
    unprotect(document, sheet)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    row = cursor.RangeAddress.EndRow
    column = cell_of(sheet, name).CellAddress.Column + columns
    sheet.getCellByPosition(column, row + 2).setString(text)


def step_insert_row(document, sheet, name):
    unprotect(document, sheet)
    sheet.Rows.insertByIndex(cell_of(sheet, name).CellAddress.Row, 1)


def step_insert_column(document, sheet, name):
    unprotect(document, sheet)
    sheet.Columns.insertByIndex(cell_of(sheet, name).CellAddress.Column, 1)


def step_rename(document, sheet, title):
    document.unprotect("")
    sheet.setName(title)


def step_unprotect(document, sheet):
    unprotect(document, sheet)


def step_values_only(document, sheet):
    """What is left after copy and 「値の貼り付け」: results instead of formulas, and no defined names."""
    unprotect(document, sheet)
    for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
        cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        cells.setDataArray(cells.getDataArray())
    for name in list(sheet.NamedRanges.ElementNames):
        sheet.NamedRanges.removeByName(name)


def step_clear(document, sheet, name):
    unprotect(document, sheet)
    cell_of(sheet, name).setString("")


STEPS = {name[5:]: one for name, one in list(globals().items()) if name.startswith("step_")}


def copied_to_new_book(desktop, document, sheet):
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))
    first = book.Sheets.ElementNames[0]
    book.Sheets.importSheet(document, sheet.Name, 0)
    book.Sheets.removeByName(first)
    return book


def run(desktop, job):
    source = uno.systemPathToFileUrl(job["source"])
    document = desktop.loadComponentFromURL(source, "_blank", 0, (prop("Hidden", True),))
    opened = [document]
    try:
        sheet = document.Sheets.getByIndex(0)
        for name, kind, value in job["cells"]:
            put(sheet, name, kind, value)
        document.calculateAll()
        for step, *given in job.get("steps", []):
            if step == "new_book":
                document = copied_to_new_book(desktop, document, sheet)
                opened.append(document)
            else:
                STEPS[step](document, sheet, *given)
        Path(job["target"]).parent.mkdir(parents=True, exist_ok=True)
        target = uno.systemPathToFileUrl(job["target"])
        document.storeToURL(target, (prop("FilterName", job.get("filter", "Calc MS Excel 2007 XML")),))
    finally:
        for one in reversed(opened):
            one.close(True)


def main():
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
             f"--accept=socket,host=127.0.0.1,port={PORT};urp;"]
        )  # fmt: skip
        try:
            desktop = connect(process)
            for job in jobs:
                run(desktop, job)
            desktop.terminate()
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    main()
