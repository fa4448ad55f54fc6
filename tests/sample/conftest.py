"""Fixtures of tests/sample; what they are made of stands in played_sample.py."""

import sys
from pathlib import Path

from played_sample import played

# The second scorer (oracle.py) stands with the scoring tests; these tests may be run without them.
sys.path.append(str(Path(__file__).resolve().parents[1] / "scoring"))

__all__ = ["played"]
