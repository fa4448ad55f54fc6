"""fujiplan score."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.compared import comparison_json, tell_comparison
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, Year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fujiplan_cli.model.scorecard import Scorecard
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.score import Comparison, YearScores


_WEIGHT = re.compile(r"([A-Za-z0-9]+|\*)\.([a-z_]+)[=＝](\d{1,3})")


class ViewName(StrEnum):
    """The three views."""

    SELF = "self"
    CONFIRMED = "confirmed"
    APPROVED = "approved"


MethodId = Annotated[
    str | None,
    typer.Option("--method", metavar="採点方法", help="別の採点方法で計算する（参考と表示する。例：old）"),
]
ViewOption = Annotated[
    ViewName | None,
    typer.Option("--view", help="self：自己評価、confirmed：事務局確認、approved：本部承認（省略時は最も進んだもの）"),
]
CompareId = Annotated[
    str | None,
    typer.Option("--compare", metavar="採点方法", help="この採点方法に替えたときに、誰がなぜ動くかを示す（例：old）"),
]
WeightList = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="段階.項目=配点",
        help="この配点に替えたときに、誰がなぜ動くかを示す（例：S5.outcome=40。ほかの項目は、互いの割合を正確に保って増減）",
    ),
]
Page = Annotated[
    Path | None,
    typer.Option("--html", metavar="ファイル", help="--compare、--weight の結果を印刷できるHTMLにする"),
]
AllYears = Annotated[bool, typer.Option("--all-years", help="--html に、調書を受け付けた全ての年度を載せる")]


def score(
    year: Year,
    method: MethodId = None,
    view: ViewOption = None,
    compare: CompareId = None,
    weight: WeightList = None,
    html: Page = None,
    all_years: AllYears = False,
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
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.score import score as run

    desk = Desk.open(plan, today=today)
    _refuse_mixtures(others=bool(method or view), compare=compare, weight=weight, html=html, all_years=all_years)
    if weight or compare:
        found, written = _compared(desk, year, compare, _weights_of(weight or ()), html, all_years=all_years)
        if json:
            console.say_json(comparison_json(found, written))
        else:
            tell_comparison(found, written)
        return 0
    result = run(desk, desk.known_year(year), method_id=method, view=view.value if view else None)
    if json:
        console.say_json(_scores_json(result))
    else:
        _tell(result)
    return 0


def _refuse_mixtures(
    *, others: bool, compare: str | None, weight: Sequence[str] | None, html: Path | None, all_years: bool
) -> None:
    """Raise BadParameter for options that one of the others would ignore. ``others``: --method or --view is given."""
    if weight and (compare or others):
        raise typer.BadParameter("--weight は、--compare、--method、--view と一緒には指定できません。")
    if compare and others:
        raise typer.BadParameter("--compare は、--method、--view と一緒には指定できません。")
    if (html or all_years) and not (weight or compare):
        raise typer.BadParameter("--html と --all-years は、--compare 又は --weight と一緒に指定してください。")
    if all_years and not html:
        raise typer.BadParameter("--all-years では、--html で作るファイルを指定してください。")


def _compared(
    desk: Desk,
    year: int,
    method_id: str | None,
    weights: Mapping[tuple[str, str], int],
    html: Path | None,
    *,
    all_years: bool,
) -> tuple[Comparison, str]:
    """The year compared, and the page that was written ("" without one): of that year, or of all."""
    from fujiplan_cli.workflow.compare_page import compared_years, write_comparison, years_with_answers

    own = desk.known_year(year)
    found = compared_years(desk, years_with_answers(desk) if all_years else (own,), method_id, weights)
    written = write_comparison(desk, found, html) if html else ""
    return next((one for one in found if one.year == own), found[-1]), written


def _scores_json(result: YearScores) -> dict[str, Any]:
    from fujiplan_cli.scoring import aggregate_json, card_json, tallies_json

    return {
        "year": result.year,
        "method": result.method.id,
        "method_sha256": result.method.sha256,
        "reference": result.reference,
        "projects": [{**card_json(card), "priority": card.project in result.priority} for card in result.cards],
        "aggregates": aggregate_json(result.aggregates),
        "departments": tallies_json(result.departments),
        "later": [
            {"project": number, "grade": card.grade, "score": None if card.score is None else float(card.score)}
            for number, card in result.later.items()
        ],
    }


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
        [_row(result, card) for card in result.cards],
        right=frozenset({5, 8}),
    )
    last = result.aggregates[-1]
    if last.formula:
        console.say(f"平均の計算：{last.formula}")
    _tell_later(result)
    _tell_warnings(result)


def _tell_later(result: YearScores) -> None:
    """What figures that came after an approval would give: the approved results stay."""
    from fujiplan_cli.workflow.direction import later_words

    cards = {card.project: card for card in result.cards if card.view == "approved"}
    rows = [
        (number, result.names[number], later_words(cards[number], later))
        for number, later in result.later.items()
        if number in cards
    ]
    if rows:
        console.say("")
        console.table(
            f"承認後に数値が変わった事業（参考。{len(rows)}件。承認した評価は変わりません）",
            ("番号", "事業名", "承認した評価 → 今の数値による評価"),
            rows,
        )


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


def _row(result: YearScores, card: Scorecard) -> tuple[str, ...]:
    """A project's line in 「事業別の評価」."""
    from fujiplan_cli.model.scorecard import VIEW_WORDS
    from fujiplan_cli.scoring import interval_words, stability_words

    marks = (
        ("重点施策", card.project in result.priority),
        ("暫定", card.provisional),
        ("確認中", card.marked),
        ("再掲", card.repeated),
    )
    notes = [words for words, holds in marks if holds]
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
