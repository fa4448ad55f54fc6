"""Which meeting is meant."""

from __future__ import annotations

from fujiplan_cli.model.plan import Meeting
from fujiplan_cli.workflow.desk import Desk, Refused


def known_meeting(desk: Desk, meeting_id: str) -> Meeting:
    """The meeting of that id. Raises Refused (usage)."""
    meeting = desk.plan.meeting(meeting_id)
    if meeting is None:
        words = "、".join(f"{m.id}（{m.short}）" for m in desk.plan.meetings)
        raise Refused(
            f"会議「{meeting_id}」は計画フォルダーにありません。", f"次のいずれかを指定してください：{words}", status=2
        )
    return meeting
