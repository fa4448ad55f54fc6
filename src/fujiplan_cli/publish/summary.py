"""What a year comes to: its points in words, and the figures at the top of the page beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.publish.changes import Change
from fujiplan_cli.publish.said import Said, say, told
from fujiplan_cli.publish.totals import GOOD, Pair, letter_of, money_kind, status_code, total_amount
from fujiplan_cli.publish.view import PublicYear
from fujiplan_cli.publish.words import number_words, percent

BEHIND = ("遅れ", "未着手", "休止", "中止")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure at the top of the page. ``note`` compares it with the year before."""

    title: str
    figure: str
    unit: str
    note: str
    trace: str


def count_of(pairs: Iterable[Pair], holds: Callable[[PublicYear], bool]) -> int:
    """How many of the years fulfil a condition."""
    return sum(1 for _, y in pairs if holds(y))


def good_of(pairs: tuple[Pair, ...]) -> tuple[int, int]:
    """Projects graded A or B, and those graded A to D."""
    good = count_of(pairs, lambda y: letter_of(y) in GOOD)
    return good, count_of(pairs, lambda y: y.grade is not None and not y.grade.is_code)


def summary_lines(
    now: tuple[Pair, ...], before: tuple[Pair, ...], changes: tuple[Change, ...], year: int, *, broken: bool
) -> tuple[str, ...]:
    """The points of the year. ``broken``: another method than last year, so that grades are not to be compared."""
    good, graded = good_of(now)
    at = f"total/{year}"
    known = _count(len(now), f"{at}/projects"), _count(graded, f"{at}/graded")
    lines = [say("公表する事業は", known[0], "で、このうちAからDまでの評価をした事業は", known[1], "です。")]
    if graded:
        own = _count(good, f"{at}/good"), told(f"{percent(good, graded)}%", f"share/{year}/good")
        line = say("評価がA（良好）又はB（おおむね良好）の事業は", own[0], "（", own[1], "）です")
        lines.append(say(line, _good_before(before, year), "。"))
    lines.append(_behind_line(now, year))
    if before:
        ways = Counter(c.way for c in changes)
        method = "採点方法が変わったため、単純には比べられませんが、" if broken else ""
        up, down = (_count(ways[way], f"{at}/{way}") for way in ("up", "down"))
        lines.append(say(method, "前年度から評価が上がった事業は", up, "、下がった事業は", down, "です。"))
    changed = sum(i.changed for _, y in now for i in y.indicators)
    targets = _count(changed, f"{at}/targets")
    lines.append(say("当初から変更した指標の目標は", *((targets, "です。") if changed else ("ありません。",))))
    raised = _count(sum(y.raised for _, y in now), f"{at}/raised")
    lowered = _count(sum(y.lowered for _, y in now), f"{at}/lowered")
    words = "自己評価のうち、確認又は本部の決定により引き上げた項目は"
    lines.append(say(words, raised, "、引き下げた項目は", lowered, "です。"))
    return tuple(lines)


def _count(number: int, trace: str) -> Said:
    return say(told(number_words(number), trace), "件")


def _behind_line(now: tuple[Pair, ...], year: int) -> Said:
    behind = Counter(y.words("status") for _, y in now)
    late = [say(w, _count(behind[w], f"total/{year}/status/{status_code(w)}")) for w in BEHIND if behind[w]]
    if not late:
        return say("遅れ、未着手、休止又は中止の事業はありません。")
    joined = [part for one in late for part in ("、", one)][1:]
    return say("計画どおりに進まなかった事業は、", *joined, "です。")


def _good_before(before: tuple[Pair, ...], year: int) -> str:
    good, graded = good_of(before)
    if not graded:
        return ""
    at = f"total/{year - 1}"
    share = told(f"{percent(good, graded)}%", f"share/{year - 1}/good")
    counts = _count(graded, f"{at}/graded"), _count(good, f"{at}/good")
    return say(f"（{year_words(year - 1)}は", counts[0], "中", counts[1], "、", share, "）")


def key_figures(now: tuple[Pair, ...], before: tuple[Pair, ...], year: int) -> tuple[KeyFigure, ...]:
    """At most four, each beside last year's."""
    last = year_words(year - 1)
    (good, graded), (good_before, graded_before) = good_of(now), good_of(before)

    def note(*words: str) -> str:
        return say(f"{last}は", *words) if before else f"{last}の公表はありません"

    def behind(pairs: tuple[Pair, ...]) -> int:
        return count_of(pairs, lambda y: y.words("status") in BEHIND)

    figures = [
        KeyFigure(
            "対象の事業",
            number_words(len(now)),
            "件",
            note(_count(len(before), f"total/{year - 1}/projects")),
            f"total/{year}/projects",
        ),
        KeyFigure(
            "評価がA又はB",
            number_words(good),
            say("件／評価した", _count(graded, f"total/{year}/graded")),
            note(
                _count(graded_before, f"total/{year - 1}/graded"),
                "中",
                _count(good_before, f"total/{year - 1}/good"),
            ),
            f"total/{year}/good",
        ),
        KeyFigure(
            "遅れ・未着手・休止・中止",
            number_words(behind(now)),
            "件",
            note(_count(behind(before), f"total/{year - 1}/behind")),
            f"total/{year}/behind",
        ),
    ]
    spent, spent_before = total_amount(now, "executed"), total_amount(before, "executed")
    if spent is not None:
        kind = money_kind(before)
        words = "なし"
        if spent_before is not None:
            words = say(told(number_words(spent_before), f"total/{year - 1}/executed"), f"千円（{kind}）")
        figures.append(
            KeyFigure(f"支出済額（{money_kind(now)}）", number_words(spent), "千円", note(words), f"total/{year}/spent")
        )
    return tuple(figures)
