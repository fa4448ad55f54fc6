"""fujiplan decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, Year, day_of
from fujiplan_cli.model.finding import Finding


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
    approval_no: Annotated[str, typer.Option("--approval-no", metavar="番号", help="決裁番号")] = "",
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """会議の決定を記録します。

    例：fujiplan decide --year R7 --meeting honbu --date 2026-07-15 --all --decision 承認
    fujiplan decide --year R7 --meeting honbu --from 決定票_本部_第1号.xlsx
    """
    from fujiplan_cli.workflow.decide import Resolution
    from fujiplan_cli.workflow.decide import decide as run
    from fujiplan_cli.workflow.decide import undo as take_back
    from fujiplan_cli.workflow.decision_list import decide_from
    from fujiplan_cli.workflow.desk import Desk, Refused

    desk = Desk.open(plan, today=today, by=by)
    desk.known_year(year)
    findings: tuple[Finding, ...] = ()
    if source is not None:
        if undo or everything or project or day is not None or decision or note or approval_no:
            raise Refused(
                "--from と一緒に、ほかの決定の指定はできません（決定、開催日などは決定票から読みます）。",
                "--from だけを指定するか、--from を除いてください。",
                status=2,
            )
        decided = decide_from(desk, year, meeting, source)
        decisions, findings = decided.decisions, decided.findings
    elif undo:
        decisions = take_back(desk, year, meeting, project or (), note)
    else:
        if bool(project) == everything:
            raise Refused(
                "--project と --all のどちらか一方を指定してください。", "例：--all --decision 承認", status=2
            )
        if day is None or not decision:
            raise Refused(
                "--date（開催日）と --decision（決定）を指定してください。",
                "例：--date 2026-07-15 --decision 承認",
                status=2,
            )
        decisions = run(desk, year, meeting, Resolution(day, decision, tuple(project or ()), note, approval_no))
    if json:
        console.say_json(
            {
                "year": year,
                "meeting": meeting,
                "undone": undo,
                "findings": [finding_json(one) for one in findings],
                "decisions": [
                    {"project": d.project or None, "decision": d.decision, "date": d.date, "note": d.note, "by": d.by}
                    for d in decisions
                ],
            }
        )
        return 1 if findings and not decisions else 0
    tell_findings(findings)
    if findings and not decisions:
        console.say("決定票に直すところがあるため、何も記録していません。")
        return 1
    for one in decisions:
        who = f"事業{one.project}" if one.project else "一括"
        console.say(f"{who}：「{one.decision}」{'を取り消しました' if undo else 'を記録しました'}（{one.date}）。")
    return 0
