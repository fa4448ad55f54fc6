"""A finding whose gravity comes from the message catalogue."""

from __future__ import annotations

from fujiplan_cli.model.catalogue import spec_of
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


def found(code: str, place: Place, field: str = "", value: str = "", **params: str) -> Finding:
    """A finding with the catalogue's severity of its code."""
    return Finding(code, spec_of(code).severity, place, field, value, params)
