"""fujiplan explain."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, Year

if TYPE_CHECKING:
    from fujiplan_cli.scoring import Explanation, ExplanationLine
    from fujiplan_cli.workflow.explain import Explained


def explain(
    project: Annotated[str, typer.Argument(metavar="事業番号", help="例：1-1-01")],
    year: Year,
    method: Annotated[
        str | None, typer.Option("--method", metavar="採点方法", help="別の採点方法で説明する（参考）")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="ファイル", help="説明を1枚のHTML（A4で印刷できる）にして、このファイルに書く"),
    ] = None,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """ひとつの事業の評価を、項目ごとに、根拠としたファイル、シート、セルまで説明します。

    例：fujiplan explain 1-1-01 --year R7
    議員等への説明に使うHTMLを作る例：fujiplan explain 1-1-01 --year R7 --html 説明.html
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.explain import explain as run
    from fujiplan_cli.workflow.explain import write_explanation

    desk = Desk.open(plan, today=today)
    found = run(desk, desk.known_year(year), project, method)
    written = write_explanation(desk, found, html) if html else None
    if json:
        console.say_json(_json(found) | ({"html": written} if written else {}))
    elif written:
        console.say(f"評価の説明（HTML）：{written}")
    else:
        _tell_all(found)
    return 0


def _json(found: Explained) -> dict[str, Any]:
    from fujiplan_cli.scoring import changes_json, explanation_json, overtake_json

    document = {"name": found.name} | explanation_json(found.card, found.method)
    later = found.later
    return document | {
        "changes": changes_json(found.changes),
        "overtake": overtake_json(found.below),
        "later": {"grade": later.grade, "score": _float(later.score)} if later else None,
    }


def _tell_all(found: Explained) -> None:
    from fujiplan_cli.scoring import explanation

    words = explanation(found.card, found.method)
    _tell_head(found, words)
    for line in words.lines:
        _tell(line)
    console.say("")
    if words.total:
        console.say(f"合計：{words.total}")
    for cap in words.caps:
        console.say(f"上限：{cap}")
    for note in (*found.notes, *words.notes):
        console.say(f"注　：{note}")
    for warning in words.warnings:
        console.say(f"注意：{warning}（点数は変わりません）")
    if found.changes:
        console.say("")
        console.say("評価が変わる条件（ほかの項目は同じままとした計算）")
        for sentence in found.changes.words:
            console.say(f"  ・{sentence}")


def _tell_head(found: Explained, words: Explanation) -> None:
    """Grade, method, rank and how firm they are."""
    from fujiplan_cli.scoring import overtake_words, robustness_words

    card = found.card
    console.say(f"{card.project}　{found.name}（{card.year}年度）")
    console.say(f"評価：{words.grade or '採点しません'}" + (f"　{card.score}点" if card.score is not None else ""))
    console.say(f"見方：{words.view}　評価段階：{words.eval_stage}　進捗状況：{words.status or '未記入'}")
    console.say(f"採点方法：{words.method}")
    if card.rank:
        console.say(f"順位：同じ段階の{card.rank_of}件中{card.rank}位")
    if card.grade_stability is not None:
        console.say(f"確かさ：{robustness_words(card)}")
    if found.below is not None:
        console.say(f"次との差：{overtake_words(found.below)}")


def _float(score: Decimal | None) -> float | None:
    return None if score is None else float(score)


def _tell(line: ExplanationLine) -> None:
    from fujiplan_cli.scoring.explanation import place_words

    state = f"（{line.state}）" if line.state else ""
    console.say("")
    console.say(f"■ {line.title}{state}　水準 {line.level}　重み {line.weight}")
    if line.rule:
        console.say(f"  決まり：{line.rule}")
    if line.formula:
        console.say(f"  点　　：{line.formula}")
    if line.basis:
        console.say(f"  根拠　：{line.basis}")
    for indicator in line.indicators:
        console.say(f"  指標{indicator.number}　{indicator.name}：{indicator.rule}")
    for one in line.evidence:
        console.say(f"  ・{one.label}＝{one.value or '（未記入）'}　［{place_words(one)}］")
