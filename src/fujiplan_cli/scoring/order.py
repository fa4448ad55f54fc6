"""Which projects get a code instead of a grade, in the order of domain.md §4.1."""

from __future__ import annotations

from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Record
from fujiplan_cli.scoring.evidence import flag, number, word

ENDED, STOPPED, PAUSED, NOT_BEGUN, HELD = "F", "Y", "H", "X", "Z"
STOPS = {"中止": STOPPED, "休止": PAUSED}
UNSTARTED = "未着手"

CODE_WORDS = {
    ENDED: "評価段階が終了のため、採点しません。",
    STOPPED: "中止のため、採点しません。",
    PAUSED: "休止のため、採点しません。",
    NOT_BEGUN: "開始年度が報告対象年度より後のため、採点しません。",
    HELD: "実績のある成果指標がない、又は記入された項目の重みが足りないため、評価を保留します。",
}


def code_of(record: Record, method: Method) -> str:
    """F, Y, H or X; "" for a project that is graded."""
    if record.eval_stage in method.ended_stages:
        return ENDED
    status = word(record, "status")
    if status in STOPS:
        return STOPS[status]
    start = number(record, "start_year")
    return NOT_BEGUN if status == UNSTARTED and start is not None and start > record.year else ""


def awaits_decision(record: Record, code: str) -> bool:
    """Whether a 中止 or 休止 has no recorded decision: the code is marked until there is one."""
    return code in (STOPPED, PAUSED) and not flag(record, "stop_decided")
