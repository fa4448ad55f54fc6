"""Where what goes out stands: one folder a 課 with names that Windows takes, and beside it, if wished, its zip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fujiplan_cli.model.plan import Department
from fujiplan_cli.model.project import Project
from fujiplan_cli.workbook.package import stored, write_package
from fujiplan_cli.workflow.file_names import safe_name

_LONGEST = 148
"""Characters of a path in the outbox before its number: so a plan folder may lie 90 deep on Windows (260 in all)."""


@dataclass(slots=True)
class Outbox:
    """The files of a distribution (relative path → bytes) as they are made, parcel by parcel."""

    files: dict[str, bytes] = field(default_factory=dict)
    _folders: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, offices: Iterable[Department]) -> Outbox:
        """An empty outbox in which each of these departments has its folder, whichever is written to."""
        box = cls()
        for office in offices:
            box.folder(office)
        return box

    def folder(self, office: Department) -> str:
        """部/課. Two departments whose names Windows cannot tell apart get two folders."""
        if office.code not in self._folders:
            wanted = f"{safe_name(office.division)}/{safe_name(office.name)}"
            self._folders[office.code] = self._free(wanted, "")
        return self._folders[office.code]

    def add(self, office: Department, name: str, data: bytes) -> str:
        """Put a file into a department's parcel; gives its path, with a number where the name is taken.

        A name too long for Windows is cut at its end.
        """
        path, folder = PurePosixPath(name), self.folder(office)
        stem = path.stem[: _LONGEST - len(folder) - len(path.suffix) - 1].rstrip(" .")
        free = self._free(f"{folder}/{stem}", path.suffix)
        self.files[free] = data
        return free

    def bundle(self, office: Department) -> str:
        """Zip a department's parcel beside its folder (部/課.zip). Same files, same bytes; names are UTF-8."""
        folder = self.folder(office)
        inside = {name.removeprefix(f"{folder}/"): data for name, data in self.files.items() if _below(name, folder)}
        path = f"{folder}.zip"
        self.files[path] = write_package(stored(name, data) for name, data in sorted(inside.items()))
        return path

    def _free(self, stem: str, suffix: str) -> str:
        number, name = 1, f"{stem}{suffix}"
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}（{number}）{suffix}"
        self._taken.add(name.casefold())
        return name


def sheet_file(project: Project) -> str:
    """1-1-01_事業名.xlsx."""
    return f"{safe_name(project.number)}_{safe_name(project.name, 40)}.xlsx"


def book_file(office: Department) -> str:
    """課名_進行管理調書.xlsx."""
    return f"{safe_name(office.name, 40)}_進行管理調書.xlsx"


def others(root: Path, replaced: Iterable[str]) -> Mapping[str, bytes]:
    """Files of an outbox that stay: all but those in the folders named (and their zips)."""
    gone = tuple(replaced)
    found = {p.relative_to(root).as_posix(): p for p in sorted(root.rglob("*")) if p.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if not any(_below(name, folder) or name == f"{folder}.zip" for folder in gone)
    }


def _below(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/")
