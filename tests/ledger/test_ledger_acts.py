"""Acts outside the sheets: found by kind and year, taken back with a reason, vouched for by the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fujiplan_cli.ledger import Ledger, LedgerError
from fujiplan_cli.model.act import Act


def act(kind: str = "hearing", year: int = 2026, subject: str = "新-01", **facts: str) -> Act:
    return Act(0, kind, year, subject, "2026-06-10", reason="聞き取り", facts=facts)


def test_acts_are_found_by_kind_and_year_oldest_first(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        for one in (act(result="計画登載"), act("advice"), act(year=2025), act(subject="𠮷-02")):
            writer.add_act(one)
    first = replace(act(result="計画登載"), id=1, by="鈴木", at="2026-04-20T10:15:00")
    assert ledger.acts("hearing", 2026)[0] == first
    assert [a.subject for a in ledger.acts("hearing", 2026)] == ["新-01", "𠮷-02"]
    assert [a.year for a in ledger.acts("hearing")] == [2026, 2025, 2026]
    assert ledger.acts("disposal") == () and ledger.verify() == ()


def test_an_act_taken_back_stays_with_its_reason_and_cannot_be_taken_back_twice(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        number = writer.add_act(act())
        writer.undo_act(number, "別の事業の記録だった")
    assert ledger.acts("hearing", 2026) == ()
    (kept,) = ledger.acts("hearing", 2026, undone=True)
    assert (kept.undone_by, kept.undone_reason) == ("鈴木", "別の事業の記録だった")
    for wrong in (number, 99):
        with pytest.raises(LedgerError), ledger.writing("鈴木", made.at) as writer:
            writer.undo_act(wrong, "もう一度")
    assert ledger.verify() == ()


def test_a_changed_act_is_found_and_the_table_refuses_changes(ledger: Ledger, made, tmp_path: Path) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_act(act(result="見送り"))
    with closing(sqlite3.connect(tmp_path / ".fujiplan/ledger.db", isolation_level=None)) as other:
        for statement in ("UPDATE acts SET payload = '{}'", "DELETE FROM acts"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
        other.execute("DROP TRIGGER acts_no_update")
        other.execute("UPDATE acts SET payload = replace(payload, '見送り', '計画登載')")
    assert any("調書のほかの記録の1番" in fault for fault in ledger.verify())


def test_the_journal_never_tells_what_an_act_says(ledger: Ledger, made) -> None:
    with ledger.writing("鈴木", made.at) as writer:
        writer.add_act(act(opinion="担当者の意見"))
    assert "担当者の意見" not in "".join(map(str, ledger.journal()))
    assert "聞き取り" not in "".join(map(str, ledger.journal()))
