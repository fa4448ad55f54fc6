"""修正依頼 copies for what came back faulty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from fujiplan_cli.intake import SheetLookup
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.catalogue import actor, message, remedy
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.model.place import Place
from fujiplan_cli.workbook.returns import ReturnLetter, ReturnMark, letter_alone, mark_return
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.files import safe_name, write_file
from fujiplan_cli.workflow.receipts import form_title
from fujiplan_cli.workflow.standing import line_of

_ACTED_ON = ("error", "review", "warning")
"""Repairs need nobody to act: the receipt book lists them."""
_SEVERITY_WORDS = {"error": "要修正", "review": "要確認", "repair": "整理", "warning": "注意", "info": "参考"}


def write_returns(desk: Desk, ledger: Ledger, lookup: Callable[[], SheetLookup], year: int) -> tuple[str, ...]:
    """Write the return copies that are missing below ``returns/<year>``; their relative paths.

    Copies are numbered as the returned sheets came, so that a run which was stopped after recording them is made good
    by the next one. A book with several faulty sheets is marked once for each: every project has its own letter.
    ``lookup`` is asked only when there is one to write.
    """
    folder = desk.folder / "returns" / str(year)
    present = {path.name.split("_", 1)[0] for path in folder.glob("*.xlsx")} if folder.is_dir() else set()
    received = [r for r in ledger.receipts(year) if r.reason not in ("duplicate", "superseded")]
    newest = {line_of(one): one.id for one in received if one.project or one.subject or one.submission_version}
    written = []
    for number, receipt in enumerate((r for r in received if r.verdict == "returned"), start=1):
        answered_since = newest.get(line_of(receipt), receipt.id) != receipt.id
        if f"{number:03d}" in present or answered_since:
            continue
        stem = safe_name(PurePosixPath(receipt.file).stem, 60)
        whose = receipt.project or form_title(desk, receipt, "番号不明")
        path = folder / f"{number:03d}_{safe_name(whose)}_修正依頼_{stem}.xlsx"
        marks = [_mark(receipt, f) for f in receipt.findings if _is_for_department(f)]
        write_file(path, _copy(ledger.archived(receipt.sha256), marks, _letter(desk, lookup(), receipt)))
        written.append(desk.relative(path))
    return tuple(written)


def _is_for_department(finding: Finding) -> bool:
    """What the 事務局 has to settle is not the 所管課's to mend, and its words do not speak to the 所管課."""
    return finding.severity in _ACTED_ON and actor(finding) == "所管課"


def _copy(received: bytes, marks: Sequence[ReturnMark], letter: ReturnLetter) -> bytes:
    """The received book with its marks; where its parts cannot be patched, the letter alone.

    The reader forgives more than a patch can keep whole, and a strange file must not stop the rest of a collection.
    """
    try:
        return mark_return(received, marks, letter)
    except Exception:
        return letter_alone(marks, letter)


def _mark(receipt: Receipt, finding: Finding) -> ReturnMark:
    return ReturnMark(
        sheet=finding.place.sheet or receipt.sheet,
        cell=finding.place.cell,
        field_label=finding.params.get("label", ""),
        message=message(_without_sheet(finding)),
        remedy=remedy(finding),
        severity_word=_SEVERITY_WORDS[finding.severity],
        value=finding.value,
    )


def _without_sheet(finding: Finding) -> Finding:
    """The letter names the sheet in a column of its own: the sentence needs the cell alone."""
    if not finding.place.cell:
        return finding
    return replace(finding, place=Place(finding.place.file, cell=finding.place.cell))


def _letter(desk: Desk, lookup: SheetLookup, receipt: Receipt) -> ReturnLetter:
    office = desk.plan.department(receipt.department)
    expected = lookup.expected(receipt.project, receipt.form) if receipt.project else None
    return ReturnLetter(
        title=f"{year_words(lookup.year)} {form_title(desk, receipt, '進行管理調書')}の修正について（依頼）",
        addressee=f"{office.full_name if office else '所管課'} 御中",
        project=f"{receipt.project} {expected.name if expected else ''}".strip(),
        due=_due_words(desk, receipt),
        sender=desk.plan.publisher.office,
        intro="提出していただいた調書を確認したところ、次の箇所について確認又は修正が必要です。"
        "お手数ですが、「お願いすること」のとおり直し、所属長の決裁後に再度提出してください。",
    )


def _due_words(desk: Desk, receipt: Receipt) -> str:
    """The day by which such a form is due; once it is past, that it is."""
    known = receipt.form in desk.forms_of(receipt.year)
    due = desk.due(receipt.year, desk.form(receipt.year, receipt.form)) if known else desk.plan.due(receipt.year)
    words = day_words(due, weekday=True)
    return words if desk.today <= due else f"できるだけ早く（提出期限の{words}を過ぎています）"
