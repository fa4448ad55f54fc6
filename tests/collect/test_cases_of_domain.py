"""Every way domain.md §7 names in which a cell comes back, through the real `collect`: verdict, findings, cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cases_world import Case, spoiled, told
from cell_cases import CELL_CASES
from office_world import YEAR

from fujiplan_cli.cli.collected import collected_json
from fujiplan_cli.workflow.collect import collect
from fujiplan_cli.workflow.desk import Desk


@pytest.fixture(scope="module")
def entries(_sent: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    """All cases in one inbox, collected in one run: case → what `collect --json` says of its file."""
    import shutil

    source, sheets = _sent
    folder: Path = tmp_path_factory.mktemp("all-cases") / "plan"
    shutil.copytree(source, folder)
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for case in CELL_CASES:
        (inbox / f"{case.name}.xlsx").write_bytes(spoiled(sheets[case.project], case))
    result = collected_json(collect(Desk.open(folder, today=date(YEAR + 1, 4, 20), by="架空 事務局"), YEAR))
    return {Path(one["path"]).stem: one for one in result["files"]}


@pytest.mark.parametrize("case", CELL_CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_is_typed_gives_exactly_its_findings(case: Case, entries, where) -> None:
    entry = entries[case.name]
    assert (entry["verdict"], told(entry)) == (case.verdict, sorted(case.found))
    assert {f["field"]: f["cell"] for f in entry["findings"]} == {
        f["field"]: where[case.project][f["field"]] for f in entry["findings"]
    }
    assert all(f["message"] and (f["remedy"] or f["severity"] == "repair") for f in entry["findings"])
