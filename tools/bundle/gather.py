"""Fetches the wheels that a target needs: from the project's own requirements through each wheel's, by the lock file.

The lock file says which version and which hashes, the wheels' own metadata which of its entries are needed; pip's own
configuration says where they come from, so that no address stands here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from bundle.lock import Pin, pin_of
from bundle.targets import Target
from bundle.wheel_file import WheelFile, read_wheel


class NoWheel(Exception):
    """pip has no wheel for one of the packages on a target; the message is pip's own."""


@dataclass
class Gathered:
    """All wheels by file name, and for each target the pins that it needs by name."""

    wheels: dict[str, WheelFile] = field(default_factory=dict)
    pins: dict[Target, dict[str, Pin]] = field(default_factory=dict)

    def of(self, pin: Pin) -> list[WheelFile]:
        """The wheels of a pin: one for all, or one a Python."""
        return [w for _, w in sorted(self.wheels.items()) if (w.name, w.version) == (pin.name, pin.version)]


def gather(
    roots: Sequence[Requirement], lock: Mapping[str, tuple[Pin, ...]], targets: Sequence[Target], folder: Path
) -> Gathered:
    """Download into ``folder`` what the ``roots`` need on every target. Raises LockFault or NoWheel."""
    gathered = Gathered()
    for target in targets:
        gathered.pins[target] = _complete(roots, lock, target, folder, gathered)
        for pin in gathered.pins[target].values():
            fitting = [wheel.path.name for wheel in gathered.of(pin) if fits(wheel, target)]
            if len(fitting) != 1:
                raise NoWheel(f"{target.system.name}, Python {target.python}: {pin.line} has {fitting}, not one wheel")
    return gathered


def _complete(
    roots: Sequence[Requirement],
    lock: Mapping[str, tuple[Pin, ...]],
    target: Target,
    folder: Path,
    gathered: Gathered,
) -> dict[str, Pin]:
    """Ask pip for what is known to be needed until the wheels name nothing new."""
    fetched: set[str] = set()
    while True:
        known = _closure(roots, lock, target, gathered)
        missing = [pin for name, pin in sorted(known.items()) if name not in fetched]
        if not missing:
            return known
        _download(missing, target, folder)
        fetched.update(pin.name for pin in missing)
        for path in sorted(folder.glob("*.whl")):
            if path.name not in gathered.wheels:
                gathered.wheels[path.name] = read_wheel(path)


def _closure(
    roots: Sequence[Requirement], lock: Mapping[str, tuple[Pin, ...]], target: Target, gathered: Gathered
) -> dict[str, Pin]:
    """All pins that follow from the roots by the wheels at hand."""
    known: dict[str, Pin] = {}
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        pin = pin_of(lock, wanted, target)
        known[pin.name] = pin
        key = f"{pin.name}[{','.join(sorted(wanted.extras))}]"
        if key not in seen:
            seen.add(key)
            for wheel in gathered.of(pin):
                waiting += needed(wheel, target, wanted.extras)
    return known


def needed(wheel: WheelFile, target: Target, extras: set[str]) -> Iterator[Requirement]:
    """What a wheel asks for on a target when these extras of it are wanted."""
    for one in wheel.needs:
        environments = [target.environment(extra) for extra in ("", *sorted(extras))]
        if one.marker is None or any(one.marker.evaluate(dict(e)) for e in environments):
            yield one


def fits(wheel: WheelFile, target: Target) -> bool:
    """Whether a wheel's file name says that it runs on the target."""
    digits = int(target.python.replace(".", ""))
    for tag in parse_wheel_filename(wheel.path.name)[3]:
        level = int(tag.interpreter[2:]) if tag.interpreter[2:].isdigit() else 0
        python = tag.interpreter == f"cp{digits}" or tag.interpreter in ("py3", f"py{digits}")
        if tag.abi == "abi3" and tag.interpreter.startswith("cp"):
            python = level <= digits
        if python and (tag.platform == "any" or tag.platform in target.system.tags):
            return True
    return False


def _download(pins: Sequence[Pin], target: Target, folder: Path) -> None:
    """One call of pip; every file is checked against the lock file's hashes by pip itself."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    lines = (" ".join((pin.line, *(f"--hash={one}" for one in pin.hashes))) for pin in pins)
    wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", *target.pip_options(), "--dest", str(folder), "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own pip, no shell
    wanted.unlink()
    if done.returncode:
        raise NoWheel(f"{target.system.name}, Python {target.python}: {done.stderr.strip()}")
