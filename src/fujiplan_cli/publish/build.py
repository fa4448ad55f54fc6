"""From approved snapshots to the public view model: disclosure and decisions first, then value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Measure
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.scorecard import VIEW_WORDS, Scorecard
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.publish.allow import FULLY_OPEN, AllowList, Standing
from fujiplan_cli.publish.corrections import public_corrections
from fujiplan_cli.publish.figures import Figures, FormFields
from fujiplan_cli.publish.given import PublishInput
from fujiplan_cli.publish.items import moves, public_caps, public_items
from fujiplan_cli.publish.method_words import public_method
from fujiplan_cli.publish.opendata.columns import column_fields, declared_columns
from fujiplan_cli.publish.opendata.frozen import worded_shape
from fujiplan_cli.publish.opendata.history import updates_of
from fujiplan_cli.publish.opendata.shape import PublicWithheld, Shape, shape_of
from fujiplan_cli.publish.standing import Standings, standings_of
from fujiplan_cli.publish.view import (
    GradeWord,
    PublicGoal,
    PublicMeasure,
    PublicProject,
    PublicView,
    PublicYear,
    Shown,
)
from fujiplan_cli.publish.words import number_words

_MONEY_DEFAULT = "決算見込"


@dataclass(frozen=True, slots=True)
class _Making:
    given: PublishInput
    allow: AllowList
    years: tuple[int, ...]
    standings: Standings
    entries: Mapping[int, Mapping[str, SnapshotEntry]]
    """Year → project number → its entry."""
    fields: Mapping[int, FormFields]


def build_view(given: PublishInput) -> PublicView:
    """The whole public view model. Nothing withheld is in it."""
    allow = AllowList(given.form, given.forms)
    years = tuple(sorted((y for y in given.snapshots if y <= given.year), reverse=True))
    entries = {y: {e.project.number: e for e in given.snapshots[y].entries} for y in years}
    numbers = sorted({number for of_year in entries.values() for number in of_year}, key=natural)
    fields = {y: FormFields.of(given.form_of(y)) for y in years}
    made = _Making(given, allow, years, standings_of(given), entries, fields)
    projects = tuple(_project(made, number) for number in numbers)
    declared = declared_columns(given.form)
    columns = column_fields() | {c.field for c in declared}
    public_fields = [f for f in given.form.fields if allow.rule(f.id) != "never"]
    return PublicView(
        title=given.plan.title,
        sample=given.plan.sample,
        preview=given.preview,
        year=given.year,
        years=years,
        published_on=day_words(given.today),
        published_iso=given.today.isoformat(),
        council_on=day_words(given.council_date) if given.council_date else "",
        base_url=given.base_url.rstrip("/"),
        publisher=_publisher(given),
        goals=_goals(given),
        stages=tuple((s.code, s.title, s.ends_when) for s in given.plan.stages),
        method=public_method(given.methods[given.year], given.plan),
        projects=projects,
        shape=shape_of(given.form, [given.methods[y] for y in years], given.plan, allow.opens),
        shapes={y: _shape(given, allow, y) for y in years},
        withheld={y: tuple(_withheld(made, y)) for y in years},
        updates=updates_of(given, allow, made.standings),
        open_fields=frozenset(f for f in columns if allow.allows(f, FULLY_OPEN)),
        declared=declared,
        methods={y: f"{given.methods[y].title}（第{given.methods[y].version}版）" for y in years},
        breaks=frozenset(y for y in years if _method_changed(given, y)),
        words=given.words,
        labels={f.id: f.label for f in public_fields},
        definitions={f.id: (f.definition or f.label, f.unit) for f in public_fields},
    )


def _shape(given: PublishInput, allow: AllowList, year: int) -> Shape:
    opens = partial(allow.opens, year=year)
    return worded_shape(shape_of(given.form_of(year), [given.methods[year]], given.plan, opens), given.words.get(year))


def _withheld(made: _Making, year: int) -> Iterator[PublicWithheld]:
    """As the year's own snapshot names them: a later name does not change an earlier year's data."""
    entries = sorted(made.given.snapshots[year].entries, key=lambda e: natural(e.project.number))
    for entry in entries:
        standing = made.standings[year][entry.project.number]
        if not standing.open:
            figures = Figures(made.fields[year], standing, made.allow.answers(standing), entry.record)
            name = _text(figures, "project_name", entry.project.name)
            summary = _text(figures, "public_summary", _summary(entry))
            yield PublicWithheld(entry.project.number, standing.openness, name, summary)


_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])(\.|$)", re.IGNORECASE)
"""Names of files that Windows keeps for itself."""


def slug_of(number: str) -> str:
    """A folder name that every file system takes; the number itself whenever it is plain ASCII."""
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?", number) and not _DEVICE.match(number):
        return number
    return "p-" + number.encode().hex()


def _publisher(given: PublishInput) -> dict[str, str]:
    one = given.plan.publisher
    return {
        "city": one.city,
        "organisation_code": one.organisation_code,
        "office": f"{one.division} {one.office}".strip(),
        "contact": one.contact,
        "licence": one.licence,
        "licence_url": one.licence_url,
        "legal_basis": one.legal_basis,
    }


def _goals(given: PublishInput) -> tuple[PublicGoal, ...]:
    return tuple(
        PublicGoal(g.code, g.title, tuple(PublicMeasure(m.code, m.title, g.code, g.title) for m in g.measures))
        for g in given.plan.goals
    )


def _project(made: _Making, number: str) -> PublicProject:
    entries = [(y, e) for y in made.years if (e := made.entries[y].get(number)) is not None]
    newest_year, newest = entries[0]
    standing = made.standings[newest_year][number]
    shown = [_year(made, y, e) for y, e in entries if made.standings[y][number].open]
    figures = Figures(made.fields[newest_year], standing, made.allow.answers(standing), newest.record)
    project, plan = newest.project, made.given.plan
    measure = _measure(made.given, project)
    goal = plan.goal(measure.goal) if measure else None
    full = standing.open
    return PublicProject(
        number=number,
        slug=slug_of(number),
        openness=standing.openness,
        name=_text(figures, "project_name", project.name),
        summary=_text(figures, "public_summary", _summary(newest)),
        goal=goal.code if goal and full else "",
        goal_title=_text(figures, "theme", goal.title if goal else ""),
        measure=measure.code if measure and full else "",
        measure_title=_text(figures, "measure", measure.title if measure else ""),
        department=_text(figures, "department", newest.department),
        type=_text(figures, "type", project.type),
        period=_text(figures, "period", _period(project)),
        years=tuple(shown),
        stands=newest_year,
        predecessors=project.predecessors if full else (),
        successors=project.successors if full else (),
    )


def _text(figures: Figures, field_id: str, value: str) -> str:
    shown = figures.take(field_id, value or None)
    return shown.text if shown and value else ""


def _summary(entry: SnapshotEntry) -> str:
    value = entry.record.value("public_summary")
    return str(value) if value else entry.project.summary


def _period(project: Project) -> str:
    return f"{year_words(project.start_year)}〜{year_words(project.end_year)}"


def _year(made: _Making, year: int, entry: SnapshotEntry) -> PublicYear:
    standing = made.standings[year][entry.project.number]
    method = made.given.methods[year]
    card = entry.card if standing.approved else None
    figures = Figures(made.fields[year], standing, made.allow.answers(standing), entry.record)
    raised, lowered = moves(entry) if standing.approved else (0, 0)
    stage = made.given.plan.stage(entry.card.eval_stage)
    shows_stage = made.allow.allows("eval_stage", standing)
    facts = _facts(made.given, figures, entry)
    return PublicYear(
        year=year,
        label=year_words_both(year),
        short=year_words(year),
        facts=facts,
        grade=_grade(card, method),
        held=_held(standing),
        score=figures.say("score", number_words(card.score), card.score) if card and card.score is not None else None,
        provisional=bool(card and card.provisional),
        span=_span(figures, card),
        view=_view_words(standing, entry.card),
        stage=entry.card.stage if made.allow.allows("stage", standing) else "",
        eval_stage=entry.card.eval_stage if shows_stage else "",
        eval_stage_words=stage.choice if stage and shows_stage else "",
        money=_money(made.given, year, figures, facts),
        money_kind=_money_kind(made.given.snapshots[year], entry),
        indicators=figures.indicators(entry.project, entry.card),
        points=public_items(entry, method, figures) if standing.approved else (),
        caps=public_caps(entry, method) if standing.approved else (),
        repeated=entry.project.repeated,
        method=method.title,
        method_changed=_method_changed(made.given, year),
        raised=raised,
        lowered=lowered,
        corrections=public_corrections(made.given, year, entry.project.number, method, figures),
    )


def _facts(given: PublishInput, figures: Figures, entry: SnapshotEntry) -> dict[str, Shown]:
    """The record's values, with names of project, goal and organisation as the snapshot froze them."""
    own, project = figures.facts(), entry.project
    measure = _measure(given, project)
    goal = given.plan.goal(measure.goal) if measure else None
    frozen = {"department": entry.department, "department_then": entry.department_then}
    known = {
        "project_name": project.name,
        "type": project.type,
        "theme": goal.title if goal else "",
        "measure": measure.title if measure else "",
        "measure_code": measure.code if measure else "",
        "public_summary": project.summary,
    }
    if words := given.words.get(entry.record.year):
        known |= words.titles(project.number, known)
    for field_id, name in (frozen | {k: v for k, v in known.items() if k not in own}).items():
        shown = figures.take(field_id, name or None)
        if shown is not None and name:
            own[field_id] = shown
    for field_id, one in (("start_year", project.start_year), ("end_year", project.end_year)):
        if shown := figures.say(field_id, year_words_both(one), one):
            own[field_id] = shown
    return own


def _measure(given: PublishInput, project: Project) -> Measure | None:
    return next((m for g in given.plan.goals for m in g.measures if project.measure in (m.code, m.title)), None)


def _money(
    given: PublishInput, year: int, figures: Figures, facts: Mapping[str, Shown]
) -> tuple[tuple[str, Shown], ...]:
    """Amounts with their labels, those of a year that was published before as they were then."""
    words = given.words.get(year)
    return tuple((words.label(s.field, label) if words else label, s) for label, s in figures.money(facts))


def _grade(card: Scorecard | None, method: Method) -> GradeWord | None:
    if card is None or not card.grade:
        return None
    codes = {c.letter for c in method.codes}
    return GradeWord(card.grade, method.letter_title(card.grade), card.grade in codes)


def _view_words(standing: Standing, card: Scorecard) -> str:
    """What 本部 decided on is 本部承認; a preview names the view it shows."""
    if standing.decision:
        return VIEW_WORDS["approved"] if standing.approved else ""
    return VIEW_WORDS[card.view] if standing.approved else ""


def _held(standing: Standing) -> str:
    if standing.approved:
        return ""
    if standing.decision:
        return f"情報化推進本部で「{standing.decision}」となったため、評価を公表していません。"
    return "情報化推進本部の決定前のため、評価を公表していません。"


def _span(figures: Figures, card: Scorecard | None) -> str:
    if card is None or card.range is None or not figures.open["range"]:
        return ""
    low, high = card.range
    return f"{number_words(low)}点から{number_words(high)}点まで"


def _money_kind(snapshot: Snapshot, entry: SnapshotEntry) -> str:
    """What the record says its amounts are, else what the snapshot says; "" for a project without any amount."""
    value = entry.record.value("executed_kind")
    if value is None and entry.record.value("executed") is None:
        return ""
    return str(value) if value else snapshot.money_kind or _MONEY_DEFAULT


def _method_changed(given: PublishInput, year: int) -> bool:
    """Another method, or another version of it: its levels or weights may differ."""
    before, now = given.methods.get(year - 1), given.methods[year]
    return year - 1 in given.snapshots and before is not None and (before.id, before.version) != (now.id, now.version)
