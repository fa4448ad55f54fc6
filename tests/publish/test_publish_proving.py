"""A second process proves a large site: what it says, and what happens when it cannot say anything."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import pytest
from publish_world import given

from fujiplan_cli.publish import Leak, Site, prove
from fujiplan_cli.publish.proof import File, Proof, in_order
from fujiplan_cli.workflow.proving import BesideUs, proving_for
from fujiplan_cli.workflow.worker_pool import Limits, WorkerPool


class Dying(Proof):
    """Ends the process it was sent to when it is shown the year's page."""

    def __call__(self, file: File) -> tuple[Leak, ...]:
        if file[0] == "index.html" and multiprocessing.parent_process() is not None:
            os._exit(9)
        return super().__call__(file)


def planted(site: Site) -> dict[str, bytes]:
    """The site with one leak in a page, one in a table and one in a file that cannot be read."""
    files = dict(site.files)
    files["index.html"] = files["index.html"].replace(b"</main>", "<p>架空 花子</p></main>".encode())
    files["data/money.csv"] += '222101,2025,A-01,"架空 花子",,,\r\n'.encode()
    return {**files, "assets/odd.bin": b"\xff"}


def looked_at(proof: Proof, files: dict[str, bytes], limits: Limits | None = None) -> tuple[Leak, ...]:
    """What the second process (or, where it fails, this one) finds; each file comes when it is asked for."""

    def made() -> Iterator[File]:
        yield from files.items()

    with BesideUs(WorkerPool(1, limits or Limits())) as proving:
        return in_order(proving(proof)(made()))


def test_the_second_process_finds_what_this_one_finds(site: Site) -> None:
    files = planted(site)
    found = looked_at(Proof.of(given()), files)
    assert {(leak.path, leak.field) for leak in found} >= {("index.html", "contact_name"), ("assets/odd.bin", "file")}
    assert found == prove(files, given())


def test_a_file_that_ends_the_second_process_is_looked_at_here(site: Site) -> None:
    files = planted(site)
    assert looked_at(Dying(**vars(Proof.of(given()))), files) == prove(files, given())


def test_without_a_second_process_everything_is_looked_at_here(site: Site) -> None:
    files = planted(site)
    assert looked_at(Proof.of(given()), files, Limits(start_seconds=0)) == prove(files, given())


def test_what_making_the_files_raises_reaches_the_caller(site: Site) -> None:
    def made() -> Iterator[File]:
        yield "index.html", site.files["index.html"]
        raise ValueError("a faulty template")

    with BesideUs(WorkerPool(1)) as proving, pytest.raises(ValueError, match="a faulty template"):
        list(proving(Proof.of(given()))(made()))


def test_a_small_site_is_proved_by_this_process() -> None:
    with proving_for(given()) as proving:
        assert proving.__module__ == "fujiplan_cli.publish.proof"
