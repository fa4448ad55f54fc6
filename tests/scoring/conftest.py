"""The packaged methods, as any plan folder loads them."""

from __future__ import annotations

import pytest

from fujiplan_cli.declare import load_method, load_plan
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.resources import templates_folder


def _packaged(method_id: str) -> Method:
    folder = templates_folder() / "plan"
    return load_method(folder, load_plan(folder), 2025, method_id)


@pytest.fixture(scope="session")
def revised() -> Method:
    """改定採点方法."""
    return _packaged("revised")


@pytest.fixture(scope="session")
def old() -> Method:
    """旧採点方法."""
    return _packaged("old")
