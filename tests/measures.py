"""`make measures`: the size and shape of the house beside the limits that ADR 0001 sets, and what lies over them.

Ends with status 1 when a limit is missed; tests/test_measures.py keeps the same limits.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "fujiplan_cli"
MODULE_MEDIAN, MODULE_MOST, FUNCTION_MEDIAN, FUNCTION_P95 = 130, 400, 8, 37
RATIO = 0.5, 2.0
"""Lines of tests for one line of source. Fava has 1 to 2; ADR 0001 says why the house has fewer."""
BODY_MOST = 60
"""Lines of a function below signature and docstring: those of a command are its options and help, many (ADR 0001)."""
_EXCUSES = {
    "noqa": re.compile(r"#\s*noqa\b(?::\s*[A-Z0-9, ]+)?(?P<why>.*)"),
    "type: ignore": re.compile(r"#\s*type:\s*ignore(?:\[[^\]]*\])?(?P<why>.*)"),
    "pragma: no cover": re.compile(r"#\s*pragma: no cover(?P<why>.*)"),
}
_SKIP = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail)\((?P<why>.*)")


@dataclass(frozen=True)
class Function:
    """A function or method: where, how long (its decorators not counted), and what it lacks."""

    place: str
    lines: int
    body: int
    """Lines below signature and docstring."""
    public: bool
    annotated: bool
    documented: bool


@dataclass(frozen=True)
class Excuse:
    """A rule set aside at a place, and the reason that stands beside it."""

    kind: str
    place: str
    why: str


@dataclass(frozen=True)
class House:
    """Everything that is measured."""

    modules: Mapping[str, int]
    """Lines by module."""
    functions: Sequence[Function]
    undocumented: Sequence[str]
    """Public modules, classes and functions without a docstring."""
    cycles: Sequence[Sequence[str]]
    test_lines: int
    excuses: Sequence[Excuse]

    @property
    def ratio(self) -> float:
        """Lines of tests for one line of source."""
        return self.test_lines / sum(self.modules.values())


def measured(root: Path = ROOT) -> House:
    """The house as it stands in the working tree."""
    source = root / "src" / PACKAGE
    trees = {_name(path, source): (path, ast.parse(path.read_text(encoding="utf-8"))) for path in _python(source)}
    functions, undocumented = [], []
    for name, (_, tree) in trees.items():
        if ast.get_docstring(tree) is None and tree.body:
            undocumented.append(name)
        for public, owner, node in _definitions(tree):
            place = f"{name}:{owner}{node.name}"
            documented = ast.get_docstring(node) is not None
            if public and not documented:
                undocumented.append(place)
            if not isinstance(node, ast.ClassDef):
                end = node.end_lineno or node.lineno
                work = node.body[1:] if documented else node.body
                lines, body = end - node.lineno + 1, end - work[0].lineno + 1 if work else 0
                functions.append(Function(place, lines, body, public, _annotated(node, bool(owner)), documented))
    return House(
        {name: _lines(path) for name, (path, _) in trees.items()},
        functions,
        undocumented,
        cycles({name: _imports(name, path, tree, trees.keys()) for name, (path, tree) in trees.items()}),
        sum(map(_lines, _python(root / "tests"))),
        [one for folder in ("src", "tests", "docs", "benchmarks") for one in _excuses(root, root / folder)],
    )


def broken(house: House) -> list[str]:
    """The limits that are missed, in words."""
    modules, functions = list(house.modules.values()), [one.lines for one in house.functions]
    found = [
        f"{what} is {value:g}, the limit {limit:g}"
        for what, value, limit in (
            ("the median of lines in a module", statistics.median(modules), MODULE_MEDIAN),
            ("the longest module", max(modules), MODULE_MOST),
            ("the median of lines in a function", statistics.median(functions), FUNCTION_MEDIAN),
            ("the 95th percentile of lines in a function", percentile(functions), FUNCTION_P95),
            ("tests for one line of source", house.ratio, RATIO[1]),
        )
        if value > limit
    ]
    if house.ratio < RATIO[0]:
        found.append(f"{house.ratio:.2f} lines of tests for one of source, at least {RATIO[0]} are wanted")
    found += [f"not annotated in full: {one.place}" for one in house.functions if not one.annotated]
    found += [f"no docstring: {place}" for place in house.undocumented]
    found += [f"imports in a circle: {' → '.join(circle)}" for circle in house.cycles]
    found += [f"no reason beside {one.kind}: {one.place}" for one in house.excuses if not one.why]
    found += [f"{one.place} has a body of {one.body} lines" for one in house.functions if one.body > BODY_MOST]
    return found


def percentile(values: Sequence[int], part: float = 0.95) -> int:
    """The value that so large a part does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-part * len(ordered) // 1) - 1))]


def cycles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of modules that reach each other (Tarjan's strongly connected components of two or more)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(one: str) -> None:
        index[one] = low[one] = len(index)
        stack.append(one)
        for other in imports.get(one, ()):
            if other not in index:
                visit(other)
                low[one] = min(low[one], low[other])
            elif other in stack:
                low[one] = min(low[one], index[other])
        if low[one] == index[one]:
            group = stack[stack.index(one) :]
            del stack[stack.index(one) :]
            if len(group) > 1:
                found.append(sorted(group))

    for one in sorted(imports):
        if one not in index:
            visit(one)
    return found


def _python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _name(path: Path, source: Path) -> str:
    return ".".join((PACKAGE, *path.relative_to(source).with_suffix("").parts)).removesuffix(".__init__")


def _definitions(
    node: ast.AST, owner: str = "", public: bool = True
) -> Iterator[tuple[bool, str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Classes and functions with (whether others may use it, the classes around it): not functions in functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            open_ = public and not child.name.startswith("_")
            yield open_, owner, child
            if isinstance(child, ast.ClassDef):
                yield from _definitions(child, f"{owner}{child.name}.", open_)
        elif isinstance(child, (ast.If, ast.Try, ast.With)):
            yield from _definitions(child, owner, public)


def _annotated(node: ast.FunctionDef | ast.AsyncFunctionDef, method: bool) -> bool:
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
    named = every[1:] if method and not static else every
    return node.returns is not None and all(one.annotation is not None for one in named)


def _imports(name: str, path: Path, tree: ast.Module, modules: Iterable[str]) -> set[str]:
    """Modules of the package that are loaded when this one is: not those imported inside functions or for types."""
    known, found = set(modules), set()
    here = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in _loaded(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join((here, node.module or "")).strip(".") if node.level else node.module or ""
            # `from package import module` waits for the module alone: a package is loaded before any module of its own.
            found |= {m if (m := f"{base}.{alias.name}") in known else base for alias in node.names}
    return (found & known) - {name}


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        elif not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _loaded(child)


def _excuses(root: Path, folder: Path) -> Iterator[Excuse]:
    for path in _python(folder):
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{path.relative_to(root)}:{number}"
            rules = _EXCUSES if folder.name != "tests" else _EXCUSES | {"skip": _SKIP}
            for kind, pattern in rules.items():
                found = pattern.search(line)
                if found:
                    yield Excuse(kind, place, found["why"].strip(" -#():"))


def told(house: House) -> list[str]:
    """Every measure beside its limit, a line each."""
    modules, functions = list(house.modules.values()), [one.lines for one in house.functions]
    longest = max(house.modules, key=lambda name: house.modules[name])
    public = [one for one in house.functions if one.public]
    by_kind = {kind: [one for one in house.excuses if one.kind == kind] for kind in (*_EXCUSES, "skip")}
    return [
        f"modules              {len(modules)}, {sum(modules)} lines",
        f"lines of a module    median {statistics.median(modules):g} (≤ {MODULE_MEDIAN}), 95 % {percentile(modules)}, "
        f"longest {max(modules)} (≤ {MODULE_MOST}): {longest}",
        f"functions            {len(functions)}",
        f"lines of a function  median {statistics.median(functions):g} (≤ {FUNCTION_MEDIAN}), "
        f"95 % {percentile(functions)} (≤ {FUNCTION_P95}), longest {max(functions)}, "
        f"longest body {max(one.body for one in house.functions)} (≤ {BODY_MOST})",
        *(f"    {one.lines:4d}  {one.place}" for one in sorted(house.functions, key=lambda f: -f.lines)[:8]),
        f"annotated in full    {sum(one.annotated for one in house.functions)} of {len(functions)}",
        f"public, documented   {sum(one.documented for one in public)} of {len(public)}",
        f"import cycles        {len(house.cycles)}",
        f"tests                {house.test_lines} lines, {house.ratio:.2f} for one of source ({RATIO[0]}–{RATIO[1]})",
        *(
            f"{kind:20s} {len(mine)}, {sum(not one.why for one in mine)} without a reason"
            for kind, mine in by_kind.items()
        ),
    ]


def main() -> int:
    """Print everything; 1 when a limit is missed."""
    house = measured()
    missed = broken(house)
    sys.stdout.write("\n".join([*told(house), *(f"MISSED: {line}" for line in missed)]) + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
