"""How much memory the PDF of a meeting takes: Typst holds every page until the last one is set.

Measured with benchmarks/report.py (100 to 4,000 projects, linear): the WG's material has a page a project, those of
幹事会 and 本部 a line or two.
"""

from __future__ import annotations

from collections.abc import Mapping

from fujiplan_cli.model.plan import Meeting, Plan
from fujiplan_cli.report.render import layout_of

USUAL = 1.0
"""GiB that a PDF nobody asked for may take: any office PC has them free."""
MOST = 4.0
"""GiB from which on no PDF is made: an office PC of 8 GB would come to a standstill."""
_A_GIB: Mapping[str, int] = {"wg": 500, "kanjikai": 4_000, "honbu": 4_000}
"""Layout → so many projects take one GiB."""


def paper_gib(plan: Plan, meeting: Meeting, projects: int) -> float:
    """GiB of memory for the PDF of a meeting's material about so many projects."""
    return projects / _A_GIB[layout_of(plan, meeting)]
