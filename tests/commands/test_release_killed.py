"""Publication killed at every step: the next command finds one whole site, and the record that belongs to it (架空)."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, Session, working
from fujiplan_cli.ledger.database import Database
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish.given import MANIFEST
from fujiplan_cli.workflow import files as tree_writer
from fujiplan_cli.workflow.desk import INTENT_FILE, Desk
from fujiplan_cli.workflow.release import release
from fujiplan_cli.workflow.setup import new_plan_folder
from fujiplan_cli.workflow.site_bundle import Released, released_in, site_bundle

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill is played in a forked process")
KILLED, DONE = 9, 0
_TOUCHING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}
"""What Python tells its audit hooks before it changes a disk; besides these, files opened to be written."""


def site(word: str) -> Released:
    """A site of two pages with its manifest, and a fragment."""
    files = {"index.html": word.encode(), f"pages/{word}.html": word.encode()}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    manifest = json.dumps({"files": digests, "published": "2026-07-24"}).encode()
    return Released({**files, MANIFEST: manifest}, {f"{word}.html": word.encode()})


def publication(released: Released, day: str) -> Publication:
    manifest = hashlib.sha256(released.site[MANIFEST]).hexdigest()
    return Publication(2025, 0, "2026-07-24", day, manifest, "架空 太郎", f"{day}T00:00:00")


OLD, NEW = site("old"), site("new")


def publish(desk: Desk, released: Released, day: str) -> None:
    with desk.ledger() as ledger:
        release(desk, ledger, publication(released, day), released, site_bundle(released, preview=False))


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process, unlike a power cut, loses nothing that the system has taken."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(os, "sync", lambda: None, raising=False)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan whose site is OLD."""
    folder = tmp_path_factory.mktemp("published") / "plan"
    new_plan_folder(folder)
    desk = Desk.open(folder, today=date(2026, 7, 24))
    with desk.ledger(create=True):
        pass
    publish(desk, OLD, "2026-07-24")
    return folder


def killed_at(step: int, work: Callable[[], None]) -> int:
    """Do the work in a process of its own that is gone before its ``step``-th touch of the disk; its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = step

    def touched() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(KILLED)

    def heard(event: str, given: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event in _TOUCHING or writes:
            touched()

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def one(*given: object, **more: object) -> object:
            touched()
            return call(*given, **more)

        return one

    tree_writer.exchange = counted(tree_writer.exchange)  # type: ignore[assignment]  # this process only
    for name in ("run", "commit"):
        setattr(Database, name, counted(getattr(Database, name)))
    sys.addaudithook(heard)
    try:
        work()
    except BaseException:  # pragma: no cover - told by the status
        os._exit(1)
    os._exit(DONE)


def whole(folder: Path) -> str:
    """The word of the site that stands; its fragments, zip, archive and record belong to it, nothing lies about."""
    word = (folder / "site" / "index.html").read_text()
    released = {"old": OLD, "new": NEW}[word]
    for name, files in (("site", released.site), ("site-fragments", released.fragments)):
        found = {p.relative_to(folder / name).as_posix(): p.read_bytes() for p in (folder / name).rglob("*.*")}
        assert found == files, name
    assert released_in((folder / "site.zip").read_bytes()) == released
    assert not (folder / INTENT_FILE).exists()
    assert not [p.name for p in folder.iterdir() if p.name.startswith(".site")]
    with Ledger.open(folder) as ledger:
        assert ledger.verify() == ()
        made = ledger.publications()
        assert len(made) == {"old": 1, "new": 2}[word]
        assert replace(made[-1], id=0, bundle="") == publication(released, made[-1].published_on)
        assert released_in(ledger.archived(made[-1].bundle)) == released
    return word


@pytest.mark.parametrize("can_swap", [True, False])
def test_killed_at_any_step_the_next_command_completes_or_takes_back(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_swap: bool
) -> None:
    if not can_swap:
        monkeypatch.setattr(tree_writer, "exchange", lambda one, other: False)
    found: list[str] = []
    ends: list[str] = []
    status = KILLED
    while status == KILLED:
        folder = tmp_path / str(len(found)) / "plan"
        shutil.copytree(published, folder)
        desk = Desk.open(folder, today=date(2026, 9, 1))
        status = killed_at(len(found), lambda desk=desk: publish(desk, NEW, "2026-09-01"))  # type: ignore[misc]  # a lambda's default
        assert status in (KILLED, DONE)
        told: list[str] = []
        with working(Session("status", tell=told.append)), desk.ledger():  # any command opens it
            pass
        found.append(whole(folder))
        ends.append(_end(told))
    assert found == sorted(found, reverse=True), "old until the swap, new from then on"
    assert found.count("old") > 10 and found.count("new") > 5
    # Nothing is told before the first file was touched, and nothing once the publication was on record.
    assert [end for end, _ in itertools.groupby(ends)] == ["", "taken back", "completed", ""]
    assert all((end == "completed") <= (word == "new") for end, word in zip(ends, found, strict=True))


def _end(told: list[str]) -> str:
    """Which end of the publication that was cut off the next command told, in one line or none."""
    if not told:
        return ""
    (line,) = told
    assert line.startswith("令和7年度（2025年度）の公表が途中で止まっていました。") and line.endswith("。")
    return "completed" if "終わらせました" in line else "taken back" if "戻しました" in line else line


def test_a_tree_that_a_killed_run_left_half_made_is_told_and_made_anew(
    tmp_path: Path, tree: Callable[[Path], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_writer, "exchange", lambda one, other: False)
    told: list[str] = []
    for left in (".2025.new", ".2025.old"):  # killed while it was built; killed between the two renames
        (tmp_path / left).mkdir()
        with working(Session("distribute", tell=told.append)):
            tree_writer.write_tree(tmp_path / "2025", {"総務部/a.xlsx": b"new"})
            tree_writer.write_tree(tmp_path / "2025", {"総務部/a.xlsx": b"new"})
        assert tree(tmp_path) == {"2025/総務部/a.xlsx": b"new"}
        tree_writer.remove(tmp_path / "2025")
    assert len(told) == 2 and all("「2025」を作る途中で止まっていた" in line for line in told)


def test_a_recovery_that_is_killed_itself_is_made_good_by_the_one_after(published: Path, tmp_path: Path) -> None:
    cut = next(step for step in range(20, 100) if _new_without_record(published, tmp_path / f"look{step}", step))
    status, step = KILLED, 0
    while status == KILLED:
        folder = tmp_path / f"again{step}" / "plan"
        shutil.copytree(published, folder)
        desk = Desk.open(folder, today=date(2026, 9, 1))
        killed_at(cut, lambda desk=desk: publish(desk, NEW, "2026-09-01"))  # type: ignore[misc]  # a lambda's default
        status = killed_at(step, lambda desk=desk: desk.ledger().close())  # type: ignore[misc]  # a lambda's default
        desk.ledger().close()
        assert whole(folder) == "new"
        step += 1
    assert step > 3


def _new_without_record(published: Path, at: Path, step: int) -> bool:
    """Whether a kill at that step leaves the new site without its record."""
    folder = at / "plan"
    shutil.copytree(published, folder)
    desk = Desk.open(folder, today=date(2026, 9, 1))
    killed_at(step, lambda: publish(desk, NEW, "2026-09-01"))
    with Ledger.open(folder) as ledger:
        return (folder / "site" / "index.html").read_bytes() == b"new" and len(ledger.publications()) == 1


def test_while_a_publication_is_under_way_another_command_leaves_it_alone(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(published, folder)
    desk = Desk.open(folder, today=date(2026, 9, 1))
    (folder / INTENT_FILE).write_text("{}")
    with Ledger.open(folder) as ledger, ledger.writing("架空 太郎", desk.at):
        desk.ledger().close()
        assert (folder / INTENT_FILE).exists()
    desk.ledger().close()
    assert whole(folder) == "old"
