"""The 事務局's own hand: a corrected value, an accepted review, a confirmation, a withdrawn version, a later date."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.memory import SettleAction, Settlement
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import SHEET, year_records


@dataclass(frozen=True, slots=True)
class Asked:
    """Exactly one of the four ways to settle."""

    value: str | None = None
    accept: bool = False
    withdraw: int | None = None
    extend: date | None = None

    def action(self) -> SettleAction:
        """Which way was asked. Raises Refused (usage) when none or several are."""
        ways: list[SettleAction] = []
        if self.value is not None:
            ways.append("value")
        if self.accept:
            ways.append("accept")
        if self.withdraw is not None:
            ways.append("withdraw")
        if self.extend is not None:
            ways.append("extend")
        if len(ways) != 1:
            raise Refused(
                "--value、--accept、--withdraw、--extend のうち一つだけを指定してください。",
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


def settle(desk: Desk, year: int, project: str, field: str, asked: Asked, reason: str) -> Settlement:
    """Record one settlement and return it. Raises Refused (unknown project, field, bad value), LedgerError."""
    return settle_many(desk, year, (Request(project, field, asked, reason),))[0]


def settle_many(desk: Desk, year: int, requests: Sequence[Request]) -> tuple[Settlement, ...]:
    """Record several settlements, all or none. Raises Refused (unknown project, field, bad value), LedgerError."""
    for request in requests:
        request.asked.action()
        if not request.reason.strip():
            raise Refused(
                "理由がありません。", "--reason で理由を記入してください（例：--reason 所管課に電話で確認）。", status=2
            )
    with desk.ledger() as ledger:
        records = year_records(desk, ledger, year).records
        settlements = tuple(_settlement(desk, ledger, year, request, records) for request in requests)
        with ledger.writing(desk.by, desk.at) as writer:
            for settlement in settlements:
                writer.add_settlement(settlement)
    return settlements


def _settlement(desk: Desk, ledger: Ledger, year: int, request: Request, records: Mapping[str, Record]) -> Settlement:
    record = records.get(request.project)
    if record is None:
        raise Refused(
            f"事業番号「{request.project}」は{year}年度の事業台帳にありません。", "番号を確認してください。", status=2
        )
    return Settlement(
        year=year,
        project=request.project,
        field=request.field,
        action=request.asked.action(),
        value=_value(desk, year, request.field, request.asked, record),
        reason=request.reason,
        by=desk.by,
        at=desk.at.isoformat(),
        version=_version(ledger, year, request.project, request.asked, record.version),
    )


def _value(desk: Desk, year: int, field: str, asked: Asked, record: Record) -> Value | None:
    action = asked.action()
    if action == "extend":
        return asked.extend
    if action == "withdraw":
        return None
    if action == "accept" and field in {f.field or SHEET for f in record.findings}:
        return None  # a review can stand at a printed cell, or at the sheet as a whole
    declared = settled_field(desk, year, field)
    if action == "accept":
        return None
    cell = Cell("text", (asked.value or "").strip())
    parsed = KINDS[declared.kind].parse(cell, declared)
    if (parsed.problem is not None and parsed.problem.severity == "error") or parsed.value is None:
        raise Refused(
            f"「{declared.label}」に「{asked.value}」は記録できません。",
            f"{declared.guidance or '調書の記入要領のとおり指定してください。'}"
            + (f"（例：{declared.example}）" if declared.example else ""),
            status=2,
        )
    return parsed.value


def settled_field(desk: Desk, year: int, field: str) -> Field:
    """The field a settlement may name: one of the sheet, a confirmation, or a recorded fact. Raises Refused."""
    form = desk.form(year)
    for declared in form.fields:
        if declared.id == field and declared.origin not in ("printed", "computed"):
            return declared
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
        return Field(field, "情報セキュリティ事案の公表", "text", "", "input", "never")
    names = [f.id for f in form.fields if f.origin not in ("printed", "computed")]
    names += [i.confirmed for i in desk.method(year).items if i.confirmed]
    near = difflib.get_close_matches(field, names, n=3)
    raise Refused(
        f"項目「{field}」は、事務局が入力できる項目ではありません。",
        f"もしかして：{'、'.join(near)}" if near else "項目の一覧は docs の「調書の項目」を確認してください。",
        status=2,
    )


def _version(ledger: Ledger, year: int, project: str, asked: Asked, current: int) -> int:
    if asked.withdraw is None:
        return current
    versions = {s.version for s in ledger.submissions(year, project)}
    if asked.withdraw not in versions:
        known = "、".join(str(v) for v in sorted(versions)) or "なし"
        raise Refused(
            f"事業{project}に第{asked.withdraw}版はありません（ある版：{known}）。",
            "版の番号を確認してください。",
            status=2,
        )
    return asked.withdraw
