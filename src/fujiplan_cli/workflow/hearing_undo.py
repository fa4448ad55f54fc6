"""Records about new projects taken back, with a reason; what something later rests on stays."""

from __future__ import annotations

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.hearing import KIND_WORDS, ROUND_WORDS
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.hearing_checks import NOTHING
from fujiplan_cli.workflow.hearing_state import Idea, acts_of, ideas


def undo(desk: Desk, year: int, act_id: int, reason: str) -> tuple[str, ...]:
    """Take an act back, with the open support that a result brought. Raises Refused, LedgerError."""
    if not reason.strip():
        raise Refused("取り消す理由がありません。", f"--reason で理由を指定してください。{NOTHING}", status=2)
    with desk.ledger() as ledger, ledger.writing(desk.by, desk.at) as writer:
        act, more = _undoable(desk, ledger, year, act_id)
        for one in (act, *more):
            writer.undo_act(one.id, reason.strip())
    return tuple(f"{KIND_WORDS[one.kind]}（番号{one.id}）を取り消しました。" for one in (act, *more))


def _undoable(desk: Desk, ledger: Ledger, year: int, act_id: int) -> tuple[Act, tuple[Act, ...]]:
    every = acts_of(ledger, year)
    act = next((one for acts in every.values() for one in acts if one.id == act_id), None)
    if act is None:
        raise Refused(
            f"{year}年度の新規事業の記録に、番号{act_id}はありません。",
            f"fujiplan hearing --year {year} --trace 提案番号 で番号を確認してください。{NOTHING}",
            status=2,
        )
    idea = ideas(desk, ledger, year).find(act.subject)
    supports = tuple(
        one
        for one in every["support"]
        if one.subject == act.subject and one.facts["round"] == act.facts.get("round") and _is_open(one, every)
    )
    needed_by = _needed_by(act, idea, _is_open(act, every))
    if needed_by:
        raise Refused(f"番号{act_id}の{KIND_WORDS[act.kind]}は、{needed_by}ため、取り消せません。", NOTHING, status=2)
    return act, supports if act.kind == "hearing_result" else ()


def _is_open(support: Act, every: dict[str, tuple[Act, ...]]) -> bool:
    return not any(one.facts["support"] == str(support.id) for one in every["support_done"])


def _needed_by(act: Act, idea: Idea | None, is_open: bool) -> str:
    """Why an act must stand: something recorded later rests on it. "" when nothing does."""
    if act.kind == "registered":
        return "事業台帳に載っている（台帳から除くには事業台帳を取り込み直す）"
    if act.kind == "support" and not is_open:
        return "実施が記録されている"
    if idea is None:
        return ""
    if act.kind in ("budgeted", "hearing_result", "priority") and idea.registered:
        return f"事業{idea.registered.number}として事業台帳に載っている"
    if act.kind == "hearing_result":
        last = idea.result
        if last is not None and last.id != act.id:
            return f"後の回（{ROUND_WORDS[last.round]}）の結果がある"
        following = [one for one in (idea.important, idea.priority, idea.requested, idea.budgeted) if one is not None]
        if following:
            return f"後に{'、'.join(KIND_WORDS[one.kind] for one in following)}が記録されている"
    return ""
