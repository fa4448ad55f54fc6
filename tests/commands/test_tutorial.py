"""docs/tutorial.md is played as it stands, from an empty folder to the site: exit status and lines are as printed."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from fujiplan_cli.cli.door import run
from fujiplan_cli.workflow.desk import Desk

PAGE = Path(__file__).resolve().parents[2] / "docs/tutorial.md"
JUDGED = json.loads((PAGE.parents[1] / "tests/sample/inbox_2025.json").read_text(encoding="utf-8"))
"""What the demo's inbox gives, file by file."""
STATUS = re.compile(r"^\[終了状態 (\d+)\]$")


def _steps() -> list[tuple[str, list[str], int]]:
    """(command line, lines that must show in this order, exit status) of every ``$`` line of the page."""
    steps: list[tuple[str, list[str], int]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], [], 0))
            elif found := STATUS.match(line):
                steps[-1] = (*steps[-1][:2], int(found[1]))
            elif line.strip("…"):
                steps[-1][1].append(line.strip("…"))
    return steps


def test_the_tutorial_can_be_followed_word_by_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = _steps()
    assert len(steps) > 15 and {line.split()[0] for line, _, _ in steps} == {"fujiplan", "cd"}
    monkeypatch.chdir(tmp_path)
    for line, expected, status in steps:
        words = shlex.split(line)
        if words[0] == "cd":
            monkeypatch.chdir(Path.cwd() / words[1])
            continue
        assert run(words[1:]) == status, line
        shown = capsys.readouterr()
        rest = shown.err + shown.out  # what is under way is told on stderr, before the result
        for words_shown in expected:
            assert words_shown in rest, f"{line}: {words_shown}\n{rest[-2000:]}"
            rest = rest[rest.index(words_shown) + len(words_shown) :]
    assert "確認用" in (tmp_path / "renshu/site-preview/index.html").read_text(encoding="utf-8")
    # The years before, which `init --sample` records, are there to be compared with, as they are in the demo.
    assert {one.name for one in (tmp_path / "renshu/site-preview/years").iterdir()} == {"2022", "2023", "2024", "2025"}
    # Every sheet is judged as in the demo: what its years before left is what the practice's tables hold.
    with Desk.open(tmp_path / "renshu").ledger() as ledger:
        found = {one.file.removeprefix("inbox/2025/"): one.verdict for one in ledger.receipts(2025)}
    assert found == {name: row["verdict"] for name, row in JUDGED.items() if name in found} and len(found) > 100
