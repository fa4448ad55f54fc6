"""Names in a sentence: the first few, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str], most: int = 10) -> str:
    """The first ``most`` joined by 「、」, then 「、ほかn件」 for the rest."""
    more = f"、ほか{len(names) - most}件" if len(names) > most else ""
    return "、".join(names[:most]) + more
