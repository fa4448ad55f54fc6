"""Finding codes of this area."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec

SPECS: tuple[MessageSpec, ...] = ()
