"""The parts of the bundle tool, without network: lock file, closure, papers, zip, and the install scripts' text."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path, PureWindowsPath
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from bundle import gather as gathering
from bundle.gather import Gathered, NoWheel, fits, gather
from bundle.lock import LockFault, read_lock
from bundle.pack import README, batch, readme, tree, write_zip
from bundle.targets import LINUX, PYTHONS, WINDOWS, Target
from bundle.wheel_file import WheelFile, read_wheel

KIT = Path(gathering.__file__).parent / "kit"
LOCK = """alpha==1.0 \\
    --hash=sha256:aa
beta==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:bb
beta==3.0 ; python_full_version >= '3.12' \\
    --hash=sha256:cc \\
    --hash=sha256:dd
colour==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:ee
extra-thing==1.0 \\
    --hash=sha256:ff
developer==1.0 \\
    --hash=sha256:00
"""
NEEDS = {
    "alpha": ('Beta>=2 ; python_version >= "3"', 'colour ; sys_platform == "win32"', 'extra_thing ; extra == "more"'),
    "beta": ("alpha",),  # a circle must end
}


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """In place of pip: writes the wheels that it is asked for; the calls."""
    calls: list[tuple[str, list[str]]] = []

    def download(pins, target: Target, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        calls.append((f"{target.system.name} {target.python}", [pin.line for pin in pins]))
        for pin in pins:
            made_wheel(folder, pin.name.replace("-", "_"), pin.version, NEEDS.get(pin.name, ()))

    monkeypatch.setattr(gathering, "_download", download)
    return calls


def made_wheel(folder: Path, name: str, version: str, needs: tuple[str, ...] = (), tag: str = "py3-none-any") -> Path:
    path = folder / f"{name}-{version}-{tag}.whl"
    about = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nLicense-Expression: MIT\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {
            "METADATA": about + "".join(f"Requires-Dist: {one}\n" for one in needs),
            "licenses/LICENSE": f"{name}の条件",
        }.items():
            wheel.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/{file}"), text)
    return path


def test_each_target_gets_what_its_markers_ask_for_and_nothing_of_the_developers(index, tmp_path: Path) -> None:
    targets = [Target(LINUX, "3.11"), Target(WINDOWS, "3.13")]
    found = gather([Requirement("alpha==1.0")], read_lock(LOCK), targets, tmp_path)
    lines = [sorted(pin.line for pin in found.pins[target].values()) for target in targets]
    assert lines == [["alpha==1.0", "beta==2.0"], ["alpha==1.0", "beta==3.0", "colour==1.0"]]
    assert index[0] == ("linux 3.11", ["alpha==1.0"]) and index[1] == ("linux 3.11", ["beta==2.0"])


def test_an_extra_brings_what_only_it_needs(index, tmp_path: Path) -> None:
    target = Target(LINUX, "3.12")
    found = gather([Requirement("alpha[more]==1.0")], read_lock(LOCK), [target], tmp_path)
    assert sorted(found.pins[target]) == ["alpha", "beta", "extra-thing"]


def test_a_need_that_the_lock_file_does_not_answer_stops_the_bundle(index, tmp_path: Path) -> None:
    with pytest.raises(LockFault, match="stranger"):
        gather([Requirement("stranger")], read_lock(LOCK), [Target(LINUX, "3.12")], tmp_path)
    with pytest.raises(LockFault, match=re.escape("requirements.lock has alpha==1.0, but alpha>=2")):
        gather([Requirement("alpha>=2")], read_lock(LOCK), [Target(LINUX, "3.12")], tmp_path)


def test_a_package_without_a_wheel_for_a_target_is_named(index, tmp_path: Path, monkeypatch) -> None:
    def only_linux(pins, target: Target, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for pin in pins:
            made_wheel(folder, pin.name, pin.version, tag="cp312-cp312-manylinux_2_28_x86_64")

    monkeypatch.setattr(gathering, "_download", only_linux)
    with pytest.raises(NoWheel, match=re.escape("windows, Python 3.12: alpha==1.0 has []")):
        gather([Requirement("alpha")], read_lock(LOCK), [Target(WINDOWS, "3.12")], tmp_path)


@pytest.mark.parametrize(
    ("tag", "linux", "windows"),
    [
        ("py3-none-any", True, True),
        ("py2.py3-none-any", True, True),
        ("cp312-cp312-win_amd64", False, True),
        ("cp311-cp311-win_amd64", False, False),
        ("cp39-abi3-win_amd64", False, True),
        ("cp313-abi3-win_amd64", False, False),
        ("cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64", True, False),
        ("cp312-cp312-musllinux_1_2_x86_64", False, False),
    ],
)
def test_a_wheels_name_says_where_it_runs(tag: str, linux: bool, windows: bool, tmp_path: Path) -> None:
    wheel = read_wheel(made_wheel(tmp_path, "alpha", "1.0", tag=tag))
    assert (fits(wheel, Target(LINUX, "3.12")), fits(wheel, Target(WINDOWS, "3.12"))) == (linux, windows)


def whole(index, folder: Path, system=WINDOWS) -> tuple[WheelFile, Gathered]:
    (folder / "own").mkdir(parents=True)
    own = read_wheel(made_wheel(folder / "own", "fujiplan", "9.9", ('alpha==1.0 ; extra == "encrypted"',)))
    targets = [Target(system, one) for one in PYTHONS]
    return own, gather([Requirement("alpha==1.0")], read_lock(LOCK), targets, folder / "wheels")


def test_the_same_input_makes_the_same_zip(index, tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        files = tree(*whole(index, tmp_path / name), {"OFL-x.txt": b"OFL"})
        write_zip(tmp_path / f"{name}.zip", "top", files)
        made.append((tmp_path / f"{name}.zip").read_bytes())
    assert made[0] == made[1]


def test_a_bundle_holds_requirements_with_the_hashes_of_just_its_files(index, tmp_path: Path) -> None:
    own, gathered = whole(index, tmp_path)
    files = tree(own, gathered, {"OFL-x.txt": b"OFL"})
    lines = files["requirements.txt"].decode("ascii").splitlines()
    assert lines[0] == f"fujiplan[encrypted]==9.9 --hash=sha256:{own.sha256}"
    assert [line.partition(" --hash")[0] for line in lines[1:]] == [
        "alpha==1.0",
        'beta==2.0 ; python_version == "3.11"',
        'beta==3.0 ; python_version == "3.12" or python_version == "3.13"',
        "colour==1.0",
    ]
    hashes = set(re.findall(r"sha256:(\w{64})", files["requirements.txt"].decode()))
    assert hashes == {wheel.sha256 for wheel in (own, *gathered.wheels.values())}
    assert files["licenses/alpha-1.0/LICENSE"].decode() == "alphaの条件" and files["licenses/fonts/OFL-x.txt"] == b"OFL"
    assert json.loads(files["bundle.json"])["pythons"] == list(PYTHONS)
    assert "://" not in files["requirements.txt"].decode() and "developer" not in files["requirements.txt"].decode()


def test_what_notepad_opens_has_its_mark_and_line_ends(index, tmp_path: Path) -> None:
    files = tree(*whole(index, tmp_path), {})
    for name in (README, "THIRD-PARTY.txt"):
        assert files[name].startswith(b"\xef\xbb\xbf"), name
        assert files[name].count(b"\n") == files[name].count(b"\r\n") > 5, name
    text = readme("9.9", [Target(WINDOWS, one) for one in PYTHONS])
    assert "fujiplan 9.9（Windows" in text and "3.11、3.12、3.13" in text and "$" not in text
    for word in ("■ 導入", "■ 新しい版にする", "■ 取り除く", "管理者権限"):
        assert word in text


def test_the_batch_file_is_what_cmd_reads() -> None:
    content = batch()
    assert content.count(b"\n") == content.count(b"\r\n") > 20
    lines = content.decode("cp932").splitlines()
    assert lines[0] == "@echo off" and not content.startswith(b"\xef\xbb\xbf")
    # cmd.exe looks for labels and reads lines byte by byte: outside of messages everything is ASCII, and in a message
    # no second byte of a character is one that a console of another code page would take for a sign of its own.
    for line in lines:
        if not line.startswith("echo "):
            assert line.isascii(), line
        assert not any(byte in b"|&<>^%" for char in line if not char.isascii() for byte in char.encode("cp932"))
    labels = {line[1:] for line in lines if line.startswith(":")}
    wanted = set(re.findall(r"goto (\w+)", "\n".join(lines)))
    assert wanted == labels
    for line in lines:
        assert line.count('"') % 2 == 0, line
        for path in re.findall(r"%~dp0[\w.\\]*", line):  # a folder with blanks, & or Japanese
            assert f'"{path}' in line, line
    runs = [line for line in lines if "install.py" in line and line.startswith("%PYRUN%")]
    assert runs == ['%PYRUN% -I "%~dp0install.py" %*']
    assert not re.search(r"powershell|setx|runas|reg add|netsh|\bcd\b|pip", "\n".join(lines), re.IGNORECASE)
    for python in PYTHONS:
        assert f'set "PYRUN=py -{python}"' in lines


def test_the_shell_script_is_plain_sh_and_offers_the_same_pythons() -> None:
    script = KIT / "install.sh"
    text = script.read_text("utf-8")
    assert text.startswith("#!/bin/sh\n") and "\r" not in text
    assert subprocess.run(["sh", "-n", script]).returncode == 0
    assert all(f"python{one}" in text for one in PYTHONS)


@pytest.fixture(scope="module")
def install() -> ModuleType:
    """install.py, as the bundle carries it."""
    spec = importlib.util.spec_from_file_location("bundle_install", KIT / "install.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_installer_uses_the_standard_library_only() -> None:
    names = re.findall(r"^(?:from|import) (\w+)", (KIT / "install.py").read_text("utf-8"), re.MULTILINE)
    assert set(names) <= sys.stdlib_module_names


def test_everything_the_installer_says_can_be_shown_in_code_page_932() -> None:
    for name in ("install.py", "install.sh", "install.bat"):
        assert (KIT / name).read_text("utf-8").encode("cp932")


def test_it_installs_below_the_users_own_folder(install, tmp_path: Path) -> None:
    windows = install.default_target(True, {"LOCALAPPDATA": str(tmp_path / "山田 太郎")})
    assert windows == tmp_path / "山田 太郎" / "fujiplan"
    with pytest.raises(install.Stop, match="--to"):
        install.default_target(True, {})
    assert install.default_target(False, {"XDG_DATA_HOME": "/d"}) == Path("/d/fujiplan")


def test_the_start_file_of_windows_survives_blanks_per_cent_signs_and_japanese(install, tmp_path: Path) -> None:
    place = PureWindowsPath(r"C:\Users\山田 太郎\100% & more\fujiplan\9.9")
    (told,) = install.write_starts(tmp_path, place, True, {})
    content = (tmp_path / "fujiplan-start.cmd").read_bytes()
    assert content.decode("cp932").split("\r\n") == [
        "@echo off",
        r'set "PATH=C:\Users\山田 太郎\100%% & more\fujiplan\9.9\Scripts;%PATH%"',
        "cmd /k fujiplan",
        "",
    ]
    assert "fujiplan-start.cmd" in told
    with pytest.raises(install.Stop, match="使えない文字"):
        install.write_starts(tmp_path, PureWindowsPath("C:\\𠮷田"), True, {})


def facts(folder: Path, **changes: object) -> Path:
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    known = {"name": "fujiplan", "version": "9.9", "system": "linux", "pythons": [running]} | changes
    folder.mkdir()
    (folder / "bundle.json").write_text(json.dumps(known), "utf-8")
    (folder / "SHA256SUMS").write_text("", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"pythons": ["3.9"]}, "用の部品がありません"), ({"system": "windows"}, "これは windows 用です")],
)
def test_a_bundle_for_another_pc_says_so_and_installs_nothing(install, tmp_path, monkeypatch, capsys, changes, words):
    monkeypatch.setattr(install, "HERE", facts(tmp_path / "bundle", **changes))
    assert install.main(["--to", str(tmp_path / "to")]) == 1
    assert words in capsys.readouterr().err and not (tmp_path / "to").exists()


def test_a_folder_with_other_things_in_it_is_left_alone(install, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(install, "HERE", facts(tmp_path / "bundle"))
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "大切.txt").write_text("x", "utf-8")
    assert install.main(["--to", str(tmp_path / "to")]) == 1
    assert install.main(["--to", str(tmp_path / "to"), "--uninstall"]) == 1
    assert "導入されていません" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "to").iterdir()] == ["大切.txt"]


def test_a_failed_installation_puts_the_version_before_it_back(install, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(install, "HERE", facts(tmp_path / "bundle"))
    monkeypatch.setattr(install, "make_environment", lambda place, windows: place.mkdir())

    def said(python: Path, *arguments: str) -> str:
        return "fujiplan 9.9"

    monkeypatch.setattr(install, "fill", lambda python: None)
    monkeypatch.setattr(install, "run", said)
    target = tmp_path / "to"
    assert install.main(["--to", str(target)]) == 0
    (target / "9.9" / "works").write_text("x", "utf-8")

    def fails(python: Path) -> None:
        raise install.Stop("pip")

    monkeypatch.setattr(install, "fill", fails)
    assert install.main(["--to", str(target)]) == 1
    assert "中止しました：pip" in capsys.readouterr().err
    assert (target / "9.9" / "works").is_file() and not (target / "9.9.old").exists()
    monkeypatch.setattr(install, "fill", lambda python: None)
    monkeypatch.setattr(install, "HERE", facts(tmp_path / "newer", version="9.10"))
    with monkeypatch.context() as now:  # Windows, while the version before runs

        def in_use(path: Path, to: Path) -> None:
            raise PermissionError(13, "in use", str(path))

        now.setattr(Path, "rename", in_use)
        assert install.main(["--to", str(target)]) == 0
        assert (target / "9.9" / "works").is_file() and (target / "9.10").is_dir()
        assert install.main(["--to", str(target), "--uninstall"]) == 1
        assert "fujiplan の画面を閉じ" in capsys.readouterr().err
    assert (target / "9.9" / "works").is_file() and (target / "9.10").is_dir()
    assert install.main(["--to", str(target)]) == 0
    assert sorted(p.name for p in target.iterdir() if p.is_dir()) == ["9.10"]
    assert install.main(["--to", str(target), "--uninstall"]) == 0
    assert not target.exists() and not target.with_name("to.gone").exists()
