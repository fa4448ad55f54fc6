"""The 事務局's desk: one opened plan folder with the day, the name of who works, and the ledger."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from fujiplan_cli.declare import find_plan_folder, load_form, load_method, load_plan, methods_of
from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.workflow.template_links import require_own

PLAN_FILE = "fujiplan.toml"
INTENT_FILE = ".fujiplan/publishing.json"
"""There from before a site is replaced until its publication is recorded (`release`)."""


class Refused(Exception):
    """The work cannot be done as asked: a Japanese message, what to do, and the exit status."""

    def __init__(self, message: str, remedy: str = "", *, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.status = status


@dataclass(slots=True)
class Desk:
    """An opened plan folder. Each form and method file is loaded once, however many years use it."""

    folder: Path
    plan: Plan
    today: date
    at: datetime
    by: str
    _forms: dict[str, Form] = field(default_factory=dict)
    """By file."""
    _methods: dict[tuple[str, str], Method] = field(default_factory=dict)
    """By file or id."""

    @classmethod
    def open(cls, folder: Path | None, *, today: date | None = None, by: str = "事務局") -> Desk:
        """Open the plan folder (searched upward from here when None). Raises Refused (there is none), PlanFolderError.

        With ``today`` given, times in the ledger are that day's midnight, so that a rerun gives the same bytes.
        """
        if folder is not None and folder.name == PLAN_FILE and folder.is_file():
            folder = folder.parent
        found = folder if folder is not None else find_plan_folder(Path.cwd())
        if found is None or not (found / PLAN_FILE).is_file():
            where = str(folder) if folder is not None else "このフォルダー"
            raise Refused(
                f"{where}に計画フォルダー（{PLAN_FILE}）が見つかりません。",
                "計画フォルダーの中に移るか、--plan で場所を指定してください（例：--plan keikaku）。"
                "まだないときは、fujiplan init keikaku で作成してください。",
                status=3,
            )
        now = datetime.combine(today, time()) if today else datetime.now().replace(microsecond=0)
        return cls(found.resolve(), load_plan(found), today or now.date(), now, by)

    def on(self, day: date) -> Desk:
        """The same desk on another day, at its midnight: the plan is not read and checked again."""
        return replace(self, today=day, at=datetime.combine(day, time()))

    def form(self, year: int, form_id: str = "progress") -> Form:
        """The form of a fiscal year. Raises PlanFolderError."""
        applies = self.plan.applying(year)
        file = applies.forms.get(form_id, "") if applies else ""
        form = self._forms.get(file)
        if form is None:
            form = self._forms[file] = load_form(self.folder, self.plan, year, form_id)
        return form

    def forms_of(self, year: int) -> tuple[str, ...]:
        """Ids of the forms that the plan declares for a fiscal year."""
        applies = self.plan.applying(year)
        return tuple(applies.forms) if applies else ()

    def due(self, year: int, form: Form) -> date:
        """By when a form comes back."""
        return form_due(self.plan, year, form)

    def method(self, year: int, method_id: str | None = None) -> Method:
        """The method of a fiscal year, or the named one. Raises PlanFolderError."""
        applies = self.plan.applying(year)
        key = (applies.method if applies and method_id is None else "", method_id or "")
        method = self._methods.get(key)
        if method is None:
            method = self._methods[key] = load_method(self.folder, self.plan, year, method_id)
        return method

    def known_method(self, year: int, method_id: str) -> Method:
        """The named method, if the plan folder has it. Raises Refused (usage), PlanFolderError."""
        known = {m.id: m.title for m in methods_of(self.folder, self.plan)}
        if method_id not in known:
            words = "、".join(f"{name}（{title}）" for name, title in known.items())
            raise Refused(
                f"採点方法「{method_id}」は計画フォルダーにありません。",
                f"次のいずれかを指定してください：{words}",
                status=2,
            )
        return self.method(year, method_id)

    def methods(self) -> Mapping[int, Method]:
        """Fiscal year → its method, for every year of the plan."""
        return {year: self.method(year) for year in self.plan.years}

    def ledger(self, *, create: bool = False) -> Ledger:
        """The ledger of this plan folder, a context manager. Raises LedgerError; Refused when a publication that was
        cut off can be neither completed nor taken back.
        """
        if (self.folder / INTENT_FILE).exists():
            from fujiplan_cli.workflow.release import recover  # heavy, and seldom needed

            recover(self)
        return Ledger.open(self.folder, create=create)

    def templates(self, name: str) -> tuple[Path, ...]:
        """Folders to search for the templates of one use, the plan folder's own first. Raises PlanFolderError."""
        require_own(self.folder, name)
        return template_folders(self.folder, name)

    def known_year(self, year: int) -> int:
        """The year, if the plan has it. Raises Refused (usage)."""
        if year not in self.plan.years:
            years = f"{self.plan.first_year}〜{self.plan.last_year}"
            raise Refused(
                f"{year}年度はこの計画の対象年度（{years}）ではありません。",
                "対象年度（実績を報告する年度）を指定してください（例：--year R7）。",
                status=2,
            )
        return year

    def reporting_year(self) -> int:
        """The fiscal year whose results are reported today: the one before the running one."""
        return fiscal_year_of(self.today) - 1

    def relative(self, path: Path) -> str:
        """A path as contract.md gives it: below the plan folder with forward slashes, or as given when outside."""
        try:
            # The folder's links are followed, not the file's own: a linked sheet has the name it has in the inbox.
            shown = (path.parent.resolve() / path.name).relative_to(self.folder)
        except ValueError:
            shown = path
        return readable_path(shown)


def form_due(plan: Plan, year: int, form: Form) -> date:
    """By when a form comes back: on its own day, else on that of the year's sheets, in the year after the reported."""
    if form.due is None:
        return plan.due(year)
    month, day = form.due
    return date(year + 1 if month >= 4 else year + 2, month, day)


def readable_path(path: Path) -> str:
    """A path as text that can be stored and printed, with forward slashes.

    A name whose bytes are no UTF-8 (unpacked from an archive made by old Windows) is read as cp932.
    """
    name = os.fsencode(path.as_posix())
    for encoding in ("utf-8", "cp932"):
        with contextlib.suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return name.decode("utf-8", errors="replace")
