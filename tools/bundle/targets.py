"""What a bundle is made for: an operating system and the versions of Python that a city's PCs may have."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

PYTHONS = ("3.11", "3.12", "3.13")
EXTRA = "encrypted"
"""The one extra in a bundle: offices are sent books with a password. Not `cluster`: it is for a server (ADR 0016)."""
_MANYLINUX = ("2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
"""glibc of Debian 10 and RHEL 8 or newer; pip takes each tag literally, so every older one is named too."""


@dataclass(frozen=True, slots=True)
class System:
    """An operating system on x86-64. ``tags``: what pip calls it; ``markers``: what requirements ask about it."""

    name: str
    tags: tuple[str, ...]
    markers: Mapping[str, str] = field(hash=False)


WINDOWS = System(
    "windows",
    ("win_amd64",),
    {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
)
LINUX = System(
    "linux",
    (*(f"manylinux_{v}_x86_64" for v in _MANYLINUX), *(f"manylinux{v}_x86_64" for v in ("2014", "2010", "1"))),
    {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
)
SYSTEMS = {one.name: one for one in (WINDOWS, LINUX)}


@dataclass(frozen=True, slots=True)
class Target:
    """One system with one version of Python, such as ``3.11``."""

    system: System
    python: str

    def pip_options(self) -> list[str]:
        """What makes ``pip download`` choose wheels for this target and no source archives."""
        tags = [option for tag in self.system.tags for option in ("--platform", tag)]
        return ["--only-binary", ":all:", "--implementation", "cp", "--python-version", self.python, *tags]

    def environment(self, extra: str = "") -> dict[str, str]:
        """The values that environment markers ask for (PEP 508) on this target, with ``extra`` asked for."""
        return {
            **self.system.markers,
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "extra": extra,
        }


def this_python() -> str:
    """The version of the Python that runs, as a target names it."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"
