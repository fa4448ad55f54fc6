"""The source gives an attack no ground: no shell, no eval, no foreign pickle, no open XML, no raw HTML."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fujiplan_cli"
TREES = [
    (path, ast.parse(path.read_text(encoding="utf-8")))
    for folder in (SOURCE, ROOT / "tools")
    for path in sorted(folder.rglob("*.py"))
]
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}
LOADS_ANYTHING = {"pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "yaml.load", "dill.loads"}
OUR_OWN_PICKLES = {"workflow/portable_lookup.py", "workflow/worker_process.py", "workflow/cluster.py"} | {
    "workflow/cluster_work.py"
}
"""Where bytes are unpacked that this program packed itself, for its own workers (ADR 0010, 0017)."""
OPENS_XML = {"etree.fromstring", "etree.parse", "etree.XML", "etree.iterparse", "etree.XMLParser"}
OTHER_XML = {"xml.sax", "xml.dom", "xml.etree", "xml.etree.ElementTree", "xml.dom.minidom", "xml.etree.cElementTree"}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """File, dotted name of what is called, and the call."""
    for path, tree in TREES:
        name = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT).as_posix()
        yield from ((name, ast.unparse(n.func), n) for n in ast.walk(tree) if isinstance(n, ast.Call))


def asks_a_shell(name: str, call: ast.Call) -> bool:
    """``shell=`` for a program, or ``shell=True`` for anything. Completion names the user's shell: ``shell="bash"``."""
    given = [ast.unparse(word.value) for word in call.keywords if word.arg == "shell"]
    return bool(given) and (name.startswith(("subprocess", "asyncio", "Popen", "run")) or given == ["True"])


def test_no_text_is_run_as_a_program_and_no_shell_is_asked() -> None:
    found = [(f, n) for f, n, call in calls() if n in RUNS_TEXT or asks_a_shell(n, call)]
    assert found == []


def test_only_what_this_program_packed_is_unpacked() -> None:
    assert {f for f, name, _ in calls() if name in LOADS_ANYTHING} <= OUR_OWN_PICKLES


def test_the_product_starts_no_other_program() -> None:
    started = [(f, n) for f, n, _ in calls() if n.split(".")[0] == "subprocess" and not f.startswith("tools/")]
    assert started == []


def test_every_parser_of_xml_leaves_entities_alone() -> None:
    imported = {
        alias.name
        for _, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {n.module or "" for _, tree in TREES for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imported.isdisjoint(OTHER_XML)
    for file, name, call in calls():
        if name not in OPENS_XML:
            continue
        words = {k.arg: ast.unparse(k.value) for k in call.keywords}
        if name in ("etree.XMLParser", "etree.iterparse"):
            assert words.get("resolve_entities") == "False", (file, call.lineno)
        elif not isinstance(call.args[0], ast.JoinedStr | ast.Constant) and "xml.replace" not in ast.unparse(call):
            assert len(call.args) > 1, f"{file}:{call.lineno} reads XML with the library's own parser"


def test_no_template_prints_what_it_was_given_as_markup() -> None:
    constant = re.compile(r'"[^"{}]*"\|safe')
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in constant.sub("", text), path
        assert "autoescape false" not in text, path


@pytest.mark.parametrize("name", ["Markup"])
def test_markup_is_made_from_constants_alone(name: str) -> None:
    loose = [
        (file, call.lineno)
        for file, called, call in calls()
        if called == name and not all(isinstance(a, ast.Constant) for a in call.args)
    ]
    argued = {"publish/list_row.py", "publish/spans.py", "report/render.py"}  # each with its reason beside it
    assert {file for file, _ in loose} <= argued


def test_markup_is_handed_on_to_be_made_elsewhere_in_one_file_alone() -> None:
    """``str.__new__(Markup, …)`` makes it as well, and the test above would not see it."""
    given = ((f, (*call.args, *(word.value for word in call.keywords))) for f, _, call in calls())
    handed = {f for f, every in given if any(isinstance(a, ast.Name) and a.id == "Markup" for a in every)}
    assert handed == {"publish/spans.py"}  # with the reason beside it
