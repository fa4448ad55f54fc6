"""How the versions of a project, and what two of them say differently, are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console
from fujiplan_cli.model.finding import VERDICT_WORDS

if TYPE_CHECKING:
    from fujiplan_cli.workflow.history import Difference, Side, VersionState

_ACTS = {"value": "値を記録", "accept": "確認済", "withdraw": "使わない", "restore": "使用に戻す"}


def history_json(project: str, year: int, versions: tuple[VersionState, ...]) -> dict[str, Any]:
    """`trace PROJECT --json`."""
    return {"project": project, "field": None, "year": year, "versions": [_version_json(v) for v in versions]}


def difference_json(project: str, year: int, field: str | None, found: Difference) -> dict[str, Any]:
    """`trace PROJECT [FIELD] --diff A B --json`."""
    changes = [
        {"field": c.field, "label": c.label, "before": _side_json(c.before), "after": _side_json(c.after)}
        for c in found.changes
    ]
    diff = {"before": _version_json(found.before), "after": _version_json(found.after), "changes": changes}
    return {"project": project, "field": field, "year": year, "diff": diff}


def _version_json(one: VersionState) -> dict[str, Any]:
    return {
        "version": one.version,
        "form": one.form,
        "verdict": one.verdict,
        "state": one.state,
        "recorded_at": one.received_at,
        "file": one.file,
        "sheet": one.sheet,
        "sha256": one.sha256,
        "sender": one.office or None,
        "contact": one.contact or None,
        "settlements": [
            {"action": s.action, "field": s.field, "by": s.by, "at": s.at, "reason": s.reason} for s in one.settlements
        ],
    }


def _side_json(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"value": side.value, "raw": side.raw, "sheet": side.sheet, "cell": side.cell}


def tell_history(project: str, year: int, versions: tuple[VersionState, ...]) -> None:
    """Version by version, and how to compare two of them."""
    console.say(f"事業{project} {year}年度の版")
    if not versions:
        console.say("まだ調書を受け付けていません。")
    for one in versions:
        _tell_version(one)
    same = [v for v in versions if versions and v.form == versions[-1].form]
    if len(same) > 1:
        numbers = f"{same[-2].version} {same[-1].version}"
        console.say(f"二つの版の違い：fujiplan trace {project} --year {year} --diff {numbers}")


def tell_difference(project: str, year: int, found: Difference) -> None:
    """Both versions, then field by field old and new with their cells."""
    console.say(f"事業{project} {year}年度 {found.before.title}：第{found.before.version}版と第{found.after.version}版")
    _tell_version(found.before)
    _tell_version(found.after)
    if not found.changes:
        console.say("記入内容の違いはありません。")
    for change in found.changes:
        console.say(f"・{change.label}（{change.field}）")
        for version, side in ((found.before.version, change.before), (found.after.version, change.after)):
            console.say(f"　　第{version}版　{_side(side)}")


def _tell_version(one: VersionState) -> None:
    from fujiplan_cli.workflow.history import STATE_WORDS

    came = one.received_at.replace("T", " ").removesuffix(" 00:00:00")
    console.say(
        f"第{one.version}版　{one.title}　［{VERDICT_WORDS[one.verdict]}・{STATE_WORDS[one.state]}］　受付 {came}"
    )
    who = "　".join(
        part for part in (one.office and f"差出 {one.office}", one.contact and f"記入者 {one.contact}") if part
    )
    console.say(f"　　{one.file}　{one.sheet}" + (f"　{who}" if who else ""))
    for act in one.settlements:
        what = _ACTS.get(act.action, act.action)
        console.say(f"　　{what}（{act.field}）：{act.by}　理由：{act.reason}")


def _side(side: Side | None) -> str:
    if side is None:
        return "（欄がない）"
    shown = side.value if side.value is not None else "（未記入）" if not side.raw.strip() else "（値なし）"
    typed = f"　記入されたまま：{side.raw}" if side.raw.strip() and side.raw != side.value else ""
    return f"{shown}　{side.sheet} {side.cell}{typed}"
