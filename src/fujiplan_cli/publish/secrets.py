"""What is withheld and what is public, straight from the snapshots and the form (not from the view model)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record, Source
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.publish.allow import AllowList, Standing
from fujiplan_cli.publish.flat import APART, code_points, flatten
from fujiplan_cli.publish.given import PublishInput
from fujiplan_cli.publish.search import GRAM, Needles
from fujiplan_cli.publish.standing import Standings

_SENTENCE = re.compile(r"[。\n]")
_LONG = 24
"""Longer texts are also searched sentence by sentence: part of a withheld text is a leak too."""
_SENTENCE_MIN = 10
_NUMBERLIKE = re.compile(r"[\d.,:/\-−▲+% ]*")
_STOCK = ("特になし", "特にありません", "該当なし", "問題なし", "計画どおり", "見込みなし")
"""Words of any report. They say nothing of anybody."""
_CHOICES = frozenset({"choice", "level", "fiscal_year", "integer", "decimal", "money", "date", "year_month"})


@dataclass(frozen=True, slots=True)
class Secret:
    """A flattened withheld text. ``secret_always``: withheld of everybody, so a place inside a public text counts."""

    text: str
    field: str
    project: str
    why: str
    secret_always: bool

    @property
    def mark(self) -> str:
        """Its sha256, by which the ledger knows a text that is allowed without holding it."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Public:
    """Every text that is published as it stands."""

    whole: frozenset[str]

    def uncovered(self, secrets: Iterable[Secret]) -> dict[str, Secret]:
        """The withheld texts that are not published as well: as they stand, or (if not secret of everybody) inside
        another. By text, the first of each.
        """
        first: dict[str, Secret] = {}
        always: dict[str, Secret] = {}
        for secret in secrets:
            if secret.text.rstrip("。") not in self.whole:
                first.setdefault(secret.text, secret)
                if secret.secret_always:
                    always.setdefault(secret.text, secret)
        # All at once: one search per text takes the square of the plan's size.
        inside = Needles(text for text, one in first.items() if not one.secret_always)
        covered = inside.found_in_flat(code_points(APART.join(sorted(self.whole))))
        return {text: one for text, one in first.items() if text not in covered} | {
            text: always[text] for text in covered if text in always
        }


def known_public(given: PublishInput, allow: AllowList, standings: Standings) -> Public:
    """Published texts: vocabulary of plan, form and methods, and every value that the allow-list lets through."""
    whole = {flatten(t).rstrip("。") for t in (*_STOCK, *_vocabulary(given))}
    kinds = _kinds(given)
    for year, entry, standing in _entries(given, standings):
        open_ = allow.answers(standing)
        for field, text in _entry_texts(entry, year, kinds[year]):
            if open_[field]:
                whole.update(piece.rstrip("。") for piece in _pieces(text))
    return Public(frozenset(whole))


def withheld_texts(given: PublishInput, allow: AllowList, standings: Standings) -> Iterator[Secret]:
    """Every withheld text that can be searched for."""
    kinds = _kinds(given)
    for year, entry, standing in _entries(given, standings):
        number, open_ = entry.project.number, allow.answers(standing)
        for field, text in _entry_texts(entry, year, kinds[year]):
            if not open_[field]:
                why = _why(field, allow, standing)
                yield from _secrets(text, field, number, why, allow.rule(field) == "never")
        for field, text in _inner_texts(entry):
            yield from _secrets(text, field, number, "内部の記録です。", True)
    for snapshot in given.snapshots.values():
        yield from _secrets(snapshot.by, "by", "", "氏名又は内部の記録です。", True)
        for words in snapshot.advice:
            yield from _secrets(words.rpartition("（")[0] or words, "advice", "", "アドバイザーの意見です。", True)
    for name in given.names:
        yield from _secrets(name, "leader", "", "氏名又は内部の記録です。", True)
    for decision in _decisions(given):
        for field, text in (("by", decision.by), ("approval_no", decision.approval_no)):
            yield from _secrets(text, field, decision.project, "決定の内部の記録です。", True)
        # An instruction comes back next year as 前回会議の指摘, which is published after approval.
        for text in (decision.note, *(one.reason for one in decision.levels)):
            yield from _secrets(text, "note", decision.project, "決定の内部の記録です。", False)
        yield from _secrets(decision.out_of_order, "out_of_order", "", "決定の内部の記録です。", True)


def _why(field: str, allow: AllowList, standing: Standing) -> str:
    if allow.rule(field) == "never":
        return "公表しない項目です。"
    return "公表区分により公表しません。" if not standing.open else "本部の承認前のため公表しません。"


def _secrets(text: str, field: str, project: str, why: str, always: bool) -> Iterator[Secret]:
    for piece in _pieces(text):
        if len(piece) >= GRAM and not _NUMBERLIKE.fullmatch(piece):
            yield Secret(piece, field, project, why, always)


@lru_cache(maxsize=1 << 15)
def _pieces(text: str) -> tuple[str, ...]:
    """The flattened text and, of a long one, its sentences. Kept: texts of the register stand in every year."""
    whole = flatten(text)
    if len(whole) <= _LONG:
        return (whole,)
    return (whole, *(p for s in _SENTENCE.split(text) if _SENTENCE_MIN <= len(p := flatten(s)) < len(whole) - 1))


def _entries(given: PublishInput, standings: Standings) -> Iterator[tuple[int, SnapshotEntry, Standing]]:
    for year, snapshot in sorted(given.snapshots.items()):
        for entry in snapshot.entries:
            found = standings.get(year, {}).get(entry.project.number)
            yield year, entry, found or Standing("非公表", approved=False)


def _kinds(given: PublishInput) -> Mapping[int, Mapping[str, str]]:
    """Fiscal year → field of its form → kind."""
    return {year: {f.id: f.kind for f in given.form_of(year).fields} for year in given.snapshots}


def _entry_texts(entry: SnapshotEntry, year: int, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Field id and text of everything a snapshot knows of a project under a field's name."""
    for field, fact in entry.record.facts.items():
        if fact.source.kind == "decision":
            continue  # a level that 本部 directed, and why: see `_decisions`
        if isinstance(fact.value, str) and (kinds.get(field) not in _CHOICES or field == "recovery"):
            yield field, fact.value
        if fact.value is None and fact.raw:
            yield field, fact.raw
    yield "last_comment", entry.comment
    yield from _register_texts(entry.project, year)


def _register_texts(project: Project, year: int) -> Iterator[tuple[str, str]]:
    yield "project_no", project.number
    yield "project_name", project.name
    yield "public_summary", project.summary
    yield "disclosure_ground", project.disclosure_ground
    for one in project.indicators:
        yield f"kpi_{one.number}_name", one.name
    for plan in project.years.values():
        yield "plan", plan.plan
        for number, reason in plan.target_reasons.items():
            yield f"kpi_{number}_target_reason", reason
    yield from project.extra.items()


def _inner_texts(entry: SnapshotEntry) -> Iterator[tuple[str, str]]:
    """File names, names of people, reasons of settlements and what the adviser said: withheld whatever the field."""
    yield from _sources(entry.record)
    for words in entry.advice:
        yield "advice", words.rpartition("（")[0] or words
    for card in entry.cards.values():
        yield from _evidence_files(card)


def _sources(record: Record) -> Iterator[tuple[str, str]]:
    """Each once: nearly all values of a record come from one sheet."""
    sources: Iterable[Source] = (fact.source for fact in record.facts.values())
    for file, by, reason in dict.fromkeys((s.file, s.by, s.reason) for s in sources):
        yield "file", _name_of(file)
        yield "file", file
        yield "by", by
        yield "reason", reason


def _evidence_files(card: Scorecard) -> Iterator[tuple[str, str]]:
    for item in card.items:
        for evidence in item.evidence:
            yield "file", _name_of(evidence.file)


@lru_cache(maxsize=1 << 12)
def _name_of(file: str) -> str:
    return PurePosixPath(file).name


def _decisions(given: PublishInput) -> Iterable[Decision]:
    snapshots: Iterable[Snapshot] = given.snapshots.values()
    yield from (d for s in snapshots for d in s.decisions)
    yield from (d for decisions in given.decisions.values() for d in decisions)


def _vocabulary(given: PublishInput) -> Iterator[str]:
    """Words of the plan, the form and the methods, which are public documents."""
    plan = given.plan
    yield from given.choices
    yield from (plan.title, plan.publisher.city, plan.publisher.office, plan.publisher.division, plan.publisher.contact)
    for goal in plan.goals:
        yield from (goal.title, *(m.title for m in goal.measures))
    for department in plan.departments:
        yield from (department.name, department.full_name, department.division)
    yield from (word for s in plan.stages for word in (s.title, s.choice, s.ends_when))
    yield from (word for m in plan.meetings for word in (m.title, *m.decisions))
    for field in given.form.fields:
        yield from (field.label, field.definition, *field.choices)
    for method in given.methods.values():
        yield from (method.title, method.reason)
        for item in method.items:
            yield from (item.title, item.rule, *item.rubric)
