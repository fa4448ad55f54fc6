"""The 採点方法 as its page shows it: the declaration in words, nothing of any project."""

from __future__ import annotations

from fujiplan_cli.model.method import Grade, Item, Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.publish.view import MethodItem, PublicMethod, ScaleLine
from fujiplan_cli.publish.words import number_words, plain, rounded


def public_method(method: Method, plan: Plan) -> PublicMethod:
    """What a citizen needs to compute a grade again."""
    weighed = {code for item in method.items for code in item.weights}
    totals = {sum(method.weights(code).values()) for code in weighed}
    return PublicMethod(
        title=method.title,
        version=method.version,
        sha256=method.sha256,
        reason=method.reason,
        stages=tuple((s.code, s.title) for s in plan.stages if s.code in weighed),
        lines=tuple(_item(i) for i in method.items),
        grades=_grades(method.grades),
        codes=tuple(ScaleLine(c.letter, c.title) for c in method.codes),
        caps=tuple(c.public_reason for c in method.caps if c.public_reason),
        minimum=f"{number_words(plain(rounded(method.answered_minimum * 100, 1)))}%",
        total=number_words(totals.pop()) if len(totals) == 1 else "",
        same_weights=len({tuple(sorted(method.weights(code).items())) for code in weighed}) == 1,
        absent=_absent(method.absent_level),
        all_count=method.absent_level is not None,
    )


def _absent(level: int | None) -> str:
    if level is None:
        return "対象とならない項目は配点から除きます。"
    return f"記入を求めない項目と対象とならない項目は、配点を残し、水準{level}とみなして数えます。"


def _item(item: Item) -> MethodItem:
    return MethodItem(item.title, item.source == "judged", item.rule, dict(item.weights), item.rubric)


def _grades(grades: tuple[Grade, ...]) -> tuple[ScaleLine, ...]:
    """A 良好（80点以上）; the last one has no lower end of its own: 40点未満."""
    lines = [ScaleLine(f"{g.letter} {g.title}", f"{number_words(plain(g.minimum))}点以上") for g in grades[:-1]]
    if len(grades) > 1:
        last, above = grades[-1], grades[-2]
        lines.append(ScaleLine(f"{last.letter} {last.title}", f"{number_words(plain(above.minimum))}点未満"))
    return tuple(lines)
