"""決算書との照合 in autumn: the frozen, approved amounts against the newest 財務会計 import marked 議会認定後."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.finance import EXECUTED_KINDS, FinanceMoney
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Fact, Source
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.report.lines import grade_of, score_words
from fujiplan_cli.report.reconcile import (
    RECONCILE_HEADERS,
    Reconciled,
    ReconcileInput,
    reconcile_page,
    reconcile_rows,
    source_words,
    yen,
)
from fujiplan_cli.report.words import number_of, text_of
from fujiplan_cli.scoring import score as score_records
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.known import finance_values
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.site_input import as_decided

KIND = "reconcile_reason"
"""Kind of the act. Subject: the project; reason: why the amounts differ; fact ``yen``: the difference it explains.
The newest of a project holds as long as the difference is that one."""
CERTIFIED = EXECUTED_KINDS[-1]
NAME = "決算書との照合"


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """What was compared and written (relative paths)."""

    given: ReconcileInput
    files: tuple[str, ...]


def reconcile(desk: Desk, year: int) -> ReconcileResult:
    """Compare and write ``reports/<year>/決算書との照合.html`` and ``.xlsx``. Nothing that was approved is changed.

    Raises Refused (nothing approved, nothing certified taken in), PlanFolderError (faulty template), LedgerError.
    """
    with desk.ledger() as ledger:
        given = _gather(desk, ledger, year)
    with own_template("templates/report/reconcile.html", f"{NAME}のひな形"):
        page = reconcile_page(given)
    mark = "（架空・練習）" if desk.plan.sample else ""
    title = f"{desk.plan.title}　{year}年度　{NAME}{mark}"
    note = f"承認時の額：{given.approved_on}。決算の額：{'、'.join(given.sources)}。再掲は計に入れません。"
    table = TableSheet(NAME, title, RECONCILE_HEADERS, reconcile_rows(given.rows), note=note)
    paths = [desk.folder / "reports" / str(year) / f"{NAME}{end}" for end in (".html", ".xlsx")]
    write_file(paths[0], page.encode("utf-8"))
    write_file(paths[1], write_table_book(title, [table]))
    return ReconcileResult(given, tuple(desk.relative(path) for path in paths))


def give_reason(desk: Desk, year: int, project: str, reason: str) -> Act:
    """Record why a project's certified amount is another one. Raises Refused (no difference, blank), LedgerError."""
    if not reason.strip():
        raise Refused("差の理由が空です。", "--reason で理由を指定してください。", status=2)
    with desk.ledger() as ledger:
        row = next((one for one in _gather(desk, ledger, year).rows if one.number == project), None)
        if row is None:
            raise Refused(
                f"事業番号「{project}」は、{year}年度の承認された結果にありません。",
                "番号を確認してください（例：1-1-01）。",
                status=2,
            )
        if not row.differs:
            raise Refused(
                f"事業{project}に、説明する差はありません（{row.state}）。", "番号を確認してください。", status=2
            )
        facts = {"yen": yen(row.difference)}
        act = Act(0, KIND, year, project, desk.today.isoformat(), reason.strip(), facts)
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_act(act)
    return act


def _gather(desk: Desk, ledger: Ledger, year: int) -> ReconcileInput:
    snapshot, decisions = _approved(desk, ledger, year)
    money = _certified(ledger, year)
    reasons = {act.subject: act for act in ledger.acts(KIND, year)}
    method = desk.method(year, snapshot.method)
    rows = []
    for entry in snapshot.entries:
        number = entry.project.number
        rows.append(_row(entry, money.get(number), reasons.get(number), method, snapshot))
    published = ledger.publications(year)
    words = f"{day_words(date.fromisoformat(decisions[-1].date))}決定"
    if published:
        words += f"、{day_words(date.fromisoformat(published[-1].published_on))}公表"
    sources = {m.source.id: source_words(m.source.file, m.source.at) for m in money.values()}
    return ReconcileInput(
        plan=desk.plan,
        method=method,
        year=year,
        day=desk.today,
        approved_on=words,
        sources=tuple(sources[number] for number in sorted(sources)),
        rows=tuple(sorted((r for r in rows if r is not None), key=lambda r: natural(r.number))),
        template_folders=desk.templates("report"),
    )


def _approved(desk: Desk, ledger: Ledger, year: int) -> tuple[Snapshot, tuple[Decision, ...]]:
    """What the publishing meeting decided on, each project as it was frozen for its decision."""
    for meeting in reversed(desk.plan.meetings):
        standing = ledger.decisions(year, meeting.id) if meeting.publishes else ()
        if standing:
            return as_decided(desk.plan, ledger, standing), standing
    raise Refused(
        f"{year}年度の本部の承認が記録されていません。",
        f"照合は承認の後に行います。先に fujiplan decide --year {year} --meeting honbu を実行してください。",
    )


def _certified(ledger: Ledger, year: int) -> Mapping[str, FinanceMoney]:
    """Project → its amounts in the newest import of certified money that names it. Raises Refused without any."""
    found: dict[str, FinanceMoney] = {}
    for made in ledger.finance_imports(year):
        if made.executed_kind == CERTIFIED:
            found |= {entry.project: FinanceMoney(entry, replace(made, entries=())) for entry in made.entries}
    if not found:
        raise Refused(
            f"{year}年度の「{CERTIFIED}」の額が、まだ取り込まれていません。",
            f"財務会計から出力し、fujiplan import 決算.csv --kind finance --year {year} --money {CERTIFIED} を"
            "実行してください。",
        )
    return found


def _row(
    entry: SnapshotEntry, money: FinanceMoney | None, act: Act | None, method: Method, snapshot: Snapshot
) -> Reconciled | None:
    """One project; None when neither side has an amount (no budget)."""
    project, record = entry.project, entry.record
    amount = money.entry.amounts.get("executed") if money else None
    approved, settled = number_of(record, "executed"), None if amount is None else Fraction(amount.value)
    if settled is None and (approved is None or not project.has_budget):
        return None
    before, after = _scored(entry, money, method)
    moved = before.grade != after.grade
    row = Reconciled(
        number=project.number,
        name=project.name,
        office=entry.department,
        account=project.account,
        code=money.entry.code if money else project.budget_account,
        kind=text_of(record, "executed_kind") or snapshot.money_kind,
        approved=approved,
        settled=settled,
        reason="",
        repeated=project.repeated,
        grade=grade_of(method, entry.card.grade),
        other=grade_of(method, after.grade) if moved else None,
        score=score_words(entry.card),
        other_score=score_words(after) if moved else "",
        changed=_changed(entry, money),
    )
    explained = act is not None and act.facts.get("yen") == yen(row.difference)
    return replace(row, reason=act.reason) if act is not None and explained else row


def _changed(entry: SnapshotEntry, money: FinanceMoney | None) -> tuple[str, ...]:
    """Labels of the amounts that are others now. A blank that passed for 0 is none; one that was an error is."""
    values, record = finance_values(entry.project, money), entry.record
    wrong = {f.field for f in record.findings if f.severity == "error"}
    labels = []
    for name, label in MONEY_COLUMNS.items():
        before = record.value(name)
        if name not in values or before == values[name]:
            continue
        if before is not None:
            labels.append(label)
        elif values[name] or name in wrong:
            labels.append(f"{label}（承認時は空欄又は誤記）")
    return tuple(labels)


def _scored(entry: SnapshotEntry, money: FinanceMoney | None, method: Method) -> tuple[Scorecard, Scorecard]:
    """The frozen record scored as it is, and with the certified amounts in place of its own."""
    facts = dict(entry.record.facts)
    if money is not None:
        source = Source("import", money.source.file, money.source.sha256, money.entry.sheet, at=money.source.at)
        facts |= {name: Fact(value, source) for name, value in finance_values(entry.project, money).items()}
    changed = replace(entry.record, facts=facts)
    return score_records((entry.record,), method)[0], score_records((changed,), method)[0]
