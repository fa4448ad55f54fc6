"""Installs fujiplan from this folder for one user: no network, no administrator's rights, standard library only.

Lies in the offline bundle beside ``wheels/`` and is started by install.bat or install.sh. It makes a virtual
environment of its own below the user's folder for programs, so that nothing else on the PC changes, and a start file.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = "fujiplan-install.json"
"""Says that a folder is ours: without it nothing is removed."""


class Stop(Exception):
    """What keeps the installation from going on, in words for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, or with ``--uninstall`` remove; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    asked = argparse.ArgumentParser(prog="install", description="fujiplan を導入します（管理者権限は要りません）。")
    asked.add_argument("--to", type=Path, default=None, help="導入先のフォルダー（省略時は利用者のフォルダー）")
    asked.add_argument("--uninstall", action="store_true", help="取り除く（計画フォルダーは残ります）")
    given = asked.parse_args(arguments)
    windows = os.name == "nt"
    try:
        target = (given.to or default_target(windows, os.environ)).absolute()
        if given.uninstall:
            uninstall(target, windows)
        else:
            install(target, windows)
    except Stop as stop:
        sys.stderr.write(f"中止しました：{stop}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"中止しました：「{error.filename}」を扱えません（{error.strerror}）。\n")
        sys.stderr.write("fujiplan の画面を閉じ、空き容量と書込み権限を確認して、もう一度実行してください。\n")
        return 1
    return 0


def default_target(windows: bool, environment: Mapping[str, str]) -> Path:
    """Where a user may install without rights."""
    if windows:
        if "LOCALAPPDATA" not in environment:
            raise Stop("利用者のフォルダーが分かりません。install.bat --to フォルダー と指定してください。")
        return Path(environment["LOCALAPPDATA"]) / "fujiplan"
    base = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "fujiplan"


def install(target: Path, windows: bool) -> None:
    """Check the bundle, make the environment beside older versions, then point the start file to it."""
    facts = read_facts(HERE)
    check_python(facts, windows)
    sys.stdout.write("ファイルを確かめています…\n")
    check_files(HERE)
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise Stop(f"「{target}」には別のものがあります。空のフォルダーを --to で指定してください。")
    target.mkdir(parents=True, exist_ok=True)
    version = str(facts["version"])
    (target / MARK).write_text(json.dumps({"made_by": "fujiplan"}), encoding="utf-8")
    place = target / version
    before = target / f"{version}.old"
    if place.exists():
        shutil.rmtree(before, ignore_errors=True)
        place.rename(before)  # Windows refuses while fujiplan runs: nothing is lost then
    sys.stdout.write(f"導入しています（数分かかります）：{place}\n")
    try:
        python = make_environment(place, windows)
        fill(python)
        said = run(python, "-m", "fujiplan_cli", "--version").strip()
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if before.exists():
            before.rename(place)
        raise
    starts = write_starts(target, place, windows, os.environ)
    remove_older(target, place)
    sys.stdout.write(f"導入しました：{said}\n")
    for start in starts:
        sys.stdout.write(f"　始め方：{start}\n")


def read_facts(folder: Path) -> Mapping[str, object]:
    """bundle.json. Raises Stop when the bundle is not whole."""
    try:
        facts: Mapping[str, object] = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Stop("bundle.json がありません。zip をすべて展開してから実行してください。") from error
    return facts


def check_python(facts: Mapping[str, object], windows: bool) -> None:
    """The wheels are for one system, 64 bits and a few versions of Python. Raises Stop for another."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    pythons = facts["pythons"]
    if not isinstance(pythons, list) or running not in pythons:
        raise Stop(f"Python {running} 用の部品がありません。使えるのは {pythons} です。")
    if sys.maxsize < 2**32:
        raise Stop("32ビット版の Python では使えません。64ビット版を用意してください。")
    if (facts["system"] == "windows") != windows:
        raise Stop(f"これは {facts['system']} 用です。このパソコン用の zip を使ってください。")


def check_files(folder: Path) -> None:
    """Every file as it was packed. Raises Stop with the first that is missing or different."""
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            raise Stop(f"「{name}」がありません。zip をすべて展開してから実行してください。")
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise Stop(f"「{name}」の内容が配布時と違います。zip を受け取り直してください。")


def make_environment(place: Path, windows: bool) -> Path:
    """A virtual environment with pip; its Python. Raises Stop where Python comes without venv or pip."""
    try:
        venv.create(place, with_pip=True, symlinks=not windows)
    except subprocess.CalledProcessError as error:
        raise Stop("この Python には pip がありません（Debian、Ubuntu では python3-venv が要ります）。") from error
    return place / ("Scripts/python.exe" if windows else "bin/python")


def fill(python: Path) -> None:
    """pip takes the wheels of this folder and nothing else: no index, no configuration, every hash checked."""
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:",
        "--requirement", "requirements.txt")  # fmt: skip
    run(python, "-m", "pip", "check", "--quiet")


def run(python: Path, *arguments: str) -> str:
    """What the command says on stdout. It is started in this folder: pip finds what lies in ``wheels``, nothing else.

    Raises Stop with what it said when it fails.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"}  # a name: a whole path may hold a blank
    command = [str(python), *arguments]
    done = subprocess.run(  # noqa: S603 - the Python just made, no shell
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        cwd=HERE,
        check=False,
    )
    if done.returncode:
        raise Stop(f"次の処理に失敗しました：{' '.join(arguments[:3])}\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def write_starts(target: Path, place: Path, windows: bool, environment: Mapping[str, str]) -> list[str]:
    """Start files that lead to this version; what to tell the user about them."""
    if not windows:
        command = place / "bin" / "fujiplan"
        home = Path(environment.get("HOME") or Path.home()) / ".local" / "bin" / "fujiplan"
        start = target / "fujiplan"
        start.write_text(f'#!/bin/sh\nexec {shell_quoted(str(command))} "$@"\n', encoding="utf-8")
        start.chmod(0o755)
        if not home.exists() and home.parent.is_dir():
            shutil.copy2(start, home)
        return [f"{start}（{home.parent} にパスが通っていれば fujiplan だけでも）"]
    # cmd.exe reads the file in the code page of the console, which is what Python calls "oem" on Windows.
    start = target / "fujiplan-start.cmd"
    write_batch(start, ["@echo off", f'set "PATH={batch_quoted(str(place / "Scripts"))};%PATH%"', "cmd /k fujiplan"])
    return [f"{start}（ダブルクリックすると、fujiplan と入力できる画面が開きます）"]


def write_batch(path: Path, lines: Sequence[str]) -> None:
    """A file for cmd.exe: CR LF, in the console's code page. Raises Stop for a folder name outside of it."""
    try:
        content = "".join(f"{line}\r\n" for line in lines).encode("oem" if os.name == "nt" else "cp932")
    except UnicodeEncodeError as error:
        raise Stop("導入先の名前に使えない文字があります。--to C:\\fujiplan などと指定してください。") from error
    path.write_bytes(content)


def batch_quoted(text: str) -> str:
    """A path inside quotes of a batch file: only the per cent sign has a meaning there."""
    return text.replace("%", "%%")


def shell_quoted(text: str) -> str:
    """A path as one word of sh."""
    return "'" + text.replace("'", "'\\''") + "'"


def remove_older(target: Path, place: Path) -> None:
    """Versions before this one go; what is in use stays whole until the next installation."""
    for other in [one for one in target.iterdir() if one.is_dir() and one != place]:
        with contextlib.suppress(OSError):
            take_away(other)


def take_away(folder: Path) -> None:
    """Remove a folder, not half of it: Windows refuses to rename one in which a program runs. Raises OSError then."""
    gone = folder.with_name(f"{folder.name.removesuffix('.gone')}.gone")
    if gone != folder:
        shutil.rmtree(gone, ignore_errors=True)
        folder.rename(gone)
    shutil.rmtree(gone)


def uninstall(target: Path, windows: bool) -> None:
    """Remove what install made. Plan folders are elsewhere and stay."""
    if not (target / MARK).is_file():
        raise Stop(f"「{target}」に fujiplan は導入されていません。")
    if not windows:
        home = Path(os.environ.get("HOME") or Path.home()) / ".local" / "bin" / "fujiplan"
        start = target / "fujiplan"
        if home.is_file() and start.is_file() and home.read_bytes() == start.read_bytes():
            home.unlink()
    take_away(target)
    sys.stdout.write(f"取り除きました：{target}（計画フォルダーはそのままです）\n")


if __name__ == "__main__":
    sys.exit(main())
