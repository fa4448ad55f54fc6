"""A file or folder that goes away while an inbox is read is told as such; everything else goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cases_world import PRINTED, told
from office_world import GOOD, YEAR, filled

from fujiplan_cli.workflow import arrivals


def inbox(office) -> Path:
    return office.folder / "inbox" / str(YEAR)


@pytest.mark.parametrize("command", ["check", "collect"])
@pytest.mark.parametrize("moment", ["before it is looked at", "while it is read"])
def test_a_file_that_vanishes_is_a_finding_of_that_file(
    office, monkeypatch: pytest.MonkeyPatch, command: str, moment: str
) -> None:
    office.put("a.xlsx", filled(office.sheets[PRINTED], GOOD))
    gone = office.put("消える.xlsx", b"x")
    if moment == "while it is read":
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda p: (p.unlink() if p == gone else None, read(p))[1])
    else:
        walk = os.walk

        def and_then_it_goes(top, **given):
            for step in walk(top, **given):
                gone.unlink(missing_ok=True)
                yield step

        monkeypatch.setattr(arrivals.os, "walk", and_then_it_goes)
    said = office.json(command, str(inbox(office)), "--year", str(YEAR))
    by_name = {one["path"].rpartition("/")[2]: one for one in said["files"]}
    assert told(by_name["消える.xlsx"]) == ["file_unreadable@"]
    assert by_name["a.xlsx"]["verdict"] == "accepted"
    assert "想定していない" not in office.err


@pytest.mark.parametrize("command", ["check", "collect"])
def test_a_folder_that_vanishes_is_told_and_is_no_defect(office, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    office.put("a.xlsx", filled(office.sheets[PRINTED], GOOD))
    (inbox(office) / "総務課").mkdir()
    scandir = os.scandir

    def gone(place):
        if str(place).endswith("総務課"):
            (inbox(office) / "総務課").rmdir()
        return scandir(place)

    monkeypatch.setattr(arrivals.os, "scandir", gone)
    said = office.json(command, str(inbox(office)), "--year", str(YEAR))
    by_name = {one["path"].rpartition("/")[2]: one for one in said["files"]}
    assert told(by_name["総務課"]) == ["file_unreadable@"]
    assert by_name["a.xlsx"]["verdict"] == "accepted"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_not_read_for_ever(office) -> None:
    inbox(office).mkdir(parents=True, exist_ok=True)
    os.mkfifo(inbox(office) / "a.xlsx")
    assert office.json("check", str(inbox(office)), "--year", str(YEAR))["files"] == []
    (entry,) = office.json("check", str(inbox(office) / "a.xlsx"), "--year", str(YEAR))["files"]
    assert told(entry) == ["file_unreadable@"]
