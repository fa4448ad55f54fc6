"""事業の見直し: acts and edited registers are compared, recorded with their reason, and refused whole when wrong."""

from __future__ import annotations

import dataclasses

import pytest
from office_world import PROJECTS, YEAR
from openpyxl import load_workbook

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.revision_changes import faults_of_links

WHY = ("--reason", "国の制度改正のため", "--date", "2026-04-15")


def known(office) -> dict[str, Project]:
    with Ledger.open(office.folder) as ledger:
        return {one.number: one for one in ledger.projects()}


def state(office) -> tuple[int, int]:
    with Ledger.open(office.folder) as ledger:
        return ledger.register_version(), len(ledger.acts("revision", undone=True))


def edited(office, *projects: Project, version: int = 1):
    book = office.folder / "直した台帳.xlsx"
    book.write_bytes(write_register(load_plan(office.folder), projects, version))
    return str(book)


def test_an_edited_register_shows_old_beside_new_and_is_recorded_with_everything(office) -> None:
    book = edited(office, dataclasses.replace(PROJECTS[0], name="電子申請の拡大", department="0102"), *PROJECTS[1:])
    more = ("--meeting", "honbu", "--approval-no", "架空第3号")
    assert office.run("revise", "--from", book, *WHY, *more) == 0, office.err
    assert "事業名：電子申請の利用促進 → 電子申請の拡大" in office.out
    assert "所管課：総務部 情報政策課（0101） → 総務部 企画課（0102）" in office.out
    assert known(office)["1-1-01"].name == "電子申請の拡大"
    with Ledger.open(office.folder) as ledger:
        (act,) = ledger.acts("revision", 2026)
    assert (act.date, act.reason) == ("2026-04-15", "国の制度改正のため")
    assert (act.facts["before"], act.facts["after"], act.facts["meeting"]) == ("1", "2", "honbu")
    folder = office.folder / "reports" / "2026" / "revise"
    page = (folder / "第1号_新旧対照表.html").read_text(encoding="utf-8")
    assert "架空第3号" in page and "国の制度改正のため" in page and "<script" not in page
    sheet = load_workbook(folder / "第1号_新旧対照表.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    name = ["1-1-01", "電子申請の拡大", "変更", "事業名", "電子申請の利用促進", "電子申請の拡大"]
    assert rows[0] == name and len(rows) == 2


def test_a_rehearsal_records_and_writes_nothing(office) -> None:
    book = edited(office, dataclasses.replace(PROJECTS[0], name="別の名前"), *PROJECTS[1:])
    assert office.run("revise", "--from", book, *WHY, "--dry-run") == 0
    assert "電子申請の利用促進 → 別の名前" in office.out
    assert state(office) == (1, 0) and not (office.folder / "reports" / "2026").exists()


def test_the_register_that_revise_writes_can_be_edited_and_taken_in_and_then_is_old(office) -> None:
    assert office.run("revise") == 0, office.err
    path = office.folder / "register.xlsx"
    book = load_workbook(path)
    book["事業"]["B5"] = "電子申請の拡大"
    copy = office.folder / "写し.xlsx"
    book.save(copy)
    assert office.run("revise", "--from", str(copy), *WHY) == 0, office.err
    assert office.run("revise", "--change", "1-1-02", "--set", "事業名=窓口", *WHY) == 0, office.err
    assert office.run("revise", "--from", str(copy), *WHY) == 2
    assert "第1版から作られたもので、最新の第3版（2026-04-20 事務局）ではありません" in office.err
    assert known(office)["1-1-02"].name == "窓口" and state(office) == (3, 2)


def test_a_changed_target_keeps_its_original_and_the_reason_and_stands_old_beside_new(office) -> None:
    target = ("revise", "--change", "1-1-01", "--year", "R7", "--set", "kpi_1_target=150")
    assert office.run(*target, *WHY) == 0, office.err
    plan = known(office)["1-1-01"].years[YEAR]
    assert (plan.targets[1], plan.targets_original[1]) == (150, 160)
    assert plan.target_reasons[1] == "国の制度改正のため"
    page = (office.folder / "reports/2026/revise/第1号_新旧対照表.html").read_text(encoding="utf-8")
    assert "目標の変更" in page and ">160<" in page and ">150<" in page
    assert office.run(*target[:-1], "指標1 現行目標=140", "--reason", "再度", "--date", "2026-04-16") == 0, office.err
    plan = known(office)["1-1-01"].years[YEAR]
    assert (plan.targets[1], plan.targets_original[1], plan.target_reasons[1]) == (140, 160, "再度")
    original = ("revise", "--change", "1-1-01", "--year", "R7", "--set", "kpi_1_target_original=140")
    assert office.run(*original, *WHY) == 2 and "当初目標（160）は変えられません" in office.err


def test_one_project_is_merged_into_another_and_two_into_a_new_one(office) -> None:
    assert office.run("revise", "--merge", "1-1-02", "--into", "1-1-01", "--last-year", "R7", *WHY) == 0, office.err
    now = known(office)
    assert now["1-1-02"].successors == ("1-1-01",) and now["1-1-02"].end_year == 2025
    assert now["1-1-01"].predecessors == ("1-1-02",) and now["1-1-01"].indicators
    page = (office.folder / "reports/2026/revise/第1号_新旧対照表.html").read_text(encoding="utf-8")
    assert "統合のため比較不可" in page
    both = ("--merge", "1-1-01", "--merge", "1-1-03", "--into", "1-1-09=窓口の統合", "--last-year", "R7")
    assert office.run("revise", *both, *WHY) == 0, office.err
    new = known(office)["1-1-09"]
    assert (new.name, new.start_year, new.predecessors) == ("窓口の統合", 2026, ("1-1-01", "1-1-03"))
    assert new.indicators == ()  # figures before and after cannot be compared


def test_a_project_is_split_ended_and_added(office) -> None:
    parts = ("--into", "1-1-07=予約", "--into", "1-1-08=案内", "--last-year", "R7")
    assert office.run("revise", "--split", "1-1-03", *parts, *WHY) == 0, office.err
    now = known(office)
    assert now["1-1-03"].successors == ("1-1-07", "1-1-08")
    assert [(now[n].name, now[n].predecessors) for n in ("1-1-07", "1-1-08")] == [
        ("予約", ("1-1-03",)),
        ("案内", ("1-1-03",)),
    ]
    assert office.run("revise", "--end", "1-1-02", "--last-year", "R7", *WHY) == 0, office.err
    assert known(office)["1-1-02"].end_year == 2025
    words = ("事業名=新しい窓口", "種別=開発型", "基本目標=1", "施策=1-1", "開始年度=R8", "終了年度=R8", "所管課=0201")
    given = [part for word in words for part in ("--set", word)]
    assert office.run("revise", "--add", "1-1-10", *given, *WHY) == 0, office.err
    assert known(office)["1-1-10"].start_year == 2026


def test_a_revision_is_undone_by_one_that_restores_and_both_stay_on_record(office) -> None:
    assert office.run("revise", "--change", "1-1-01", "--set", "事業名=別の名前", *WHY) == 0
    back = ("--reason", "誤りのため戻す", "--date", "2026-04-16")
    assert office.run("revise", "--restore", "1", *back) == 0, office.err
    assert known(office)["1-1-01"] == PROJECTS[0]
    assert state(office) == (3, 2)


def test_a_past_report_is_the_same_to_the_byte_after_revisions(office) -> None:
    for one in PROJECTS:
        office.answer(one.number)
    assert office.run("collect", "--year", "R7") == 0
    made = ("report", "--year", "R7", "--meeting", "wg")
    assert office.run(*made) == 0, office.err
    (page,) = (office.folder / "reports" / str(YEAR) / "wg").glob("*.html")
    before = page.read_bytes()
    assert office.run("revise", "--change", "1-1-01", "--set", "事業名=別の名前", *WHY) == 0, office.err
    assert office.run("revise", "--merge", "1-1-02", "--into", "1-1-01", "--last-year", "R7", *WHY) == 0, office.err
    page.unlink()
    assert office.run(*made) == 0, office.err
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--merge", "1-1-01", "--into", "1-1-01", *WHY), "それ自身に統合"),
        (("--change", "9-9-99", "--set", "事業名=x", *WHY), "事業「9-9-99」は事業台帳にありません"),
        (("--merge", "1-1-01", "--into", "9-9-99", *WHY), "統合先の事業「9-9-99」"),
        (("--add", "1-1-02", "--set", "事業名=x", *WHY), "既に使われています"),
        (("--end", "1-1-01", "--last-year", "R5", *WHY), "終了年度"),
        (("--end", "1-1-01", "--reason", "理由", "--date", "2025-04-15"), "2026年度の今日"),
        (("--end", "1-1-01", "--reason", "理由", "--date", "2026-04-21"), "2026年度の今日"),
        (("--end", "1-1-01", "--reason", "理由"), "--date（決定日）"),
        (("--end", "1-1-01", "--last-year", "R7", "--date", "2026-04-15"), "見直しの理由がありません"),
        (("--change", "1-1-01", "--set", "後継の事業番号=1-1-01", *WHY), "一回りして"),
        (("--change", "1-1-01", "--set", "ない項目=x", *WHY), "「ない項目」は事業台帳の項目ではありません"),
        (("--change", "1-1-01", "--set", "kpi_1_target=1", *WHY), "--year で年度"),
        (("--change", "1-1-01", "--set", "終了年度=いつか", *WHY), "いつか"),
        (("--change", "1-1-01", "--set", "事業名=電子申請の利用促進", *WHY), "違うところがありません"),
        (("--split", "1-1-01", "--into", "1-1-07", *WHY), "2件以上"),
        (("--end", "1-1-01", "--split", "1-1-01", *WHY), "一度にひとつだけ"),
        (("--end", "1-1-01", "--last-year", "R7", "--meeting", "町内会", *WHY), "会議「町内会」"),
        (("--restore", "9", *WHY), "第9版はありません"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_recorded(office, arguments, words) -> None:
    assert office.run("revise", *arguments) == 2
    assert words in office.err, office.err
    assert state(office) == (1, 0) and known(office) == {one.number: one for one in PROJECTS}


def test_a_register_without_a_version_is_refused(office) -> None:
    book = edited(office, dataclasses.replace(PROJECTS[0], name="別の名前"), *PROJECTS[1:], version=0)
    assert office.run("revise", "--from", book, *WHY) == 2
    assert "版の印がありません" in office.err and state(office) == (1, 0)


def test_successors_that_come_round_are_found_and_a_chain_is_not(office) -> None:
    a, b, c = (
        dataclasses.replace(one, successors=(to,))
        for one, to in zip(PROJECTS, ("1-1-02", "1-1-03", "1-1-01"), strict=True)
    )
    assert len(list(faults_of_links((a, b, c)))) == 3
    assert not list(faults_of_links((a, b, dataclasses.replace(c, successors=()))))
    assert office.run("revise", "--from", edited(office, a, b, c), *WHY) == 2
    assert "一回りして" in office.err and state(office) == (1, 0)


def test_a_faulty_workbook_is_told_and_not_taken_in(office) -> None:
    book = edited(office, dataclasses.replace(PROJECTS[0], department="9999"), *PROJECTS[1:])
    assert office.run("revise", "--from", book, *WHY) == 1
    assert "9999" in office.out and state(office) == (1, 0)


def test_the_same_revision_gives_the_same_bytes(office) -> None:
    from fujiplan_cli.model.revision import FieldChange, ProjectRevision, Revision
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.revise import write_papers

    change = FieldChange("事業名", "=1+1", "<b>", target=False)
    one = Revision(1, 2026, "2026-04-15", "", "", "理由", 1, 2, (ProjectRevision("1", "甲", "change", (change,)),))
    desk = Desk.open(office.folder)
    first = [(office.folder / path).read_bytes() for path in write_papers(desk, one).files]
    assert first == [(office.folder / path).read_bytes() for path in write_papers(desk, one).files]
    assert b"&lt;b&gt;" in first[0] and first[1].startswith(b"%PDF-1.7")


def test_what_was_edited_and_not_taken_in_is_not_lost_when_the_register_is_written(office) -> None:
    path = office.folder / "register.xlsx"
    path.write_bytes(b"edited by somebody")
    assert office.run("revise", "--change", "1-1-01", "--set", "事業名=別の名前", *WHY) == 0, office.err
    assert (office.folder / "register_以前.xlsx").read_bytes() == b"edited by somebody"
    assert load_workbook(path)["事業"]["B5"].value == "別の名前"


def test_a_project_with_answers_is_neither_struck_out_nor_ended_before_them(office) -> None:
    office.answer("1-1-03")
    assert office.run("collect", "--year", "R7") == 0
    before = state(office)
    assert office.run("revise", "--from", edited(office, *PROJECTS[:2]), *WHY) == 2
    assert "調書のある年度に、事業がなくなります（1-1-03 令和7年度）" in office.err
    assert state(office) == before
    assert office.run("revise", "--end", "1-1-03", "--last-year", "R7", *WHY) == 0, office.err


def test_importing_a_register_that_was_written_before_the_newest_change_is_refused_too(office) -> None:
    assert office.run("revise", "--write") == 0, office.err
    old = (office.folder / "register.xlsx").read_bytes()
    why = ("--reason", "名称を分かりやすくするため", "--date", "2026-04-15")
    assert office.run("revise", "--change", "1-1-01", "--set", "事業名=新しい名前", *why) == 0, office.err
    path = office.folder / "古い台帳.xlsx"
    path.write_bytes(old)
    assert office.run("import", str(path), "--kind", "register") == 2
    assert "第1版から作られたもの" in office.err and "その後の変更が失われます" in office.err
    with Ledger.open(office.folder) as ledger:
        assert next(p.name for p in ledger.projects() if p.number == "1-1-01") == "新しい名前"
