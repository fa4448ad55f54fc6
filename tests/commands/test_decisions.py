"""What meetings decide, through the commands: words, order, changed levels, undoing, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from office_world import Office
from openpyxl import load_workbook

from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.workflow.records import decided, deciding

JULY = "2026-07-22"
HONBU = ("decide", "--year", "R7", "--meeting", "honbu", "--date", "2026-07-15")
MODIFY = (*HONBU, "--project", "1-1-01", "--decision", "一部修正の上承認")
LOWER = (*MODIFY, "--level", "uptake=1", "--note", "利用者数の根拠が確認できないため。")


def report(office: Office, meeting: str, day: str, *more: str) -> None:
    assert office.run("report", "--year", "R7", "--meeting", meeting, *more, day=day) == 0, office.err


def agreed(office: Office, meeting: str, day: str, word: str = "了承", *whom: str) -> None:
    given = ("decide", "--year", "R7", "--meeting", meeting, "--date", day, "--decision", word)
    assert office.run(*given, *(whom or ("--all",)), day=day) == 0, office.err


def _july(office: Office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    office.run("collect", "--year", "R7")
    report(office, "wg", "2026-05-20")
    agreed(office, "wg", "2026-05-20")
    report(office, "kanjikai", "2026-06-22")
    agreed(office, "kanjikai", "2026-06-22")
    report(office, "honbu", "2026-07-10")


@pytest.fixture
def july(office: Office) -> Office:
    """Sheets received, WG and 幹事会 agreed, the material of 本部 made."""
    return office.after(_july)


def refused(office: Office, *command: str, words: str, day: str = JULY, year: int = 2025) -> None:
    """The command says so, ends with 1 or 2, and the ledger has no decision of 本部 more than before."""
    before = standing(office)
    assert office.run(*command, day=day) in (1, 2)
    assert words in office.err and "Traceback" not in office.err, office.err
    assert standing(office) == before


def standing(office: Office, meeting: str = "honbu") -> list[tuple[str, str]]:
    from fujiplan_cli.ledger import Ledger

    with Ledger.open(office.folder) as ledger:
        return [(d.project, d.decision) for d in ledger.decisions(2025, meeting)]


def card(office: Office, number: str = "1-1-01", day: str = JULY) -> dict:
    return next(c for c in office.json("score", "--year", "R7", day=day)["projects"] if c["project"] == number)


# -- levels that 本部 changes ------------------------------------------------------------------------------------


def test_a_level_that_honbu_changes_gives_the_approved_result_and_leaves_the_other_views_alone(july) -> None:
    assert july.run(*LOWER, day=JULY) == 0, july.err
    # uptake weighs 20 of 100: level 3 → 1 takes 20 × 2 ÷ 4 = 10 points from 95.
    assert (card(july)["view"], card(july)["score"], card(july)["grade"]) == ("approved", 85.0, "A")
    own = next(c for c in july.json("score", "--year", "R7", "--view", "self")["projects"] if c["project"] == "1-1-01")
    assert own["score"] == 95.0
    july.run("explain", "1-1-01", "--year", "R7", day=JULY)
    assert "本部（令和8年7月15日）一部修正の上承認" in july.out and "根拠が確認できない" in july.out


def test_a_changed_level_is_computed_with_its_caps(july) -> None:
    july.run("settle", "1-1-01", "incident", "--year", "R7", "--value", "重大", "--reason", "報告書", day="2026-07-11")
    report(july, "honbu", "2026-07-12", "--new-version")
    assert july.run(*MODIFY, "--level", "uptake=4", "--note", "全員が使う。", day=JULY) == 0, july.err
    assert (card(july)["score"], card(july)["grade"]) == (100.0, "C")


def test_the_page_of_a_changed_level_shows_three_views_and_where_it_was_decided(july, tmp_path: Path) -> None:
    july.run(
        "settle", "1-1-01", "confirmed_uptake", "--year", "R7", "--value", "2", "--reason", "聴取", day="2026-07-11"
    )
    report(july, "honbu", "2026-07-12", "--new-version")
    assert july.run(*LOWER, day=JULY) == 0, july.err
    page = tmp_path / "説明.html"
    assert july.run("explain", "1-1-01", "--year", "R7", "--html", str(page), day=JULY) == 0, july.err
    text = page.read_text(encoding="utf-8")
    assert all(
        words in text
        for words in ("95.0", "90.0", "85.0", "利用者数の根拠が確認できないため。", "本部（令和8年7月15日）")
    )


def test_a_changed_level_is_followed_to_meeting_day_and_reason(july) -> None:
    july.run(*LOWER, day=JULY)
    (version,) = july.json("trace", "1-1-01", "approved_uptake", "--year", "R7", day=JULY)["versions"]
    assert (version["value"], version["origin"], version["in_use"]) == ("1", "decision", True)
    assert "本部（令和8年7月15日）一部修正の上承認" in version["reason"]
    (level,) = july.json("trace", "1-1-01", "level_uptake", "--year", "R7", day=JULY)["versions"]
    assert level["value"] == "1" and "approved_uptake" in level["reason"]


def test_an_undone_change_of_a_level_falls_back(july) -> None:
    july.run(*HONBU, "--all", "--decision", "承認", day=JULY)
    july.run(*LOWER, day=JULY)
    undo = ("decide", "--year", "R7", "--meeting", "honbu", "--undo", "--project", "1-1-01")
    assert july.run(*undo, day=JULY) == 2 and "理由" in july.err
    assert july.run(*undo, "--note", "議事録と異なるため", day=JULY) == 0, july.err
    assert (card(july)["view"], card(july)["score"]) == ("approved", 95.0)
    (version,) = july.json("trace", "1-1-01", "approved_uptake", "--year", "R7", day=JULY)["versions"]
    assert "議事録と異なるため" in version["reason"] and not version["in_use"]


def test_a_level_stands_though_the_method_file_is_changed_later(july) -> None:
    july.run(*LOWER, day=JULY)
    method = july.folder / "methods" / "revised.toml"
    method.write_text(method.read_text(encoding="utf-8") + "\n# 注記\n", encoding="utf-8")
    assert card(july)["score"] == 85.0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--decision", "承認", "--level", "uptake=2", "--note", "理由"), "では、評価項目の水準を変えられません"),
        (("--decision", "一部修正の上承認", "--level", "schedule=2", "--note", "理由"), "計算で決まる項目"),
        (("--decision", "一部修正の上承認", "--level", "deliverables=2", "--note", "理由"), "評価しない項目"),
        (("--decision", "一部修正の上承認", "--level", "speed=2", "--note", "理由"), "その項目はありません"),
        (("--decision", "一部修正の上承認", "--level", "uptake=5", "--note", "理由"), "水準「5」はありません"),
        (("--decision", "一部修正の上承認", "--level", "uptake", "--note", "理由"), "項目=水準"),
        (("--decision", "一部修正の上承認", "--level", "uptake=2"), "理由がありません"),
        (("--decision", "一部修正の上承認"), "何を改めたか"),
        (("--decision", "承認", "--due", "2026-10-30"), "指示事項がありません"),
        (("--decision", "承認", "--due", "2026-07-01", "--note", "調べること。"), "開催日"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_what_to_do(july, more, words) -> None:
    refused(july, *HONBU, "--project", "1-1-01", *more, words=words)


def test_a_change_of_levels_en_bloc_is_refused(july) -> None:
    more = ("--all", "--decision", "一部修正の上承認", "--level", "uptake=2", "--note", "理由")
    refused(july, *HONBU, *more, words="一つだけ")


# -- one decision, in order --------------------------------------------------------------------------------------


def test_a_second_decision_on_the_same_material_needs_the_first_to_be_undone(july) -> None:
    assert july.run(*HONBU, "--project", "1-1-01", "--decision", "継続審議", day=JULY) == 0, july.err
    refused(july, *HONBU, "--project", "1-1-01", "--decision", "承認", words="既にあります")
    july.run(*HONBU, "--all", "--decision", "承認", day=JULY)
    refused(july, *HONBU, "--all", "--decision", "承認", words="既にあります")
    assert card(july)["view"] == "self" and card(july, "1-1-02")["view"] == "approved"
    undo = ("decide", "--year", "R7", "--meeting", "honbu", "--undo", "--project", "1-1-01", "--note", "改めて審議")
    assert july.run(*undo, day=JULY) == 0
    assert july.run(*HONBU, "--project", "1-1-01", "--decision", "承認", day=JULY) == 0, july.err


def test_two_projects_named_twice_in_one_call_record_nothing(july) -> None:
    twice = ("--project", "1-1-01", "--project", "1-1-01", "--decision", "承認")
    refused(july, *HONBU, *twice, words="二つの決定")


def test_honbu_does_not_decide_before_kanjikai(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    report(office, "honbu", "2026-07-10")
    bloc = (*HONBU, "--all", "--decision", "承認")
    refused(office, *bloc, words="幹事会の決定がまだ記録されていない")
    assert office.run(*bloc, "--out-of-order", "幹事会は書面で開催し、記録を別に保存", day=JULY) == 0, office.err


def test_a_day_before_the_meeting_before_is_refused(july) -> None:
    undo = ("decide", "--year", "R7", "--meeting", "kanjikai", "--undo", "--note", "日付の誤り")
    assert july.run(*undo, day=JULY) == 0
    agreed(july, "kanjikai", "2026-07-20")
    refused(july, *HONBU, "--all", "--decision", "承認", words="より前です")


def test_a_project_that_kanjikai_sent_back_is_not_approved(july) -> None:
    agreed(july, "kanjikai", "2026-06-22", "再提出", "--project", "1-1-03")
    refused(july, *HONBU, "--all", "--decision", "承認", words="1-1-03")
    assert july.run(*HONBU, "--project", "1-1-03", "--decision", "継続審議", day=JULY) == 0, july.err
    assert july.run(*HONBU, "--all", "--decision", "承認", day=JULY) == 0, july.err


@pytest.mark.parametrize("day", ["2025-07-15", "2028-07-15", "2026-07-01", "2026-08-01"])
def test_a_day_in_another_year_before_the_material_or_still_to_come_is_refused(july, day: str) -> None:
    given = ("decide", "--year", "R7", "--meeting", "honbu", "--date", day, "--all", "--decision", "承認")
    refused(july, *given, words="開催日")


# -- the 決定票 --------------------------------------------------------------------------------------------------


def filled(office: Office, answers: dict[str, dict[str, str | int]]) -> Path:
    """The 決定票 of 本部, filled row by row."""
    assert office.run("distribute", "--year", "R7", "--form", "decision", day="2026-07-14") == 0, office.err
    (path,) = (office.folder / "outbox" / "2025").rglob("決定票_*.xlsx")
    book = load_workbook(path)
    page = book.worksheets[0]
    names = {"level": "approved_uptake", "reason": "approved_reason_uptake"}

    def spot(name: str) -> str:
        return page.defined_names[name].attr_text.rsplit("!", 1)[1].replace("$", "")

    keys = {
        page.cell(row, page[spot("fp_project_no")].column).value: row
        for row in range(page[spot("fp_project_no")].row + 1, page.max_row + 1)
    }
    for key, row in answers.items():
        for name, value in row.items():
            page.cell(keys[key], page[spot(f"fp_{names.get(name, name)}")].column).value = value
    target = office.folder / "記入済.xlsx"
    book.save(target)
    return target


BLOC = {"decision": "承認", "decided_on": "令和8年7月15日"}
CHANGED = {"decision": "一部修正の上承認", "decided_on": "令和8年7月15日"}
FROM = ("decide", "--year", "R7", "--meeting", "honbu", "--from")


def test_a_decision_list_changes_levels_and_the_cell_can_be_named(july) -> None:
    row = {**CHANGED, "level": 1, "reason": "根拠が確認できないため。", "advice": "他市の例を調べるとよい。"}
    path = filled(july, {"一括": BLOC, "1-1-01": row, "1-1-02": {"advice": "順調である。"}})
    result = july.json(*FROM, str(path), day=JULY)
    assert [(a["project"], a["text"]) for a in result["advice"]] == [
        ("1-1-01", "他市の例を調べるとよい。"),
        ("1-1-02", "順調である。"),
    ], result
    assert (card(july)["score"], card(july, "1-1-02")["score"]) == (85.0, 95.0)
    (version,) = july.json("trace", "1-1-01", "approved_uptake", "--year", "R7", day=JULY)["versions"]
    assert version["file"].endswith("記入済.xlsx") and version["cell"] and version["sha256"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**BLOC, "level": 1, "reason": "理由"}, "decision_level_word"),
        (CHANGED, "decision_words_missing"),
        ({**CHANGED, "level": 7, "reason": "理由"}, "level_invalid"),
        ({**CHANGED, "level": 1}, "required_blank"),
    ],
)
def test_a_decision_list_with_a_wrong_change_records_nothing_and_names_the_cell(july, row, code) -> None:
    path = filled(july, {"一括": BLOC, "1-1-01": row})
    result = july.json(*FROM, str(path), day=JULY)
    assert (code, True) in [(f["code"], bool(f["cell"])) for f in result["findings"]], result["findings"]
    assert standing(july) == []


# -- what comes back ---------------------------------------------------------------------------------------------


def test_an_instruction_is_open_until_it_is_recorded_as_done_and_overdue_is_named(july) -> None:
    note = ("--note", "改善策を示すこと。", "--due", "2026-10-30", "--lead", "総務部長")
    assert july.run(*HONBU, "--project", "1-1-01", "--decision", "承認", *note, day=JULY) == 0, july.err
    show = ("instructions", "--year", "R7")
    (one,) = july.json(*show, day="2026-10-30")["instructions"]
    assert (one["due"], one["lead"], one["done"], one["overdue"]) == ("2026-10-30", "総務部長", False, False)
    july.run(*show, day="2026-10-31")
    assert "期限超過" in july.out and "未了 1件（うち期限を過ぎたもの 1件）" in july.out
    done = (*show, "--done", "--project", "1-1-01")
    assert july.run(*done, day="2026-11-02") == 2 and "理由" in july.err
    assert july.run(*done, "--note", "改善計画書を受領", day="2026-11-02") == 0, july.err
    (one,) = july.json(*show, day="2026-11-03")["instructions"]
    assert one["done"] and "改善計画書を受領" in one["how"] and not one["overdue"]
    assert july.run(*done, "--note", "二度目", day="2026-11-02") == 2 and "既に" in july.err
    assert july.run(*show, "--undo", "--project", "1-1-01", "--note", "受領した書類は別の事業のもの") == 0, july.err
    assert not july.json(*show, day="2026-11-03")["instructions"][0]["done"]
    assert july.run(*show, "--done", "--project", "1-1-02", "--note", "理由", day=JULY) == 2


def test_advice_is_shown_in_later_material_and_never_published(july, tree) -> None:
    text = "他市と共同で調達する余地がある。"
    given = ("advise", "--year", "R7", "--meeting", "wg", "--date", "2026-05-20", "--note")
    assert july.run(*given, text, "--project", "1-1-01", "--adviser", "架空 太郎", day="2026-05-21") == 0, july.err
    assert july.run(*given, "全体に順調である。", day="2026-05-21") == 0, july.err
    assert july.run(*given, text, "--project", "9-9-99", day="2026-05-21") == 2
    result = july.json("report", "--year", "R7", "--meeting", "honbu", "--new-version", day="2026-07-12")
    page = (july.folder / result["files"][0]).read_text(encoding="utf-8")
    assert text in page and "全体に順調である。" in page and "架空 太郎" not in page
    assert july.run(*HONBU, "--all", "--decision", "承認", day=JULY) == 0, july.err
    assert july.run("publish", "--year", "R7", "--council-date", "2026-07-24", day="2026-07-24") == 0, july.err
    site = b"".join(tree(july.folder / "site").values()).decode("utf-8", "ignore")
    assert text not in site and "全体に順調" not in site and "アドバイザー" not in site
    undo = ("advise", "--year", "R7", "--meeting", "wg", "--undo", "--project", "1-1-01", "--note", "聞き違い")
    assert july.run(*undo, day=JULY) == 0, july.err
    assert july.run(*undo, day=JULY) == 2


# -- figures that come after the approval ------------------------------------------------------------------------


def corrected(office: Office, value: str = "110", day: str = "2026-08-20") -> None:
    given = ("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", value, "--reason", "集計の誤り")
    assert office.run(*given, day=day) == 0, office.err


def test_a_later_figure_is_for_reference_until_honbu_decides_on_it(july, tmp_path: Path) -> None:
    assert july.run(*HONBU, "--all", "--decision", "承認", day=JULY) == 0, july.err
    corrected(july)
    scores = july.json("score", "--year", "R7", day="2026-08-21")
    assert card(july, day="2026-08-21")["score"] == 95.0
    assert [(one["project"], one["score"]) for one in scores["later"]] == [("1-1-01", 50.0)]
    july.run("explain", "1-1-01", "--year", "R7", day="2026-08-21")
    assert "参考：承認の後に届いた数値では、評価 A → C、95.0点 → 50.0点（成果指標 4→0）" in july.out
    page = tmp_path / "説明.html"
    july.run("explain", "1-1-01", "--year", "R7", "--html", str(page), day="2026-08-21")
    assert "参考：承認の後に届いた数値" in page.read_text(encoding="utf-8")
    made = july.json("report", "--year", "R7", "--meeting", "honbu", "--new-version", day="2026-09-01")
    text = (july.folder / made["files"][0]).read_text(encoding="utf-8")
    assert "承認後に数値が変わった事業（参考）" in text and "参考（承認はA）" in text
    assert "160 → 110" in text and "の前の版" not in text
    assert card(july, day="2026-09-02")["score"] == 95.0
    again = ("decide", "--year", "R7", "--meeting", "honbu", "--date", "2026-09-03", "--project", "1-1-01")
    assert july.run(*again, "--decision", "承認", day="2026-09-03") == 0, july.err
    assert (card(july, day="2026-09-03")["score"], card(july, "1-1-02", "2026-09-03")["score"]) == (50.0, 95.0)
    assert july.json("score", "--year", "R7", day="2026-09-03")["later"] == []


def test_a_changed_level_stands_where_a_later_figure_moves_the_grade(july) -> None:
    assert july.run(*LOWER, day=JULY) == 0, july.err
    corrected(july)
    # uptake stays at the level that 本部 gave (85 points); outcome 4 → 0 takes 45.
    assert [one["score"] for one in july.json("score", "--year", "R7", day="2026-08-21")["later"]] == [40.0]
    report(july, "honbu", "2026-09-01", "--new-version")
    again = ("decide", "--year", "R7", "--meeting", "honbu", "--date", "2026-09-03", "--project", "1-1-01")
    assert july.run(*again, "--decision", "承認", day="2026-09-03") == 0, july.err
    assert (card(july, day="2026-09-03")["score"], card(july, day="2026-09-03")["view"]) == (40.0, "approved")
    july.run("explain", "1-1-01", "--year", "R7", day="2026-09-03")
    assert "本部（令和8年7月15日）一部修正の上承認" in july.out


def test_a_changed_level_that_later_figures_leave_alone_stays_approved_in_new_material(july) -> None:
    assert july.run(*LOWER, day=JULY) == 0, july.err
    made = july.json("report", "--year", "R7", "--meeting", "honbu", "--new-version", day="2026-09-01")
    text = (july.folder / made["files"][0]).read_text(encoding="utf-8")
    assert "承認後に数値が変わった事業" not in text and "85.0" in text
    # The material of 本部 is compared with its own version before: 85 instead of 95 points.
    assert "令和8年7月10日現在" in text


def test_material_is_the_same_whenever_it_is_written(july) -> None:
    first = july.json("report", "--year", "R7", "--meeting", "honbu", day="2026-07-11")
    before = (july.folder / first["files"][0]).read_bytes()
    july.run(*HONBU, "--all", "--decision", "承認", day=JULY)
    corrected(july)
    report(july, "kanjikai", "2026-08-25", "--new-version")
    again = july.json("report", "--year", "R7", "--meeting", "honbu", day="2026-09-01")
    assert (july.folder / again["files"][0]).read_bytes() == before


def published(office: Office, day: str) -> str:
    given = ("publish", "--year", "R7", "--council-date", "2026-07-24")
    assert office.run(*given, day=day) == 0, office.err
    return "\n".join(
        (office.folder / "site" / name).read_text(encoding="utf-8")
        for name in ("index.html", "projects/1-1-01/index.html", "projects/1-1-02/index.html")
    )


def year_data(office: Office) -> dict[str, bytes]:
    """The open data of the year."""
    return {path.name: path.read_bytes() for path in (office.folder / "site/data/2025").iterdir()}


def test_a_correction_is_published_with_its_date_once_honbu_has_decided(july) -> None:
    assert july.run(*HONBU, "--all", "--decision", "承認", day=JULY) == 0, july.err
    assert "訂正しました" not in published(july, "2026-07-24")
    first = year_data(july)
    corrected(july)
    report(july, "honbu", "2026-09-01", "--new-version")
    assert "訂正しました" not in published(july, "2026-09-02")
    assert year_data(july) == first, "the open data of a published year stay as they were"
    again = ("decide", "--year", "R7", "--meeting", "honbu", "--date", "2026-09-03", "--project", "1-1-01")
    note = ("--note", "集計の誤りのため、やむを得ない。")
    assert july.run(*again, "--decision", "承認", *note, day="2026-09-03") == 0, july.err
    text = re.sub(r"<[^>]*>", "", published(july, "2026-09-04"))
    assert "令和8年9月3日訂正：評価をA（95.0点）からC（50.0点）に訂正しました" in text
    assert "成果指標の水準 4 → 0" in text and text.count("訂正しました") == 1 and "やむを得ない" not in text
    second = year_data(july)
    published(july, "2026-09-10")
    assert year_data(july) == second != first
    history = (july.folder / "site/data/updates.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[:6] for line in history] == [
        ["2026-07-24", "2025", "1", "公表", "", ""],
        ["2026-09-04", "2025", "2", "訂正", "1-1-01", "2026-09-03"],
    ]
    # The correction stays on the site however often it is built again.
    assert published(july, "2026-09-05").count("令和8年9月3日訂正") == 1


def test_a_level_changed_before_publication_is_no_correction_and_names_who_changed_it(july) -> None:
    july.run(*HONBU, "--all", "--decision", "承認", day=JULY)
    assert july.run(*LOWER, day=JULY) == 0, july.err
    text = published(july, "2026-07-24")
    assert "訂正しました" not in text and "85.0" in text and "情報化推進本部の決定により1に引き下げました" in text
    assert "根拠が確認できない" not in text


def test_what_holds_for_many_projects_is_what_holds_for_each() -> None:
    made = [
        Decision(n, 2025, "honbu", "2026-07-15", project, word)
        for n, (project, word) in enumerate(
            [
                ("", "承認"),
                ("1-1-01", "条件付き承認"),
                ("1-1-02", "差戻し"),
                ("1-1-01", "承認"),
                ("", "一部修正の上承認"),
            ]
        )
    ]
    holds = deciding(made)
    for project in ("1-1-01", "1-1-02", "1-1-03"):
        assert holds(project) == decided(made, project) is not None
    assert deciding(made[1:2])("1-1-03") is None
