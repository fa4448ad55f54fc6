"""A second process proves and compares a large site: what it says, and what happens when it cannot say anything."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pytest
from publish_world import given, with_fact

from fujiplan_cli.publish import Leak, Site, prove
from fujiplan_cli.publish.differences import Comparison, SiteChanges, site_changes
from fujiplan_cli.publish.given import MANIFEST
from fujiplan_cli.publish.proof import File, Proof, in_order
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.workflow.proving import InspectingBeside, Inspection
from fujiplan_cli.workflow.second_process import LARGE, second_process
from fujiplan_cli.workflow.site_bundle import Released, site_bundle
from fujiplan_cli.workflow.site_input import Asked
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool


class Told(Inspection):
    """Is told what stands instead of reading a ledger."""

    def __init__(self, standing: Mapping[str, bytes] | None = None, room: Path | None = None) -> None:
        super().__init__(None, Asked(2025, None, preview=False), room, packing=True)  # it is told: no desk
        self._standing = standing

    @cached_property
    def _tools(self) -> tuple[Proof, str, Comparison | None]:
        return *self.proof(), Comparison(self._standing, given().today.isoformat()) if self._standing else None

    def proof(self) -> tuple[Proof, str]:
        return Proof.of(given()), "head"


class Dying(Told):
    """Ends the process it was sent to when it is shown the year's page."""

    def __call__(self, job: object) -> object:
        if multiprocessing.parent_process() is not None and isinstance(job, tuple) and "index.html" in dict(job):
            os._exit(9)
        return super().__call__(job)


class Blind(Told):
    """Cannot read the ledger there, only here."""

    def proof(self) -> tuple[Proof, str]:
        if multiprocessing.parent_process() is not None:
            raise ValueError("no ledger")
        return super().proof()


def planted(site: Site) -> dict[str, bytes]:
    """The site with one leak in a page, one in a table and one in a file that cannot be read."""
    files = {path: content for path, content in site.files.items() if path != MANIFEST}
    files["index.html"] = files["index.html"].replace(b"</main>", "<p>架空 花子</p></main>".encode())
    files["data/money.csv"] += '222101,2025,A-01,"架空 花子",,,\r\n'.encode()
    return {**files, "assets/odd.bin": b"\xff"}


def looked_at(
    inspection: Inspection, files: Mapping[str, bytes], limits: Limits | None = None
) -> tuple[tuple[Leak, ...], SiteChanges | None]:
    """What the second process (or, where it fails, this one) finds; each file comes when it is asked for."""

    def made() -> Iterator[File]:
        yield from files.items()

    with InspectingBeside(WorkerPool(1, limits or Limits()), inspection) as proving:
        leaks = in_order(proving(made()))
        proving.take(given(), "head")
        assert proving.knew_the_same
        return leaks, proving.changes()


def test_the_second_process_finds_what_this_one_finds(site: Site) -> None:
    files = planted(site)
    leaks, changes = looked_at(Told(), files)
    assert {(leak.path, leak.field) for leak in leaks} >= {("index.html", "contact_name"), ("assets/odd.bin", "file")}
    assert leaks == prove(files, given())
    assert changes is None


def test_the_second_process_tells_what_changes_against_the_site_that_stands(site: Site) -> None:
    later = build_site(with_fact(given(), "A-01", "issue", "案内が足りない。")).files
    _, changes = looked_at(Told(site.files), {p: c for p, c in later.items() if p != MANIFEST})
    assert changes == site_changes(site.files, later)
    assert changes is not None and [v.trace for v in changes.values] == ["A-01/2025/issue"]


@pytest.mark.parametrize("inspection", [Dying, Blind])
def test_what_the_second_process_cannot_look_at_is_looked_at_here(site: Site, inspection: type[Told]) -> None:
    files = planted(site)
    assert looked_at(inspection(site.files), files) == (prove(files, given()), None)


def test_without_a_second_process_everything_is_looked_at_here(site: Site) -> None:
    files = planted(site)
    assert looked_at(Told(site.files), files, Limits(start_seconds=0)) == (prove(files, given()), None)


@pytest.mark.parametrize("inspection", [Told, Dying, Blind])
def test_a_proof_made_from_another_state_of_the_ledger_is_known(site: Site, inspection: type[Told]) -> None:
    with InspectingBeside(WorkerPool(1), inspection()) as proving:
        proving.take(given(), "another head")
        in_order(proving(iter(planted(site).items())))
        assert not proving.knew_the_same


def test_what_making_the_files_raises_reaches_the_caller(site: Site) -> None:
    def made() -> Iterator[File]:
        yield "index.html", site.files["index.html"]
        raise ValueError("a faulty template")

    with InspectingBeside(WorkerPool(1), Told()) as proving, pytest.raises(ValueError, match="a faulty template"):
        list(proving(made()))


def seen_through(inspection: Told, files: Mapping[str, bytes]) -> InspectingBeside:
    """The second process, when it has seen all files and was asked what it has."""
    with InspectingBeside(WorkerPool(1), inspection) as proving:
        proving.take(given(), "head")
        assert in_order(proving(iter(files.items()))) == ()
        proving.changes()
    return proving


def test_the_second_process_leaves_tree_and_zip_of_the_site(site: Site, tmp_path: Path) -> None:
    proving = seen_through(Told(room=tmp_path / "room"), site.files)
    tree = proving.tree()
    assert tree is not None and {
        p.relative_to(tree).as_posix(): p.read_bytes() for p in tree.rglob("*") if p.is_file()
    } == dict(site.files)
    assert proving.bundle() == site_bundle(Released(site.files, {}), preview=False)


def test_a_zip_that_is_not_what_was_packed_is_not_taken(site: Site, tmp_path: Path) -> None:
    proving = seen_through(Told(room=tmp_path / "room"), site.files)
    (tmp_path / "room" / "zip").write_bytes(b"PK")
    assert proving.bundle() is None
    (tmp_path / "room" / "zip").unlink()
    assert proving.bundle() is None


def test_a_disk_that_fails_the_second_process_leaves_it_proving(site: Site, tmp_path: Path) -> None:
    proving = seen_through(Told(room=tmp_path / "missing" / "room"), site.files)
    assert proving.bundle() is None and not (tmp_path / "missing").exists()


def test_a_second_process_is_started_by_the_size_of_the_ledger_here_or_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(WorkerPool, "start", lambda pool, *needs: started.append(needs))
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.cores", lambda: 2)
    (tmp_path / ".fujiplan").mkdir()
    (tmp_path / "form").mkdir()
    monkeypatch.chdir(tmp_path / "form")
    for size, plan, wanted in ((LARGE - 1, None, 0), (LARGE, None, 1), (LARGE, tmp_path, 1), (LARGE, Path("/"), 0)):
        with (tmp_path / ".fujiplan" / "ledger.db").open("wb") as ledger:
            ledger.truncate(size)
        with second_process(plan) as second:
            assert (second is not None) == bool(wanted) and len(started) == wanted
        started.clear()
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.cores", lambda: 1)
    with second_process(tmp_path) as second:
        assert second is None
