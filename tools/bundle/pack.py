"""Puts a bundle together: the tree of its files, and a zip of it that is the same bytes for the same input."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from bundle.gather import Gathered
from bundle.papers import SUMS, about, checksums, for_notepad, licences, requirements
from bundle.sbom import bill_of_materials
from bundle.targets import EXTRA, WINDOWS, Target
from bundle.wheel_file import WheelFile

README = "お読みください.txt"
_KIT = Path(__file__).resolve().parent / "kit"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can say: no clock in an output."""


def tree(own: WheelFile, gathered: Gathered, fonts: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files of a bundle for the targets of one system, by name."""
    targets = list(gathered.pins)
    windows = targets[0].system is WINDOWS
    others = [wheel for wheel in gathered.wheels.values() if wheel.path != own.path]
    files = {f"wheels/{wheel.path.name}": wheel.path.read_bytes() for wheel in (own, *others)}
    files["requirements.txt"] = requirements(own, EXTRA, gathered).encode("ascii")
    files["bundle.json"] = about(own, targets)
    files["install.py"] = (_KIT / "install.py").read_bytes()
    files |= {"install.bat": batch()} if windows else {"install.sh": (_KIT / "install.sh").read_bytes()}
    files[README] = for_notepad(readme(own.version, targets))
    files |= licences([own, *others], fonts)
    files["sbom.cdx.json"] = bill_of_materials(own, others, gathered)
    files[SUMS] = checksums(files)
    return files


def batch() -> bytes:
    """install.bat as cmd.exe of a Japanese Windows reads it: code page 932, CR LF."""
    return (_KIT / "install.bat").read_text(encoding="utf-8").replace("\n", "\r\n").encode("cp932")


def readme(version: str, targets: list[Target]) -> str:
    """The steps for the clerk: install, upgrade, uninstall."""
    name = targets[0].system.name
    text = (_KIT / f"readme-{name}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(version=version, pythons="、".join(t.python for t in targets))


def write_zip(path: Path, top: str, files: Mapping[str, bytes]) -> None:
    """Write the tree below a folder ``top``: names sorted, times fixed; wheels are compressed already and stored."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.new")
    with zipfile.ZipFile(aside, "w") as out:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{top}/{name}", _OLDEST)
            entry.create_system = 3  # Unix: so that install.sh keeps its right to run
            entry.external_attr = (0o100755 if name.endswith(".sh") else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    aside.replace(path)
