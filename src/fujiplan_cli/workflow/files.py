"""Files appear whole or not at all: write beside, then replace; a tree is built aside and swapped in."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from fujiplan_cli.ledger import running
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.model.patience import patiently
from fujiplan_cli.workflow.desk import Refused
from fujiplan_cli.workflow.swap import exchange


def make_folder(path: Path) -> Path:
    """A folder that is there afterwards. Raises Refused (status 4) when the disk fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _disk(path, error) from error
    return path


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` by a temporary file beside it. Raises Refused (status 4) when the disk fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{secrets.token_hex(6)}.tmp")
        try:
            # Sheets and materials name people: they are for whoever made them and the group of the shared folder.
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o660)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            patiently(lambda: temporary.replace(path))
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _disk(path, error) from error


class TreeAside:
    """A tree that is being built beside its place, file by file."""

    def __init__(self, place: Path, *, public: bool = False) -> None:
        """``place``: nothing is there yet. ``public``: anybody of this computer may read it; else only the owner and
        the group. Raises OSError.
        """
        self._place = place
        self._folders = {PurePosixPath()}
        place.mkdir(mode=0o777 if public else 0o770)

    def add(self, path: str, data: bytes) -> None:
        """Write one file. Raises OSError, also when somebody took the tree away: the rest must not look like all."""
        for folder in reversed(PurePosixPath(path).parents):
            if folder not in self._folders:
                (self._place / folder).mkdir()
                self._folders.add(folder)
        (self._place / path).write_bytes(data)


def write_tree(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    keep: Iterable[str] = (),
    durable: bool = False,
    public: bool = False,
) -> None:
    """Make ``folder`` hold exactly ``files`` (relative path → bytes): built aside, then swapped in one step.

    Killed at any moment, it leaves the old tree or the new one whole; where the system cannot swap two folders
    (Windows), a kill between two renames leaves the old one beside, and the next call puts it back.
    Entries named in ``keep`` are copied from the old folder. ``durable``: every file lies on the disk before the
    swap, so that a power cut cannot leave empty ones. ``public``: anybody of this computer may read it; else only
    the owner and the group. Raises Refused (status 4); the old tree stays then.
    """
    aside = folder.with_name(f".{folder.name}.new")
    try:
        _clear(folder)
        aside.parent.mkdir(parents=True, exist_ok=True)
        tree = TreeAside(aside, public=public)
        for name, data in sorted(files.items()):
            tree.add(name, data)
        for name in keep:
            if (folder / name).exists() and not (aside / name).exists():
                shutil.copytree(folder / name, aside / name)
        _put(folder, aside, durable=durable)
    except OSError as error:
        raise _disk(folder, error) from error


@contextlib.contextmanager
def room_aside(folder: Path) -> Iterator[Path]:
    """Where files for ``folder`` may be made (`TreeAside`) before anybody knows whether they will be needed.

    Who makes them makes the room too; in the end it is gone.
    """
    place = folder.with_name(f".{folder.name}.{secrets.token_hex(2)}.new")
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put_tree(folder: Path, aside: Path, files: Mapping[str, bytes], *, durable: bool) -> bool:
    """As `write_tree`, with a tree that was built at ``aside`` in a room. If it is not whole, the room goes: False.

    Raises Refused (status 4); the old tree stays then.
    """
    if not _is_whole(aside, files):
        shutil.rmtree(aside.parent, ignore_errors=True)
        return False
    try:
        _clear(folder, but=aside.parent)
        _put(folder, aside, durable=durable)
    except OSError as error:
        raise _disk(folder, error) from error
    return True


def sync_ahead() -> None:
    """Have what was written so far brought to the disk while this process waits for another one: less is left then."""
    if hasattr(os, "sync"):
        threading.Thread(target=os.sync, daemon=True).start()


def mend_tree(folder: Path) -> None:
    """After a kill in `write_tree`: the tree that stands is at its place, and nothing half-made lies beside it.

    Raises Refused (status 4) when the disk fails.
    """
    try:
        _restore(folder, folder.with_name(f".{folder.name}.old"))
        for aside in _built_aside(folder):
            _remove(aside)
    except OSError as error:
        raise _disk(folder, error) from error


def remove(path: Path) -> None:
    """Neither file nor folder of that name is there afterwards. Raises Refused (status 4) when the disk fails."""
    try:
        if path.is_dir():
            _remove(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise _disk(path, error) from error


def _is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    try:
        return dict(_sizes(folder)) == {path: len(data) for path, data in files.items()}
    except OSError:
        return False


def _sizes(folder: Path, at: str = "") -> Iterator[tuple[str, int]]:
    """Path and size of every file. Raises OSError."""
    with os.scandir(folder) as entries:
        for one in entries:
            if one.is_dir():
                yield from _sizes(Path(one), f"{at}{one.name}/")
            else:
                yield at + one.name, one.stat().st_size


def _built_aside(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(f".{glob.escape(folder.name)}.*new"))


def _clear(folder: Path, *, but: Path | None = None) -> None:
    """Take away what a killed process left beside the tree, and say so."""
    left = [aside for aside in _built_aside(folder) if aside != but]
    if _restore(folder, folder.with_name(f".{folder.name}.old")) or left:
        running().tell(f"前の処理が「{folder.name}」を作る途中で止まっていたため、書きかけのものを除いて作り直します。")
    for aside in left:
        _remove(aside)


def _put(folder: Path, aside: Path, *, durable: bool) -> None:
    if durable and hasattr(os, "sync"):
        os.sync()  # one call for all files: thousands of fsync calls would take longer than the rest
    _sync_folder(aside)
    _swap_in(folder, aside, folder.with_name(f".{folder.name}.old"))


def _swap_in(folder: Path, aside: Path, old: Path) -> None:
    """``aside`` becomes ``folder``; what was there goes, now or (if a file is in use) with the next call."""
    if folder.exists() and exchange(aside, folder):
        shutil.rmtree(aside, ignore_errors=True)
        return
    if folder.exists():
        patiently(lambda: folder.rename(old))
    try:
        patiently(lambda: aside.rename(folder))
    except OSError:
        _restore(folder, old)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _restore(folder: Path, old: Path) -> bool:
    """A run that died between the two renames left the tree under its old name: put it back; whether it had to be."""
    left = old.exists() and not folder.exists()
    if left:
        patiently(lambda: old.rename(folder))
    _remove(old)
    return left


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises Refused when it cannot be read; one that is not there was named wrongly (usage)."""
    try:
        return path.read_bytes()
    except OSError as error:
        absent = isinstance(error, (FileNotFoundError, NotADirectoryError, IsADirectoryError))
        raise Refused(
            f"ファイル「{path}」を読めません（{cause_words(error)}）。",
            "場所と名前、開く権限を確認してください。",
            status=2 if absent else 1,
        ) from error


def _disk(path: Path, error: OSError) -> Refused:
    return Refused(
        f"「{path}」に書き込めません（{cause_words(error)}）。書きかけのファイルは残していません。",
        "空き容量、フォルダーの書込み権限、ファイルが開かれていないか、場所の名前が長過ぎないか"
        "（計画フォルダーを浅い場所に移すと短くなります）を確認し、もう一度実行してください。",
        status=4,
    )
