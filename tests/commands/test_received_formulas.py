"""What a department typed is a text in every list, return, report and bundle that we write (ADR 0018)."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile

import pytest
from office_world import DAY, GOOD, YEAR, filled
from openpyxl import load_workbook

from fujiplan_cli.cli.door import run
from fujiplan_cli.kinds.outside_formulas import reaches_outside

PLANTED = {
    "contact_name": "=1+1 加奈利亜",
    "contact_ext": "+81-加奈利亜",
    "approval_no": "@SUM(1) 加奈利亜",
    "result": "=cmd|'/c calc'!A0 加奈利亜",
    "basis_uptake": "-2+3 加奈利亜",
    "basis_control": "\t=1+1 加奈利亜",
    "issue": '=HYPERLINK("http://example.jp/","加奈利亜")',
    "direction_reason": "\r=1+1 加奈利亜",
    "next_plan": "＝1+1 加奈利亜",
    "support_request": "=1+1 加奈利亜",
    "public_summary": "=1+1 加奈利亜",
    "kpi_1_actual": '=加奈利亜"&WEBSERVICE("http://example.jp/")&"加奈利亜',
}
"""Every way in which a text begins like a formula, in cells for texts, and in one for a number."""
COMMANDS = (
    ("collect", "--year", "R7"),
    ("status", "--year", "R7", "--all-reminders"),
    ("score", "--year", "R7"),
    ("report", "--year", "R7", "--meeting", "wg", "--format", "all"),
    ("export", "--for", "audit", "--year", "R7"),
    ("distribute", "--year", "R7", "--form", "confirmation"),
    ("publish", "--year", "R7", "--preview"),
)
OURS = ("inbox", ".fujiplan")


@pytest.fixture(scope="module")
def written(_distributed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file that these commands wrote about a sheet full of planted texts."""
    source, sheets = _distributed
    folder = tmp_path_factory.mktemp("formulas") / "plan"
    shutil.copytree(source, folder)
    inbox = folder / "inbox" / str(YEAR)
    inbox.mkdir(parents=True, exist_ok=True)
    for number, more in (("1-1-01", PLANTED), ("1-1-02", {**PLANTED, "kpi_1_actual": 160})):
        (inbox / f"{number}.xlsx").write_bytes(typed(filled(sheets[number], GOOD), more))
    before = set(folder.rglob("*"))
    for command in COMMANDS:
        status = run([*command, "--plan", str(folder), "--today", DAY])
        assert status in (0, 1), command
    new = sorted(p for p in folder.rglob("*") if p.is_file() and p not in before)
    return dict(opened((p.relative_to(folder).as_posix(), p.read_bytes()) for p in new))


def typed(sheet: bytes, answers) -> bytes:
    """Texts put into their cells as texts, as somebody types them after an apostrophe."""
    book = load_workbook(io.BytesIO(sheet))
    page = book.worksheets[0]
    for field, value in answers.items():
        name = page.defined_names.get(f"fp_{field}")
        if name is not None:
            cell = page[name.attr_text.rsplit("!", 1)[1].replace("$", "")]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(files):
    """Files, and those inside of bundles."""
    for name, data in files:
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as bundle:
                yield from opened((f"{name}/{n}", bundle.read(n)) for n in bundle.namelist() if not n.endswith("/"))
        elif not name.startswith(OURS):
            yield name, data


def test_no_cell_of_a_written_workbook_is_a_formula_made_of_a_received_text(written: dict[str, bytes]) -> None:
    texts: dict[str, set[str]] = {}
    for name, data in written.items():
        if not name.endswith(".xlsx") or "/inbox/" in name or "received" in name or "受領" in name:
            continue
        for sheet in load_workbook(io.BytesIO(data)).worksheets:
            for cell in (c for row in sheet.iter_rows() for c in row):
                shown = str(getattr(cell.value, "text", cell.value))
                if "加奈利亜" in shown and not is_quoted_in_a_condition(shown):
                    assert cell.data_type == "s", (name, sheet.title, cell.coordinate, cell.value)
                    texts.setdefault(name, set()).add(str(cell.value))
    assert len(texts) >= 4, sorted(written)
    assert any("returns" in name for name in texts)
    assert any("reports" in name for name in texts)


def is_quoted_in_a_condition(formula: str) -> bool:
    """Our own formula, which asks whether a cell still holds what was refused: there the text is a constant."""
    if not formula.startswith("=IF(EXACT("):
        return False
    rest = re.sub(r'"(?:[^"]|"")*"', "", formula)
    assert "加奈利亜" not in rest
    assert not reaches_outside(formula)
    return True


def test_no_cell_of_a_written_csv_begins_like_a_formula(written: dict[str, bytes]) -> None:
    seen = 0
    for name, data in written.items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for cell in row:
                if "加奈利亜" in cell:
                    seen += 1
                    assert cell[0] not in "=+-@\t\r\n", (name, cell)
    assert seen > 0, [n for n in written if n.endswith(".csv")]


def test_what_was_planted_is_still_read_by_people(written: dict[str, bytes]) -> None:
    pages = b"".join(d for n, d in written.items() if n.endswith(".html") and n.startswith(("reports", "site-preview")))
    assert "加奈利亜" in pages.decode("utf-8", "replace")
