"""Bad input of scores through the real commands: spoilt declarations, levels without a reason, odd numbers."""

from __future__ import annotations

import zipfile

import pytest

from fujiplan_cli.ledger import Ledger

PLAN, METHOD = "fujiplan.toml", "methods/revised.toml"
SECOND = (
    '[[applies]]\nfirst_year = 2022\nlast_year = 2025\nmethod = "methods/revised.toml"\n'
    'forms = { progress = "forms/progress.toml" }\n\n[[applies]]\nfirst_year = 2024\nlast_year = 2026'
)


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "words"),
    [
        (PLAN, "[[applies]]\nfirst_year = 2022", "[[applies]]\nfirst_year = 2023", "applies", "2022年度"),
        (PLAN, "[[applies]]\nfirst_year = 2022\nlast_year = 2026", SECOND, "applies[2].first_year", "1番目と2番目"),
        (METHOD, "S5 = 10 }\nrule", "S5 = 10, S8 = 10 }\nrule", "weights.S8", "S8"),
        (METHOD, ", S6 = 20 }\nfield", " }\nfield", "items", "S6"),
    ],
    ids=["a year without a method", "two methods for a year", "a stage nobody knows", "a stage without its weights"],
)
def test_a_spoilt_declaration_ends_with_3_and_names_file_and_key(office, file, old, new, key, words) -> None:
    path = office.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert office.run("score", "--year", "R7") == 3
    assert office.out == ""
    assert file in office.err and key in office.err and words in office.err


@pytest.mark.parametrize("reason", ["", "　"])
def test_a_confirmed_level_without_a_reason_is_refused(office, reason) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    settle = ("settle", "1-1-01", "confirmed_uptake", "--year", "R7", "--value", "4", "--reason", reason)
    assert office.run(*settle) == 2
    assert "理由" in office.err
    card = office.json("score", "--year", "R7")["projects"][0]
    assert (card["view"], card["score"]) == ("self", 95.0)
    with Ledger.open(office.folder) as ledger:
        assert ledger.settlements(2025) == ()


def test_a_negative_amount_on_a_sheet_is_sent_back(office) -> None:
    office.answer("1-1-01", kpi_1_actual=160, executed=-950)
    (one,) = office.json("collect", "--year", "R7")["files"]
    assert one["verdict"] in ("review", "returned")
    assert "executed" in {f["field"] for f in one["findings"]}


# -- numbers as a workbook really holds them ---------------------------------------------------------------------


MARK = 987654321
"""Stands for the number until the file is written: openpyxl itself rounds what it writes."""


def _answer_as_held(office, digits: str) -> None:
    """A good sheet whose actual stands in the file's XML with exactly these digits, as Excel writes a float."""
    path = office.answer("1-1-01", kpi_1_actual=MARK, deviation="件数が変わった。", kpi_cause="利用が伸びなかった。")
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    mark = f"<v>{MARK}</v>".encode()
    assert sum(part.count(mark) for part in parts.values()) == 1
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part.replace(mark, f"<v>{digits}</v>".encode()))


@pytest.mark.parametrize(
    ("held", "read", "level"),
    [
        ("11631.400000000001", "11631.4", 4),
        ("160.00000000000003", "160", 4),
        ("159.99999999999997", "160", 4),  # 100 % less a float's last bit: the level of 100 %
        ("147.99999999999997", "148", 3),  # (148 − 100) ÷ (160 − 100) = 80 % exactly
        ("111.99999999999999", "112", 1),  # 20 % exactly
        ("147.9999", "147.9999", 2),  # what somebody typed below a limit is never rounded up
    ],
)
def test_the_last_bit_of_a_cells_float_costs_nobody_a_level(office, held, read, level) -> None:
    _answer_as_held(office, held)
    office.run("collect", "--year", "R7")
    card = office.json("score", "--year", "R7")["projects"][0]
    outcome = next(i for i in card["items"] if i["item"] == "outcome")
    assert (outcome["details"][0]["actual"], outcome["level"]) == (float(read), level)
    (version,) = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]
    assert version["value"] == read
