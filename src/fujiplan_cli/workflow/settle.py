"""The 事務局's own hand: a corrected value, an accepted review, a confirmation, a withdrawn version, a later date."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.ledger import Ledger, VersionMark
from fujiplan_cli.model.finding import Finding, Verdict
from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.memory import SettleAction, Settlement
from fujiplan_cli.model.record import STOP_WORDS, Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import (
    PROPOSAL,
    SHEET,
    proposal_records,
    still_open,
    year_records,
)

_OF_VERSIONS: tuple[SettleAction, ...] = ("withdraw", "restore")
"""These speak of a version of any form, a proposal's too, and of no field."""
_NOT_ANNOUNCED = frozenset({"0", "なし", "無", "いいえ", "未公表", "非公表"})
"""As `incident_announced` these would say the opposite of what they mean: any text there counts as announced."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Exactly one way to settle. ``withdraw`` and ``restore`` name a version; ``unextend`` undoes ``extend``."""

    value: str | None = None
    accept: bool = False
    withdraw: int | None = None
    extend: date | None = None
    restore: int | None = None
    unextend: bool = False

    def action(self) -> SettleAction:
        """Which way was asked. Raises Refused (usage) when none or several are."""
        ways: list[SettleAction] = []
        if self.value is not None:
            ways.append("value")
        if self.accept:
            ways.append("accept")
        if self.withdraw is not None:
            ways.append("withdraw")
        if self.restore is not None:
            ways.append("restore")
        ways += ["extend"] * ((self.extend is not None) + self.unextend)
        if len(ways) != 1:
            raise Refused(
                "--value、--accept、--withdraw、--restore、--extend、--unextend のうち一つだけを指定してください。",
                "例：fujiplan settle 1-1-01 kpi_1_actual --year R7 --value 21480 --reason 電話で確認",
                status=2,
            )
        return ways[0]


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to settle: whose field, how, and why."""

    project: str
    field: str
    asked: Asked
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What was recorded, the field in words, and what still waits on the project's sheet."""

    settlement: Settlement
    label: str
    verdict: Verdict | None
    """The sheet's verdict now; None while no sheet has come."""
    open: tuple[Finding, ...]
    """What still needs a value or an acceptance."""
    in_use: int = 0
    """withdraw, restore: the version of that form that counts now; 0 when none does."""

    @property
    def waiting(self) -> tuple[str, ...]:
        """Fields of what is open, `sheet` for what stands at none; each once."""
        return tuple(dict.fromkeys(f.field or SHEET for f in self.open))


def settle(desk: Desk, year: int, project: str, field: str, asked: Asked, reason: str) -> Settled:
    """Record one settlement. Raises Refused (unknown project, field, bad value), LedgerError."""
    settlement = settle_many(desk, year, (Request(project, field, asked, reason),))[0]
    with desk.ledger() as ledger:
        record = _records(desk, ledger, year).get(project)
        settlements = ledger.settlements(year, project)
        in_use = _in_use(ledger, settlement)
    label = field_words(desk, year, field)
    if record is None:
        return Settled(settlement, label, None, (), in_use)
    in_force = [s for s in settlements if s.version >= record.version]
    waiting = tuple(f for f in still_open(record.findings, in_force) if f.severity in ("error", "review"))
    return Settled(settlement, label, record.verdict, waiting, in_use)


def _in_use(ledger: Ledger, settlement: Settlement) -> int:
    """Which version counts of the form whose version was withdrawn or taken back."""
    marks = ledger.versions(settlement.year, settlement.project)
    form = next((m.form for m in marks if m.version == settlement.version), "")
    return next((m.version for m in marks if m.form == form and m.in_use), 0)


def settle_many(desk: Desk, year: int, requests: Sequence[Request]) -> tuple[Settlement, ...]:
    """Record several settlements, all or none. Raises Refused (unknown project, field, bad value), LedgerError."""
    for request in requests:
        request.asked.action()
        if not request.reason.strip():
            raise Refused(
                "理由がありません。", "--reason で理由を記入してください（例：--reason 所管課に電話で確認）。", status=2
            )
    with desk.ledger() as ledger:
        records = _records(desk, ledger, year)
        settlements = tuple(_settlement(desk, ledger, year, request, records) for request in requests)
        with ledger.writing(desk.by, desk.at) as writer:
            for settlement in settlements:
                writer.add_settlement(settlement)
    return settlements


def _records(desk: Desk, ledger: Ledger, year: int) -> Mapping[str, Record]:
    """What can be settled: the year's projects and the proposals that came."""
    return {**year_records(desk, ledger, year).records, **proposal_records(desk, ledger, year)}


def _settlement(desk: Desk, ledger: Ledger, year: int, request: Request, records: Mapping[str, Record]) -> Settlement:
    record = records.get(request.project)
    action = request.asked.action()
    marks = ledger.versions(year, request.project) if action in _OF_VERSIONS else ()
    if record is None and not marks:
        raise Refused(
            f"事業番号「{request.project}」は{year}年度の事業台帳にありません。",
            "番号を確認してください（例：1-1-01）。",
            status=2,
        )
    return Settlement(
        year=year,
        project=request.project,
        field=SHEET if action in _OF_VERSIONS else request.field,
        action=action,
        value=_value(desk, year, request, record, ledger.settlements(year, request.project)) if record else None,
        reason=request.reason,
        by=desk.by,
        at=desk.at.isoformat(),
        version=_version(marks, request) if action in _OF_VERSIONS else record.latest if record else 0,
    )


def _value(desk: Desk, year: int, request: Request, record: Record, done: Sequence[Settlement]) -> Value | None:
    field, asked, action = request.field, request.asked, request.asked.action()
    if action == "extend":
        return _later(desk, year, asked.extend)
    if action in _OF_VERSIONS:
        return None
    if action == "accept":
        _refuse_nothing_to_accept(desk, year, field, record, done)
        # Which word was decided: the decision then covers a newer sheet that says the same (ADR 0005).
        status = record.value("status") if field == "status" else None
        return status if status in STOP_WORDS else None
    declared = settled_field(desk, year, field)
    cell = Cell("text", (asked.value or "").strip())
    parsed = KINDS[declared.kind].parse(cell, declared)
    wrong = parsed.value is None or (parsed.problem is not None and parsed.problem.severity == "error")
    if wrong or (field == "incident_announced" and parsed.value in _NOT_ANNOUNCED):
        raise Refused(
            f"「{declared.label}」に「{asked.value}」は記録できません。",
            f"{declared.guidance or '調書の記入要領のとおり指定してください。'}"
            + (f"（例：{declared.example}）" if declared.example else ""),
            status=2,
        )
    return parsed.value


def _refuse_nothing_to_accept(desk: Desk, year: int, field: str, record: Record, done: Sequence[Settlement]) -> None:
    """An acceptance answers an open review or warning (at a printed cell or the sheet too), or records a stop decided.

    One that answers nothing would look like work done. An error is not accepted but corrected. Raises Refused (usage).
    """
    found = [f for f in record.findings if (f.field or SHEET) == field]
    # What came before the newest sheet or row answers nothing of it.
    left = still_open(record.findings, [s for s in done if s.version >= record.latest])
    here = [f for f in left if (f.field or SHEET) == field]
    if any(f.severity in ("review", "warning") for f in here):
        return
    if field == "status" and record.value("status") in STOP_WORDS:
        return
    if not found and field != SHEET:
        settled_field(desk, year, field)
    label = field_words(desk, year, field)
    if any(f.severity == "error" for f in here):
        raise Refused(
            f"{label}は誤りのため、そのまま認めることはできません。",
            "修正依頼で直してもらうか、正しい値を聞き取り、--value で記録してください。",
            status=2,
        )
    waiting = dict.fromkeys(f.field or SHEET for f in left if f.severity == "review")
    none = "この調書に確認中の項目はありません。" if record.version else "この事業の調書は、まだ受け付けていません。"
    answered = "既に認めたか、値を記録しました。" if len(here) < len(found) else ""
    raise Refused(
        f"{label}に確認中の内容はありません。{answered}何も変えていません。",
        f"確認中の項目：{'、'.join(waiting)}" if waiting else none,
        status=2,
    )


def field_words(desk: Desk, year: int, field: str) -> str:
    """A field as users read it: 「指標1 実績値」（kpi_1_actual）; an unknown id as it is."""
    labels = {f.id: f.label for form in _forms(desk, year) for f in form.fields}
    labels |= {i.confirmed: f"事務局確認：{i.title}" for i in desk.method(year).items if i.confirmed}
    labels |= {i.field: f"自己評価：{i.title}" for i in desk.method(year).items if i.field}
    labels |= {"incident_announced": "情報セキュリティ事案の公表", SHEET: "調書全体"}
    label = labels.get(field)
    if label is None:
        return field
    number = field.removeprefix("kpi_")[:1] if field.startswith("kpi_") else ""
    return f"「{f'指標{number} ' if number else ''}{label}」（{field}）"


def _forms(desk: Desk, year: int) -> tuple[Form, ...]:
    """Forms whose fields the 事務局 may settle; the progress form last, whose words win."""
    other = (desk.form(year, PROPOSAL),) if PROPOSAL in desk.forms_of(year) else ()
    return (*other, desk.form(year))


def settled_field(desk: Desk, year: int, field: str) -> Field:
    """The field a settlement may name: one of the sheet, a confirmation, or a recorded fact. Raises Refused."""
    typed = {f.id: f for form in _forms(desk, year) for f in form.fields if f.origin not in ("printed", "computed")}
    if field in typed:
        return typed[field]
    for item in desk.method(year).items:
        if field == item.confirmed:
            return Field(
                field,
                f"事務局確認：{item.title}",
                "level",
                "",
                "input",
                "after_approval",
                guidance="0〜4 の整数で指定してください。",
            )
    if field == "incident_announced":
        return Field(
            field,
            "情報セキュリティ事案の公表",
            "text",
            "",
            "input",
            "never",
            guidance="市が公表した後に、その時期を指定してください。公表していないときは記録しないでください。",
            example="令和8年1月に市が公表",
        )
    names = [*typed]
    names += [i.confirmed for i in desk.method(year).items if i.confirmed]
    near = difflib.get_close_matches(field, names, n=3)
    raise Refused(
        f"項目「{field}」は、事務局が入力できる項目ではありません。",
        f"もしかして：{'、'.join(near)}" if near else "項目の一覧は docs の「調書の項目」を確認してください。",
        status=2,
    )


def _later(desk: Desk, year: int, day: date | None) -> date | None:
    """The extended due date. Raises Refused when it extends nothing."""
    due = desk.plan.due(year)
    if day is not None and day <= due:
        raise Refused(
            f"{day.isoformat()}は、提出期限（{due.isoformat()}）より後の日ではありません。",
            "期限より後の日を指定してください。延長を取り消すには --unextend を使ってください。",
            status=2,
        )
    return day


def _version(marks: Sequence[VersionMark], request: Request) -> int:
    """The version to take out of use or back. Raises Refused when there is no such version, or nothing to change."""
    asked, project = request.asked, request.project
    number = asked.withdraw if asked.withdraw is not None else asked.restore
    mark = next((m for m in marks if m.version == number), None)
    if mark is None:
        known = "、".join(str(m.version) for m in marks) or "なし"
        raise Refused(
            f"事業{project}に第{number}版はありません（ある版：{known}）。",
            f"版の番号を確認してください（fujiplan trace {project} --year 年度）。",
            status=2,
        )
    if mark.withdrawn == (asked.withdraw is not None):
        said = "既に使わないことにしています" if mark.withdrawn else "使わないことにした版ではありません"
        raise Refused(
            f"事業{project}の第{number}版は、{said}。",
            f"版の状態を確認してください（fujiplan trace {project} --year 年度）。",
            status=2,
        )
    return mark.version
