"""Who sent a sheet, by the folder that it lay in, beside who has to answer (代理提出)."""

from __future__ import annotations

import pytest
from intake_world import Paper, World, codes, take

from fujiplan_cli.model.catalogue import message

OWN, OTHER = {"0109": "総務部 デジタル戦略課"}, {"0202": "財政部 資産税課"}


@pytest.mark.parametrize("senders", [{}, OWN, OWN | OTHER], ids=["unknown", "own", "one of two of that name"])
def test_the_answering_department_or_an_unknown_folder_says_nothing(paper: Paper, world: World, senders: dict) -> None:
    assert take(paper, world.change(answering="0109"), senders=senders).findings == ()


def test_a_sheet_from_another_department_goes_to_a_person(paper: Paper, world: World) -> None:
    one = take(paper, world.change(answering="0109"), senders=OTHER)
    assert (one.verdict, codes(one)) == ("review", [("department_other", "")])
    assert "回答課（総務部 情報政策課）でなく財政部 資産税課から" in message(one.findings[0])


def test_a_sheet_handed_in_by_a_department_that_takes_part_is_accepted_and_said(paper: Paper, world: World) -> None:
    one = take(paper, world.change(answering="0109", helpers=frozenset({"0202"})), senders=OTHER)
    assert (one.verdict, codes(one)) == ("accepted", [("department_related", "")])
