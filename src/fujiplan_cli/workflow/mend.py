"""doctor --repair and --unlock: what can be mended without losing a record, and a lock that nobody holds any more."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from fujiplan_cli.kinds.listed import listed
from fujiplan_cli.ledger import FOLDER, Holder, LedgerError, Repaired, repair, running
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.model.patience import patiently
from fujiplan_cli.workflow.desk import Refused
from fujiplan_cli.workflow.surroundings import left_files

_NOT_OURS = 0o007


@dataclass(frozen=True, slots=True)
class Mended:
    """``ledger``: what was done in it; ``moved``: half-written files now below set-aside; ``closed``: mode narrowed."""

    ledger: Repaired
    moved: tuple[str, ...]
    closed: bool

    def words(self) -> tuple[str, ...]:
        """What was done, a sentence each."""
        done = self.ledger
        lines = []
        if done.migrated_from:
            lines.append(
                f"台帳を版{done.migrated_from}から移行しました（写し：{FOLDER}/ledger-v{done.migrated_from}.db）。"
            )
        if done.salvaged:
            lines.append(f"壊れた台帳から記録{done.salvaged.rows}件を新しい台帳に移しました。")
            lost = done.salvaged.lost
            lines.append(
                f"読めなかった記録が、少なくとも{done.salvaged.lost_rows}件あります（{listed(lost, 5)}）。"
                "全ての番号は note.txt と台帳に残しました。控えがあれば、控えから戻す方を選んでください。"
                if lost
                else "読めなかった記録はありません。"
            )
        if done.put_back:
            lines.append(
                f"受領ファイル{len(done.put_back)}件を、計画フォルダーに残っていた同じファイルから戻しました。"
            )
        if done.still_gone:
            lines.append(
                f"受領ファイル{len(done.still_gone)}件は、同じものが見つからないため、そのままです。"
                f"控えの {FOLDER}/archive から戻してください（{listed([s[:12] + '…' for s in done.still_gone], 3)}）。"
            )
        count = len(done.moved) + len(self.moved) - bool(done.salvaged)
        if count:
            lines.append(f"途中で止まった処理の残り{count}件を移しました。")
        if self.closed:
            lines.append("台帳と受領ファイルを、ほかの人から読めないようにしました。")
        if done.aside:
            lines.append(f"移したものと説明は {done.aside}（note.txt）にあります。消していません。")
        return tuple(lines)


def mend(folder: Path, by: str, at: datetime) -> Mended:
    """Mend what can be. Raises LedgerError, Refused; then the ledger is as it was."""
    try:
        closed = _close(folder)
        ledger = repair(folder, by, at, lambda wanted: found_again(folder, wanted), wait=running().wait)
        return Mended(ledger, _move_leftovers(folder, ledger), closed)
    except OSError as error:
        name = Path(error.filename or folder).name
        raise Refused(
            f"「{name}」を直せません（{cause_words(error)}）。", "権限と空き容量を確認してください。", status=4
        ) from error


def _close(folder: Path) -> bool:
    """Take the rights of strangers off the ledger's folder; what the group may stays."""
    place = folder / FOLDER
    if os.name != "posix" or not place.is_dir():
        return False
    mode = place.stat().st_mode & 0o777
    if not mode & _NOT_OURS:
        return False
    place.chmod(mode & ~_NOT_OURS)
    return True


def found_again(folder: Path, wanted: Iterable[str]) -> dict[str, bytes]:
    """Of these sha256, the bytes of those that some file of the plan folder still has (its name does not matter)."""
    missing, found = set(wanted), dict[str, bytes]()
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name != FOLDER]
        for name in sorted(names):
            if not missing:
                return found
            try:
                data = Path(place, name).read_bytes()
            except OSError:
                continue
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in missing:
                missing.discard(sha256)
                found[sha256] = data
    return found


def _move_leftovers(folder: Path, done: Repaired) -> tuple[str, ...]:
    """Half-written files and trees outside the ledger go to the same place as its own leftovers."""
    left = left_files(folder)
    if not left:
        return ()
    place = folder / (done.aside or _free(folder))
    place.mkdir(parents=True, exist_ok=True)
    names = []
    for number, path in enumerate(left, start=1):
        name = path.relative_to(folder).as_posix()
        patiently(partial(path.replace, place / f"{number:03d}-{path.name.lstrip('.')}"))
        names.append(name)
    with (place / "note.txt").open("a", encoding="utf-8", newline="\r\n") as note:
        note.write("途中で止まった処理が残したファイル（番号順）：\n" + "".join(f"・{name}\n" for name in names))
    done.aside = place.relative_to(folder).as_posix()
    return tuple(names)


def _free(folder: Path) -> str:
    number = 1
    while (folder / FOLDER / "set-aside" / str(number)).exists():
        number += 1
    return f"{FOLDER}/set-aside/{number}"


def unlock(folder: Path, host: str) -> str:
    """Take away the lock that a computer of that name left. Who held it, in words. Raises Refused, LedgerError.

    The name must be given, and the lock must lie still for longer than its holder would leave it untouched.
    """
    holder = Holder(folder / FOLDER)
    found = holder.look()
    if found is None:
        raise Refused("台帳は使用中ではありません。何も変えていません。", "そのまま使えます。", status=2)
    if host != (found.host or "不明"):
        name = found.host or "不明"
        raise Refused(
            f"台帳を使用中のコンピューターは「{name}」で、「{host}」ではありません。何も変えていません。",
            f"本人に確かめてから、--unlock {name} と指定してください。",
            status=2,
        )
    if not found.is_dead and ((found.is_here and found.pid) or holder.is_alive()):
        raise Refused(
            f"{found.words()}は動いています。何も変えていません。",
            "終わるのを待つか、そのコンピューターで fujiplan を終わらせてから、もう一度実行してください。",
        )
    if not holder.remove(found):
        raise LedgerError(
            "印を外す間に、ほかの人が書き込みを始めました。何も変えていません。終わるのを待ってください。"
        )
    return found.words()
