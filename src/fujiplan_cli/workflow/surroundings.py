"""What the ledger stands on: permissions, fonts, clocks, space, and what killed runs left. Each gives plain facts.

Every finding is (code, grave, place, fact, remedy, example, mendable): the fields of doctor.Ailment.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from fujiplan_cli.ledger import FOLDER
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.model.resources import templates_folder

Found = tuple[str, bool, str, str, str, str, bool]
_WRITTEN = (".", FOLDER, f"{FOLDER}/archive", f"{FOLDER}/incoming", "inbox", "outbox", "returns", "reports")
_FONTS = {
    "BIZUDGothic-Regular.ttf": b"\0\1\0\0",
    "BIZUDGothic-Bold.ttf": b"\0\1\0\0",
    "NotoSansCJKjp-Fallback.otf": b"OTTO",
}
"""Font → how such a file begins."""
_AHEAD = timedelta(minutes=2)
_OLD = timedelta(minutes=10)
"""No command keeps a half-written file that long."""
_LEAST = 500 << 20
"""Bytes that should be free: a year's sheets, reports and site of some hundred projects, several times over."""
_OTHERS = 0o007


def about_permissions(folder: Path) -> Iterator[Found]:
    """Whether files can be made, replaced and removed where commands do so, and whether strangers can read answers."""
    for name in _WRITTEN:
        place = folder / name
        if not place.is_dir():
            continue
        try:
            handle, probe = tempfile.mkstemp(dir=place, prefix=".fujiplan-doctor-", suffix=".tmp")
            os.close(handle)
            Path(probe).replace(f"{probe}.2.tmp")
            Path(f"{probe}.2.tmp").unlink()
        except OSError as error:
            shown = "計画フォルダー" if name == "." else name
            yield (
                *("permission", True, shown, f"ファイルを作れません（{cause_words(error)}）。"),
                "サーバーの管理者に、このフォルダーとその中への「変更」の権限を付けてもらってください。",
                *("icacls 計画フォルダー /grant 課のグループ:(OI)(CI)M", False),
            )
    yield from _too_open(folder)


def _too_open(folder: Path) -> Iterator[Found]:
    """POSIX only: on Windows the file server's own lists decide, which Python cannot read."""
    ledger = folder / FOLDER / "ledger.db"
    if os.name != "posix" or not ledger.is_file():
        return
    modes = [path.stat().st_mode & _OTHERS for path in (folder / FOLDER, ledger)]
    if all(modes):
        yield (
            *("too_open", False, FOLDER, "台帳と受領ファイルを、このコンピューターの誰でも読めます。"),
            "--repair で、ほかの人の権限を外せます（グループの権限はそのままです）。",
            *(f"chmod o-rwx {FOLDER}", True),
        )


def about_fonts() -> Iterator[Found]:
    """The packaged fonts of the PDFs."""
    folder = templates_folder() / "fonts"
    for name, begin in _FONTS.items():
        try:
            with (folder / name).open("rb") as font:
                fact = "" if font.read(4) == begin else "書体ファイルが壊れています。"
        except OSError as error:
            fact = f"書体ファイルを読めません（{cause_words(error)}）。"
        if fact:
            yield (
                *("font", True, name, f"{fact}PDFを作れないか、文字が欠けます。"),
                "fujiplan を入れ直してください。台帳や計画フォルダーには影響しません。",
                *("", False),
            )


def about_clocks(folder: Path, now: datetime, newest_at: str) -> Iterator[Found]:
    """This computer's clock against the file server's, the newest record's and the inbox files'."""
    server = _server_time(folder)
    if server is not None and abs(server - now) > _AHEAD:
        way = "進んで" if now > server else "遅れて"
        yield (
            *("clock", False, "このコンピューターの時計"),
            f"共有フォルダーの時計より{abs(server - now) // timedelta(minutes=1)}分{way}います。",
            "時計を合わせてください。記録の順序は番号で決まるため、壊れることはありませんが、受付日時がずれて残ります。",
            *("Windows の「設定」→「時刻と言語」→「今すぐ同期」", False),
        )
    if newest_at > (now + _AHEAD).isoformat(timespec="seconds"):
        yield (
            *("clock_records", False, f"{FOLDER}/ledger.db"),
            f"最新の記録の時刻（{newest_at.replace('T', ' ')[:16]}）が、このコンピューターの時計より先です。",
            "どのコンピューターの時計がずれていたかを確かめてください。記録は番号の順に読むため、直す必要はありません"
            "（--today で先の日を指定したときにも出ます）。",
            *("", False),
        )
    late = (server or now) + _OLD
    ahead = [path for path in _files(folder / "inbox") if _changed(path) > late]
    if ahead:
        names = "、".join(path.relative_to(folder).as_posix() for path in ahead[:3])
        yield (
            *("clock_files", False, "inbox", f"日付が今より先のファイルが{len(ahead)}件あります（{names}）。"),
            "受付はできます。保存した日時が先のものは新旧の判断に使わず、届いた順に扱います。",
            *("", False),
        )


def _server_time(folder: Path) -> datetime | None:
    """What time the disk of the plan folder writes beside a new file; None when no file can be made."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".fujiplan-doctor-", suffix=".tmp") as probe:
            return datetime.fromtimestamp(os.fstat(probe.fileno()).st_mtime)
    except OSError:
        return None


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return datetime.min


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def about_space(folder: Path) -> Iterator[Found]:
    """Free space, against what the ledger needs to be copied once more."""
    try:
        free = shutil.disk_usage(folder).free
        ledger = folder / FOLDER / "ledger.db"
        needed = max(_LEAST, 3 * (ledger.stat().st_size if ledger.is_file() else 0))
    except OSError as error:
        yield (
            *("space", True, "計画フォルダー", f"ディスクを調べられません（{cause_words(error)}）。"),
            *("共有フォルダーにつながっているかを確認してください。", "", False),
        )
        return
    if free < needed:
        yield (
            *("space", True, "計画フォルダーのディスク"),
            f"空きが{free >> 20} MBしかありません（{needed >> 20} MB以上を見込んでください）。",
            "不要なファイルを移してください。いっぱいになっても台帳は壊れませんが、記録できなくなります。",
            *("", False),
        )


def about_leftovers(folder: Path, in_ledger: Sequence[Path]) -> Iterator[Found]:
    """What killed runs left behind. It does no harm."""
    for path in (*in_ledger, *left_files(folder)):
        yield (
            *("leftover", False, path.relative_to(folder).as_posix(), "途中で止まった処理が残したものです。"),
            f"害はありません。--repair で {FOLDER}/set-aside に移せます。",
            *("", True),
        )


def left_files(folder: Path) -> tuple[Path, ...]:
    """Half-written files and trees beside the finished ones, older than any command takes."""
    now = _server_time(folder) or datetime.now()
    found = []
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name != FOLDER]
        halves = [n for n in names if n.startswith(".") and n.endswith(".tmp")]
        trees = [n for n in folders if n.startswith(".") and n.endswith((".new", ".old"))]
        folders[:] = [name for name in folders if name not in trees]
        found += [p for n in (*halves, *trees) if now - _changed(p := Path(place, n)) > _OLD]
    return tuple(sorted(found))
