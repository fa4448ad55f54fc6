"""Formulas that start a program or reach over the network when a spreadsheet computes them (DDE, WEBSERVICE, RTD)."""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_REACHES = re.compile(
    r"\|"  # =program|topic!item. Excel has no other use of | outside of quotes
    r"|\[[0-9]+\]!"  # the same as a workbook stores it: an item of a link, not a cell of another book ([1]Sheet!A1)
    r"|(?<![A-Z0-9_])(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE|INITIATE|SQL\.REQUEST)\s*\(",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # the formulas of a form stand in every book of an inbox
def reaches_outside(formula: str) -> bool:
    """Whether a formula does more than compute from cells. ``formula``: with or without its leading ``=``.

    A link to a cell of another workbook is none of these: its last result is the value, as with any formula. Neither is
    HYPERLINK, which opens nothing until somebody clicks.
    """
    return _REACHES.search(_QUOTED.sub("", formula)) is not None
