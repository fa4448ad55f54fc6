"""fujiplan status."""

from __future__ import annotations

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, Year


def status(
    year: Year,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """所管課ごとの提出の状況（未提出、受付済、事務局確認中、修正依頼）を示します。

    例：fujiplan status --year R7
    """
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.proposals import NONE_WORD
    from fujiplan_cli.workflow.status import MISSING, STATES
    from fujiplan_cli.workflow.status import status as run

    desk = Desk.open(plan, today=today)
    result = run(desk, desk.known_year(year))
    on_time, answered = result.on_time
    if json:
        console.say_json(
            {
                "year": year,
                "departments": [
                    {"department": d, **{s: c[s] for s in STATES}} for d, c in sorted(result.by_department().items())
                ],
                "projects": [
                    {
                        "project": s.project,
                        "department": s.department,
                        "state": s.state,
                        "version": s.version,
                        "versions": s.versions,
                        "withdrawn": list(s.withdrawn),
                        "due": s.due.isoformat(),
                        "extended": s.extended,
                        "received": s.received.isoformat() if s.received else None,
                        "late": s.late,
                    }
                    for s in result.states
                ],
                "survey": [
                    {"department": s.department, "state": s.state, "proposals": s.proposals} for s in result.survey
                ],
                "lists": [
                    {
                        "form": one.form,
                        "sent": one.sent,
                        "answered": one.answered,
                        "review": one.review,
                        "returned": one.returned,
                        "waiting": list(one.waiting),
                    }
                    for one in result.lists
                ],
                "answered": answered,
                "on_time": on_time,
            }
        )
        return 0
    rows = [(d, *(str(c[s]) if c[s] else "" for s in STATES)) for d, c in sorted(result.by_department().items())]
    totals = [sum(c[s] for c in result.by_department().values()) for s in STATES]
    rows.append(("計", *(str(t) for t in totals)))
    console.table("", ("所管課", *STATES), rows, right=frozenset({1, 2, 3, 4}))
    console.say(
        f"提出 {answered}/{len(result.states)}事業、うち期限内 {on_time}事業（期限 {desk.plan.due(year).isoformat()}）"
    )
    if result.survey:
        came = [s for s in result.survey if s.state != MISSING]
        none = sum(s.state == NONE_WORD for s in came)
        made = sum(s.proposals for s in result.survey)
        console.say(f"新規事業調書 {len(came)}/{len(result.survey)}課（該当なし {none}課、提案 {made}件）")
    for one in result.lists:
        more = f"（事務局確認中 {one.review}、修正依頼 {one.returned}）" if one.review or one.returned else ""
        console.say(f"{one.title} {one.answered}/{one.sent}事業{more}")
        if one.waiting and one.answered:
            console.say(f"　未提出：{'、'.join(one.waiting)}")
    for state in result.states:
        if state.withdrawn:
            used = f"第{state.version}版を使用" if state.version else "使える版なし"
            numbers = "、".join(map(str, state.withdrawn))
            console.say(f"・版　{state.project} {state.name}：{used}（全{state.versions}版、使わない版：{numbers}）")
    waiting = [s for s in result.states if s.state != "受付済"]
    for state in waiting[:30]:
        extra = f"（期限延長 {state.due.isoformat()}）" if state.extended else ""
        console.say(f"・{state.state}　{state.project} {state.name}（{state.department}）{extra}")
    if len(waiting) > 30:
        console.say(f"　ほか{len(waiting) - 30}件（--json で全件を出力できます）")
    return 0
