"""A condition as a clerk writes it in TOML → Condition, with every name in it checked.

``{ field = "status", is = ["遅れ"] }`` · ``{ answered = "kpi_1_actual" }`` · ``{ fact = "has_budget" }`` ·
``{ all = [...] }`` · ``{ any = [...] }`` · ``{ not = {...} }`` · ``{ condition = "name" }``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from fujiplan_cli.declare.document import Faults
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.model.condition import NEVER, Condition

_FORMS = (
    '{ field = "…", is = ["…"] }、{ answered = "…" }、{ fact = "…" }、{ all = […] }、{ any = […] }、'
    '{ not = … }、{ condition = "…" }'
)


_DEEPEST = 24
"""Parts of the key path of a condition: twelve times any and all. No sheet of a city asks so."""
_NAMED_WITHIN = 8
"""Named conditions inside each other."""
_MOST = 2_000
"""Conditions that one reader reads, named ones written out: each that names two others would double them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """What a condition may name: other conditions, fields with their choices, facts."""

    named: Mapping[str, Mapping[str, Any]]
    choices: Mapping[str, tuple[str, ...]]
    """Field id → its choices (empty: any answer)."""
    facts: frozenset[str]
    faults: Faults
    number: int = 0
    """For repeated fields: what {n} stands for."""
    within: tuple[str, ...] = ()
    """Named conditions being read, to notice a circle."""
    taken: list[int] = dataclasses.field(default_factory=lambda: [0])
    """How many have been read, by this reader and those within."""

    def read(self, raw: object, path: KeyPath) -> Condition:
        """The condition; a faulty part is noted and never holds."""
        self.taken[0] += 1
        if self.taken[0] > _MOST or len(path) > _DEEPEST or len(self.within) > _NAMED_WITHIN:
            first = self.taken[0] <= _MOST + 1
            return self._fault(path[:3], "条件が大きすぎるか、入れ子が深すぎます。分けてください。") if first else NEVER
        if not isinstance(raw, Mapping):
            return self._fault(path, f"条件として読めません。{_FORMS}の形で書いてください。")
        keys = frozenset(raw)
        if keys == {"field", "is"}:
            return self._is(raw, path)
        if keys == {"answered"}:
            return self._answered(raw["answered"], (*path, "answered"))
        if keys == {"fact"}:
            return self._fact(raw["fact"], (*path, "fact"))
        if keys in ({"all"}, {"any"}):
            return self._parts(next(iter(keys)), raw, path)
        if keys == {"not"}:
            return Condition("not", parts=(self.read(raw["not"], (*path, "not")),))
        if keys == {"condition"}:
            return self._named(raw["condition"], (*path, "condition"))
        return self._fault(path, f"条件「{'、'.join(sorted(keys))}」は読めません。{_FORMS}の形で書いてください。")

    def _fault(self, path: KeyPath, message: str) -> Condition:
        self.faults.add(path, message)
        return NEVER

    def _name(self, raw: object) -> str:
        return raw.replace("{n}", str(self.number)) if isinstance(raw, str) else ""

    def _is(self, raw: Mapping[str, Any], path: KeyPath) -> Condition:
        field, words = self._name(raw["field"]), raw["is"]
        if field not in self.choices:
            return self._fault(
                (*path, "field"), f"欄「{raw['field']}」はこの様式にありません。fields の id を書いてください。"
            )
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            return self._fault((*path, "is"), '答えの言葉を ["遅れ"] のように並べて書いてください。')
        for number, word in enumerate(words):
            if self.choices[field] and word not in self.choices[field]:
                known = "、".join(self.choices[field])
                self.faults.add((*path, "is", number), f"「{word}」は欄「{field}」の選択肢にありません（{known}）。")
        return Condition("is", field=field, words=tuple(words))

    def _answered(self, raw: object, path: KeyPath) -> Condition:
        field = self._name(raw)
        if field not in self.choices:
            return self._fault(path, f"欄「{raw}」はこの様式にありません。fields の id を書いてください。")
        return Condition("answered", field=field)

    def _fact(self, raw: object, path: KeyPath) -> Condition:
        fact = self._name(raw)
        if fact not in self.facts:
            known = "、".join(sorted(self.facts))
            return self._fault(path, f"事実「{raw}」はここでは使えません。使えるのは{known}です。")
        return Condition("fact", fact=fact)

    def _parts(self, op: str, raw: Mapping[str, Any], path: KeyPath) -> Condition:
        parts = raw[op]
        if not isinstance(parts, list) or not parts:
            return self._fault((*path, op), "条件を一つ以上、角括弧の中に並べて書いてください。")
        read = tuple(self.read(part, (*path, op, number)) for number, part in enumerate(parts))
        return Condition("all" if op == "all" else "any", parts=read)

    def _named(self, raw: object, path: KeyPath) -> Condition:
        if not isinstance(raw, str) or raw not in self.named:
            return self._fault(path, f"条件「{raw}」は [conditions] にありません。名前を確認してください。")
        if raw in self.within:
            return self._fault(path, f"条件「{raw}」が自分自身を使っています。")
        inner = dataclasses.replace(self, within=(*self.within, raw))
        return inner.read(self.named[raw], ("conditions", raw))


def write(condition: Condition) -> dict[str, Any]:
    """A condition as it would stand in TOML (named conditions written out); the inverse of reading.

    Raises ValueError for ALWAYS and NEVER, which a file says by leaving the key out.
    """
    if condition.op == "is":
        return {"field": condition.field, "is": list(condition.words)}
    if condition.op in ("answered", "fact"):
        return {condition.op: condition.field or condition.fact}
    if condition.op in ("all", "any"):
        return {condition.op: [write(part) for part in condition.parts]}
    if condition.op == "not":
        return {"not": write(condition.parts[0])}
    raise ValueError(f"{condition.op} has no written form")
