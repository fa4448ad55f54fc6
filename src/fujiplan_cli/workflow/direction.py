"""Item levels that 本部 directs (domain.md §4.9): computed once at the decision, and put over what the meeting saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, LevelChange, Snapshot, SnapshotEntry
from fujiplan_cli.scoring import card_of, furthest_view, same_result
from fujiplan_cli.scoring.rounding import plain as short_level
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.directed import directed_record


def with_directed_facts(record: Record, approved: Record) -> Record:
    """A record with the levels directed on the one that was approved; the record itself where there are none."""
    facts = {f: fact for f, fact in approved.facts.items() if fact.source.kind == "decision"}
    return replace(record, facts={**record.facts, **facts}) if facts else record


def later_results(
    approved: Mapping[str, SnapshotEntry], records: Mapping[str, Record], method: Method
) -> dict[str, Scorecard]:
    """Project → what today's figures give where that is not what was approved: 参考 until 本部 decides on it.

    Levels that 本部 directed stand.
    """
    found = {}
    for number, entry in approved.items():
        if number in records:
            record = with_directed_facts(records[number], entry.record)
            view = furthest_view(record, method) if record is records[number] else "approved"
            later = card_of(record, method, view)
            if not same_result(entry.card, later):
                found[number] = later
    return found


def later_words(approved: Scorecard, later: Scorecard) -> str:
    """「評価 B → C、85.0点 → 72.0点（成果指標 4→2）」."""
    old = {i.item: i.level for i in approved.items}
    moved = [
        f"{i.title} {_level(old.get(i.item))}→{_level(i.level)}" for i in later.items if old.get(i.item) != i.level
    ]
    score = [f"{_score(approved)} → {_score(later)}"] if approved.score != later.score else []
    words = "、".join([f"評価 {approved.grade or '－'} → {later.grade or '－'}", *score])
    return words + (f"（{'、'.join(moved)}）" if moved else "")


def _score(card: Scorecard) -> str:
    return "点なし" if card.score is None else f"{card.score}点"


def _level(level: Fraction | None) -> str:
    return "－" if level is None else short_level(level)


def directed_card(desk: Desk, snapshot: Snapshot, entry: SnapshotEntry, decision: Decision) -> Scorecard:
    """The approved result with the decision's levels, by the method the snapshot was made with.

    Raises Refused when that method's file was changed since.
    """
    method = desk.method(snapshot.year, snapshot.method)
    if method.sha256 != snapshot.method_sha256:
        raise Refused(
            f"資料を確定した後に、採点方法「{snapshot.method}」（methods/{snapshot.method}.toml）が変更されているため、"
            "水準を改めて計算できません。",
            "資料を確定したときの内容に戻してください。何も記録していません。",
        )
    return card_of(directed_record(desk.plan, entry.record, decision), method, "approved")


def refuse_wrong_levels(
    desk: Desk,
    meeting: Meeting,
    snapshot: Snapshot,
    word: str,
    projects: tuple[str, ...],
    levels: Iterable[LevelChange],
) -> None:
    """Raises Refused (usage) unless every level is one that the meeting may direct of that one project."""
    levels = tuple(levels)
    if not levels:
        return
    if word not in meeting.modifying:
        raise Refused(
            f"「{word}」では、評価項目の水準を変えられません。",
            f"水準を変えるときの決定は「{'、'.join(meeting.modifying)}」です。"
            if meeting.modifying
            else f"{meeting.title}は、水準を変える決定をしません（fujiplan.toml の modifying）。",
            status=2,
        )
    if len(projects) != 1:
        raise Refused(
            "水準の変更は、事業を一つだけ指定して記録してください。", "例：--project 1-1-01 --level uptake=2", status=2
        )
    entry = snapshot.entry(projects[0])
    if entry is not None:
        _refuse_items(desk.method(snapshot.year, snapshot.method), entry, levels)


def _refuse_items(method: Method, entry: SnapshotEntry, levels: tuple[LevelChange, ...]) -> None:
    asked = {i.id: i.title for i in method.items if i.source == "judged" and i.asked_at(entry.record.eval_stage)}
    asked = {k: v for k, v in asked.items() if any(i.item == k for i in entry.card.items)}
    items = "、".join(f"{one}（{title}）" for one, title in asked.items()) or "ありません"
    number = entry.project.number
    for one in levels:
        if one.item not in asked:
            known = next((i.title for i in method.items if i.id == one.item), "")
            what = f"「{known}」は計算で決まる項目か、この段階で評価しない項目です" if known else "その項目はありません"
            raise Refused(
                f"事業{number}の項目「{one.item}」の水準は変えられません。{what}。",
                f"変えられる項目：{items}",
                status=2,
            )
        if not 0 <= one.level <= 4:
            raise Refused(f"水準「{one.level}」はありません。", "0から4までの整数を指定してください。", status=2)
        if not one.reason.strip():
            raise Refused(
                f"事業{number}の「{asked[one.item]}」の水準を変える理由がありません。",
                "--note（決定票では、水準の隣の理由の欄）に記入してください。",
                status=2,
            )
    doubled = sorted({o.item for o in levels if sum(x.item == o.item for x in levels) > 1})
    if doubled:
        raise Refused(
            f"同じ項目の水準が2回指定されています：{'、'.join(doubled)}", "1回だけ指定してください。", status=2
        )
