"""Fixtures of tests/collect; what they are made of stands in cases_world.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "commands"))

from cases_world import _sent, office, where

__all__ = ["_sent", "office", "where"]
