"""--json: one JSON document on stdout and nothing else, keys in ASCII, whether the work is done or refused."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from office_world import Office

YEAR = ("--year", "R7")
READING = (
    ("schedule",),
    ("check", "inbox/2025/1-1-01.xlsx", *YEAR),
    ("collect", *YEAR, "--dry-run"),
    ("status", *YEAR),
    ("status", *YEAR, "--receipts"),
    ("score", *YEAR),
    ("score", *YEAR, "--compare", "old"),
    ("explain", "1-1-01", *YEAR),
    ("trace", "1-1-01", "kpi_1_actual", *YEAR),
    ("instructions", *YEAR),
    ("evaluate-plan",),
    ("doctor",),
)


def _keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _keys(value)
    elif isinstance(data, list):
        for one in data:
            yield from _keys(one)


def test_every_reading_command_prints_one_document_with_ascii_keys(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.folder)
    office.answer("1-1-01")
    office.answer("1-1-02", kpi_1_actual="約160")
    office.run("collect", *YEAR)
    for command in READING:
        said = office.json(*command)  # fails on anything but one document
        assert "error" not in said, command
        assert [key for key in _keys(said) if not key.isascii()] == [], command


def test_the_states_of_a_department_have_ascii_keys_in_json(office: Office) -> None:
    office.answer("1-1-01")
    office.run("collect", *YEAR)
    rows = office.json("status", *YEAR)["departments"]
    assert [sum(one[key] for one in rows) for key in ("missing", "accepted", "review", "returned")] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("command", "status", "named"),
    [
        (("score", "--year", "去年"), 2, "--year"),
        (("explain", "9-9-99", *YEAR), 2, "9-9-99"),
        (("check", "ない.xlsx"), 2, "ない.xlsx"),
        (("import", "ない.xlsx", "--kind", "register"), 2, "ない.xlsx"),
        (("reconcile", *YEAR), 1, "本部の承認"),
    ],
)
def test_a_refusal_is_the_same_in_words_and_as_json(
    office: Office, command: tuple[str, ...], status: int, named: str
) -> None:
    assert office.run(*command, "--json") == status
    error = json.loads(office.out)["error"]
    assert error["status"] == status and named in error["message"] and error["faults"] == []
    assert office.err == f"エラー：{error['message']}\n　対応：{error['remedy']}\n"
    assert office.run(*command) == status
    assert office.out == ""


def test_faults_of_the_plan_and_of_the_ledger_are_told_as_json(office: Office) -> None:
    ledger = office.folder / ".fujiplan/ledger.db"
    ledger.write_bytes(b"no database at all " * 100)
    assert office.run("status", *YEAR, "--json") == 4
    assert json.loads(office.out)["error"]["status"] == 4
    plan = office.folder / "fujiplan.toml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("first_year = 2022", 'first_year = "始め"'), encoding="utf-8"
    )
    assert office.run("status", *YEAR, "--json") == 3
    error = json.loads(office.out)["error"]
    assert error["status"] == 3 and error["faults"][0]["file"] == "fujiplan.toml"
    assert "first_year" in error["faults"][0]["key"] and error["faults"][0]["line"]
