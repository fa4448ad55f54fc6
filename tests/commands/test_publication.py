"""Publication through the command: what differs is shown first, the last one comes back, a coincidence needs a person's
reason, every address on the site is traced, and nothing of a sheet's metadata gets out (架空).
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from office_world import GOOD, YEAR, Office, filled
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.publish.differences import values_of
from fujiplan_cli.workflow import publish as release_module
from fujiplan_cli.workflow import site_address
from fujiplan_cli.workflow import trace as value_trace
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.proving import InspectingBeside
from fujiplan_cli.workflow.second_process import second_process
from fujiplan_cli.workflow.site_input import Asked

READY = ("publish", "--year", "R7", "--council-date", "2026-07-24")
CANARY = "秘密のカナリア"
ORDINARY = "評価の方法"
"""A withheld text that is also the title of a page."""


@pytest.fixture(scope="module")
def _approved(_distributed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, sheets = _distributed
    folder = tmp_path_factory.mktemp("approved") / "plan"
    shutil.copytree(source, folder)
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        more = {"support_request": ORDINARY} if number == "1-1-02" else {}
        (inbox / f"{number}.xlsx").write_bytes(labelled(filled(sheets[number], {**GOOD, **more})))
    honbu = ("--meeting", "honbu", "--year", "R7")
    decided = ("--all", "--decision", "承認", "--out-of-order", "試験のため", "--date", "2026-07-15")
    for command, day in (
        (("collect", "--year", "R7"), "2026-04-20"),
        (("report", *honbu, "--format", "html"), "2026-07-10"),
        (("decide", *honbu, *decided), "2026-07-15"),
    ):
        assert run([*command, "--plan", str(folder), "--today", day]) == 0
    return folder


def labelled(sheet: bytes) -> bytes:
    """The sheet with a canary in everything a workbook says of itself."""
    book = load_workbook(io.BytesIO(sheet))
    for name in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"):
        setattr(book.properties, name, f"{CANARY}{name}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def july(_approved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """本部 has approved; a withheld text coincides with a page's title."""
    folder = tmp_path / "plan"
    shutil.copytree(_approved, folder)
    return Office(folder, capsys)


@pytest.fixture
def allowed(july: Office) -> Office:
    """The coincidence is allowed."""
    given = ("publish", "--year", "R7", "--allow-coincidence", "1-1-02/support_request", "--by", "架空 太郎")
    assert july.run(*given, "--reason", "ページの題名と同じ一般的な言葉のため", day="2026-07-20") == 0, july.err
    return july


def acts(office: Office) -> list[tuple[str, str, str, Mapping[str, str]]]:
    with Ledger.open(office.folder) as ledger:
        assert ledger.verify() == ()
        return [(a.subject, a.reason, a.by, a.facts) for a in ledger.acts("coincidence")]


def corrected(office: Office, day: str, value: str = "110") -> None:
    """A figure is corrected and 本部 decides again."""
    honbu = ("--year", "R7", "--meeting", "honbu")
    given = ("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", value, "--reason", "集計の誤り")
    assert office.run(*given, day=day) == 0, office.err
    assert office.run("report", *honbu, "--format", "html", "--new-version", day=day) == 0, office.err
    again = ("decide", *honbu, "--date", day, "--all", "--decision", "承認", "--out-of-order", "試験のため")
    assert office.run(*again, "--note", "集計の誤りのため", day=day) == 0, office.err


def test_a_coincidence_stops_publication_until_somebody_allows_it_with_a_reason(july: Office, tree) -> None:
    before = tree(july.folder)
    assert july.run(*READY, day="2026-07-24") == 1
    assert "事業1-1-02の項目「support_request」" in july.err
    assert "--allow-coincidence 1-1-02/support_request --reason" in july.err
    assert not (july.folder / "site").exists()
    given = ("publish", "--year", "R7", "--allow-coincidence")
    for wrong, words in (
        ((*given, "1-1-02/support_request"), "理由"),
        ((*given, "1-1-03/issue", "--reason", "同じ言葉のため"), "見つかっていません"),
        ((*given, "1-1-02/support_request", "--undo", "--reason", "誤り"), "記録はありません"),
    ):
        assert july.run(*wrong, day="2026-07-20") == 2
        assert words in july.err and "Traceback" not in july.err
    assert acts(july) == [] and {n for n in tree(july.folder) if "ledger" not in n} == {
        n for n in before if "ledger" not in n
    }
    reason = ("--reason", "ページの題名と同じ一般的な言葉のため", "--by", "架空 太郎")
    assert july.run(*given, "1-1-02/support_request", *reason, day="2026-07-20") == 0, july.err
    ((subject, why, by, facts),) = acts(july)
    assert (subject, why, by) == ("1-1-02", reason[1], "架空 太郎")
    assert "method/index.html" in facts["paths"] and ORDINARY not in "".join(facts.values())
    assert july.run(*READY, day="2026-07-24") == 0, july.err
    assert "偶然の一致と認めている箇所：1-1-02/support_request（令和8年7月20日、架空 太郎、理由：" in july.out
    assert july.run(*given, "1-1-02/support_request", "--undo", "--reason", "誤り", day="2026-07-25") == 0, july.err
    assert july.run(*READY, day="2026-07-25") == 1 and acts(july) == []


def test_the_difference_is_shown_and_a_dry_run_writes_nothing(allowed: Office, tree) -> None:
    before = tree(allowed.folder)
    assert allowed.run(*READY, "--dry-run", day="2026-07-24") == 0, allowed.err
    assert "初めての公表です" in allowed.out and "何も書き込んでいません" in allowed.out
    assert tree(allowed.folder) == before
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    assert allowed.run(*READY, "--dry-run", day="2026-07-30") == 0
    assert "公表日だけが変わります" in allowed.out
    corrected(allowed, "2026-09-03")
    site = tree(allowed.folder / "site")
    found = allowed.json(*READY, "--dry-run", day="2026-09-04")
    assert found["released"] is False and tree(allowed.folder / "site") == site
    changes = {v["trace"]: (v["before"], v["after"]) for v in found["changes"]["values"]}
    assert changes["1-1-01/2025/kpi_1_actual"] == ("160", "110") and changes["1-1-01/2025/score"][0] == "95.0"
    assert not any(trace.startswith("1-1-03/") for trace in changes)
    assert "projects/1-1-01/index.html" in found["changes"]["changed"]
    assert found["before"] == {"year": 2025, "published": "2026-07-24"}
    assert allowed.run(*READY, "--dry-run", day="2026-09-04") == 0
    assert "前回公表（令和8年7月24日、令和7年度まで）との差：" in allowed.out
    assert "・値の変更：1-1-01/2025/kpi_1_actual　160 → 110" in allowed.out


def test_a_second_process_publishes_the_same_bytes_and_tells_the_same_difference(
    allowed: Office, tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    corrected(allowed, "2026-09-03")
    alone = allowed.json(*READY, "--dry-run", day="2026-09-04")
    with second_process(allowed.folder) as second:
        assert second is None
    used: list[object] = []
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.LARGE", 1)
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.cores", lambda: 2)
    monkeypatch.setattr(InspectingBeside, "changes", _noting(InspectingBeside.changes, used))
    assert allowed.json(*READY, "--dry-run", day="2026-09-04") == alone
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    assert len(used) == 2 and None not in used
    beside = tree(allowed.folder / "site"), (allowed.folder / "site.zip").read_bytes()
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.LARGE", 1 << 40)
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    assert (tree(allowed.folder / "site"), (allowed.folder / "site.zip").read_bytes()) == beside


def test_what_is_recorded_between_two_readings_of_the_ledger_stops_publication(
    allowed: Office, tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody decides anew after the second process has read the ledger: it would not look for what is new."""
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.LARGE", 1)
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.cores", lambda: 2)
    read = release_module.read_at_once

    def late(desk: Desk, ledger: Ledger, asked: Asked) -> object:
        given, head = read(desk, ledger, asked)
        return given, head[:-1] + ("0" if head[-1] != "0" else "1")

    monkeypatch.setattr(release_module, "read_at_once", late)
    before = tree(allowed.folder)
    assert allowed.run(*READY, day="2026-07-24") == 1
    assert "ほかの操作で台帳の記録が増えた" in allowed.err and tree(allowed.folder) == before


def test_a_second_process_finds_the_leak_that_this_one_finds(
    july: Office, monkeypatch: pytest.MonkeyPatch, tree
) -> None:
    alone = july.run(*READY, day="2026-07-24"), july.err
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.LARGE", 1)
    monkeypatch.setattr("fujiplan_cli.workflow.second_process.cores", lambda: 2)
    before = tree(july.folder)
    assert (july.run(*READY, day="2026-07-24"), july.err) == alone
    assert alone[0] == 1 and "1-1-02" in alone[1] and tree(july.folder) == before


def _noting(method: Callable[..., object], seen: list[object]) -> Callable[..., object]:
    def noted(self: object) -> object:
        seen.append(method(self))
        return seen[-1]

    return noted


def test_the_last_publication_comes_back_byte_for_byte_and_is_recorded(allowed: Office, tree) -> None:
    restore = ("publish", "--restore")
    assert allowed.run(*restore, day="2026-07-24") == 1 and "まだ公表していない" in allowed.err
    assert allowed.run(*READY, "--fragments", day="2026-07-24") == 0, allowed.err
    first = {name: tree(allowed.folder / name) for name in ("site", "site-fragments")}
    zipped = (allowed.folder / "site.zip").read_bytes()
    assert allowed.run(*restore, day="2026-07-25") == 1 and "これより前の公表はありません" in allowed.err
    corrected(allowed, "2026-09-03")
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    second = tree(allowed.folder / "site")
    assert second != first["site"] and not (allowed.folder / "site-fragments").exists()
    # A damaged site: what was published last comes back, not the one before.
    (allowed.folder / "site" / "index.html").write_text("壊れた", encoding="utf-8")
    assert allowed.run(*restore, "--dry-run", day="2026-09-05") == 0, allowed.err
    assert (allowed.folder / "site" / "index.html").read_text(encoding="utf-8") == "壊れた"
    assert allowed.run(*restore, day="2026-09-05") == 0, allowed.err
    assert "作り直します" in allowed.out and tree(allowed.folder / "site") == second
    # A whole one: the publication before it, with its fragments and its zip.
    assert allowed.run(*restore, "--year", "R6", day="2026-09-06") == 1 and "--year 2025" in allowed.err
    assert allowed.run(*restore, "--by", "架空 太郎", day="2026-09-06") == 0, allowed.err
    assert "令和8年7月24日の公表（令和7年度まで）に戻します" in allowed.out and "110 → 160" in allowed.out
    assert {name: tree(allowed.folder / name) for name in first} == first
    assert (allowed.folder / "site.zip").read_bytes() == zipped
    with Ledger.open(allowed.folder) as ledger:
        assert ledger.verify() == ()
        made = ledger.publications()
        assert [(p.restored, p.published_on) for p in made] == [
            (0, "2026-07-24"),
            (0, "2026-09-04"),
            (2, "2026-09-04"),
            (1, "2026-07-24"),
        ]
        last = [entry for entry in ledger.journal() if entry.action == "publication.add"][-1]
        assert (last.detail["restored"], last.by) == ("1", "架空 太郎")
    # What was taken back can be published anew, with the correction dated once.
    assert allowed.run(*READY, day="2026-09-07") == 0, allowed.err
    page = (allowed.folder / "site" / "projects" / "1-1-01" / "index.html").read_text(encoding="utf-8")
    assert page.count("令和8年9月3日訂正") == 1


def test_a_place_that_cannot_be_written_leaves_site_and_ledger_as_they_were(allowed: Office, tree) -> None:
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    before = tree(allowed.folder / "site")
    (allowed.folder / "site.zip").unlink()
    (allowed.folder / "site.zip").mkdir()
    assert allowed.run(*READY, day="2026-07-30") == 4
    assert "site.zip" in allowed.err and "Traceback" not in allowed.err
    assert tree(allowed.folder / "site") == before
    with Ledger.open(allowed.folder) as ledger:
        assert ledger.verify() == () and [p.published_on for p in ledger.publications()] == ["2026-07-24"]


def test_what_is_withheld_since_does_not_come_back(allowed: Office, tree) -> None:
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    corrected(allowed, "2026-09-03")
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    undo = ("decide", "--year", "R7", "--meeting", "honbu", "--undo", "--note", "入力誤り")
    for _ in range(2):
        assert allowed.run(*undo, day="2026-09-05") == 0, allowed.err
    site = tree(allowed.folder / "site")
    assert allowed.run("publish", "--restore", day="2026-09-06") == 1
    assert "公表を中止しました" in allowed.err and tree(allowed.folder / "site") == site


def test_the_web_team_gets_site_fragments_and_headers_in_one_zip(allowed: Office, tree) -> None:
    address = ("--fragments", "--base-url", "https://example.invalid/ict")
    assert allowed.run(*READY, *address, day="2026-07-24") == 0, allowed.err
    first = (allowed.folder / "site.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as opened:
        names = opened.namelist()
        site = {n.removeprefix("site/"): opened.read(n) for n in names if n.startswith("site/")}
        assert {"README.txt", "headers.txt", "fragments/fragments.csv", "fragments/index.html"} <= set(names)
    assert site == tree(allowed.folder / "site")
    assert allowed.run(*READY, *address, day="2026-07-24") == 0, allowed.err
    assert (allowed.folder / "site.zip").read_bytes() == first


def test_nothing_of_a_sheets_metadata_or_withheld_fields_is_in_site_fragments_or_zip(allowed: Office, tree) -> None:
    assert allowed.run(*READY, "--fragments", day="2026-07-24") == 0, allowed.err
    assert allowed.run("publish", "--year", "R7", "--preview", "--fragments", day="2026-07-24") == 0, allowed.err
    for name in ("site", "site-fragments", "site-preview", "site-preview-fragments"):
        for path, data in tree(allowed.folder / name).items():
            for secret in (CANARY, "架空 花子", "8架空第1号", "架空 太郎"):
                assert secret.encode() not in data, (name, path, secret)
    assert b"Disallow: /" in (allowed.folder / "site-preview" / "robots.txt").read_bytes()
    assert "robots.txt" not in tree(allowed.folder / "site")
    pages = [d.decode() for n, d in tree(allowed.folder / "site-preview-fragments").items() if n.endswith(".html")]
    assert pages and all("未承認・確認用" in text for text in pages)


def remembered(function: Callable[..., object]) -> Callable[..., object]:
    """The function, once for the same year (and project): nothing is written meanwhile."""
    known: dict[tuple[object, ...], object] = {}

    def once(desk: object, *rest: object) -> object:
        key = tuple(one for one in rest if isinstance(one, (int, str)))
        if key not in known:
            known[key] = function(desk, *rest)
        return known[key]

    return once


def unanswered(desk: Desk, trace: str) -> str:
    """Why `trace` does not know an address that stands on the site; "" when it answers with a value and its origin."""
    address = site_address.address_of(trace)
    try:
        if isinstance(address, site_address.TotalAddress):
            total = site_address.total_of(desk, address)
            return "" if total.rule and (total.parts or total.text in ("0", "−")) else "neither rule nor parts"
        assert address is not None
        found = value_trace.trace(desk, address.year, address.project, address.field)
    except Refused as refused:
        return refused.message
    return "" if any(v.file or v.reason or v.origin for v in found.versions) else "no origin"


def test_every_address_on_the_site_is_traced_as_it_stands(
    allowed: Office, tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    shown = values_of(tree(allowed.folder / "site"))
    assert len(shown) > 200 and {"1-1-01/2025/kpi_1_actual", "share/2025/good", "total/2025/graded"} <= shown.keys()
    for module, name in ((value_trace, "year_records"), (value_trace, "one_card"), (site_address, "_view")):
        monkeypatch.setattr(module, name, remembered(getattr(module, name)))  # else a minute of the same reading
    desk = Desk.open(allowed.folder, today=date(2026, 7, 24))
    assert {t: why for t in shown if (why := unanswered(desk, t))} == {}
    page = (allowed.folder / "site" / "projects" / "1-1-01" / "index.html").read_text(encoding="utf-8")
    (anchor,) = set(re.findall(r'id="([^"]*kpi_1_actual)"', page))
    link = f"https://example.invalid/ict/projects/1-1-01/#{anchor}"
    assert allowed.run("trace", link, "--json") == 0, allowed.err
    version = json.loads(allowed.out)["versions"][-1]
    assert (version["value"], version["file"], bool(version["cell"])) == ("160", "inbox/2025/1-1-01.xlsx", True)
    assert allowed.run("trace", "total/2025/executed") == 0, allowed.err
    assert "2,850千円" in allowed.out and "・1-1-03/2025/executed　950" in allowed.out and "合計しました" in allowed.out
    assert allowed.run("trace", "total/2025/none") == 2 and "Traceback" not in allowed.err
    assert allowed.run("trace", "1-1-01") == 2 and "--year" in allowed.err


def test_a_goal_renamed_between_two_publications_leaves_the_published_years_data_as_they_are(
    allowed: Office, tree
) -> None:
    assert allowed.run(*READY, day="2026-07-24") == 0, allowed.err
    before = tree(allowed.folder / "site" / "data" / "2025")
    plan = allowed.folder / "fujiplan.toml"
    text = plan.read_text(encoding="utf-8")
    assert "市民サービス" in text and 'legal_basis = "' in text
    text = text.replace("市民サービス", "暮らしのサービス").replace('legal_basis = "', 'legal_basis = "新しい条例、')
    plan.write_text(text, encoding="utf-8")
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    assert tree(allowed.folder / "site" / "data" / "2025") == before
    page = (allowed.folder / "site" / "themes" / "index.html").read_text(encoding="utf-8")
    assert "暮らしのサービス" in page
    site = tree(allowed.folder / "site")
    assert allowed.run(*READY, day="2026-09-04") == 0, allowed.err
    assert tree(allowed.folder / "site") == site, "publishing again gives the same bytes"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("publish", "--council-date", "2026-07-24"), "--year"),
        (("publish", "--restore", "--preview"), "--restore"),
        (("publish", "--year", "R7", "--undo"), "--allow-coincidence"),
        ((*READY, "--base-url", "example.invalid"), "https://"),
    ],
)
def test_options_that_do_not_go_together_are_refused_in_words(july: Office, tree, given, words: str) -> None:
    before = tree(july.folder)
    assert july.run(*given, day="2026-07-24") == 2
    assert words in july.err and "Traceback" not in july.err
    assert tree(july.folder) == before
