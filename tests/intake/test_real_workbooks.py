"""Sheets filled and edited by real programs (openpyxl, LibreOffice), from the press through the reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from intake_world import GOOD, PRESS, PRINTED, World, codes, identity_of, paper_of

from fujiplan_cli.intake import take_in
from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workbook.reader import read_grid
from listening_office import Hand

Edit = Callable[..., Submission]
WHERE = {field: paper_of(identity_of()).where(field) for field in GOOD}


def as_typed(raw: str) -> str | float:
    plain = raw.removeprefix("-").replace(".", "", 1)
    return float(raw) if plain.isascii() and plain.isdigit() else raw


FILLED: list[list[Any]] = [["set", WHERE[field], as_typed(raw)] for field, raw in GOOD.items()]


def read(data: bytes, world: World) -> Submission:
    (one,) = take_in(read_grid(data), file="inbox/2025/a.xlsx", sha256="0" * 64, lookup=world)
    return one


@pytest.fixture(scope="module")
def printed() -> bytes:
    """The sheet as it leaves the press."""
    return PRESS.print_sheet(identity_of(), PRINTED)


def test_a_sheet_filled_by_openpyxl_is_accepted(printed: bytes, world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(printed))
    for field, raw in GOOD.items():
        book.worksheets[0][WHERE[field]] = as_typed(raw)
    saved = io.BytesIO()
    book.save(saved)
    one = read(saved.getvalue(), world)
    assert (one.verdict, codes(one)) == ("accepted", [])
    assert str(one.answers["kpi_1_actual"].value) == "61.5"


@pytest.fixture
def edited(hand: Hand, printed: bytes, world: World) -> Edit:
    """Fill the sheet in LibreOffice, do the edits, save, and take it in."""

    def run(*edits: list[Any], filled: bool = True) -> Submission:
        steps = [
            ["unprotect"] if edits else ["set", WHERE["issue"], GOOD["issue"]],
            *(FILLED if filled else []),
            *edits,
        ]
        return read(hand(printed, *steps), world)

    return run


def raw_of(one: Submission) -> dict[str, str]:
    return {field: one.answers[field].raw for field in GOOD if field in one.answers}


def test_filled_and_saved_by_libreoffice_is_accepted(edited: Edit) -> None:
    one = edited()
    assert (one.verdict, codes(one)) == ("accepted", [])
    assert raw_of(one) == GOOD


@pytest.mark.parametrize(
    "edits",
    [
        [["insert_rows", 20, 2], ["insert_rows", 60, 1]],
        [["insert_rows", 1, 3]],
        [["insert_columns", 5, 1], ["insert_columns", 2, 1]],
        [["rename", "提出用"]],
        [["clear", "A1:A120"]],
        [["copy_sheet"]],
        [["new_book_values"]],
        [["delete_rows", 11, 1]],
    ],
    ids=lambda edits: "-".join(step[0] for step in edits),
)
def test_what_clerks_do_to_a_sheet_changes_no_answer(edited: Edit, edits: list[list[Any]]) -> None:
    one = edited(*edits)
    assert (one.verdict, codes(one)) == ("accepted", [("layout_changed", "")])
    assert raw_of(one) == GOOD


def test_a_deleted_answer_row_is_named(edited: Edit) -> None:
    one = edited(["delete_rows", row_and_column(WHERE["kpi_1_actual"])[0], 1])
    assert one.verdict == "returned"
    assert ("cell_missing", "kpi_1_actual") in codes(one)
    assert one.answers["kpi_2_actual"].raw == "14"


def test_cut_and_paste_is_a_collision(edited: Edit) -> None:
    one = edited(["cut", WHERE["budget_supplementary"], WHERE["carried_out"]])
    assert one.verdict == "returned"
    assert "cells_collide" in {code for code, _ in codes(one)}
    assert one.answers["carried_out"].value is None


def test_strike_through_and_comment_are_seen(edited: Edit) -> None:
    one = edited(["strike", WHERE["issue"]], ["comment", WHERE["executed"], "正しくは11,900"])
    assert one.verdict == "review"
    assert {("struck_through", "issue"), ("cell_comment", "executed")} <= set(codes(one))
