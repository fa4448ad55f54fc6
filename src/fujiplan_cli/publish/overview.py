"""A year at a glance: figures beside last year's, what changed in words, and the tables of `totals`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.publish.changes import Change, changes_of
from fujiplan_cli.publish.findings import (
    counted_finding,
    goals_finding,
    levels_finding,
    money_finding,
    trend_finding,
)
from fujiplan_cli.publish.sentences import Named
from fujiplan_cli.publish.summary import BEHIND, KeyFigure, count_of, key_figures, summary_lines
from fujiplan_cli.publish.totals import (
    MoneyRow,
    Pair,
    Row,
    SelfRow,
    TrendRow,
    goal_rows,
    goal_shares,
    grade_rows,
    letters_of,
    money_kind,
    money_rows,
    self_rows,
    stage_rows,
    status_rows,
    total_amount,
    trend,
    unspoken,
)
from fujiplan_cli.publish.view import GradeWord, PublicView

__all__ = ["BEHIND", "Overview", "overview_of"]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of a year shows besides the projects."""

    year: int
    label: str
    short: str
    before: str
    """令和6年度; "" when no year before is published."""
    broken: bool
    """Scored by another method than the year before."""
    period: str
    method: str
    money_kind: str
    kind_before: str
    """What last year's amounts are."""
    lines: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    columns: tuple[tuple[str, str], ...]
    """Code and title of every 評価段階 that occurs."""
    grades: tuple[Row, ...]
    stages: tuple[Row, ...]
    statuses: tuple[Row, ...]
    money: tuple[MoneyRow, ...]
    goals: tuple[Row, ...]
    shares: Mapping[str, Named]
    """Title of a 基本目標 → its share of A and B beside last year's."""
    letters: tuple[GradeWord, ...]
    own_levels: tuple[SelfRow, ...]
    """Self levels that confirmation or 本部 raised and lowered, by judged item."""
    trend: tuple[TrendRow, ...]
    """The newest year first."""
    findings: Mapping[str, str]
    """Table → the sentence that says what it shows."""
    changes: tuple[Change, ...]
    behind: tuple[Pair, ...]
    targets: tuple[Pair, ...]
    """Projects with a changed target."""
    corrected: tuple[Pair, ...]
    """Projects whose published result was corrected."""
    number: int
    held: int
    withheld: int
    repeated: int
    unspoken: int
    """Projects with a 予算現額 whose 支出済額 is unknown: their amounts do not add up to 不用額."""

    @property
    def down(self) -> tuple[Change, ...]:
        """Projects whose grade is lower than last year's."""
        return tuple(c for c in self.changes if c.way == "down")


def overview_of(view: PublicView, year: int) -> Overview:
    """The overview of one published year."""
    now = view.counted(year)
    before = view.counted(year - 1) if year - 1 in view.years else ()
    letters, broken = letters_of(view), year in view.breaks
    columns = tuple((c, t) for c, t, _ in view.stages if any(y.eval_stage == c for _, y in now))
    changes = changes_of(now)
    made = Overview(
        year=year,
        label=year_words_both(year),
        short=year_words(year),
        before=year_words(year - 1) if before else "",
        broken=broken,
        period=f"{year}年4月1日から{year + 1}年3月31日まで",
        method=view.methods[year],
        money_kind=money_kind(now),
        kind_before=money_kind(before),
        lines=summary_lines(now, before, changes, year, broken=broken),
        figures=key_figures(now, before, year),
        columns=columns,
        grades=grade_rows(now, before, letters, columns, year),
        stages=stage_rows(view, now, before, year),
        statuses=status_rows(now, before, year),
        money=money_rows(now, before, year),
        goals=goal_rows(view, now, before, letters, year),
        shares={one.words: one for one in goal_shares(view, now, before, year)},
        letters=letters,
        own_levels=self_rows(view, now, year),
        trend=trend(view, year, letters),
        findings={},
        changes=changes,
        behind=tuple((p, y) for p, y in now if y.words("status") in BEHIND),
        targets=tuple((p, y) for p, y in view.open_in(year) if any(i.changed for i in y.indicators)),
        corrected=tuple((p, y) for p, y in view.open_in(year) if y.corrections),
        number=len(now),
        held=sum(bool(y.held) for _, y in now),
        withheld=len(view.withheld[year]),
        repeated=len(view.open_in(year)) - len(now),
        unspoken=count_of(now, unspoken),
    )
    spent = (total_amount(now, "executed"), total_amount(before, "executed"))
    return replace(made, findings=_findings(made, spent))


def _findings(o: Overview, spent: tuple[Decimal | None, Decimal | None]) -> dict[str, str]:
    """Every table's sentence. Only grades depend on the method: stages and statuses are compared across it."""
    return {
        "grades": counted_finding(
            (r for r in o.grades if r.grade and not r.grade.is_code), "評価", o.number, o.before, broken=o.broken
        ),
        "stages": counted_finding(o.stages, "段階", o.number, o.before, broken=False),
        "statuses": counted_finding(o.statuses, "進捗状況", o.number, o.before, broken=False),
        "goals": goals_finding(o.shares.values(), o.before, broken=o.broken),
        "trend": trend_finding(o.trend),
        "money": money_finding(*spent, (o.money_kind, o.kind_before), o.before, o.year),
        "levels": levels_finding(o.own_levels, o.year),
    }
