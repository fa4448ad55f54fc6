"""The faulty and unusual sheets of the inbox of 2025."""

from __future__ import annotations

MISSING_PROJECTS: set[str] = set()
RETURNED_PROJECTS: set[str] = set()
SETTLED_2025: list[dict[str, str]] = []
