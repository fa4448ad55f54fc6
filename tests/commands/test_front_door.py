"""What somebody meets first: `fujiplan` alone, the help with its examples, and what the shell completes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from fujiplan_cli.cli.app import Command, app
from fujiplan_cli.cli.door import run
from fujiplan_cli.workflow.setup import new_plan_folder

GROUP = typer.main.get_command(app)
NAMES = tuple(GROUP.commands)
EXAMPLES = [(name, line) for name in NAMES for _, line in GROUP.commands[name].examples]
HEAVY = ("pandas", "numpy", "openpyxl", "lxml", "jinja2", "sqlite3", "typst", "pydantic")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice plan folder (架空) with its register taken in."""
    folder = tmp_path_factory.mktemp("front") / "renshu"
    new_plan_folder(folder, sample=True)  # `init --sample` records past years besides, which nobody needs here
    register = str(folder / "register.xlsx")
    plan = ("--plan", str(folder), "--today", "2026-03-25")
    assert run(["import", register, "--kind", "register", *plan]) == 0
    return folder


# -- the help and its examples --


def test_every_command_belongs_to_a_time_of_the_year_and_has_examples() -> None:
    for name in NAMES:
        command = GROUP.commands[name]
        assert command.rich_help_panel, name
        assert isinstance(command, Command) and 1 <= len(command.examples) <= 4, name
        assert all(line.startswith(f"fujiplan {name}") for _, line in command.examples), name


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_every_example_is_a_command_line_that_can_be_typed(name: str, line: str) -> None:
    words = shlex.split(line)
    assert words[:2] == ["fujiplan", name]
    with GROUP.make_context("fujiplan", words[1:]) as above:
        GROUP.commands[name].make_context(name, words[2:], parent=above)


def test_the_help_ends_with_the_examples_each_on_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "--help"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    begins = lines.index("例")
    assert [line.split("　")[0] for line in lines[begins + 1 :]] == [
        "fujiplan trace 1-1-01 kpi_1_actual --year R7",
        "fujiplan trace 1-1-01 --year R7 --diff 1 2",
        "fujiplan trace total/2025/executed",
    ]
    assert not any("例：fujiplan" in line for line in lines)


def test_the_list_of_commands_follows_the_year(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    places = [
        shown.index(words) for words in ("はじめに、", "調書を配り、", "採点し、", "公表し、求め", "新規事業、見直し")
    ]
    assert places == sorted(places)


# -- fujiplan alone --


def _alone(here: Path) -> tuple[int, str, float]:
    """Exit status, what is said and the heavy parts that loaded, as a process of its own in ``here``."""
    script = (
        "import sys; from fujiplan_cli.cli.door import run; status = run([]); "
        f"print('loaded:', [m for m in {HEAVY!r} if m in sys.modules]); sys.exit(status)"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], cwd=here, capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout, time.perf_counter() - began


def test_alone_without_a_plan_folder_it_says_how_to_begin(tmp_path: Path) -> None:
    status, said, _ = _alone(tmp_path)
    assert status == 0
    assert "計画フォルダー（fujiplan.toml のあるフォルダー）がありません" in said
    for line in ("fujiplan demo demo", "fujiplan init renshu --sample", "fujiplan init keikaku"):
        assert line in said
        assert run([*line.split()[1:], "--help"]) == 0
    assert "fujiplan --help" in said


def test_alone_above_a_plan_folder_it_says_where_that_is(practice: Path) -> None:
    status, said, _ = _alone(practice.parent)
    assert status == 0 and "  cd renshu\n" in said
    # Nothing of the plan is read for that.
    assert "'sqlite3'" not in said.splitlines()[-1] and "'openpyxl'" not in said.splitlines()[-1]


def test_alone_inside_a_plan_folder_it_says_what_is_to_be_done(practice: Path) -> None:
    status, said, _ = _alone(practice / "forms")
    assert status == 0
    assert "本日すること（" in said and "　　→ fujiplan " in said
    loaded = said.splitlines()[-1]
    assert not any(f"'{name}'" in loaded for name in ("pandas", "openpyxl", "jinja2", "typst")), loaded


def test_alone_with_a_faulty_plan_it_names_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "fujiplan.toml").write_text("title = 1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "fujiplan_cli"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 3 and "fujiplan.toml" in done.stderr and "Traceback" not in done.stderr


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    assert run(["--version"]) == 0
    assert re.fullmatch(r"fujiplan \d+\.\d+\.\d+\n", said := capsys.readouterr().out) and version("fujiplan") in said


# -- completion --


def _completed(shell: str, typed: str, here: Path) -> list[str]:
    """What ``shell`` is offered behind ``typed`` (which ends with a blank when a new word begins)."""
    words = typed.split()
    last = "" if typed.endswith(" ") else words[-1]
    asked = {
        "bash": {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - (last != ""))},
        "zsh": {"_TYPER_COMPLETE_ARGS": typed},
        "fish": {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        "powershell": {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_WORD_TO_COMPLETE": last},
    }[shell]
    environment = os.environ | asked | {"_FUJIPLAN_COMPLETE": f"complete_{shell}", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "fujiplan_cli"], cwd=here, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    if shell == "zsh":
        return re.findall(r'^(?:_arguments .*\(\()?"([^"]+)"', done.stdout, re.MULTILINE)
    return [re.split(r":::|\t", line)[0] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_completes_commands_options_and_projects(shell: str, practice: Path) -> None:
    assert _completed(shell, "fujiplan rep", practice) == ["report"]
    assert "--weight" in _completed(shell, "fujiplan score --we", practice)
    assert _completed(shell, "fujiplan explain 1-1-0", practice)[:2] == ["1-1-01", "1-1-02"]


def test_values_come_from_the_plan_folder(practice: Path, tmp_path: Path) -> None:
    assert _completed("bash", "fujiplan score --year ", practice) == ["R4", "R5", "R6", "R7", "R8"]
    assert _completed("bash", "fujiplan score --year 202", practice)[0] == "2022"
    assert _completed("bash", "fujiplan score --year 令", practice)[0] == "令和4"
    assert _completed("bash", "fujiplan report --meeting ", practice) == ["wg", "kanjikai", "honbu"]
    assert "0109" in _completed("bash", "fujiplan distribute --department 010", practice)
    assert _completed("bash", f"fujiplan decide --plan {practice} --project 3-5-", tmp_path)[0] == "3-5-01"


def test_completion_fails_nowhere(tmp_path: Path) -> None:
    assert _completed("bash", "fujiplan explain 1", tmp_path) == []
    (tmp_path / "fujiplan.toml").write_text('first_year = "x"\ndepartments = 3\n= broken', encoding="utf-8")
    assert _completed("bash", "fujiplan score --year ", tmp_path) == []
    (tmp_path / "fujiplan.toml").write_text("first_year = 2022\nlast_year = 99999\nmeetings = [1]\n", encoding="utf-8")
    (tmp_path / ".fujiplan").mkdir()
    (tmp_path / ".fujiplan/ledger.db").write_bytes(b"no database")
    for typed in ("score --year ", "explain ", "report --meeting "):
        assert _completed("bash", f"fujiplan {typed}", tmp_path) == []


def test_completion_neither_waits_for_the_ledger_nor_changes_it(practice: Path) -> None:
    from datetime import datetime

    from fujiplan_cli.ledger import Ledger

    path = practice / ".fujiplan/ledger.db"
    before = path.read_bytes()
    with Ledger.open(practice) as ledger, ledger.writing("架空", datetime(2026, 4, 1)):
        assert _completed("bash", "fujiplan explain 1-1-01", practice) == ["1-1-01"]
    assert path.read_bytes() == before


def test_the_script_of_a_shell_is_shown_and_bash_takes_it(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["--show-completion", "bash"]) == 0
    script = capfd.readouterr().out
    checked = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True)
    assert "complete -o default" in script and checked.returncode == 0, checked.stderr
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run(["--install-completion", "bash"]) == 0
    assert "端末を開き直すと使えます。" in capfd.readouterr().out
    assert (tmp_path / ".bash_completions/fujiplan.sh").read_text(encoding="utf-8") == script.rstrip("\n")


def test_on_powershell_no_policy_is_changed_and_an_unknown_shell_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--install-completion", "powershell"]) == 0
    assert "fujiplan --show-completion powershell | Add-Content $PROFILE" in capsys.readouterr().out
    assert run(["--show-completion", "tcsh"]) == 2
    assert "使えるのはbash、zsh、fish、powershell、pwshです" in capsys.readouterr().err
