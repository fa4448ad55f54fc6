"""A format of which only values can be read: what nobody can see is not claimed, and both sides are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from intake_world import Paper, World, codes

from fujiplan_cli.intake import take_in
from fujiplan_cli.model.catalogue import message
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.record import Submission


def taken_as(paper: Paper, world: World, kind: str) -> Submission:
    sheet = replace(paper.paste_as_values().sheet(), values_only=kind)
    (one,) = take_in(Grid((sheet,)), file="inbox/2025/a", sha256="0" * 64, lookup=world)
    return one


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_it_is_accepted_with_one_warning_that_names_the_format(paper: Paper, world: World, kind: str) -> None:
    one = taken_as(paper, world, kind)
    assert (one.verdict, codes(one)) == ("accepted", [("values_only", "")])
    assert f".{kind}形式" in message(one.findings[0])


def test_lost_names_and_protection_are_a_change_only_where_they_could_be_seen(paper: Paper, world: World) -> None:
    one = taken_as(paper, world, "")
    assert (one.verdict, codes(one)) == ("accepted", [("layout_changed", "")])


def test_an_inserted_row_is_seen_there_too(paper: Paper, world: World) -> None:
    one = taken_as(paper.insert_rows(20), world, "ods")
    assert [code for code, _ in codes(one)] == ["layout_changed", "values_only"]
