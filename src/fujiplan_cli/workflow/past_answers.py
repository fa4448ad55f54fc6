"""`import --kind answers`: results of years before the tool, row by row; good rows go on, bad ones are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.past_answers import (
    NAME,
    NUMBER,
    PastRows,
    column_names,
    past_fields,
    read_past_answers,
    same_answers,
)
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import CurrentSubmission
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Submission
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.lookup import YearLookup
from fujiplan_cli.workflow.plain_table import table_grid
from fujiplan_cli.workflow.records import year_known
from fujiplan_cli.workflow.standing import NO_SHEET

_NUMBERS = frozenset({"integer", "decimal", "level", "money"})


@dataclass(frozen=True, slots=True)
class AnswersTaken:
    """What an import did, by project number. ``read``: the file is such a table at all.

    ``refused`` rows have an error, ``kept_sheets`` a sheet that a 所管課 sent, ``missing`` no row.
    """

    year: int
    rows: int
    recorded: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[str, ...]
    kept_sheets: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    read: bool

    @property
    def must_act(self) -> bool:
        """Whether somebody must correct or settle something."""
        return not self.read or any(f.severity in ("error", "review") for f in self.findings)


def import_answers(desk: Desk, path: Path, year: int) -> AnswersTaken:
    """Record the good rows as versions of the year's answers. Raises Refused (unreadable place), LedgerError.

    A sheet that a 所管課 sent is nearer to the fact: an import never takes its place, and a sheet that comes later
    takes the import's. The same row again is no new version.
    """
    data, file = read_file(path), desk.relative(path)
    grid = table_grid(data, file)
    if isinstance(grid, Finding):
        return AnswersTaken(year, 0, (), (), (), (), (), (grid,), False)
    form = desk.form(year)
    with desk.ledger() as ledger:
        lookup = YearLookup.of(desk, ledger, year)
        read = read_past_answers(grid, form, file, sha256(data).hexdigest(), lookup)
        result, new = _sorted_out(read, ledger.current(year), file)
        if new:
            with ledger.writing(desk.by, desk.at) as writer:
                writer.archive(data)
                for one in new:
                    writer.add_submission(one, desk.at.isoformat())
        asked = [number for number, known in lookup.knowledge.known.items() if known.eval_stage not in NO_SHEET]
        told = {one.project for one in read.submissions} | ledger.answered(year)
    missing = tuple(number for number in asked if number not in told) if read.read else ()
    return AnswersTaken(year, read.rows, *result, missing, _told(read, result, file), read.read)


_Sorted = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _sorted_out(
    read: PastRows, current: Mapping[str, CurrentSubmission], file: str
) -> tuple[_Sorted, list[Submission]]:
    """(recorded, unchanged, refused, kept sheets) by project number, and what is to be recorded."""
    new: list[Submission] = []
    unchanged, refused, kept = [], [], []
    for one in read.submissions:
        before = current.get(one.project)
        if one.verdict == "returned":
            refused.append(one.project)
        elif before is not None and not before.submission.imported and before.submission.verdict != "returned":
            kept.append(one.project)
        elif before is not None and before.submission.imported and same_answers(one, before.submission):
            unchanged.append(one.project)
        else:
            new.append(one)
    return (tuple(one.project for one in new), tuple(unchanged), tuple(refused), tuple(kept)), new


def _told(read: PastRows, result: _Sorted, file: str) -> tuple[Finding, ...]:
    """Everything found, and what became of rows that say nothing new."""
    recorded, unchanged, refused, kept = result
    findings = [*read.findings]
    for one in read.submissions:
        if one.project in (*recorded, *refused):
            findings += one.findings
        elif one.project in kept:
            findings.append(found("answers_kept_sheet", Place(file, one.sheet), "", one.project))
    if unchanged and not recorded and not refused:
        findings.append(found("answers_same", Place(file)))
    return tuple(findings)


def write_answers_template(
    desk: Desk, path: Path, year: int, answers: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[str, int]:
    """A table with a row for every project that was evaluated in ``year``; its path and number of rows.

    ``answers``: project → field → words of a clerk, to be filled in (the sample's); without them the rows are blank.
    Raises Refused when the file is there already: somebody may have filled it in.
    """
    if path.exists():
        raise Refused(
            f"「{path}」は既にあります。記入済みの内容を失わないよう、上書きしません。",
            "別の名前を指定してください。",
            status=2,
        )
    form = desk.form(year)
    with desk.ledger() as ledger:
        known = year_known(desk, ledger, year)
    variants = {(one.eval_stage, one.facts - {"money_printed"}) for one in known.known.values()}
    asked = {f.id for stage, facts in variants if stage not in NO_SHEET for f in form.on_sheet(stage, facts)}
    fields = [f for f in past_fields(form) if f.id in asked]
    rows = [
        (number, project.name, *(_cell(one, (answers or {}).get(number, {}).get(one.id, "")) for one in fields))
        for number, project in known.projects.items()
        if known.known[number].eval_stage not in NO_SHEET
    ]
    title = f"{year_words(year)}実績　過去の年度の実績{'（架空・練習）' if desk.plan.sample else ''}"
    note = (
        "1事業1行です。求めない段階の項目と分からない項目は、空欄のままにしてください（空欄は未記入として採点します）。"
        "金額は千円です。古い年度から順に取り込みます。"
    )
    headers = (NUMBER, NAME, *(column_names(one)[2] for one in fields))
    widths = (11, 34, *(20 for _ in fields))
    table = TableSheet("実績", title, headers, rows, widths=widths, note=note)
    write_file(path, write_table_book(title, [table]))
    return desk.relative(path), len(rows)


def _cell(field: Field, words: str) -> Decimal | str:
    """A number stands in its cell as one: a text would be told as repaired when it is read."""
    return Decimal(words) if words and field.kind in _NUMBERS else words
