"""New projects from June to February through the real commands: heard, supported, budgeted, joined, told (架空)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from office_world import YEAR
from openpyxl import load_workbook
from test_other_forms import IDEA, SECRETARIAT, proposed, saved

JUNE, OCTOBER, NOVEMBER, JANUARY, FEBRUARY = "2026-06-12", "2026-10-05", "2026-11-16", "2027-01-25", "2027-02-15"
FIRST, SECOND = "N2025-0201-1", "N2025-0201-2"
POINTS = {"score_need": 20, "score_maturity": 10, "score_effect": 15, "score_value": 10, "score_feasible": 15}
HEARD: Mapping[str, object] = {
    "round": "6月",
    "hearing_date": "令和8年6月11日",
    "attendees": "財政課長、デジタル戦略課 2人",
    "discussion": "問：既存のサービスで足りないか。答：書類の確認が足りない。",
    **POINTS,
    "result": "計画登載",
    "priority": "候補としない",
    "planned_from": "令和8年度",
    "result_reason": "秘密の意見：効果が大きい。",
    "support_agreed": "業務の流れの図を一緒に作る。",
    "support_due": "令和8年8月31日",
    "support_lead": "デジタル戦略課",
}
DEFERRED = {
    **{name: value for name, value in HEARD.items() if not name.startswith(("support", "planned", "priority"))},
    "result": "継続検討",
}
OTHER_IDEA = {**IDEA, "proposal_name": "献立の配信", "estimate_due": "令和8年9月"}
OTHER_IDEA = {k: v for k, v in OTHER_IDEA.items() if k not in ("cost_initial", "cost_running", "estimate_basis")}


def hearing(office, *arguments: str, day: str = JUNE) -> dict:
    return office.json("hearing", "--year", "R7", *arguments, day=day)


def refused(office, *arguments: str, day: str = JUNE) -> str:
    """Run a command that must be refused; what it says. Nothing may be recorded."""
    before = acts(office)
    assert office.run("hearing", "--year", "R7", *arguments, day=day) in (1, 2), office.out
    assert "Traceback" not in office.err
    assert acts(office) == before
    return office.err


def acts(office) -> list[tuple]:
    from fujiplan_cli.ledger import Ledger
    from fujiplan_cli.model.hearing import KIND_WORDS

    with Ledger.open(office.folder) as ledger:
        return [one for kind in KIND_WORDS for one in ledger.acts(kind, undone=True)]


def write_record(office, number: str, answers: Mapping[str, object], month: str = "6月", day: str = JUNE) -> dict:
    """Fill the 記録票 of a proposal as sent out for that month and collect it."""
    (path,) = (office.folder / "outbox" / str(YEAR) / SECRETARIAT).glob(f"ヒアリング記録票_{month}_{number}_*.xlsx")
    book = load_workbook(path)
    page = book.worksheets[0]
    for field, value in answers.items():
        page[page.defined_names[f"fp_{field}"].attr_text.rsplit("!", 1)[1].replace("$", "")] = value
    office.put(f"記録/{month}_{number}_{day}.xlsx", saved(book))
    return office.json("collect", "--year", "R7", day=day)


def _spring(office) -> None:
    proposed(office, {0: IDEA, 1: OTHER_IDEA})


@pytest.fixture
def spring(office):
    """Two proposals of one 課; the second has no estimate yet."""
    return office.after(_spring)


def _june(spring) -> None:
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, HEARD)
    write_record(spring, SECOND, DEFERRED)
    assert len(hearing(spring, "--round", "june", "--record")["recorded"]) == 3


@pytest.fixture
def june(spring):
    """Both heard in June: the first joins the plan, the second waits."""
    return spring.after(_june)


def act_id(office, number: str, kind: str) -> str:
    steps = hearing(office, "--trace", number, day=FEBRUARY)["steps"]
    return str([one["act"] for one in steps if one["kind"] == kind][-1])


def test_june_lists_every_proposal_counts_none_and_gives_each_a_time(spring) -> None:
    other = "総務部/企画課"
    proposed(spring, {0: {"has_proposal": "該当なし", "contact_name": "架空 花子", "contact_ext": "1"}}, other)
    made = hearing(spring, "--round", "june", "--day", "2026-06-12", "--start", "11:40", "--room", "第1会議室")
    assert [one["proposal"] for one in made["proposals"]] == [FIRST, SECOND]
    assert made["none"] == ["総務部 企画課"]
    assert made["asked"] == len(made["none"]) + len(made["silent"]) + 1
    # The lunch hour stays free.
    assert [(s["day"], s["start"], s["end"]) for s in made["schedule"]] == [
        ("2026-06-12", "13:00", "13:30"),
        ("2026-06-12", "13:30", "14:00"),
    ]
    page = (spring.folder / made["files"][0]).read_text(encoding="utf-8")
    assert "第1会議室" in page and "「該当なし」：総務部 企画課" in page
    assert page.count("未定") >= 2  # the costs of the second are unknown, not 0
    book = load_workbook(spring.folder / made["files"][-1])
    assert book.sheetnames == ["提案の一覧", "日程"]
    assert len(made["sheets"]) == 2


def test_one_a_day_goes_on_after_the_weekend(spring) -> None:
    made = hearing(spring, "--round", "june", "--day", "2026-06-12", "--per-day", "1", "--format", "html")
    assert [s["day"] for s in made["schedule"]] == ["2026-06-12", "2026-06-15"]
    assert made["sheets"] == []


def test_the_same_state_gives_the_same_page(june) -> None:
    first = hearing(june, "--round", "june", "--format", "html")["files"][0]
    before = (june.folder / first).read_bytes()
    hearing(june, "--round", "june", "--format", "html")
    assert (june.folder / first).read_bytes() == before


def test_a_record_sheet_that_somebody_is_filling_is_not_written_over(spring) -> None:
    first = spring.folder / hearing(spring, "--round", "june")["sheets"][0]
    first.write_bytes(b"half filled")
    assert hearing(spring, "--round", "june")["sheets"] == []
    assert first.read_bytes() == b"half filled"
    assert len(hearing(spring, "--round", "june", "--format", "sheets")["sheets"]) == 2
    assert first.read_bytes() != b"half filled"


def test_a_result_needs_a_record_sheet(spring) -> None:
    hearing(spring, "--round", "june")
    assert "記録票がまだ受け付けられていません" in refused(spring, "--round", "june", "--record")
    write_record(spring, FIRST, HEARD)
    told = refused(spring, "--round", "june", "--record", "--proposal", SECOND)
    assert f"受け付けられていない提案があります：{SECOND}" in told


def test_a_faulty_record_sheet_waits_and_the_others_are_recorded(spring) -> None:
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, HEARD)
    write_record(spring, SECOND, {**DEFERRED, "score_need": 18})
    made = hearing(spring, "--round", "june", "--record")
    assert SECOND in made["waiting"][0]
    assert [FIRST in one for one in made["recorded"]] == [True, True]


def test_results_are_recorded_once_and_another_one_is_refused_until_the_first_is_undone(june) -> None:
    assert hearing(june, "--round", "june", "--record")["recorded"] == []
    write_record(june, FIRST, {**HEARD, "result": "見送り", "priority": None, "planned_from": None}, day="2026-06-15")
    told = refused(june, "--round", "june", "--record", day="2026-06-15")
    assert "既に「計画登載」（70点）" in told and "今の記録票は「見送り」（70点）" in told
    number = act_id(june, FIRST, "hearing_result")
    assert (
        len(hearing(june, "--undo", number, "--reason", "誤り", day="2026-06-15")["recorded"]) == 2
    )  # with its support
    hearing(june, "--round", "june", "--record", day="2026-06-15")
    (one,) = (p for p in hearing(june, "--round", "june", "--format", "html")["proposals"] if p["proposal"] == FIRST)
    assert one["results"][0]["result"] == "見送り"
    undone = [s["undone"] for s in hearing(june, "--trace", FIRST)["steps"] if s["kind"] == "hearing_result"]
    assert undone[0] == "取消し（事務局：誤り）" and undone[1] is None


def test_an_october_hearing_is_no_newer_version_of_the_one_of_june(june) -> None:
    made = hearing(june, "--round", "october", day=OCTOBER)
    assert [Path(one).name.split("_")[1] for one in made["sheets"]] == ["10月"]
    answers = {**HEARD, "round": "10月", "hearing_date": "令和8年10月5日", "score_maturity": 20}
    write_record(june, FIRST, answers, "10月", OCTOBER)
    hearing(june, "--round", "october", "--record", day=OCTOBER)
    (one,) = (p for p in hearing(june, "--round", "october", day=OCTOBER)["proposals"] if p["proposal"] == FIRST)
    assert [(r["round"], r["total"]) for r in one["results"]] == [("june", 70), ("october", 80)]
    history = june.json("trace", FIRST, "--year", "R7", day=OCTOBER)["versions"]
    assert [v["state"] for v in history if v["form"] == "hearing"] == ["in_use", "in_use"]
    # A corrected record of June that comes after October's still counts for June.
    write_record(june, FIRST, {**HEARD, "attendees": "財政課長"}, "6月", "2026-10-06")
    assert "既に" not in hearing(june, "--round", "june", "--record", day="2026-10-06")["recorded"]


def test_rounds_go_in_order(june, spring) -> None:
    assert "1月の回では記録できません" in refused(june, "--round", "january", "--record")
    assert "10月の回では記録できません" in refused(june, "--round", "october", "--proposal", FIRST, "--budget", "100")
    hearing(june, "--round", "october", day=OCTOBER)
    early = {**HEARD, "round": "10月", "hearing_date": "令和8年6月1日"}
    write_record(june, FIRST, early, "10月", OCTOBER)
    assert "より前です" in refused(june, "--round", "october", "--record", day=OCTOBER)


def test_october_before_june_is_refused(spring) -> None:
    assert "6月のヒアリングの結果がまだ" in refused(spring, "--round", "october", day=OCTOBER)
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, {**HEARD, "round": "10月", "hearing_date": "令和8年6月11日"})
    assert "6月のヒアリングの結果がない" in refused(spring, "--round", "october", "--record")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--round", "january", "--proposal", "N2025-9999-1", "--budget", "100"), "ある提案：N2025-0201-1"),
        (("--round", "january", "--proposal", FIRST, "--budget", "約120万円"), "額として読めません"),
        (("--round", "january", "--proposal", FIRST, "--budget", "-5"), "額として読めません"),
        (("--round", "january", "--proposal", FIRST, "--budget", "未定"), "額として読めません"),
        (("--round", "january", "--proposal", FIRST, "--budget", "5", "--date", "2025-06-11"), "期間の外"),
        (("--round", "january", "--proposal", FIRST, "--budget", "5", "--date", "2027-03-11"), "まだ来ていない"),
        (("--round", "january", "--proposal", SECOND, "--budget", "5"), "結果は「継続検討」"),
        (("--round", "october", "--proposal", FIRST, "--priority", "--date", "2026-06-01", "--reason", "r"), "より前"),
        (("--round", "january", "--proposal", FIRST, "--register", "1-1-09", "--reason", "新規"), "予算計上額が記録"),
        (
            (
                "--round",
                "may",
            ),
            "という回はありません",
        ),
        (("--round", "june", "--start", "25:00"), "時刻として読めません"),
        (("--round", "june", "--record", "--important"), "一度に一つだけ"),
        (("--undo", "999", "--reason", "誤り"), "番号999はありません"),
        (("--trace", "1-9-99"), "受け付けられていません"),
        (("--proposal", FIRST, "--done", "--date", "2026-06-01"), "合意した日"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_records_nothing(june, arguments, words) -> None:
    assert words in refused(june, *arguments, day=JANUARY)


def test_a_hearing_dated_in_another_year_is_refused(spring) -> None:
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, {**HEARD, "hearing_date": "令和7年6月11日"})
    assert "期間の外です" in refused(spring, "--round", "june", "--record")


def test_agreed_support_is_followed_up_until_it_is_done(june) -> None:
    waiting = june.json("status", "--year", "R7", day=OCTOBER)["supports"]
    assert [(one["proposal"], one["due"]) for one in waiting] == [(FIRST, "2026-08-31")]
    june.run("status", "--year", "R7", day=OCTOBER)
    assert "新規事業への支援　未了 1件（うち期限超過 1件）" in june.out
    page = june.folder / hearing(june, "--round", "october", day=OCTOBER)["files"][0]
    assert "期限超過" in page.read_text(encoding="utf-8")
    hearing(june, "--done", "--proposal", FIRST, "--date", "2026-10-02", "--reason", "図を渡した", day=OCTOBER)
    assert june.json("status", "--year", "R7", day=OCTOBER)["supports"] == []
    assert "未了の支援：なし" in refused(june, "--done", "--proposal", FIRST, "--date", "2026-10-02", day=OCTOBER)
    assert "済（令和8年10月2日）" in (
        june.folder / hearing(june, "--round", "october", day=OCTOBER)["files"][0]
    ).read_text(encoding="utf-8")


def test_what_honbu_hears_follows_the_rule_of_the_plan_folder_or_a_mark(june) -> None:
    assert [s["proposal"] for s in hearing(june, "--round", "october", day=OCTOBER)["schedule"]] == [FIRST]
    plan = june.folder / "fujiplan.toml"
    text = plan.read_text(encoding="utf-8").replace("important_total = 75", "important_total = 90")
    plan.write_text(text.replace("important_need = 20", "important_need = 20\n#").replace("= 20\n#", "= 20"), "utf-8")
    write_record(june, SECOND, {**HEARD, "score_need": 15}, day="2026-06-20")
    number = act_id(june, SECOND, "hearing_result")
    hearing(june, "--undo", number, "--reason", "結果を改めた", day="2026-06-20")
    hearing(june, "--round", "june", "--record", day="2026-06-20")
    assert [s["proposal"] for s in hearing(june, "--round", "october", day=OCTOBER)["schedule"]] == [FIRST]
    hearing(june, "--round", "june", "--important", "--proposal", SECOND, "--reason", "市長の公約", day="2026-06-20")
    made = hearing(june, "--round", "october", day=OCTOBER)
    assert [s["proposal"] for s in made["schedule"]] == [FIRST, SECOND]
    assert "市長の公約" in (june.folder / made["files"][0]).read_text(encoding="utf-8")


def test_an_undecided_amount_is_marked_and_never_taken_for_nothing(june) -> None:
    hearing(june, "--round", "october", "--proposal", FIRST, "--request", "未定", day=OCTOBER)
    made = hearing(june, "--round", "november", day=NOVEMBER)
    page = (june.folder / made["files"][0]).read_text(encoding="utf-8")
    assert "未定 1件を含まない" in page and "0千円" not in page
    book = load_workbook(june.folder / made["files"][-1])
    assert book["額"].cell(4, 5).value == "未定"
    hearing(june, "--round", "november", "--proposal", FIRST, "--request", "5,180", day=NOVEMBER)
    page = (june.folder / hearing(june, "--round", "november", day=NOVEMBER)["files"][0]).read_text(encoding="utf-8")
    assert "5,180千円" in page and "未定 0件を含まない" in page


def _january(june) -> None:
    given = ("--proposal", FIRST)
    why = ("--date", NOVEMBER, "--reason", "本部が重点施策とした")
    hearing(june, "--round", "november", *given, "--priority", *why, day=NOVEMBER)
    hearing(june, "--round", "november", *given, "--request", "5180", day=NOVEMBER)
    hearing(june, "--round", "january", *given, "--budget", "4900", day=JANUARY)


@pytest.fixture
def january(june):
    """重点施策, with a budget, on the register as 1-1-09."""
    return june.after(_january)


def join(office, number: str = "1-1-09", *more: str) -> dict:
    why = ("--reason", "令和8年度の新規事業")
    return hearing(office, "--round", "january", "--proposal", FIRST, "--register", number, *why, *more, day=JANUARY)


def test_a_new_project_joins_the_register_with_before_and_after(january) -> None:
    made = join(january)
    after = {one["label"]: one["after"] for one in made["comparison"]}
    assert after["事業名"] == "入所申込みのオンライン化" and after["重点施策"] == "○"
    assert after["当初予算額"] == "4,900千円" and after["予定段階"].startswith("S3")
    assert {one["before"] for one in made["comparison"]} == {None}
    page = hearing(january, "--round", "january", day=JANUARY)
    assert page["proposals"][0]["project"] == "1-1-09"
    assert "新旧対照表" in (january.folder / page["files"][0]).read_text(encoding="utf-8")
    # register.xlsx says the same as the ledger, and is taken in again without a change.
    assert january.run("import", str(january.folder / "register.xlsx"), "--kind", "register", day=JANUARY) == 0
    assert f"第{made['version']}版" in january.out


def test_a_number_in_use_or_a_changed_register_file_stops_it(january) -> None:
    arguments = ("--round", "january", "--proposal", FIRST, "--reason", "新規")
    assert "「電子申請の利用促進」が使っています" in refused(january, *arguments, "--register", "1-1-01", day=JANUARY)
    path = january.folder / "register.xlsx"
    join(january)
    book = load_workbook(path)
    book.worksheets[0]["B5"] = "書き換えた名前"
    path.write_bytes(saved(book))
    assert "既に事業1-1-09として" in refused(january, *arguments, "--register", "1-1-10", day=JANUARY)


def test_an_edit_of_the_register_that_was_not_taken_in_is_not_lost(january) -> None:
    path = january.folder / "register.xlsx"
    book = load_workbook(path)
    page = book.worksheets[0]
    page.cell(5, 2).value = "書き換えた名前"
    path.write_bytes(saved(book))
    arguments = ("--round", "january", "--proposal", FIRST, "--reason", "新規", "--register", "1-1-09")
    assert "取り込んでいない変更" in refused(january, *arguments, day=JANUARY)
    assert load_workbook(path).worksheets[0].cell(5, 2).value == "書き換えた名前"


def test_what_rests_on_a_record_keeps_it_from_being_undone(january) -> None:
    for kind in ("hearing_result", "support"):
        told = refused(january, "--undo", act_id(january, FIRST, "hearing_result"), "--reason", "誤り", day=JANUARY)
        assert "記録されているため、取り消せません" in told, kind
    join(january)
    assert "事業台帳に載っている" in refused(
        january, "--undo", act_id(january, FIRST, "budgeted"), "--reason", "誤り", day=JANUARY
    )


def test_priority_stays_with_the_project_even_when_the_register_forgets_it(january) -> None:
    join(january)
    path = january.folder / "register.xlsx"
    book = load_workbook(path)
    page = book.worksheets[0]
    ids = {page.cell(4, n).value: n for n in range(1, page.max_column + 1)}
    row = next(r for r in range(5, page.max_row + 1) if page.cell(r, ids["project_no"]).value == "1-1-09")
    page.cell(row, ids["priority"]).value = None
    path.write_bytes(saved(book))
    assert january.run("import", str(path), "--kind", "register", day=JANUARY) == 0, january.err
    scores = january.json("score", "--year", "R8", day="2027-04-20")
    assert [p["project"] for p in scores["projects"] if p["priority"]] == ["1-1-09"]
    january.run("score", "--year", "R8", day="2027-04-20")
    assert "重点施策" in january.out


def test_february_tells_what_is_new_and_no_amount_before_the_draft_is_public(january) -> None:
    join(january)
    made = hearing(january, "--round", "february", day=FEBRUARY)
    page = (january.folder / made["files"][0]).read_text(encoding="utf-8")
    assert "4,900" not in page and "予算案の公表後に掲載" in page
    hearing(january, "--round", "january", "--announced", "--date", FEBRUARY, day=FEBRUARY)
    made = hearing(january, "--round", "february", day=FEBRUARY)
    page = (january.folder / made["files"][0]).read_text(encoding="utf-8")
    sheets = load_workbook(january.folder / made["files"][-1])
    listed = "\n".join(str(c.value) for s in sheets for row in s.iter_rows() for c in row)
    for text in (page, listed, january.out):
        assert "4,900" in text and "入所を申し込む保護者" in text and "夜間や休日" in text
        for secret in ("5,180", "5180", "4,200", "4200", "980", "秘密の意見", "70点", "候補", FIRST, "架空 花子"):
            assert secret not in text, secret
    assert "献立の配信" not in page  # it does not join the plan


def test_the_way_of_an_idea_is_followed_from_its_sheet_to_the_register(january) -> None:
    join(january)
    found = hearing(january, "--trace", "1-1-09", day=FEBRUARY)
    assert (found["proposal"], found["project"]) == (FIRST, "1-1-09")
    assert [one["kind"] for one in found["steps"]] == [
        *("proposal", "hearing", "hearing_result", "support", "priority", "requested", "budgeted", "registered"),
    ]
    sheet = found["steps"][1]
    assert sheet["file"].endswith(".xlsx") and sheet["cell"] and len(sheet["sha256"]) == 64
    assert "計画登載　70点（必要性20、熟度10" in found["steps"][2]["words"]
    assert january.run("hearing", "--year", "R7", "--trace", FIRST, day=FEBRUARY) == 0
    assert "→ 事業1-1-09" in january.out


def test_a_project_of_the_next_plan_is_not_put_on_this_register(spring) -> None:
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, {**HEARD, "planned_from": "令和9年度"})
    hearing(spring, "--round", "june", "--record")
    hearing(spring, "--round", "january", "--proposal", FIRST, "--budget", "0", day=JANUARY)
    arguments = ("--round", "january", "--proposal", FIRST, "--register", "1-1-09", "--reason", "新規")
    told = refused(spring, *arguments, day=JANUARY)
    assert "計画期間（令和4〜令和8年度）の外" in told and "次期計画" in told


def test_a_small_group_is_not_named_by_its_number() -> None:
    from fujiplan_cli.report.hearing_page import people

    assert (people(9), people(10), people(0), people(None)) == ("x（秘匿）", "10人", "0人", "")


def test_the_calendar_waits_for_results_that_are_recorded_not_for_sheets_that_came(spring) -> None:
    hearing(spring, "--round", "june")
    write_record(spring, FIRST, HEARD)
    write_record(spring, SECOND, DEFERRED)

    def waiting() -> list[str]:
        matters = spring.json("schedule", day="2026-07-01")["matters"]
        return [item for one in matters if one["kind"] == "hearing" for item in one["items"]]

    assert waiting() == [FIRST, SECOND]
    hearing(spring, "--round", "june", "--record")
    assert waiting() == []


def test_the_first_page_of_kanjikai_shows_the_june_hearings_as_they_stood_when_it_was_frozen(june) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        june.answer(number)
    june.run("collect", "--year", "R7")
    report = ("report", "--year", "R7", "--meeting", "kanjikai", "--format", "html")
    assert june.run(*report, day="2026-06-20") == 0, june.err
    (path,) = (june.folder / "reports" / str(YEAR) / "kanjikai").glob("*_報告.html")
    first = path.read_text(encoding="utf-8")
    shown = first.partition("6月の新規事業ヒアリング")[2].partition("</section>")[0]
    assert "提案2件：計画登載1件、継続検討1件（令和8年6月11日）。" in shown
    assert "70点" in shown and "業務の流れの図を一緒に作る。（デジタル戦略課、令和8年8月31日まで、未了）" in shown
    assert first.index("部別の状況") < first.index("6月の新規事業ヒアリング") < first.index("評価段階別の評価")
    hearing(june, "--done", "--proposal", FIRST, "--date", "2026-07-01", "--reason", "図を渡した", day="2026-07-01")
    assert june.run(*report, day="2026-07-02") == 0, june.err
    assert path.read_text(encoding="utf-8") == first
