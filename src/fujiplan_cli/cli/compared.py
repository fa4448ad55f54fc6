"""How a comparison of two methods (score --compare, --weight) is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console

if TYPE_CHECKING:
    from fujiplan_cli.model.scorecard import Scorecard
    from fujiplan_cli.workflow.score import Comparison, YearScores

DIRECTION_WORDS = {"up": "↑上がる", "down": "↓下がる", "same": "同じ", "other": "符号"}
_MOST = 3


def comparison_json(found: Comparison, written: str) -> dict[str, Any]:
    """`score --compare --json`; ``written``: the page, "" without one."""
    from fujiplan_cli.scoring import aggregate_json, compare_json, distribution_json, weight_changes_json

    own, other = found.own, found.other
    return {
        "year": found.year,
        "method": own.method.id,
        "compared": other.method.id,
        "reference": True,
        "weights": weight_changes_json(found.weights),
        "distribution": distribution_json(own.aggregates, other.aggregates),
        "moves": compare_json(found.moves),
        "aggregates": aggregate_json(own.aggregates),
        "aggregates_compared": aggregate_json(other.aggregates),
        "html": written or None,
    }


def tell_comparison(found: Comparison, written: str) -> None:
    """Changed weights, counts by 評価段階 before and after, and who moves why."""
    from fujiplan_cli.scoring import weight_words

    own, other = found.own, found.other
    moved = [m for m in found.moves if m.moved]
    console.say(
        f"{own.method.title} → {other.method.title}（参考）：{len(found.moves)}事業のうち{len(moved)}事業が動きます。"
    )
    for one in found.weights:
        words = f"{weight_words(one.before)} → {weight_words(one.after)}"
        console.say(f"  配点　{one.eval_stage}　{one.title}：{words}")
    if any(one.after.denominator > 1 for one in found.weights):
        console.say("  （配点は、小数第1位までに四捨五入して示しています。計算には、四捨五入をしない値を使います。）")
    console.say("")
    _tell_distribution(own, other)
    console.say("")
    rows = [
        (
            m.project,
            own.names[m.project],
            _result(m.before),
            _result(m.after),
            DIRECTION_WORDS[m.direction],
            m.why + (f"（{'、'.join(m.parts[:_MOST])}）" if m.parts else ""),
        )
        for m in moved
    ]
    console.table("動く事業", ("番号", "事業名", "今", "参考", "評価", "主な理由"), rows)
    if written:
        console.say(f"採点方法の比較（HTML）：{written}")


def _result(card: Scorecard) -> str:
    """B 66.2; － without a grade."""
    return f"{card.grade or '－'} {'' if card.score is None else card.score}".strip()


def _tell_distribution(own: YearScores, other: YearScores) -> None:
    """Counts by 評価段階 before and after, side by side."""
    from fujiplan_cli.model.tally import LETTERS

    rows = []
    for before, after in zip(own.aggregates, other.aggregates, strict=True):
        counts = [
            str(before.counts[one] or "")
            if before.counts[one] == after.counts[one]
            else f"{before.counts[one]}→{after.counts[one]}"
            for one in LETTERS
        ]
        means = (before.mean or "－", after.mean or "－")
        rows.append((before.group or "計", *counts, str(before.projects), f"{means[0]}→{means[1]}"))
    console.table(
        "評価段階別の件数（今→参考）",
        ("段階", *LETTERS, "計", "平均"),
        rows,
        right=frozenset(range(1, len(LETTERS) + 3)),
    )
