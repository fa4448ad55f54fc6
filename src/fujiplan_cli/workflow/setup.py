"""A new plan folder, and the register taken into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.declare import load_plan, scaffold
from fujiplan_cli.intake.register import printed_versions, read_register
from fujiplan_cli.kinds.listed import listed
from fujiplan_cli.kinds.register_columns import REGISTER_SHEETS
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.catalogue import message
from fujiplan_cli.model.causes import cause_words
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.model.place import Place, row_and_column
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.resources import sample_folder
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.reader_gate import OWN
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.baseline import moved_schedules
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.leads import moved_leads
from fujiplan_cli.workflow.revise_checks import refuse_old


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: register version (0 when nothing was taken in), projects, and everything found."""

    version: int
    projects: int
    findings: tuple[Finding, ...]


def new_plan_folder(folder: Path, *, sample: bool = False) -> tuple[str, ...]:
    """Make a complete plan folder. With ``sample`` the 架空 register and inbox come along. Raises Refused.

    Returns the paths made, relative to the folder. Nothing that exists is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"「{folder}」は空のフォルダーではありません。何も変更していません。",
            "まだない名前か、空のフォルダーを指定してください（例：fujiplan init keikaku）。",
            status=2,
        )
    try:
        made = [p.relative_to(folder).as_posix() for p in scaffold(folder, sample=sample)]
    except OSError as error:
        raise Refused(
            f"「{folder}」を作成できません（{cause_words(error)}）。",
            "書込みの権限と空き容量を確認してください。",
            status=4,
        ) from error
    with Ledger.open(folder, create=True):
        pass
    if sample:
        source = sample_folder()
        for path in (source / "register.xlsx", *sorted(p for p in (source / "inbox").rglob("*") if p.is_file())):
            name = path.relative_to(source).as_posix()
            write_file(folder / name, read_file(path))
            made.append(name)
    else:
        write_file(folder / "register.xlsx", write_register(load_plan(folder), ()))
        made.append("register.xlsx")
    return tuple(sorted(made))


def import_register(desk: Desk, path: Path, reason: str) -> Imported:
    """Take the register in as a new version, if it has no error. Raises Refused, LedgerError."""
    data = read_file(path)
    file = desk.relative(path)
    projects, findings, versions = register_from(desk, data, file)
    if any(f.severity == "error" for f in findings):
        return Imported(0, len(projects), findings)
    with desk.ledger(create=True) as ledger, ledger.writing(desk.by, desk.at) as writer:
        # The first register, and one of another program, bear no version of ours.
        if versions and ledger.register_version():
            refuse_old(ledger, path, versions)
        before = ledger.projects()
        _require_reason(moved_schedules(before, projects), reason)
        _require_reason_of_leads(moved_leads(desk.plan, before, projects, desk.today), reason)
        version = writer.save_register(projects, source=file, sha256=writer.archive(data), reason=reason)
    return Imported(version, len(projects), findings)


def register_from(
    desk: Desk, data: bytes, file: str
) -> tuple[tuple[Project, ...], tuple[Finding, ...], frozenset[int]]:
    """What a register.xlsx says: projects, findings from top to bottom, and the versions printed in it."""
    try:
        grid = read_grid(data, OWN)
    except UnreadableWorkbook as error:
        found = Finding("register_unreadable", "error", Place(file), params=_facts_of(error, file))
        return (), (found,), frozenset()
    projects, findings = read_register(grid, desk.plan, file)
    return projects, tuple(sorted(findings, key=_position)), printed_versions(grid)


_SHOWN = 5


def _require_reason(moved: Sequence[str], reason: str) -> None:
    """A changed schedule needs a reason (domain.md §4.13); nothing is taken in without it."""
    if not moved or reason.strip():
        return
    raise Refused(
        f"事業の期間又は予定の段階が変わっています（{listed(moved, _SHOWN)}）。台帳は変えていません。",
        "変更の理由を --reason で付けてください（例：--reason 国の標準仕様の改定により1年延ばすため）。"
        "当初の期間と段階は、変更後も残り、資料に並べて示されます。",
        status=2,
    )


def _require_reason_of_leads(moved: Sequence[str], reason: str) -> None:
    """A change of lead is told in the reports with its date and what decided it."""
    if not moved or reason.strip():
        return
    raise Refused(
        f"主担当（所管課）が変わっています（{listed(moved, _SHOWN)}）。台帳は変えていません。",
        "変更を決めた会議又は理由を --reason で付けてください（例：--reason 幹事会（令和8年6月20日）の決定による）。"
        "課の改称や統合は、事業台帳でなく、fujiplan.toml の departments に書いてください。",
        status=2,
    )


def _facts_of(error: UnreadableWorkbook, file: str) -> dict[str, str]:
    """What is wrong with the file, in the catalogue's words; its remedy there speaks to a 所管課."""
    return {"fact": message(Finding(error.code, "error", Place(file), params={"detail": error.detail}))}


def _position(finding: Finding) -> tuple[int, int, int, str]:
    """Sheets in their order, then rows from top to bottom; what stands at no cell comes first."""
    place = finding.place
    titles = [sheet.title for sheet in REGISTER_SHEETS]
    sheet = titles.index(place.sheet) if place.sheet in titles else -1
    row, column = row_and_column(place.cell) if place.cell else (0, 0)
    return sheet, row, column, finding.code
