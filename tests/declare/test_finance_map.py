"""The column map of 財務会計: what it says, and every way to get it wrong with key and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from fujiplan_cli.declare import load_plan
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.model.plan import PlanFolderError


def test_the_packaged_map_names_every_money_field(folder: Path) -> None:
    spec = load_plan(folder).finance
    assert spec is not None
    assert (spec.unit, spec.encoding, spec.header_row, spec.code) == ("円", "auto", 1, ("予算事業コード",))
    assert set(spec.columns) == set(MONEY_COLUMNS)
    assert spec.blank_is_zero is False


def test_several_headers_are_a_list(folder: Path, edit) -> None:
    edit("fujiplan.toml", '"流用増減額"', '["流用増額", "-流用減額"]')
    edit("fujiplan.toml", 'code = "予算事業コード"', 'code = ["款", "事業"]')
    spec = load_plan(folder).finance
    assert spec is not None
    assert (spec.code, spec.columns["budget_moved"]) == (("款", "事業"), ("流用増額", "-流用減額"))


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('unit = "円"', 'unit = "万円"', "finance.unit", "円、千円のいずれか"),
        ('encoding = "auto"', 'encoding = "sjis"', "finance.encoding", "cp932"),
        ("header_row = 1", "header_row = 0", "finance.header_row", "1以上"),
        ('executed = "支出済額"', 'spent = "支出済額"', "finance.columns.spent", "executed（支出済額）"),
        ('executed = "支出済額"\n', "", "finance.columns", "executed（支出済額）の列を書いて"),
        ('executed = "支出済額"', "executed = []", "finance.columns.executed", "一つ以上"),
        ('code = "予算事業コード"', 'kode = "予算事業コード"', "finance.kode", "「code」の誤り"),
        ("[finance]\n", "[finance]\nyear = 1\n", "finance.year", "項目はありません"),
    ],
)
def test_every_fault_names_its_key_and_line(folder: Path, edit, old: str, new: str, key: str, words: str) -> None:
    edit("fujiplan.toml", old, new)
    with pytest.raises(PlanFolderError) as error:
        load_plan(folder)
    fault = next(f for f in error.value.faults if f.key == key)
    assert words in fault.message and fault.line


def test_a_plan_may_do_without(folder: Path) -> None:
    path = folder / "fujiplan.toml"
    before, _, after = path.read_text("utf-8").partition("[finance]")
    path.write_text(before + "[[goals]]" + after.partition("[[goals]]")[2], "utf-8")
    assert load_plan(folder).finance is None
