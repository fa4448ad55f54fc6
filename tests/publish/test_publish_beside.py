"""What the second process does beside the proof, and what lies aside while it does: zip, tree, messages, imports."""

from __future__ import annotations

import gc
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st
from publish_world import given

from fujiplan_cli.model.collector import collector_resting
from fujiplan_cli.publish import Site
from fujiplan_cli.publish.differences import Comparison
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.workflow.files import TreeAside, put_tree, room_aside, write_tree
from fujiplan_cli.workflow.worker_pool import WorkerPool
from fujiplan_cli.workflow.worker_process import received, send
from fujiplan_cli.workflow.zipped import GrowingZip, zipped

OLD = {"index.html": b"old", "data/a.csv": b"1", "gone.html": b""}
NEW = {"index.html": b"new", "data/a.csv": b"2", "data/2025/b.csv": b"3"}


def content(folder: Path) -> dict[str, bytes]:
    """Path → bytes of a tree."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def build_aside(place: Path, files: Mapping[str, bytes]) -> None:
    """As the second process does, file by file in the order they are made."""
    place.parent.mkdir(mode=0o770)
    tree = TreeAside(place, public=True)
    for path, data in files.items():
        tree.add(path, data)


# -- the zip ----------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@draw(
    st.dictionaries(st.text("ab/目", min_size=1, max_size=5), st.binary(max_size=300), max_size=6).flatmap(
        lambda files: st.permutations(sorted(files.items()))
    ),
    st.binary(max_size=50),
)
def test_a_zip_that_grows_in_any_order_is_the_zip_of_the_sorted_files(
    files: list[tuple[str, bytes]], inner: bytes
) -> None:
    whole = [*files, ("book.xlsx", zipped({"a": inner}))]
    growing = GrowingZip(1)
    for path, data in reversed(whole):
        growing.add(path, data)
    assert growing.sorted() == zipped(dict(sorted(whole)), 1)


# -- the tree aside ---------------------------------------------------------------------------------------------


def test_a_tree_built_aside_is_swapped_in_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_tree(site, OLD, public=True)
    mode = site.stat().st_mode
    with room_aside(site) as room:
        build_aside(aside := room / "tree", NEW)
        if sys.platform != "win32":
            assert room.stat().st_mode & 0o007 == 0, "nobody knows yet whether it leaks"
        assert content(site) == OLD
        assert put_tree(site, aside, NEW, durable=False)
    assert content(site) == NEW and site.stat().st_mode == mode
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_tree_that_is_not_needed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a leak"), room_aside(tmp_path / "site") as room:
        build_aside(room / "tree", NEW)
        raise ValueError("a leak")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoiled", ["index.html", "data/2025/b.csv"])
@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_bytes(b"longer"),
        lambda path: path.with_name("planted.html").write_bytes(b"nobody proved it"),
    ],
)
def test_a_tree_that_is_not_whole_is_not_swapped_in(
    tmp_path: Path, spoiled: str, spoil: Callable[[Path], object]
) -> None:
    site = tmp_path / "site"
    write_tree(site, OLD)
    with room_aside(site) as room:
        build_aside(aside := room / "tree", NEW)
        spoil(aside / spoiled)
        assert not put_tree(site, aside, NEW, durable=False)
        assert content(site) == OLD and [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_tree_that_somebody_takes_away_meanwhile_is_not_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another publication clears what it takes for left behind: the rest of ours must not look like the whole."""
    real, made = Path.mkdir, list[Path]()

    def taken(path: Path, *given: object, **more: object) -> None:
        made.append(path)
        if len(made) == 4:
            shutil.rmtree(room)
        real(path, *given, **more)

    monkeypatch.setattr(Path, "mkdir", taken)
    with room_aside(tmp_path / "site") as room:
        aside = room / "tree"
        with pytest.raises(FileNotFoundError):
            build_aside(aside, NEW)
        assert not aside.exists() and not put_tree(tmp_path / "site", aside, NEW, durable=False)


def test_what_a_kill_left_aside_goes_with_the_next_tree(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_tree(site, OLD)
    build_aside(tmp_path / ".site.ab12.new/tree", {"index.html": b"half"})
    build_aside(tmp_path / ".site-preview.ab12.new/tree", {"index.html": b"another's"})
    write_tree(site, NEW)
    assert content(site) == NEW and {p.name for p in tmp_path.iterdir()} == {"site", ".site-preview.ab12.new"}


# -- the comparison ---------------------------------------------------------------------------------------------


class Counting(Mapping[str, bytes]):
    """A standing site that notes which of its files are unpacked."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files, self.unpacked = files, list[str]()

    def __getitem__(self, path: str) -> bytes:
        self.unpacked.append(path)
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def test_of_a_standing_site_only_the_files_that_differ_are_unpacked(site: Site) -> None:
    import datetime

    standing = Counting(site.files)
    later = build_site(given(today=datetime.date(2026, 8, 5)))
    comparison = Comparison(standing, "2026-08-05")
    for path, data in later.files.items():
        comparison.add(path, data)
    assert not comparison.changes().any
    differing = {path for path, data in site.files.items() if data != later.files[path]}
    assert set(standing.unpacked) == differing | {"manifest.json"} and "data/2025/money.csv" not in differing


# -- the process ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [[], [0], [3], [3, 0, 5], [600_000, 500_000, 1], [1, 3 << 20, 2], [1 << 20, 1 << 20]])
def test_files_arrive_as_they_were_sent_however_they_are_put_together(sizes: list[int]) -> None:
    files = [bytes([n + 1]) * size for n, size in enumerate(sizes)]
    ours: Connection
    ours, theirs = Pipe()
    sender = threading.Thread(target=send, args=(ours, [("名", pickle.PickleBuffer(one)) for one in files]))
    sender.start()
    try:
        assert received(theirs, *theirs.recv()) == [("名", one) for one in files]
    finally:
        sender.join()


def test_the_process_that_proves_imports_nothing_that_makes_a_site() -> None:
    """The proof must owe nothing to what it looks at (and starts sooner without it)."""
    told = "import sys, fujiplan_cli.workflow.proving; print(*sys.modules)"
    known = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    makers = {f"fujiplan_cli.publish.{name}" for name in ("build", "figures", "pages", "site", "view")}
    assert "fujiplan_cli.publish.proof" in known
    assert not makers & set(known) and not any(name.startswith(("jinja2", "fujiplan_cli.scoring")) for name in known)


def test_a_pool_gives_the_interpreter_back_as_it_was() -> None:
    before = sys.getswitchinterval()
    with WorkerPool(1) as pool:
        pool.start("json.tool")
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before


def test_what_was_made_while_the_collector_rested_is_not_searched_at_once() -> None:
    class Loop:
        """A cycle, which only the collector takes away."""

        def __init__(self) -> None:
            self.me = self

    with collector_resting():
        kept = [Loop() for _ in range(1000)]
    assert gc.isenabled() and gc.get_count()[0] < 1000 and gc.get_freeze_count() == 0
    assert any(one is kept[0] for one in gc.get_objects(generation=2))
