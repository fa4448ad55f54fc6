"""Which 課 sent a file, by the folder that it lies in: `inbox/<年度>/<課>/…`, or with its 部 above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from fujiplan_cli.model.plan import Plan
from fujiplan_cli.workflow.file_names import safe_name


@dataclass(frozen=True, slots=True)
class Senders:
    """Folder name → the 課 of that name, now or formerly: division's folder name, code of today, full name.

    Folders may be arranged at will: a file in none that is named after a 課 has an unknown sender.
    """

    offices: Mapping[str, tuple[tuple[str, str, str], ...]]

    @classmethod
    def of(cls, plan: Plan, year: int) -> Senders:
        """The departments of the plan as they answer for ``year``, renames and mergers followed."""
        offices: dict[str, list[tuple[str, str, str]]] = {}
        for one in plan.departments:
            today = plan.department_on(one.code, date(year + 1, 4, 1)) or one
            entry = (safe_name(one.division), today.code, one.full_name)
            for name in {safe_name(one.name), safe_name(one.full_name)}:
                offices.setdefault(name, []).append(entry)
        return cls({name: tuple(found) for name, found in offices.items()})

    def sent_by(self, file: str) -> Mapping[str, str]:
        """Code of today → full name of who may have sent the file; empty when its folders name nobody.

        Several where 課 of two 部 have one name and no folder names the 部.
        """
        folders = [safe_name(part) for part in PurePosixPath(file).parts[:-1]]
        for depth in range(len(folders) - 1, -1, -1):
            found = self.offices.get(folders[depth])
            if found:
                above = folders[depth - 1] if depth else ""
                same = [one for one in found if one[0] == above] or found
                return {code: name for _, code, name in same}
        return {}


NOBODY = Senders({})
"""No folder tells anything."""
