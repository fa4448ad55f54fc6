"""Who leads and who helps at each 段階 stands in the plan file, and is printed on sheet, guide and letter."""

from __future__ import annotations

import io

from office_world import PROJECTS, YEAR
from openpyxl import load_workbook


def texts(data: bytes, title: str) -> set[str]:
    return {
        str(c.value) for row in load_workbook(io.BytesIO(data))[title].iter_rows() for c in row if c.value is not None
    }


def letter(office) -> str:
    (path,) = (office.folder / "outbox" / str(YEAR)).glob("財政部/財政課/照会文.txt")
    return path.read_text(encoding="utf-8-sig")


def new_roles(office) -> None:
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('code = "S5"')
    changed = text[start:].replace(
        'lead = "所管課"\nsupport = "事務局"', 'lead = "運用課"\nsupport = "情報システム担当"', 1
    )
    path.write_text(text[:start] + changed, encoding="utf-8")


def test_sheet_guide_and_letter_name_the_roles_of_the_stage(office) -> None:
    sheet = office.sheets["1-1-02"]
    assert "S5の主担当：所管課、協力：事務局" in texts(sheet, load_workbook(io.BytesIO(sheet)).sheetnames[0])
    guide = texts(sheet, "記入要領")
    assert {"段階ごとの主担当と協力", "S3 予算化・調達", "所管課／財政・契約・事務局", "所管課・事務局"} <= guide
    assert "所管課／事務局" in letter(office)


def test_roles_changed_in_the_plan_file_are_printed_by_the_next_distribution(office) -> None:
    new_roles(office)
    assert office.run("distribute", "--year", "R7") == 0, office.err
    (path,) = (office.folder / "outbox" / str(YEAR)).rglob("1-1-02*.xlsx")
    sheet = path.read_bytes()
    assert "S5の主担当：運用課、協力：情報システム担当" in texts(sheet, load_workbook(io.BytesIO(sheet)).sheetnames[0])
    assert "運用課／情報システム担当" in letter(office)


def test_a_sheet_sent_before_the_roles_changed_is_taken_as_it_is(office) -> None:
    new_roles(office)
    for one in PROJECTS:
        office.answer(one.number)
    files = office.json("collect", "--year", "R7")["files"]
    assert {one["verdict"] for one in files} == {"accepted"}
