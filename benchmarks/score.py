"""採点の時間。架空の事業を、表として一度に採点・順位付け・集計し、重みを1,000通りに変えて順位の確かさを求めます。

    python benchmarks/score.py [--records 50000] [--sample 2000]

一つの処理で測ります。時間は、記録から表を取り出す部分（項目ごとの水準を、列ごとに求める部分）と、表になってからの
計算（点、評価、順位、集計）とを分けて表示します。比較のため、事業ごとの採点票を作る通常の採点を、一部の事業（--sample）で
測り、その点、評価、順位、順位の幅が表の結果と一致することも確かめます。違いがあれば、終了コード1で終わります。
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "scoring"))

from record_columns import columns_of_records
from table_totals import table_totals

from fujiplan_cli.declare import load_method, load_plan
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.resources import templates_folder
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.scoring import aggregate, score, with_robustness
from fujiplan_cli.scoring.robustness import DRAWS, table_robustness
from fujiplan_cli.scoring.table import NO_SCORE, TableScores, score_table

YEAR = 2025
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
TABLE_TARGET, DRAWS_TARGET = 2.0, 60.0
SHEET = Source("sheet", "inbox/2025/a.xlsx", "ab" * 32, "進行管理調書", "D10")
Result = TypeVar("Result")


def made_up(number: int) -> Record:
    """The n-th project: one or two indicators in S5 and S6, some late, some with blanks, a few with a code."""
    draw = random.Random(number)
    stage = STAGES[number % len(STAGES)]
    values: dict[str, Value | None] = {
        "stage": stage,
        "status": draw.choice(("計画どおり",) * 6 + ("遅れ",) * 3 + ("完了", "休止")),
        "delay_months": draw.choice((1, 2, 4, 8)),
        "recovery": YearMonth(2026, 9),
        "start_year": 2023,
        "incident": draw.choice(("なし",) * 20 + ("重大",)),
        "budget_initial": Decimal(draw.randrange(1000, 90000)) if draw.random() < 0.9 else None,
    }
    budget = values["budget_initial"]
    values["executed"] = None if not isinstance(budget, Decimal) else budget * draw.randrange(60, 101) // 100
    for item in ("deliverables", "uptake", "control"):
        values[f"self_{item}"] = draw.choice((0, 1, 2, 2, 3, 3, 3, 4, 4, None))
        values[f"basis_{item}"] = draw.choice(("報告書のとおり", "報告書のとおり", None))
    if stage in ("S5", "S6"):
        for n in range(1, draw.randint(1, 3) + 1):
            values |= {f"kpi_{n}_kind": "成果指標", f"kpi_{n}_name": f"指標{n}", f"kpi_{n}_direction": "増"}
            values |= {f"kpi_{n}_base": Decimal(100), f"kpi_{n}_target": Decimal(200)}
            values[f"kpi_{n}_actual"] = Decimal(draw.randrange(100, 230))
    facts = {field: Fact(value, SHEET) for field, value in values.items()}
    return Record(f"1-{number:05d}", YEAR, 1, stage, budget is not None, "accepted", facts)


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives, and its seconds."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def agrees(records: list[Record], method: Method) -> tuple[bool, float, float]:
    """Whether cards and table say the same of these records; seconds of the cards, and of their draws."""
    cards, seconds = timed(lambda: score(records, method))
    robust, draws = timed(lambda: with_robustness(cards, {r.project: r for r in records}, method))
    columns = columns_of_records(records, method)
    scores = score_table(columns, method)
    found = table_robustness(columns, scores, method)
    same = table_totals(columns, scores, method) == aggregate(cards)
    for n, card in enumerate(robust):
        units = int(scores.units[n])
        same &= (None if units == NO_SCORE else Fraction(units, 10**method.decimals)) == (
            None if card.score is None else Fraction(card.score)
        )
        same &= columns.letters[scores.letter[n]] == card.grade and int(scores.rank[n]) == (card.rank or 0)
        same &= (int(found.best[n]), int(found.worst[n])) == (card.rank_interval or (0, 0))
    return same, seconds, draws


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=50_000, help="事業の件数")
    parser.add_argument("--sample", type=int, default=2_000, help="通常の採点で比べる件数")
    options = parser.parse_args()
    folder = templates_folder() / "plan"
    method = load_method(folder, load_plan(folder), YEAR)
    records = [made_up(n) for n in range(options.records)]
    print(f"架空の事業 {len(records):,}件 × {len(method.items)}項目、{method.title}")

    score_table(columns_of_records(records[:60], method), method)  # numpy is loaded outside of the times
    columns, extraction = timed(lambda: columns_of_records(records, method))
    print(
        f"記録から表の取出し（項目ごとの水準）：{extraction:.2f}秒（1件当たり{1e6 * extraction / len(records):.0f}µs）"
    )

    def whole() -> TableScores:
        scores = score_table(columns, method)
        table_totals(columns, scores, method)
        return scores

    scores, table = timed(whole)
    print(
        f"採点・順位・集計：{table:.3f}秒（取出しと合わせて{extraction + table:.2f}秒、目標 {TABLE_TARGET:.0f}秒以内）"
    )
    found, draws = timed(lambda: table_robustness(columns, scores, method))
    print(f"重みを{found.draws:,}通りに変えた順位と評価：{draws:.2f}秒（", end="")
    print(f"全体で{extraction + table + draws:.2f}秒、目標 {DRAWS_TARGET:.0f}秒以内）")

    sample = records[: options.sample]
    same, seconds, sample_draws = agrees(sample, method)
    each = seconds / len(sample)
    print(
        f"比較：事業ごとの採点票を作る通常の採点 {len(sample):,}件で{seconds:.2f}秒"
        f"（1件当たり{1e6 * each:.0f}µs、{len(records):,}件なら約{each * len(records):.0f}秒）、"
        f"その{DRAWS:,}通りの計算 {sample_draws:.2f}秒"
    )
    print("通常の採点と表の採点：" + ("全て一致しました。" if same else "一致しません。"))
    print(f"最大メモリー：{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    whole_way = extraction + table
    return 0 if same and whole_way <= TABLE_TARGET and whole_way + draws <= DRAWS_TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
