"""The table of docs/benchmarks.md: what it counts, and that it hides no way that is faster than ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from measuring import Cost, Series, Way, as_process, here, in_turn
from pandas_collect import check
from scenes import AGAIN, Scene
from table_page import Machine, noise, page, shortfalls


def series(name: str, *seconds: float) -> Series:
    return Series(name, tuple(Cost(one, one) for one in seconds))


OURS, TWICE = series("fujiplan", 1.0, 2.0, 1.0), series(AGAIN, 1.1, 2.0, 1.0)


def test_ratios_are_taken_round_by_round_so_that_a_slow_minute_slows_both() -> None:
    assert series("other", 3.0, 6.0, 3.0).times_of(OURS) == (3.0, 3.0, 3.0)


def test_the_noise_is_how_far_the_same_work_is_apart() -> None:
    assert noise(Scene("読む", "調書", [OURS, TWICE])) == pytest.approx(0.1)


def test_a_faster_way_is_named_in_words_but_not_a_floor_nor_what_is_within_the_noise() -> None:
    others = [series("速い", 0.5, 1.0, 0.5), series("紙の上の下限", 0.1, 0.2, 0.1), series("ほぼ同じ", 0.95, 1.9, 0.95)]
    scene = Scene("読む", "調書", [OURS, TWICE, *others])
    assert shortfalls(scene) == [
        "fujiplan より速いか、CPU を使う時間の短い方法：速い（時間の比 0.50、CPU の比 0.50）。"
    ]
    text = page(Machine("2026-11-28", "abc", "CPU", 2, 8, "Linux", "3.11", 0.1, 0.5), [scene])
    assert "|  | 速い | 500 ms（500 ms〜1.00 秒） | 500 ms | － | 0.50（0.50〜0.50） | 0.50（0.50〜0.50） |" in text
    assert "短い方法：速い" in text


def test_ways_take_turns_and_one_that_takes_long_may_have_fewer_rounds() -> None:
    called: list[str] = []
    ways = [
        Way(name, here(lambda _, name=name: called.append(name)), rounds=few) for name, few in (("a", None), ("b", 1))
    ]
    found = in_turn(ways, 2, warm=False)
    assert called == ["a", "b", "a"]
    assert [len(one.costs) for one in found] == [2, 1]


def test_a_process_is_measured_by_itself_and_not_by_the_size_of_who_starts_it() -> None:
    ballast = bytearray(200 * 2**20)
    cost = as_process([sys.executable, "-S", "-c", "pass"])
    assert len(ballast) and 1 < cost.peak_mib < 60
    with pytest.raises(SystemExit, match="7"):
        as_process([sys.executable, "-S", "-c", "raise SystemExit(7)"])


def test_the_pandas_script_finds_what_a_table_can_show() -> None:
    rules = {
        "n": {"type": "number", "required_on": ["S5"], "choices": [], "limit": None, "minimum": 0, "maximum": 9},
        "c": {
            "type": "string",
            "required_on": [],
            "choices": ["継続"],
            "limit": None,
            "minimum": None,
            "maximum": None,
        },
    }
    rows = [
        ("a", "S5", "1-1", "１", "継続"),
        ("b", "S5", "1-2", "約3", "続ける"),
        ("c", "S5", "1-3", None, None),
        ("d", "S4", "1-4", 12, None),
    ]
    table = pd.DataFrame(rows, columns=["file", "mark", "project_no", "n", "c"])
    assert sorted(check(table, rules)) == [
        ("b", "c", "選択肢にない"),
        ("b", "n", "数値ではない"),
        ("c", "n", "未記入"),
        ("d", "n", "大きすぎる"),
    ]
