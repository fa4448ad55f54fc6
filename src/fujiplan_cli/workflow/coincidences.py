"""A withheld text that stands on the site only because it is also an ordinary word: allowed by a person, with a reason.

The ledger keeps the sha256 of the text, never the text: the allowance ends by itself when the field says something
else. An act of the kind ``coincidence``; subject: project; facts: place, field, mark, paths (where it stood then).
"""

from __future__ import annotations

from dataclasses import dataclass

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.publish import Leak, named_coincidences
from fujiplan_cli.workflow.desk import Desk, Refused

KIND = "coincidence"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What was recorded: the place, and the files of the site where the text stands."""

    place: str
    paths: tuple[str, ...]
    undone: bool = False


def allowed_acts(ledger: Ledger) -> tuple[Act, ...]:
    """Every coincidence that is allowed, oldest first, of any year."""
    return ledger.acts(KIND)


def accepted(ledger: Ledger) -> dict[str, str]:
    """Mark → reason, as the proof takes them."""
    return {act.facts["mark"]: act.reason for act in allowed_acts(ledger)}


def record_coincidence(
    desk: Desk, ledger: Ledger, year: int, leaks: tuple[Leak, ...], place: str, reason: str
) -> Allowed:
    """Allow what leaks at a place. Raises Refused: nothing leaks there, no coincidence, blank reason."""
    named = named_coincidences(leaks)
    mark = named.get(place)
    if mark is None:
        faults = any(leak.place == place for leak in leaks)
        words = f"認めることのできる箇所：{'、'.join(named)}" if named else "認めることのできる箇所はありません。"
        raise Refused(
            f"「{place}」は、公表しない項目から作られた値で、偶然の一致ではないため、認められません。"
            if faults
            else f"「{place}」で、公表してはならない内容は見つかっていません。何も記録していません。",
            words,
            status=2,
        )
    if not reason.strip():
        raise Refused(
            "偶然の一致と認める理由が指定されていません。何も記録していません。",
            "--reason で指定してください（例：--reason 施策の名称と同じ一般的な言葉のため）。",
            status=2,
        )
    found = sorted({leak.path for leak in leaks if leak.mark == mark})
    leak = next(one for one in leaks if one.mark == mark)
    facts = {"place": place, "field": leak.field, "mark": mark, "paths": "\n".join(found)}
    with ledger.writing(desk.by, desk.at) as writer:
        writer.add_act(Act(0, KIND, year, leak.project, desk.today.isoformat(), reason.strip(), facts))
    return Allowed(place, tuple(found))


def undo_coincidence(desk: Desk, ledger: Ledger, place: str, reason: str) -> Allowed:
    """Take back what was allowed at a place (the newest of that name). Raises Refused when nothing is."""
    found = [act for act in allowed_acts(ledger) if act.facts["place"] == place]
    if not found:
        names = "、".join(act.facts["place"] for act in allowed_acts(ledger)) or "なし"
        raise Refused(f"「{place}」を偶然の一致と認めた記録はありません。", f"認めている箇所：{names}", status=2)
    if not reason.strip():
        raise Refused(
            "取り消す理由が指定されていません。何も記録していません。", "--reason で指定してください。", status=2
        )
    with ledger.writing(desk.by, desk.at) as writer:
        writer.undo_act(found[-1].id, reason.strip())
    return Allowed(place, tuple(found[-1].facts["paths"].split("\n")), undone=True)
