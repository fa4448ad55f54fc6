"""Every version of a project's answers: where it came from, whether it counts, and what two of them say differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.ledger import Ledger, VersionMark
from fujiplan_cli.model.finding import Verdict
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.memory import Settlement, StoredSubmission
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.differences import changed_fields
from fujiplan_cli.workflow.hearing_state import record_sheets
from fujiplan_cli.workflow.proposals import HEARING
from fujiplan_cli.workflow.senders import Senders

State = Literal["in_use", "former", "withdrawn"]
STATE_WORDS: Mapping[State, str] = {"in_use": "使用中", "former": "前の版", "withdrawn": "使わない"}
"""What becomes of a version, as users read it."""


@dataclass(frozen=True, slots=True)
class VersionState:
    """One version of the answers in one form, and what the 事務局 did with it."""

    version: int
    form: str
    title: str
    verdict: Verdict
    state: State
    received_at: str
    file: str
    sheet: str
    sha256: str
    office: str
    """The 課 that sent it, by its folder; "" when that tells nothing."""
    contact: str
    """記入者 as typed."""
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A field in one of two versions. ``value`` is None where it is blank or no value; ``raw``: as typed."""

    value: str | None
    raw: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two versions say differently; a side is None where the sheet has no such cell."""

    field: str
    label: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of one form beside each other; changes in printed order."""

    before: VersionState
    after: VersionState
    changes: tuple[Change, ...]


def state_of(mark: VersionMark) -> State:
    """Whether a version counts, was replaced, or is out of use."""
    return "withdrawn" if mark.withdrawn else "in_use" if mark.in_use else "former"


def history(desk: Desk, year: int, project: str) -> tuple[VersionState, ...]:
    """Every version, oldest first. Raises Refused for a project or proposal that nothing is known of."""
    with desk.ledger() as ledger:
        return tuple(state for state, _ in _versions(desk, ledger, year, project))


def difference(desk: Desk, year: int, project: str, first: int, second: int, field: str | None = None) -> Difference:
    """What version ``second`` says other than ``first`` (of one field). Raises Refused, for two forms too."""
    with desk.ledger() as ledger:
        versions = {state.version: (state, sent) for state, sent in _versions(desk, ledger, year, project)}
    missing = [one for one in (first, second) if one not in versions]
    if missing:
        known = "、".join(map(str, versions)) or "なし"
        raise Refused(
            f"事業{project}に第{missing[0]}版はありません（ある版：{known}）。",
            "版の番号を確認してください。",
            status=2,
        )
    (before, old), (after, new) = versions[first], versions[second]
    if before.form != after.form:
        raise Refused(
            f"第{first}版は{before.title}、第{second}版は{after.title}で、比べられません。",
            f"同じ様式の版を指定してください（fujiplan trace {project} --year {year}）。",
            status=2,
        )
    form = desk.form(year, before.form)
    if field is not None and field not in {f.id for f in form.fields}:
        raise Refused(
            f"項目「{field}」は{before.title}にありません。",
            "説明書の「調書の項目」（docs/fields.md）を確認してください。",
            status=2,
        )
    names = [one for one in changed_fields(old, new) if field in (None, one)]
    return Difference(before, after, tuple(_change(form, one, old, new) for one in names))


def _versions(desk: Desk, ledger: Ledger, year: int, project: str) -> list[tuple[VersionState, Submission]]:
    marks = {mark.version: mark for mark in ledger.versions(year, project)}
    if not marks and project not in ledger.project_numbers():
        raise Refused(
            f"事業番号「{project}」は{year}年度の事業台帳にありません。",
            "番号を確認してください（例：1-1-01）。",
            status=2,
        )
    if any(mark.form == HEARING for mark in marks.values()):
        used = {one.stored.version for one in record_sheets(ledger, year, project).values()}
        marks |= {n: replace(m, in_use=n in used) for n, m in marks.items() if m.form == HEARING}
    senders, settled = Senders.of(desk.plan, year), ledger.settlements(year, project)
    return [
        (_state(desk, stored, marks[stored.version], senders, settled), stored.submission)
        for stored in ledger.submissions(year, project)
    ]


def _state(
    desk: Desk, stored: StoredSubmission, mark: VersionMark, senders: Senders, settled: Sequence[Settlement]
) -> VersionState:
    one = stored.submission
    contact = one.answers.get("contact_name")
    known = one.form in desk.forms_of(one.year)
    return VersionState(
        version=stored.version,
        form=one.form,
        title=desk.form(one.year, one.form).title if known else one.form,
        verdict=one.verdict,
        state=state_of(mark),
        received_at=stored.received_at,
        file=one.file,
        sheet=one.sheet,
        sha256=one.sha256,
        office="、".join(senders.sent_by(one.file).values()),
        contact=contact.raw.strip() if contact else "",
        settlements=tuple(s for s in settled if s.version == stored.version and s.action != "extend"),
    )


def _change(form: Form, name: str, old: Submission, new: Submission) -> Change:
    declared = next((f for f in form.fields if f.id == name), None)
    kind = KINDS[declared.kind] if declared else None

    def side(answer: Answer | None) -> Side | None:
        if answer is None:
            return None
        value = answer.value
        shown = None if value is None else kind.publish(value) if kind else str(value)
        return Side(shown, answer.raw, answer.place.sheet, answer.place.cell)

    number = name.removeprefix("kpi_")[:1] if name.startswith("kpi_") else ""
    label = declared.label if declared else name
    return Change(
        name, f"指標{number} {label}" if number else label, side(old.answers.get(name)), side(new.answers.get(name))
    )
