"""Windows neither renames nor removes a file that another program has open: the ledger tries again a moment later."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fujiplan_cli.ledger import Ledger, LedgerError, holder, repair
from fujiplan_cli.ledger.checkup import left_behind
from fujiplan_cli.ledger.claim import Claim
from fujiplan_cli.model import causes, patience


class Scanner:
    """A virus scanner that has files open: the system refuses ``call`` so many times. ``pauses``: what was waited."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self._patched = patched
        self.pauses: list[float] = []
        patched.setattr(causes, "WINDOWS", True)
        patched.setattr(patience.time, "sleep", self.pauses.append)

    def holds(self, call: str, times: int, name: str = "") -> None:
        real, left = getattr(os, call), [times]

        def refused(*given: Any, **named: Any) -> Any:
            if left[0] and str(given[0]).endswith(name):
                left[0] -= 1
                raise PermissionError(errno.EACCES, "The process cannot access the file", str(given[0]))
            return real(*given, **named)

        self._patched.setattr(os, call, refused)


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    return Scanner(monkeypatch)


def _archive(ledger: Ledger, plan: Path, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        sha256 = writer.archive(b"a sheet")
    assert ledger.archived(sha256) == b"a sheet"


def _copy(ledger: Ledger, plan: Path, made) -> None:
    ledger.keep_copy(plan / "copy.db")
    assert (plan / "copy.db").read_bytes()[:15] == b"SQLite format 3"


def _put_back(ledger: Ledger, plan: Path, made) -> None:
    (sha256,) = (path.name for path in (plan / ".fujiplan/archive").iterdir())
    whole = (plan / ".fujiplan/archive" / sha256).read_bytes()
    (plan / ".fujiplan/archive" / sha256).write_bytes(b"altered")
    done = repair(plan, "鈴木", made.at, lambda _: {sha256: whole}, wait=1)
    assert done.put_back == (sha256,) and (plan / done.aside / f"archive-{sha256}").read_bytes() == b"altered"
    assert ledger.verify() == ()


def _clear(ledger: Ledger, plan: Path, made) -> None:
    (plan / ".fujiplan/ledger-v1.db.tmp").write_bytes(b"half")
    assert repair(plan, "鈴木", made.at, lambda _: {}, wait=1).moved == ["ledger-v1.db.tmp"]
    assert list(left_behind(plan / ".fujiplan")) == []


def _rebuild(ledger: Ledger, plan: Path, made) -> None:
    ledger.close()
    path = plan / ".fujiplan/ledger.db"
    path.write_bytes(path.read_bytes()[:-4096])
    assert repair(plan, "鈴木", made.at, lambda _: {}, wait=1).salvaged is not None
    with Ledger.open(plan) as mended:
        assert mended.projects() != ()


def _dead_lock(ledger: Ledger, plan: Path, made) -> None:
    lock = holder.Holder(plan / ".fujiplan")
    lock._make(replace(Claim.of_this_process("佐藤"), key="of a run that ended in an error"))
    _archive(ledger, plan, made)
    assert lock.look() is None


Deed = Callable[[Ledger, Path, Any], None]


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(_archive, id="a received file gets its name"),
        pytest.param(_copy, id="a copy of the ledger gets its name"),
        pytest.param(_put_back, id="an altered file is laid aside"),
        pytest.param(_clear, id="what a killed run left is laid aside"),
        pytest.param(_rebuild, id="a mended ledger takes its place"),
        pytest.param(_dead_lock, id="a lock of a dead process is moved away"),
    ],
)
def test_what_is_refused_twice_is_done_at_the_third_try(
    deed: Deed, scanner: Scanner, filled: Ledger, tmp_path: Path, made
) -> None:
    scanner.holds("replace", times=2)
    deed(filled, tmp_path, made)
    assert len(scanner.pauses) == 2


def test_a_lock_that_is_open_when_it_is_left_keeps_no_other_computer_out(
    scanner: Scanner, filled: Ledger, tmp_path: Path, made
) -> None:
    scanner.holds("unlink", times=2, name=holder.NAME)
    _archive(filled, tmp_path, made)
    assert len(scanner.pauses) == 2 and holder.Holder(tmp_path / ".fujiplan").look() is None


def test_what_stays_open_is_told_in_words_and_the_ledger_is_as_before(
    scanner: Scanner, filled: Ledger, tmp_path: Path, made
) -> None:
    before = list(filled.journal())
    scanner.holds("replace", times=99)
    with pytest.raises(LedgerError, match="記録は変わっていません"):
        _archive(filled, tmp_path, made)
    assert len(scanner.pauses) == 3 and list(filled.journal()) == before and filled.verify() == ()
