"""A page per project: everything a meeting needs to talk about it, last year beside this year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.scorecard import VIEW_WORDS, ItemScore, Scorecard
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.amounts import Amounts, amounts_of, kind_of, parts_of
from fujiplan_cli.report.concerns import delay_words
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.indicators import IndicatorRow, indicator_rows
from fujiplan_cli.report.lines import (
    OUTSIDE,
    Line,
    by_number,
    comparable,
    item_of,
    line_of,
    stage_words,
    status_of,
)
from fujiplan_cli.report.roles import leads_of, role_words
from fujiplan_cli.report.schedules import rows_of
from fujiplan_cli.report.words import BLANK, change, digits, percent, short, text_of

_FULL = 4


@dataclass(frozen=True, slots=True)
class StageStep:
    """One step of the project's route. ``state``: past, now (当年度末), next."""

    words: str
    state: str
    asked: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One evaluation item. ``boxes``: four, each full, half or empty (None: no level)."""

    title: str
    weight: int
    level: str
    boxes: tuple[str, ...]
    own: str
    before: str
    change: str
    points: str
    rule: str
    reason_label: str
    """理由 of the 事務局, or 根拠 of the 所管課."""
    reason: str
    capped: str
    low: bool


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Amounts of one year in 千円. ``kind``: 決算見込, 出納閉鎖後 …"""

    year: str
    kind: str
    cells: tuple[str, ...]
    rate: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything on the page, ready to print."""

    line: Line
    facts: tuple[tuple[str, str], ...]
    steps: tuple[StageStep, ...]
    status: str
    view: str
    texts: tuple[tuple[str, str], ...]
    outlook: tuple[tuple[str, str], ...]
    comment: tuple[str, str] | None
    indicators: tuple[IndicatorRow, ...]
    indicator_note: str
    money: tuple[MoneyRow, ...]
    money_notes: tuple[str, ...]
    item_rows: tuple[ItemRow, ...]
    total: str
    caps: tuple[str, ...]
    warnings: tuple[str, ...]
    """What deserves a second look, and changed no score."""
    no_items: str
    advice: tuple[str, ...] = ()
    """What the 情報政策アドバイザー said of the project."""


def project_pages(given: ReportInput) -> tuple[ProjectPage, ...]:
    """The pages by number."""
    return tuple(page_of(given, entry) for entry in by_number(given))


def page_of(given: ReportInput, entry: SnapshotEntry) -> ProjectPage:
    """The page of one project."""
    record, card = entry.record, entry.card
    before = given.last_year.entry(entry.project.number) if given.last_year else None
    return ProjectPage(
        line=line_of(given, entry),
        facts=tuple(_facts(given, entry)),
        steps=tuple(_steps(given, entry)),
        status=_status(given, entry),
        view="参考" if entry.superseded else VIEW_WORDS.get(entry.view, entry.view),
        advice=entry.advice,
        texts=_texts(given, entry, ("plan", "result", "deviation")),
        outlook=_texts(given, entry, ("issue", "direction", "direction_reason", "next_plan")),
        comment=(entry.comment, text_of(record, "response") or "（記入なし）") if entry.comment else None,
        indicators=indicator_rows(given, entry, before),
        indicator_note=text_of(record, "kpi_note"),
        money=tuple(_money(given, entry, before)),
        money_notes=tuple(_money_notes(given, entry)),
        item_rows=tuple(_items(given, entry)),
        total=_total(card),
        caps=tuple(hit.reason for hit in card.caps),
        warnings=tuple(one.reason for one in card.warnings),
        no_items=_no_items(given, card),
    )


def _facts(given: ReportInput, entry: SnapshotEntry) -> Iterator[tuple[str, str]]:
    record, plan, project = entry.record, given.plan, entry.project
    goal, measure = plan.goal(project.goal), plan.measure(project.measure)
    yield "所管課", entry.department
    if entry.department_then and entry.department_then != entry.department:
        yield f"{year_words(given.snapshot.year)}の所管", entry.department_then
    for lead in leads_of(entry):
        yield "主担当の変更", f"{lead.original} → {lead.current}（{lead.on}。{lead.reason}）"
    if roles := role_words(given, entry):
        yield "段階の役割", roles
    for words in entry.alarms:
        yield "段階の注意", words
    yield "基本目標", goal.title if goal else project.goal
    yield "施策", measure.title if measure else project.measure
    yield "種別・期間", "　".join(filter(None, (project.type, text_of(record, "period"))))
    for row in rows_of(given, entry):
        yield "工程の変更", f"{row.item}　当初 {row.original} → 現行 {row.current}（{row.on}。理由：{row.reason}）"
    for field, label in (("account", "会計"), ("co_departments", "関係所管"), ("staff_band", "従事人員")):
        if words := text_of(record, field):
            yield label, words


def _steps(given: ReportInput, entry: SnapshotEntry) -> Iterator[StageStep]:
    now, asked = entry.card.stage or entry.card.eval_stage, entry.card.eval_stage
    route = [s for s in given.plan.routes.get(entry.project.type, ()) if s != "S0" or now == "S0"]
    place = route.index(now) if now in route else -1
    for position, code in enumerate(route):
        state = "now" if position == place else "past" if position < place else "next"
        yield StageStep(stage_words(given, code), state, code == asked)


def _status(given: ReportInput, entry: SnapshotEntry) -> str:
    status = status_of(entry)
    return delay_words(given, entry) if status == given.method.schedule.delayed else status


def _texts(given: ReportInput, entry: SnapshotEntry, fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    labels = {f.id: f.label for f in given.form.fields}
    return tuple((labels.get(f, f), words) for f in fields if (words := text_of(entry.record, f)))


def _money(given: ReportInput, entry: SnapshotEntry, before: SnapshotEntry | None) -> Iterator[MoneyRow]:
    now = amounts_of(given.form, entry.record)
    if now.known:
        yield _money_row(year_words(given.snapshot.year), kind_of(given.snapshot, entry), now)
    if before is None or given.last_year is None:
        return
    old = amounts_of(given.form, before.record)
    if old.known:
        yield _money_row(year_words(given.snapshot.year - 1), kind_of(given.last_year, before), old)


def _money_row(year: str, kind: str, one: Amounts) -> MoneyRow:
    cells = (one.budget_total, one.executed, one.carried_out, one.unused)
    return MoneyRow(year, kind, tuple(digits(c) for c in cells), percent(one.rate))


def _money_notes(given: ReportInput, entry: SnapshotEntry) -> Iterator[str]:
    record = entry.record
    parts = parts_of(given.form, record)
    if len(parts) > 1:
        yield "予算現額の内訳：" + "、".join(f"{label}{digits(value)}" for label, value in parts)
    if reason := text_of(record, "cost_reason"):
        basis = text_of(record, "cost_basis")
        yield f"不用額の理由：{reason}" + (f"（{basis}）" if basis else "")
    if reason := text_of(record, "zero_reason"):
        yield f"事業費がない理由：{reason}"


def _items(given: ReportInput, entry: SnapshotEntry) -> Iterator[ItemRow]:
    before = comparable(entry)
    for item in entry.card.items:
        own, old = item_of(entry.cards.get("self"), item.item), item_of(before, item.item)
        yield ItemRow(
            title=item.title,
            weight=item.weight,
            level=_level(item),
            boxes=_boxes(item),
            own=_own(item, own),
            before=BLANK if old is None else _level(old),
            change=_change(item, old),
            points=digits(item.points, 1) if item.applicable and item.level is not None else BLANK,
            rule=item.rule,
            reason_label=_reason_label(given, entry, item),
            reason=item.basis,
            capped=f"上限適用前 {short(item.level_before, 1)}" if item.level != item.level_before else "",
            low=item.applicable and item.level is not None and item.level <= 1,
        )


def _reason_label(given: ReportInput, entry: SnapshotEntry, item: ItemScore) -> str:
    if any(e.origin == "decision" for e in item.evidence):
        return "本部の理由"
    return "理由" if _confirmed(given, entry, item.item) else "根拠"


def _confirmed(given: ReportInput, entry: SnapshotEntry, item: str) -> bool:
    declared = next((i for i in given.method.items if i.id == item), None)
    return bool(entry.view != "self" and declared and declared.reason and text_of(entry.record, declared.reason))


def _level(item: ItemScore) -> str:
    if not item.applicable:
        return OUTSIDE
    if item.level is None:
        return "保留"
    return short(item.level, 1) if item.answered else "未記入"


def _own(item: ItemScore, own: ItemScore | None) -> str:
    if item.source != "judged":
        return "計算"
    return _level(own) if own is not None else BLANK


def _change(item: ItemScore, old: ItemScore | None) -> str:
    if old is None or old.level is None or item.level is None or not (old.applicable and item.applicable):
        return ""
    return change(item.level - old.level, 0 if (item.level - old.level).denominator == 1 else 1)


def _boxes(item: ItemScore) -> tuple[str, ...]:
    level = item.level if item.applicable and item.level is not None else None
    if level is None:
        return ()
    rest = [level - place for place in range(_FULL)]
    return tuple("full" if r >= 1 else "half" if r > 0 else "empty" for r in rest)


def _total(card: Scorecard) -> str:
    if card.exact is None:
        return ""
    points = "＋".join(digits(i.points, 2) for i in card.items if i.applicable and i.level is not None)
    return f"{points} ＝ {digits(card.exact, 2)} → {digits(card.score, 1)}点（小数第2位を四捨五入）"


def _no_items(given: ReportInput, card: Scorecard) -> str:
    if card.items:
        return ""
    if card.grade is None:
        return "この段階の事業は採点の対象ではありません。"
    return f"「{given.method.letter_title(card.grade)}」のため、点数を付けていません。"
