"""distribute: what a department gets beside its sheets, how it is packed, and how a department book comes back."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from office_world import GOOD, PROJECTS, YEAR, project
from openpyxl import Workbook, load_workbook

from fujiplan_cli.declare import load_form, load_plan
from fujiplan_cli.declare.form_changes import form_changes
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.condition import ALWAYS, NEVER
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.workbook.bind import Leaf, bind_books, sheet_names
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow import files as files_module
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.distribute import Packing, distribute

DAY = "2026-04-02"
SEND = ("distribute", "--year", "R7", "--letter-no", "8架空第12号", "--letter-date", "2026-04-02")
OLD, OTHER = "総務部/デジタル戦略課", "財政部/財政課"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def outbox(office) -> Path:
    return office.folder / "outbox" / str(YEAR)


def letter(office, folder: str) -> str:
    return (outbox(office) / folder / "照会文.txt").read_bytes().decode("utf-8-sig")


def word_text(data: bytes) -> list[str]:
    """Every paragraph of a Word document."""
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{_WORD}t")) for p in root.iter(f"{_WORD}p")]


def take_register(office, projects, reason: str = "見直し") -> None:
    (office.folder / "register.xlsx").write_bytes(write_register(load_plan(office.folder), projects))
    register = str(office.folder / "register.xlsx")
    assert office.run("import", register, "--kind", "register", "--reason", reason, day=DAY) == 0, office.err


def fill_book(data: bytes, answers: dict[str, dict[str, str | int]]) -> bytes:
    """A department book with the named cells of each sheet set: sheet name → answers."""
    book = load_workbook(io.BytesIO(data))
    for name, given in answers.items():
        for field_id, value in given.items():
            defined = book[name].defined_names.get(f"fp_{field_id}")
            if defined is not None:
                book[name][defined.attr_text.rsplit("!", 1)[1].replace("$", "")] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def saved_by_office(soffice: str, folder: Path, data: bytes) -> bytes:
    """The same workbook, opened and saved again by LibreOffice."""
    (folder / "book.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True, timeout=180)
    return (folder / "out" / "book.xlsx").read_bytes()


# ---- the letter -------------------------------------------------------------------------------------------


def test_every_department_gets_a_letter_with_number_date_due_date_and_its_projects(office) -> None:
    assert office.run(*SEND, day=DAY) == 0, office.err
    text = letter(office, OTHER)
    for words in (
        "8架空第12号",
        "令和8年4月2日",
        "財政部 財政課長　様",
        "総務部長",
        "令和7年度情報化事業の実施状況及び新規事業の調査について（照会）",
        "このことについて、下記により回答してください。",
        "令和8年4月28日（火）",
        "所属長の決裁",
        "該当がない場合も、「該当なし」と回答してください。",
        "決算見込額で記入してください。出納閉鎖後に改めて確認を依頼します。",
        "1-1-02_書かない窓口.xlsx",
        "1-1-03_施設予約の共通化.xlsx",
    ):
        assert words in text, words
    assert "1-1-01" not in text


def test_the_text_letter_is_for_notepad_and_the_word_letter_says_the_same(office) -> None:
    office.run(*SEND, day=DAY)
    raw = (outbox(office) / OTHER / "照会文.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n") > 20
    squeezed = "".join(letter(office, OTHER).split()).replace("-", "")
    paragraphs = word_text((outbox(office) / OTHER / "照会文.docx").read_bytes())
    for paragraph in paragraphs:
        assert "".join(paragraph.split()).replace("-", "") in squeezed, paragraph
    assert sum(map(bool, paragraphs)) > 25


def test_libreoffice_opens_the_word_letter_on_two_pages(office, soffice: str, tmp_path: Path) -> None:
    office.run(*SEND, day=DAY)
    source = outbox(office) / OTHER / "照会文.docx"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    pdf = (tmp_path / "照会文.pdf").read_bytes()
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page\n") + pdf.count(b"/Type /Page\n") == 2


def test_without_a_number_there_is_room_to_write_it_and_the_date_is_todays(office) -> None:
    office.run("distribute", "--year", "R7", day=DAY)
    assert "第　　　　号" in letter(office, OTHER) and "令和8年4月2日" in letter(office, OTHER)


def test_a_renamed_department_gets_its_sheets_under_the_new_name_and_is_told_the_old_one(office) -> None:
    office.run(*SEND, day=DAY)
    assert (outbox(office) / OLD / "1-1-01_電子申請の利用促進.xlsx").is_file()
    assert "前年度に総務部 情報政策課が回答した事業（1件）は、貴課が回答してください。" in letter(office, OLD)
    assert "組織の改正" not in letter(office, OTHER)
    book = load_workbook(outbox(office) / OLD / "調書一覧.xlsx")
    header, row = ([cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=3, max_row=4))
    assert dict(zip(header, row, strict=True))["前年度の所管"] == "総務部 情報政策課"


def test_the_list_names_who_filled_in_the_sheet_last_year(office) -> None:
    office.answer("1-1-02")
    assert office.run("collect", "--year", "R7") == 0, office.out
    assert office.run("distribute", "--year", "R8", day="2027-04-01") == 0, office.err
    book = load_workbook(office.folder / "outbox" / "2026" / OTHER / "調書一覧.xlsx")
    header, row = ([cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=3, max_row=4))
    told = dict(zip(header, row, strict=True))
    assert (told["事業番号"], told["前年度の記入者"], told["前年度の内線"]) == ("1-1-02", "架空 花子", "1234")


def test_a_department_without_projects_gets_a_letter_to_answer_and_is_named(office) -> None:
    result = office.json(*SEND, day=DAY)
    assert "総務部 企画課" in result["without"] and "総務部 デジタル戦略課" not in result["without"]
    assert "総務部 情報政策課" not in result["without"]  # its name ended on 31 March
    folder = outbox(office) / "総務部" / "企画課"
    assert sorted(p.name for p in folder.iterdir()) == ["企画課_新規事業調書.xlsx", "照会文.docx", "照会文.txt"]
    assert "貴課が回答する事業はありません" in letter(office, "総務部/企画課")
    assert "別表" not in letter(office, "総務部/企画課")


def test_a_department_asked_for_by_code_that_has_no_projects_is_told_by_name(office, tree) -> None:
    before = tree(office.folder)
    assert office.run("distribute", "--year", "R7", "--department", "0102", day=DAY) == 1
    assert "総務部 企画課（0102）" in office.err
    assert tree(office.folder) == before


def test_the_plan_folders_own_wording_goes_first_and_a_faulty_one_stops_everything(office, tree) -> None:
    own = office.folder / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "inquiry.txt").write_text("# {{ letter.year }}の照会\n| a | b |\n| {{ letter.addressee }} | c |\n", "utf-8")
    assert office.run(*SEND, day=DAY) == 0, office.err
    assert "令和7年度の照会" in letter(office, OTHER) and "財政部 財政課長" in letter(office, OTHER)
    (own / "inquiry.txt").write_text("# {{ letter.nothing }}\n", "utf-8")
    before = tree(office.folder)
    assert office.run(*SEND, day=DAY) == 3
    assert "templates/mail/inquiry.txt" in office.err
    assert tree(office.folder) == before


def test_a_project_name_cannot_break_the_table_of_the_letter(office) -> None:
    take_register(office, [dataclasses.replace(PROJECTS[1], name="窓口|改革 <b>&amp;</b>")])
    assert office.run(*SEND, day=DAY) == 0, office.err
    assert "窓口｜改革 <b>&amp;</b>" in word_text((outbox(office) / OTHER / "照会文.docx").read_bytes())


# ---- what changed in the form ------------------------------------------------------------------------------


def test_the_letter_tells_what_changed_in_the_form_since_last_year(office) -> None:
    text = (office.folder / "forms" / "progress.toml").read_text("utf-8")
    assert text.count('id = "issue"') == 1
    (office.folder / "forms" / "old.toml").write_text(text.replace('id = "issue"', 'id = "issue_then"'), "utf-8")
    plan_file = office.folder / "fujiplan.toml"
    plan = plan_file.read_text("utf-8")
    applies = '[[applies]]\nfirst_year = 2022\nlast_year = 2026\nmethod = "methods/revised.toml"\n'
    assert applies in plan
    earlier = applies.replace("2026", "2024") + 'forms = { progress = "forms/old.toml" }\n\n'
    plan_file.write_text(plan.replace(applies, earlier + applies.replace("2022", "2025")), "utf-8")
    assert office.run(*SEND, day=DAY) == 0, office.err
    assert "「課題」を追加しました（必須）。" in letter(office, OTHER)
    assert "「課題」を廃止しました。" in letter(office, OTHER)


def test_an_unchanged_form_is_said_to_be_unchanged(office) -> None:
    office.run(*SEND, day=DAY)
    assert "変更はありません。" in letter(office, OTHER)


def test_a_form_changed_in_place_is_told_by_its_version(office) -> None:
    office.answer("1-1-02")
    assert office.run("collect", "--year", "R7") == 0, office.out
    form = office.folder / "forms" / "progress.toml"
    form.write_text(form.read_text("utf-8").replace('version = "1.0"', 'version = "1.1"'), "utf-8")
    assert office.run("distribute", "--year", "R8", day="2027-04-01") == 0, office.err
    text = (office.folder / "outbox" / "2026" / OTHER / "照会文.txt").read_text("utf-8-sig")
    assert "調書の版を、1.0から1.1に改めました。" in text


def test_every_kind_of_change_of_a_field_is_told_in_words() -> None:
    folder = templates_folder() / "plan"
    form = load_form(folder, load_plan(folder), YEAR)
    issue, direction = form.field("issue"), form.field("direction")
    changed = {
        "issue": dataclasses.replace(issue, label="今後の課題", limit=300, required_when=NEVER),
        "direction": dataclasses.replace(
            direction, choices=(*direction.choices[1:], "休止"), stages=frozenset({"S5", "S6"}), required_when=ALWAYS
        ),
    }
    new = dataclasses.replace(form, fields=tuple(changed.get(f.id, f) for f in form.fields))
    first = direction.choices[0]
    told = form_changes(form, new)
    assert {
        "「今後の課題」の名称を、「課題」から変えました。",
        "「今後の課題」の字数の上限を、200字から300字に変えました。",
        "「今後の課題」の要否を、必須から任意に変えました。",
        "「今後の方向性」の選択肢に、「休止」を追加しました。",
        f"「今後の方向性」の選択肢から、「{first}」を除きました。",
        "「今後の方向性」の対象の評価段階を、全てからS5・S6に変えました。",
    } <= set(told), told
    assert form_changes(form, form) == ()


# ---- packing ------------------------------------------------------------------------------------------------


def test_a_bundle_holds_the_whole_parcel_under_utf8_names_and_has_the_same_bytes_again(office, tree) -> None:
    assert office.run(*SEND, "--bundle", day=DAY) == 0, office.err
    with zipfile.ZipFile(outbox(office) / f"{OTHER}.zip") as bundle:
        assert {i.filename: bundle.read(i) for i in bundle.infolist()} == tree(outbox(office) / OTHER)
        assert all(i.flag_bits & 0x800 for i in bundle.infolist())
        assert {i.date_time for i in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    first = tree(outbox(office))
    assert office.run(*SEND, "--bundle", day=DAY) == 0
    assert tree(outbox(office)) == first


def test_without_bundle_there_is_no_zip_and_an_old_one_goes(office) -> None:
    office.run(*SEND, "--bundle", day=DAY)
    office.run(*SEND, day=DAY)
    assert not list(outbox(office).rglob("*.zip"))


def test_one_department_anew_leaves_the_parcels_of_the_others(office, tree) -> None:
    office.run(*SEND, "--bundle", day=DAY)
    before = tree(outbox(office))
    assert office.run(*SEND, "--department", "0201", "--book", "department", day=DAY) == 0, office.err
    after = tree(outbox(office))
    mine = {name for name in before | after if name.startswith(f"{OTHER}/") or name == f"{OTHER}.zip"}
    assert {n: d for n, d in before.items() if n not in mine} == {n: d for n, d in after.items() if n not in mine}
    assert {n for n in after if n in mine} == {
        f"{OTHER}/{n}"
        for n in (
            "照会文.docx",
            "照会文.txt",
            "調書一覧.xlsx",
            "財政課_進行管理調書.xlsx",
            "財政課_新規事業調書.xlsx",
        )
    }


def test_names_with_signs_that_windows_forbids_are_written_and_never_collide(office) -> None:
    names = ['窓口:改革*?"<>|', "窓口：改革", "CON"]
    take_register(office, [project(f"1-1-0{n}", name, department="0201") for n, name in enumerate(names, 1)])
    assert office.run(*SEND, "--bundle", day=DAY) == 0, office.err
    found = sorted(p.name for p in (outbox(office) / OTHER).glob("1-1-*.xlsx"))
    assert found == ["1-1-01_窓口＿改革＿＿＿＿＿＿.xlsx", "1-1-02_窓口：改革.xlsx", "1-1-03_＿CON.xlsx"]


def test_two_departments_that_windows_cannot_tell_apart_get_two_folders(office, tree) -> None:
    plan_file = office.folder / "fujiplan.toml"
    plan = plan_file.read_text("utf-8")
    plan += '\n[[departments]]\ncode = "9901"\ndivision = "架空部"\nname = "A:課"\n'
    plan_file.write_text(plan + '\n[[departments]]\ncode = "9902"\ndivision = "架空部"\nname = "a?課"\n', "utf-8")
    take_register(office, [project("1-1-01", "一", department="9901"), project("1-1-02", "二", department="9902")])
    assert office.run(*SEND, "--bundle", day=DAY) == 0, office.err
    both = tree(outbox(office))
    assert office.run(*SEND, "--bundle", "--department", "9902", day=DAY) == 0, office.err
    assert tree(outbox(office)) == both
    assert {p.name for p in (outbox(office) / "架空部").iterdir()} == {
        "A＿課",
        "A＿課.zip",
        "a＿課（2）",
        "a＿課（2）.zip",
    }


def test_a_disk_that_fills_up_leaves_the_old_outbox_and_the_old_ledger(office, tree, monkeypatch) -> None:
    before = tree(outbox(office))
    with Ledger.open(office.folder) as ledger:
        sent = ledger.distributions(YEAR)
    written = []
    real = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if ".fujiplan" in self.parts:
            return real(self, data)
        written.append(self)
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        return len(data)

    monkeypatch.setattr(files_module.Path, "write_bytes", full)
    desk = Desk.open(office.folder, today=date(2026, 4, 2), by="架空 事務局")
    with pytest.raises(Refused) as refused:
        distribute(desk, YEAR, packing=Packing(bundle=True))
    assert refused.value.status == 4
    monkeypatch.undo()
    assert tree(outbox(office)) == before
    with Ledger.open(office.folder) as ledger:
        assert ledger.distributions(YEAR) == sent
    assert office.run(*SEND, day=DAY) == 0  # what was begun aside does not stand in the way


# ---- one book a department ---------------------------------------------------------------------------------


def book_of(office) -> bytes:
    assert office.run(*SEND, "--book", "department", day=DAY) == 0, office.err
    return (outbox(office) / OTHER / "財政課_進行管理調書.xlsx").read_bytes()


def test_a_department_book_has_a_sheet_for_each_project_that_says_the_same_as_its_own_file(office) -> None:
    book = load_workbook(io.BytesIO(book_of(office)))
    assert book.sheetnames == ["1-1-02", "1-1-03", "記入要領（S5）"]
    for number in ("1-1-02", "1-1-03"):
        alone, bound = load_workbook(io.BytesIO(office.sheets[number])).worksheets[0], book[number]
        for row in alone.iter_rows():
            for cell in row:
                other = bound[cell.coordinate]
                assert cell.value == other.value, cell.coordinate
                for look in ("font", "fill", "border", "number_format", "alignment", "protection"):
                    assert repr(getattr(cell, look)) == repr(getattr(other, look)), (cell.coordinate, look)
        assert {n: d.attr_text.rsplit("!", 1)[1] for n, d in alone.defined_names.items()} == {
            n: d.attr_text.rsplit("!", 1)[1] for n, d in bound.defined_names.items()
        }
        assert all(d.attr_text.startswith(f"'{number}'!") for d in bound.defined_names.values())
        assert [v.sqref for v in alone.data_validations.dataValidation] == [
            v.sqref for v in bound.data_validations.dataValidation
        ]
        assert bound.print_area and bound.protection.sheet


def test_the_ledger_knows_in_which_book_a_sheet_went_out(office) -> None:
    book_of(office)
    with Ledger.open(office.folder) as ledger:
        sent = {one.project: one.file for one in ledger.distributions(YEAR)}
    assert sent["1-1-02"] == sent["1-1-03"] == f"outbox/{YEAR}/{OTHER}/財政課_進行管理調書.xlsx"
    assert "シート" in letter(office, OTHER) and "Excelファイル1件" in letter(office, OTHER)


def test_a_department_book_is_collected_with_one_entry_a_sheet(office) -> None:
    filled = fill_book(book_of(office), {"1-1-02": dict(GOOD), "1-1-03": {**GOOD, "kpi_1_actual": "約160"}})
    office.put("財政課.xlsx", filled)
    result = office.json("collect", "--year", "R7")
    entries = [(f["project"], f["verdict"], [x["code"] for x in f["findings"]]) for f in result["files"]]
    assert entries == [("1-1-02", "accepted", []), ("1-1-03", "returned", ["number_approximate"])]
    (copy,) = result["returns"]
    names = load_workbook(office.folder / copy).sheetnames
    assert names[:2] == ["1-1-02", "1-1-03"] and any("修正依頼" in name for name in names)


def test_a_department_book_saved_by_libreoffice_is_accepted(office, soffice: str, tmp_path: Path) -> None:
    filled = fill_book(book_of(office), {"1-1-02": dict(GOOD), "1-1-03": dict(GOOD)})
    office.put("財政課.xlsx", saved_by_office(soffice, tmp_path, filled))
    result = office.json("collect", "--year", "R7")
    assert [(f["project"], f["verdict"]) for f in result["files"]] == [("1-1-02", "accepted"), ("1-1-03", "accepted")]
    assert [f["findings"] for f in result["files"]] == [[], []]


def test_many_sheets_of_different_stages_keep_their_own_look_in_one_book(office) -> None:
    leaves = [Leaf(number, f"S{n}", data) for n, (number, data) in enumerate(sorted(office.sheets.items())) if data]
    leaves = [leaf for leaf in leaves if leaf.name.startswith("1-1-")]
    data = bind_books([*leaves, *leaves], "二部ずつ")
    assert data == bind_books([*leaves, *leaves], "二部ずつ")
    grid = read_grid(data)
    assert len({s.name.casefold() for s in grid.sheets}) == len(grid.sheets) == 3 * len(leaves)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (["1-1-01", "1-1-01"], ["1-1-01", "1-1-01（2）"]),
        (["a/b:c", "[x]"], ["a＿b＿c", "＿x＿"]),
        (["'名前'", ""], ["名前", "調書"]),
        (["あ" * 40], ["あ" * 31]),
    ],
)
def test_a_sheet_name_is_one_that_excel_takes(wanted: list[str], given: list[str]) -> None:
    assert sheet_names(wanted) == given


def test_letter_and_list_that_come_back_with_the_sheets_are_no_answers(office) -> None:
    office.run(*SEND, day=DAY)
    for name in ("照会文.docx", "照会文.txt", "調書一覧.xlsx"):
        office.put(name, (outbox(office) / OTHER / name).read_bytes())
    office.answer("1-1-02")
    result = office.json("collect", "--year", "R7")
    assert [(f["project"], f["verdict"]) for f in result["files"]] == [("1-1-02", "accepted")]


# ---- a form to look at --------------------------------------------------------------------------------------


def test_a_form_can_be_looked_at_without_a_plan(tmp_path: Path, monkeypatch, capsys) -> None:
    from fujiplan_cli.cli.door import run

    monkeypatch.chdir(tmp_path)
    assert run(["distribute", "--form", "progress", "--sample", "mihon.xlsx"]) == 0
    book = load_workbook(tmp_path / "mihon.xlsx")
    stages = [
        "S1 調査・基礎研究",
        "S2 企画・計画",
        "S3 予算化・調達",
        "S4 構築・移行",
        "S5 運用・改善",
        "S6 評価・更新検討",
    ]
    assert book.sheetnames[:6] == stages
    assert all("架空・練習" in str([c.value for row in book[s].iter_rows(max_row=8) for c in row]) for s in stages)
    first = (tmp_path / "mihon.xlsx").read_bytes()
    assert run(["distribute", "--sample", "mihon.xlsx"]) == 0
    assert (tmp_path / "mihon.xlsx").read_bytes() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mihon.xlsx"]
    assert "mihon.xlsx" in capsys.readouterr().out


def test_the_sample_shows_the_plan_folders_own_form(office, tmp_path: Path) -> None:
    form = office.folder / "forms" / "progress.toml"
    form.write_text(form.read_text("utf-8").replace('label = "課題"', 'label = "架空の問い"'), "utf-8")
    target = tmp_path / "mihon.xlsx"
    assert office.run("distribute", "--sample", str(target)) == 0, office.err
    texts = {c.raw for s in read_grid(target.read_bytes()).sheets for c in s.cells.values()}
    assert any("架空の問い" in text for text in texts)


def test_a_proposal_is_shown_with_a_first_and_a_spare_sheet(tmp_path: Path, monkeypatch) -> None:
    from fujiplan_cli.cli.door import run

    monkeypatch.chdir(tmp_path)
    assert run(["distribute", "--form", "proposal", "--sample", "mihon.xlsx"]) == 0
    book = load_workbook(tmp_path / "mihon.xlsx")
    assert book.sheetnames == ["新規事業調書 (1)", "新規事業調書 (2)", "記入要領", "記入例"]
    texts = [str([c.value for row in sheet.iter_rows(max_row=8) for c in row]) for sheet in book.worksheets[:2]]
    assert all("架空・練習" in text and "（架空）" in text for text in texts)
    assert "has_proposal" in str(list(book.worksheets[0].defined_names))
    assert "has_proposal" not in str(list(book.worksheets[1].defined_names))


def test_a_hearing_record_is_shown_with_an_invented_proposal(tmp_path: Path, monkeypatch) -> None:
    from fujiplan_cli.cli.door import run

    monkeypatch.chdir(tmp_path)
    assert run(["distribute", "--form", "hearing", "--sample", "mihon.xlsx"]) == 0
    book = load_workbook(tmp_path / "mihon.xlsx")
    assert book.sheetnames == ["ヒアリング記録票", "記入要領", "記入例"]
    texts = {str(c.value) for row in book.worksheets[0].iter_rows(max_row=20) for c in row}
    assert "保育所の入所申込みのオンライン化（架空）" in texts


def test_an_unknown_form_and_a_missing_year_are_named(office, tmp_path: Path) -> None:
    assert office.run("distribute", "--form", "kesseki", "--sample", str(tmp_path / "x.xlsx")) == 3
    assert "kesseki" in office.err and not (tmp_path / "x.xlsx").exists()
    assert office.run("distribute") == 2 and "--year" in office.err
    assert office.run("distribute", "--year", "R7", "--form", "kesseki") == 2 and "settlement" in office.err
    assert office.run("distribute", "--year", "R7", "--form", "settlement", "--bundle") == 2


def test_a_workbook_whose_sheet_points_outside_itself_is_not_bound() -> None:
    foreign = io.BytesIO()
    book = Workbook()
    book.worksheets[0]["A1"].hyperlink = "https://www.example.jp/"
    book.save(foreign)
    with pytest.raises(ValueError, match="_rels"):
        bind_books([Leaf("1", "S5", foreign.getvalue())], "本")


def test_a_department_that_is_gone_without_successor_gets_no_sheet_and_its_projects_are_named(office) -> None:
    path = office.folder / "fujiplan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('code = "0201"\n', 'code = "0201"\nvalid_until = 2026-03-31\n', 1), encoding="utf-8")
    made = office.json("distribute", "--year", "R7")
    gone = {one["project"]: one["reason"] for one in made["skipped"]}
    assert set(gone) == {"1-1-02", "1-1-03"} and all("令和8年3月31日まで" in why for why in gone.values())
    assert {p for one in made["departments"] for p in one["projects"]} == {"1-1-01"}
