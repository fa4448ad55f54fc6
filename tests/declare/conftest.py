"""A plan folder to spoil: the packaged one, copied, with a helper that edits its text as a clerk would."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fujiplan_cli.model.resources import templates_folder

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh copy of the packaged plan."""
    target = tmp_path / "計画"
    shutil.copytree(templates_folder() / "plan", target)
    return target


@pytest.fixture
def edit(folder: Path) -> Edit:
    """``edit(file, old, new)``: replace the first ``old`` in the text of a file of the plan."""

    def replace(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
