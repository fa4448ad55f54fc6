"""Fixtures of tests/commands; what they are made of stands in office_world.py."""

from office_world import _distributed, office, tree

__all__ = ["_distributed", "office", "tree"]
