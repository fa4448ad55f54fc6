"""Spreadsheets of other people: each gets a verdict, and none stops the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office_world import YEAR

from fujiplan_cli.workflow.collect import check
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.year_reading import Means


@pytest.mark.parametrize("accept", [frozenset(), frozenset({"xls", "ods", "xlsb"})], ids=["as sent", "every format"])
def test_every_file_of_other_people_is_rejected_with_one_reason(office, corpus: Path, accept: frozenset[str]) -> None:
    desk = Desk.open(office.folder, today=date(YEAR + 1, 4, 20))
    desk.plan = replace(desk.plan, accept=accept)
    lines = check(desk, YEAR, [corpus], Means(jobs=2)).lines
    said = {line.submission.file: [f.code for f in line.submission.findings] for line in lines}
    files = {p.name for p in corpus.rglob("*") if p.is_file() and p.name[0] != "."}
    assert {Path(name).name for name in said} == files and len(lines) == len(files) > 600
    assert {line.submission.verdict for line in lines} == {"rejected"}
    assert {len(codes) for codes in said.values()} == {1}
    codes = {code for (code,) in said.values()}
    # The workers stop at 10 s and 1 GiB and say so: none of these files is that hungry.
    assert codes.isdisjoint({"file_too_slow", "file_too_large"})
    assert accept.isdisjoint(code.removeprefix("file_") for code in codes)
