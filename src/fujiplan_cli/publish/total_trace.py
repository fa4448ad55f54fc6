"""A total of the site back to its rule and its parts: the address as it stands on the page (``total/2025/executed``).

Worked out here once more from the public view, one project after the other, so that it is also a check of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.kinds.fiscal_year import year_words_both
from fujiplan_cli.publish.changes import changes_of
from fujiplan_cli.publish.overview import BEHIND
from fujiplan_cli.publish.totals import (
    GOOD,
    MONEY,
    OTHER,
    Pair,
    letter_of,
    letters_of,
    status_code,
    status_words,
    unspoken,
)
from fujiplan_cli.publish.view import PublicView, PublicYear
from fujiplan_cli.publish.words import BLANK, number_words

_COUNTED = "本部が承認し、全部を公表する事業（再掲、概要のみ、非公表を除く）のうち、"


@dataclass(frozen=True, slots=True)
class TotalPart:
    """What one project adds to a total: the address of its own value and the value in words."""

    project: str
    trace: str
    text: str


@dataclass(frozen=True, slots=True)
class TracedTotal:
    """A total, the rule by which it was made, and its parts in the order of the site."""

    trace: str
    year: int
    rule: str
    text: str
    unit: str
    parts: tuple[TotalPart, ...]


def trace_total(view: PublicView, trace: str) -> TracedTotal | None:
    """The total of that address; None when the site has none."""
    head, _, rest = trace.partition("/")
    year_text, _, what = rest.partition("/")
    if head not in ("total", "trend") or not year_text.isdecimal() or int(year_text) not in view.years:
        return None
    year = int(year_text)
    money = dict(MONEY) | {"spent": "支出済額"}
    if what in money:
        return _sum(view, trace, year, "executed" if what == "spent" else what, money[what])
    if what in _LISTED:
        return _listed(view, trace, year, what)
    return counted(view, trace, year, what, view.counted(year), _COUNTED)


def counted(
    view: PublicView, trace: str, year: int, what: str, pairs: Iterable[Pair], among: str
) -> TracedTotal | None:
    """How many of ``pairs`` (``among``: which these are, in words) are what the address says; None: nobody knows."""
    found = _counting(view, year, what.split("/"))
    if found is None:
        return None
    rule, field, wanted = found
    parts = tuple(
        TotalPart(p.number, f"{p.number}/{y.year}/{field}", _shown((p, y), field)) for p, y in pairs if wanted((p, y))
    )
    rule = f"{year_words_both(year)}に、{among}{rule}を数えました。"
    return TracedTotal(trace, year, rule, number_words(len(parts)), "件", parts)


_LISTED = {
    "targets": "本部が承認し、全部を公表する事業の指標のうち、当初から目標を変更したもの",
    "levels": f"{_COUNTED}判断による項目で採点の対象となるもの",
    "raised": f"{_COUNTED}判断による項目で、自己評価を、確認又は本部の決定により引き上げたもの",
    "lowered": f"{_COUNTED}判断による項目で、自己評価を、確認又は本部の決定により引き下げたもの",
    "withheld": "公表区分が「概要のみ」又は「非公表」の事業",
    "repeated": "全部を公表する事業のうち、ほかの事業の再掲であるもの",
    "years": "結果を公表した年度",
}
"""Totals that do not count the projects themselves."""


def _listed(view: PublicView, trace: str, year: int, what: str) -> TracedTotal:
    parts = tuple(_parts_of(view, year, what))
    rule = f"{year_words_both(year)}までの、" if what == "years" else f"{year_words_both(year)}に、"
    unit = "か年度" if what == "years" else "件"
    return TracedTotal(trace, year, f"{rule}{_LISTED[what]}を数えました。", number_words(len(parts)), unit, parts)


def _parts_of(view: PublicView, year: int, what: str) -> Iterator[TotalPart]:
    pairs = view.counted(year)
    if what == "targets":
        for p, y in pairs:
            for i in (one for one in y.indicators if one.changed):
                words = f"{i.words('target_original')} → {i.words('target')}"
                yield TotalPart(p.number, f"{p.number}/{year}/kpi_{i.number}_target", words)
    elif what in _SELF:
        for p, y in pairs:
            for item in (i for i in y.points if i.judged and i.applicable and _SELF[what][1] in i.moved):
                yield TotalPart(p.number, f"{p.number}/{year}/level_{item.code}", item.level.text)
    elif what == "withheld":
        for one in view.withheld[year]:
            yield TotalPart(one.number, f"{one.number}/{year}/project_no", one.openness)
    elif what == "repeated":
        for p, _ in (pair for pair in view.open_in(year) if pair[1].repeated):
            yield TotalPart(p.number, f"{p.number}/{year}/project_no", p.name)
    else:
        for one_year in (y for y in view.years if y <= year):
            yield TotalPart("", f"total/{one_year}/projects", year_words_both(one_year))


def _sum(view: PublicView, trace: str, year: int, field: str, title: str) -> TracedTotal | None:
    known = [(p, y, a) for p, y in view.counted(year) if (a := y.amount(field)) is not None]
    if not known:
        return None
    parts = tuple(TotalPart(p.number, f"{p.number}/{year}/{field}", y.words(field)) for p, y, _ in known)
    kinds = "・".join(sorted({y.money_kind for _, y, _ in known if y.money_kind}))
    what = f"{title}の記入があるものの{title}（{kinds or '種類の記載なし'}）"
    rule = f"{year_words_both(year)}に、{_COUNTED}{what}を合計しました。"
    return TracedTotal(trace, year, rule, number_words(sum((a for *_, a in known), Decimal(0))), "千円", parts)


def _counting(view: PublicView, year: int, what: list[str]) -> tuple[str, str, Callable[[Pair], bool]] | None:
    """Rule in words, the field that decides, and the test; None for no total that is known."""
    match what:
        case ["projects"]:
            return "全て", "project_no", lambda one: True
        case ["good"]:
            return "評価がA又はBのもの", "grade", lambda one: letter_of(one[1]) in GOOD
        case ["graded"]:
            return "AからDまでの評価をしたもの", "grade", lambda one: _graded(one[1])
        case ["held"]:
            return "本部の決定により評価を公表していないもの", "project_no", lambda one: bool(one[1].held)
        case ["unspoken"]:
            return "予算現額があり支出済額の記入がないもの", "budget_total", lambda one: unspoken(one[1])
        case ["up" | "down" | "code" as way]:
            moved = {c.project.number for c in changes_of(view.counted(year)) if c.way == way}
            return _WAYS[way], "grade", lambda one: one[0].number in moved
        case ["behind"]:
            return f"進捗状況が{'、'.join(BEHIND)}のもの", "status", lambda one: one[1].words("status") in BEHIND
        case ["grade", letter, *stage] if len(stage) <= 1:
            own = "" if letter == "-" else letter
            words = f"評価が{own}のもの" if own else "評価のないもの"
            if not stage:
                return words, "grade", lambda one: letter_of(one[1]) == own
            rule = f"評価段階が{stage[0]}で{words}"
            return rule, "grade", lambda one: letter_of(one[1]) == own and one[1].eval_stage == stage[0]
        case ["status", code]:
            words_of = status_words(view.counted(year), (*view.counted(year - 1), *view.counted(year + 1)))
            word = next((w for w in (*words_of, BLANK) if status_code(w) == code), "")
            if not word:
                return None
            shown = "未記入" if word == BLANK else word
            return f"進捗状況が{shown}のもの", "status", lambda one: one[1].words("status") == word
        case ["stage", code]:
            own_stage = "" if code == "-" else code
            words = f"当年度末の段階が{own_stage}のもの" if own_stage else "当年度末の段階の記入がないもの"
            return words, "stage", lambda one: one[1].stage == own_stage
        case ["levels" | "raised" | "lowered" as which, item]:
            title = next((i.title for _, y in view.counted(year) for i in y.points if i.code == item), "")
            if not title:
                return None
            return f"{title}の自己評価{_SELF[which][0]}", f"level_{item}", lambda one: _self_moved(one, item, which)
        case ["goal", "-"]:
            return "基本目標のないもの", "theme", lambda one: not one[0].goal
        case ["goal", code, *letters] if len(letters) <= 1 and any(g.code == code for g in view.goals):
            title = next(g.title for g in view.goals if g.code == code)
            if not letters:
                return f"基本目標「{title}」のもの", "theme", lambda one: one[0].goal == code
            if letters[0] in ("good", "graded"):
                rule, field, holds = _counting(view, year, letters) or ("", "", lambda one: False)
                return f"基本目標「{title}」で{rule}", field, lambda one: one[0].goal == code and holds(one)
            rule = f"基本目標「{title}」で評価が{letters[0]}のもの"
            return rule, "grade", lambda one: one[0].goal == code and letter_of(one[1]) == letters[0]
        case ["measure", code, *letters] if len(letters) <= 1:
            return _in_measure(view, code, letters[0] if letters else "")
    return None


def _in_measure(view: PublicView, code: str, letter: str) -> tuple[str, str, Callable[[Pair], bool]] | None:
    title = next((m.title for g in view.goals for m in g.measures if m.code == code), "")
    if not title:
        return None
    if not letter:
        return f"施策「{title}」のもの", "measure", lambda one: one[0].measure == code
    graded = {w.letter for w in letters_of(view) if not w.is_code}
    if letter == OTHER:
        rule = f"施策「{title}」で評価が{'、'.join(sorted(graded))}のいずれでもないもの"
        return rule, "grade", lambda one: one[0].measure == code and letter_of(one[1]) not in graded
    rule = f"施策「{title}」で評価が{letter}のもの"
    return rule, "grade", lambda one: one[0].measure == code and letter_of(one[1]) == letter


_SELF = {
    "levels": ("の対象となるもの", ""),
    "raised": ("を、確認又は本部の決定により引き上げたもの", "引き上げ"),
    "lowered": ("を、確認又は本部の決定により引き下げたもの", "引き下げ"),
}
"""What is counted of self levels, and the word by which `PublicItem.moved` says so."""


_WAYS = {
    "up": "評価が前年度より上がったもの",
    "down": "評価が前年度より下がったもの",
    "code": "評価と符号の間で変わったもの",
}


def _graded(year: PublicYear) -> bool:
    return year.grade is not None and not year.grade.is_code


def _self_moved(one: Pair, item: str, which: str) -> bool:
    points = next((i for i in one[1].points if i.code == item and i.judged and i.applicable), None)
    return points is not None and _SELF[which][1] in points.moved


def _shown(one: Pair, field: str) -> str:
    """What the part is in words."""
    project, year = one
    if field.startswith("level_"):
        return next((i.level.text for i in year.points if f"level_{i.code}" == field), BLANK)
    if field == "grade":
        return year.grade.letter if year.grade else BLANK
    own = {"project_no": project.name, "theme": project.goal_title, "measure": project.measure_title}
    return own.get(field) or year.words(field)
