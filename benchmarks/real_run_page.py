"""docs/real-run.md from the results of real_run.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

VERDICTS = {
    "accepted": "受付済",
    "repaired": "受付済（表記整理あり）",
    "review": "事務局確認中",
    "returned": "修正依頼",
    "rejected": "読取不可",
}
LABELS = {
    "budget_initial": "当初予算",
    "budget_supplementary": "補正予算",
    "budget_carried_in": "前年度繰越",
    "budget_reserve": "予備費充用",
    "executed": "支出済額",
    "carried_out": "翌年度繰越額",
}


def page(results: Sequence[Mapping[str, Any]]) -> str:
    """The whole page. Numbers of sheets, findings, money (千円), seconds and MiB; never a grade of a ministry."""
    parts = [
        "# 実際の行政事業レビューによる通し試験",
        "",
        "国の行政事業レビューシート（政策分野がIT戦略のもの、公開年度2015〜2020）を調書として扱い、"
        "配布、記入、受付、採点、報告までを通した結果です。実在の府省の評価は、ここにも作業フォルダーの外にも残しません。",
        "",
        "```text",
        "python benchmarks/real_run.py --data <JSON Lines のファイル>",
        "```",
        "",
        "出典：内閣官房 行政改革推進本部事務局（CC BY 4.0）。事業番号は府省名＋番号、府省を部、部局を課とし、"
        "指標のある事業を S5、ない事業を S3 としました。金額は百万円を1,000倍して千円にしました。指標は先頭の3つです。"
        "記録にない自己評価、根拠、記入者などは空欄のままなので、必須の項目の記入漏れとして修正依頼になります。"
        "これは正しい結果です。",
        "",
        "## 受付の結果（年度別）",
        "",
        "| 対象年度 | 調書 | 記入したセル | 聞いていない値 | " + " | ".join(VERDICTS.values()) + " | 採点した事業 |",
        "|---:|---:|---:|---:|" + "---:|" * (len(VERDICTS) + 1),
    ]
    parts += [_counts(result) for result in results]
    parts += ["", "「聞いていない値」は、記録にあるが、その評価段階の調書に欄がない値です。", "", *_findings(results)]
    parts += ["", *_agreement(results), "", *_steps(results)]
    return "\n".join(parts) + "\n"


def _counts(result: Mapping[str, Any]) -> str:
    verdicts = result["verdicts"]
    counts = " | ".join(str(verdicts[v]) for v in VERDICTS)
    return (
        f"| {result['year']} | {result['files']} | {result['typed']:,} | {result['not_asked']:,} | {counts} "
        f"| {result['scored']} |"
    )


def _findings(results: Sequence[Mapping[str, Any]]) -> list[str]:
    years = [r["year"] for r in results]
    lines = [
        "## 確認事項（コード別、年度別の件数）",
        "",
        "| 重さ | コード | " + " | ".join(map(str, years)) + " | 計 |",
    ]
    lines.append("|---|---|" + "---:|" * (len(years) + 1))
    total: Counter[tuple[str, str]] = sum((r["codes"] for r in results), Counter())
    order = {"error": 0, "review": 1, "repair": 2, "warning": 3, "info": 4}
    words = {"error": "要修正", "review": "要確認", "repair": "整理", "warning": "注意", "info": "参考"}
    for key in sorted(total, key=lambda k: (order[k[0]], -total[k], k[1])):
        cells = " | ".join(str(r["codes"][key] or "") for r in results)
        lines.append(f"| {words[key[0]]} | {key[1]} | {cells} | {total[key]} |")
    return lines


def _agreement(results: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        "## 台帳の合計と、元のデータの合計",
        "",
        "元のデータを直接合計した値と、受付後の台帳の記録を合計した値です（千円）。台帳の値は15桁に丸めて読みます。",
        "「修正依頼とした額」は、負の数など、受付で差し戻したため台帳にない額の合計です。差はこれで説明できます。",
        "",
        "| 対象年度 | 項目 | 元のデータ | 台帳 | 差 | 修正依頼とした額 | 説明できない差 |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for result in results:
        straight, ledger = result["straight"], result["ledger"]
        for field_id, label in LABELS.items():
            before, after = Decimal(straight.money[field_id]), Decimal(ledger["money"][field_id])
            refused = Decimal(result["refused"][field_id])
            amounts = (before, after, after - before, refused, after - before + refused)
            lines.append(f"| {result['year']} | {label} | {' | '.join(map(_amount, amounts))} |")
        for label, key in (("目標のある指標（件）", "with_target"), ("実績のある指標（件）", "with_actual")):
            before, after = getattr(straight, key), ledger[key]
            lines.append(
                f"| {result['year']} | {label} | {before} | {after} | {after - before} | 0 | {after - before} |"
            )
    lines += ["", "4つ目以降の指標など、調書に移さなかったもの：", ""]
    lines += [
        "| 対象年度 | 4つ目以降の指標 | 400字を超える事業概要 | 予算の行がない記録 | あり得ない目標年度 |",
        "|---:|---:|---:|---:|---:|",
    ]
    for result in results:
        straight = result["straight"]
        cells = (result["year"], straight.indicators_left_out, straight.text_too_long)
        cells += (straight.no_budget_year, straight.impossible_years)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def _amount(value: Decimal) -> str:
    """An amount without needless zeros, to a thousandth of 千円 (the source's own noise lies far below)."""
    plain = f"{value.quantize(Decimal('0.001')):,f}".rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def _steps(results: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [step.name for step in results[0]["steps"]]
    lines = [
        "## 時間と最大メモリー（段階別）",
        "",
        "各コマンドを別の処理として動かし、OS の計測値を取りました。記入（fill）は調書を openpyxl で開いて保存する、"
        "試験のための作業で、fujiplan の処理ではありません。",
        "",
        "| 対象年度 | " + " | ".join(f"{n}（秒） | {n}（MiB）" for n in names) + " |",
        "|---:|" + "---:|---:|" * len(names),
    ]
    for result in results:
        cells = " | ".join(
            f"{s.seconds:.1f} | {s.peak_mib:.0f}" if s.peak_mib else f"{s.seconds:.1f} | －" for s in result["steps"]
        )
        lines.append(f"| {result['year']} | {cells} |")
    return lines
