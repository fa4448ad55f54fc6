"""What goes with the sheets to a 所管課: the 照会文 (text and Word) and the list of its projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.declare.form_changes import form_changes
from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.project import Project
from fujiplan_cli.report.letter import Former, Letter, LetterProject, letter_blocks, letter_text
from fujiplan_cli.report.word_file import word_file
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.file_names import LETTER, LETTER_TEXT, LIST
from fujiplan_cli.workflow.known import Known
from fujiplan_cli.workflow.own_templates import own_template


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One sheet of a department: its project, what is known of it, its file, and its sheet in a department book."""

    project: Project
    known: Known
    file: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """What all letters of a distribution share. ``number`` "" leaves room to write it; ``day`` None is today."""

    desk: Desk
    year: int
    number: str
    day: date | None
    changes: tuple[str, ...]
    survey: str = ""
    """Title of the 新規事業調書 that goes with it; "" when none does."""

    def companions(self, office: Department, enclosed: Sequence[Enclosed]) -> dict[str, bytes]:
        """File name → bytes of letter and list for one department; without projects only the letter.

        Raises PlanFolderError when the plan folder's own wording of the letter is faulty.
        """
        folders = self.desk.templates("mail")
        with own_template("templates/mail/inquiry.txt", "照会文の文面"):
            blocks = letter_blocks(self._letter(office, enclosed), folders)
        made = {LETTER_TEXT: letter_text(blocks), LETTER: word_file(blocks, folders)}
        return made | ({LIST: _list_book(self.desk, self.year, office, enclosed)} if enclosed else {})

    def _letter(self, office: Department, enclosed: Sequence[Enclosed]) -> Letter:
        desk, year = self.desk, self.year
        book = any(one.sheet for one in enclosed)
        return Letter(
            number=self.number,
            day=day_words(self.day or desk.today),
            addressee=f"{office.full_name}長",
            sender=f"{desk.plan.publisher.division}長",
            plan=desk.plan.title,
            year=year_words(year),
            year_both=year_words_both(year),
            new_year=year_words(year + 2),
            due=day_words(desk.plan.due(year), weekday=True),
            return_to=return_office(desk),
            files=f"Excelファイル{len({one.file for one in enclosed})}件",
            place_title="シート" if book else "ファイル",
            projects=tuple(_line(desk, one) for one in enclosed),
            former=_former(desk, year, office, enclosed),
            changes=self.changes,
            survey=self.survey,
            sample=desk.plan.sample,
        )


def return_office(desk: Desk) -> str:
    """The 事務局 with its 部: 総務部 デジタル戦略課."""
    publisher = desk.plan.publisher
    return publisher.office if publisher.office.startswith(publisher.division) else (
        f"{publisher.division} {publisher.office}"
    )  # fmt: skip


def changes_since(desk: Desk, ledger: Ledger, year: int, form: Form) -> tuple[str, ...]:
    """What the letter tells of the form: its changes since last year's, as far as last year's form still exists."""
    last = year - 1
    if last not in desk.plan.years:
        return ("この計画で初めてお送りする調書です。",)
    before = desk.form(last, form.id)
    lines = form_changes(before, form)
    sent = {one.version for one in ledger.distributions(last, form.id)}
    if not lines and sent and sent != {form.version}:
        versions = "、".join(sorted(sent))
        return (f"調書の版を、{versions}から{form.version}に改めました。記入のしかたは記入要領をご覧ください。",)
    return lines or ("変更はありません。",)


def _line(desk: Desk, one: Enclosed) -> LetterProject:
    stage = str(one.known.values.get("eval_stage", ""))
    declared = desk.plan.stage(one.known.eval_stage)
    roles = (
        f"{declared.lead}／{declared.support}" if declared and declared.support else declared.lead if declared else ""
    )
    return LetterProject(one.project.number, one.project.name, stage, one.sheet or one.file, roles)


def former_office(desk: Desk, year: int, code: str, office: Department) -> Department | None:
    """Who answered for the project a year ago, when it was not this department (renamed or merged since)."""
    before = desk.plan.department_on(code, date(year, 4, 1))
    return before if before and before.code != office.code else None


def _former(desk: Desk, year: int, office: Department, enclosed: Sequence[Enclosed]) -> tuple[Former, ...]:
    found: dict[str, list[str]] = {}
    for one in enclosed:
        before = former_office(desk, year, one.project.department, office)
        if before:
            found.setdefault(before.full_name, []).append(one.project.number)
    return tuple(Former(name, tuple(numbers)) for name, numbers in found.items())


_HEADERS = ("事業番号", "事業名", "評価段階", "前年度の所管", "前年度の記入者", "前年度の内線", "ファイル", "提出日")


def _list_book(desk: Desk, year: int, office: Department, enclosed: Sequence[Enclosed]) -> bytes:
    title = f"{year_words(year)} 進行管理調書 一覧　{office.full_name}"
    note = f"提出期限：{day_words(desk.plan.due(year), weekday=True)}　提出先：{return_office(desk)}"
    sheet = TableSheet(
        name="調書一覧",
        title=title + ("（架空・練習）" if desk.plan.sample else ""),
        headers=_HEADERS,
        rows=[_row(desk, year, office, one) for one in enclosed],
        note=f"{note}　「前年度の所管」は、改称・統合などで変わった場合に記載しています。",
    )
    return write_table_book(title, (sheet,))


def _row(desk: Desk, year: int, office: Department, one: Enclosed) -> tuple[str, ...]:
    values: Mapping[str, object] = one.known.values
    before = former_office(desk, year, one.project.department, office)
    return (
        one.project.number,
        one.project.name,
        str(values.get("eval_stage", "")),
        before.full_name if before else "",
        str(values.get("contact_name", "")),
        str(values.get("contact_ext", "")),
        one.file + (f"（シート {one.sheet}）" if one.sheet else ""),
        "",
    )
