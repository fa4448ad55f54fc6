"""The sample's new projects (架空): one is heard, supported, budgeted and joins the register, as any other would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.press import FormPress
from fujiplan_cli.workflow.collect import collect
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.distribute_forms import context_of, distribute_form, survey
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.hearing import hearing
from fujiplan_cli.workflow.hearing_acts import decide_priority, finish_support, record_results
from fujiplan_cli.workflow.hearing_amounts import announce_draft, budget_amount, request_amount
from fujiplan_cli.workflow.hearing_register import join_register
from fujiplan_cli.workflow.proposals import HEARING, hearing_sheets
from fujiplan_cli.workflow.records import PROPOSAL
from fujiplan_cli.workflow.standing import serving

_PAGES = ("html", "pdf", "xlsx")
Typed = Callable[[Form, Mapping[str, str]], Mapping[str, Value]]
"""(form, answers as a clerk types them) → values."""
Opened = Callable[[date], Desk]


@dataclass(frozen=True, slots=True)
class SampleHearings:
    """The new projects of one year of the sample. ``given``: sample_data/hearings.json."""

    folder: Path
    given: Mapping[str, Any]
    desk: Opened
    typed: Typed

    @property
    def year(self) -> int:
        """The fiscal year whose survey they answer."""
        return int(self.given["year"])

    def propose(self) -> None:
        """In April: the 課 that propose get their 新規事業調書, and answer it."""
        desk = self.desk(date(self.year + 1, 4, 10))
        form, books = desk.form(self.year, PROPOSAL), survey(desk, self.year)
        answers: Mapping[str, Sequence[Mapping[str, str]]] = self.given["proposals"]
        for office in serving(desk, self.year):
            if books is not None and office.name in answers:
                distribute_form(desk, self.year, PROPOSAL, office.code)
                filled = books.book(office, [self.typed(form, one) for one in answers[office.name]])
                path = self.folder / "inbox" / str(self.year) / safe_name(office.name) / books.name(office)
                write_file(path, filled)

    def hear(self) -> tuple[str, ...]:
        """From June to February; the pages that were made."""
        year, given = self.year, self.given
        spring, autumn = date(year + 1, 6, 12), date(year + 1, 11, 14)
        pages = list(hearing(self.desk(date(year + 1, 6, 2)), year, "june").files)
        chosen = self._write_records(year, lambda known: given["june"][str(known["department"]).rpartition(" ")[2]])
        collect(self.desk(spring), year)
        record_results(self.desk(spring), year, "june")
        pages += hearing(self.desk(spring), year, "june", _PAGES).files
        finish_support(self.desk(date(year + 1, 8, 27)), year, chosen, None, date(year + 1, 8, 27), "一覧を渡した。")
        october = date(year + 1, 10, 3)
        pages += hearing(self.desk(october), year, "october", _PAGES).files
        decide_priority(self.desk(october), year, "october", chosen, october, "本部が重点施策とした。")
        request_amount(self.desk(autumn), year, "november", chosen, given["requested"], autumn)
        pages += hearing(self.desk(autumn), year, "november", _PAGES).files
        winter = date(year + 2, 1, 23)
        budget_amount(self.desk(winter), year, "january", chosen, given["budgeted"], winter)
        join_register(
            self.desk(winter), year, "january", chosen, given["project"], "", winter, "新規事業の追加のため。"
        )
        pages += hearing(self.desk(winter), year, "january", _PAGES).files
        february = date(year + 2, 2, 16)
        announce_draft(self.desk(february), year, "february", february)
        pages += hearing(self.desk(february), year, "february", _PAGES).files
        return tuple(dict.fromkeys(pages))

    def hear_last(self, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The June hearing of the last year's proposals, before 幹事会: pages, and the 記録票 as sent out."""
        spring = date(year + 1, 6, 12)
        made = hearing(self.desk(date(year + 1, 6, 1)), year, "june")
        self._write_records(year, lambda known: self.given["june_of_last_year"][str(known["proposal_name"])])
        collect(self.desk(spring), year)
        record_results(self.desk(spring), year, "june")
        return hearing(self.desk(spring), year, "june", _PAGES).files, made.sheets

    def _write_records(
        self, year: int, answers_of: Callable[[Mapping[str, Value | None]], Mapping[str, str]]
    ) -> tuple[str, ...]:
        """Fill the 記録票 of June; the proposals that are to join the plan."""
        desk = self.desk(date(year + 1, 6, 11))
        form = desk.form(year, HEARING)
        press = FormPress(form, desk.method(year), context_of(desk, year, form))
        with desk.ledger() as ledger:
            sheets = hearing_sheets(desk, ledger, form, year, "6月")
        chosen = []
        for one in sheets:
            answers, number = answers_of(one.known), one.identity.project
            book = press.print_sheet(one.identity, {**one.known, **self.typed(form, answers)})
            write_file(self.folder / "inbox" / str(year) / "ヒアリング" / f"{safe_name(number)}_6月.xlsx", book)
            if "planned_from" in answers:
                chosen.append(number)
        return tuple(chosen)
