"""The lock file as data: which version of a package is meant on a target, and which hashes its files may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle.targets import Target


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry: ``line`` is its requirement without the marker, as ``name==version``."""

    name: str
    version: str
    line: str
    requirement: Requirement
    hashes: tuple[str, ...]

    def on(self, target: Target) -> bool:
        """Whether the entry's marker holds on the target."""
        marker = self.requirement.marker
        return marker is None or marker.evaluate(dict(target.environment()))


class LockFault(Exception):
    """The lock file does not answer for a package that the bundle needs."""


def read_lock(text: str) -> Mapping[str, tuple[Pin, ...]]:
    """Entries of ``requirements.lock`` (ADR 0003) by canonical name; a package may have one for each Python."""
    pins: dict[str, tuple[Pin, ...]] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        words, *hashes = entry.split("--hash=")
        requirement = Requirement(words.strip())
        name = canonicalize_name(requirement.name)
        (only,) = requirement.specifier
        pin = Pin(name, only.version, f"{name}=={only.version}", requirement, tuple(h.strip() for h in hashes))
        pins[name] = (*pins.get(name, ()), pin)
    return pins


def pin_of(lock: Mapping[str, tuple[Pin, ...]], wanted: Requirement, target: Target) -> Pin:
    """The entry that answers a requirement on a target. Raises LockFault when none or a wrong version does."""
    name = canonicalize_name(wanted.name)
    found = [pin for pin in lock.get(name, ()) if pin.on(target)]
    if len(found) != 1:
        raise LockFault(f"{len(found)} entries of requirements.lock answer {wanted} on {target}")
    if not wanted.specifier.contains(found[0].version, prereleases=True):
        raise LockFault(f"requirements.lock has {found[0].line}, but {wanted} is asked for")
    return found[0]
