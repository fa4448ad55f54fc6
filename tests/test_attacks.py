"""Attacks of the threat model (ADR 0018) that belong to no single room."""

from __future__ import annotations

import ast
import os
import stat
import sys
from pathlib import Path

import pytest

from fujiplan_cli.cli import console
from fujiplan_cli.ledger.archive import Archive
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.publish import pages
from fujiplan_cli.report import letter, render
from fujiplan_cli.workflow.own_templates import own_template

SOURCE = Path(__file__).resolve().parent.parent / "src/fujiplan_cli"
CALLS = [
    (path.relative_to(SOURCE).as_posix(), node)
    for path in sorted(SOURCE.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
]


def named(*names: str) -> list[tuple[str, ast.Call]]:
    return [(path, call) for path, call in CALLS if ast.unparse(call.func) in names]


def test_no_code_is_made_from_text_and_no_shell_is_asked() -> None:
    dangerous = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "marshal.loads"}
    assert named(*dangerous) == []
    assert [path for path, call in CALLS if any(word.arg == "shell" for word in call.keywords)] == []
    imports = {
        name.name.partition(".")[0]
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert not imports & {"subprocess", "yaml", "marshal", "shelve", "dill", "logging"}


def test_only_our_own_processes_messages_are_unpickled() -> None:
    assert {path for path, _ in named("pickle.loads", "pickle.load", "pickle.Unpickler", "loads", "load")} == {
        "workflow/portable_lookup.py",
        "workflow/worker_process.py",
    }


def test_every_xml_parser_has_entities_and_network_off() -> None:
    made = named("etree.XMLParser", "etree.iterparse")
    assert {path for path, _ in made} >= {"workbook/reader_package.py", "workbook/reader_sheet.py", "workbook/bind.py"}
    for path, call in made:
        given = {word.arg: ast.unparse(word.value) for word in call.keywords}
        assert (given.get("resolve_entities"), given.get("no_network")) == ("False", "True"), path
        assert given.get("load_dtd", "False") == "False", path
    own_words = {"workbook/saving.py", "workbook/returns_styles.py"}  # parse what the program itself has written
    assert {path for path, call in named("etree.fromstring") if len(call.args) == 1} == own_words
    assert named("etree.parse", "etree.XML", "ElementTree.fromstring", "ElementTree.parse") == []


def test_every_template_environment_is_the_sandbox() -> None:
    assert named("Environment", "jinja2.Environment", "Template", "SandboxedEnvironment") == []
    assert len(named("ImmutableSandboxedEnvironment")) == 3


@pytest.mark.parametrize("make", [pages._environment, render._environment, letter._environment])
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
    fault = refused.value.faults[0]
    assert (fault.file, fault.line) == ("templates/site/page.html", 2)
    assert "誤りがあります" in fault.message or "安全のため使えない" in fault.message


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
