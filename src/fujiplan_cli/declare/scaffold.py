"""A new plan folder from the packaged one."""

from __future__ import annotations

import re
from pathlib import Path

from fujiplan_cli.declare.plan import PLAN_FILE
from fujiplan_cli.model.plan import Fault, PlanFolderError
from fujiplan_cli.model.resources import templates_folder

_SAMPLE = re.compile(rb"^sample = false\b", re.MULTILINE)


def scaffold(folder: Path, *, sample: bool = False) -> tuple[Path, ...]:
    """Copy the packaged plan into ``folder`` (made if need be) and give the files written.

    ``sample`` sets ``sample = true`` (練習). Raises PlanFolderError when the folder already holds a plan or another
    file of a plan's name; then nothing is written. Raises OSError when the disk fails.
    """
    source = templates_folder() / "plan"
    files = sorted(path.relative_to(source) for path in source.rglob("*.toml"))
    present = [name.as_posix() for name in files if (folder / name).exists()]
    if present:
        raise PlanFolderError(tuple(Fault(name, "", _PRESENT) for name in present))
    folder.mkdir(mode=0o770, parents=True, exist_ok=True)  # what comes into it names people: for the group alone
    written: list[Path] = []
    for name in sorted(files, key=lambda path: path.as_posix() == PLAN_FILE):  # fujiplan.toml last: it marks a plan
        data = (source / name).read_bytes()
        if sample and name.as_posix() == PLAN_FILE:
            data = _SAMPLE.sub(b"sample = true ", data, count=1)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return tuple(written)


_PRESENT = "すでにあります。上書きしません。別のフォルダーを指定してください。"
