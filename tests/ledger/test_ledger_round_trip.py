"""What goes in comes out, and the rules of versions."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fujiplan_cli.ledger import Ledger, LedgerError
from fujiplan_cli.model.codec import encode
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Answer, Fact, Record, Source, Submission
from fujiplan_cli.model.scorecard import ItemScore, Scorecard
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.model.values import YearMonth


def card(view: str = "self") -> Scorecard:
    item = ItemScore("cost", "経費", 15, True, True, Fraction(7, 3), Fraction(4), "computed", "", "d ≤ 0.10")
    return Scorecard(
        *("A-01", 2025, "revised", "e" * 64, "S5", "S5", "計画どおり", view, (item,), Fraction(100, 3)),
        *(Fraction(700, 9), Decimal("77.8"), "B", True, (Decimal("70.0"), Decimal("85.5")), (), False, False, 1, 9),
    )


def snapshot(made, meeting: str = "wg", numbers: tuple[str, ...] = ("A-01",)) -> Snapshot:
    fact = Fact(YearMonth(2026, 6), Source("sheet", "a.xlsx", "b" * 64, "調書", "D3"), "R8.6", marked=True)
    entries = tuple(
        SnapshotEntry(
            made.project(number),
            Record(number, 2025, 2, "S5", True, "review", {"kpi_1_pending": fact}),
            *("総務部 デジタル戦略課", "総務部 情報政策課", "総務部", {"self": card()}, "self"),
            previous=card("approved"),
        )
        for number in numbers
    )
    extra = {"date": "これは日付ではない"}
    return Snapshot(
        0, 2025, meeting, 0, "2026-05-20", "鈴木", "revised", "e" * 64, "決算見込", entries, 30, 29, (), extra
    )


def test_everything_added_comes_out_as_it_went_in_with_by_and_at_filled(filled: Ledger, made) -> None:
    sha256 = hashlib.sha256(b"the workbook").hexdigest()
    at = "2026-04-20T10:15:00"
    assert filled.projects() == (made.project(),)
    assert filled.distributions(2025) == (replace(made.distribution(), by="鈴木", at=at),)
    assert filled.receipts(2025) == (replace(made.receipt(sha256=sha256), id=1, submission_version=1),)
    assert [s.submission for s in filled.submissions(2025)] == [made.submission(sha256=sha256)]
    assert filled.settlements(2025, "A-01") == (replace(made.settlement(), id=1, at=at),)
    assert filled.decisions(2025, "honbu") == (replace(made.decision(), id=1, at=at),)
    assert filled.publications() == filled.publications(2025) == (replace(made.publication(), id=1, at=at),)
    assert filled.archived(sha256) == b"the workbook"
    assert filled.has_archived(sha256) and not filled.has_archived("0" * 64) and not filled.has_archived("../ledger.db")
    assert filled.verify() == ()


def test_another_year_meeting_or_project_gives_nothing(filled: Ledger) -> None:
    assert filled.projects_as_of(0) == ()
    assert filled.distributions(2024) == filled.distributions(2025, "settlement") == ()
    assert filled.receipts(2024) == filled.submissions(2025, "B-01") == filled.settlements(2025, "B-01") == ()
    assert filled.decisions(2025, "wg") == filled.publications(2024) == filled.snapshots(2025) == ()
    assert filled.current(2024) == {} and filled.current(2025, "settlement") == {}
    assert filled.latest_snapshot(2025, "wg") is None and filled.snapshot(1) is None


def test_a_closed_and_reopened_ledger_remembers(filled: Ledger, tmp_path: Path, made) -> None:
    filled.close()
    with Ledger.open(tmp_path) as again:
        assert again.projects() == (made.project(),)
        assert again.verify() == ()


texts = st.text(st.characters(exclude_categories=()), max_size=12)
values = st.one_of(
    st.none(),
    texts,
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.builds(YearMonth, st.integers(1, 9999), st.integers(1, 12)),
)
params = st.dictionaries(st.sampled_from(["date", "month", "decimal", "fraction", "near"]), texts, max_size=2)
places = st.builds(Place, texts, texts, texts)
answers = st.builds(Answer, texts, values, texts, places, faulty=st.booleans())
findings = st.builds(Finding, texts, st.sampled_from(["error", "review", "info"]), places, texts, texts, params)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["date", "month", "status", "issue"]), answers, max_size=2),
    st.lists(findings, max_size=2).map(tuple),
    texts,
    st.frozensets(texts, max_size=2),
)
def test_any_submission_survives_whatever_was_typed(given_answers, found, file, facts) -> None:
    sent = Submission(
        file, "", "調書", "progress", "1", 2025, "A-01", "0101", "accepted", given_answers, found, "", facts
    )
    with TemporaryDirectory() as folder, Ledger.open(Path(folder), create=True) as ledger:
        from datetime import datetime

        with ledger.writing("鈴木", datetime(2026, 4, 20)) as writer:
            writer.add_submission(sent, "2026-04-20")
        assert ledger.submissions(2025)[0].submission == sent
        assert ledger.verify() == ()


def test_a_file_name_that_is_no_utf8_is_kept_and_found(ledger: Ledger, made) -> None:
    name = "inbox/2025/" + "調書".encode("cp932").decode("utf-8", "surrogateescape") + ".xlsx"
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_receipt(made.receipt(name, "ab"))
    assert ledger.seen(2025) == {name: "ab"}
    assert ledger.receipts(2025)[0].file == name


def test_seen_tells_the_newest_receipt_of_a_path(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        for file, sha256 in (("a.xlsx", "11"), ("b.xlsx", "22"), ("a.xlsx", "33")):
            writer.add_receipt(made.receipt(file, sha256))
    assert ledger.seen(2025) == {"a.xlsx": "33", "b.xlsx": "22"}


def test_the_newest_distribution_of_a_project_counts(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_distributions([made.distribution("B-01"), made.distribution("A-01")])
        writer.add_distributions([replace(made.distribution("A-01"), due="2026-05-01")])
    assert [(d.project, d.due) for d in ledger.distributions(2025)] == [("A-01", "2026-05-01"), ("B-01", "2026-04-24")]


@pytest.mark.parametrize(
    ("verdicts", "withdrawn", "expected"),
    [
        (["accepted"], [], (1, False)),
        (["accepted", "repaired"], [], (2, False)),
        (["accepted", "review"], [], (2, False)),
        (["accepted", "returned"], [], (1, True)),
        (["returned", "accepted"], [], (2, False)),
        (["returned", "returned"], [], (2, False)),
        (["accepted", "repaired"], [2], (1, False)),
        (["accepted", "returned"], [2], (1, False)),
        (["returned", "accepted"], [2], (1, False)),
        (["accepted", "returned", "returned"], [1], (3, False)),
        (["accepted", "rejected"], [], (1, False)),
        (["accepted"], [1], None),
        (["rejected"], [], None),
    ],
)
def test_current_is_the_newest_good_version_else_the_newest_returned(ledger, made, verdicts, withdrawn, expected):
    with ledger.writing("鈴木", made.at) as writer:
        versions = [writer.add_submission(made.submission(verdict=v), "2026-04-20") for v in verdicts]
        for version in withdrawn:
            writer.add_settlement(made.settlement("withdraw", version))
    assert versions == list(range(1, len(verdicts) + 1))
    assert [s.version for s in ledger.submissions(2025) if s.withdrawn] == withdrawn
    current = ledger.current(2025).get("A-01")
    assert (current and (current.version, current.newer_returned)) == expected


def test_another_form_of_the_same_project_does_not_become_the_current_progress_sheet(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_submission(made.submission(), "2026-04-20")
        writer.add_submission(made.submission(form="settlement"), "2026-06-10")
    assert ledger.current(2025)["A-01"].version == 1
    assert ledger.current(2025, "settlement")["A-01"].version == 2


def test_a_sheet_without_a_known_project_is_kept_but_current_for_nobody(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_submission(made.submission(""), "2026-04-20")
    assert len(ledger.submissions(2025)) == 1
    assert ledger.current(2025) == {}


def test_the_register_stores_changes_and_every_version_can_be_read_again(ledger: Ledger, made) -> None:
    first = [made.project("B-01"), made.project("A-01")]
    second = [made.project("A-01", "窓口の電子化（改）"), made.project("C-01")]
    with ledger.writing("鈴木", made.at) as writer:
        assert writer.save_register(first, source="r.xlsx", sha256="1", reason="初回") == 1
        assert writer.save_register(list(reversed(first)), source="r.xlsx", sha256="1", reason="同じ") == 1
        assert writer.save_register(second, source="r2.xlsx", sha256="2", reason="見直し") == 2
    assert [p.number for p in ledger.projects_as_of(1)] == ["A-01", "B-01"]
    assert [(p.number, p.name) for p in ledger.projects()] == [("A-01", "窓口の電子化（改）"), ("C-01", "窓口の電子化")]
    assert [(v.version, v.reason, v.changed) for v in ledger.register_versions()] == [(1, "初回", 2), (2, "見直し", 3)]
    assert ledger.verify() == ()


def test_a_project_can_return_to_the_register(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        for rows in ([made.project()], [], [made.project()]):
            writer.save_register(rows, source="", sha256="", reason="")
    assert [len(ledger.projects_as_of(v)) for v in (1, 2, 3)] == [1, 0, 1]


def test_a_doubled_number_in_the_register_is_refused(ledger: Ledger, made) -> None:
    with pytest.raises(LedgerError, match="重複"), ledger.writing("鈴木", made.at) as writer:
        writer.save_register([made.project(), made.project()], source="", sha256="", reason="")
    assert ledger.register_version() == 0


def test_snapshots_number_themselves_by_meeting_and_come_back_whole(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        ids = [writer.add_snapshot(snapshot(made, m, ("A-01", "B-01"))) for m in ("wg", "wg", "honbu")]
    assert ids == [1, 2, 3]
    assert ledger.snapshot(1) == replace(snapshot(made, "wg", ("A-01", "B-01")), id=1, version=1)
    assert [(s.id, s.version) for s in ledger.snapshots(2025, "wg")] == [(1, 1), (2, 2)]
    assert [s.meeting for s in ledger.snapshots(2025)] == ["wg", "wg", "honbu"]
    newest = ledger.latest_snapshot(2025, "wg")
    assert newest is not None and newest.version == 2
    assert ledger.verify() == ()


def test_an_undone_decision_leaves_the_list_but_not_the_memory(filled: Ledger, made) -> None:
    with filled.writing("佐藤", made.at) as writer:
        writer.undo_decision(1, "佐藤", "2026-07-11T09:00:00", "日付の誤り")
    assert filled.decisions(2025) == ()
    (undone,) = filled.decisions(2025, undone=True)
    assert (undone.undone_by, undone.undone_at, undone.undone_reason) == ("佐藤", "2026-07-11T09:00:00", "日付の誤り")
    for number, words in ((1, "既に"), (9, "記録されていません")):
        with pytest.raises(LedgerError, match=words), filled.writing("佐藤", made.at) as writer:
            writer.undo_decision(number, "佐藤", "", "")


def test_the_same_bytes_are_archived_once(ledger: Ledger, made, tmp_path: Path) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        assert writer.archive(b"same") == writer.archive(b"same") == hashlib.sha256(b"same").hexdigest()
    assert len(list((tmp_path / ".fujiplan/archive").iterdir())) == 1
    assert [e.action for e in ledger.journal()] == ["archive.add"]


def test_the_journal_names_rows_and_holds_nothing_that_was_typed(filled: Ledger) -> None:
    entries = list(filled.journal())
    everything = repr([(e.subject, e.detail) for e in entries])
    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    assert {e.by for e in entries} == {"鈴木"}
    assert "executed" in everything
    for typed in ("電話で確認", "12.5", "１２３", "窓口の電子化", "回答.xlsx", "令和7年"):
        assert typed not in everything
    assert filled.journal_head() == entries[-1].hash


def test_a_snapshot_that_was_asked_for_an_entry_is_stored_without_its_index(made) -> None:
    asked, other = snapshot(made, numbers=("A-01", "B-01")), snapshot(made, numbers=("A-01", "B-01"))
    assert asked.entry("B-01") is asked.entries[1] and asked.entry("C-01") is None
    assert asked == other and encode(asked) == encode(other)
    fewer = replace(asked, entries=asked.entries[:1])
    assert fewer.entry("B-01") is None and fewer.entry("A-01") is asked.entries[0]
