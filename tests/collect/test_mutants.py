"""Whatever was done to a form: never an exception, always a verdict, never an answer read into another field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from cases_world import ANSWERS, BUILT, LASTING, MEASURE_TYPE, PRINTED, TYPED
from mutants import KINDS, SHEET, columns_moved, mutant, packed, parts_of, rows_moved
from office_world import YEAR, filled

from fujiplan_cli.intake import NOT_READ, take_in
from fujiplan_cli.model.catalogue import message, remedy
from fujiplan_cli.model.finding import verdict_of
from fujiplan_cli.model.grid import Cell, Grid, Sheet, UnreadableWorkbook
from fujiplan_cli.model.place import row_and_column
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.lookup import YearLookup

MONEY: Mapping[str, int] = {
    "budget_initial": 1003, "budget_supplementary": -41, "budget_carried_in": 17, "budget_reserve": 7,
    "budget_moved": -5, "executed": 953, "carried_out": 11, "fund_national": 101, "fund_prefecture": 57,
    "fund_bond": 31, "fund_other": 23,
}  # fmt: skip
"""No two amounts are equal: an amount that moved to another field would be seen."""
EACH = 60
"""Mutants of each kind and sheet in CI."""


@dataclass(frozen=True)
class Original:
    """A sheet filled well, and what is read from it."""

    data: bytes
    answers: Mapping[str, Answer]
    sheet: Sheet


def read(data: bytes, lookup: YearLookup) -> tuple[Grid | None, tuple[Submission, ...]]:
    """A file as collect reads it. A file that cannot be read gives its code in words: that is a verdict too."""
    try:
        grid = read_grid(data)
    except UnreadableWorkbook as error:
        assert error.code.startswith("file_")
        return None, ()
    return grid, take_in(grid, file="a.xlsx", sha256="0" * 64, lookup=lookup)


@pytest.fixture(scope="module")
def lookup(_sent: Any) -> YearLookup:
    desk = Desk.open(_sent[0], today=date(YEAR + 1, 4, 20))
    with desk.ledger() as ledger:
        return YearLookup.of(desk, ledger, YEAR)


@pytest.fixture(scope="module")
def originals(_sent: Any, lookup: YearLookup) -> Mapping[str, Original]:
    found = {}
    for number in (PRINTED, TYPED, LASTING, BUILT, MEASURE_TYPE):
        own = {name: value for name, value in MONEY.items() if name in ANSWERS[number]}
        data = filled(_sent[1][number], {**ANSWERS[number], **own})
        grid, (one,) = read(data, lookup)
        assert one.verdict == "accepted" and grid is not None
        found[number] = Original(data, one.answers, grid.sheets[0])
    return found


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("number", [PRINTED, TYPED, LASTING, BUILT])
def test_no_mutant_raises_or_reads_an_answer_into_another_field(number: str, kind: str, originals, lookup) -> None:
    original = originals[number]
    wrong = []
    for seed in range(EACH):
        grid, submissions = read(mutant(original.data, kind, seed), lookup)
        for one in submissions:
            wrong += [f"{kind} {seed}: {said}" for said in _wrong(one, grid, original)]
    assert wrong == []


def _wrong(one: Submission, grid: Grid | None, original: Original) -> Iterator[str]:
    """What may not be: a finding without words, a verdict that does not follow, an answer that is another's."""
    for finding in one.findings:
        assert message(finding) and remedy(finding)
    codes = {finding.code for finding in one.findings}
    if one.verdict == "rejected" or codes & NOT_READ:
        return
    assert one.verdict == verdict_of(one.findings)
    sheet = next(s for s in grid.sheets if s.name == one.sheet) if grid else None
    flagged = {f.field for f in one.findings} | {f.place.cell for f in one.findings}
    for field, before in original.answers.items():
        now = one.answers.get(field, Answer(field, None, "", before.place))
        if now.value == before.value or now.faulty or field in flagged or now.place.cell in flagged:
            continue
        if sheet is not None and _stands(sheet, original, before):
            yield f"{field}: {before.value!r} stands there still and was read as {now.value!r}"
        others = {a.value for f, a in original.answers.items() if f != field and a.value is not None}
        if now.value is not None and now.value in others:
            yield f"{field}: {now.value!r} is another field's"


def _stands(sheet: Sheet, original: Original, answer: Answer) -> bool:
    """Whether the answer's cell still holds what it held."""
    at = row_and_column(answer.place.cell)
    return sheet.at(*at) == original.sheet.at(*at)


_MOVES = [
    *((rows_moved, first, by) for first in range(2, 72) for by in (-2, -1, 1, 2)),
    *((columns_moved, first, by) for first in range(2, 17) for by in (-1, 1, 2)),
]


def test_where_rows_or_columns_moved_and_names_did_not_no_answer_is_anothers(originals, lookup) -> None:
    original = originals[TYPED]
    parts = parts_of(original.data)
    wrong = []
    for move, first, by in _MOVES:
        grid, submissions = read(packed({**parts, SHEET: move(parts[SHEET], first, by)}), lookup)
        for one in submissions:
            wrong += [f"{move.__name__} {first} {by:+}: {said}" for said in _wrong(one, grid, original)]
    assert wrong == []


def test_a_mutant_is_the_same_every_time(originals) -> None:
    data = originals[PRINTED].data
    assert all(mutant(data, kind, 7) == mutant(data, kind, 7) != mutant(data, kind, 8) for kind in KINDS)


_BAD_TEXTS = (
    "約5", "未定", "なし", "―", "同上", "別紙参照", "(300)", "15.3百万円", "H32", "4月20日", "令和5年4月", "◎", "4.5",
    "-5", "順調", "　　", "\u200b", "架空\ue000", "１２３", "_x000D_", "長" * 500, "1e400",
)  # fmt: skip
BAD = (
    *(Cell("text", text) for text in _BAD_TEXTS),
    Cell("number", "4.5"),
    Cell("number", "-3"),
    Cell("number", "46093", looks_like_date=True),
    Cell("number", "1e400"),
    Cell("error", "#REF!"),
    Cell("error", "#N/A", formula="A1"),
    Cell("blank", "", formula="Z9"),
    Cell("boolean", "TRUE"),
    Cell("date", "2026-02-01"),
)
_OTHER_CAUSES = frozenset({"required_blank", "cost_reason_blank", "answer_not_asked"})
"""An answer that makes another one necessary, or that is not asked: causes beside what stands in the cell."""


@pytest.mark.parametrize("number", [PRINTED, TYPED, LASTING, BUILT, MEASURE_TYPE])
def test_one_bad_cell_gives_one_finding_whatever_stands_in_it(number: str, originals, lookup) -> None:
    original = originals[number]
    told_twice = []
    for field, answer in original.answers.items():
        at = row_and_column(answer.place.cell)
        for cell in BAD:
            sheet = replace(original.sheet, cells={**original.sheet.cells, at: cell})
            (one,) = take_in(Grid((sheet,)), file="a.xlsx", sha256="0" * 64, lookup=lookup)
            said = [f.code for f in one.findings if f.code not in _OTHER_CAUSES and f.severity != "repair"]
            repairs = [f.code for f in one.findings if f.severity == "repair"]
            if max(len(said), len(repairs)) > 1:
                told_twice.append((field, cell.kind, cell.raw[:12], said, repairs))
    assert told_twice == []
