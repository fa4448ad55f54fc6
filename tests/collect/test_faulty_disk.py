"""The disk fails at every single operation of a collect, one after the other: nothing is lost, nothing is half."""

from __future__ import annotations

import functools
import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer.main
from cases_world import ANSWERS, PRINTED, TYPED
from faulty_disk import FaultyDisk, sqlite_calls
from office_world import DAY, YEAR, filled

from fujiplan_cli.cli.door import run
from fujiplan_cli.declare import document
from fujiplan_cli.declare import folder as declared
from fujiplan_cli.declare.document import Document, Faults
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.workflow import reading

COLLECT = ("collect", "--year", str(YEAR), "--today", DAY, "--jobs", "1")
REMEDIES = ("確認", "もう一度", "空き", "ください")
ENGLISH = ("Traceback", "Errno", "sqlite", "error", "想定していない不具合")


class World(NamedTuple):
    """A plan folder with an inbox not yet collected, one state of which is the ledger's before and one after."""

    folder: Path
    before: object
    after: tuple[object, object]
    """Journal and papers."""
    submissions: object
    operations: int


def journal(folder: Path) -> object:
    """Everything that the ledger says, as sums; it is whole, or the test fails here."""
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()
        return [(entry.action, entry.subject, dict(entry.detail)) for entry in ledger.journal()]


def submissions(folder: Path) -> object:
    """Every version of the answers."""
    with Ledger.open(folder) as ledger:
        return [(s.version, s.submission.project, s.submission.sha256) for s in ledger.submissions(YEAR)]


def papers(folder: Path) -> object:
    """What a collect writes beside the ledger."""
    written = (folder / "reports", folder / "returns")
    files = [path for place in written for path in place.rglob("*") if path.is_file() and path.suffix != ".tmp"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """What no disk can disturb is done once: building the command line, making the same of the same bytes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(typer.main, "get_command", functools.cache(typer.main.get_command))
        patched.setattr(document.tomllib, "loads", functools.cache(document.tomllib.loads))
        patched.setattr(reading, "read_grid", functools.cache(reading.read_grid))
        patched.setattr(declared, "form_of", _once_a_text(declared.form_of))
        yield


def _once_a_text(form_of: Callable[[Document, Faults, Plan], Form | None]) -> Callable[..., Form | None]:
    """The same form file of the same plan gives the same form."""
    made: dict[tuple[str, str], Form | None] = {}

    def kept(document: Document, faults: Faults, plan: Plan) -> Form | None:
        key = (document.sha256, plan.sha256)
        if key not in made:
            made[key] = form_of(document, faults, plan)
        return made[key]

    return kept


@pytest.fixture(scope="module")
def world(_sent, tmp_path_factory: pytest.TempPathFactory) -> World:
    source, sheets = _sent
    folder = shutil.copytree(source, tmp_path_factory.mktemp("faulty") / "plan")
    shutil.rmtree(folder / "outbox")
    plan = folder / "fujiplan.toml"
    lines = plan.read_text(encoding="utf-8").splitlines(keepends=True)
    unused = ("proposal = ", "confirmation = ", "settlement = ", "hearing = ", "decision = ")
    plan.write_text("".join(line for line in lines if not line.startswith(unused)), encoding="utf-8")
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "a.xlsx").write_bytes(filled(sheets[PRINTED], {**ANSWERS[PRINTED]}))
    (inbox / "b.xlsx").write_bytes(filled(sheets[TYPED], {**ANSWERS[TYPED], "kpi_1_actual": "約160"}))
    undisturbed = shutil.copytree(folder, folder.with_name("undisturbed"))
    before = journal(folder)
    with FaultyDisk(undisturbed) as disk:
        assert run([*COLLECT, "--plan", str(undisturbed)]) == 1
    after = (journal(undisturbed), papers(undisturbed))
    return World(folder, before, after, submissions(undisturbed), disk.count)


def disturbed(folder: Path, disk: FaultyDisk, capsys) -> tuple[int, str]:
    """A collect on that disk: its exit status and what it said."""
    capsys.readouterr()
    with disk:
        status = run([*COLLECT, "--plan", str(folder)])
    said = capsys.readouterr().err
    assert not any(word in said for word in ENGLISH), said
    return status, said


def check_after(world: World, folder: Path, status: int, said: str, disk: FaultyDisk) -> None:
    """As before or complete; said plainly; and the next run ends where an undisturbed one does."""
    state = journal(folder)
    by_inbox = any("/inbox/" in one for one in disk.failed)
    # A sheet that cannot be read is a fact for the receipt book, and no failure of the ledger.
    assert by_inbox or state in (world.before, world.after[0])
    if status != 1 or "エラー" in said:
        assert status in (1, 2, 3, 4) and "エラー" in said and any(word in said for word in REMEDIES), said
    assert run([*COLLECT, "--plan", str(folder)]) == 1
    assert submissions(folder) == world.submissions
    assert by_inbox or (journal(folder), papers(folder)) == world.after
    if not disk.for_good:  # else nobody could take away what lay half on the share; doctor names it
        known = ("ledger.db", "archive", "incoming")
        assert [p.name for p in (folder / ".fujiplan").iterdir() if p.name not in known] == []
        assert list((folder / ".fujiplan/incoming").iterdir()) == []


def at_each(world: World, tmp_path: Path, capsys, *, for_good: bool) -> list[str]:
    """What went wrong when the disk failed at the first operation of a collect, the second, … and the last."""
    wrong: list[str] = []
    for nth in itertools.count(1):
        folder = shutil.copytree(world.folder, tmp_path / f"plan{nth}")
        disk = FaultyDisk(folder, nth, for_good=for_good, variant=nth)
        try:
            status, said = disturbed(folder, disk, capsys)
            check_after(world, folder, status, said, disk)
        except Exception as failure:  # all of them are told together, each with its n
            wrong.append(f"{nth}: {disk.failed[:1]}: {type(failure).__name__}: {str(failure)[:700]}")
        shutil.rmtree(folder)
        if not disk.failed:
            break
    assert nth > world.operations * 0.9 > 135
    return wrong


def test_one_failure_at_any_operation_loses_nothing(world: World, tmp_path: Path, capsys) -> None:
    wrong = at_each(world, tmp_path, capsys, for_good=False)
    assert wrong == [], "\n".join(wrong)


def test_a_share_that_vanishes_and_comes_back_has_lost_nothing(world: World, tmp_path: Path, capsys) -> None:
    wrong = at_each(world, tmp_path, capsys, for_good=True)
    assert wrong == [], "\n".join(wrong)


def test_sqlite_itself_was_disturbed() -> None:
    """Else the tests above would only have looked at Python's own operations."""
    if not sqlite_calls():
        pytest.skip("this Python's SQLite shows none of its system calls")
    assert {"open", "ftruncate", "unlink"} <= set(sqlite_calls()) and len(sqlite_calls()) >= 5
