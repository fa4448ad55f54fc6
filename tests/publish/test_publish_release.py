"""前回公表との差, totals by their address, files that cannot be read, and a swap that is killed anywhere."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from publish_world import given, with_fact

from fujiplan_cli.publish import Leak, Site, named_coincidences, prove
from fujiplan_cli.publish.build import build_view
from fujiplan_cli.publish.differences import site_changes
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.publish.total_trace import trace_total
from fujiplan_cli.workflow import files as tree_writer
from fujiplan_cli.workflow.files import write_tree

GIVEN = given()

# -- 前回公表との差 ---------------------------------------------------------------------------------------------


def test_a_site_of_another_day_is_the_same_but_for_its_date(site: Site) -> None:
    import datetime

    later = build_site(given(today=datetime.date(2026, 8, 5)))
    assert later.files != site.files
    found = site_changes(site.files, later.files)
    assert not found.any and found.values == () and found.same == len(site.files) - 1


def test_a_changed_figure_is_named_with_both_values_and_its_pages(site: Site) -> None:
    found = site_changes(site.files, build_site(with_fact(given(), "A-01", "issue", "案内が足りない。")).files)
    assert [(v.trace, v.before, v.after) for v in found.values] == [
        ("A-01/2025/issue", "高齢の利用者に使い方が伝わっていない。", "案内が足りない。")
    ]
    assert "projects/A-01/index.html" in found.changed and "projects/A-02/index.html" not in found.changed
    assert found.added == found.removed == ()


def test_new_and_gone_pages_and_values_are_told_apart(site: Site) -> None:
    fewer = {p: d for p, d in site.files.items() if not p.startswith(("projects/A-02", "years/"))}
    found = site_changes(fewer, site.files)
    assert "projects/A-02/index.html" in found.added and found.removed == ()
    assert found.of("gone") == () and any(v.trace.startswith("A-02/") for v in found.of("new"))
    assert site_changes(site.files, fewer).of("gone") == tuple(
        type(v)(v.trace, v.after, v.before) for v in found.of("new")
    )


def test_files_may_come_in_any_order_and_an_address_counts_at_its_own_place(site: Site) -> None:
    """The share of a value elsewhere names the same address; so does a list that changes beside it."""

    def page(*spans: str) -> bytes:
        return "".join(spans).encode()

    own = '<b id="x" data-trace="A-01/2025/executed">120</b>'
    other = '<b data-trace="A-01/2025/executed">{}</b>'
    head = {"manifest.json": site.files["manifest.json"]}
    before = {**head, "a.html": page(other.format("12%")), "b.html": page(other.format("1"), own)}
    after = {**head, "a.html": page(other.format("14%")), "b.html": before["b.html"]}
    assert site_changes(before, after).values == () and site_changes(before, after).changed == ("a.html",)
    moved = {**before, "b.html": page(own.replace("120", "130"))}
    assert [(v.before, v.after) for v in site_changes(before, moved).values] == [("120", "130")]
    no_place = {"a.html": page(other.format("12%")), "b.html": page(other.format("13%"))}
    turned = dict(reversed({**head, **no_place}.items()))
    assert [(v.before, v.after) for v in site_changes(before, turned).values] == [("120", "12%")]


# -- totals -----------------------------------------------------------------------------------------------------


def test_every_total_on_the_site_is_traced_to_the_same_figure_its_rule_and_its_parts(site: Site) -> None:
    view = build_view(GIVEN)
    pages = "".join(data.decode() for path, data in site.files.items() if path.endswith(".html"))
    shown = set(re.findall(r'data-trace="((?:total|trend)/[^"]*)"[^>]*>([^<]*)<', pages))
    totals = {trace for trace, _ in shown}
    assert len(totals) > 100
    for trace, text in shown:
        found = trace_total(view, trace)
        assert found is not None, trace
        assert text in (found.text, "−") or text.endswith("%"), (trace, text, found.text)
        assert found.rule.endswith("ました。") and all(p.trace.startswith(p.project) for p in found.parts)
        assert found.unit == "千円" or str(len(found.parts)) == found.text


def test_totals_by_stage_and_of_changed_self_levels_are_traced() -> None:
    view = build_view(GIVEN)
    stage, lowered = trace_total(view, "total/2025/stage/S5"), trace_total(view, "total/2025/lowered/control")
    assert stage is not None and [p.project for p in stage.parts] == ["A-01", "A-02"]
    assert lowered is not None and [(p.trace, p.text) for p in lowered.parts] == [("A-01/2025/level_control", "2")]
    assert trace_total(view, "total/2025/raised/control").text == "0"
    assert trace_total(view, "total/2025/raised/nothing") is None


def test_the_parts_of_a_total_are_its_projects_and_no_withheld_one_is_among_them() -> None:
    found = trace_total(build_view(GIVEN), "total/2025/executed")
    assert found is not None
    assert [p.trace for p in found.parts] == [f"{n}/2025/executed" for n in ("A-01", "A-02", "A-03", "B-01")]
    assert "出納閉鎖後" in found.rule and "再掲、概要のみ、非公表を除く" in found.rule


@pytest.mark.parametrize("trace", ["total/2019/executed", "total/2025/nothing", "total/2025/status/99", "total/x/y"])
def test_a_total_the_site_does_not_have_is_not_made_up(trace: str) -> None:
    assert trace_total(build_view(GIVEN), trace) is None


# -- what the proof reads ---------------------------------------------------------------------------------------


def workbook(change: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    book.active.append(["何でもない文"])
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.active.append(["架空 花子"]),
        lambda book: setattr(book.properties, "creator", "架空 花子"),
        lambda book: setattr(book.properties, "lastModifiedBy", "架空 花子"),
        lambda book: setattr(book.properties, "description", "架空 花子"),
        lambda book: setattr(book.active["A1"], "comment", Comment("架空 花子", "x")),
        lambda book: book.create_sheet("架空 花子"),
        lambda book: setattr(book.active.oddFooter.left, "text", "架空 花子"),
    ],
)
def test_a_name_anywhere_in_a_workbook_is_found(change: Callable[[Workbook], object]) -> None:
    assert prove({"data/a.xlsx": workbook(lambda book: None)}, GIVEN) == ()
    leaks = prove({"data/a.xlsx": workbook(change)}, GIVEN)
    assert {(leak.path, leak.field) for leak in leaks} == {("data/a.xlsx", "contact_name")}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2" t="inlineStr"><is><t>架空 花子</t></is></c>',
        '<c r="A2" t="str"><v>架空 花子</v></c>',
        '<c r="A2" t="架空 花子"><v>1</v></c>',
        '<c r="A2" note="架空 花子"/>',
        '<c r="A2"><f>"架空 花子"</f><v>1</v></c>',
        '<c r="A2" t="str"><v>内線24-51</v></c>',
        "<!-- 架空 花子 -->",
        "架空 花子",
    ],
)
@pytest.mark.parametrize("at", ['<row r="2">', "</row>"])
def test_a_text_hidden_among_the_numbers_of_our_own_workbook_is_found(site: Site, cell: str, at: str) -> None:
    """Rows of plain numbers are not read one by one: nothing else may pass for one."""
    book, out = zipfile.ZipFile(io.BytesIO(site.files["data/data.xlsx"])), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in book.namelist():
            part = book.read(name).decode()
            target.writestr(name, part.replace(at, at + cell, 1) if name == "xl/worksheets/sheet2.xml" else part)
    assert prove({"data/data.xlsx": site.files["data/data.xlsx"]}, GIVEN) == ()
    assert {leak.field for leak in prove({"data/data.xlsx": out.getvalue()}, GIVEN)} & {"contact_name", "contact_ext"}


def picture(kind: bytes, text: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(kind, text) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        picture(b"iTXt", b"Author\0\0\0ja\0\0" + "架空 花子".encode()),
        picture(b"zTXt", b"Author\0\0" + zlib.compress("架空 花子".encode())),
    ],
)
def test_a_name_in_a_pictures_metadata_is_found(content: bytes) -> None:
    assert {leak.field for leak in prove({"a.png": content}, GIVEN)} == {"contact_name"}


@pytest.mark.parametrize("content", [b"%PDF-1.7\xff\xfe", b"PK\x03\x04 broken", b"\xff\xd8\xff\xe0jpeg"])
@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.jpg", "a.png"])
def test_a_file_that_cannot_be_searched_stops_publication(name: str, content: bytes) -> None:
    assert [leak.why for leak in prove({name: content}, GIVEN)] == ["中身を検査できない形式のファイルです。"]


def test_several_texts_of_one_place_have_names_of_their_own() -> None:
    leaks = [Leak("a", "leader", "", "", m) for m in ("22", "11")] + [Leak("b", "leader", "", "", "11")]
    leaks += [Leak("c", "issue", "A-01", "", "33"), Leak("c", "executed", "A-01", "")]
    assert named_coincidences(leaks) == {"A-01/issue": "33", "leader": "11", "leader#2": "22"}


# -- swapping ---------------------------------------------------------------------------------------------------

OLD = {"index.html": b"old", "a/b.html": b"old"}
NEW = {"index.html": b"new", "c/d.html": b"new"}


class Killed(BaseException):
    """As a kill: no handler of the program's own errors sees it."""


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("can_swap", [True, False])
def test_killed_at_any_step_the_folder_is_the_old_site_or_the_new_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_swap: bool
) -> None:
    steps = 0
    limit: int | None = None

    def counted(work: Callable[..., object]) -> Callable[..., object]:
        def step(*given: object, **more: object) -> object:
            nonlocal steps
            steps += 1
            if limit is not None and steps > limit:
                raise Killed
            return work(*given, **more)

        return step

    exchange = tree_writer.exchange if can_swap else lambda one, other: False
    monkeypatch.setattr(tree_writer, "exchange", counted(exchange))
    monkeypatch.setattr(tree_writer.shutil, "rmtree", counted(tree_writer.shutil.rmtree))
    for name in ("mkdir", "write_bytes", "rename"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    write_tree(tmp_path / "count", OLD)
    steps = 0
    write_tree(tmp_path / "count", NEW)
    whole, gaps = steps, 0
    for limit_now in range(whole):
        limit = None
        folder = tmp_path / str(limit_now) / "site"
        write_tree(folder, OLD)
        steps, limit = 0, limit_now
        with pytest.raises(Killed):
            write_tree(folder, NEW)
        limit = None
        if folder.exists():
            assert content(folder) in (OLD, NEW), limit_now
        else:
            gaps += 1
            assert content(folder.with_name(".site.old")) == OLD
        write_tree(folder, NEW)
        assert content(folder) == NEW and [p.name for p in folder.parent.iterdir()] == ["site"]
    assert whole > 6
    assert gaps == (0 if can_swap else 1), "without a swap by the system there is one moment between two renames"


def test_a_zip_inside_the_site_is_read_through(site: Site) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("a.csv", "架空 花子")
    assert {leak.field for leak in prove({"data/all.zip": out.getvalue()}, GIVEN)} == {"contact_name"}
    assert not re.search("花子", repr(prove({"data/all.zip": out.getvalue()}, GIVEN)))
