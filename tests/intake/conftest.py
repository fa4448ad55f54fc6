"""Fixtures of intake: a 調書 as distributed, the same filled without a fault, what is known of its project."""

from __future__ import annotations

import pytest
from intake_world import GOOD, Paper, World, identity_of, paper_of, world_of


@pytest.fixture
def blank() -> Paper:
    """The S5 sheet as distributed."""
    return paper_of(identity_of())


@pytest.fixture
def paper(blank: Paper) -> Paper:
    """The S5 sheet filled without a fault."""
    return blank.fill(**GOOD)


@pytest.fixture
def world() -> World:
    """What is known: one project."""
    return world_of("1-01-02")
