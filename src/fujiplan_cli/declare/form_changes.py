"""What changed in a form since another edition of it, in sentences for the people who fill it in."""

from __future__ import annotations

from collections.abc import Iterator

from fujiplan_cli.model.form import Field, Form

_WORDS = {
    "choice": "選択",
    "level": "段階（０〜４）",
    "integer": "整数",
    "decimal": "数値",
    "money": "金額",
    "text": "文章",
}
_WORDS |= {"date": "年月日", "year_month": "年月", "fiscal_year": "年度", "identifier": "番号"}
_ASKED = ("input", "prefilled", "money")


def form_changes(old: Form, new: Form) -> tuple[str, ...]:
    """Fields that are asked anew or no more, and changed names, kinds, choices, limits, stages and duties.

    Only what a 所管課 types; a repeated field (指標 1–3) is told once. In the order of the new form, the removed last.
    """
    before, after = _asked(old), _asked(new)
    lines: list[str] = []
    for one in after.values():
        lines += _one(before[one.id], one) if one.id in before else [f"「{one.label}」を追加しました（{_need(one)}）。"]
    lines += [f"「{one.label}」を廃止しました。" for one in before.values() if one.id not in after]
    return tuple(lines)


def _asked(form: Form) -> dict[str, Field]:
    return {one.id: one for one in form.fields if one.origin in _ASKED and one.index <= 1}


def _one(old: Field, new: Field) -> list[str]:
    changes = list(_changes(old, new))
    return [f"「{new.label}」の{change}" for change in changes]


def _changes(old: Field, new: Field) -> Iterator[str]:
    if old.label != new.label:
        yield f"名称を、「{old.label}」から変えました。"
    if old.kind != new.kind:
        yield f"記入方法を、{_WORDS.get(old.kind, old.kind)}から{_WORDS.get(new.kind, new.kind)}に変えました。"
    yield from _choices(old, new)
    if old.limit != new.limit:
        yield f"字数の上限を、{_limit(old)}から{_limit(new)}に変えました。"
    if old.unit != new.unit:
        yield f"単位を、「{old.unit or 'なし'}」から「{new.unit or 'なし'}」に変えました。"
    if (old.minimum, old.maximum) != (new.minimum, new.maximum):
        yield f"記入できる範囲を、{_range(old)}から{_range(new)}に変えました。"
    if old.required_when != new.required_when:
        yield (
            f"要否を、{_need(old)}から{_need(new)}に変えました。"
            if _need(old) != _need(new)
            else ("必須となる場合を変えました（記入要領をご覧ください）。")
        )
    if (old.stages, old.asked_when) != (new.stages, new.asked_when):
        yield (
            f"対象の評価段階を、{_stages(old)}から{_stages(new)}に変えました。"
            if old.stages != new.stages
            else ("対象となる事業を変えました（記入要領をご覧ください）。")
        )


def _choices(old: Field, new: Field) -> Iterator[str]:
    added = [word for word in new.choices if word not in old.choices]
    removed = [word for word in old.choices if word not in new.choices]
    if added:
        yield f"選択肢に、{_listed(added)}を追加しました。"
    if removed:
        yield f"選択肢から、{_listed(removed)}を除きました。"


def _listed(words: list[str]) -> str:
    return "、".join(f"「{word}」" for word in words)


def _limit(one: Field) -> str:
    return f"{one.limit}字" if one.limit else "上限なし"


def _range(one: Field) -> str:
    if one.minimum is None and one.maximum is None:
        return "制限なし"
    low = f"{one.minimum}以上" if one.minimum is not None else ""
    return low + (f"{one.maximum}以下" if one.maximum is not None else "")


def _need(one: Field) -> str:
    return {"always": "必須", "never": "任意"}.get(one.required_when.op, "該当する場合に必須")


def _stages(one: Field) -> str:
    return "・".join(sorted(one.stages)) if one.stages else "全て"
