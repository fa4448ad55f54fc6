"""A fresh sheet in place of one that cannot be mended: printed as sent out, with the answers that were read soundly.

The rule is docs/decisions/0011-returns.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from fujiplan_cli.intake import SheetLookup, salvage, take_in
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import PROGRESS, Form, SheetIdentity, is_typed
from fujiplan_cli.model.grid import UnreadableWorkbook
from fujiplan_cli.model.memory import Distribution, Receipt
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.bind import Leaf, bind_books, bind_copies
from fujiplan_cli.workbook.list_press import ListPress, ListRow
from fujiplan_cli.workbook.press import FormPress
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workbook.returns import ReturnMark
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute_forms import context_of
from fujiplan_cli.workflow.known import comparable
from fujiplan_cli.workflow.lists import form_for
from fujiplan_cli.workflow.return_marks import BEYOND_REPAIR, LEFT_BLANK, marks_in_fresh

_NOBODYS = frozenset({"project_twice", "row_twice"})
"""Of two sheets with different answers nobody knows which one holds."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A book printed anew. ``kept``: how many answers were copied into it; ``marks``: what is still to be done."""

    book: bytes
    kept: int
    marks: tuple[ReturnMark, ...] = ()


@dataclass(slots=True)
class FreshSheets:
    """Prints fresh sheets of a year. What is known is asked only when there is one to print."""

    desk: Desk
    ledger: Ledger
    lookup: Callable[[], SheetLookup]
    year: int
    _presses: dict[str, FormPress] = field(default_factory=dict)

    def instead_of(self, receipt: Receipt) -> Fresh | None:
        """The sheet or list that a receipt is of; None when it is not known what was sent out for it."""
        if receipt.form not in self.desk.forms_of(self.year):
            return None
        form = self.desk.form(self.year, receipt.form)
        if form.shape == "list":
            return self._list(form, receipt)
        pages = [page for project in self._projects(receipt) if (page := self._page(form, project))]
        if not pages:
            return None
        found: Sequence[Finding] = receipt.findings
        if len(pages) == 1:
            given, found = self._given(form, pages[0], receipt)
            pages[0].fill(form, given, found)
        return self._checked(form, self._book(form, pages), pages[0].kept, found)

    def as_sent(self, sent: Sequence[Distribution]) -> Fresh | None:
        """A file as it was sent out, all blank: for one of which nothing could be read."""
        form = self.desk.form(self.year, sent[0].form)
        if form.shape == "list":
            return Fresh(self._print_list(form, sent, {}), 0)
        pages = [page for one in sent if (page := self._page(form, one.project))]
        return Fresh(self._book(form, pages), 0) if pages else None

    def _projects(self, receipt: Receipt) -> tuple[str, ...]:
        """Of a sheet that holds several forms every one gets a sheet of its own."""
        if all(f.code != "several_forms_on_sheet" for f in receipt.findings):
            return (receipt.project,)
        try:
            grid = read_grid(self.ledger.archived(receipt.sha256))
        except UnreadableWorkbook:
            return (receipt.project,)
        texts = (cell.raw for sheet in grid.sheets if sheet.name == receipt.sheet for cell in sheet.cells.values())
        owners = (SheetIdentity.parse(text) for text in texts if text.startswith("fujiplan|"))
        own = (one.project for one in owners if one and one.form == receipt.form and one.year == self.year)
        return tuple(dict.fromkeys((receipt.project, *own)))

    def _page(self, form: Form, project: str) -> _Page | None:
        """The sheet as it was last sent out, in the form that is taken now."""
        expected = self.lookup().expected(project, form.id)
        if expected is None:
            return None
        sent = SheetIdentity.parse(expected.identity)
        stage, facts = (sent.eval_stage, sent.facts) if sent else (expected.eval_stage, expected.facts)
        identity = SheetIdentity(self.desk.plan.id, form.id, form.version, self.year, project, stage, facts)
        before = comparable(expected.previous, expected.printed) if form.id == PROGRESS else {}
        return _Page(identity, dict(expected.printed), before)

    def _given(self, form: Form, page: _Page, receipt: Receipt) -> tuple[Mapping[str, Answer], tuple[Finding, ...]]:
        """What the sheet that came back answers, with everything that was found in it."""
        codes = {f.code for f in receipt.findings}
        if "form_version" in codes:
            try:
                grid = read_grid(self.ledger.archived(receipt.sha256))
            except UnreadableWorkbook:
                return {}, receipt.findings
            variant = (page.identity.eval_stage, page.identity.facts)
            printed = {name: value for name, value in page.values.items() if value is not None}
            saved = salvage(grid, receipt.sheet, form, variant, printed, self.lookup())
            return saved.answers, (*receipt.findings, *saved.findings)
        if codes & _NOBODYS or not receipt.submission_version:
            return {}, receipt.findings
        stored = self._stored(receipt, receipt.project)
        return (stored.answers if stored else {}), receipt.findings

    def _stored(self, receipt: Receipt, project: str) -> Submission | None:
        every = (one.submission for one in self.ledger.submissions(self.year, project))
        same = (receipt.sha256, receipt.form, receipt.sheet)
        return next((one for one in every if (one.sha256, one.form, one.sheet) == same), None)

    def _list(self, form: Form, receipt: Receipt) -> Fresh | None:
        sent = [one for one in self.ledger.distributions(self.year, form.id) if one.subject == receipt.subject]
        if not sent:
            return None
        known: dict[str, dict[str, Value | None]] = {}
        for one in sent:
            row = self._stored(receipt, one.project)
            if row and not {f.code for f in row.findings} & _NOBODYS:
                wrong = _wrong(row.findings)
                known[one.project] = {
                    n: a.value if _is_sound(a) and n not in wrong else None for n, a in row.answers.items()
                }
        kept = sum(value is not None for row in known.values() for value in row.values())
        return self._checked(form, self._print_list(form, sent, known), kept, receipt.findings)

    def _print_list(
        self, form: Form, sent: Sequence[Distribution], known: Mapping[str, Mapping[str, Value | None]]
    ) -> bytes:
        subject, office = sent[0].subject, self.desk.plan.department(sent[0].department)
        press = ListPress(
            form_for(self.desk, form, subject), self.desk.method(self.year), context_of(self.desk, self.year, form)
        )
        rows = []
        for one in sent:
            identity = SheetIdentity.parse(one.identity)
            assert identity is not None  # we wrote it
            rows.append(ListRow(replace(identity, version=form.version), {**one.printed, **known.get(one.project, {})}))
        whole = SheetIdentity(self.desk.plan.id, form.id, form.version, self.year, subject, "", frozenset())
        return press.print_list(whole, office.full_name if office else "", rows)

    def _book(self, form: Form, pages: Sequence[_Page]) -> bytes:
        press = self._presses.get(form.id)
        if press is None:
            press = FormPress(form, self.desk.method(self.year), context_of(self.desk, self.year, form))
            self._presses[form.id] = press
        printed = [press.print_sheet(one.identity, one.values, one.before) for one in pages]
        if len(printed) == 1:
            return printed[0]
        if form.id != PROGRESS:
            return bind_copies(printed, form.title, form.title)
        leaves = [
            Leaf(one.identity.project, one.identity.eval_stage, data) for one, data in zip(pages, printed, strict=True)
        ]
        return bind_books(leaves, form.title)

    def _checked(self, form: Form, book: bytes, kept: int, found: Sequence[Finding]) -> Fresh:
        """What our own reader would say of the fresh book tells where something is still to be filled in."""
        sheets = take_in(read_grid(book), file="", sha256="", lookup=self.lookup())
        return Fresh(book, kept, marks_in_fresh(form, sheets, found, self.year, kept))


@dataclass(slots=True)
class _Page:
    """A sheet to be printed."""

    identity: SheetIdentity
    values: dict[str, Value | None]
    before: Mapping[str, Value]
    kept: int = 0

    def fill(self, form: Form, given: Mapping[str, Answer], found: Sequence[Finding]) -> None:
        """Put the sound answers into it. A cell that was there and says nothing sound is blank, whatever we knew."""
        facts = self.identity.facts
        typed = {one.id for one in form.on_sheet(self.identity.eval_stage, facts) if is_typed(one, facts)}
        wrong = _wrong(found)
        for name, answer in given.items():
            if name in typed:
                sound = _is_sound(answer) and name not in wrong
                self.values[name] = answer.value if sound else None
                self.kept += sound


def beyond_repair(receipt: Receipt) -> bool:
    """Whether the sheet that came back cannot be mended by typing into it."""
    return any(f.code in BEYOND_REPAIR for f in receipt.findings)


def sent_under_the_name(desk: Desk, ledger: Ledger, year: int, file: str) -> tuple[Distribution, ...]:
    """What was sent out in a file of that name, or of the beginning of that name (「… のコピー」, 「… (1)」)."""
    stem = PurePosixPath(file).stem.casefold()
    by_file: dict[str, list[Distribution]] = {}
    for form in desk.forms_of(year):
        for one in ledger.distributions(year, form):
            by_file.setdefault(one.file, []).append(one)
    names = {path: PurePosixPath(path).stem.casefold() for path in by_file}
    fitting = [path for path, name in names.items() if stem.startswith(name)]
    longest = max((len(names[path]) for path in fitting), default=0)
    nearest = [path for path in fitting if len(names[path]) == longest]
    return tuple(by_file[nearest[0]]) if len(nearest) == 1 else ()


def _is_sound(answer: Answer) -> bool:
    return answer.value is not None and not answer.faulty


def _wrong(found: Iterable[Finding]) -> frozenset[str]:
    """Fields whose answers are not to be copied: faulty, in doubt, or at odds with one another."""
    named = {f.field for f in found if f.severity == "error" or f.code in LEFT_BLANK}
    torn = {f.field.replace("_pending", "_actual") for f in found if f.code == "actual_and_pending"}
    return frozenset(named | torn)
