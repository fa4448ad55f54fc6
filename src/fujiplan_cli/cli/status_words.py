"""How the state of a year's collection is told, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fujiplan_cli.model.year_schedule import Alarm
    from fujiplan_cli.workflow.status import ListState, ProjectState, SurveyState, YearStatus

_SHOWN = 30
"""Projects that are listed on the terminal; --json has them all."""
_KEYS = {"未提出": "missing", "受付済": "accepted", "事務局確認中": "review", "修正依頼": "returned"}
"""State → its key in JSON: keys are ASCII, as every program can write them."""


def status_json(result: YearStatus) -> dict[str, Any]:
    """The JSON document of `status`."""
    return {
        "year": result.year,
        "departments": _departments_json(result),
        "projects": [_project_json(one) for one in result.states],
        "survey": [{"department": s.department, "state": s.state, "proposals": s.proposals} for s in result.survey],
        "lists": [_list_json(one) for one in result.lists],
        "supports": [
            {"year": year, "act": s.id, "proposal": s.proposal, "support": s.what, "lead": s.lead, "due": s.due}
            for year, s in result.supports
        ],
        "answered": len(result.answered),
        "on_time": result.on_time[0],
        "on_time_rate": result.on_time_rate,
        "extended": result.extended,
        "alarms": alarms_json(result.alarms),
    }


def alarms_json(alarms: Sequence[Alarm]) -> list[dict[str, Any]]:
    """段階の注意, of `status` and `schedule`."""
    return [
        {"project": a.project, "name": a.name, "department": a.department, "kind": a.kind, "message": a.words}
        for a in alarms
    ]


def _departments_json(result: YearStatus) -> list[dict[str, Any]]:
    from fujiplan_cli.workflow.status import STATES

    table, surveys = result.by_department(), _surveys(result)
    found = []
    for name in sorted(table.keys() | surveys.keys()):
        counts, survey = table.get(name, Counter()), surveys.get(name)
        answered = [s for s in result.answered if s.department == name]
        found.append(
            {
                "department": name,
                **{_KEYS[state]: counts.get(state, 0) for state in STATES},
                "survey": survey.state if survey else None,
                "proposals": survey.proposals if survey else None,
                "extended": sum(s.extended for s in result.states if s.department == name),
                "answered": len(answered),
                "on_time": sum(not s.late for s in answered if s.received),
            }
        )
    return found


def _list_json(one: ListState) -> dict[str, Any]:
    return {
        "form": one.form,
        "sent": one.sent,
        "answered": one.answered,
        "review": one.review,
        "returned": one.returned,
        "waiting": list(one.waiting),
    }


def _project_json(one: ProjectState) -> dict[str, Any]:
    return {
        "project": one.project,
        "department": one.department,
        "state": one.state,
        "version": one.version,
        "versions": one.versions,
        "withdrawn": list(one.withdrawn),
        "due": one.due.isoformat(),
        "extended": one.extended,
        "received": one.received.isoformat() if one.received else None,
        "late": one.late,
    }


def tell_status(result: YearStatus, due: date, today: date) -> None:
    """The table by department, the totals, and what still waits."""
    _tell_departments(result)
    _tell_totals(result, due)
    _tell_supports(result, today)
    for state in result.states:
        if state.withdrawn:
            used = f"第{state.version}版を使用" if state.version else "使える版なし"
            numbers = "、".join(map(str, state.withdrawn))
            console.say(f"・版　{state.project} {state.name}：{used}（全{state.versions}版、使わない版：{numbers}）")
    waiting = [s for s in result.states if s.state != "受付済"]
    for state in waiting[:_SHOWN]:
        extra = f"（期限延長 {state.due.isoformat()}）" if state.extended else ""
        console.say(f"・{state.state}　{state.project} {state.name}（{state.department}）{extra}")
    if len(waiting) > _SHOWN:
        console.say(f"　ほか{len(waiting) - _SHOWN}件（--json で全件を出力できます）")
    for alarm in result.alarms[:_SHOWN]:
        console.say(f"・段階の注意　{alarm.project} {alarm.name}（{alarm.department}）：{alarm.words}")
    if len(result.alarms) > _SHOWN:
        console.say(f"　ほか{len(result.alarms) - _SHOWN}件")


def _tell_departments(result: YearStatus) -> None:
    from fujiplan_cli.workflow.status import STATES

    table, surveys = result.by_department(), _surveys(result)
    rows = []
    for name in sorted(table.keys() | surveys.keys()):
        counts = table.get(name, Counter())
        numbers = [str(counts.get(state) or "") for state in STATES]
        own = [s for s in result.states if s.department == name]
        extended, late = sum(s.extended for s in own), sum(s.late for s in own)
        rows.append((name, *numbers, _survey_word(surveys.get(name)), str(extended or ""), str(late or "")))
    totals = [str(sum(c[state] for c in table.values())) for state in STATES]
    late = sum(s.late for s in result.states)
    rows.append(("計", *totals, "", str(result.extended), str(late)))
    headers = ("所管課", *STATES, "新規事業", "期限延長", "期限後")
    console.table("", headers, rows, right=frozenset({1, 2, 3, 4, 6, 7}))


def _tell_totals(result: YearStatus, due: date) -> None:
    from fujiplan_cli.workflow.proposals import NONE_WORD
    from fujiplan_cli.workflow.status import MISSING

    on_time, received = result.on_time
    rate = "" if result.on_time_rate is None else f"（{_percent(on_time, received)}％）"
    more = f"、期限延長 {result.extended}事業" if result.extended else ""
    console.say(
        f"提出 {len(result.answered)}/{len(result.states)}事業、うち期限内 {on_time}事業{rate}"
        f"（期限 {due.isoformat()}{more}）"
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


def _tell_supports(result: YearStatus, today: date) -> None:
    """What the 事務局 promised to new projects and has not done yet."""
    if result.supports:
        late = sum(date.fromisoformat(s.due) < today for _, s in result.supports)
        more = f"（うち期限超過 {late}件）" if late else ""
        console.say(f"新規事業への支援　未了 {len(result.supports)}件{more}")
    for _, one in result.supports[:_SHOWN]:
        console.say(f"　{one.proposal}　{one.what}（{one.lead}、{one.due}まで）")


def _surveys(result: YearStatus) -> dict[str, SurveyState]:
    return {one.department: one for one in result.survey}


def _survey_word(survey: SurveyState | None) -> str:
    if survey is None:
        return ""
    return f"{survey.state}・提案{survey.proposals}件" if survey.proposals else survey.state


def _percent(part: int, whole: int) -> str:
    """One decimal, half up."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"
