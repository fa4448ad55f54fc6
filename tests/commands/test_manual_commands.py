"""Every command line that README and the manuals print can be typed, and every option they name exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.exceptions import Exit, TyperException

from fujiplan_cli.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
MANUALS = ("README.md", "install.md", "jimukyoku.md", "shokanka.md", "tutorial.md", "upgrade.md")
"""What they print is meant to be typed; elsewhere `fujiplan doctor --backup` may be the name of a thing."""
PAGES = (
    ROOT / "README.md",
    *sorted(p for p in (ROOT / "docs").glob("*.md") if p.name not in ("cli.md", "findings.md")),
)
GROUP = typer.main.get_command(app)
REMARK = re.compile(r"\s{3,}.*$|[　（].*$|\s+#\s.*$")
"""What follows a line in a block: an explanation after blanks or in brackets, or a shell's comment."""
OTHER_PROGRAMS = frozenset({"--help", "--install-completion", "--show-completion", "--to", "--uninstall", "--version"})
"""Of the program as a whole, and of the bundle's install.py."""


def _lines(page: Path) -> Iterator[str]:
    """Command lines of the page's blocks and code spans. Without an option or a word it is a name, no line."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            typed = line.strip().removeprefix("$ ")
            if re.match(r"(\S*/)?fujiplan [a-z]", typed):
                yield typed
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from (span for span in re.findall(r"`(fujiplan [a-z][^`\n]*)`", prose))


def _typed() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for line in _lines(page):
            bare = REMARK.sub("", line.replace("\\|", "|")).split(" | ")[0].strip()
            if not {"…", "stauts"} & {*bare, *bare.split()} and " " in bare:
                found.append((page.name, bare))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("page", MANUALS)
def test_every_command_line_of_the_page_can_be_typed(page: str) -> None:
    faults = []
    for _, line in (one for one in _typed() if one[0] == page):
        words = shlex.split(line.replace("\\", "/"))[1:]
        command = GROUP.commands.get(words[0])
        if command is None:
            faults.append(f"{line}: no such command")
        elif len(words) > 1:
            try:
                with GROUP.make_context("fujiplan", [words[0]]) as above:
                    command.make_context(words[0], words[1:], parent=above)
            except Exit:
                pass  # --help
            except TyperException as error:
                faults.append(f"{line}: {error}")
    assert not faults, "\n".join(faults)


def test_the_manuals_print_many_command_lines() -> None:
    lines = _typed()
    assert len([one for one in lines if one[0] == "jimukyoku.md"]) > 60 and len(lines) > 150


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_option_that_the_page_names_exists(page: str) -> None:
    known = {
        name
        for command in GROUP.commands.values()
        for one in command.params
        for name in (*one.opts, *one.secondary_opts)
    }
    text = (ROOT / page if page == "README.md" else ROOT / "docs" / page).read_text(encoding="utf-8")
    spans = re.findall(r"`([^`\n]*)`", text)
    named = {
        word
        for span in spans
        if "pip" not in span and "tests/" not in span
        for word in re.findall(r"(?<!\S)--[a-z][a-z-]*", span)
    }
    assert named <= known | OTHER_PROGRAMS, sorted(named - known - OTHER_PROGRAMS)
