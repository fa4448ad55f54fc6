"""Scores of a year in the furthest view of each project, and one score explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard, View
from fujiplan_cli.model.snapshot import Decision, SnapshotEntry
from fujiplan_cli.model.tally import DepartmentTally, StageCount
from fujiplan_cli.scoring import (
    LastYear,
    Move,
    Overtake,
    WeightChange,
    aggregate,
    as_approved,
    cards_by_view,
    department_tallies,
    overtake,
    ranked,
    with_robustness,
    with_warnings,
)
from fujiplan_cli.scoring import compare as compare_cards
from fujiplan_cli.scoring import score as score_records
from fujiplan_cli.scoring.reweigh import ImpossibleWeights, reweighed, weight_changes
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.directed import directed_entry
from fujiplan_cli.workflow.direction import later_results
from fujiplan_cli.workflow.records import YearRecords, deciding, year_records, years_through
from fujiplan_cli.workflow.register_trace import RegisterTrace


@dataclass(frozen=True, slots=True)
class YearScores:
    """The scores of a year. ``reference`` is set when the method is not the year's own: 「参考」."""

    year: int
    method: Method
    reference: bool
    cards: tuple[Scorecard, ...]
    names: Mapping[str, str]
    aggregates: tuple[StageCount, ...]
    departments: tuple[DepartmentTally, ...] = ()
    later: Mapping[str, Scorecard] = field(default_factory=dict)
    """Project → what figures that came after its approval give (参考): the approved result stays."""
    priority: frozenset[str] = frozenset()
    """Numbers of the projects that are 重点施策."""


def score(
    desk: Desk, year: int, *, method_id: str | None = None, view: View | None = None, only: str | None = None
) -> YearScores:
    """Score a year. Without ``view`` each project shows its furthest view; approved results are as frozen.

    With another method everything is computed anew and labelled 参考. ``only``: one project is asked for, so there are
    no aggregates, and other weights are drawn for its 評価段階 alone. Raises Refused, PlanFolderError, LedgerError.
    """
    own = desk.method(year)
    method = desk.known_method(year, method_id) if method_id else own
    reference = method.id != own.id
    with desk.ledger() as ledger:
        *earlier, knowledge = (*years_through(desk, ledger, year),) or (YearRecords(year, {}, {}, {}),)
        if not knowledge.records:
            raise Refused(
                f"{year}年度に採点する事業がありません。", "事業台帳を取り込んだか、年度が正しいかを確認してください。"
            )
        entries = {} if reference or view == "self" else approved_entries(desk, ledger, year)
        before = last_year(desk, ledger, earlier[-1] if earlier else None)
    records = tuple(knowledge.records.values())
    approved = {number: as_approved(entry.card) for number, (entry, _) in entries.items()}
    later = later_results({n: e for n, (e, _) in entries.items()}, knowledge.records, method)
    if view == "approved":
        cards = tuple(approved.get(r.project) or _fallback(r, method) for r in records)
    else:
        cards = score_records(records, method, view)
        if view is None:
            cards = tuple(approved.get(c.project, c) for c in cards)
    names = {number: project.name for number, project in knowledge.projects.items()}
    firm = with_robustness(ranked(cards), knowledge.records, method, only=only)
    warned = with_warnings(firm, knowledge.records, method, before)
    if only is not None:
        return YearScores(year, method, reference, warned, names, (), later=later)
    offices = {number: str(record.value("department") or "") for number, record in knowledge.records.items()}
    tallies = department_tallies(warned, knowledge.records, method, offices)
    important = frozenset(number for number, project in knowledge.projects.items() if project.priority)
    return YearScores(year, method, reference, warned, names, aggregate(warned), tallies, later, important)


def last_year(desk: Desk, ledger: Ledger, before: YearRecords | None) -> dict[str, LastYear]:
    """project → its result and record of the year before: as approved, else as computed from what is known.

    Empty in the plan's first year, and where that year has no method.
    """
    if before is None:
        return {}
    try:
        method = desk.method(before.year)
    except PlanFolderError:
        return {}
    cards = score_records(tuple(before.records.values()), method)
    found = {card.project: LastYear(card, before.records[card.project]) for card in cards}
    approved = approved_entries(desk, ledger, before.year)
    return found | {number: LastYear(as_approved(e.card), e.record) for number, (e, _) in approved.items()}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A year under its own method and under another one, both computed anew from the same records."""

    year: int
    own: YearScores
    other: YearScores
    moves: tuple[Move, ...]
    weights: tuple[WeightChange, ...] = ()
    """The changed weights in exact points of 100; empty where whole methods are compared."""


def compare(desk: Desk, year: int, method_id: str) -> Comparison:
    """The year under another method: who moves, and why. Raises Refused, PlanFolderError, LedgerError.

    Both sides are computed anew, so that an approved result is compared with its own records, not with its history.
    """
    return _compared(desk, year, desk.known_method(year, method_id))


def compare_weights(desk: Desk, year: int, given: Mapping[tuple[str, str], int]) -> Comparison:
    """The year's own method with other weights. Raises Refused (usage) for weights that cannot be."""
    own = desk.method(year)
    try:
        other = reweighed(own, _at_stages(own, given))
    except ImpossibleWeights as error:
        raise Refused(
            str(error), "0から100までの配点を、評価段階ごとの計が100以下になるように指定してください。", status=2
        ) from error
    return replace(_compared(desk, year, other), weights=weight_changes(own, other))


def _at_stages(method: Method, given: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The weights stage by stage; ``*`` stands for every 評価段階 at which the item weighs."""
    known = {item.id: item for item in method.items}
    result: dict[tuple[str, str], int] = {}
    for (stage, item_id), weight in given.items():
        item = known.get(item_id)
        stages = () if item is None else tuple(item.weights) if stage == "*" else (stage,)
        if item is None or not set(stages) <= item.weights.keys() or not stages:
            pairs = "、".join(f"{one.id}（{one.title}。{'・'.join(one.weights)}）" for one in method.items)
            raise Refused(
                f"採点方法「{method.title}」は、評価段階{stage}で項目「{item_id}」を評価しません。",
                f"次の項目と評価段階から指定してください：{pairs}",
                status=2,
            )
        result |= {(one, item_id): weight for one in stages}
    return result


def _compared(desk: Desk, year: int, method: Method) -> Comparison:
    own = desk.method(year)
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, year)
    records = tuple(knowledge.records.values())
    if not records:
        raise Refused(
            f"{year}年度に採点する事業がありません。", "事業台帳を取り込んだか、年度が正しいかを確認してください。"
        )
    names = {number: project.name for number, project in knowledge.projects.items()}
    before, after = score_records(records, own), score_records(records, method)
    return Comparison(
        year,
        own=YearScores(year, own, False, before, names, aggregate(before)),
        other=YearScores(year, method, True, after, names, aggregate(after)),
        moves=compare_cards(before, after),
    )


def _fallback(record: Record, method: Method) -> Scorecard:
    """A project that 本部 has not approved shows the furthest view it has, and names it."""
    return score_records((record,), method, None)[0]


def approved_cards(desk: Desk, ledger: Ledger, year: int) -> dict[str, Scorecard]:
    """project → scorecard as 本部 approved it, frozen in the snapshot it had before it."""
    return {number: as_approved(entry.card) for number, (entry, _) in approved_entries(desk, ledger, year).items()}


def approved_entries(
    desk: Desk, ledger: Ledger, year: int, standing: tuple[Decision, ...] | None = None
) -> dict[str, tuple[SnapshotEntry, Decision]]:
    """project → frozen entry and the decision that approved it, by the meetings that publish (本部).

    ``standing``: the decisions to go by, as those that stood when a snapshot was frozen; without it those of today.
    """
    found: dict[str, tuple[SnapshotEntry, Decision]] = {}
    every = ledger.decisions(year) if standing is None else standing
    for meeting in desk.plan.meetings:
        decisions = tuple(d for d in every if d.meeting == meeting.id) if meeting.publishes else ()
        frozen = {number: ledger.snapshot(number) for number in {d.snapshot for d in decisions}}
        decided = deciding(decisions)
        for number in sorted({e.project.number for s in frozen.values() if s for e in s.entries}):
            decision = decided(number)
            snapshot = frozen[decision.snapshot] if decision else None
            entry = snapshot.entry(number) if snapshot else None
            if decision and entry and decision.decision in meeting.approving:
                found[number] = (directed_entry(desk.plan, entry, decision), decision)
    return found


def views_of(
    desk: Desk,
    ledger: Ledger,
    knowledge: YearRecords,
    method: Method,
    approved: Mapping[str, Scorecard] | None = None,
) -> dict[str, dict[View, Scorecard]]:
    """project → every view it has; the approved one as frozen (``approved``, where the caller has read them)."""
    if approved is None:
        approved = approved_cards(desk, ledger, knowledge.year)
    result: dict[str, dict[View, Scorecard]] = {}
    for number, record in knowledge.records.items():
        views = cards_by_view(record, method)
        if number in approved:
            views["approved"] = approved[number]
        result[number] = views
    return result


def one_card(
    desk: Desk, year: int, project: str, method_id: str | None = None
) -> tuple[Scorecard, str, Overtake | None, Scorecard | None]:
    """One project's furthest scorecard with its rank, its name, what would let the next one overtake it, and what
    figures that came after its approval would give (None where they change nothing).

    Raises Refused.
    """
    scores = score(desk, year, method_id=method_id, only=project)
    for card in scores.cards:
        if card.project == project:
            with desk.ledger() as ledger:
                traced = RegisterTrace(desk, ledger).card(card)
            return traced, scores.names[project], overtake(scores.cards, project), scores.later.get(project)
    raise Refused(
        f"事業番号「{project}」は{year}年度の事業台帳にありません。", "番号を確認してください（例：1-1-01）。", status=2
    )
