"""What stands in the lock file: who writes, where, since when, doing what; and whether that process is still there."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from fujiplan_cli.ledger import processes
from fujiplan_cli.ledger.session import running

LIVE: set[str] = set()
"""Keys of the locks that this process holds: any other that bears its number was left by an error."""
AHEAD = timedelta(minutes=2)
"""Clocks of an office differ by less, or somebody should be told."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What stands in the lock. Texts are "" and the process 0 where they are unknown."""

    by: str = ""
    at: str = ""
    host: str = ""
    pid: int = 0
    machine: str = ""
    user: str = ""
    command: str = ""
    started: str = ""
    key: str = ""

    @classmethod
    def of_this_process(cls, by: str) -> Claim:
        """A new lock's text."""
        pid = os.getpid()
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        where = (processes.host(), pid, processes.machine(), processes.user())
        return cls(by, now, *where, running().command, processes.started(pid) or "", uuid.uuid4().hex)

    @property
    def is_here(self) -> bool:
        """Whether it was made on this computer."""
        return self.host == processes.host() and self.machine in ("", processes.machine())

    @property
    def is_dead(self) -> bool:
        """Whether its process is known to be gone. Of another computer nobody here can know."""
        if not self.is_here or not self.pid:
            return False
        if self.pid == os.getpid():
            return self.key not in LIVE
        alive = processes.started(self.pid)
        return alive is None or bool(self.started and alive and alive != self.started)

    def words(self) -> str:
        """Who, where, since when, doing what."""
        if not self.host:
            return "名前の分からない処理"
        facts = [f"利用者{self.user}"] if self.user else []
        facts += [f"コンピューター{self.host}", f"{self.at.replace('T', ' ')[:16]}開始{_ahead(self.at)}"]
        facts += [f"fujiplan {self.command}"] if self.command else []
        return f"{self.by}（{'、'.join([*facts, f'プロセス番号{self.pid}'])}）"


def _ahead(at: str) -> str:
    """A word about a start that is still to come: one of the two clocks is wrong."""
    try:
        moment = datetime.fromisoformat(at)
        ahead = moment - datetime.now(moment.tzinfo)
    except (ValueError, OverflowError):
        return ""
    if ahead < AHEAD:
        return ""
    return f"：このコンピューターの時計より{ahead // timedelta(minutes=1)}分先。どちらかの時計が合っていません"


def claim_of(text: bytes) -> Claim:
    """What stands in a lock; a Claim that says nothing when it is not readable."""
    try:
        data = json.loads(text)
        known = {one.name: data.get(one.name) for one in fields(Claim)}
        pid = known.pop("pid")
        return Claim(**{k: str(v or "") for k, v in known.items()}, pid=int(pid or 0))
    except (ValueError, TypeError, AttributeError):
        return Claim()
