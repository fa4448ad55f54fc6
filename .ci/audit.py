"""Known vulnerabilities of what the lock file names: `python .ci/audit.py`. Status 1 for one that nobody argued away.

Takes pip-audit's JSON and .ci/audit-allowed.toml (id, reason, until). An advisory service that cannot be reached is
told loudly and is no failure: a registry that is down must not keep a change from being checked by everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120


def verdict(output: str, allowed: Sequence[Mapping[str, Any]], today: date) -> tuple[int, list[str]]:
    """Status and lines to show, from pip-audit's JSON (anything else means that it could not ask)."""
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, ["NOT AUDITED: pip-audit gave no result (advisory service not reachable?)"]
    unknown = [one["name"] for one in found if "skip_reason" in one]
    if len(unknown) == len(found):
        return 0, [f"NOT AUDITED: none of {len(found)} packages could be looked up"]
    lines = [f"NOT AUDITED: {', '.join(unknown)}"] if unknown else []
    status = 0
    for one in found:
        for weakness in one.get("vulns", ()):
            names = {weakness["id"], *weakness.get("aliases", ())}
            argued = next((entry for entry in allowed if entry["id"] in names), None)
            what = f"{one['name']} {one['version']}: {weakness['id']}"
            if argued is None:
                status = 1
                lines.append(
                    f"VULNERABLE {what}; mended in {', '.join(weakness.get('fix_versions', ())) or 'nothing yet'}"
                )
            elif argued["until"] < today:
                status = 1
                lines.append(f"VULNERABLE {what}; the exception ended on {argued['until']}: {argued['reason']}")
            else:
                lines.append(f"allowed until {argued['until']} {what}: {argued['reason']}")
    lines.append(f"audited: {len(found) - len(unknown)} of {len(found)} packages")
    return status, lines


def main() -> int:
    """Ask pip-audit about requirements.lock and tell the verdict."""
    allowed = tomllib.loads((ROOT / ".ci/audit-allowed.toml").read_text(encoding="utf-8")).get("allowed", [])
    command = [sys.executable, "-m", "pip_audit", "-r", str(ROOT / "requirements.lock"), "--disable-pip"]
    command += ["--require-hashes", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603 - our own words
        output = done.stdout
    except subprocess.TimeoutExpired:
        output = ""
    status, lines = verdict(output, allowed, datetime.now(UTC).date())
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
