"""The title block and running header that every page of the 事務局 opens with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan

_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """Title block and running header of the material."""

    city: str
    plan: str
    year: str
    year_short: str
    last_year: str
    next_year: str
    meeting: str
    edition: str
    frozen: str
    office: str
    method: str
    method_hash: str
    money_kind: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Running:
    """What stands at the edge of every printed page: above (left, right) and below (office, day)."""

    left: str
    right: str
    office: str
    day: str


def running_of(head: Heading, left: str = "") -> Running:
    """The running words of a page with that heading; ``left`` instead of 計画 and 年度."""
    return Running(
        left=left or f"{head.plan}　{head.year_short}実績",
        right=f"{head.meeting}　{head.edition}{'　【架空】' if head.sample else ''}",
        office=f"{head.city} {head.office}",
        day=f"{head.frozen}現在",
    )


def plan_heading(
    plan: Plan,
    day: date,
    years: tuple[int, int],
    *,
    meeting: str,
    edition: str,
    method: str,
    sha256: str,
    money_kind: str = "",
) -> Heading:
    """The heading of a page on the fiscal ``years`` (first and last, the same for one) as of ``day``.

    ``meeting`` and ``edition``: what the page is and which version; ``sha256``: of the method, its beginning is shown.
    """
    first, last = years
    span = f"{year_words(first)}〜{year_words(last)}"
    return Heading(
        city=plan.publisher.city,
        plan=plan.title,
        year=year_words_both(last) if first == last else span,
        year_short=year_words(last) if first == last else span,
        last_year=year_words(last - 1),
        next_year=year_words(last + 1),
        meeting=meeting,
        edition=edition,
        frozen=day_words(day),
        office=f"{plan.publisher.division} {plan.publisher.office}".strip(),
        method=method,
        method_hash=sha256[:_SHORT_HASH],
        money_kind=money_kind,
        sample=plan.sample,
    )


def method_words(method: Method) -> str:
    """A method with its version: 改定採点方法（第1.0版）."""
    return f"{method.title}（第{method.version}版）"
