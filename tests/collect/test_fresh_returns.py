"""What goes back where the sheet itself is beyond repair: a fresh one with every answer that was read soundly."""

from __future__ import annotations

import io
from functools import lru_cache

import pytest
from cases_world import ANSWERS, PRINTED, TYPED, parts_changed, told
from office_world import GOOD, YEAR, filled
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from test_return_copies import corrected, letter_of, rows_of

from fujiplan_cli.workflow import return_work
from uncounted import uncounted

NAME = "fp_identity"


def collected(office, data: bytes, name: str = "a.xlsx") -> tuple[bytes, str]:
    """Collect a file; the one return that it gets, and what kind it is."""
    office.put(name, data)
    (made,) = office.json("collect", "--year", str(YEAR))["return_kinds"]
    return (office.folder / made["path"]).read_bytes(), made["kind"]


@uncounted()
def edited(data: bytes, edit) -> bytes:
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    cells = {n: one.attr_text.rsplit("!", 1)[1].replace("$", "") for n, one in page.defined_names.items()}
    edit(page, cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@lru_cache
@uncounted()
def first_page(copy: bytes):
    return load_workbook(io.BytesIO(copy)).worksheets[0]


def value(copy: bytes, field: str):
    page = first_page(copy)
    return page[page.defined_names[f"fp_{field}"].attr_text.rsplit("!", 1)[1].replace("$", "")].value


def identity(page, cells, *, at: int, text: str) -> None:
    parts = str(page[cells[NAME]].value).split("|")
    parts[at] = text
    page[cells[NAME]].value = "|".join(parts)


def version(page, cells) -> None:
    identity(page, cells, at=3, text="0.9")


def words_of(copy: bytes) -> str:
    return "\n".join(str(cell.value) for row in letter_of(copy).iter_rows() for cell in row if cell.value)


def one_name_for_two(page, _cells) -> None:
    page.defined_names["fp_self_uptake"].attr_text = page.defined_names["fp_self_control"].attr_text


def accepted(office, data: bytes) -> bool:
    office.put("再提出.xlsx", data)
    entries = office.json("collect", "--year", str(YEAR))["files"]
    entry = next(one for one in entries if one["path"].endswith("再提出.xlsx"))
    return (entry["verdict"], told(entry)) == ("accepted", [])


def test_a_sheet_with_a_deleted_row_is_printed_anew_with_all_other_answers(office, hand, where) -> None:
    row = int("".join(c for c in where[PRINTED]["issue"] if c.isdigit()))
    data = hand(filled(office.sheets[PRINTED], GOOD), ["unprotect"], ["delete_rows", row, 1])
    copy, kind = collected(office, data)
    assert (kind, rows_of(copy)) == ("fresh", [(f"進行管理調書 {where[PRINTED]['issue']}", "課題")])
    answers = {name: value(copy, name) for name in GOOD if name in where[PRINTED]}
    expected = {name: given for name, given in GOOD.items() if name in where[PRINTED]}
    assert answers == {**expected, "issue": None}
    assert "元の調書では、「進行管理調書」に、「課題」の記入欄がありません。" in words_of(copy)
    assert accepted(office, corrected(copy, issue="利用が少ない。"))


def test_two_fields_on_one_cell_are_both_asked_again_and_nothing_is_guessed(office, where) -> None:
    copy, kind = collected(office, edited(filled(office.sheets[PRINTED], GOOD), one_name_for_two))
    assert kind == "fresh"
    assert value(copy, "self_uptake") is None and value(copy, "self_control") is None
    assert value(copy, "basis_uptake") == GOOD["basis_uptake"]
    assert {cell for cell, _ in rows_of(copy)} == {
        f"進行管理調書 {where[PRINTED][name]}" for name in ("self_uptake", "self_control")
    }
    assert accepted(office, corrected(copy, self_uptake=3, self_control=4))


def test_doubtful_and_faulty_answers_stay_blank_and_are_named_with_what_was_typed(office, where) -> None:
    def spoil(page, cells) -> None:
        one_name_for_two(page, cells)
        cell = page[cells["fp_result"]]
        cell.font = cell.font + Font(strike=True)
        page[cells["fp_direction_reason"]].comment = Comment("別の理由です", "架空")

    answers = {**GOOD, "kpi_1_actual": "約160", "kpi_1_as_of": "4月20日"}
    copy, _ = collected(office, edited(filled(office.sheets[PRINTED], answers), spoil))
    blank = ("result", "direction_reason", "kpi_1_actual", "kpi_1_as_of", "self_uptake", "self_control")
    assert [value(copy, name) for name in blank] == [None] * len(blank)
    assert value(copy, "issue") == GOOD["issue"]
    words = words_of(copy)
    assert "元の調書では、「実績値」が「約160」です。" in words and "概数でなく確定値を記入して" in words
    assert f"進行管理調書 {where[PRINTED]['kpi_1_actual']}" in words
    assert "元の調書では、「取組実績」の「" in words and "取消線があります" in words
    assert "元の調書では、「理由」に、コメント「別の理由です」が付いています" in words.replace("方向性の理由", "理由")
    assert "所管課に確かめ" not in words


def test_contradicting_answers_are_both_left_blank(office) -> None:
    answers = {**GOOD, "kpi_1_actual": 160, "kpi_1_pending": "令和8年6月"}
    copy, _ = collected(office, edited(filled(office.sheets[PRINTED], answers), one_name_for_two))
    assert (value(copy, "kpi_1_actual"), value(copy, "kpi_1_pending")) == (None, None)
    assert "確定予定年月" in words_of(copy)


def test_an_old_version_keeps_the_answers_of_fields_that_mean_the_same(office) -> None:
    def old(page, cells) -> None:
        version(page, cells)
        label = next(c for row in page.iter_rows() for c in row if str(c.value).startswith("課題"))
        label.value = "困りごと"  # the same id under another question
        page[cells["fp_direction"]].value = "検討中"  # a word that is no choice now
        for row in page.iter_rows(max_col=1):  # anchors of a layout that is gone
            row[0].value = None

    copy, kind = collected(office, edited(filled(office.sheets[PRINTED], GOOD), old))
    assert kind == "fresh"
    assert (value(copy, "issue"), value(copy, "direction")) == (None, None)
    assert (value(copy, "result"), value(copy, "kpi_1_actual")) == (GOOD["result"], 160)
    words = words_of(copy)
    assert "現在の版の調書を用意しました。名称が同じ欄の答えは書き写してあります" in words
    assert "元の調書では、「今後の方向性」の「検討中」は選択肢にありません。" in words
    assert accepted(office, corrected(copy, issue="利用が少ない。", direction="継続"))


def test_an_old_version_with_another_indicator_in_the_same_place_loses_its_number(office) -> None:
    def other(page, cells) -> None:
        version(page, cells)
        page[cells["fp_kpi_1_name"]].value = "窓口の待ち時間"

    copy, _ = collected(office, edited(filled(office.sheets[PRINTED], GOOD), other))
    assert value(copy, "kpi_1_actual") is None and value(copy, "result") == GOOD["result"]


def test_a_sheet_of_another_year_brings_this_years_blank_one(office) -> None:
    copy, kind = collected(office, filled(office.sheets["last year"], GOOD))
    assert (kind, rows_of(copy)) == ("fresh", [("進行管理調書", None)])
    assert (value(copy, "result"), value(copy, "project_no")) == (None, "1-1-06")
    assert "別の年度の答えは書き写していません" in words_of(copy)
    assert accepted(office, filled(copy, ANSWERS["1-1-06"]))


def test_two_forms_on_one_sheet_get_a_blank_sheet_each(office) -> None:
    def two(page, cells) -> None:
        page["A200"].value = str(page[cells[NAME]].value).replace(PRINTED, TYPED)

    copy, kind = collected(office, edited(filled(office.sheets[PRINTED], GOOD), two))
    book = load_workbook(io.BytesIO(copy))
    assert kind == "fresh" and {PRINTED, TYPED} <= set(book.sheetnames)
    assert value(copy, "result") is None and "事業ごとの調書を用意しました" in words_of(copy)


def test_a_book_that_cannot_be_marked_is_printed_anew_and_collect_says_so(office) -> None:
    data = filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"})
    office.put("a.xlsx", parts_changed(data, {r"\[Content_Types\].xml": lambda part: b"not xml"}))
    office.run("collect", "--year", str(YEAR))
    assert "新しい調書を付けたもの：001_1-1-01_修正依頼（新しい調書）_a.xlsx（inbox/2025/a.xlsx）" in office.out
    (path,) = (office.folder / "returns" / str(YEAR)).glob("*.xlsx")
    assert [field for _, field in rows_of(path.read_bytes())] == ["実績値"]


def test_where_nothing_was_sent_out_and_nothing_can_be_marked_the_letter_goes_alone(office) -> None:
    data = edited(filled(office.sheets[PRINTED], GOOD), lambda page, cells: identity(page, cells, at=5, text="9-9-99"))
    odd = parts_changed(data, {r"\[Content_Types\].xml": lambda part: b"not xml"})
    office.put("a.xlsx", odd)
    office.run("collect", "--year", str(YEAR))
    assert "印を付けられず、手紙だけのもの：001_9-9-99_修正依頼_a.xlsx" in office.out
    (path,) = (office.folder / "returns" / str(YEAR)).glob("*.xlsx")
    assert load_workbook(path).sheetnames == ["修正依頼"]


def test_a_defect_of_our_own_is_not_hidden_behind_a_letter(office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> bytes:
        raise ValueError("a defect")

    monkeypatch.setattr(return_work, "mark_return", broken)
    office.put("a.xlsx", filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}))
    assert office.run("collect", "--year", str(YEAR)) == 4
    monkeypatch.undo()
    assert len(office.json("collect", "--year", str(YEAR))["returns"]) == 1


def test_an_unreadable_file_of_a_sent_name_brings_the_sheet_as_it_was_sent(office) -> None:
    name = next(p.name for p in (office.folder / "outbox" / str(YEAR)).rglob(f"{PRINTED}_*.xlsx"))
    copy, kind = collected(office, office.sheets[PRINTED][:9000], name.replace(".xlsx", " - コピー.xlsx"))
    assert kind == "fresh" and value(copy, "result") is None and value(copy, "project_no") == PRINTED
    words = words_of(copy)
    assert "進行管理調書の再提出について（依頼）" in words and "途中で切れています" in words
    (path,) = (office.folder / "returns" / str(YEAR)).glob("*.xlsx")
    assert path.name.startswith(f"再001_{PRINTED}_再提出依頼_")
    assert accepted(office, corrected(copy, **GOOD))
    path.unlink()
    assert office.json("collect", "--year", str(YEAR))["returns"] == []  # it was answered since


def test_an_unreadable_file_that_nobody_knows_gets_no_return(office) -> None:
    office.put("メモ.docx", b"PK\x03\x04 no workbook")
    assert office.json("collect", "--year", str(YEAR))["returns"] == []


def test_a_department_book_or_survey_that_cannot_be_read_comes_whole(office) -> None:
    source = next((office.folder / "outbox" / str(YEAR)).rglob("財政課_新規事業調書.xlsx"))
    copy, kind = collected(office, source.read_bytes()[:5000], source.name)
    sheets = load_workbook(io.BytesIO(copy)).sheetnames
    assert kind == "fresh" and sheets[:3] == load_workbook(source).sheetnames[:3]


def test_the_same_words_stand_in_the_mail_beside_the_book(office) -> None:
    copy, _ = collected(office, filled(office.sheets[PRINTED], {**GOOD, "kpi_1_actual": "約160"}))
    (path,) = (office.folder / "returns" / str(YEAR)).glob("*.txt")
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8-sig")
    for cell in letter_of(copy)[10][4:6]:
        assert str(cell.value) in text
    assert f"添付ファイル：{path.with_suffix('.xlsx').name}" in text


def test_the_same_inbox_gives_the_same_fresh_sheet(office) -> None:
    copy, _ = collected(office, edited(filled(office.sheets[PRINTED], GOOD), version))
    for path in (office.folder / "returns" / str(YEAR)).iterdir():
        path.unlink()
    (again,) = office.json("collect", "--year", str(YEAR))["returns"]
    assert (office.folder / again).read_bytes() == copy
