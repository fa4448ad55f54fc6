"""Disposal of received files: what goes, what stays on record, and what is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from office_world import YEAR

from fujiplan_cli.ledger import Ledger, LedgerError

WHY = ("--reason", "保存期間の満了", "--approval-no", "14総デ第8号", "--by", "架空 太郎")
AFTER = f"{YEAR + 2 + 5}-04-01"
"""The day after the five years, counted from the April after the year in which the sheets came in."""


def received(office) -> dict[str, str]:
    """File → sha256 of the receipt book."""
    with Ledger.open(office.folder) as ledger:
        return {r.file: r.sha256 for r in ledger.receipts(YEAR)}


def _filed(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02")
    office.run("collect", "--year", "R7")


@pytest.fixture
def filed(office):
    """Two sheets, received."""
    return office.after(_filed)


def kept(office) -> set[str]:
    return {p.name for p in (office.folder / ".fujiplan/archive").iterdir()} & set(received(office).values())


def test_a_year_goes_after_its_period_and_leaves_hash_day_reason_and_number(filed) -> None:
    inbox = {p: p.read_bytes() for p in (filed.folder / "inbox").rglob("*.xlsx")}
    scores = filed.json("score", "--year", "R7")["projects"]
    assert filed.run("dispose", "--year", "R7", *WHY, day=AFTER) == 0
    assert "受領ファイル2件を廃棄" in filed.out and "原本も廃棄するとき" in filed.out
    assert kept(filed) == set()
    with Ledger.open(filed.folder) as ledger:
        acts = {a.subject: a for a in ledger.acts("disposal", YEAR)}
        assert set(acts) == set(received(filed).values())
        for act in acts.values():
            assert (act.date, act.reason, act.facts["approval_no"], act.by) == (AFTER, WHY[1], WHY[3], WHY[5])
        assert ledger.verify() == (), "that they are gone is no fault"
        with pytest.raises(LedgerError, match="14総デ第8号"):
            ledger.archived(next(iter(acts)))
    assert {p: p.read_bytes() for p in inbox} == inbox, "the originals are the city's, not ours"
    assert filed.json("score", "--year", "R7")["projects"] == scores, "what was read stays"


def test_before_the_period_ends_nothing_goes(filed) -> None:
    before = kept(filed)
    assert filed.run("dispose", "--year", "R7", *WHY, day=f"{YEAR + 2 + 5}-03-31") == 1
    assert f"{YEAR + 7}-03-31まで" in filed.err and kept(filed) == before


def test_one_file_with_personal_data_goes_at_once_by_name_or_by_hash(filed) -> None:
    (one, _), (_, second) = sorted(received(filed).items())
    assert filed.run("dispose", "--year", "R7", "--file", one, *WHY) == 0
    assert kept(filed) == {second}
    assert filed.run("dispose", "--year", "R7", "--file", second[:10].upper(), *WHY) == 0
    assert kept(filed) == set()
    with Ledger.open(filed.folder) as ledger:
        assert {a.facts["ground"] for a in ledger.acts("disposal")} == {"個人情報の誤混入等"}
        assert ledger.verify() == ()


@pytest.mark.parametrize("name", ["inbox/2025/ない.xlsx", "abc", "0123456789"])
def test_a_name_that_fits_no_file_disposes_of_nothing(filed, name: str) -> None:
    before = kept(filed)
    assert filed.run("dispose", "--year", "R7", "--file", sorted(received(filed))[0], "--file", name, *WHY) == 2
    assert name in filed.err and kept(filed) == before


@pytest.mark.parametrize("blank", ["--reason", "--approval-no"])
def test_a_disposal_needs_reason_and_number(filed, blank: str) -> None:
    arguments = list(WHY)
    arguments[arguments.index(blank) + 1] = "　"
    assert filed.run("dispose", "--year", "R7", *arguments, day=AFTER) == 2
    assert len(kept(filed)) == 2


def test_a_dry_run_shows_and_changes_nothing(filed) -> None:
    given = filed.json("dispose", "--year", "R7", "--dry-run", *WHY, day=AFTER)
    assert {f["sha256"] for f in given["files"]} == kept(filed) and len(given["files"]) == 2
    with Ledger.open(filed.folder) as ledger:
        assert ledger.acts("disposal") == ()


def test_a_run_killed_between_record_and_removal_is_finished_by_the_next(filed) -> None:
    """Killed just before the first file is taken off the disk."""
    script = (
        "import os, signal\n"
        "from fujiplan_cli.ledger.archive import Archive\n"
        "Archive.remove = lambda self, sha256: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from fujiplan_cli.cli.door import run\n"
        f"run(['dispose', '--plan', {str(filed.folder)!r}, '--today', {AFTER!r}, '--year', 'R7', *{WHY!r}])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], env=dict(os.environ), capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    with Ledger.open(filed.folder) as ledger:
        assert len(ledger.acts("disposal")) == 2 and ledger.verify() == ()
    assert len(kept(filed)) == 2
    assert filed.run("dispose", "--year", "R7", *WHY, day=AFTER) == 0
    assert "廃棄の記録だけが終わっていた受領ファイル2件も、今回消しました。" in filed.out
    assert kept(filed) == set()
    assert filed.json("dispose", "--year", "R7", *WHY, day=AFTER)["late"] == []
    with Ledger.open(filed.folder) as ledger:
        assert len(ledger.acts("disposal")) == 2 and ledger.verify() == ()
