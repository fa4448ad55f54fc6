"""``make bundle``: offline bundles into dist/, one zip a system, and their checksums."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

from bundle.gather import NoWheel, gather
from bundle.lock import LockFault, read_lock
from bundle.pack import tree, write_zip
from bundle.papers import SUMS, checksums
from bundle.targets import EXTRA, PYTHONS, SYSTEMS, System, Target
from bundle.wheel_file import WheelFile, read_wheel

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the bundles that the command line asks for; 0, or 1 with the reason on stderr."""
    asked = argparse.ArgumentParser(prog="bundle", description=__doc__)
    asked.add_argument("--to", type=Path, default=ROOT / "dist", help="folder of the zips")
    asked.add_argument("--system", choices=sorted(SYSTEMS), action="append", help="default: all")
    asked.add_argument("--python", choices=PYTHONS, action="append", help="default: all")
    given = asked.parse_args(arguments)
    names = given.system or sorted(SYSTEMS)
    try:
        made = [bundle(SYSTEMS[name], given.python or PYTHONS, given.to) for name in names]
    except (LockFault, NoWheel, subprocess.CalledProcessError) as fault:
        sys.stderr.write(f"no bundle: {fault}\n")
        return 1
    (given.to / SUMS).write_bytes(checksums({path.name: path.read_bytes() for path in made}))
    for path in made:
        sys.stdout.write(f"{path}  {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


def bundle(system: System, pythons: Sequence[str], to: Path) -> Path:
    """One zip for one system: ``fujiplan-VERSION-SYSTEM.zip`` in the folder ``to``."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        own = own_wheel(folder / "own")
        lock = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
        gathered = gather(roots(), lock, [Target(system, one) for one in pythons], folder / "wheels")
        fonts = {path.name: path.read_bytes() for path in (ROOT / "templates" / "fonts").glob("OFL-*.txt")}
        files = tree(own, gathered, fonts)
    top = f"{own.name}-{own.version}-{system.name}"
    write_zip(to / f"{top}.zip", top, files)
    return to / f"{top}.zip"


def roots() -> list[Requirement]:
    """What the product itself needs to run, with the one extra that offices use; no developer's tool."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(one) for one in (*project["dependencies"], *project["optional-dependencies"][EXTRA])]


def own_wheel(folder: Path) -> WheelFile:
    """The project's own wheel, built without network; hatchling stamps no clock into it."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)]
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own pip, no shell
    (path,) = folder.glob("*.whl")
    return read_wheel(path)


if __name__ == "__main__":
    sys.exit(main())
