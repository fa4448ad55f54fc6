"""Print every project's sheet with what is known, and remember what was sent to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Form, SheetIdentity
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.bind import Leaf, bind_books, sheet_names
from fujiplan_cli.workbook.press import FormPress
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.distribute_forms import context_of, files_of_other_forms, survey, survey_title
from fujiplan_cli.workflow.files import make_folder, write_tree
from fujiplan_cli.workflow.known import Known
from fujiplan_cli.workflow.letters import Enclosed, Letters, changes_since
from fujiplan_cli.workflow.outbox import Outbox, book_file, others, sheet_file
from fujiplan_cli.workflow.records import YearKnown, year_known
from fujiplan_cli.workflow.standing import NO_SHEET, answering, serving

Progress = Callable[[Iterable[str], int], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Packing:
    """How the sheets go out. ``book``: one workbook a project, or one a department with a sheet a project.

    ``bundle`` adds a zip a department. ``letter_no`` and ``letter_date`` head the 照会文; by default there is room to
    write the number, and the date is today's. ``survey``: 新規事業調書 goes with them, to every department.
    """

    book: Literal["project", "department"] = "project"
    bundle: bool = False
    survey: bool = True
    letter_no: str = ""
    letter_date: date | None = None


@dataclass(frozen=True, slots=True)
class Distributed:
    """What was made: folders (relative), sheets by department, and projects that get no sheet with the reason."""

    folder: str
    inbox: str
    """Where the answers go. It is made along with the sheets, so that nobody has to think of its name."""
    sheets: Mapping[str, tuple[str, ...]]
    skipped: Mapping[str, str]
    without: tuple[str, ...] = ()
    """Departments without a project: they get only the 照会文, because 「該当なし」 is an answer too."""


@dataclass(frozen=True, slots=True)
class _Printed:
    identity: SheetIdentity
    known: Known
    project: Project
    data: bytes


def distribute(
    desk: Desk,
    year: int,
    department: str | None = None,
    progress: Progress | None = None,
    packing: Packing = Packing(),
) -> Distributed:
    """Write ``outbox/<year>/<部>/<課>/`` (sheets, 照会文, list) whole or not at all.

    ``department`` limits it to one answering department (its code on the day); what others were sent stays.
    Raises Refused, PlanFolderError, LedgerError.
    """
    form = desk.form(year)
    with desk.ledger() as ledger:
        knowledge = year_known(desk, ledger, year)
        targets, skipped = _targets(desk, knowledge, year, department)
        if not targets:
            raise _nothing_to_send(desk, year, department, skipped)
        steps = progress(targets, len(targets)) if progress else targets
        parcels: dict[str, list[_Printed]] = {}
        for one in _print(desk, year, form, knowledge, steps):
            parcels.setdefault(targets[one.project.number].code, []).append(one)
        offices = {office.code: office for office in targets.values()}
        offices_now = serving(desk, year)
        without = () if department else tuple(one for one in offices_now if one.code not in offices)
        letters = Letters(
            desk=desk,
            year=year,
            number=packing.letter_no,
            day=packing.letter_date,
            changes=changes_since(desk, ledger, year, form),
            survey=survey_title(desk, year) if packing.survey else "",
        )
        box = Outbox.of(offices_now)
        sent: list[Distribution] = []
        surveyed: list[Distribution] = []
        books = survey(desk, year) if packing.survey else None
        for office in (*offices.values(), *without):
            parcel = parcels.get(office.code, [])
            enclosed, files = _pack(year, box, office, parcel, packing.book)
            for name, data in letters.companions(office, enclosed).items():
                box.add(office, name, data)
            also = books.add(office, box.add) if books else ()
            if packing.bundle:
                box.bundle(office)
            sent += [_sent(desk, year, office, one, file) for one, file in zip(parcel, files, strict=True)]
            surveyed += also
        folder = desk.folder / "outbox" / str(year)
        kept = others(folder, map(box.folder, offices.values())) if department else {}
        kept = {**kept, **files_of_other_forms(desk, ledger, year)}
        inbox = make_folder(desk.folder / "inbox" / str(year))
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_distributions([*sent, *surveyed])
            write_tree(folder, {**kept, **box.files})
    names = tuple(office.full_name for office in without)
    return Distributed(f"outbox/{year}", desk.relative(inbox), _by_department(sent, desk), skipped, names)


def _print(desk: Desk, year: int, form: Form, knowledge: YearKnown, numbers: Iterable[str]) -> Iterator[_Printed]:
    """The sheets of these projects, in their order."""
    press = FormPress(form, desk.method(year), context_of(desk, year, form))
    for number in numbers:
        known = knowledge.known[number]
        identity = SheetIdentity(desk.plan.id, form.id, form.version, year, number, known.eval_stage, known.facts)
        data = press.print_sheet(identity, known.values, known.before)
        yield _Printed(identity, known, knowledge.projects[number], data)


def _pack(
    year: int, box: Outbox, office: Department, parcel: Sequence[_Printed], book: str
) -> tuple[list[Enclosed], list[str]]:
    """Put a department's sheets into its parcel: (what it holds, the path of the file each sheet is in)."""
    if book == "project" or not parcel:
        paths = [box.add(office, sheet_file(one.project), one.data) for one in parcel]
        sheets = [""] * len(parcel)
    else:
        leaves = [Leaf(one.project.number, one.identity.eval_stage, one.data) for one in parcel]
        title = f"{year_words(year)} 進行管理調書　{office.full_name}"
        paths = [box.add(office, book_file(office), bind_books(leaves, title))] * len(parcel)
        sheets = sheet_names([leaf.name for leaf in leaves])
    enclosed = [
        Enclosed(one.project, one.known, Path(path).name, sheet)
        for one, path, sheet in zip(parcel, paths, sheets, strict=True)
    ]
    return enclosed, paths


def _nothing_to_send(desk: Desk, year: int, department: str | None, skipped: Mapping[str, str]) -> Refused:
    office = desk.plan.department(department) if department else None
    if office:
        return Refused(
            f"{year_words(year)}に{office.full_name}（{office.code}）が回答する事業がありません。",
            "所管課のコードと、事業台帳の所管を確認してください。"
            "該当なしの照会文は、--department を付けずに実行すると作られます。",
        )
    if skipped:
        number, why = next(iter(skipped.items()))
        return Refused(
            f"{year_words(year)}の調書を配る事業がありません（{number}：{why}。ほか{len(skipped) - 1}件）。",
            "事業台帳のシート「年度計画」に、その年度の予定段階を記入して取り込んだか、確認してください。",
        )
    return Refused(
        f"{year_words(year)}の調書を配る事業がありません。",
        "事業台帳を取り込んだか（fujiplan import register.xlsx --kind register）、"
        "年度と所管課のコードを確認してください。",
    )


def _targets(
    desk: Desk, knowledge: YearKnown, year: int, department: str | None
) -> tuple[dict[str, Department], dict[str, str]]:
    if department and desk.plan.department(department) is None:
        raise Refused(
            f"所管課のコード「{department}」は計画フォルダーにありません。",
            "fujiplan.toml の departments にあるコードを指定してください。",
            status=2,
        )
    targets: dict[str, Department] = {}
    skipped: dict[str, str] = {}
    for number, project in knowledge.projects.items():
        known = knowledge.known[number]
        office = answering(desk, project, year)
        if office is None:
            skipped[number] = f"所管課「{project.department}」が計画フォルダーにありません"
        elif office.valid_until and office.valid_until < date(year + 1, 4, 1):
            skipped[number] = (
                f"所管課「{office.full_name}」は{day_words(office.valid_until)}までの課で、引き継ぐ課がありません。"
                "事業台帳の所管課を直すか、fujiplan.toml の departments に successor を書いてください"
            )
        elif known.eval_stage in NO_SHEET:
            stage = desk.plan.stage(known.eval_stage)
            words = f"{known.eval_stage}（{stage.title}）" if stage else known.eval_stage
            skipped[number] = f"評価段階が{words}です" if words else "評価段階が定まっていません"
        elif department is None or office.code == department:
            targets[number] = office
    return targets, skipped


def _sent(desk: Desk, year: int, office: Department, one: _Printed, file: str) -> Distribution:
    return Distribution(
        year=year,
        form=one.identity.form,
        version=one.identity.version,
        project=one.identity.project,
        department=office.code,
        file=f"outbox/{year}/{file}",
        identity=one.identity.text(),
        printed=one.known.values,
        due=desk.plan.due(year).isoformat(),
        at=desk.at.isoformat(),
        by=desk.by,
    )


def _by_department(sent: Iterable[Distribution], desk: Desk) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for one in sent:
        office = desk.plan.department(one.department)
        grouped.setdefault(office.full_name if office else one.department, []).append(one.project)
    return {name: tuple(numbers) for name, numbers in sorted(grouped.items())}
