"""Looks up every pinned dependency in the public list of known vulnerabilities: `make audit`.

Exit status 1: a known vulnerability that nobody has accepted with reason and date. 0: none, or the list could not be
asked (said aloud): a service that is down must not keep a change from everything else that is checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK, ACCEPTED = ROOT / "requirements.lock", ROOT / "tools" / "audit_accepted.toml"


def main() -> int:
    """Ask pip-audit, print what it found, and say by the exit status whether the build may go on."""
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("accepted", [])
    lines, status = judged(_report(), accepted, date.today())
    print("\n".join(lines))  # noqa: T201 - a tool for developers
    return status


def judged(
    report: Mapping[str, Any] | None, accepted: Sequence[Mapping[str, Any]], today: date
) -> tuple[list[str], int]:
    """What to say of pip-audit's JSON (None: it gave none), and the exit status.

    ``accepted``: tables with ``id`` (or an alias of it), ``package``, ``reason`` and ``until``, the last day it holds.
    """
    if report is None:
        return ["AUDIT NOT DONE: the service of advisories could not be reached."], 0
    packages: Sequence[Mapping[str, Any]] = report["dependencies"]
    missing = [str(p["name"]) for p in packages if "skip_reason" in p]
    lines = []
    if missing:
        lines.append(f"AUDIT NOT DONE for {len(missing)} of {len(packages)} packages, unknown to the service asked:")
        lines.append(f"  {' '.join(missing[:8])}{' …' if len(missing) > 8 else ''}")
    bad = list(_open(packages, accepted, today))
    lines += bad or [f"No known vulnerability in {len(packages) - len(missing)} packages."]
    return lines, int(bool(bad))


def _open(packages: Sequence[Mapping[str, Any]], accepted: Sequence[Mapping[str, Any]], today: date) -> Iterator[str]:
    for package in packages:
        for one in package.get("vulns", ()):
            names = {one["id"], *one.get("aliases", ())}
            held = [a for a in accepted if a["package"] == package["name"] and a["id"] in names]
            if any(a["until"] >= today and a["reason"].strip() for a in held):
                continue
            fixed = ", ".join(one.get("fix_versions", ())) or "no version yet"
            late = " (accepted until a day that has passed)" if held else ""
            yield f"VULNERABLE: {package['name']} {package['version']} {one['id']}, fixed in {fixed}{late}"


def _report() -> Mapping[str, Any] | None:
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip", "--require-hashes"]
    try:
        done = subprocess.run([*command, "-f", "json"], capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 - our own words
        found: Mapping[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return found


if __name__ == "__main__":
    sys.exit(main())
