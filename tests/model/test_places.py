"""Cell addresses and the way a clerk names a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_from_string, get_column_letter

from fujiplan_cli.model.place import Place, address, column_letters, row_and_column

ROWS, COLUMNS = st.integers(1, 1_048_576), st.integers(1, 16_384)


@given(ROWS, COLUMNS)
def test_an_address_is_read_back_and_is_that_of_openpyxl(row, column):
    assert row_and_column(address(row, column)) == (row, column)
    assert column_letters(column) == get_column_letter(column)
    assert coordinate_from_string(address(row, column)) == (get_column_letter(column), row)


def test_absolute_and_small_letters_are_addresses_too():
    assert row_and_column("$D$18") == row_and_column("d18") == (18, 4)


@pytest.mark.parametrize("text", ["", "18", "D", "Ｄ18", "D18:E20", "ABCD1", "実績"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="no cell address"):
        row_and_column(text)


def test_a_place_names_cell_or_sheet_or_file():
    assert str(Place("a.xlsx", "進行管理調書", "D18")) == "進行管理調書 D18セル"
    assert str(Place("a.xlsx", "進行管理調書")) == "進行管理調書"
    assert str(Place("inbox/2025/a.xlsx")) == "inbox/2025/a.xlsx"
