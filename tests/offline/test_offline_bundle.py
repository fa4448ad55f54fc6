"""The bundle as a closed network's PC meets it: unpacked, installed without index or network, and the demo run from it.

One slow test on purpose (about a minute): it is the promise of ADR 0016. Only this Python's Linux wheels are fetched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip for this system and this Python, made by the command of the Makefile."""
    from bundle.targets import PYTHONS, this_python

    if sys.platform != "linux" or os.uname().machine != "x86_64" or this_python() not in PYTHONS:
        pytest.skip("bundles are for Linux on x86-64 with the Pythons that they name")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "bundle", "--to", str(folder), "--system", "linux", "--python", this_python()]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.zip")
    return path


@pytest.fixture(scope="module")
def unpacked(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder, below a path with a blank and Japanese."""
    folder = tmp_path_factory.mktemp("受け取り 先")
    zipfile.ZipFile(made).extractall(folder)
    return folder / made.stem


def test_the_zip_says_no_clock_and_holds_one_folder_with_all_that_its_checksums_name(made: Path) -> None:
    with zipfile.ZipFile(made) as whole:
        entries = whole.infolist()
        sums = whole.read(f"{made.stem}/SHA256SUMS").decode().splitlines()
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    named = {line.partition("  ")[2] for line in sums} | {"SHA256SUMS"}
    assert {e.filename for e in entries} == {f"{made.stem}/{name}" for name in named}
    assert {"install.sh", "install.py", "requirements.txt", "sbom.cdx.json", "THIRD-PARTY.txt"} <= named
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)


def test_only_what_the_product_needs_to_run_is_inside(made: Path) -> None:
    names = {Path(n).name.partition("-")[0] for n in zipfile.ZipFile(made).namelist() if n.endswith(".whl")}
    assert {"fujiplan", "pandas", "typst", "msoffcrypto_tool", "cryptography"} <= names
    assert not names & {"pytest", "mypy", "ruff", "distributed", "dask", "hypothesis", "playwright", "colorama"}


def test_the_bill_of_materials_is_valid_and_names_every_wheel(made: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with zipfile.ZipFile(made) as whole:
        text = whole.read(f"{made.stem}/sbom.cdx.json").decode("utf-8")
        names = [n for n in whole.namelist() if n.endswith(".whl")]
        listed = whole.read(f"{made.stem}/THIRD-PARTY.txt").decode("utf-8-sig")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    assert "timestamp" not in bill["metadata"]
    parts = {f"{c['name']} {c['version']}" for c in (*bill["components"], bill["metadata"]["component"])}
    assert len(parts) == len(names)
    assert all(f"\r\n{part}\r\n" in listed for part in parts)
    needs = {d["ref"]: d.get("dependsOn", []) for d in bill["dependencies"]}
    assert "pkg:pypi/et-xmlfile@2.0.0" in needs["pkg:pypi/openpyxl@3.1.5"]


def test_a_damaged_file_is_named_and_nothing_is_installed(unpacked: Path, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(unpacked, copy)
    wheel = next((copy / "wheels").glob("jinja2-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    done = _install(copy, tmp_path / "to", tmp_path)
    assert done.returncode == 1
    assert wheel.name in done.stderr and "内容が配布時と違います" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "to").exists()


def test_the_demo_runs_from_the_bundle_installed_without_any_index(unpacked: Path, tmp_path: Path) -> None:
    target = tmp_path / "導入 先"
    done = _install(unpacked, target, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "導入しました：fujiplan " in done.stdout
    command = target / "fujiplan"
    # As the console of a Japanese Windows would: its code page, no locale; the folder's path has 240 characters.
    plan = _long(tmp_path, 240)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C", "PYTHONIOENCODING": "cp932:strict"}
    said = {}
    for name, arguments in {
        "version": ["--version"],
        "demo": ["demo", str(plan)],
        "status": ["status", "--year", "R7", "--plan", str(plan)],
    }.items():
        ran = subprocess.run([*_offline(), command, *arguments], capture_output=True, env=environment, cwd=tmp_path)
        assert ran.returncode in (0, 1), ran.stderr.decode("cp932")
        assert b"Traceback" not in ran.stderr, ran.stderr.decode("cp932")
        said[name] = ran.stdout.decode("cp932")
    assert said["version"].startswith("fujiplan ")
    assert "1年間を終えました" in said["demo"] and "提出" in said["status"]
    reports = sorted(plan.rglob("第1号_報告.pdf"))
    assert len(reports) >= 3 and all(one.read_bytes().startswith(b"%PDF-") for one in reports)
    # docs/install.md: a plan folder may lie 90 characters deep where Windows ends at 259.
    assert max(len(one.relative_to(plan).as_posix()) for one in plan.rglob("*")) <= 259 - 90
    removed = _install(unpacked, target, tmp_path, "--uninstall")
    assert removed.returncode == 0 and not target.exists() and plan.is_dir()


def _install(bundle: Path, target: Path, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the bundle's own script with the index off, and with no network where the system lets us cut it."""
    environment = {
        "PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C",
        "PIP_NO_INDEX": "1",
    }
    command = [*_offline(), "sh", str(bundle / "install.sh"), "--to", str(target), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=home)


def _offline() -> list[str]:
    """A prefix that runs a command without network, if this machine allows that."""
    cut = ["unshare", "--map-root-user", "--net"]
    try:
        return cut if subprocess.run([*cut, "true"], capture_output=True).returncode == 0 else []
    except OSError:
        return []


def _long(folder: Path, length: int) -> Path:
    """A folder below ``folder`` whose whole path has ``length`` characters (and fewer bytes than SQLite's 512)."""
    path = folder / "情報化計画の共有"
    while len(str(path)) < length - 40:
        path = path / ("deep folder " * 2 + "x")
    path = path / ("y" * (length - len(str(path)) - 1))
    assert len(str(path)) == length
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
