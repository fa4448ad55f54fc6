"""Templates run in jinja2's sandbox: a plan folder's own come from users, and go before the packaged ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def sandbox(folders: Iterable[Path], *, html: bool) -> ImmutableSandboxedEnvironment:
    """An environment that finds templates in the first folder that has them. ``html``: every value is escaped."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=html,
    )
