"""fujiplan decide."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of
from fujiplan_cli.model.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fujiplan_cli.model.snapshot import Decision
    from fujiplan_cli.workflow.advice import Opinion


def decide(
    year: Year,
    meeting: Annotated[str, typer.Option("--meeting", metavar="会議", help="wg、kanjikai、honbu")],
    day: Annotated[date | None, typer.Option("--date", parser=day_of, metavar="日付", help="開催日")] = None,
    decision: Annotated[str, typer.Option("--decision", metavar="決定", help="例：承認、了承、継続審議")] = "",
    project: Annotated[
        list[str] | None, typer.Option("--project", metavar="事業番号", help="個別の事業（複数指定可）")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="一括で決定する")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="ファイル", help="記入した決定票（決定、開催日などを読む）")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="直近の決定を取り消す（--note に理由）")] = False,
    note: Annotated[str, typer.Option("--note", metavar="内容", help="指示事項、取消しの理由など")] = "",
    due: Annotated[
        date | None, typer.Option("--due", parser=day_of, metavar="日付", help="指示事項（--note）の期限")
    ] = None,
    lead: Annotated[str, typer.Option("--lead", metavar="職名", help="指示事項の担当部長（例：総務部長）")] = "",
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level",
            metavar="項目=水準",
            help="本部が改めた評価項目の水準（例：uptake=2。複数指定可。--note に理由）",
        ),
    ] = None,
    approval_no: Annotated[str, typer.Option("--approval-no", metavar="番号", help="決裁番号")] = "",
    out_of_order: Annotated[
        str,
        typer.Option("--out-of-order", metavar="理由", help="前の会議の決定より先に記録する理由（やむを得ないとき）"),
    ] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """会議の決定を記録します。

    例：fujiplan decide --year R7 --meeting honbu --date 2026-07-15 --all --decision 承認

    例：fujiplan decide --year R7 --meeting honbu --from 決定票_本部_第1号.xlsx

    水準を改める例：fujiplan decide --year R7 --meeting honbu --date 2026-07-15 --project 1-1-01 \
        --decision 一部修正の上承認 --level uptake=2 --note 利用者数の根拠が確認できないため。
    """
    from fujiplan_cli.model.snapshot import LevelChange
    from fujiplan_cli.workflow.decide import decide as run
    from fujiplan_cli.workflow.decide import undo as take_back
    from fujiplan_cli.workflow.decision_checks import Resolution
    from fujiplan_cli.workflow.decision_list import decide_from
    from fujiplan_cli.workflow.desk import Desk

    desk = Desk.open(plan, today=today, by=by)
    desk.known_year(year)
    findings: tuple[Finding, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    if source is not None:
        _refuse_beside_list((undo, everything, project, day, decision, note, approval_no, due, lead, level))
        decided = decide_from(desk, year, meeting, source, out_of_order)
        decisions, findings, opinions = decided.decisions, decided.findings, decided.opinions
    elif undo:
        decisions = take_back(desk, year, meeting, project or (), note)
    else:
        resolution = Resolution(
            _day_of_resolution(project, everything, day, decision),
            decision,
            tuple(project or ()),
            note,
            approval_no,
            due=due,
            lead=lead,
            levels=tuple(LevelChange(item, number, note) for item, number in map(_level, level or ())),
            out_of_order=out_of_order,
        )
        decisions = run(desk, year, meeting, resolution)
    if json:
        console.say_json(
            {
                "year": year,
                "meeting": meeting,
                "undone": undo,
                "findings": [finding_json(one) for one in findings],
                "decisions": [_decision_json(d) for d in decisions],
                "advice": [{"project": o.project or None, "text": o.text} for o in opinions],
            }
        )
    else:
        tell_findings(findings)
        if findings and not (decisions or opinions):
            console.say("決定票に直すところがあるため、何も記録していません。")
        _tell(decisions, opinions, undone=undo)
    return 1 if findings and not (decisions or opinions) else 0


def _refuse_beside_list(given: Sequence[object]) -> None:
    """A filled 決定票 says all of it itself. Raises Refused when anything else was given."""
    from fujiplan_cli.workflow.desk import Refused

    if any(given):
        raise Refused(
            "--from と一緒に、ほかの決定の指定はできません（決定、開催日などは決定票から読みます）。",
            "--from だけを指定するか、--from を除いてください。",
            status=2,
        )


def _day_of_resolution(project: Sequence[str] | None, everything: bool, day: date | None, decision: str) -> date:
    """The day of the meeting. Raises Refused when day, decision or the projects that it is about are not said."""
    from fujiplan_cli.workflow.desk import Refused

    if bool(project) == everything:
        raise Refused("--project と --all のどちらか一方を指定してください。", "例：--all --decision 承認", status=2)
    if day is None or not decision:
        raise Refused(
            "--date（開催日）と --decision（決定）を指定してください。",
            "例：--date 2026-07-15 --decision 承認",
            status=2,
        )
    return day


def _tell(decisions: Sequence[Decision], opinions: Sequence[Opinion], *, undone: bool) -> None:
    """What was recorded, a line each."""
    for one in decisions:
        who = f"事業{one.project}" if one.project else "一括"
        console.say(f"{who}：「{one.decision}」{'を取り消しました' if undone else 'を記録しました'}（{one.date}）。")
        for changed in one.levels:
            console.say(f"  水準：{changed.item} {changed.level}（理由：{changed.reason}）")
        if one.card is not None and not undone:
            console.say(f"  評価：{one.card.grade}　{one.card.score}点（本部承認）")
    for said in opinions:
        console.say(f"{f'事業{said.project}' if said.project else '全体'}：アドバイザーの意見を記録しました。")


def _level(text: str) -> tuple[str, int]:
    """「uptake=2」 → item and level."""
    item, _, number = unicodedata.normalize("NFKC", text).replace(" ", "").partition("=")
    if not item or not number.isascii() or not number.isdigit():
        raise typer.BadParameter(f"--level「{text}」は 項目=水準 の形で指定してください（例：--level uptake=2）。")
    return item, int(number)


def _decision_json(one: Decision) -> dict[str, object]:
    return {
        "project": one.project or None,
        "decision": one.decision,
        "date": one.date,
        "note": one.note,
        "due": one.due or None,
        "lead": one.lead or None,
        "approval_no": one.approval_no or None,
        "levels": [{"item": c.item, "level": c.level, "reason": c.reason} for c in one.levels],
        "grade": one.card.grade if one.card else None,
        "score": float(one.card.score) if one.card and one.card.score is not None else None,
        "by": one.by,
    }
