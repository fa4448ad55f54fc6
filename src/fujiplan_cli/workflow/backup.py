"""The whole plan folder as one file with its checksums, and back again beside what is there. Nothing is overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from fujiplan_cli.ledger import FOLDER, Holder, Ledger, look, running
from fujiplan_cli.ledger.archive import sync
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.workflow.desk import Refused, readable_path

MANIFEST = "backup.json"
"""The first entry: when, by whom, ledger version and head of the journal, and path, size and sha256 of every file."""
_FORMAT = "fujiplan-backup-1"
_LEDGER = f"{FOLDER}/ledger.db"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PACKED = frozenset({".xlsx", ".xlsm", ".docx", ".zip", ".pdf", ".png", ".jpg"})
_BLOCK = 1 << 20
_PASSING = (f"{FOLDER}/incoming/", f"{FOLDER}/writer", f"{FOLDER}/ledger.db-journal")
"""What belongs to a run in hand, and not to the plan."""


@dataclass(frozen=True, slots=True)
class Backup:
    """``faults``: of the ledger as it was packed; a damaged one is packed as it is, so that nothing is lost."""

    path: Path
    files: int
    size: int
    sha256: str
    ledger_version: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """``beside``: the folder that was there before, which was left alone (None: there was nothing)."""

    folder: Path
    files: int
    beside: Path | None
    made_at: str
    faults: tuple[str, ...] = ()


def make_backup(folder: Path, target: Path, by: str, at: datetime) -> Backup:
    """Pack the plan folder into ``target`` (a file, or a folder to put it into). Raises Refused, LedgerError.

    A place that is not there yet is a folder to be made, unless its name ends like a file's (控え.zip): a backup called
    「控え」 without an ending could not be opened on Windows.
    The file appears whole, after it was read again and compared; a file of that name is never overwritten.
    """
    folder = folder.resolve()
    if target.is_dir() or not (target.suffix or target.exists()):
        target = target / f"{folder.name}-{at:%Y%m%d-%H%M}.zip"
    target = target.resolve()
    if target.is_relative_to(folder):
        raise Refused(
            f"控え「{target.name}」の場所が計画フォルダーの中です。",
            "計画フォルダーごと失われたときのために、別の場所（別のディスク）を指定してください"
            "（例：fujiplan doctor --backup D:\\控え）。",
            status=2,
        )
    if target.exists():
        raise Refused(
            f"「{target}」は既にあります。前の控えを消さないため、上書きしません。",
            "別の名前を指定してください。",
            status=2,
        )
    aside, copy = target.with_name(f".{target.name}.tmp"), target.with_name(f".{target.name}.db.tmp")
    try:
        try:
            with Holder(folder / FOLDER).taken(by, running().wait):
                made = _pack(folder, aside, copy, by, at)
            sync(aside)
            aside.replace(target)
        finally:
            for path in (aside, copy):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise _disk(target, error) from error
    return Backup(target, *made)


def _pack(folder: Path, aside: Path, copy: Path, by: str, at: datetime) -> tuple[int, int, str, int, tuple[str, ...]]:
    aside.parent.mkdir(parents=True, exist_ok=True)
    checkup = look(folder / FOLDER)
    faults = tuple(fault.text for fault in checkup.faults) or ((checkup.message,) if checkup.message else ())
    # A name that is no UTF-8 is packed as it is read everywhere else.
    sources = {readable_path(Path(name)): folder / name for name in _names(folder)}
    if checkup.version and not any(f.kind in ("pages", "unreadable") for f in checkup.faults):
        with Ledger.open(folder) as ledger:
            ledger.keep_copy(copy)
        sources[_LEDGER] = copy
    listed = [{"path": name, "size": path.stat().st_size, "sha256": _sum_of(path)} for name, path in sources.items()]
    about: dict[str, Any] = {"format": _FORMAT, "made_at": at.isoformat(timespec="seconds"), "by": by}
    about |= {"ledger_version": checkup.version, "files": listed}
    # Answers and names stand in it: for the eyes of its owner only.
    handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "w+b") as out, zipfile.ZipFile(out, "w") as book:
        _add(book, MANIFEST, json.dumps(about, ensure_ascii=False, indent=1).encode())
        for name, path in sources.items():
            with path.open("rb") as data, book.open(_entry(name, path.stat().st_size), "w", force_zip64=True) as packed:
                shutil.copyfileobj(data, packed, _BLOCK)
    _manifest_of(aside)
    return len(listed), aside.stat().st_size, _sum_of(aside), checkup.version, faults


def _names(folder: Path) -> list[str]:
    """Every file of the plan folder, sorted; what a run in hand keeps there is left out. Raises OSError."""
    found = []
    for place, _, files in os.walk(folder, onerror=_raised):
        for file in files:
            path = Path(place, file)
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(_PASSING) and not (file[0] == "." and file.endswith(".tmp")):
                found.append(name)
    return sorted(found)


def _raised(error: OSError) -> None:
    raise error


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_STORED if PurePosixPath(name).suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.file_size = size
    return entry


def _add(book: zipfile.ZipFile, name: str, data: bytes) -> None:
    book.writestr(_entry(name, len(data)), data)


def _sum_of(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def restore_backup(source: Path, target: Path, at: datetime) -> Restored:
    """Unpack a backup into ``target`` if that is empty or not there, else beside it. Raises Refused.

    Every file is compared with the manifest before the folder gets its name; what was there stays as it is.
    """
    target = target.resolve()
    taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
    place = _free_beside(target) if taken else target
    aside = place.with_name(f".{place.name}.restoring")
    try:
        about = _manifest_of(source)
        if aside.exists():
            shutil.rmtree(aside)
        _unpack(source, about, aside)
        if place.is_dir():
            place.rmdir()  # empty
        aside.replace(place)
    except OSError as error:
        raise _disk(place, error) from error
    checkup = look(place / FOLDER)
    faults = tuple(fault.text for fault in checkup.faults) or ((checkup.message,) if checkup.message else ())
    return Restored(place, len(about["files"]), target if taken else None, str(about["made_at"]), faults)


def _free_beside(target: Path) -> Path:
    number = 1
    while (place := target.with_name(f"{target.name}-restored-{number}")).exists():
        number += 1
    return place


def _unpack(source: Path, about: dict[str, Any], aside: Path) -> None:
    (aside / FOLDER).mkdir(mode=0o770, parents=True)
    for folder in ("archive", "incoming"):
        (aside / FOLDER / folder).mkdir()
    with zipfile.ZipFile(source) as book:
        for one in about["files"]:
            path = aside / one["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            with book.open(one["path"]) as packed, path.open("wb") as out:
                shutil.copyfileobj(packed, out, _BLOCK)
                out.flush()
                os.fsync(out.fileno())
            if _sum_of(path) != one["sha256"]:
                raise _no_backup(source, f"「{one['path']}」を正しく書き出せませんでした")


def _manifest_of(source: Path) -> dict[str, Any]:
    """What a backup says of itself, compared with what is in it. Raises Refused when it is none or is damaged."""
    try:
        with zipfile.ZipFile(source) as book:
            about = json.loads(book.read(MANIFEST))
            if about["format"] != _FORMAT:
                raise _no_backup(source, "別の版の控えです")
            wanted = {str(one["path"]): (int(one["size"]), str(one["sha256"])) for one in about["files"]}
            if len(wanted) != len(about["files"]) or set(book.namelist()) != {MANIFEST, *wanted}:
                raise _no_backup(source, "一覧と中身が違います")
            for name, (size, sha256) in wanted.items():
                if not _is_below(name):
                    raise _no_backup(source, f"「{name}」は計画フォルダーの外を指します")
                if book.getinfo(name).file_size != size or _sum_in(book, name) != sha256:
                    raise _no_backup(source, f"「{name}」の中身が控えたときと違います")
            return dict(about)
    except FileNotFoundError:
        raise Refused(
            f"控え「{source}」がありません。",
            "場所と名前を確認してください（例：--restore D:\\控え\\plan.zip）。",
            status=2,
        ) from None
    # A zip that lacks a member, has a broken or encrypted one, an unknown method, or a list that is not ours.
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, RuntimeError, NotImplementedError) as error:
        raise _no_backup(source, "fujiplan doctor --backup で作った控えではないか、壊れています") from error


def _sum_in(book: zipfile.ZipFile, name: str) -> str:
    total = hashlib.sha256()
    with book.open(name) as packed:
        while block := packed.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:\0")


def _no_backup(source: Path, fact: str) -> Refused:
    return Refused(
        f"控え「{source}」は使えません（{fact}）。何も変えていません。",
        "ほかの日の控えを指定してください。",
        status=4,
    )


def _disk(path: Path, error: OSError) -> Refused:
    return Refused(
        f"「{path}」に書き込めません（{cause_words(error)}）。書きかけのファイルは残していません。",
        "空き容量と書込みの権限を確認し、もう一度実行してください。",
        status=4,
    )
