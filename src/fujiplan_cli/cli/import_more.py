"""fujiplan import, the kinds of the year's edges: the roster of 情報化推進リーダー, and past years' results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk


def leaders(desk: Desk, file: Path, year: int, *, json: bool) -> int:
    """Take the roster in; 1 when it has an error."""
    from fujiplan_cli.workflow.leaders import import_leaders

    result = import_leaders(desk, file, year)
    if json:
        console.say_json(
            {
                "kind": "leaders",
                "year": year,
                "rows": result.rows,
                "recorded": result.recorded,
                "without_leader": [one.code for one in result.none],
                "findings": [finding_json(f) for f in result.findings],
            }
        )
        return int(result.failed)
    tell_findings(result.findings)
    if result.failed:
        console.say("名簿は取り込んでいません。上の箇所を直し、もう一度実行してください。")
        return 1
    same = result.rows - result.recorded
    known = f"（変わりのない{same}課を除く）" if same else ""
    console.say(f"情報化推進リーダーを記録しました：{year}年度、{result.recorded}課{known}")
    if result.none:
        names = "、".join(one.full_name for one in result.none)
        console.say(f"情報化推進リーダーのいない課：{len(result.none)}課（{names}）")
    return 0


def answers(desk: Desk, file: Path, year: int, *, json: bool) -> int:
    """Take past results in; 1 when a row could not be taken."""
    from fujiplan_cli.workflow.past_answers import import_answers

    result = import_answers(desk, file, year)
    if json:
        console.say_json(
            {
                "kind": "answers",
                "year": year,
                "rows": result.rows,
                "recorded": list(result.recorded),
                "unchanged": list(result.unchanged),
                "refused": list(result.refused),
                "kept_sheets": list(result.kept_sheets),
                "missing": list(result.missing),
                "findings": [finding_json(f) for f in result.findings],
            }
        )
        return int(result.must_act)
    tell_findings(result.findings)
    if not result.read:
        console.say("過去の実績は取り込んでいません。上の箇所を直し、もう一度実行してください。")
        return 1
    console.say(f"過去の実績を取り込みました：{year}年度、{len(result.recorded)}事業（表の行：{result.rows}）")
    for words, numbers in (
        ("変わりがないため記録しなかった事業", result.unchanged),
        ("誤りがあるため取り込まなかった事業", result.refused),
        ("受け付けた調書があるため取り込まなかった事業", result.kept_sheets),
        ("表に行のない事業", result.missing),
    ):
        if numbers:
            console.say(f"{words}：{len(numbers)}件（{'、'.join(numbers)}）")
    return int(result.must_act)


def answers_template(desk: Desk, file: Path, year: int, *, json: bool) -> int:
    """Write the table to fill in."""
    from fujiplan_cli.workflow.past_answers import write_answers_template

    written, rows = write_answers_template(desk, file, year)
    if json:
        console.say_json({"kind": "answers", "year": year, "template": written, "projects": rows})
    else:
        console.say(f"過去の実績を記入する表を作りました：{written}（{rows}事業）")
        console.say(f"記入後に：fujiplan import {file} --kind answers --year {year}")
    return 0
