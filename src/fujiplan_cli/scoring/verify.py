"""Every total is computed a second way (domain.md §4.10); the two must agree."""

from __future__ import annotations


class ScoringFault(AssertionError):
    """Two ways of computing the same figure disagree: a fault of the program, never of the input."""


def must_agree(what: str, first: object, second: object) -> None:
    """Raise ScoringFault unless both ways gave the same figure."""
    if first != second:
        raise ScoringFault(f"{what}: {first!r} != {second!r}")
