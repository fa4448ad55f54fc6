"""What stands behind each item of the explanation page: rule, basis, values, places; the views side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fujiplan_cli.model.method import Item
from fujiplan_cli.model.scorecard import VIEW_WORDS, Evidence, ItemScore, Scorecard, state_of
from fujiplan_cli.report.explain_given import ExplainInput
from fujiplan_cli.report.lines import item_of
from fujiplan_cli.report.words import BLANK, digits, short, text_of

_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that values come from, named once. ``hash``: the beginning of its sha256, "" when it has none."""

    mark: str
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Source:
    """A value that counted and where it stands: ``file`` is the mark of a file, or a place without one (台帳)."""

    label: str
    value: str
    file: str
    spot: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands behind one item."""

    title: str
    state: str
    level: str
    rule: str
    """The rule of the method in words."""
    held: str
    """What the rule found here."""
    basis_label: str
    basis: str
    capped: str
    indicators: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One line of the three views side by side; ``differs``: not all of them say the same."""

    title: str
    cells: tuple[str, ...]
    differs: bool
    reason: str = ""


def files_of(card: Scorecard) -> dict[str, SourceFile]:
    """The files of all values in the order in which they are met, numbered."""
    hashes: dict[str, str] = {}
    for one in (e for item in card.items for e in item.evidence if e.file):
        hashes[one.file] = hashes.get(one.file) or one.sha256
    return {
        name: SourceFile(f"資料{number}", name, sha256[:_SHORT_HASH])
        for number, (name, sha256) in enumerate(hashes.items(), start=1)
    }


def reason_of(given: ExplainInput, item: ItemScore, files: Mapping[str, SourceFile]) -> Reason:
    """What stands behind an item, its sources named by their marks in ``files``."""
    declared = next((i for i in given.method.items if i.id == item.item), None)
    confirmed = declared is not None and _confirmed(given, declared)
    return Reason(
        title=item.title,
        state=state_of(item),
        level=BLANK if item.level is None else short(item.level, 2),
        rule=declared.rule if declared else "",
        held=item.rule,
        basis_label="本部の理由" if _said_by_meeting(item) else "事務局の理由" if confirmed else "所管課の根拠",
        basis=item.basis,
        capped=_capped(given, item),
        indicators=tuple((f"指標{i.number}　{i.name}", i.rule) for i in item.indicators),
        sources=tuple(_source(given, one, files) for one in item.evidence),
    )


def _confirmed(given: ExplainInput, declared: Item) -> bool:
    return given.card.view != "self" and bool(declared.reason and text_of(given.record, declared.reason))


def _capped(given: ExplainInput, item: ItemScore) -> str:
    if item.level is None or item.level_before is None or item.level == item.level_before:
        return ""
    reason = next((hit.reason for hit in given.card.caps if hit.item == item.item), "")
    return f"{reason}（上限がないときの水準は{short(item.level_before, 2)}）"


def _source(given: ExplainInput, one: Evidence, files: Mapping[str, SourceFile]) -> Source:
    spot = " ".join(p for p in (one.sheet, f"{one.cell}セル" if one.cell else "") if p)
    return Source(one.label, one.value, files[one.file].mark if one.file else given.place(one), spot)


def view_rows(given: ExplainInput) -> Iterator[ViewRow]:
    """A line per item, then score and grade."""
    cards = [given.cards.get(view) for view in VIEW_WORDS]
    for item in given.card.items:
        found = [item_of(card, item.item) for card in cards]
        cells = tuple(_view_level(one, card) for one, card in zip(found, cards, strict=True))
        declared = next((i for i in given.method.items if i.id == item.item), None)
        reason = _difference(given, declared, item)
        differs = _differs(cells)
        yield ViewRow(item.title, cells, differs, reason if differs else "")
    scores = tuple("" if c is None else digits(c.score, given.method.decimals) for c in cards)
    yield ViewRow("評価点", scores, _differs(scores))
    grades = tuple("" if c is None else c.grade or BLANK for c in cards)
    yield ViewRow("評価", grades, _differs(grades))


def _difference(given: ExplainInput, declared: Item | None, item: ItemScore) -> str:
    """Why the views differ: the 事務局's words, then those of 本部 with meeting and day."""
    reason = text_of(given.record, declared.reason) if declared and declared.reason else ""
    words = [f"事務局：{reason}"] if reason else []
    if (said := _said_by_meeting(item)) is not None:
        words.append(f"{said.label.partition('　')[0]}：{item.basis}")
    return "\n".join(words)


def _said_by_meeting(item: ItemScore) -> Evidence | None:
    return next((e for e in item.evidence if e.origin == "decision"), None)


def _view_level(one: ItemScore | None, card: Scorecard | None) -> str:
    if card is None:
        return ""
    if one is None or not one.applicable:
        return "対象外"
    if one.level is None:
        return "未確定"
    words = short(one.level, 2)
    if one.level_before is not None and one.level_before != one.level:
        words = f"{words}（上限前{short(one.level_before, 2)}）"
    return words if one.answered else f"{words}（未記入）"


def _differs(cells: tuple[str, ...]) -> bool:
    return len({cell for cell in cells if cell}) > 1
