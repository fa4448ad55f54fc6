"""The house itself: layers, what loads when, what the wheel holds, documents that must not drift."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Not pydantic: Typer itself loads it to run a command.
HEAVY = ("pandas", "numpy", "openpyxl", "lxml", "jinja2", "sqlite3", "typst")


def test_layers_hold_and_every_module_has_a_room() -> None:
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["collect", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys; from fujiplan_cli.cli.door import run; run(sys.argv[1:]); "
        f"print('loaded:', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "loaded: []", done.stderr


def test_model_and_kinds_use_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"fujiplan_cli"}
    for path in [*(ROOT / "src/fujiplan_cli/model").rglob("*.py"), *(ROOT / "src/fujiplan_cli/kinds").rglob("*.py")]:
        names = re.findall(r"^(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(names) <= allowed, path


def test_only_the_door_prints() -> None:
    for path in (ROOT / "src/fujiplan_cli").rglob("*.py"):
        if "cli" not in path.relative_to(ROOT / "src/fujiplan_cli").parts[:1]:
            assert not re.search(r"\bprint\(|sys\.std(out|err)", path.read_text(encoding="utf-8")), path


def test_every_pin_of_the_project_is_in_the_lock_file_and_the_lock_file_names_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for pin in project["dependencies"] + project["optional-dependencies"]["dev"]:
        assert f"{pin} \\\n" in lock or f"{pin} ;" in lock, pin
    assert "://" not in lock and "index" not in lock
    entries = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert entries and lock.count("--hash=sha256:") >= len(entries)


def test_the_wheel_carries_templates_and_sample_data_and_finds_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "sample_data"):
        mine = {p.relative_to(ROOT / folder).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert mine and {f"fujiplan_cli/_{folder}/{n}" for n in mine} <= names
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    script = (
        "from fujiplan_cli.model.resources import templates_folder as t, sample_folder as s; print(t()); print(s())"
    )
    environment = os.environ | {"PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.stdout.split() == [str(installed / "fujiplan_cli" / n) for n in ("_templates", "_sample_data")]


def _generated() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import generate

        return generate.pages()
    finally:
        sys.path.remove(str(ROOT / "docs"))


def test_generated_pages_are_up_to_date() -> None:
    """`make docs` writes them anew."""
    for name, text in _generated().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, f"{name}: make docs"


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_that_the_manuals_name_exists() -> None:
    from fujiplan_cli.cli.app import app

    names = {command.name for command in app.registered_commands}
    for page in (ROOT / "README.md", ROOT / "docs" / "jimukyoku.md", ROOT / "docs" / "scoring.md"):
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"fujiplan ([a-z][a-z-]+)\b", text)) <= names, page.name


def test_the_glossary_gives_every_japanese_word_one_english_name() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    words = [word.strip() for japanese, _ in rows[2:] for word in japanese.split("、") if "（" not in japanese]
    assert len(words) == len(set(words))
