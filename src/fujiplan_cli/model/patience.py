"""A file that another program has open for a moment: Windows neither renames nor removes it, and soon after it does."""

from __future__ import annotations

import time
from collections.abc import Callable

from fujiplan_cli.model import causes

_PAUSES = (0.05, 0.2, 0.5)
"""Seconds. A virus scanner, the search index or a backup opens a new file for a moment."""


def patiently(step: Callable[[], object]) -> None:
    """Take the step (a rename, a removal); on Windows again after a pause when it is refused. Raises OSError."""
    for pause in _PAUSES if causes.WINDOWS else ():
        try:
            step()
        except PermissionError:
            time.sleep(pause)
        else:
            return
    step()
