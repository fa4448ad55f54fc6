"""情報化推進リーダー: the year's roster as acts, read from the workbook that `handover --roster` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.plan import Department
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.standing import serving

if TYPE_CHECKING:  # the workbooks are heavy, and publication asks only for the names
    from fujiplan_cli.intake.leaders import LeaderRow

KIND = "leader"
"""Kind of the act. Subject: code of the 課; facts: name, extension, note, file, sha256 (of the roster), sheet, cell.
The newest of a 課 and year holds."""
ROSTER = "名簿.xlsx"
_BEFORE = "前年度"


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads in a 課. Never published."""

    name: str
    extension: str
    note: str

    @property
    def words(self) -> str:
        """架空 花子（内線1234）."""
        return f"{self.name}（内線{self.extension}）" if self.extension else self.name


@dataclass(frozen=True, slots=True)
class LeadersTaken:
    """What an import did. ``none``: departments without a leader afterwards. ``recorded``: rows that were new."""

    year: int
    rows: int
    recorded: int
    none: tuple[Department, ...]
    findings: tuple[Finding, ...]
    failed: bool


def answering_day(year: int) -> date:
    """The day whose departments answer for a year: 1 April after it."""
    return date(year + 1, 4, 1)


def leaders_of(ledger: Ledger, year: int) -> dict[str, Leader]:
    """Code of the 課 → its leader by the year's newest roster that names it."""
    return {
        act.subject: Leader(act.facts["name"], act.facts.get("extension", ""), act.facts.get("note", ""))
        for act in ledger.acts(KIND, year)
    }


def leader_names(ledger: Ledger) -> tuple[str, ...]:
    """Names in the rosters of any year, undone ones too: withheld of everybody when the site is built."""
    return tuple(dict.fromkeys(act.facts["name"] for act in ledger.acts(KIND, undone=True)))


def without_leader(desk: Desk, year: int, known: Mapping[str, Leader]) -> tuple[Department, ...]:
    """Departments that serve and have nobody named, in the order of the organisation."""
    return tuple(office for office in serving(desk, year) if office.code not in known)


def import_leaders(desk: Desk, path: Path, year: int) -> LeadersTaken:
    """Record who leads in each 課 for ``year``, all or nothing. Raises Refused (unreadable place), LedgerError."""
    data, file = read_file(path), desk.relative(path)
    from fujiplan_cli.intake.leaders import read_leaders
    from fujiplan_cli.workflow.plain_table import table_grid

    grid = table_grid(data, file)
    rows: tuple[LeaderRow, ...] = ()
    if isinstance(grid, Finding):
        findings: tuple[Finding, ...] = (grid,)
    else:
        rows, findings = read_leaders(grid, desk.plan, answering_day(year), file)
    failed = any(f.severity == "error" for f in findings)
    with desk.ledger() as ledger:
        known = leaders_of(ledger, year)
        new = [] if failed else [r for r in rows if known.get(r.department.code) != _leader(r)]
        if new:
            with ledger.writing(desk.by, desk.at) as writer:
                writer.archive(data)
                for row in new:
                    writer.add_act(_act(desk, year, row, file, sha256(data).hexdigest()))
        none = without_leader(desk, year, leaders_of(ledger, year))
    return LeadersTaken(year, len(rows), len(new), none, findings, failed)


def write_roster(desk: Desk, year: int, path: Path | None = None) -> str:
    """The roster to fill in, every serving 課 with its code and whoever is named; its path (relative).

    ``path``: elsewhere than ``reports/<year>/引継ぎ/名簿.xlsx``.
    """
    from fujiplan_cli.intake.leaders import HEADERS
    from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book

    with desk.ledger() as ledger:
        now, before = leaders_of(ledger, year), leaders_of(ledger, year - 1)
    nobody = Leader("", "", "")
    last = _today(desk, year, before)
    rows = [
        (d.code, d.full_name, one.name, one.extension, one.note, last.get(d.code, nobody).name)
        for d in serving(desk, year)
        for one in (now.get(d.code, nobody),)
    ]
    mark = "（架空・練習）" if desk.plan.sample else ""
    note = (
        f"{day_words(answering_day(year))}の各課について、1課に1人を記入してください。"
        "「前年度」の列は参考で、取り込みません。公表しません（庁内限り）。"
    )
    title = f"{year_words(year)}実績　情報化推進リーダー名簿{mark}"
    table = TableSheet("名簿", title, (*HEADERS, _BEFORE), rows, widths=(12, 34, 24, 10, 36, 24), note=note)
    target = path or desk.folder / "reports" / str(year) / "引継ぎ" / ROSTER
    write_file(target, write_table_book(title, [table]))
    return desk.relative(target)


def _today(desk: Desk, year: int, before: Mapping[str, Leader]) -> dict[str, Leader]:
    """Last year's leaders under the codes that their 課 have for ``year``, renames and mergers followed."""
    day = answering_day(year)
    offices = ((desk.plan.department_on(code, day), leader) for code, leader in before.items())
    return {office.code: leader for office, leader in offices if office is not None}


def _leader(row: LeaderRow) -> Leader:
    return Leader(row.name, row.extension, row.note)


def _act(desk: Desk, year: int, row: LeaderRow, file: str, digest: str) -> Act:
    facts = {
        "name": row.name,
        "extension": row.extension,
        "note": row.note,
        "file": file,
        "sha256": digest,
        "sheet": row.place.sheet,
        "cell": row.place.cell,
    }
    return Act(0, KIND, year, row.department.code, desk.today.isoformat(), "", facts)
