"""When a question is asked or required: a small declared condition, the same for sheet, checks and manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.model.values import Value


@dataclass(frozen=True, slots=True)
class Condition:
    """``is``: the answer of ``field`` is one of ``words``. ``fact``: a named fact holds. all / any / not combine."""

    op: Literal["always", "never", "is", "answered", "fact", "all", "any", "not"]
    field: str = ""
    words: tuple[str, ...] = ()
    fact: str = ""
    parts: tuple[Condition, ...] = ()

    def holds(self, values: Mapping[str, Value | None], facts: frozenset[str]) -> bool:
        """True when the condition holds for these answers (choice words as text) and named facts."""
        if self.op == "is":
            value = values.get(self.field)
            return value is not None and str(value) in self.words
        if self.op == "answered":
            return values.get(self.field) is not None
        if self.op == "fact":
            return self.fact in facts
        if self.op == "all":
            return all(part.holds(values, facts) for part in self.parts)
        if self.op == "any":
            return any(part.holds(values, facts) for part in self.parts)
        if self.op == "not":
            return not self.parts[0].holds(values, facts)
        return self.op == "always"

    def fields(self) -> frozenset[str]:
        """Every field whose answer the condition looks at."""
        own = frozenset({self.field}) if self.op in ("is", "answered") else frozenset()
        return own.union(*(part.fields() for part in self.parts))

    def facts(self) -> frozenset[str]:
        """Every named fact the condition looks at."""
        own = frozenset({self.fact}) if self.op == "fact" else frozenset()
        return own.union(*(part.facts() for part in self.parts))


ALWAYS = Condition("always")
NEVER = Condition("never")
