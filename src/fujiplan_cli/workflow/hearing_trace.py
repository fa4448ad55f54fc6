"""The way of one idea from its sheet to the plan: every step with its day, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.hearing import KIND_WORDS, POINTS, ROUND_WORDS, HearingResult
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.hearing_state import Idea, ideas, round_of
from fujiplan_cli.workflow.proposals import HEARING
from fujiplan_cli.workflow.records import PROPOSAL


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``act``: 記録番号, 0 where the step is an arrival; ``undone``: why it was taken back, or ""."""

    date: str
    kind: str
    title: str
    words: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    sha256: str = ""
    act: int = 0
    by: str = ""
    reason: str = ""
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """An idea and its steps, oldest first."""

    proposal: str
    name: str
    year: int
    number: str
    """事業番号, or "" while it is on no register."""
    steps: tuple[Step, ...]


def path_of(desk: Desk, year: int, number: str) -> Path:
    """By 提案番号 or by the 事業番号 that it was given (of any year). Raises Refused for an unknown one."""
    with desk.ledger() as ledger:
        for one in (year, *(other for other in desk.plan.years if other != year)):
            idea = ideas(desk, ledger, one).find(number)
            if idea is not None:
                steps = sorted(_steps(desk, ledger, one, idea), key=lambda step: step[0])
                project = idea.registered.number if idea.registered else ""
                return Path(idea.number, idea.name, one, project, tuple(step for _, step in steps))
    raise Refused(
        f"番号「{number}」の新規事業の提案は、受け付けられていません。",
        "提案番号（例：N2025-0101-1）又は、提案から事業台帳に載った事業番号を指定してください。",
        status=2,
    )


def _steps(desk: Desk, ledger: Ledger, year: int, idea: Idea) -> Iterator[tuple[tuple[str, int], Step]]:
    """Every step with its place: the moment it was recorded."""
    titles = {form: desk.form(year, form).title for form in (PROPOSAL, HEARING) if form in desk.forms_of(year)}
    for stored in ledger.submissions(year, idea.number):
        one = stored.submission
        field = "result" if one.form == HEARING else "proposal_name"
        answer = one.answers.get(field)
        heard = f"（{round_of(stored)}）" if one.form == HEARING else ""
        words = f"第{stored.version}版{heard}　{answer.raw if answer else ''}".rstrip("　")
        place = (answer.place.sheet, answer.place.cell) if answer else (one.sheet, "")
        state = "使わない版" if stored.withdrawn else ""
        yield (
            (stored.received_at, stored.version),
            Step(
                stored.received_at[:10], one.form, titles.get(one.form, one.form), words, one.file, *place,
                sha256=one.sha256, undone=state,
            ),
        )  # fmt: skip
    for kind, title in KIND_WORDS.items():
        for act in ledger.acts(kind, year, undone=True):
            if act.subject == idea.number:
                undone = f"取消し（{act.undone_by}：{act.undone_reason}）" if act.undone_at else ""
                step = Step(act.date, kind, title, _words(act), act=act.id, by=act.by, reason=act.reason, undone=undone)
                yield (act.at, 100_000 + act.id), step


def _words(act: Act) -> str:
    facts = act.facts
    if act.kind == "hearing_result":
        one = HearingResult.of(act)
        points = "、".join(f"{word}{one.points[name]}" for name, word in POINTS.items() if name in one.points)
        mark = "、重点施策の候補" if one.candidate else ""
        return f"{ROUND_WORDS[one.round]}　{one.result}　{one.total}点（{points}{mark}）"
    if act.kind == "support":
        return f"{facts['what']}（{facts['lead']}、{facts['due']}まで）"
    if act.kind == "support_done":
        return f"記録番号{facts['support']}の支援"
    if act.kind in ("requested", "budgeted"):
        return f"{Decimal(facts['amount']):,f}千円" if "amount" in facts else "未定"
    if act.kind == "registered":
        return f"事業番号{facts['number']}（事業台帳 第{facts['version']}版）"
    return ""
