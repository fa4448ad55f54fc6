"""`fujiplan handover`: what a newcomer finds on the page of the 課, and what the 事務局 hands on (架空)."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from office_world import Office

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.snapshot import Decision

APRIL, JULY = "2026-04-20", "2026-07-15"
OWN = "0109"
ASK = ("handover", "--year", "R7")


def of(office: Office, code: str, day: str = APRIL) -> tuple[dict, str]:
    """JSON of a 課 and the text of its page."""
    (one,) = office.json(*ASK, "--department", code, day=day)["departments"]
    return one, (office.folder / one["file"]).read_text(encoding="utf-8")


def text(page: str) -> str:
    """What stands on the page, without tags and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.partition("</style>")[2]))


def test_a_page_says_stage_who_leads_and_helps_results_and_where_the_sheet_lies(office: Office) -> None:
    office.answer("1-1-01", name="総務部/デジタル戦略課/1-1-01.xlsx")
    office.run("collect", "--year", "R7")
    one, page = of(office, OWN)
    (project,) = one["projects"]
    assert (project["stage"], project["lead"], project["support"]) == ("S5", "所管課", "事務局")
    assert project["state"] == "受付済" and project["grade"] in "AB"
    assert project["sheets"] == [{"file": "inbox/2025/総務部/デジタル戦略課/1-1-01.xlsx", "contact": "架空 花子"}]
    said = text(page)
    assert "S5運用・改善主担当：所管課協力：事務局" in said
    assert "令和8年度の取組対象の手続を増やす。" in said
    assert "記入者：架空花子（内線1234）" in said and "庁内限り" in said
    assert "令和8年3月31日まで総務部情報政策課（0101）→総務部デジタル戦略課に改称" in said


def test_what_is_to_be_done_stands_first(office: Office) -> None:
    office.answer("1-1-02", kpi_1_actual="約160")
    office.answer("1-1-03", kpi_1_actual=None, kpi_1_pending="令和8年8月", support_request="研修の教材がほしい。")
    office.run("collect", "--year", "R7")
    one, page = of(office, "0201")
    states = {p["project"]: p["state"] for p in one["projects"]}
    assert states == {"1-1-02": "修正依頼", "1-1-03": "受付済"}
    said = text(page)
    first = said[said.index("まず確認すること") : said.index("1年の流れ")]
    assert "調書の修正1-1-02書かない窓口修正依頼の1か所" in first
    assert "「電子申請の件数」の令和7年度の実績値を、数値確定票で報告する令和8年8月" in first
    assert "研修の教材がほしい。" in first
    late = of(office, "0201", day="2026-09-01")[0]["projects"][1]["pending"]
    assert late == [{"indicator": "電子申請の件数", "month": "令和8年8月", "late": True}]


def test_a_missing_sheet_is_asked_for_with_its_day_and_marked_when_it_is_over(office: Office) -> None:
    assert "令和8年4月28日（火）" in text(of(office, OWN)[1])
    assert "期限を過ぎています" not in text(of(office, OWN)[1])
    assert "期限を過ぎています" in text(of(office, OWN, day="2026-05-01")[1])


def test_an_answered_request_is_shown_with_its_answer_and_is_no_open_work(office: Office) -> None:
    office.answer("1-1-01", support_request="仕様書の書き方を教えてほしい。")
    office.run("collect", "--year", "R7")
    assert of(office, OWN)[0]["projects"][0]["requests"][0]["answer"] is None
    answer = ("--project", "1-1-01", "--answer", "6月に相談会を開く。", "--by", "架空 太郎")
    assert office.run(*ASK, *answer) == 0
    one, page = of(office, OWN)
    assert one["projects"][0]["requests"] == [
        {"text": "仕様書の書き方を教えてほしい。", "answer": "6月に相談会を開く。"}
    ]
    assert "回答：6月に相談会を開く。（令和8年4月20日架空太郎）" in text(page) and "回答待ち" not in text(page)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--project", "1-1-01", "--answer", "回答"),
        ("--project", "9-9-99", "--answer", "回答"),
        ("--project", "1-1-01"),
        ("--department", "9999"),
        ("--roster", "--department", OWN),
    ],
)
def test_a_wrong_request_is_refused_and_nothing_is_written(office: Office, tree, wrong: tuple[str, ...]) -> None:
    before = tree(office.folder)
    assert office.run(*ASK, *wrong) == 2
    assert office.err.startswith("エラー：") and tree(office.folder) == before


def test_an_instruction_is_handed_on_with_its_day_and_who_answers_for_it(office: Office) -> None:
    note = "秋までに利用促進の案を示すこと"
    with Ledger.open(office.folder) as ledger, ledger.writing("架空 太郎", datetime(2026, 7, 15)) as writer:
        made = Decision(0, 2025, "honbu", JULY, "1-1-01", "一部修正の上承認", note, due="2026-10-31", lead="総務部長")
        writer.add_decision(made)
        writer.add_decision(Decision(0, 2025, "honbu", JULY, "", "承認", "全ての事業で費用対効果を示すこと"))
    one, page = of(office, OWN, day="2026-11-02")
    (instruction,) = one["projects"][0]["instructions"]
    assert instruction == {"note": note, "due": "2026-10-31", "lead": "総務部長", "overdue": True}
    assert of(office, OWN, day="2026-10-31")[0]["projects"][0]["instructions"][0]["overdue"] is False
    said = text(page)
    assert f"{note}本部（令和8年7月15日）担当：総務部長令和8年10月31日（期限を過ぎています）" in said
    assert "全ての事業で費用対効果を示すこと" in said
    other, page = of(office, "0201", day="2026-11-02")
    assert other["projects"][0]["instructions"] == [] and "全ての事業で費用対効果を示すこと" in text(page)


def test_every_serving_department_gets_a_page_and_the_overview_names_all_open_work(office: Office) -> None:
    office.answer("1-1-02", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    result = office.json(*ASK)
    codes = [one["department"] for one in result["departments"]]
    assert OWN in codes and "0101" not in codes and len(set(codes)) == len(codes)
    said = text((office.folder / result["overview"]).read_text(encoding="utf-8"))
    assert "調書の受付が済んでいないもの3件" in said and "修正依頼1-1-02書かない窓口" in said
    assert set(result["without_leader"]) == set(codes)
    for file in (*(one["file"] for one in result["departments"]), result["overview"]):
        assert (office.folder / file).with_suffix(".pdf").read_bytes().startswith(b"%PDF-1.7")


def test_the_pages_are_the_same_bytes_twice_bring_all_with_them_and_leave_a_roster_alone(office: Office, tree) -> None:
    mine = office.folder / "reports/2025/引継ぎ/名簿_記入中.xlsx"
    office.run(*ASK)
    mine.write_bytes(b"half filled in")
    pages = tree(office.folder / "reports")
    office.run(*ASK)
    assert tree(office.folder / "reports") == pages and mine.read_bytes() == b"half filled in"
    for name, data in pages.items():
        if name.endswith(".html"):
            assert not re.search(rb"(?:src|href)=|url\(|<script", data), name


def test_a_faulty_template_of_the_plan_folder_is_named(office: Office) -> None:
    own = Path(office.folder / "templates/report/handover.html")
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing }", encoding="utf-8")
    assert office.run(*ASK) == 3
    assert "templates/report/handover.html" in office.err and "引継ぎのひな形" in office.err
