"""The door: one file a command. Only this room prints, and only it turns results into exit status."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the `fujiplan` command."""
    from fujiplan_cli.cli.door import run

    sys.exit(run(sys.argv[1:]))
