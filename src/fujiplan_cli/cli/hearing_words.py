"""How new projects are told, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console
from fujiplan_cli.model.values import number_json

if TYPE_CHECKING:
    from fujiplan_cli.report.hearing_page import NewProject
    from fujiplan_cli.workflow.hearing import Material
    from fujiplan_cli.workflow.hearing_trace import Path, Step


def material_json(made: Material) -> dict[str, Any]:
    """The JSON document of a round's material. That of February says no more than its page."""
    from fujiplan_cli.report.hearing_page import public_rows

    head: dict[str, Any] = {
        "year": made.year,
        "round": made.round,
        "files": list(made.files),
        "undrawable": list(made.lost),
    }
    if made.round == "february":
        found = public_rows(made.given)
        return head | {"announced": found["open"], "projects": found["rows"], "others": found["others"]}
    given = made.given
    return head | {
        "sheets": list(made.sheets),
        "asked": given.asked,
        "none": list(given.none),
        "silent": list(given.silent),
        "schedule": [
            {"day": s.day.isoformat(), "start": s.start, "end": s.end, "room": s.room, "proposal": s.number}
            for s in given.slots
        ],
        "proposals": [_project_json(one) for one in given.projects],
    }


def _project_json(one: NewProject) -> dict[str, Any]:
    return {
        "proposal": one.number,
        "name": one.name,
        "division": one.division,
        "department": one.office,
        "cost_initial": number_json(one.cost_initial),
        "cost_running": number_json(one.cost_running),
        "results": [
            {
                "round": r.round,
                "date": r.date,
                "result": r.result,
                "points": dict(r.points),
                "total": r.total,
                "reason": r.reason,
                "candidate": r.candidate,
                "version": r.version,
            }
            for r in one.results.values()
        ],
        "important": one.important,
        "priority": one.priority,
        "requested": number_json(one.requested),
        "budgeted": number_json(one.budgeted),
        "project": one.project_no or None,
        "supports": [
            {"act": s.id, "support": s.what, "lead": s.lead, "due": s.due, "done": s.done or None} for s in one.supports
        ],
    }


def tell_material(made: Material) -> None:
    """What the round is about in one line each, and the files."""
    from fujiplan_cli.report.hearing_page import adopted, total

    given = made.given
    console.say(
        f"提案{len(given.projects)}件（{given.asked}課のうち、該当なし{len(given.none)}課、未提出{len(given.silent)}課）"
    )
    if made.round != "february":
        _tell_projects(made)
    if made.round in ("november", "january"):
        late = made.round == "january"
        found = total((one.budgeted if late else one.requested) for one in adopted(given.projects))
        console.say(f"計 {found.amount}千円（額が決まっている{found.known}件。未定{found.undecided}件は含みません）")
    for path in made.files:
        console.say(f"資料：{path}")
    for path in made.sheets:
        console.say(f"記録票：{path}")


def _tell_projects(made: Material) -> None:
    from fujiplan_cli.report.hearing_page import money

    autumn, early = made.round in ("october", "november"), made.round == "june"
    headers = ["提案番号", "事業名", "課", "結果", "評点", "区分"]
    headers += [] if early else [f"{'要求額' if autumn else '予算計上額'}（千円）", "事業番号"]
    rows = []
    for one in made.given.projects:
        mark = "重点施策" if one.priority else "重要" if one.important else ""
        result, points = (one.result.result if one.result else "－"), (str(one.scored.total) if one.scored else "－")
        row = [one.number, one.name, one.office, result, points, mark]
        rows.append(row if early else [*row, money(one.requested if autumn else one.budgeted), one.project_no])
    console.table("", headers, rows, right=frozenset({4} if early else {4, 6}))


def path_json(found: Path) -> dict[str, Any]:
    """The JSON document of `hearing --trace`."""
    return {
        "proposal": found.proposal,
        "name": found.name,
        "year": found.year,
        "project": found.number or None,
        "steps": [_step_json(one) for one in found.steps],
    }


def _step_json(one: Step) -> dict[str, Any]:
    return {
        "date": one.date,
        "kind": one.kind,
        "title": one.title,
        "words": one.words,
        "file": one.file or None,
        "sheet": one.sheet or None,
        "cell": one.cell or None,
        "sha256": one.sha256 or None,
        "act": one.act or None,
        "by": one.by or None,
        "reason": one.reason or None,
        "undone": one.undone or None,
    }


def tell_path(found: Path) -> None:
    """Step by step."""
    last = f"事業{found.number}" if found.number else "事業台帳にはまだ載っていません"
    console.say(f"{found.proposal} {found.name}（{found.year}年度の調査）→ {last}")
    for number, one in enumerate(found.steps, start=1):
        act = f"［記録番号{one.act}］" if one.act else ""
        state = f"　…{one.undone}" if one.undone else ""
        console.say(f"{number}. {one.date}　{one.title}：{one.words}{act}{state}".replace("：［", "［"))
        if one.file:
            console.say(f"   {one.file}　{one.sheet} {one.cell}".rstrip())
        if one.sha256:
            console.say(f"   sha256：{one.sha256}")
        if one.by or one.reason:
            console.say(f"   {one.by}　理由：{one.reason}" if one.reason else f"   {one.by}")
