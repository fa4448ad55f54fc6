"""Mend a ledger. Nothing is thrown away: what must leave its place lies in ``set-aside/<n>`` with a note."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from fujiplan_cli.ledger.archive import sync
from fujiplan_cli.ledger.checkup import SET_ASIDE, left_behind, look
from fujiplan_cli.ledger.errors import LedgerError, translated
from fujiplan_cli.ledger.holder import Holder
from fujiplan_cli.ledger.ledger import FOLDER, Ledger
from fujiplan_cli.ledger.salvage import Salvaged, salvage
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.patience import patiently

REPAIR = "repair"
"""Kind of the act that says a ledger was mended: its facts are rows (read), lost, files (put back), aside."""
Find = Callable[[Iterable[str]], dict[str, bytes]]
"""sha256 of received files that are gone → the bytes of those that lie elsewhere."""


@dataclass(slots=True)
class Repaired:
    """What was done. ``aside``: where things were laid ("" if nothing was)."""

    salvaged: Salvaged | None = None
    migrated_from: int = 0
    put_back: tuple[str, ...] = ()
    still_gone: tuple[str, ...] = ()
    moved: list[str] = field(default_factory=list)
    aside: str = ""


def repair(plan_folder: Path, by: str, at: datetime, find: Find, *, wait: float) -> Repaired:
    """Salvage, migrate, put received files back, clear leftovers. Raises LedgerError; then the ledger is as before."""
    folder = plan_folder.absolute() / FOLDER
    done, aside = Repaired(), _free(folder)
    with Holder(folder).taken(by, wait):
        before = look(folder)
        if before.state in ("missing", "lost", "newer", "failed", "busy"):
            raise LedgerError(before.message or "台帳がないため、直せません。控え（バックアップ）から戻してください。")
        _clear(folder, aside, done)
        kinds = {fault.kind for fault in before.faults}
        if before.state == "damaged" or kinds & {"pages", "unreadable", "schema"}:
            done.salvaged = _rebuild(folder, aside, done)
    if before.state == "older":
        done.migrated_from = before.version
    with Ledger.open(plan_folder) as ledger:
        gone = tuple(dict.fromkeys(f.sha256 for f in ledger.faults() if f.kind == "file" and f.sha256))
        found = find(gone) if gone else {}
        done.put_back, done.still_gone = tuple(found), tuple(one for one in gone if one not in found)
        if done.salvaged or found:
            ledger.put_back(found, aside, by, at, _act(done, aside, at))
    if aside.is_dir():
        done.aside = aside.relative_to(plan_folder.absolute()).as_posix()
        _write_note(aside, done, by, at)
    return done


def _free(folder: Path) -> Path:
    number = 1
    while (folder / SET_ASIDE / str(number)).exists():
        number += 1
    return folder / SET_ASIDE / str(number)


def _clear(folder: Path, aside: Path, done: Repaired) -> None:
    """Leftovers of killed runs go aside. Under the lock, so they are nobody's work in hand."""
    with translated():
        for path in left_behind(folder):
            if path.is_file() and path.name != Holder(folder).own_name:
                aside.mkdir(parents=True, exist_ok=True)
                patiently(partial(path.replace, aside / path.name))
                done.moved.append(path.relative_to(folder).as_posix())


def _rebuild(folder: Path, aside: Path, done: Repaired) -> Salvaged:
    """A new ledger of all that can be read takes the place of the damaged one in one step; that one is kept whole."""
    path, new, copy = folder / "ledger.db", folder / "ledger.db.repaired", folder / "ledger.db.repaired.tmp"
    hot = folder / "ledger.db-journal"
    with translated():
        try:
            shutil.copy2(path, copy)
            if hot.exists():
                shutil.copy2(hot, copy.with_name(f"{copy.name}-journal"))
            salvaged = salvage(copy, new)
            aside.mkdir(parents=True, exist_ok=True)
            for one in (path, hot):
                if one.exists():
                    shutil.copy2(one, aside / one.name)
            # The journal of the damaged file must not be played back into the new one.
            patiently(lambda: hot.unlink(missing_ok=True))
            sync(new)
            patiently(lambda: new.replace(path))
        finally:
            for one in (new, copy, copy.with_name(f"{copy.name}-journal")):
                with suppress(OSError):
                    one.unlink(missing_ok=True)
    done.moved.append("ledger.db（壊れていたもの）")
    return salvaged


def _act(done: Repaired, aside: Path, at: datetime) -> Act:
    day = at.date()
    facts = {
        "rows": str(done.salvaged.rows) if done.salvaged else "",
        "lost": "、".join(done.salvaged.lost) if done.salvaged else "",
        "files": ",".join(done.put_back),
        "aside": aside.name,
    }
    year = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return Act(0, REPAIR, year, "", day.isoformat(), "fujiplan doctor --repair", facts)


def _write_note(aside: Path, done: Repaired, by: str, at: datetime) -> None:
    """Say beside the things what they are, for whoever finds them later."""
    lines = [
        f"{at:%Y-%m-%d %H:%M} に {by} が fujiplan doctor --repair を実行し、次のものをここに移しました。",
        "消してよいかは、控え（バックアップ）がそろっていることを確かめてから決めてください。",
        "",
        *(f"・{name}" for name in done.moved),
        *(f"・archive-{sha256}（中身が変わっていた受領ファイル）" for sha256 in done.put_back),
    ]
    if done.salvaged and done.salvaged.lost:
        lines += ["", "壊れていた台帳から読み取れなかった記録：", *(f"・{one}" for one in done.salvaged.lost)]
    with suppress(OSError):
        (aside / "note.txt").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
