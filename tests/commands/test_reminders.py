"""督促 through `status --reminders`: who is reminded of what, on which day, in which words; and 受付簿."""

from __future__ import annotations

import io

from office_world import GOOD, YEAR, filled, project
from openpyxl import load_workbook

DUE = "2026-04-28"
BEFORE, ON_DAY, BETWEEN, AFTER_3, AFTER_7 = "2026-04-23", DUE, "2026-04-30", "2026-05-01", "2026-05-07"
ASK = ("status", "--year", "R7", "--reminders")
MIKAN = "財政部 財政課"
OWN = "総務部 デジタル戦略課"


def reminded(office, day: str, *more: str) -> dict[str, tuple[str, list[str]]]:
    """Department → kind and what is waited for (project, or title), of those with a sheet."""
    texts = office.json(*ASK, *more, day=day)["reminders"]["texts"]
    return {
        one["department"]: (one["kind"], [w["project"] or w["name"] for w in one["waiting"]])
        for one in texts
        if any(w["project"] for w in one["waiting"])
    }


def text_of(office, day: str, department: str) -> str:
    (path,) = (
        one["path"] for one in office.json(*ASK, day=day)["reminders"]["texts"] if one["department"] == department
    )
    data = (office.folder / path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\n" not in data.replace(b"\r\n", b"")
    return data.decode("utf-8-sig")


def test_each_of_the_four_is_due_on_its_days_and_none_on_the_days_between(office) -> None:
    kinds = {day: {k for k, _ in reminded(office, day).values()} for day in (BEFORE, ON_DAY, AFTER_3, AFTER_7)}
    assert kinds == {BEFORE: {"before"}, ON_DAY: {"on_day"}, AFTER_3: {"after_3"}, AFTER_7: {"after_7"}}
    result = office.json(*ASK, day=BETWEEN)["reminders"]
    assert (result["texts"], result["folder"], result["next"]) == ([], None, AFTER_3)
    assert not (office.folder / "reports" / str(YEAR) / "督促" / BETWEEN).exists()
    assert office.json(*ASK, day="2026-04-10")["reminders"]["next"] == "2026-04-21"


def test_who_answered_is_left_out_and_a_return_is_asked_to_be_corrected(office) -> None:
    office.answer("1-1-01")
    office.answer("1-1-02", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    assert reminded(office, AFTER_3) == {MIKAN: ("after_3", ["1-1-02", "1-1-03", "新規事業調書"])}
    words = text_of(office, AFTER_3, MIKAN)
    line = next(one for one in words.splitlines() if one.startswith("1-1-02"))
    assert line.split() == ["1-1-02", "書かない窓口", "修正依頼", "令和8年4月28日（火）"]
    assert "修正依頼の写し（シート「修正依頼」）のとおり直して" in words


def test_a_sheet_that_was_returned_unread_is_to_be_corrected_and_not_missing(office) -> None:
    book = load_workbook(io.BytesIO(filled(office.sheets["1-1-01"], GOOD)))
    page = book.worksheets[0]
    cell = page[page.defined_names["fp_identity"].attr_text.rsplit("!", 1)[1].replace("$", "")]
    parts = str(cell.value).split("|")
    cell.value = "|".join([*parts[:3], "0.9", *parts[4:]])
    old = io.BytesIO()
    book.save(old)
    office.put("旧版.xlsx", old.getvalue())
    office.run("collect", "--year", "R7")
    state = office.json("status", "--year", "R7")["projects"][0]
    assert (state["state"], state["received"], state["late"]) == ("修正依頼", "2026-04-20", False)
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    office.put("旧版2.xlsx", filled(old.getvalue(), {"contact_ext": "9999"}))
    office.run("collect", "--year", "R7")
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "受付済"


def test_what_waits_for_the_office_itself_is_not_asked_of_the_department(office) -> None:
    office.answer("1-1-01", status="休止", deviation="受託者の撤退により休止した。")
    office.run("collect", "--year", "R7")
    assert OWN not in reminded(office, AFTER_3)


def test_an_extension_moves_the_days_of_its_project_alone(office) -> None:
    office.run("settle", "1-1-02", "sheet", "--year", "R7", "--extend", "2026-05-08", "--reason", "災害対応")
    assert reminded(office, ON_DAY)[MIKAN] == ("on_day", ["1-1-03", "新規事業調書"])
    kind, waiting = reminded(office, AFTER_7)[MIKAN]
    assert (kind, waiting) == ("after_7", ["1-1-03", "新規事業調書", "1-1-02"])
    words = text_of(office, AFTER_7, MIKAN)
    assert "令和8年5月8日（金）（延長後）" in words and "提出期限が近づいています" in words
    assert words.index("1週間以上過ぎました") < words.index("近づいています")


def test_the_last_one_is_copied_to_the_head_and_names_how_to_return(office) -> None:
    words = text_of(office, AFTER_7, MIKAN)
    assert f"{MIKAN}　御中\r\n（写し）{MIKAN}長　様" in words
    assert "（写し）" not in text_of(office, AFTER_3, MIKAN)
    assert f"Excelファイルに記入し、{OWN}に提出してください" in words
    assert "新規事業がない場合も、「該当なし」を選んで" in words


def test_a_department_without_projects_owes_the_survey_until_it_says_none(office) -> None:
    texts = office.json(*ASK, day=ON_DAY)["reminders"]["texts"]
    only = [one for one in texts if not any(w["project"] for w in one["waiting"])]
    assert only and all([w["name"] for w in one["waiting"]] == ["新規事業調書"] for one in only)
    source = next((office.folder / "outbox" / str(YEAR)).rglob("企画課_新規事業調書.xlsx"), None)
    source = source or next((office.folder / "outbox" / str(YEAR)).rglob("*_新規事業調書.xlsx"))
    name = f"{source.parent.parent.name} {source.parent.name}"
    answer = {"has_proposal": "該当なし", "contact_name": "架空 花子", "contact_ext": "1", "approval_no": "1"}
    office.put("調査.xlsx", filled(source.read_bytes(), answer))
    office.run("collect", "--year", "R7")
    state = {one["department"]: one["survey"] for one in office.json("status", "--year", "R7")["departments"]}
    assert state[name] == "該当なし"
    after = office.json(*ASK, day=ON_DAY)["reminders"]["texts"]
    owed = {one["department"]: [w["name"] for w in one["waiting"]] for one in after}
    assert "新規事業調書" not in owed.get(name, [])


def test_a_list_of_the_department_is_reminded_of_by_its_own_due_day(office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    office.run("collect", "--year", "R7")
    assert office.run("distribute", "--year", "R7", "--form", "settlement", day="2026-06-02") == 0, office.err
    due = next(one for one in office.json(*ASK, "--all-reminders", day="2026-06-02")["reminders"]["texts"])
    lists = [w for w in due["waiting"] if w["form"] == "settlement"]
    assert [w["state"] for w in lists] == ["未提出"] and lists[0]["name"].startswith("数値確定票（")


def test_all_four_can_be_made_beforehand(office) -> None:
    result = office.json("status", "--year", "R7", "--all-reminders", day="2026-04-10")["reminders"]
    names = sorted(one["path"].rpartition("/")[2] for one in result["texts"] if one["department"] == MIKAN)
    assert names == sorted(f"財政部_財政課_{word}.txt" for word in ("期限前", "当日", "3日後", "7日後"))
    words = (office.folder / result["folder"] / "財政部_財政課_7日後.txt").read_bytes().decode("utf-8-sig")
    assert "令和8年5月5日" in words.splitlines()[0]


def test_the_wording_is_the_plan_folders_own_and_a_faulty_one_writes_nothing(office, tree) -> None:
    own = office.folder / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "reminder.txt").write_text("{{ letter.addressee }}　{{ letter.kind }}\n", "utf-8")
    assert text_of(office, ON_DAY, MIKAN) == f"{MIKAN}　on_day\r\n"
    (own / "reminder.txt").write_text("{{ letter.nothing }}\n", "utf-8")
    before = tree(office.folder)
    assert office.run(*ASK, day=AFTER_3) == 3
    assert "templates/mail/reminder.txt" in office.err
    assert tree(office.folder) == before
    (own / "reminder.txt").write_text("{{ ''.__class__.__mro__ }}\n", "utf-8")
    assert office.run(*ASK, day=AFTER_3) == 3


def test_the_same_day_again_leaves_exactly_what_is_due_now(office) -> None:
    folder = office.folder / "reports" / str(YEAR) / "督促" / ON_DAY
    office.run(*ASK, day=ON_DAY)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    office.run(*ASK, day=ON_DAY)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.run(*ASK, day=ON_DAY) == 0
    assert "督促の文面" in office.out and "財政部_財政課.txt" in office.out
    assert "1-1-01" not in (folder / "総務部_デジタル戦略課.txt").read_text("utf-8-sig")


def test_a_sheet_that_was_never_sent_out_is_nobodys_debt(office) -> None:
    assert project("9-9-99", "配布していない事業").number not in str(office.json(*ASK, day=ON_DAY)["reminders"])


def test_status_tells_extensions_the_rate_and_none(office) -> None:
    office.run("settle", "1-1-02", "sheet", "--year", "R7", "--extend", "2026-05-08", "--reason", "災害対応")
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    office.answer("1-1-02")
    office.answer("1-1-03")
    office.run("collect", "--year", "R7", day="2026-05-06")
    assert office.run("status", "--year", "R7", day="2026-05-06") == 0
    assert "提出 3/3事業、うち期限内 2事業（66.7％）（期限 2026-04-28、期限延長 1事業）" in office.out
    result = office.json("status", "--year", "R7", day="2026-05-06")
    assert (result["on_time"], result["answered"], result["extended"]) == (2, 3, 1)
    assert round(result["on_time_rate"], 3) == 0.667
    row = next(one for one in result["departments"] if one["department"] == MIKAN)
    assert (row["extended"], row["answered"], row["on_time"], row["survey"]) == (1, 2, 1, "未提出")


def test_the_receipt_book_is_told_on_the_terminal_and_as_json(office) -> None:
    office.answer("1-1-01")
    office.put("写し.xlsx", (office.folder / "inbox" / str(YEAR) / "1-1-01.xlsx").read_bytes())
    office.put("メモ.txt", b"memo")
    office.run("collect", "--year", "R7")
    told = office.json("status", "--year", "R7", "--receipts")["receipts"]
    assert [(r["number"], r["path"].rpartition("/")[2], r["verdict"], r["version"], r["reason"]) for r in told] == [
        (1, "1-1-01.xlsx", "accepted", 1, None),
        (2, "メモ.txt", "rejected", None, None),
        (3, "写し.xlsx", "accepted", None, "duplicate"),
    ]
    assert told[0]["received_at"].startswith("2026-04-20") and told[0]["findings"]["error"] == 0
    assert office.run("status", "--year", "R7", "--receipts") == 0
    assert "同じ内容のファイルを受付済み" in office.out and "読取不可（再提出依頼）" in office.out
    assert "受付 3件" in office.out
