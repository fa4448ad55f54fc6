"""The versions of a year's open data: first publication, then dated updates only (domain.md §6: never silent).

WHAT: from the inputs alone, so that building again gives the same history. A year's data depend on its frozen
snapshot, on the decisions in force, and on 公表区分; so those are the three things that can make a new version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from fujiplan_cli.model.memory import Publication
from fujiplan_cli.publish.allow import AllowList, Openness, decision_of, strictest
from fujiplan_cli.publish.corrections import card_words
from fujiplan_cli.publish.given import Correction, PublishInput
from fujiplan_cli.publish.opendata.frozen import COLUMN_CHANGE, taken_out
from fujiplan_cli.publish.opendata.shape import PublicUpdate, shape_of
from fujiplan_cli.publish.said import say
from fujiplan_cli.publish.standing import Standings


@dataclass(frozen=True, slots=True)
class _Event:
    at: int
    """Place in the publications that show the year, this one included."""
    kind: str
    project: str
    decided: str
    words: str


def updates_of(given: PublishInput, allow: AllowList, standings: Standings) -> tuple[PublicUpdate, ...]:
    """Every version of every year on the site, the oldest year first, with what made it."""
    return tuple(u for year in sorted(standings) for u in _year(given, allow, standings, year))


def _year(given: PublishInput, allow: AllowList, standings: Standings, year: int) -> Iterator[PublicUpdate]:
    shown = tuple(p for p in given.publications if p.year >= year)
    dates = [*(p.published_on for p in shown), given.today.isoformat()]
    events = [_Event(0, "公表", "", "", "この年度の結果を公表しました。")]
    events += _decided(given, allow, standings, year, shown)
    events += _closed(given, year, shown)
    events += _withdrawn(given, year, shown)
    events += _taken_out(given, allow, year, dates, {e.words for e in events})
    events.sort(key=lambda e: (e.at, e.kind, e.project, e.decided))
    versions = {at: number for number, at in enumerate(sorted({e.at for e in events}), start=1)}
    for e in events:
        yield PublicUpdate(dates[e.at], year, versions[e.at], e.kind, e.project, e.decided, e.words)


def _decided(
    given: PublishInput, allow: AllowList, standings: Standings, year: int, shown: tuple[Publication, ...]
) -> Iterator[_Event]:
    """Corrections of grade or score, and every other decision that was made after the first publication."""
    told: set[str] = set()
    for one in given.corrections.get(year, ()):
        standing = standings[year].get(one.project)
        told.add(one.project)
        if standing is not None and standing.open:
            open_ = all(allow.allows(f, standing) for f in ("grade", "score"))
            at = min(one.version - 1, len(shown)) if one.version else len(shown)
            words = _correction(one) if open_ else "評価の公表を取りやめました。"
            yield _Event(at, "訂正", one.project, one.date, words)
    if not shown:
        return
    meeting = next((m.id for m in given.plan.meetings if m.publishes), "")
    later = {
        (d.id, d.project): d
        for number, standing in standings[year].items()
        if standing.open and (d := decision_of(given.decisions.get(year, ()), meeting, number)) and d.at > shown[0].at
    }
    for decision in later.values():
        if decision.project not in told:
            at = next((n for n, p in enumerate(shown) if p.at >= decision.at), len(shown))
            yield _Event(at, "決定", decision.project, decision.date, "決定により、公表した内容を改めました。")


def _correction(one: Correction) -> str:
    return say("評価を", card_words(one.before), "から", card_words(one.after), "に訂正しました。")


def _closed(given: PublishInput, year: int, shown: tuple[Publication, ...]) -> Iterator[_Event]:
    """Projects that a later year's register closed: they leave the data of this year at the publication of that one."""
    later = [y for y in sorted(given.snapshots) if year < y <= given.year]
    for entry in given.snapshots[year].entries:
        before: Openness = strictest([entry.project.disclosure])
        for one in later:
            newer = given.snapshots[one].entry(entry.project.number)
            now = strictest([before, newer.project.disclosure]) if newer else before
            if now != before:
                at = next((n for n, p in enumerate(shown) if p.year >= one), len(shown))
                words = f"公表区分が{before}から{now}になったため、データから除きました。"
                if before != "公表":
                    words = f"公表区分が{before}から{now}になりました。"
                yield _Event(at, "公表区分の変更", entry.project.number, "", words)
                before = now


def _taken_out(given: PublishInput, allow: AllowList, year: int, dates: list[str], told: set[str]) -> Iterator[_Event]:
    """Columns that the year's own form (changed since) withholds: those told before, and those that go today."""
    words = given.words.get(year)
    if words is None:
        return
    for one in words.updates:
        if one.words not in told and one.published in dates:
            told.add(one.words)
            yield _Event(dates.index(one.published), one.kind, "", "", one.words)
    today = shape_of(given.form_of(year), [given.methods[year]], given.plan, partial(allow.opens, year=year))
    for title in taken_out(today, words):
        if (line := _gone(title)) not in told:
            yield _Event(len(dates) - 1, COLUMN_CHANGE, "", "", line)


def _gone(title: str) -> str:
    return f"項目「{title}」を公表しないこととし、データから除きました。"


def _withdrawn(given: PublishInput, year: int, shown: tuple[Publication, ...]) -> Iterator[_Event]:
    """Fields that a later form withholds: their columns leave the data of this year at the publication of that one."""
    own = {f.id for f in given.form_of(year).fields if f.disclosure != "never"}
    for one in sorted(y for y in given.forms if year < y <= given.year):
        at = next((n for n, p in enumerate(shown) if p.year >= one), len(shown))
        for field in given.forms[one].fields:
            if field.disclosure == "never" and field.id in own:
                own.remove(field.id)
                yield _Event(at, COLUMN_CHANGE, "", "", _gone(field.label))
