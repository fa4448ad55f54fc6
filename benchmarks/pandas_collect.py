"""What a clerk who knows pandas would write instead of `fujiplan collect`: one table of all, and a list of faults.

    python pandas_collect.py INBOX RULES.json OUT [--engine openpyxl|calamine]

It knows where each field stands on each kind of sheet (RULES.json, by the mark in the sheet's hidden second row), and
checks what a table can check: blank though marked ※, no number, no date, not in the list, too long, out of range. It
knows no earlier versions of a sheet, moved cells, arithmetic between cells, ledger, 修正依頼 or history.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from pathlib import Path

import pandas as pd

KEY = "project_no"


def read_sheets(inbox: Path, layouts: dict, engine: str) -> pd.DataFrame:
    """One row a sheet; a file that is none of ours gets a row with its name alone."""
    rows = []
    for path in sorted(inbox.rglob("*.xlsx")):
        row = {"file": path.name}
        try:
            sheet = pd.read_excel(path, header=None, engine=engine, dtype=object)
            mark = mark_of(str(sheet.iat[1, 1]))
            layout = layouts[mark]
        except (ValueError, KeyError, IndexError, OSError):
            rows.append(row)
            continue
        row["mark"] = mark
        high, wide = sheet.shape
        for field, (r, c) in layout.items():
            row[field] = sheet.iat[r - 1, c - 1] if r <= high and c <= wide else None
        rows.append(row)
    fields = dict.fromkeys(field for layout in layouts.values() for field in layout)
    return pd.DataFrame(rows, columns=["file", "mark", *fields])


def mark_of(identity: str) -> str:
    """Stage and facts, which decide what the sheet holds."""
    return "|".join(identity.split("|")[6:])


def plain(value: object) -> object:
    """Full-width figures and thousands separators as a person would read them."""
    return unicodedata.normalize("NFKC", value).replace(",", "").strip() if isinstance(value, str) else value


def check(table: pd.DataFrame, rules: dict) -> list[tuple[str, str, str]]:
    """(file, field, what is wrong); numbers and dates are put into the table as such."""
    faults: list[tuple[str, str, str]] = []

    def note(wrong: pd.Series, field: str, what: str) -> None:
        faults.extend((file, field, what) for file in table.loc[wrong.fillna(False).astype(bool), "file"])

    note(table[KEY].isna(), KEY, "調書ではない")
    note(table[KEY].notna() & table[KEY].duplicated(keep=False), KEY, "二重の提出")
    for field, rule in rules.items():
        given = table[field].map(lambda v: None if isinstance(v, str) and not v.strip() else v)
        blank = given.isna()
        note(blank & table["mark"].isin(rule["required_on"]), field, "未記入")
        if rule["type"] == "number":
            number = pd.to_numeric(given.map(plain), errors="coerce")
            note(number.isna() & ~blank, field, "数値ではない")
            if rule["minimum"] is not None:
                note(number < rule["minimum"], field, "小さすぎる")
            if rule["maximum"] is not None:
                note(number > rule["maximum"], field, "大きすぎる")
            table[field] = number
        elif rule["type"] == "date":
            day = pd.to_datetime(given.map(plain), errors="coerce")
            note(day.isna() & ~blank, field, "日付ではない")
            table[field] = day.dt.date
        elif rule["choices"]:
            note(~blank & ~given.isin(rule["choices"]), field, "選択肢にない")
        elif rule["limit"]:
            note(given.astype("string").str.len() > rule["limit"], field, "長すぎる")
    return faults


def main() -> None:
    """Read, check, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("inbox", type=Path)
    parser.add_argument("rules", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--engine", default="openpyxl")
    given = parser.parse_args()
    rules = json.loads(given.rules.read_text(encoding="utf-8"))
    table = read_sheets(given.inbox, rules["layouts"], given.engine)
    faults = check(table, rules["fields"])
    given.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(given.out / "table.csv", index=False)
    pd.DataFrame(faults, columns=["file", "field", "fault"]).to_csv(given.out / "faults.csv", index=False)


if __name__ == "__main__":
    main()
