"""methods/*.toml → Method: weights, bands, grades and caps are checked to hang together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from fujiplan_cli.declare.document import Document, Faults
from fujiplan_cli.declare.excel_limits import PROMPT
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.declare.method_shape import ItemShape, MethodShape
from fujiplan_cli.declare.plan import doubled, unknown, years_in_order
from fujiplan_cli.declare.shape import shaped
from fujiplan_cli.kinds.reading import units
from fujiplan_cli.model.method import Band, Cap, Code, CostRule, Grade, Item, Method, OutcomeRule, ScheduleRule, Watch
from fujiplan_cli.model.plan import Plan

LEVELS = ("0", "1", "2", "3", "4")
CODES = ("F", "Y", "H", "X", "Z")
_JUDGED = ("field", "basis", "confirmed", "reason")


def method_of(document: Document, faults: Faults, plan: Plan) -> Method | None:
    """The method a document declares, or None with every fault noted."""
    before = len(faults.found)
    shape = shaped(MethodShape, document.data, faults)
    if shape is None:
        return None
    for check in _CHECKS:
        check(shape, plan, faults)
    return _built(shape, document.sha256) if len(faults.found) == before else None


def _ids(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    doubled([(("items", i, "id"), item.id) for i, item in enumerate(shape.items)], "評価項目の id ", faults)
    doubled([(("caps", i, "id"), cap.id) for i, cap in enumerate(shape.caps)], "上限の id ", faults)
    doubled([(("warnings", i, "id"), one.id) for i, one in enumerate(shape.warnings)], "注意の id ", faults)
    letters = [(("grades", i, "letter"), grade.letter) for i, grade in enumerate(shape.grades)]
    letters += [(("codes", i, "letter"), code.letter) for i, code in enumerate(shape.codes)]
    doubled(letters, "評価の文字", faults)
    computed = [(("items", i, "source"), i_.source) for i, i_ in enumerate(shape.items) if i_.source != "judged"]
    doubled(computed, "計算で求める項目", faults)
    missing = [letter for letter in CODES if letter not in {code.letter for code in shape.codes}]
    if missing:
        faults.add(
            ("codes",),
            f"点数を付けない区分「{'、'.join(missing)}」がありません。{'、'.join(CODES)}のすべてを書いてください。",
        )
    years_in_order(shape.first_year, shape.last_year, (), faults)


def _stages(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    codes = [stage.code for stage in plan.stages]
    for key in ("unscored_stages", "ended_stages", "equal_weights"):
        unknown((key,), getattr(shape, key), codes, "段階", faults)
    for number, cap in enumerate(shape.caps):
        unknown(("caps", number, "stages"), cap.stages, codes, "段階", faults)
    for number, one in enumerate(shape.warnings):
        unknown(("warnings", number, "stages"), one.stages, codes, "段階", faults)
    for number, item in enumerate(shape.items):
        unknown(("items", number, "asked"), item.asked, codes, "段階", faults)
        for stage in item.weights:
            if stage not in codes:
                known = "、".join(codes)
                faults.add(("items", number, "weights", stage), f"段階「{stage}」はありません。使えるのは{known}です。")


def _weights(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    if shape.equal_weights:
        for number, item in enumerate(shape.items):
            if item.weights:
                faults.add(("items", number, "weights"), "equal_weights があるときは、項目に weights を書けません。")
        return
    skipped = {*shape.unscored_stages, *shape.ended_stages}
    for stage in (s.code for s in plan.stages if s.code not in skipped):
        total = sum(item.weights.get(stage, 0) for item in shape.items)
        if total != 100:
            faults.add(
                ("items",), f"評価段階「{stage}」の配点の合計が{total}です。100になるように weights を直してください。"
            )


def _items(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    for number, item in enumerate(shape.items):
        path: KeyPath = ("items", number)
        if item.source == "judged":
            _judged(item, path, faults)
            continue
        for key in (*_JUDGED, "rubric"):
            if getattr(item, key):
                faults.add(
                    (*path, key),
                    f"計算で求める項目に「{key}」は書けません。source を judged にするか、消してください。",
                )


def _judged(item: ItemShape, path: KeyPath, faults: Faults) -> None:
    for key in _JUDGED:
        if not getattr(item, key):
            faults.add((*path, key), f"自己評価で決まる項目「{item.title}」には「{key}」（欄の id）が必要です。")
    if set(item.rubric) != set(LEVELS):
        faults.add(
            (*path, "rubric"), f"項目「{item.title}」の rubric に、0・1・2・3・4 の説明を一つずつ書いてください。"
        )
    length = units("\n".join(f"{level} {words}" for level, words in item.rubric.items()))
    if length > PROMPT:
        message = f"説明が合わせて{length}字あります。Excelの制限により{PROMPT}字以内にしてください。"
        faults.add((*path, "rubric"), message)


def _bands(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    schedule, outcome, cost = shape.schedule, shape.outcome, shape.cost
    for path, key, values, rising in (
        (("schedule", "bands"), "up_to", [b.up_to for b in schedule.bands], True),
        (("schedule", "bands"), "level", [b.level for b in schedule.bands], False),
        (("outcome", "bands"), "at_least", [b.at_least for b in outcome.bands], False),
        (("outcome", "bands"), "level", [b.level for b in outcome.bands], False),
        (("outcome", "keep_bands"), "up_to", [b.up_to for b in outcome.keep_bands], True),
        (("outcome", "keep_bands"), "achievement", [b.achievement for b in outcome.keep_bands], False),
        (("cost", "bands"), "up_to", [b.up_to for b in cost.bands], True),
        (("cost", "bands"), "level", [b.level for b in cost.bands], False),
        (("grades",), "minimum", [g.minimum for g in shape.grades], False),
    ):
        _ordered(path, key, [Fraction(value) for value in values], rising, faults)
    if shape.grades[-1].minimum != 0:
        faults.add(("grades", len(shape.grades) - 1, "minimum"), "最も低い評価の minimum は 0 にしてください。")


def _ordered(path: KeyPath, key: str, row: Sequence[Fraction], rising: bool, faults: Faults) -> None:
    for number, value in enumerate(row):
        if value < 0:
            faults.add((*path, number, key), f"{key} に負の数は使えません。")
    for number, (before, after) in enumerate(pairwise(row), start=1):
        if after == before or (after > before) != rising:
            wrong = "同じ値" if after == before else "逆の順"
            order = "小さい順" if rising else "大きい順"
            message = f"{key} が前の行と{wrong}です。{order}に、重ならないように並べてください。"
            faults.add((*path, number, key), message)


def _ratios(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    for path, value in (
        (("answered_minimum",), shape.answered_minimum),
        (("outcome", "tolerance"), shape.outcome.tolerance),
        (("cost", "saving_limit"), shape.cost.saving_limit),
    ):
        if not 0 <= value <= 1:
            faults.add(path, "割合を0から1までの数で書いてください（60％なら 0.60）。")
    words = [*shape.schedule.full, *shape.schedule.none, shape.schedule.delayed]
    doubled([(("schedule",), word) for word in words], "進捗状況", faults)


def _caps(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    letters = [grade.letter for grade in shape.grades]
    for number, cap in enumerate(shape.caps):
        path: KeyPath = ("caps", number)
        wanted = "level" if cap.id == "no_basis" else "grade"
        if getattr(cap, wanted) is None or (cap.level is not None and cap.grade is not None):
            faults.add((*path, wanted), f"上限「{cap.id}」には {wanted} だけを書いてください。")
        if cap.grade is not None and cap.grade not in letters:
            faults.add(
                (*path, "grade"), f"評価「{cap.grade}」は grades にありません。使えるのは{'、'.join(letters)}です。"
            )


_LIMITED = frozenset(
    {"self_above_confirmed", "department_all_top", "levels_equal", "rate_high", "budget_up", "bid_difference"}
)
"""Warnings that begin at a limit; the others have none."""


def _warnings(shape: MethodShape, plan: Plan, faults: Faults) -> None:
    for number, one in enumerate(shape.warnings):
        path: KeyPath = ("warnings", number, "limit")
        if (one.limit is not None) != (one.id in _LIMITED):
            words = (
                "には limit（どこから注意とするか）が必要です。" if one.id in _LIMITED else "に limit は書けません。"
            )
            faults.add(path, f"注意「{one.id}」{words}")
        elif one.limit is not None and one.limit <= 0:
            faults.add(path, f"注意「{one.id}」の limit は0より大きい数にしてください。")


_CHECKS: tuple[Callable[[MethodShape, Plan, Faults], None], ...] = (
    _ids,
    _stages,
    _weights,
    _items,
    _bands,
    _ratios,
    _caps,
    _warnings,
)


def _built(shape: MethodShape, sha256: str) -> Method:
    return Method(
        id=shape.id,
        version=shape.version,
        title=shape.title,
        first_year=shape.first_year,
        last_year=shape.last_year,
        reason=shape.reason,
        items=tuple(_item(item, shape.equal_weights) for item in shape.items),
        grades=tuple(Grade(g.letter, g.title, _decimal(g.minimum)) for g in shape.grades),
        codes=tuple(Code(c.letter, c.title) for c in shape.codes),
        schedule=_schedule(shape),
        outcome=_outcome(shape),
        cost=_cost(shape),
        caps=tuple(Cap(c.id, c.level, c.grade, frozenset(c.stages), c.reason, c.public_reason) for c in shape.caps),
        answered_minimum=shape.answered_minimum,
        absent_level=shape.absent_level,
        decimals=shape.decimals,
        unscored_stages=tuple(shape.unscored_stages),
        ended_stages=tuple(shape.ended_stages),
        sha256=sha256,
        warnings=tuple(
            Watch(one.id, one.reason, Fraction(one.limit or 0), frozenset(one.stages)) for one in shape.warnings
        ),
    )


def _item(item: ItemShape, equal: list[str]) -> Item:
    return Item(
        id=item.id,
        title=item.title,
        source=item.source,
        weights=dict.fromkeys(equal, 1) if equal else {s: w for s, w in item.weights.items() if w},
        field=item.field,
        basis=item.basis,
        confirmed=item.confirmed,
        reason=item.reason,
        rubric=tuple(item.rubric[level] for level in LEVELS if item.rubric),
        rule=item.rule,
        asked=frozenset(item.asked),
    )


def _schedule(shape: MethodShape) -> ScheduleRule:
    rule = shape.schedule
    bands = tuple(Band(b.up_to, Fraction(b.level)) for b in rule.bands)
    return ScheduleRule(tuple(rule.full), tuple(rule.none), rule.delayed, bands, rule.no_prospect)


def _outcome(shape: MethodShape) -> OutcomeRule:
    rule = shape.outcome
    bands = tuple(Band(b.at_least, Fraction(b.level)) for b in rule.bands)
    keep = tuple(Band(b.up_to, b.achievement) for b in rule.keep_bands)
    return OutcomeRule(rule.scored_kind, bands, keep, rule.tolerance)


def _cost(shape: MethodShape) -> CostRule:
    rule = shape.cost
    bands = tuple(Band(b.up_to, Fraction(b.level)) for b in rule.bands)
    return CostRule(bands, rule.saving_reason, rule.saving_limit, rule.saving_level)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
