"""The plan folder's own templates are what stands in it: a link out of the folder is refused before any is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from fujiplan_cli.model.plan import Fault, PlanFolderError

_REMEDY = "リンクをやめて、ファイルそのものを置いてください。"


def require_own(plan_folder: Path, name: str) -> None:
    """Look at every file and folder below ``templates/<name>`` once, before they are used. Raises PlanFolderError.

    A template prints whatever it includes: a link to a file elsewhere would put it on the site. Links within the plan
    folder may stay.
    """
    top = plan_folder / "templates" / name
    inside = plan_folder.resolve()
    faults = tuple(
        Fault(path.relative_to(plan_folder).as_posix(), "", f"計画フォルダーの外を指すリンクです。{_REMEDY}")
        for path in _entries(top)
        if not path.resolve().is_relative_to(inside)
    )
    if faults:
        raise PlanFolderError(faults)


def _entries(top: Path) -> Iterator[Path]:
    """The folder and all below it in the order of names; no linked folder is entered."""
    if not top.is_dir():
        return
    yield top
    for place, folders, files in os.walk(top):
        yield from (Path(place, one) for one in sorted((*folders, *files)))
