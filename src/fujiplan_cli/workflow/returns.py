"""修正依頼 for what came back faulty: a marked copy, a fresh sheet where it is beyond repair, or the letter alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Literal

from fujiplan_cli.intake import SheetLookup
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.memory import Distribution, Receipt
from fujiplan_cli.workbook.returns import ReturnLetter, ReturnMark, letter_alone, mark_return
from fujiplan_cli.workbook.returns_mail import mail_text
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.fresh import Fresh, FreshSheets, beyond_repair, sent_under_the_name
from fujiplan_cli.workflow.letters import return_office
from fujiplan_cli.workflow.receipts import form_title
from fujiplan_cli.workflow.return_marks import department_marks
from fujiplan_cli.workflow.return_work import ToMark, marking_workers
from fujiplan_cli.workflow.standing import line_of
from fujiplan_cli.workflow.workers import Killed, Pool

ReturnKind = Literal["copy", "fresh", "letter"]
"""The received book with its marks · a fresh sheet in its place · the letter alone."""
_INTRO = (
    "提出していただいた{title}を確認したところ、次の箇所について確認又は修正が必要です。"
    "お手数ですが、「お願いすること」のとおり直し、所属長の決裁後に再度提出してください。"
)
_FRESH = (
    "提出していただいたファイルは、そのまま直していただくことができないため、"
    "新しい{title}をこのファイルに用意しました。"
)
_KEPT = (
    "正しく読み取れた{kept}欄の答えは書き写し、そのほかの欄は空欄にしてあります。"
    "全体を確かめ、次の箇所を記入し、所属長の決裁後に、このファイルを提出してください。"
)
_BLANK = "お手数ですが、こちらに記入し、所属長の決裁後に、このファイルを提出してください。"
_UNREAD = (
    "提出していただいたファイルを読み取ることができませんでした。お手数ですが、「お願いすること」のとおり対応し、"
    "再度提出してください。元のファイルで対応できないときは、このファイルの調書（配布したときのもの）に記入してください。"
)
_FRESH_NOTE = "このファイルに直接記入し、提出できます（このシートは消さなくて構いません）。"


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """One return as written: its path (relative), what it is, and the received file it answers."""

    path: str
    kind: ReturnKind
    received: str


@dataclass(frozen=True, slots=True)
class _Made:
    kind: ReturnKind
    book: bytes
    marks: Sequence[ReturnMark]
    letter: ReturnLetter


def begin_returns(
    desk: Desk, ledger: Ledger, lookup: Callable[[], SheetLookup], year: int, pool: Pool
) -> Iterator[ReturnFile]:
    """The returns that are missing below ``returns/<year>``, each written, with its mail text beside it, when it is
    drawn. Where ``pool`` marks them because they are many, it has begun to when this returns.

    Returns are numbered as the returned sheets came, so that a run which was stopped after recording them is made good
    by the next one; those of unreadable files are numbered by themselves. A book with several faulty sheets is marked
    once for each: every project has its own letter. ``lookup`` is asked only when there is one to write.
    """
    folder = desk.folder / "returns" / str(year)
    present = {path.name.split("_", 1)[0] for path in folder.glob("*.xlsx")} if folder.is_dir() else set()
    received = [
        r for r in ledger.receipts(year) if r.reason not in ("duplicate", "superseded") and not _is_our_own(desk, r)
    ]
    printer = FreshSheets(desk, ledger, lookup, year)
    return _written(
        desk,
        folder,
        _returned(desk, ledger, _to_return(received, present), printer, pool),
        _unread(desk, ledger, received, present, printer),
    )


def _written(desk: Desk, folder: Path, *made: Iterable[tuple[str, Receipt, _Made]]) -> Iterator[ReturnFile]:
    return (_write(desk, folder, name, receipt, one) for name, receipt, one in chain(*made))


def _to_return(received: Sequence[Receipt], present: set[str]) -> list[tuple[int, Receipt]]:
    """Every sheet that has to be corrected and was not answered since, with its number."""
    newest = {line_of(one): one.id for one in received if one.project or one.subject or one.submission_version}
    numbered = enumerate((r for r in received if r.verdict == "returned"), start=1)
    return [
        (number, receipt)
        for number, receipt in numbered
        if f"{number:03d}" not in present and newest.get(line_of(receipt), receipt.id) == receipt.id
    ]


def _returned(
    desk: Desk, ledger: Ledger, wanted: Sequence[tuple[int, Receipt]], printer: FreshSheets, pool: Pool
) -> Iterator[tuple[str, Receipt, _Made]]:
    """(name without ending, receipt, return) of each."""
    drafts: deque[_Made] = deque()

    def to_mark() -> Iterator[ToMark]:
        for _, receipt in wanted:
            draft = _draft(desk, ledger, receipt, printer)
            drafts.append(replace(draft, book=b""))
            yield ToMark(draft.book, tuple(draft.marks), draft.letter)

    def named(marked: Iterable[bytes | Killed | None]) -> Iterator[tuple[str, Receipt, _Made]]:
        """Each return with its numbered name, in the order of the receipts."""
        for (number, receipt), book in zip(wanted, marked, strict=True):
            draft = drafts.popleft()
            if isinstance(book, Killed):  # our own defect: a letter in its place would hide it
                raise RuntimeError(f"{receipt.file}: marking ended with {book.cause} {book.detail}")
            one = replace(draft, book=book) if book is not None else _instead(desk, receipt, draft, printer)
            word = "修正依頼（新しい調書）" if one.kind == "fresh" else "修正依頼"
            whose = safe_name(receipt.project or form_title(desk, receipt, "番号不明"))
            yield f"{number:03d}_{whose}_{word}_{_stem(receipt)}", receipt, one

    return named(marking_workers(pool, len(wanted))(to_mark()))


def _is_our_own(desk: Desk, receipt: Receipt) -> bool:
    """Whether the 事務局 fills it itself: it needs no letter to itself."""
    known = receipt.form in desk.forms_of(receipt.year)
    if not known or desk.form(receipt.year, receipt.form).answered_by != "secretariat":
        return False
    office = desk.plan.department_on(desk.plan.secretariat, desk.today)  # its own projects go to another 課
    return not receipt.department or office is None or receipt.department in (office.code, desk.plan.secretariat)


def _unread(
    desk: Desk, ledger: Ledger, received: Sequence[Receipt], present: set[str], printer: FreshSheets
) -> Iterator[tuple[str, Receipt, _Made]]:
    """The same of files that could not be read, where their name says what was sent out under it."""
    for number, receipt in enumerate((r for r in received if r.verdict == "rejected"), start=1):
        marks = tuple(department_marks("", receipt.findings))
        if f"再{number:03d}" in present or not marks:
            continue
        sent = sent_under_the_name(desk, ledger, receipt.year, receipt.file)
        if not sent or _answered_since(receipt, received, sent):
            continue
        fresh = printer.as_sent(sent)
        if fresh is None:
            continue
        owner = replace(
            receipt,
            form=sent[0].form,
            project=sent[0].project if len(sent) == 1 else "",
            department=sent[0].department,
        )
        letter = _letter(desk, printer, owner, "の再提出について（依頼）", _UNREAD, _FRESH_NOTE)
        whose = safe_name(owner.project or form_title(desk, owner))
        name = f"再{number:03d}_{whose}_再提出依頼_{_stem(receipt)}"
        yield name, receipt, _Made("fresh", mark_return(fresh.book, marks, letter), marks, letter)


def _answered_since(receipt: Receipt, received: Sequence[Receipt], sent: Sequence[Distribution]) -> bool:
    """Whether any of it has come in readable form by now."""
    keys = {(one.form, one.subject or one.project) for one in sent}
    later = (one for one in received if one.id > receipt.id and one.verdict != "rejected")
    return any((one.form, one.subject or one.project) in keys for one in later)


def _draft(desk: Desk, ledger: Ledger, receipt: Receipt, printer: FreshSheets) -> _Made:
    """The received book and what is to be marked in it; a fresh one where it cannot be mended."""
    fresh = printer.instead_of(receipt) if beyond_repair(receipt) else None
    if fresh is not None:
        return _Made("fresh", fresh.book, fresh.marks, _fresh_letter(desk, printer, receipt, fresh))
    marks = tuple(department_marks(receipt.sheet, receipt.findings))
    return _Made("copy", ledger.archived(receipt.sha256), marks, _letter(desk, printer, receipt))


def _instead(desk: Desk, receipt: Receipt, draft: _Made, printer: FreshSheets) -> _Made:
    """A return for a book that cannot be marked: a fresh one, else the letter alone.

    The reader forgives more than a patch can keep whole, and a strange file must not stop the rest of a collection.
    """
    fresh = printer.instead_of(receipt) if draft.kind == "copy" else None
    if fresh is None:
        return _Made("letter", letter_alone(draft.marks, draft.letter), draft.marks, draft.letter)
    letter = _fresh_letter(desk, printer, receipt, fresh)
    return _Made("fresh", mark_return(fresh.book, fresh.marks, letter), fresh.marks, letter)


def _write(desk: Desk, folder: Path, name: str, receipt: Receipt, one: _Made) -> ReturnFile:
    """The book comes last: as long as it is missing, the next run writes both."""
    path = folder / f"{name}.xlsx"
    write_file(folder / f"{name}.txt", mail_text(one.marks, one.letter, path.name))
    write_file(path, one.book)
    return ReturnFile(desk.relative(path), one.kind, receipt.file)


def _stem(receipt: Receipt) -> str:
    return safe_name(PurePosixPath(receipt.file).stem, 60)


def _fresh_letter(desk: Desk, printer: FreshSheets, receipt: Receipt, fresh: Fresh) -> ReturnLetter:
    intro = _FRESH + (_KEPT.format(kept=fresh.kept) if fresh.kept else _BLANK)
    note = "" if any(mark.cell for mark in fresh.marks) else _FRESH_NOTE
    return _letter(desk, printer, receipt, intro=intro, note=note)


def _letter(
    desk: Desk,
    printer: FreshSheets,
    receipt: Receipt,
    about: str = "の修正について（依頼）",
    intro: str = _INTRO,
    note: str = "",
) -> ReturnLetter:
    office = desk.plan.department(receipt.department)
    expected = printer.lookup().expected(receipt.project, receipt.form) if receipt.project else None
    title = form_title(desk, receipt, "進行管理調書")
    return ReturnLetter(
        title=f"{year_words(receipt.year)} {title}{about}",
        addressee=f"{office.full_name if office else '所管課'} 御中",
        project=f"{receipt.project} {expected.name if expected else ''}".strip() or title,
        due=_due_words(desk, receipt),
        sender=return_office(desk),
        intro=intro.replace("{title}", form_title(desk, receipt, "調書")),
        subject_label="対象事業" if receipt.project else "対象",
        note=note,
    )


def _due_words(desk: Desk, receipt: Receipt) -> str:
    """The day by which such a form is due; once it is past, that it is."""
    known = receipt.form in desk.forms_of(receipt.year)
    due = desk.due(receipt.year, desk.form(receipt.year, receipt.form)) if known else desk.plan.due(receipt.year)
    words = day_words(due, weekday=True)
    return words if desk.today <= due else f"できるだけ早く（提出期限の{words}を過ぎています）"
