"""The rehearsal is played once for all tests that look at it (rehearsed_years.py)."""

from rehearsed_years import rehearsed

__all__ = ["rehearsed"]
