"""決算書との照合: what was approved and published against what the council certified, project by project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.report.amounts import NONE
from fujiplan_cli.report.given import ReportFault
from fujiplan_cli.report.heading import method_words, plan_heading
from fujiplan_cli.report.lines import Grade
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, digits, half_up

_YEN = 1000
SAME, ROUNDED, EXPLAINED, UNEXPLAINED = "一致", "千円未満の差", "差あり（理由あり）", "差あり（理由なし）"
NO_SETTLED, NO_APPROVED = "決算額なし", "承認時の額なし"
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One project: 支出済額 as approved and as certified, in 千円, exact to the yen where the source is."""

    number: str
    name: str
    office: str
    account: str
    code: str
    """予算事業コード of the line in 財務会計."""
    kind: str
    """How final the approved amount was (決算見込 …)."""
    approved: Fraction | None
    settled: Fraction | None
    reason: str
    repeated: bool
    grade: Grade | None
    """As approved."""
    other: Grade | None
    """By the certified amounts; None when it is the same grade."""
    score: str = ""
    other_score: str = ""
    changed: tuple[str, ...] = ()
    """Labels of the amounts, 支出済額 or others, that are not those of the approved record."""

    @property
    def difference(self) -> Fraction | None:
        """Certified less approved; None when one of them is unknown."""
        return None if self.approved is None or self.settled is None else self.settled - self.approved

    @property
    def state(self) -> str:
        """In words. An amount that was approved in whole 千円 may differ by less than one."""
        if self.settled is None:
            return NO_SETTLED
        if self.difference is None:
            return NO_APPROVED
        if not self.difference:
            return SAME
        if abs(self.difference) < 1 and self.approved is not None and self.approved.denominator == 1:
            return ROUNDED
        return EXPLAINED if self.reason else UNEXPLAINED

    @property
    def differs(self) -> bool:
        """Whether there is something to explain."""
        return self.state in (EXPLAINED, UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over projects whose two amounts are known, 再掲 left out, in 千円."""

    words: str
    projects: int
    approved: Fraction
    settled: Fraction

    @property
    def difference(self) -> Fraction:
        """Certified less approved."""
        return self.settled - self.approved


@dataclass(frozen=True, slots=True)
class ReconcileInput:
    """What the comparison is made from."""

    plan: Plan
    method: Method
    year: int
    day: date
    approved_on: str
    """When 本部 approved and when it was published, in words."""
    sources: tuple[str, ...]
    """Imports of 財務会計 with their day."""
    rows: tuple[Reconciled, ...]
    template_folders: tuple[Path, ...]

    @property
    def open(self) -> tuple[Reconciled, ...]:
        """What somebody must still act upon."""
        return tuple(one for one in self.rows if one.state in (UNEXPLAINED, NO_SETTLED, NO_APPROVED) or one.other)


def totals_of(rows: Iterable[Reconciled]) -> tuple[Total, ...]:
    """Sums by 会計区分, and last that of all. Raises ReportFault when another way of adding up disagrees."""
    own = [one for one in rows if not one.repeated and one.difference is not None]
    accounts = tuple(dict.fromkeys(one.account for one in own))
    parts = [_total(words or "会計の記録なし", [one for one in own if one.account == words]) for words in accounts]
    whole = _total("計", own)
    # The second way: line by line of 財務会計, and the differences by themselves.
    by_code = {one.code: one.settled or NONE for one in own}
    differences = sum((one.difference or NONE for one in own), NONE)
    for what, one, other in (
        ("支出済額（予算事業コード別）", whole.settled, sum(by_code.values(), NONE)),
        ("支出済額（会計別）", whole.settled, sum((part.settled for part in parts), NONE)),
        ("承認時の額（会計別）", whole.approved, sum((part.approved for part in parts), NONE)),
        ("差", whole.difference, differences),
    ):
        if one != other:
            raise ReportFault(f"{what}: {one} is not {other}")
    return (*parts, whole) if len(parts) > 1 else (whole,)


def _total(words: str, rows: list[Reconciled]) -> Total:
    approved = sum((one.approved or NONE for one in rows), NONE)
    return Total(words, len(rows), approved, sum((one.settled or NONE for one in rows), NONE))


def yen(value: Fraction | None) -> str:
    """千円 as 円: 1234.567 → 1,234,567; ▲ when negative."""
    return digits(None if value is None else value * _YEN)


def reconcile_page(given: ReconcileInput) -> str:
    """The page. Raises ReportFault, jinja2 errors for a faulty template of the plan folder."""
    head = plan_heading(
        given.plan,
        given.day,
        (given.year, given.year),
        meeting="決算書との照合",
        edition="議会認定後",
        method=method_words(given.method),
        sha256=given.method.sha256,
    )
    own = [one for one in given.rows if not one.repeated]
    return rendered(
        "reconcile.html",
        given.template_folders,
        {
            "head": head,
            "approved_on": given.approved_on,
            "sources": given.sources,
            "totals": totals_of(given.rows),
            "differing": tuple(one for one in own if one.differs),
            "moved": tuple(one for one in given.rows if one.other),
            "one_sided": tuple(one for one in own if one.state in (NO_SETTLED, NO_APPROVED)),
            "rows": given.rows,
            "same": sum(one.state == SAME for one in own),
            "rounded": sum(one.state == ROUNDED for one in own),
            "unexplained": sum(one.state == UNEXPLAINED for one in own),
            "repeated": sum(one.repeated for one in given.rows),
            "digits": digits,
            "yen": yen,
            "blank": BLANK,
        },
    )


RECONCILE_HEADERS = (
    *("番号", "事業名", "所管課", "会計区分", "予算事業コード", "承認時の区分"),
    *("承認時の支出済額（千円）", "決算の支出済額（千円）", "差（千円）"),
    *("承認時の支出済額（円）", "決算の支出済額（円）", "差（円）"),
    *("状況", "差の理由", "承認された評価", "決算による評価（参考）", "再掲"),
)


def reconcile_rows(rows: Iterable[Reconciled]) -> tuple[tuple[Cell, ...], ...]:
    """The table for Excel: numbers are numbers, 千円 half up beside 円."""
    return tuple(
        (
            *(one.number, one.name, one.office, one.account, one.code, one.kind),
            *(_whole(value, 1) for value in (one.approved, one.settled, one.difference)),
            *(_whole(value, _YEN) for value in (one.approved, one.settled, one.difference)),
            *(one.state, one.reason, one.grade.letter if one.grade else None),
            *(one.other.letter if one.other else None, "再掲" if one.repeated else None),
        )
        for one in rows
    )


def _whole(value: Fraction | None, times: int) -> int | None:
    return None if value is None else int(half_up(value * times, 0))


def source_words(file: str, at: str) -> str:
    """An import as the page names it: 決算.csv（令和8年10月1日取込み）."""
    day = day_words(date.fromisoformat(at[:10])) if at else ""
    return f"{file.rpartition('/')[2]}（{day}取込み）" if day else file.rpartition("/")[2]
