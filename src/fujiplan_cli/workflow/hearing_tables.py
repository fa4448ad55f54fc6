"""The lists of a round as .xlsx: what the page says, to be filtered and worked with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import month_words
from fujiplan_cli.model.hearing import POINTS, ROUND_WORDS
from fujiplan_cli.report.hearing_page import UNDECIDED, HearingInput, adopted, public_rows, total
from fujiplan_cli.workbook.table_sheet import Scalar, TableSheet

_MARKS = "未定は0円ではありません。"
_LIST_WIDTHS = (14, 12, 12, 18, 8, 28, 14, 10, 10, 12, 12, 11, 11, 12, 6)


def hearing_sheets(given: HearingInput) -> tuple[TableSheet, ...]:
    """The sheets of the round's book. That of February holds nothing but what its page says."""
    note = f"{given.plan.title}　{year_words(given.year + 1)} {ROUND_WORDS[given.round]}"
    note += "　【架空】" if given.plan.sample else ""
    if given.round == "february":
        return (_public(given, note),)
    made = [_every(given, note)]
    if given.slots:
        made.append(_slots(given, note))
    if any(one.results for one in given.projects):
        made.append(_results(given, note))
    if given.round != "june":
        made.append(_amounts(given, note))
    if any(one.supports for one in given.projects):
        made.append(_supports(given, note))
    return tuple(made)


def _every(given: HearingInput, note: str) -> TableSheet:
    headers = (
        "提案番号", "部", "課", "事業名（仮称）", "種別", "困りごと", "対象者", "人数（年）",
        "時間（年）", "初期（千円）", "運用（千円）", "見積り予定", "希望時期", "要望", "重要",
    )  # fmt: skip
    rows = [
        (
            one.number, one.division, one.office, one.name, one.kind, one.trouble, one.users, one.users_count,
            one.effect_hours, _money(one.cost_initial), _money(one.cost_running),
            month_words(one.estimate_due) if one.estimate_due else "",
            month_words(one.wanted_from) if one.wanted_from else "", one.request, "○" if one.important else "",
        )
        for one in given.projects
    ]  # fmt: skip
    counts = f"全{given.asked}課　該当なし{len(given.none)}課　未提出{len(given.silent)}課　提案{len(rows)}件　{_MARKS}"
    return TableSheet("提案の一覧", "新規事業の提案の一覧", headers, rows, _LIST_WIDTHS, f"{note}　{counts}")


def _slots(given: HearingInput, note: str) -> TableSheet:
    rows = [(one.day, one.start, one.end, one.room, one.number, one.name, one.office) for one in given.slots]
    return TableSheet(
        "日程", "ヒアリングの日程", ("日", "開始", "終了", "会場", "提案番号", "事業名（仮称）", "課"), rows, note=note
    )


def _results(given: HearingInput, note: str) -> TableSheet:
    headers = ("提案番号", "課", "事業名（仮称）", "回", "実施日", *POINTS.values(), "合計", "結果", "重点施策", "理由")
    return TableSheet("結果と評点", "ヒアリングの結果と評点", headers, list(_result_rows(given)), note=note)


def _result_rows(given: HearingInput) -> Iterator[tuple[Scalar, ...]]:
    for one in given.projects:
        for result in one.results.values():
            mark = "重点施策" if one.priority else "候補" if result.candidate else ""
            yield (
                one.number, one.office, one.name, ROUND_WORDS[result.round], date.fromisoformat(result.date),
                *(result.points.get(name) for name in POINTS), result.total, result.result, mark, result.reason,
            )  # fmt: skip


def _amounts(given: HearingInput, note: str) -> TableSheet:
    late = given.round == "january"
    headers = (
        "提案番号",
        "課",
        "事業名（仮称）",
        "重点施策",
        "次年度要求額（千円）",
        *(("予算計上額（千円）", "事業番号") if late else ()),
    )
    chosen = adopted(given.projects)
    rows = [
        (
            one.number, one.office, one.name, "○" if one.priority else "", _money(one.requested),
            *((_money(one.budgeted), one.project_no) if late else ()),
        )
        for one in chosen
    ]  # fmt: skip
    sums = total((one.budgeted if late else one.requested) for one in chosen)
    words = f"計 {sums.amount}千円（額が決まっている{sums.known}件。未定{sums.undecided}件を含まない）　{_MARKS}"
    return TableSheet("額", "計画登載の新規事業の額", headers, rows, note=f"{note}　{words}")


def _supports(given: HearingInput, note: str) -> TableSheet:
    rows = [
        (
            one.number, one.name, s.what, s.lead, date.fromisoformat(s.due),
            "済" if s.done else "期限超過" if s.due < given.day.isoformat() else "未了",
            date.fromisoformat(s.done) if s.done else None, s.note,
        )
        for one in given.projects
        for s in one.supports
    ]  # fmt: skip
    headers = ("提案番号", "事業名（仮称）", "支援の内容", "担当", "期限", "状況", "終えた日", "備考")
    return TableSheet("支援", "合意した支援", headers, rows, note=note)


def _public(given: HearingInput, note: str) -> TableSheet:
    found = public_rows(given)
    rows = found["rows"]
    assert isinstance(rows, tuple)
    body = [
        (row["name"], "○" if row["priority"] else "", row["office"], row["users"], row["people"], row["change"],
         row["amount"])
        for row in rows
    ]  # fmt: skip
    headers = (
        "新しく始めること",
        "重点施策",
        "課",
        "どなたのために",
        "対象の人数（年）",
        "何が便利になるか",
        "予算計上額（千円）",
    )
    return TableSheet("新規事業", f"{year_words(given.year + 2)}から新たに始める情報化事業", headers, body, note=note)


def _money(value: Decimal | None) -> Scalar:
    return UNDECIDED if value is None else value
