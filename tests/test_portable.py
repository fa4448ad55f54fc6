"""The source runs on Windows: nothing of POSIX without a look at the system, no text in the system's own encoding."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "fujiplan_cli"
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
OF_OS = set(
    """
    O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK chown fchmod fchown fork forkpty getegid geteuid getgid getloadavg
    getpgid getpgrp getpriority getsid getuid killpg lchown mkfifo mknod nice openpty sched_getaffinity setegid
    seteuid setgid setpgid setsid setuid statvfs symlink sync sysconf uname wait3 wait4
    """.split()  # noqa: SIM905 - read as a list of words
)
OF_SIGNAL = {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "setitimer"}
METHODS = {"hardlink_to", "is_mount", "lchmod", "symlink_to"}
ASKS = ("sys.platform", "os.name", "hasattr(")
TREES = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(SOURCE.rglob("*.py"))]


def _uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of everything that Windows does not have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names if a.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names = {"os": OF_OS, "signal": OF_SIGNAL}.get(node.value.id, set())
            if node.attr in names:
                yield node.lineno, f"{node.value.id}.{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield node.lineno, node.func.attr


def _asked(tree: ast.AST, line: int) -> bool:
    """Whether the function around a line (or the module) has looked at the system before or at that line."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or line)
    ]
    scope = max(around, key=lambda f: f.lineno, default=tree)
    tests = [n.test for n in ast.walk(scope) if isinstance(n, ast.If | ast.IfExp)]
    tests += [n.values[0] for n in ast.walk(scope) if isinstance(n, ast.BoolOp)]
    return any(test.lineno <= line and any(ask in ast.unparse(test) for ask in ASKS) for test in tests)


def test_what_windows_lacks_is_used_only_after_a_look_at_the_system() -> None:
    bare = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path, tree in TREES
        for line, name in _uses(tree)
        if not _asked(tree, line)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("code", "bare"),
    [
        ("import fcntl", True),
        ("import os\ndef f():\n    os.sync()", True),
        ("import os\ndef f():\n    if hasattr(os, 'sync'):\n        os.sync()", False),
        ("import os, sys\ndef f():\n    if sys.platform == 'win32':\n        return\n    os.sysconf('x')", False),
        ("import os, sys\ndef g():\n    if os.name == 'nt':\n        pass\ndef f():\n    os.fork()", True),
        ("from pathlib import Path\ndef f(p):\n    p.symlink_to('x')", True),
    ],
)
def test_the_search_for_such_uses_finds_them(code: str, bare: bool) -> None:
    tree = ast.parse(code)
    assert [not _asked(tree, line) for line, _ in _uses(tree)] == [bare]


def test_processes_are_started_by_spawn_only() -> None:
    methods = [
        ast.unparse(node.args[0])
        for _, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("get_context", "set_start_method")
    ]
    assert methods and set(methods) == {"'spawn'"}
    text = "\n".join(path.read_text(encoding="utf-8") for path, _ in TREES)
    assert "ProcessPoolExecutor(" not in text and "multiprocessing.Pool(" not in text and "shell=True" not in text


def test_every_text_file_is_opened_with_its_encoding_and_none_is_written_with_the_systems_line_ends() -> None:
    faults = []
    for path, tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                given = {k.arg for k in node.keywords}
                if node.func.attr in ("read_text", "write_text") and "encoding" not in given:
                    faults.append(f"{path.name}:{node.lineno} encoding")
                if node.func.attr == "write_text" and "newline" not in given and path.name != "holder.py":
                    faults.append(f"{path.name}:{node.lineno} newline")  # holder: JSON on one line, read by us only
    assert faults == []


def test_sentences_for_the_user_have_only_characters_of_code_page_932() -> None:
    sentences = [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node.value)
        for path, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(word in node.value for word in ("ます", "です", "ません", "ください"))
    ]
    assert len(sentences) > 500
    assert [(at, sign) for at, text in sentences for sign in text if not sign.encode("cp932", "ignore")] == []
