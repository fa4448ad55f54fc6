"""Which sheets of a workbook are 調書 of this plan and year."""

from __future__ import annotations

import pytest
from intake_world import GOOD, PLAN, Paper, World, codes, identity_of, paper_of, take, taken, world_of

from fujiplan_cli.intake import NOT_READ, rejected, take_in
from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.grid import Cell, Grid, Sheet
from fujiplan_cli.model.place import row_and_column


def other_sheet(name: str, text: str = "メモ", state: str = "visible") -> Paper:
    """A sheet that is no 調書."""
    return Paper(name, {(1, 1): Cell("text", text)} if text else {}, {}, identity_of(), state=state)


def test_a_workbook_without_a_form_is_rejected_as_a_whole(world: World) -> None:
    (one,) = taken(world, other_sheet("Sheet1"))
    assert (one.verdict, codes(one), one.sheet, one.project) == ("rejected", [("not_a_sheet", "")], "", "")


def test_an_empty_workbook_is_rejected(world: World) -> None:
    (one,) = take_in(Grid(()), file="a.xlsx", sha256="", lookup=world)
    assert codes(one) == [("not_a_sheet", "")]


def test_an_unreadable_file_is_a_rejected_submission_with_the_readers_code() -> None:
    one = rejected("inbox/2025/b.xls", "ab", 2025, "file_password", "")
    assert (one.verdict, one.file, one.sha256, one.answers) == ("rejected", "inbox/2025/b.xls", "ab", {})
    assert [(f.code, f.severity, f.place.file) for f in one.findings] == [
        ("file_password", "error", "inbox/2025/b.xls")
    ]


@pytest.mark.parametrize(
    ("changes", "code", "verdict"),
    [
        ({"plan": "dai3ji"}, "other_plan", "rejected"),
        ({"year": 2024}, "other_year", "returned"),
        ({"version": "0.1"}, "form_version", "returned"),
        ({"form": "proposal"}, "form_version", "returned"),
    ],
)
def test_a_form_that_is_not_of_this_round_is_kept_out_with_one_finding(
    paper: Paper, world: World, changes: dict[str, object], code: str, verdict: str
) -> None:
    identity = identity_of(**changes).text()
    paper.put(paper.names["fp_identity"], identity)
    one = take(paper, world)
    assert (one.verdict, [c for c, _ in codes(one)], one.answers) == (verdict, [code], {})
    assert code in NOT_READ


def test_a_project_that_is_not_in_the_register_is_named(paper: Paper) -> None:
    one = take(paper, world_of("9-99-99"))
    assert (one.verdict, codes(one), one.project, one.department) == (
        "returned", [("unknown_project", "project_no")], "1-01-02", "",
    )  # fmt: skip


def test_a_copied_sheet_is_known_by_the_text_of_its_identity_without_a_name(paper: Paper, world: World) -> None:
    del paper.names["fp_identity"]
    assert take(paper, world).findings == ()


def test_a_sheet_whose_identity_was_cleared_is_known_by_its_project_number(paper: Paper, world: World) -> None:
    del paper.cells[row_and_column(paper.names["fp_identity"])]
    assert take(paper, world).findings == ()
    paper.paste_as_values()
    assert take(paper, world).project == "1-01-02"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("c:①", []),
        ("r:²", []),
        (f"r:{'9' * 5000}", []),
        (f"fujiplan|p|f|1|{'9' * 5000}|x|S5|", [("several_forms_on_sheet", "")]),
    ],
    ids=["circled", "raised", "long", "identity"],
)
def test_a_text_that_looks_like_one_of_our_marks_breaks_nothing(
    paper: Paper, world: World, typed: str, said: list[tuple[str, str]]
) -> None:
    """int() takes neither ① nor thousands of digits, and a sheet that cannot be read is a sheet lost."""
    paper.put("AD2", typed)
    assert codes(take(paper, world)) == said


def test_a_project_number_alone_makes_no_form(world: World) -> None:
    sheet = Sheet("一覧", {(1, 1): Cell("text", "事業番号"), (1, 2): Cell("text", "1-01-02")})
    (one,) = take_in(Grid((sheet,)), file="a.xlsx", sha256="", lookup=world)
    assert codes(one) == [("not_a_sheet", "")]


def test_a_department_book_gives_one_submission_per_sheet() -> None:
    world = world_of("1-01-02", "1-01-03")
    papers = [paper_of(identity_of(number)).fill(**GOOD) for number in ("1-01-02", "1-01-03")]
    papers[1].name = "1-01-03"
    found = taken(world, *papers)
    assert [(s.project, s.verdict, s.sheet) for s in found] == [
        ("1-01-02", "accepted", "進行管理調書"),
        ("1-01-03", "accepted", "1-01-03"),
    ]


def test_the_same_project_twice_with_different_answers_is_sent_back_on_both_sheets(world: World) -> None:
    papers = [paper_of(identity_of()).fill(**GOOD), paper_of(identity_of()).fill(**{**GOOD, "kpi_1_actual": "62"})]
    papers[1].name = "進行管理調書 (2)"
    found = taken(world, *papers)
    assert [(s.verdict, [c for c, _ in codes(s)]) for s in found] == [("returned", ["project_twice"])] * 2


def test_the_same_project_twice_with_the_same_answers_counts_once(world: World) -> None:
    papers = [paper_of(identity_of()).fill(**GOOD), paper_of(identity_of()).fill(**GOOD)]
    papers[1].name = "進行管理調書 (2)"
    (one,) = taken(world, *papers)
    assert (one.verdict, [c for c, _ in codes(one)]) == ("accepted", ["same_sheet_twice"])


def test_hidden_helper_sheets_are_ignored(paper: Paper, world: World) -> None:
    copy = paper_of(identity_of())
    copy.name, copy.state = "控え", "hidden"
    (one,) = taken(world, other_sheet("リスト", state="hidden"), paper, copy)
    assert one.findings == ()


def test_a_form_on_the_only_hidden_sheet_is_taken(paper: Paper, world: World) -> None:
    paper.state = "hidden"
    assert take(paper, world).verdict == "accepted"


def test_other_visible_sheets_are_named_in_one_warning(paper: Paper, world: World) -> None:
    (one,) = taken(
        world, paper, other_sheet("別紙"), other_sheet("空", ""), other_sheet("内訳"), other_sheet("記入要領")
    )
    assert (one.verdict, [(f.code, f.value) for f in one.findings]) == ("accepted", [("extra_sheet", "別紙、内訳")])


def test_two_forms_pasted_below_each_other_are_sent_back(paper: Paper, world: World) -> None:
    paper.put("B300", identity_of("1-01-03").text())
    one = take(paper, world)
    assert (one.verdict, codes(one)) == ("returned", [("several_forms_on_sheet", "")])


def test_macros_go_to_a_person(paper: Paper, world: World) -> None:
    (one,) = taken(world, paper, macros=True)
    assert (one.verdict, codes(one)) == ("review", [("macros", "")])


def test_a_sheet_made_for_another_stage_than_the_register_has_goes_to_a_person(paper: Paper, world: World) -> None:
    one = take(paper, world.change(eval_stage="S6"))
    assert (one.verdict, codes(one)) == ("review", [("sheet_outdated", "eval_stage")])


def test_every_code_of_the_gate_has_words() -> None:
    assert CATALOGUE.keys() >= NOT_READ
    assert PLAN.title
