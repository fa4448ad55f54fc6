"""Fixtures of the report tests; the made-up year is in report_world.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
# The small plan folder with its sheets (office_world.py): letters and explanations are made from a ledger.
sys.path.insert(1, str(Path(__file__).parents[1] / "commands"))
