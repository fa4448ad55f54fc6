"""Distribute the forms other than the progress sheet: lists, 新規事業調書, ヒアリング記録票."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import PROGRESS, Form, SheetIdentity
from fujiplan_cli.model.memory import Distribution
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.bind import bind_copies
from fujiplan_cli.workbook.list_press import ListPress, ListRow
from fujiplan_cli.workbook.press import FormPress, SheetContext
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.files import make_folder, write_tree
from fujiplan_cli.workflow.lists import form_for, lists_of
from fujiplan_cli.workflow.outbox import Outbox, others
from fujiplan_cli.workflow.proposals import HEARING, ProposalSheet, blank_proposals, hearing_sheets
from fujiplan_cli.workflow.records import PROPOSAL, year_records
from fujiplan_cli.workflow.standing import serving

Places = Callable[[Department, str, bytes], str]
"""(課, name, bytes) → path below the outbox."""


@dataclass(frozen=True, slots=True)
class FormsSent:
    """What was made: folder (relative), 課 → its files, and how many sheets or rows they hold."""

    form: str
    title: str
    folder: str
    inbox: str
    files: Mapping[str, tuple[str, ...]]
    parts: int


def distribute_form(desk: Desk, year: int, form_id: str, department: str | None = None) -> FormsSent:
    """Make the sheets or lists of one form beside what the outbox holds already, whole or not at all.

    ``department`` limits it to one 課. Raises Refused, PlanFolderError, LedgerError.
    """
    if form_id not in desk.forms_of(year):
        raise Refused(
            f"様式「{form_id}」は、{year_words(year)}の計画フォルダーにありません。",
            f"次のいずれかを指定してください：{'、'.join(desk.forms_of(year))}",
            status=2,
        )
    form = desk.form(year, form_id)
    with desk.ledger() as ledger:
        offices = serving(desk, year)
        if department and department not in {one.code for one in offices}:
            raise Refused(
                f"所管課のコード「{department}」は、{year + 1}年4月1日の計画フォルダーにありません。",
                "fujiplan.toml の departments にあるコードを指定してください。",
                status=2,
            )
        box = Outbox.of(offices)
        sent = list(_made(desk, ledger, form, year, department, box))
        if not sent:
            raise Refused(f"{department}が回答する{form.title}はありません。", "所管課のコードを確認してください。")
        folder = desk.folder / "outbox" / str(year)
        kept = others(folder, ()) if folder.is_dir() else {}
        inbox = make_folder(desk.folder / "inbox" / str(year))
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_distributions(sent)
            write_tree(folder, {**kept, **box.files})
    return FormsSent(form_id, form.title, f"outbox/{year}", desk.relative(inbox), _by_office(desk, sent), len(sent))


def _made(
    desk: Desk, ledger: Ledger, form: Form, year: int, department: str | None, box: Outbox
) -> Iterator[Distribution]:
    """Print a form's sheets or lists into the outbox; what is to be remembered of each."""
    if form.shape == "list":
        yield from _lists(desk, ledger, form, year, department, box.add)
    elif form.id == HEARING:
        yield from _hearings(desk, form, year, hearing_sheets(desk, ledger, form, year), box.add)
    elif form.id == PROPOSAL:
        books = BlankBooks(desk, form, year)
        for office in serving(desk, year):
            if department in (None, office.code):
                yield from books.add(office, box.add)
    else:
        raise Refused(
            f"様式「{form.id}」の配り方が決まっていません。",
            f"{PROGRESS}、{PROPOSAL}、{HEARING} と、一覧の様式（confirmation、settlement、decision）が配れます。",
            status=2,
        )


def survey(desk: Desk, year: int) -> BlankBooks | None:
    """新規事業調書, which goes out with the progress sheets; None when the plan does not declare it."""
    return BlankBooks(desk, desk.form(year, PROPOSAL), year) if PROPOSAL in desk.forms_of(year) else None


def survey_title(desk: Desk, year: int) -> str:
    """What 新規事業調書 is called; "" when the plan does not declare it."""
    return desk.form(year, PROPOSAL).title if PROPOSAL in desk.forms_of(year) else ""


def files_of_other_forms(desk: Desk, ledger: Ledger, year: int) -> dict[str, bytes]:
    """What the outbox holds of lists and records of the year: sending the sheets once more does not take them away."""
    root = f"outbox/{year}/"
    forms = (one for one in desk.forms_of(year) if one not in (PROGRESS, PROPOSAL))
    sent = {d.file for form in forms for d in ledger.distributions(year, form)}
    paths = ((name.removeprefix(root), desk.folder / name) for name in sorted(sent) if name.startswith(root))
    return {name: path.read_bytes() for name, path in paths if path.is_file()}


def context_of(desk: Desk, year: int, form: Form) -> SheetContext:
    """What every sheet of a form prints besides what it is about."""
    return SheetContext(
        plan_title=desk.plan.title,
        title="",
        due=desk.due(year, form),
        return_to=desk.plan.publisher.office,
        year=year,
        sample=desk.plan.sample,
        stages=desk.plan.stages,
    )


def _lists(
    desk: Desk, ledger: Ledger, form: Form, year: int, department: str | None, add: Places
) -> Iterator[Distribution]:
    lists = lists_of(desk, ledger, year_records(desk, ledger, year), form)
    offered = form_for(desk, form, lists[0].subject)
    press = ListPress(offered, desk.method(year), context_of(desk, year, form))
    for one in lists:
        if department and one.office.code != department:
            continue
        identity = SheetIdentity(desk.plan.id, form.id, form.version, year, one.subject, "", frozenset())
        rows = [ListRow(row, known) for row, known in one.rows]
        path = add(one.office, one.file, press.print_list(identity, one.shown, rows))
        for row, known in one.rows:
            sent = _sent(desk, form, year, ProposalSheet(one.office, row, known), path)
            yield replace(sent, subject=one.subject)


class BlankBooks:
    """The 新規事業調書 of each 課: one book, a sheet for each proposal it may make. The look is drawn once for all."""

    def __init__(self, desk: Desk, form: Form, year: int) -> None:
        self._desk, self._form, self._year = desk, form, year
        self._press = FormPress(form, desk.method(year), context_of(desk, year, form))

    def add(self, office: Department, add: Places) -> tuple[Distribution, ...]:
        """Print the book of a 課 into its parcel; what is to be remembered of each sheet."""
        path = add(office, self.name(office), self.book(office))
        sheets = blank_proposals(self._desk, self._form, self._year, office)
        return tuple(_sent(self._desk, self._form, self._year, one, path) for one in sheets)

    def name(self, office: Department) -> str:
        """課名_新規事業調書.xlsx."""
        return f"{safe_name(office.name, 40)}_{self._form.title}.xlsx"

    def book(self, office: Department, answers: Sequence[Mapping[str, Value | None]] = ()) -> bytes:
        """The book of a 課; with ``answers`` its first sheets are filled, as the sample needs it."""
        form, year = self._form, self._year
        sheets = blank_proposals(self._desk, form, year, office)
        given = [*answers, *[{}] * (len(sheets) - len(answers))]
        pages = [
            self._press.print_sheet(one.identity, {**one.known, **typed})
            for one, typed in zip(sheets, given, strict=True)
        ]
        title = f"{year_words(year + 1)} {form.title}　{office.full_name}"
        return bind_copies(pages, form.title, title) if len(pages) > 1 else pages[0]


def _hearings(
    desk: Desk, form: Form, year: int, sheets: Sequence[ProposalSheet], add: Places
) -> Iterator[Distribution]:
    press = FormPress(form, desk.method(year), context_of(desk, year, form))
    for one in sheets:
        name = safe_name(str(one.known.get("proposal_name") or ""), 40)
        heard = f"{one.known['round']}_" if "round" in one.known else ""
        file = f"{form.title}_{heard}{safe_name(one.identity.project)}_{name}.xlsx"
        path = add(one.office, file, press.print_sheet(one.identity, one.known))
        yield _sent(desk, form, year, one, path)


def distribute_hearing(
    desk: Desk, year: int, heard: str, chosen: Iterable[str], *, again: bool = False
) -> tuple[str, ...]:
    """Make the 記録票 of one 実施回 (6月) for these proposals; the files that were made. Raises Refused, LedgerError.

    One that lies in the outbox stays as it is (somebody may be filling it) unless it is asked for ``again``.
    """
    form = desk.form(year, HEARING)
    folder = desk.folder / "outbox" / str(year)
    wanted = {
        one
        for one in chosen
        if again or not any(folder.rglob(f"{glob.escape(f'{form.title}_{heard}_{safe_name(one)}_')}*.xlsx"))
    }
    if not wanted:
        return ()
    with desk.ledger() as ledger:
        box = Outbox.of(serving(desk, year))
        sheets = hearing_sheets(desk, ledger, form, year, heard, wanted)
        sent = list(_hearings(desk, form, year, sheets, box.add))
        kept = others(folder, ()) if folder.is_dir() else {}
        make_folder(desk.folder / "inbox" / str(year))
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_distributions(sent)
            write_tree(folder, {**kept, **box.files})
    return tuple(one.file for one in sent)


def _sent(desk: Desk, form: Form, year: int, one: ProposalSheet, path: str) -> Distribution:
    return Distribution(
        year=year,
        form=form.id,
        version=form.version,
        project=one.identity.project,
        department=one.office.code,
        file=f"outbox/{year}/{path}",
        identity=one.identity.text(),
        printed={name: value for name, value in one.known.items() if value is not None},
        due=desk.due(year, form).isoformat(),
        at=desk.at.isoformat(),
        by=desk.by,
    )


def _by_office(desk: Desk, sent: Iterable[Distribution]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, dict[str, None]] = {}
    for one in sent:
        office = desk.plan.department(one.department)
        grouped.setdefault(office.full_name if office else one.department, {})[one.file] = None
    return {name: tuple(files) for name, files in sorted(grouped.items())}
