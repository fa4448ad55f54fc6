"""The door: one file a command. Only this room prints, and only it turns results into exit status."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Entry point of the `fujiplan` command."""
    from fujiplan_cli.cli.door import run

    status = run(sys.argv[1:])
    gc.freeze()  # Python looks for rubbish once more before it ends: 0.15 s after a large publication, for nothing
    sys.exit(status)
