"""Why a project moves between two methods, in words: what its items add, caps that come or go, scores that do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from fujiplan_cli.model.method import CAP_WORDS
from fujiplan_cli.model.scorecard import CapHit, Scorecard
from fujiplan_cli.scoring.contribution import Contribution, Part
from fujiplan_cli.scoring.reweigh import weight_words
from fujiplan_cli.scoring.rounding import half_up, plain


def reasons_of(before: Scorecard, after: Scorecard, found: Sequence[Contribution], *, rising: bool) -> tuple[str, ...]:
    """All reasons, a phrase each: first what pushes where the project goes (``rising``), then what holds it back."""
    caps = list(_caps(before, after))
    along = [words for words, up in caps if up == rising]
    against = [words for words, up in caps if up != rising]
    along += [_item_words(one) for one in found if (one.points > 0) == rising]
    against += [_item_words(one) for one in found if (one.points > 0) != rising]
    return (*_held(before, after), *along, *against)


def why_words(before: Scorecard, after: Scorecard, found: Sequence[Contribution], *, rising: bool) -> str:
    """The foremost reason as one sentence; "" where nothing differs."""
    for words in _held(before, after):
        return f"{words}。"
    for words, up in _caps(before, after):
        if up == rising:
            return f"{words}。"
    along = [one for one in found if (one.points > 0) == rising]
    return _why(along) if along else ""


def contribution_words(one: Contribution) -> str:
    """成果指標 −8.3点."""
    return f"{one.title} {_signed(one.points)}"


def _item_words(one: Contribution) -> str:
    """成果指標：重み45・水準4 → 重み16.7・水準4（−8.3点）."""
    return f"{one.title}：{_says(one.before)} → {_says(one.after)}（{_signed(one.points)}）"


def _says(part: Part | None) -> str:
    if part is None:
        return "数えない"
    kind = "" if part.applicable else "（対象外を一律の水準とする）"
    return f"重み{weight_words(part.share)}・水準{plain(part.level)}{kind}"


def _why(along: Sequence[Contribution]) -> str:
    one = along[0]
    title, old, new = f"「{one.title}」", one.before, one.after
    if old is None:
        assert new is not None, "an item counts on one side at least"
        if new.applicable:
            return f"{title}を水準{plain(new.level)}で数えるため。"
        # All that the method assumes so, and not one of them alone, is what one hears of it.
        titles = "".join(f"「{c.title}」" for c in along if c.before is None and c.after == new)
        return f"{titles}を水準{plain(new.level)}とみなして数えるため。"
    grows = new is not None and new.share > old.share
    side = "高い" if (one.points > 0) == grows else "低い"
    if new is None:
        return f"平均より{side}{title}を数えないため。"
    if old.level != new.level:
        cap = "上限がなくなり、" if old.capped and not new.capped else "上限が加わり、" if new.capped else ""
        return f"{cap}{title}の水準が{plain(old.level)}から{plain(new.level)}になるため。"
    shown = f"{weight_words(old.share)}から{weight_words(new.share)}に{'増える' if grows else '減る'}"
    return f"平均より{side}{title}（水準{plain(new.level)}）の重みが{shown}ため。"


def _signed(points: Fraction) -> str:
    """Increases as ＋, decreases as −: on municipal paper ▲ would read as minus."""
    shown = half_up(abs(points), 1)
    return ("＋" if points > 0 else "−") + (f"{shown:,f}点" if shown else "0.1点未満")


def _held(before: Scorecard, after: Scorecard) -> Iterator[str]:
    """A score on one side only: a code stands instead, or too little is answered or settled on the other."""
    if (before.exact is None) == (after.exact is None):
        return
    if not (before.items and after.items):
        letters = [card.grade or "記号なし" for card in (before, after)]
        yield f"採点{'せず記号で示す' if before.items else 'する'}ため（{letters[0]} → {letters[1]}）"
        return
    change = "評価点が付くため" if before.exact is None else "評価が保留となるため"
    held = before if before.exact is None else after
    pending = "".join(f"「{i.title}」" for i in held.items if i.applicable and i.level is None)
    if pending:
        yield f"{change}（{pending}が未確定{'でなくなる' if held is before else ''}）"
        return
    shares = [plain(card.answered_weight, 1) for card in (before, after)]
    yield f"{change}（記入された項目の重み {shares[0]}％ → {shares[1]}％）"


def _caps(before: Scorecard, after: Scorecard) -> Iterator[tuple[str, bool]]:
    """Caps on the grade that come or go, and whether that lifts. A cap on a level shows in its item's level."""
    old, new = _grade_caps(before), _grade_caps(after)
    yield from ((f"評価の上限（{CAP_WORDS[k]}）に当たらなくなるため", True) for k in old if k not in new)
    yield from ((f"評価の上限（{CAP_WORDS[k]}は{after.grade}まで）に当たるため", False) for k in new if k not in old)


def _grade_caps(card: Scorecard) -> dict[str, CapHit]:
    return {hit.cap: hit for hit in card.caps if not hit.item}
