"""集計表: the tables of a meeting's material as rows, for the workbook that the workflow has written from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.model.scorecard import VIEW_WORDS, ItemScore
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.amounts import MONEY, amounts_of, kind_of
from fujiplan_cli.report.counts import CountRow, by_stage, letters_of
from fujiplan_cli.report.divisions import division_rows
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.indicators import indicator_rows, target_changes
from fujiplan_cli.report.lines import OUTSIDE, by_number, item_of, line_of, office_of, stage_words
from fujiplan_cli.report.meeting import changes_of, heading_of
from fujiplan_cli.report.schedules import schedule_rows
from fujiplan_cli.report.shifts import shifted_projects
from fujiplan_cli.report.words import half_up, number_of

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]
_SCORES = ("点", "前年度\nの点", "平均点", "執行率\n（％）")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One sheet. Numbers stay numbers (a blank is no 0); every text is a text.

    ``widths``: columns in half-width characters where the sheet is too wide for one page; the first ``lead`` of them
    are printed on each page. ``formats``: column → number format.
    """

    name: str
    title: str
    note: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...] | None = None
    lead: int = 0
    formats: Mapping[int, str] = field(default_factory=dict)


def report_tables(given: ReportInput) -> tuple[ReportTable, ...]:
    """Every table of the meeting, those without a row left out. Raises ReportFault when figures disagree."""
    head = heading_of(given)
    stand = f"{head.plan}　{head.meeting}　{head.edition}　{head.frozen}現在" + ("　【架空】" if head.sample else "")
    makers: tuple[tuple[str, str, Callable[[ReportInput], tuple[Sequence[str], list[Row]]]], ...] = (
        (
            "全事業",
            f"金額は千円（{head.money_kind}）、千円未満を四捨五入。水準の／は問わないもの、空欄は未記入",
            _projects,
        ),
        ("評価項目", "採点方法の項目ごとの水準と得点。／は評価段階で問わないもの又は該当のないもの", _items),
        ("指標", "達成率と改善率は採点に用いた値", _indicators),
        ("評価段階別", "再掲を除く。平均点は参考", _stages),
        ("部別", "再掲を除く。部の間の順位付けは行わない", _divisions),
        ("確認の差異", "自己評価と事務局確認の水準が異なる項目", _shifts),
        ("変更した目標", "採点には現行の目標を用いる", _targets),
        ("変更した工程", "当初は、事業台帳に最初に載ったときのもの", _schedules),
        ("前の版からの変更", "同じ年度の前の会議の資料との違い", _changes),
    )
    made = ((name, note, make(given)) for name, note, make in makers)
    return tuple(
        _with_look(
            given, ReportTable(name, f"{head.year}実績　{name}", f"{stand}　{note}", tuple(headers), tuple(rows))
        )
        for name, note, (headers, rows) in made
        if rows
    )


def _with_look(given: ReportInput, table: ReportTable) -> ReportTable:
    """Scores with one decimal; the widest table on two pages across, number and name on both."""
    places = given.method.decimals
    shape = "0." + "0" * places if places else "0"
    decimals = {at: shape for at, header in enumerate(table.headers) if header in _SCORES}
    if table.name != "全事業":
        return replace(table, formats=decimals)
    levels = len(given.method.items)
    widths = (*(9, 32, 14, 20, 17, 13), *(8,) * levels, *(8, 7, 14, 9, 9, 10, 7, 8, 12), *(13,) * 4, *(9, 12, 18))
    return replace(table, formats=decimals, widths=widths, lead=2)


def _projects(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    items = given.method.items
    headers = (
        *("番号", "事業名", "部", "所管課", "評価段階", "進捗状況"),
        *(f"水準\n{item.title}" for item in items),
        *("点", "評価", "評価の意味", "前年度\nの評価", "前年度\nの点", "点の\n増減", "順位", "同段階\nの件数", "区分"),
        *(f"{label}\n（千円）" for _, label in MONEY),
        *("執行率\n（％）", "金額の区分", "注記"),
    )
    return headers, [_project(given, entry) for entry in by_number(given)]


def _project(given: ReportInput, entry: SnapshotEntry) -> Row:
    line, card = line_of(given, entry), entry.card
    amounts = amounts_of(given.form, entry.record)
    return (
        *(line.number, line.name, line.division, line.office),
        *(stage_words(given, card.eval_stage), line.status),
        *(_level(item_of(card, item.id)) for item in given.method.items),
        *(card.score, card.grade or "", line.grade.title if line.grade else ""),
        *(line.before.letter if line.before else "新規", entry.previous.score if entry.previous else None),
        *(line.change, card.rank or None, card.rank_of or None, VIEW_WORDS.get(entry.view, entry.view)),
        *(_whole(getattr(amounts, name)) for name, _ in MONEY),
        None if amounts.rate is None else half_up(amounts.rate * 100, 1),
        kind_of(given.snapshot, entry) if amounts.known else "",
        "、".join(line.tags),
    )


def _items(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = ("番号", "事業名", "所管課", "評価項目", "配点", "自己の水準", "水準", "得点", "算定の根拠", "理由・根拠")
    rows: list[Row] = []
    for entry in by_number(given):
        for item in entry.card.items:
            own = item_of(entry.cards.get("self"), item.item) if item.source == "judged" else None
            rows.append(
                (
                    *(entry.project.number, entry.project.name, office_of(entry), item.title, item.weight),
                    *(_level(own) if item.source == "judged" else "計算", _level(item)),
                    half_up(item.points, 2) if item.applicable and item.level is not None else None,
                    *(item.rule, item.basis),
                )
            )
    return headers, rows


def _indicators(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = (
        *("番号", "事業名", "所管課", "区分", "指標", "単位", "方向", "基準値", "当初目標", "現行目標", "実績"),
        *("達成率", "改善率", "水準", "前年度の実績", "前年度の達成率", "最終目標"),
    )
    rows: list[Row] = []
    for entry in by_number(given):
        before = given.last_year.entry(entry.project.number) if given.last_year else None
        for i in indicator_rows(given, entry, before):
            fields = ("base", "target_original", "target", "actual")
            base, original, target, actual = (_number(entry, f"kpi_{i.slot}_{field}") for field in fields)
            rows.append(
                (
                    *(entry.project.number, entry.project.name, office_of(entry), i.kind, i.name, i.unit, i.direction),
                    *(base, original, target, i.actual if actual is None else actual),
                    *(i.rate, i.improvement, i.level, i.before_actual, i.before_rate, i.final),
                )
            )
    return headers, rows


def _stages(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    return _count_headers(given, "評価段階"), [_counted(row) for row in by_stage(given)]


def _divisions(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = (*_count_headers(given, "部"), "遅れ", "悪化", "了承を求める事項")
    rows = [(*_counted(r.counts), r.late, r.worse, "\n".join(r.asks)) for r in division_rows(given)]
    return headers, list(rows)


def _count_headers(given: ReportInput, first: str) -> tuple[str, ...]:
    letters = (f"{grade.letter} {grade.title}" for grade in letters_of(given.method))
    return (first, "件数", *letters, "採点対象外", "平均点", "平均のn")


def _counted(row: CountRow) -> Row:
    mean = Decimal(row.mean) if row.graded else None
    return (row.words, row.projects, *row.cells, row.unscored, mean, row.graded)


def _shifts(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = ("番号", "事業名", "所管課", "項目", "自己", "根拠", "確認", "理由", "自己の評価", "確認後の評価")
    return headers, [
        (
            *(p.number, p.name, p.department, s.item, s.own, s.own_reason, s.confirmed, s.confirmed_reason),
            *(p.own_grade.letter if p.own_grade else "", p.grade.letter if p.grade else ""),
        )
        for p in shifted_projects(given)
        for s in p.shifts
    ]


def _targets(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = ("番号", "事業名", "指標（単位）", "当初目標", "現行目標", "緩和・強化", "当初比", "現行比", "理由")
    return headers, [
        (
            *(t.number, t.name, t.indicator, t.original, t.target, "緩和" if t.lowered else "強化"),
            *(t.rate_original, t.rate, t.reason),
        )
        for t in target_changes(given)
    ]


def _schedules(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    headers = ("番号", "事業名", "項目", "当初", "現行", "変更した日", "理由")
    return headers, [(s.number, s.name, s.item, s.original, s.current, s.on, s.reason) for s in schedule_rows(given)]


def _changes(given: ReportInput) -> tuple[Sequence[str], list[Row]]:
    changes = changes_of(given)
    headers = ("番号", "事業名", "所管課", "変わったもの", "前の版", "今回")
    found = changes.projects if changes else ()
    return headers, [(p.number, p.name, p.office, c.what, c.before, c.after) for p in found for c in p.changes]


def _level(item: ItemScore | None) -> Cell:
    """The level as a number; in words where there is none."""
    if item is None:
        return ""
    if not item.applicable:
        return OUTSIDE
    if item.level is None:
        return "保留"
    return half_up(item.level, 2) if item.answered else "未記入"


def _whole(amount: Fraction | None) -> Decimal | None:
    return None if amount is None else half_up(amount, 0)


def _number(entry: SnapshotEntry, field: str) -> Decimal | None:
    value = number_of(entry.record, field)
    return None if value is None else half_up(value, 2)
