"""Where the packaged templates and sample data are: in the wheel, else beside ``src/`` (editable install)."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _folder(packaged: str, beside_src: str) -> Path:
    inside = _PACKAGE / packaged
    return inside if inside.is_dir() else _PACKAGE.parent.parent / beside_src


def templates_folder() -> Path:
    """The packaged templates (plan, site, report, mail)."""
    return _folder("_templates", "templates")


def sample_folder() -> Path:
    """The packaged sample plan (架空)."""
    return _folder("_sample_data", "sample_data")


def template_folders(plan_folder: Path | None, name: str) -> tuple[Path, ...]:
    """Folders to search for templates of one use (``site``, ``report``, ``mail``): the plan's own first."""
    own = (plan_folder / "templates" / name,) if plan_folder is not None else ()
    return tuple(p for p in (*own, templates_folder() / name) if p.is_dir())
