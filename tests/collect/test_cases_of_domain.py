"""Every way domain.md §7 names in which a sheet comes back, through the real `collect`: verdict, findings, cells."""

from __future__ import annotations

import pytest
from cases_world import Case, spoiled, told
from cell_cases import CELL_CASES
from office_world import YEAR


@pytest.mark.parametrize("case", CELL_CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_is_typed_gives_exactly_its_findings(case: Case, office, where) -> None:
    office.put(f"{case.project}.xlsx", spoiled(office.sheets[case.project], case))
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert (entry["verdict"], told(entry)) == (case.verdict, sorted(case.found))
    assert {f["field"]: f["cell"] for f in entry["findings"]} == {
        f["field"]: where[case.project][f["field"]] for f in entry["findings"]
    }
