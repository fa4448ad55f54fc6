"""Print every project's sheet with what is known, and remember what was sent to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.form import SheetIdentity
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import safe_name, write_tree
from fujiplan_cli.workflow.known import Known
from fujiplan_cli.workflow.records import YearRecords, year_records

NO_SHEET = ("", "S0", "S9")
Progress = Callable[[Iterable[str], int], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Distributed:
    """What was made: folder (relative), sheets by department, and projects that get no sheet with the reason."""

    folder: str
    sheets: Mapping[str, tuple[str, ...]]
    skipped: Mapping[str, str]


def distribute(desk: Desk, year: int, department: str | None = None, progress: Progress | None = None) -> Distributed:
    """Write ``outbox/<year>/<部>/<課>/*.xlsx`` whole or not at all. Raises Refused, PlanFolderError, LedgerError.

    ``department`` limits the sheets to one answering department (its code on the day); the other sheets stay.
    """
    form = desk.form(year)
    press = FormPress(form, desk.method(year), sheet_context(desk, year))
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, year)
        targets, skipped = _targets(desk, knowledge, year, department)
        if not targets:
            raise Refused(
                f"{year_words(year)}の調書を配る事業がありません。",
                "事業台帳を取り込んだか（fujiplan import 台帳.xlsx --kind register）、"
                "年度と所管課のコードを確認してください。",
            )
        files: dict[str, bytes] = {}
        sent: list[Distribution] = []
        folder = desk.folder / "outbox" / str(year)
        for number in progress(targets, len(targets)) if progress else targets:
            known = knowledge.known[number]
            office = targets[number]
            identity = SheetIdentity(desk.plan.id, form.id, form.version, year, number, known.eval_stage, known.facts)
            name = f"{safe_name(office.division)}/{safe_name(office.name)}/{_file_name(knowledge.projects[number])}"
            files[name] = press.print_sheet(identity, known.values, known.before)
            sent.append(_sent(desk, year, number, office, identity, known, f"outbox/{year}/{name}"))
        if department:
            files = _with_others(folder, files)
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_distributions(sent)
            write_tree(folder, files)
    return Distributed(f"outbox/{year}", _by_department(sent, desk), skipped)


def sheet_context(desk: Desk, year: int) -> SheetContext:
    """What every sheet of a year prints besides its project."""
    return SheetContext(
        plan_title=desk.plan.title,
        title="",
        due=desk.plan.due(year),
        return_to=desk.plan.publisher.office,
        year=year,
        sample=desk.plan.sample,
    )


def _targets(
    desk: Desk, knowledge: YearRecords, year: int, department: str | None
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
        elif known.eval_stage in NO_SHEET:
            skipped[number] = (
                "評価段階が定まっていません" if not known.eval_stage else f"評価段階が{known.eval_stage}です"
            )
        elif department is None or office.code == department:
            targets[number] = office
    return targets, skipped


def answering(desk: Desk, project: Project, year: int) -> Department | None:
    """現在の所管（回答課）: who answers in the April after the year, renames and mergers followed."""
    return desk.plan.department_on(project.department, date(year + 1, 4, 1))


def _file_name(project: Project) -> str:
    return f"{safe_name(project.number)}_{safe_name(project.name, 40)}.xlsx"


def _sent(
    desk: Desk, year: int, number: str, office: Department, identity: SheetIdentity, known: Known, file: str
) -> Distribution:
    return Distribution(
        year=year,
        form=identity.form,
        version=identity.version,
        project=number,
        department=office.code,
        file=file,
        identity=identity.text(),
        printed=known.values,
        due=desk.plan.due(year).isoformat(),
        at=desk.at.isoformat(),
        by=desk.by,
    )


def _with_others(folder: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """The sheets of other departments stay as they are."""
    others = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return others | files


def _by_department(sent: Iterable[Distribution], desk: Desk) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for one in sent:
        office = desk.plan.department(one.department)
        grouped.setdefault(office.full_name if office else one.department, []).append(one.project)
    return {name: tuple(numbers) for name, numbers in sorted(grouped.items())}
