"""One PDF as a process of its own, for table.py: `python one_pdf.py fujiplan|typst GIVEN OUT`.

fujiplan: the material of a meeting from the pickled input of the room `report`. typst: Typst alone, from the source and
the data that fujiplan would hand it (a pickled pair), which is the least that this document can take.
"""

from __future__ import annotations

import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

DAY = datetime(2026, 5, 20, tzinfo=UTC)


def main() -> None:
    """Make it and write it."""
    way, given, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    from fujiplan_cli.report.pdf import render_pdf, typeset

    known = pickle.loads(given.read_bytes())
    if way == "fujiplan":
        out.write_bytes(render_pdf(known).content)
    else:
        from fujiplan_cli.model.resources import templates_folder

        out.write_bytes(typeset(known[0], known[1], templates_folder() / "fonts", DAY))


if __name__ == "__main__":
    main()
