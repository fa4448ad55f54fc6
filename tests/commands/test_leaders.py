"""The roster of 情報化推進リーダー: filled in, taken in whole or not at all, shown, never published (架空)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from office_world import Office
from openpyxl import Workbook, load_workbook

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.leaders import leader_names

OWN = "0109"
NAME = "架空 𠮷右衛門"


def roster(office: Office, *rows: tuple[str | None, ...], name: str = "名簿.xlsx") -> Path:
    """A roster with the usual headings."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名簿"
    for row in (("所属コード", "所属名", "氏名", "内線", "備考"), *rows):
        sheet.append(row)
    path = office.folder / name
    book.save(path)
    return path


def take_in(office: Office, path: Path) -> dict:
    return office.json("import", str(path), "--kind", "leaders", "--year", "R7")


def acts(office: Office) -> list[tuple[str, str]]:
    with Ledger.open(office.folder) as ledger:
        return [(act.subject, act.facts["name"]) for act in ledger.acts("leader", 2025)]


def test_the_roster_lists_every_serving_department_and_comes_back_filled_in(office: Office) -> None:
    written = office.folder / office.json("handover", "--roster", "--year", "R7")["roster"]
    book = load_workbook(written)
    sheet = book.active
    codes = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    assert OWN in codes and "0101" not in codes, "情報政策課 had another name on 1 April 2026"
    sheet.cell(codes[OWN], 3).value = NAME
    sheet.cell(codes[OWN], 4).value = 2533
    book.save(written)
    result = take_in(office, written)
    assert (result["rows"], result["recorded"]) == (1, 1)
    assert OWN not in result["without_leader"] and len(result["without_leader"]) == len(codes) - 1
    with Ledger.open(office.folder) as ledger:
        (act,) = ledger.acts("leader", 2025)
        assert (act.subject, act.facts["name"], act.facts["extension"]) == (OWN, NAME, "2533")
        assert act.facts["cell"] == f"C{codes[OWN]}" and ledger.archived(act.facts["sha256"]) == written.read_bytes()
    again = load_workbook(office.folder / office.json("handover", "--roster", "--year", "R7")["roster"]).active
    assert again.cell(codes[OWN], 3).value == NAME, "the next roster is prefilled"
    assert take_in(office, written)["recorded"] == 0, "nothing new, nothing recorded"


def test_the_newest_roster_of_a_department_and_year_holds(office: Office) -> None:
    for person in ("架空 一郎", NAME):
        assert take_in(office, roster(office, (OWN, None, person, None, None)))["recorded"] == 1
    assert office.json("handover", "--year", "R7", "--department", OWN)["departments"][0]["leader"] == NAME


@pytest.mark.parametrize(
    ("row", "code", "cell", "words"),
    [
        (("9999", None, "架空 一郎", None, None), "leader_unknown_office", "A3", "9999"),
        ((None, "デジタル戦咯課", "架空 一郎", None, None), "leader_unknown_office", "B3", "デジタル戦略課"),
        (("0101", None, "架空 一郎", None, None), "leader_ended_office", "A3", "0109 総務部 デジタル戦略課"),
        ((None, "情報政策課", "架空 一郎", None, None), "leader_ended_office", "B3", "令和8年3月31日まで"),
        (("0102", None, None, "2111", None), "leader_blank_name", "C3", "総務部 企画課"),
        ((OWN, None, "架空 二郎", None, None), "leader_twice", "C3", "C2"),
        (("0102", "財政課", "架空 一郎", None, None), "leader_names_differ", "B3", "企画課"),
        ((None, None, "架空 一郎", None, None), "leader_no_office", "A3", "A3"),
    ],
)
def test_a_bad_row_is_told_with_its_cell_and_a_way_out_and_nothing_is_recorded(
    office: Office, row: tuple[str | None, ...], code: str, cell: str, words: str
) -> None:
    path = roster(office, (OWN, None, NAME, None, None), row)
    assert office.run("import", str(path), "--kind", "leaders", "--year", "R7") == 1
    (finding,) = take_in(office, path)["findings"]
    assert (finding["code"], finding["cell"], finding["severity"]) == (code, cell, "error")
    assert words in finding["message"] and finding["remedy"].endswith("。") and "例：" in finding["remedy"]
    assert acts(office) == []


def test_all_that_is_wrong_is_told_at_once(office: Office) -> None:
    bad = (("9999", None, "架空 一郎", None, None), ("0102", None, None, "1", None), ("0101", None, "架空 三郎"))
    codes = [f["code"] for f in take_in(office, roster(office, *bad))["findings"]]
    assert codes == ["leader_unknown_office", "leader_blank_name", "leader_ended_office"]


def test_a_file_that_is_no_roster_or_no_workbook_is_refused_in_words(office: Office) -> None:
    path = office.folder / "何か.xlsx"
    for data, code in ((b"PK\x03\x04broken", "table_unreadable"), ("番号,名前\r\n".encode(), "leader_no_header")):
        path.write_bytes(data)
        assert [f["code"] for f in take_in(office, path)["findings"]] == [code]
    path.write_bytes("所属コード,氏名\r\n109,架空 一郎\r\n".encode("cp932"))
    assert take_in(office, path)["recorded"] == 1, "a CSV, whose leading zero Excel dropped"
    assert acts(office) == [(OWN, "架空 一郎")]


def test_a_reminder_names_the_leader_only_where_one_is_known(office: Office) -> None:
    take_in(office, roster(office, (OWN, None, NAME, None, None)))
    texts = office.json("status", "--year", "R7", "--reminders", day="2026-05-01")["reminders"]["texts"]
    said = {one["department"]: (office.folder / one["path"]).read_text(encoding="utf-8-sig") for one in texts}
    named = {department for department, text in said.items() if "情報化推進リーダー" in text}
    assert named == {"総務部 デジタル戦略課"}
    assert re.search(f"御中\r?\n（情報化推進リーダー　{NAME}　様）", said["総務部 デジタル戦略課"])


def test_the_names_of_all_rosters_are_among_what_the_site_must_not_hold(office: Office) -> None:
    from fujiplan_cli.workflow.site_input import Asked, publish_input

    for person in ("架空 権左衛門", NAME):
        take_in(office, roster(office, (OWN, None, person, None, None)))
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    desk = Desk.open(office.folder, today=date(2026, 7, 20))
    with desk.ledger() as ledger:
        assert leader_names(ledger) == ("架空 権左衛門", NAME)
        given = publish_input(desk, ledger, Asked(2025, None, preview=True))
    assert given.names == ("架空 権左衛門", NAME)
