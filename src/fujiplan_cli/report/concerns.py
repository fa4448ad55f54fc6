"""個別協議: which few projects 本部 should talk about, by a rule that is printed beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import STOP_WORDS
from fujiplan_cli.model.snapshot import SnapshotEntry
from fujiplan_cli.report.amounts import amounts_of
from fujiplan_cli.report.given import ReportInput
from fujiplan_cli.report.lines import Grade, grade_of, ordered, score_words
from fujiplan_cli.report.words import digits, number_of, percent, short, shown, text_of

MOST = 5
"""More than five are not talked about in a meeting of 本部 (domain.md §5)."""
_OPTIONS = {
    "grade": ("改善計画を定めて継続", "縮小・他事業と統合", "中止"),
    "incident": ("対策を講じて継続", "対策の完了まで停止", "中止"),
    "delay": ("工程を改めて継続", "範囲を縮小して継続", "中止"),
    "stop": ("決定のとおりとする", "条件を定めて再開", "廃止し台帳から除く"),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """One project to be talked about: the problem as the data tell it, and the usual choices."""

    number: str
    name: str
    department: str
    grade: Grade | None
    score: str
    kinds: tuple[str, ...]
    problems: tuple[str, ...]
    options: tuple[str, ...]


def rule_words(method: Method) -> str:
    """The rule as printed below the table."""
    months = digits(method.schedule.bands[-1].limit)
    return (
        f"①評価が{method.grades[-1].letter}、②重大な情報セキュリティ事案、③{months}か月を超える遅れ（月数の未記入、回復見込のないもの"
        "を含む。）、④休止又は中止のいずれかに当たる事業を、①から④までの順（同順位は点の低い順、予算現額の大きい順）に並べ、"
        f"{MOST}件までを掲げています。"
    )


def all_concerns(given: ReportInput) -> tuple[Concern, ...]:
    """Every project the rule catches, the gravest first. 再掲 left out."""
    found = [(e, r) for e in ordered(given) if not e.project.repeated and (r := tuple(reasons_of(given, e)))]
    found.sort(key=lambda pair: _order(given, *pair))
    return tuple(_concern(given, entry, reasons) for entry, reasons in found)


def reasons_of(given: ReportInput, entry: SnapshotEntry) -> Iterator[str]:
    """Which parts of the rule catch a project: grade, incident, delay, stop."""
    card, method = entry.card, given.method
    caps = {hit.cap for hit in card.caps}
    if card.grade == method.grades[-1].letter:
        yield "grade"
    if "incident" in caps:
        yield "incident"
    if "long_delay" in caps or long_delay(method, entry):
        yield "delay"
    if card.status in STOP_WORDS:
        yield "stop"


def long_delay(method: Method, entry: SnapshotEntry) -> bool:
    """A delay beyond the method's last band; months left blank or 見込みなし count as such (domain.md §4.6)."""
    rule = method.schedule
    if entry.card.status != rule.delayed or not entry.card.items:
        return False
    months = number_of(entry.record, "delay_months")
    return months is None or months > rule.bands[-1].limit or text_of(entry.record, "recovery") == rule.no_prospect


def delay_words(given: ReportInput, entry: SnapshotEntry) -> str:
    """遅れ8か月、回復見込 令和8年9月."""
    months = number_of(entry.record, "delay_months")
    size = "月数未記入" if months is None else f"{digits(months)}か月"
    return f"遅れ{size}、回復見込 {shown(given.form, entry.record, 'recovery', '未記入')}"


_Key = tuple[int, Decimal, Fraction, tuple[tuple[int, int, str], ...]]


def _order(given: ReportInput, entry: SnapshotEntry, reasons: tuple[str, ...]) -> _Key:
    budget = amounts_of(given.form, entry.record).budget_total or Fraction(0)
    score = entry.card.score if entry.card.score is not None else Decimal(101)
    return (min(list(_OPTIONS).index(r) for r in reasons), score, -budget, natural(entry.project.number))


def _concern(given: ReportInput, entry: SnapshotEntry, reasons: tuple[str, ...]) -> Concern:
    return Concern(
        number=entry.project.number,
        name=entry.project.name,
        department=entry.department,
        grade=grade_of(given.method, entry.card.grade),
        score=score_words(entry.card),
        kinds=reasons,
        problems=tuple(_problems(given, entry, reasons)),
        options=_OPTIONS[reasons[0]],
    )


def _problems(given: ReportInput, entry: SnapshotEntry, reasons: tuple[str, ...]) -> Iterator[str]:
    card = entry.card
    if "grade" in reasons:
        before = entry.previous
        last = f"前年度{before.grade}。" if before is not None and before.grade else ""
        yield f"{last}{_weakest(entry)}"
    if "incident" in reasons:
        known = text_of(entry.record, "incident")
        yield f"情報セキュリティ事案：{known}。" if known else "情報セキュリティ事案の有無が未記入。"
    if "delay" in reasons and card.status == given.method.schedule.delayed:
        yield f"{delay_words(given, entry)}。"
    if "stop" in reasons:
        undecided = "（決定の記録なし）" if not entry.record.value("stop_decided") else ""
        yield f"{card.status}{undecided}。"
    if reason := first_sentence(text_of(entry.record, "deviation") or text_of(entry.record, "issue")):
        yield reason
    amounts = amounts_of(given.form, entry.record)
    if amounts.budget_total:
        yield f"予算現額{digits(amounts.budget_total)}千円、執行率{percent(amounts.rate)}。"


def _weakest(entry: SnapshotEntry) -> str:
    """The items that cost most points, in words."""
    lost = [(100 * i.weight * (4 - i.level), i) for i in entry.card.items if i.applicable and i.level is not None]
    worst = [i for points, i in sorted(lost, key=lambda pair: -pair[0])[:2] if points > 0]
    named = "、".join(f"{i.title}{short(i.level, 1)}" for i in worst)
    return f"水準の低い項目は{named}。" if named else ""


def first_sentence(text: str, limit: int = 90) -> str:
    """The first sentence of a longer text, shortened so that a table stays readable."""
    one = text.replace("\n", "")
    head, stop, _ = one.partition("。")
    sentence = head + stop
    return sentence if len(sentence) <= limit else sentence[: limit - 1] + "…"
