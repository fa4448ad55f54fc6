"""評価結果のお知らせ through `report --letters`: every 課 gets its own projects, reasons, and nobody's name."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from office_world import YEAR, _distributed, office, tree
from openpyxl import load_workbook

__all__ = ["_distributed", "office", "tree"]

ASK = ("report", "--year", "R7", "--letters")
DAY = "2026-07-20"
ICT, ZAISEI = "総務部/デジタル戦略課", "財政部/財政課"
NAME = "評価結果のお知らせ"


def _answered(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02", kpi_1_actual=101, self_uptake=4, basis_uptake=None, incident="軽微", kpi_note="周知の不足")
    office.answer("1-1-03", kpi_1_actual=None, kpi_1_pending="令和8年9月")
    office.run("collect", "--year", "R7")


@pytest.fixture
def answered(office):
    """Three sheets back: one good, one poor without a basis, one with its indicator pending."""
    return office.after(_answered)


def text_of(office, place):
    data = (office.folder / "reports" / str(YEAR) / "結果通知" / place / f"{NAME}.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\n" not in data.replace(b"\r\n", b"")
    return data.decode("utf-8-sig")


def word_of(office, place):
    """The words of the Word document, a paragraph a line."""
    path = office.folder / "reports" / str(YEAR) / "結果通知" / place / f"{NAME}.docx"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def project_numbers(text):
    return set(re.findall(r"\b\d-\d-\d\d\b", text))


def test_each_department_gets_exactly_its_own_projects_in_both_files(answered) -> None:
    made = answered.json(*ASK, day=DAY)
    assert {one["department"]: one["projects"] for one in made["letters"]} == {
        "総務部 デジタル戦略課": ["1-1-01"],
        "財政部 財政課": ["1-1-02", "1-1-03"],
    }
    names = {"1-1-01": "電子申請の利用促進", "1-1-02": "書かない窓口", "1-1-03": "施設予約の共通化"}
    for place, own in ((ICT, {"1-1-01"}), (ZAISEI, {"1-1-02", "1-1-03"})):
        for text in (text_of(answered, place), word_of(answered, place)):
            assert project_numbers(text) == own
            assert {number for number, name in names.items() if name in text} == own
    files = [p for p in (answered.folder / "reports" / str(YEAR) / "結果通知").rglob("*") if p.is_file()]
    assert len(files) == 4


def test_it_says_to_whom_when_until_when_and_that_nothing_is_approved_yet(answered) -> None:
    made = answered.json(*ASK, day=DAY)
    text = text_of(answered, ICT)
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "本部承認前（内部資料）"
    assert "総務部 デジタル戦略課長　様" in lines and "令和8年7月20日" in lines
    assert "令和7年度情報化事業の評価結果について（お知らせ）" in lines
    assert (
        made["reply_by"] == "2026-08-03"
        and "令和8年8月3日（月）までに、総務部 デジタル戦略課に連絡してください" in text
    )
    assert [one["approved"] for one in made["letters"]] == [False, False]
    assert "優劣を示すものではありません" in text and "順位" not in text


def test_the_day_to_ask_by_is_moved_off_a_weekend_or_given(answered) -> None:
    assert answered.json(*ASK, day="2026-07-18")["reply_by"] == "2026-08-03"
    assert answered.json(*ASK, "--reply-by", "2026-07-31", day=DAY)["reply_by"] == "2026-07-31"
    assert "令和8年7月31日（金）" in text_of(answered, ICT)


def test_reasons_caps_and_what_would_have_changed_are_told(answered) -> None:
    answered.run(*ASK, day=DAY)
    text = text_of(answered, ZAISEI)
    poor, pending = text.split("■ ")[1:]
    assert "利用・定着：自己評価の根拠が記入されていないため、この項目は2を上限としました。" in poor
    assert "「電子申請の件数」は、達成率63.1％" in poor and "水準0" in poor
    assert "評価が変わる条件" in poor and "になる計算です" in poor
    rows = {
        line.split()[0]: line.split()
        for line in poor.splitlines()
        if re.match(r"(工程|成果指標|利用|経費|体制)\S*  ", line)
    }
    points = [float(row[3]) for row in rows.values()]
    # 10 + 0 + 10 + 15 + 10
    assert points == [10, 0, 10, 15, 10] and "45点 → 45.0点" in poor and "結果：C 改善が必要（45.0点）" in poor
    assert "結果：Z 評価保留（実績未確定）　見方：自己評価（本部承認前）" in pending
    assert "範囲：50.0点〜95.0点" in pending and "評価が変わる条件" not in pending


def test_a_level_confirmed_otherwise_comes_with_the_secretariats_reason(answered) -> None:
    settle = ("settle", "1-1-01", "confirmed_uptake", "--year", "R7", "--value", "2", "--reason")
    answered.run(*settle, "アンケートの回収が少ないことを確認したため。", "--by", "確認 次郎", day="2026-05-10")
    answered.run(*ASK, day=DAY)
    text = text_of(answered, ICT)
    assert "利用・定着：自己評価3 → 確認2　理由：アンケートの回収が少ないことを確認したため。" in text
    assert "見方：事務局確認（本部承認前）" in text
    assert "自己評価と異なる水準" not in text_of(answered, ZAISEI)


def test_after_the_approval_it_says_so_with_the_decision(answered) -> None:
    for project in ("1-1-01", "1-1-02", "1-1-03"):
        answered.run(
            "settle", project, "confirmed_control", "--year", "R7", "--value", "4", "--reason", "確認", "--by", "架空"
        )
    assert answered.run("report", "--year", "R7", "--meeting", "honbu", "--by", "架空", day="2026-07-10") == 0
    decide = (
        "decide",
        "--year",
        "R7",
        "--meeting",
        "honbu",
        "--date",
        "2026-07-15",
        "--decision",
        "承認",
        "--by",
        "架空",
        "--out-of-order",
        "試験のため",
    )
    assert answered.run(*decide, "--project", "1-1-01", day="2026-07-15") == 0
    assert [one["approved"] for one in answered.json(*ASK, day=DAY)["letters"]] == [True, False]
    text = text_of(answered, ICT)
    assert "本部承認前" not in text and "見方：本部承認" in text
    assert "（令和8年7月15日）：承認" in text
    assert "本部承認前（内部資料）" in text_of(answered, ZAISEI)


def test_no_name_no_extension_and_no_document_number_leaks(answered) -> None:
    answered.run(*ASK, day=DAY)
    for place in (ICT, ZAISEI):
        for text in (text_of(answered, place), word_of(answered, place)):
            assert not re.search("架空 花子|1234|8架空第1号|見本|確認 次郎", text)


def test_a_withheld_project_is_told_to_its_own_department_and_marked(answered) -> None:
    path = answered.folder / "register.xlsx"
    book = load_workbook(path)
    page = book["事業"]
    headers = {cell.value: cell.column for row in page.iter_rows(max_row=6) for cell in row if cell.value}
    row = next(r for r in range(1, page.max_row + 1) if "1-1-01" in [c.value for c in page[r]])
    page.cell(row, headers["公表区分"], "非公表")
    page.cell(row, headers["公表しない根拠"], "情報公開条例第7条")
    book.save(path)
    assert answered.run("import", str(path), "--kind", "register", "--by", "架空") in (0, 1), answered.err
    answered.run(*ASK, day=DAY)
    assert "公表区分：非公表（取扱いに注意してください。）" in text_of(answered, ICT)
    assert "公表区分" not in text_of(answered, ZAISEI)


def test_the_same_day_gives_the_same_bytes_and_old_letters_go(answered, tree) -> None:
    place = answered.folder / "reports" / str(YEAR) / "結果通知"
    answered.run(*ASK, day=DAY)
    before = tree(place)
    (place / "総務部" / "古い課").mkdir()
    (place / "総務部" / "古い課" / "a.txt").write_text("古い")
    answered.run(*ASK, day=DAY)
    assert tree(place) == before and len(before) == 4


def test_a_plan_folders_own_wording_goes_first_and_a_faulty_one_is_named(answered) -> None:
    own = answered.folder / "templates" / "mail" / "result.txt"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("# 通知\n{{ letter.addressee }}　{{ letter.projects | length }}件\n", encoding="utf-8")
    assert answered.run(*ASK, day=DAY) == 0
    assert text_of(answered, ZAISEI).split() == ["通知", "財政部", "財政課長", "2件"]
    own.write_text("{{ letter.nobody }}", encoding="utf-8")
    assert answered.run(*ASK, day=DAY) == 3
    assert "templates/mail/result.txt" in answered.out + answered.err


def test_letters_or_a_meeting_not_both_nor_neither(answered) -> None:
    assert answered.run("report", "--year", "R7") == 2
    assert answered.run(*ASK, "--meeting", "wg") == 2
    assert answered.run("report", "--year", "R7", "--meeting", "wg") == 0
