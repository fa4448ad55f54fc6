"""fujiplan score."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, Year

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fujiplan_cli.model.scorecard import Scorecard
    from fujiplan_cli.workflow.score import Comparison, YearScores


DIRECTION_WORDS = {"up": "↑上がる", "down": "↓下がる", "same": "同じ", "other": "符号"}
_WEIGHT = re.compile(r"([A-Za-z0-9]+|\*)\.([a-z_]+)[=＝](\d{1,3})")


class ViewName(StrEnum):
    """The three views."""

    SELF = "self"
    CONFIRMED = "confirmed"
    APPROVED = "approved"


def score(
    year: Year,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="採点方法", help="別の採点方法で計算する（参考と表示する。例：old）"),
    ] = None,
    view: Annotated[
        ViewName | None,
        typer.Option(
            "--view", help="self：自己評価、confirmed：事務局確認、approved：本部承認（省略時は最も進んだもの）"
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare", metavar="採点方法", help="この採点方法に替えたときに、誰がなぜ動くかを示す（例：old）"
        ),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            "--weight",
            metavar="段階.項目=配点",
            help="この配点に替えたときに、誰がなぜ動くかを示す（例：S5.outcome=40。ほかの項目は同じ割合で、1点単位で増減）",
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="ファイル", help="--compare、--weight の結果を印刷できるHTMLにする"),
    ] = None,
    all_years: Annotated[
        bool, typer.Option("--all-years", help="--html に、調書を受け付けた全ての年度を載せる")
    ] = False,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """全事業を採点し、段階別の評価の数と、事業ごとの評価を示します。

    例：fujiplan score --year R7

    例：fujiplan score --year R7 --compare old

    例：fujiplan score --year R7 --weight S5.outcome=40
    """
    from fujiplan_cli.scoring import aggregate_json, card_json, tallies_json
    from fujiplan_cli.workflow.compare_page import compared_years, write_comparison, years_with_answers
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.score import score as run

    desk = Desk.open(plan, today=today)
    if weight and (compare or method or view):
        raise typer.BadParameter("--weight は、--compare、--method、--view と一緒には指定できません。")
    if compare and (method or view):
        raise typer.BadParameter("--compare は、--method、--view と一緒には指定できません。")
    if (html or all_years) and not (weight or compare):
        raise typer.BadParameter("--html と --all-years は、--compare 又は --weight と一緒に指定してください。")
    if all_years and not html:
        raise typer.BadParameter("--all-years では、--html で作るファイルを指定してください。")
    if weight or compare:
        own = desk.known_year(year)
        years = years_with_answers(desk) if all_years else (own,)
        found = compared_years(desk, years, compare, _weights_of(weight or ()))
        written = write_comparison(desk, found, html) if html else ""
        return _compare(next((one for one in found if one.year == own), found[-1]), written, json=json)
    result = run(desk, desk.known_year(year), method_id=method, view=view.value if view else None)
    if json:
        console.say_json(
            {
                "year": year,
                "method": result.method.id,
                "method_sha256": result.method.sha256,
                "reference": result.reference,
                "projects": [{**card_json(card), "priority": card.project in result.priority} for card in result.cards],
                "aggregates": aggregate_json(result.aggregates),
                "departments": tallies_json(result.departments),
            }
        )
        return 0
    _tell(result)
    return 0


def _tell(result: YearScores) -> None:
    from fujiplan_cli.model.tally import LETTERS

    label = "（参考）" if result.reference else ""
    console.say(f"採点方法：{result.method.title}{label}")
    rows = [
        (
            row.group or "計",
            *(str(row.counts[letter] or "") for letter in LETTERS),
            str(row.projects),
            str(row.mean or "－"),
        )
        for row in result.aggregates
    ]
    console.table(
        "評価段階別の件数", ("段階", *LETTERS, "計", "平均"), rows, right=frozenset(range(1, len(LETTERS) + 3))
    )
    console.say("")
    console.table(
        "事業別の評価",
        ("番号", "事業名", "段階", "進捗状況", "評価", "点", "順位", "順位の幅", "評価の安定", "見方", "注記"),
        map(_row(result), result.cards),
        right=frozenset({5, 8}),
    )
    last = result.aggregates[-1]
    if last.formula:
        console.say(f"平均の計算：{last.formula}")
    _tell_warnings(result)


def _tell_warnings(result: YearScores) -> None:
    """注意 of projects and departments, after the results: they change none of them."""
    from fujiplan_cli.scoring import shift_words

    rows = [(c.project, result.names[c.project], w.reason) for c in result.cards for w in c.warnings]
    if rows:
        console.say("")
        console.table(f"注意（{len(rows)}件。点数と評価は変わりません）", ("番号", "事業名", "内容"), rows)
    told = [
        (d.department, str(d.projects), "、".join(w.reason for w in d.warnings), shift_words(d))
        for d in result.departments
        if d.warnings or shift_words(d)
    ]
    if told:
        console.say("")
        console.table(
            "5事業以上の所管課（順位ではありません）",
            ("所管課", "採点した事業", "注意", "自己評価の傾向"),
            told,
            right=frozenset({1}),
        )


def _row(result: YearScores) -> Callable[[Scorecard], tuple[str, ...]]:
    from fujiplan_cli.model.scorecard import VIEW_WORDS
    from fujiplan_cli.scoring import interval_words, stability_words

    def row(card: Scorecard) -> tuple[str, ...]:
        notes = [
            w
            for w, on in (
                ("重点施策", card.project in result.priority),
                ("暫定", card.provisional),
                ("確認中", card.marked),
                ("再掲", card.repeated),
            )
            if on
        ]
        notes += [f"上限：{cap.reason}" for cap in card.caps]
        return (
            card.project,
            result.names[card.project],
            card.eval_stage,
            card.status or "－",
            card.grade or "－",
            "－" if card.score is None else str(card.score),
            f"{card.rank}/{card.rank_of}" if card.rank else "－",
            interval_words(card),
            stability_words(card),
            VIEW_WORDS[card.view],
            "、".join(notes),
        )

    return row


def _compare(found: Comparison, written: str, *, json: bool) -> int:
    from fujiplan_cli.scoring import aggregate_json, compare_json

    own, other = found.own, found.other
    if json:
        console.say_json(
            {
                "year": found.year,
                "method": own.method.id,
                "compared": other.method.id,
                "reference": True,
                "weights": [
                    {"eval_stage": stage, "title": title, "before": before, "after": after}
                    for stage, title, before, after in found.weights
                ],
                "moves": compare_json(found.moves),
                "aggregates": aggregate_json(own.aggregates),
                "aggregates_compared": aggregate_json(other.aggregates),
                "html": written or None,
            }
        )
        return 0
    moved = [m for m in found.moves if m.moved]
    console.say(
        f"{own.method.title} → {other.method.title}（参考）：{len(found.moves)}事業のうち{len(moved)}事業が動きます。"
    )
    for stage, title, before, after in found.weights:
        console.say(f"  配点　{stage}　{title}：{before} → {after}")
    console.say("")
    _tell_distribution(own, other)
    console.say("")
    rows = [
        (
            m.project,
            own.names[m.project],
            f"{m.before.grade or '－'} {m.before.score if m.before.score is not None else ''}".strip(),
            f"{m.after.grade or '－'} {m.after.score if m.after.score is not None else ''}".strip(),
            DIRECTION_WORDS[m.direction],
            "、".join(m.reasons[:2]),
        )
        for m in moved
    ]
    console.table("動く事業", ("番号", "事業名", "今", "参考", "評価", "主な理由"), rows)
    if written:
        console.say(f"採点方法の比較（HTML）：{written}")
    return 0


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


def _weights_of(texts: Sequence[str]) -> dict[tuple[str, str], int]:
    """S5.outcome=40 → ("S5", "outcome") : 40. Raises BadParameter."""
    found = {}
    for text in texts:
        match = _WEIGHT.fullmatch(text.strip())
        if match is None or int(match[3]) > 100:
            raise typer.BadParameter(
                f"「{text}」は配点の指定ではありません。評価段階.項目=配点（0〜100）と書いてください"
                "（例：--weight S5.outcome=40、すべての段階なら --weight '*.control=20'）。"
            )
        if (match[1], match[2]) in found:
            raise typer.BadParameter(f"「{match[1]}.{match[2]}」の配点が2回指定されています。1回だけ指定してください。")
        found[match[1], match[2]] = int(match[3])
    return found
