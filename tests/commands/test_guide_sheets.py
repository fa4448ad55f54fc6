"""記入要領 and 記入例 are as large as the form: they are read only when nothing else in the book is one."""

from __future__ import annotations

import io

from office_world import GOOD, filled
from openpyxl import load_workbook

from fujiplan_cli.intake import is_guide
from fujiplan_cli.workbook.reader import read_grid


def test_guides_are_listed_and_left_while_the_form_is_read_whole(office) -> None:
    data = filled(office.sheets["1-1-01"], GOOD)
    form, *guides = read_grid(data, leave=is_guide).sheets
    assert (form.left, form.cells) == (False, read_grid(data).sheets[0].cells)
    assert [(one.name, one.left, dict(one.cells)) for one in guides] == [
        ("記入要領", True, {}),
        ("記入例", True, {}),
    ]


def test_a_form_that_was_given_the_name_of_a_guide_is_still_found(office) -> None:
    book = load_workbook(io.BytesIO(filled(office.sheets["1-1-01"], GOOD)))
    for page in book.worksheets[1:]:
        book.remove(page)
    page = book.worksheets[0]
    page.title = "記入例（提出）"
    for name in list(page.defined_names):
        del page.defined_names[name]  # as after a paste as values
    buffer = io.BytesIO()
    book.save(buffer)
    office.put("1-1-01.xlsx", buffer.getvalue())
    (one,) = office.json("collect", "--year", "R7")["files"]
    assert (one["project"], one["verdict"]) == ("1-1-01", "accepted"), one["findings"]
