"""What a wheel says about itself: name, version, what it needs, its licence and the texts of it."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_TEXTS = re.compile(r"[^/]+\.dist-info/(?:licen[sc]es/.+|(?:licen[sc]e|copying|notice|authors)[^/]*)", re.IGNORECASE)
_CLASSIFIER = "License :: "


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel. ``licence``: as its metadata name it; ``texts``: licence files inside it, by their name there."""

    path: Path
    name: str
    version: str
    sha256: str
    summary: str
    licence: str
    home: str
    needs: tuple[Requirement, ...]
    texts: Mapping[str, bytes]


def read_wheel(path: Path) -> WheelFile:
    """Read the metadata of a wheel; nothing in it is run."""
    content = path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        (metadata,) = (n for n in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        about = BytesParser().parsebytes(wheel.read(metadata))
        texts = {n.partition("/")[2].removeprefix("licenses/"): wheel.read(n) for n in names if _TEXTS.fullmatch(n)}
    return WheelFile(
        path=path,
        name=canonicalize_name(str(about["Name"])),
        version=str(about["Version"]),
        sha256=hashlib.sha256(content).hexdigest(),
        summary=str(about["Summary"] or ""),
        licence=_licence(about),
        home=_home(about),
        needs=tuple(Requirement(one) for one in about.get_all("Requires-Dist", [])),
        texts=dict(sorted((n, t) for n, t in texts.items() if not n.endswith("/"))),
    )


def _licence(about: Message) -> str:
    """The expression (PEP 639), else the short form that older wheels write, else their classifiers."""
    expression = str(about["License-Expression"] or "").strip()
    if expression:
        return expression
    classified = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith(_CLASSIFIER)]
    stated = str(about["License"] or "").strip()
    if stated and "\n" not in stated and len(stated) <= 60:
        return stated
    return "; ".join(sorted(classified)) or "not stated in the metadata"


def _home(about: Message) -> str:
    stated = str(about["Home-page"] or "").strip()
    if stated:
        return stated
    urls = dict(one.split(", ", 1) for one in about.get_all("Project-URL", []) if ", " in one)
    preferred = {"homepage": 0, "home": 1, "repository": 2, "source": 3, "source code": 4, "github": 5}
    ranked = sorted(urls.items(), key=lambda item: (preferred.get(item[0].lower(), 9), item[0]))
    return ranked[0][1] if ranked else ""
