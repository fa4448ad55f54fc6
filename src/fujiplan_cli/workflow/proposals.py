"""新規事業調書 and ヒアリング記録票: sheets about proposals, which are not on the register yet."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.form import KEY, Form, SheetIdentity
from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.values import Value
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import PROPOSAL, proposal_records
from fujiplan_cli.workflow.standing import secretariat

HEARING = "hearing"
NONE_WORD = "該当なし"


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """One sheet to be printed: for whom, its identity and its printed values."""

    office: Department
    identity: SheetIdentity
    known: Mapping[str, Value | None]


def proposal_number(year: int, office: Department, place: int) -> str:
    """提案番号: N2025-0101-1, the first proposal of a 課 in the survey of that year. It stays the idea's own."""
    return f"N{year}-{office.code}-{place}"


def blank_proposals(desk: Desk, form: Form, year: int, office: Department) -> tuple[ProposalSheet, ...]:
    """The empty sheets of a 課. All but the first are spare: left blank, they say nothing."""
    sheets = []
    for place in range(1, form.copies + 1):
        number = proposal_number(year, office, place)
        facts = frozenset({"spare"}) if place > 1 else frozenset()
        identity = SheetIdentity(desk.plan.id, form.id, form.version, year, number, "", facts)
        sheets.append(ProposalSheet(office, identity, {KEY: number, "department": office.full_name}))
    return tuple(sheets)


def proposals(records: Mapping[str, Record]) -> dict[str, Record]:
    """提案番号 → every proposal made, of those that came back. 「該当なし」 is an answer, but no proposal."""
    return {
        number: record
        for number, record in records.items()
        if record.verdict != "returned"
        and record.value("has_proposal") != NONE_WORD
        and record.value("proposal_name") is not None
    }


def hearing_sheets(
    desk: Desk, ledger: Ledger, form: Form, year: int, heard: str = "", chosen: Container[str] | None = None
) -> tuple[ProposalSheet, ...]:
    """One record sheet for each proposal, with what was proposed printed on it. Raises Refused when there is none.

    ``heard``: 実施回 to be filled in (6月); ``chosen``: only these proposals.
    """
    office = secretariat(desk, year)
    sheets = []
    sent = {one.project: one for one in ledger.distributions(year, PROPOSAL)}
    for number, record in proposals(proposal_records(desk, ledger, year)).items():
        if chosen is not None and number not in chosen:
            continue
        identity = SheetIdentity(desk.plan.id, form.id, form.version, year, number, "", frozenset())
        by = desk.plan.department(sent[number].department) if number in sent else None
        known: dict[str, Value | None] = {name: record.value(name) for name in record.facts}
        known |= {KEY: number, "department": by.full_name if by else None}
        printed = {one.id: known.get(one.id) for one in form.fields if one.origin == "printed"}
        if heard:
            printed["round"] = heard
        sheets.append(ProposalSheet(office, identity, printed))
    if not sheets:
        raise Refused(
            f"{year}年度の新規事業の提案が、まだ受け付けられていません。",
            f"先に fujiplan collect --year {year} で新規事業調書を受け付けてください。",
        )
    return tuple(sheets)
