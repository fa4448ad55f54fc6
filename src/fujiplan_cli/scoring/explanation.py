"""A scorecard in words, ready to print: item by item, down to file, sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.scorecard import VIEW_WORDS, Evidence, IndicatorScore, ItemScore, Scorecard, state_of
from fujiplan_cli.model.values import number_json
from fujiplan_cli.scoring.card_json import evidence_json
from fujiplan_cli.scoring.order import CODE_WORDS, PAUSED, STOPPED
from fujiplan_cli.scoring.rounding import percent, plain

_ORIGINS = {
    "register": "事業台帳",
    "computed": "計算",
    "settle": "事務局の入力",
    "decision": "会議の決定",
    "import": "財務会計等の取込み",
    "sheet": "調書",
}


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One item: what was found, the rule, the level, the weight and the points it earns."""

    item: str
    title: str
    state: str
    """"", 未記入, 対象外 or 未確定."""
    weight: int
    level: str
    """4 · 2.5 · 4→2（上限） · －."""
    points: Fraction
    formula: str
    """100 × 重み30 ÷ 重みの計100 × 水準4 ÷ 4 ＝ 30点; "" without points."""
    rule: str
    basis: str
    evidence: tuple[Evidence, ...]
    indicators: tuple[IndicatorScore, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole calculation of one project. The points of the lines sum to ``exact``."""

    project: str
    year: int
    method: str
    view: str
    eval_stage: str
    status: str
    grade: str
    """「B おおむね良好」「暫定 B おおむね良好」「F 終了」; "" when not scored."""
    lines: tuple[ExplanationLine, ...]
    exact: Fraction | None
    total: str
    """「30点 ＋ 22.5点 ＝ 52.5点」, then the rounding; "" without a score."""
    caps: tuple[str, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    """For the 事務局 alone: letters and pages for others leave them out."""


def explanation(card: Scorecard, method: Method | None = None) -> Explanation:
    """The calculation in words. ``method`` adds titles: of itself, grades and items; ids are shown without it."""
    weights = sum(i.weight for i in card.items if i.level is not None)
    return Explanation(
        project=card.project,
        year=card.year,
        method=method.title if method else card.method,
        view=VIEW_WORDS[card.view],
        eval_stage=card.eval_stage,
        status=card.status,
        grade=_grade(card, method),
        lines=tuple(_line(item, weights, scored=card.exact is not None) for item in card.items),
        exact=card.exact,
        total=_total(card),
        caps=tuple(_caps(card)),
        notes=tuple(_notes(card)),
        warnings=tuple(one.reason for one in card.warnings),
    )


def place_words(one: Evidence) -> str:
    """Where a value stands: 「inbox/2025/a.xlsx 進行管理調書 D18セル」, 「事業台帳」; "" when unknown."""
    spot = " ".join(p for p in (one.file, one.sheet, f"{one.cell}セル" if one.cell else "") if p)
    return spot or _ORIGINS.get(one.origin, "")


def explanation_json(card: Scorecard, method: Method | None = None) -> dict[str, Any]:
    """The explanation as JSON data: the same lines, numbers unrounded."""
    words = explanation(card, method)
    return {
        "project": words.project,
        "year": words.year,
        "method": card.method,
        "method_sha256": card.method_sha256,
        "view": card.view,
        "eval_stage": words.eval_stage,
        "status": words.status or None,
        "grade": card.grade,
        "score": None if card.score is None else float(card.score),
        "exact": number_json(card.exact),
        "exact_fraction": None if card.exact is None else str(card.exact),
        "rank": card.rank,
        "rank_of": card.rank_of,
        "rank_interval": None if card.rank_interval is None else list(card.rank_interval),
        "grade_stability": number_json(card.grade_stability),
        "lines": [_line_json(line) for line in words.lines],
        "total": words.total,
        "caps": list(words.caps),
        "notes": list(words.notes),
        "warnings": list(words.warnings),
    }


def _line_json(line: ExplanationLine) -> dict[str, Any]:
    return {
        "item": line.item,
        "title": line.title,
        "state": line.state or None,
        "weight": line.weight,
        "level": line.level,
        "points": number_json(line.points),
        "formula": line.formula,
        "rule": line.rule,
        "basis": line.basis,
        "indicators": [{"number": i.number, "name": i.name, "level": i.level, "rule": i.rule} for i in line.indicators],
        "evidence": [evidence_json(e) for e in line.evidence],
    }


def _line(item: ItemScore, weights: int, *, scored: bool) -> ExplanationLine:
    formula = ""
    if scored and item.level is not None:
        formula = f"100 × 重み{item.weight} ÷ 重みの計{weights} × 水準{plain(item.level)} ÷ 4 ＝ {plain(item.points)}点"
    return ExplanationLine(
        item=item.item,
        title=item.title,
        state=state_of(item),
        weight=item.weight,
        level=_level(item),
        points=item.points,
        formula=formula,
        rule=item.rule,
        basis=item.basis,
        evidence=item.evidence,
        indicators=item.indicators,
    )


def _level(item: ItemScore) -> str:
    if item.level is None:
        return "－"
    if item.level_before is not None and item.level_before != item.level:
        return f"{plain(item.level_before)}→{plain(item.level)}（上限）"
    return plain(item.level)


def _grade(card: Scorecard, method: Method | None) -> str:
    if card.grade is None:
        return ""
    title = method.letter_title(card.grade) if method else ""
    return " ".join(p for p in ("暫定" if card.provisional else "", card.grade, title) if p)


def _total(card: Scorecard) -> str:
    """The sum as it is read aloud; terms that had to be rounded say 「約」."""
    if card.exact is None or card.score is None:
        return ""
    terms = " ＋ ".join(f"{plain(item.points)}点" for item in card.items if item.level is not None)
    exact = plain(card.exact)
    rounded = f"{card.score:,f}点"
    decimals = -int(card.score.as_tuple().exponent)
    return f"{terms} ＝ {exact}点 → {rounded}（小数第{decimals + 1}位を四捨五入）"


def _caps(card: Scorecard) -> list[str]:
    titles: Mapping[str, str] = {i.item: i.title for i in card.items}
    return [f"{titles[hit.item]}：{hit.reason}" if hit.item in titles else hit.reason for hit in card.caps]


def _notes(card: Scorecard) -> list[str]:
    notes = [CODE_WORDS[card.grade]] if card.grade in CODE_WORDS else []
    if card.grade is None:
        notes.append("構想・提案の段階のため、採点しません。")
    if card.provisional:
        notes.append("未確定の成果指標があるため、暫定の評価です。")
    if card.range is not None and card.range[0] != card.range[1]:  # else nothing pending weighs
        low, high = card.range
        notes.append(f"未確定の成果指標が全て水準0なら{low}点、全て水準4なら{high}点です。")
    if card.items and card.answered_weight < 100:
        notes.append(f"記入された項目の重みは、対象となる重みの{percent(card.answered_weight / 100)}です。")
    if card.marked:
        notes.append(_marked(card))
    if card.repeated:
        notes.append("再掲の事業のため、順位と集計から除きます。")
    return notes


def _marked(card: Scorecard) -> str:
    if card.grade in (STOPPED, PAUSED):
        return "事務局確認中です（中止・休止の決定の記録を確認してください）。"
    return "事務局確認中です。"
