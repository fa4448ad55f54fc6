"""Whatever stands in a workbook, taking it in gives submissions with findings, never an exception."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from intake_world import GOOD, Paper, identity_of, paper_of, taken, world_of

from fujiplan_cli.model.catalogue import message, remedy
from fujiplan_cli.model.finding import verdict_of
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.place import row_and_column

WORDS = [
    "約5",
    "未定",
    "１２３",
    "r:18",
    "c:4",
    "fujiplan|a|b",
    "fujiplan|x|y|z|2025|q|S5|",
    "事業番号",
    "課題※",
    "　",
    "S5",
]
NUMBERS = ["1e400", "1E+999999999", "-0", "45747", "0.1", "4", "NaN", "999999999999999999999", "1e-400"]
cells = st.one_of(
    st.builds(Cell, st.just("text"), st.one_of(st.text(max_size=20), st.sampled_from(WORDS))),
    st.builds(Cell, st.just("number"), st.sampled_from(NUMBERS), looks_like_date=st.booleans()),
    st.builds(Cell, st.just("error"), st.sampled_from(["#REF!", "#N/A"])),
    st.builds(Cell, st.just("boolean"), st.sampled_from(["0", "1"])),
    st.builds(Cell, st.just("date"), st.sampled_from(["2026-03-31", "2026-03-31T00:00:00", "x"])),
    st.builds(
        Cell, st.just("blank"), st.just(""), formula=st.sampled_from(["A1", "", None]), comment=st.none() | st.text()
    ),
)
BASE = paper_of(identity_of()).fill(**GOOD)
spots = st.sampled_from(sorted(row_and_column(cell) for cell in BASE.names.values()))
anywhere = st.tuples(st.integers(1, 75), st.integers(1, 40))


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(spots | anywhere, cells, max_size=12), st.booleans(), st.booleans())
def test_no_content_of_a_cell_ever_raises(changes: dict[tuple[int, int], Cell], names: bool, date1904: bool) -> None:
    paper = Paper(BASE.name, {**BASE.cells, **changes}, dict(BASE.names) if names else {}, BASE.identity)
    for one in taken(world_of("1-01-02"), paper):
        for finding in one.findings:
            assert message(finding).endswith(("。", "）"))
            assert remedy(finding).endswith("。")
        assert one.verdict in ("rejected", verdict_of(one.findings))
        assert all(a.value is None for a in one.answers.values() if a.faulty)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(BASE.names)), st.sampled_from(["", "A1", "D57", "ZZ9999", "#REF!", "x"])))
def test_no_defined_name_ever_raises(names: dict[str, str]) -> None:
    paper = replace(BASE, cells=dict(BASE.cells), names={**BASE.names, **names})
    (one,) = taken(world_of("1-01-02"), paper)
    assert one.project == "1-01-02"


def test_the_same_sheet_gives_the_same_submission_every_time() -> None:
    paper = replace(BASE, cells={**BASE.cells, (120, 3): Cell("text", "メモ"), (58, 4): Cell()}, names=dict(BASE.names))
    first, second = (taken(world_of("1-01-02"), paper) for _ in range(2))
    assert first == second
