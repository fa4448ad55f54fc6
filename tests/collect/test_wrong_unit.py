"""A sheet typed in 円 instead of 千円: no amount of it goes into the plan's total before somebody has looked at it."""

from __future__ import annotations

import pytest
from cases_world import ANSWERS, LASTING, cells_of
from office_world import YEAR, Office, filled

YEN = {"budget_initial": 30_000_000, "budget_supplementary": 500_000, "executed": 29_000_000}
"""Last year 30,000, nothing, and 29,000 千円."""


def _settle(office: Office, field: str, *how: str) -> dict:
    return office.json("settle", LASTING, field, "--year", str(YEAR), *how, "--reason", "電話で確認")


@pytest.mark.parametrize(
    "order",
    [
        ("budget_initial", "budget_supplementary", "executed"),
        ("executed", "budget_supplementary", "budget_initial"),
        ("budget_supplementary", "executed", "budget_initial"),
    ],
)
def test_every_amount_in_yen_keeps_the_sheet_open_until_it_is_settled_itself(
    office: Office, order: tuple[str, ...]
) -> None:
    sheet = office.sheets[LASTING]
    office.put("円.xlsx", filled(sheet, {**ANSWERS[LASTING], **YEN}))
    (entry,) = office.json("collect", "--year", str(YEAR))["files"]
    assert {f["field"] for f in entry["findings"] if f["severity"] == "review"} == set(YEN)
    for settled, field in enumerate(order, start=1):
        told = _settle(office, field, "--value", str(YEN[field] // 1000))
        rest = order[settled:]
        assert (told["verdict"] == "review", set(told["waiting"])) == (bool(rest), set(rest))
        for finding in told["findings"]:
            at = cells_of(sheet)[finding["field"]]
            assert (finding["sheet"], finding["cell"]) == ("進行管理調書", at)
            assert f"進行管理調書 {at}セル" in finding["message"] and finding["value"] in finding["message"]
            assert "fujiplan settle" in finding["remedy"]
    assert told["verdict"] == "accepted"


def test_an_amount_that_really_grew_is_accepted_for_itself_alone(office: Office) -> None:
    office.put("円.xlsx", filled(office.sheets[LASTING], {**ANSWERS[LASTING], **YEN}))
    office.run("collect", "--year", str(YEAR))
    told = _settle(office, "budget_initial", "--accept")
    assert (told["verdict"], told["waiting"]) == ("review", ["budget_supplementary", "executed"])
    office.run("settle", LASTING, "executed", "--year", str(YEAR), "--value", "29000", "--reason", "電話で確認")
    assert "「補正予算額」（進行管理調書 " in office.out
    assert "事務局確認中" in office.out
