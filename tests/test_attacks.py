"""Attacks of the threat model (ADR 0018) that belong to no single room."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fujiplan_cli.cli import console
from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.publish import pages
from fujiplan_cli.report import letter, render
from fujiplan_cli.workflow.own_templates import own_template

PACKAGED = templates_folder() / "site"


def pages_environment(folders: tuple[Path, ...]):
    """As in a plan folder with templates of its own: they come before the packaged ones."""
    return pages._environment((*folders, PACKAGED))


def test_templates_of_a_plan_folder_always_meet_the_sandbox(tmp_path: Path) -> None:
    for make in (pages_environment, render._environment, letter._environment):
        assert isinstance(make((tmp_path,)), ImmutableSandboxedEnvironment)


@pytest.mark.parametrize("make", [pages_environment, render._environment, letter._environment])
@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''|attr('__class__')|attr('__mro__') }}",
        "{{ '{0.__class__.__mro__}'.format('') }}",
        "{{ ('{0.__cla' ~ 'ss__}').format('') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ joiner.__init__.__globals__.os }}",
        "{{ self._TemplateReference__context.__class__ }}",
        "{{ values.append(1) }}",
        "{% include '../../secret.txt' %}",
        "{% import '/etc/passwd' as x %}",
        "{% for n in range(10 ** 9) %}x{% endfor %}",
        "{% if %}",
    ],
)
def test_a_template_that_breaks_out_is_a_fault_with_file_and_line(tmp_path: Path, make, attack: str) -> None:
    (tmp_path / "secret.txt").write_text("秘密")
    folder = tmp_path / "templates" / "site"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(f"一行目\n{attack}\n")
    with pytest.raises(PlanFolderError) as refused, own_template("templates/site", "公表用サイトのひな形"):
        make((folder,)).get_template("page.html").render(values=[])
    (fault,) = refused.value.faults
    if not attack.startswith(("{% include", "{% import")):  # a missing template has no line
        assert fault.file == "templates/site/page.html 2行目"
    assert "誤りがあります" in fault.message or "使えない書き方" in fault.message


def test_a_received_name_cannot_steer_the_terminal_or_turn_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x1b]0;x\x07\x9b31m総務課\u202exslx.調書\u2066\r山田　太郎"
    console.say(hostile)
    console.note(hostile)
    console.table("", ["名前"], [[hostile]])
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\r")
        assert "山田　太郎" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes: access is the folder's ACL")
@pytest.mark.parametrize(("umask", "mode"), [(0o000, 0o770), (0o002, 0o770), (0o022, 0o750), (0o077, 0o700)])
def test_nobody_outside_the_group_comes_into_the_ledgers_folder(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        Archive(tmp_path / ".fujiplan").prepare()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ".fujiplan").stat().st_mode) == mode
