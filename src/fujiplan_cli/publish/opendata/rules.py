"""行政データにおける機械可読性に関するルール（デジタル庁）, rule by rule: what checks it, or why it holds.

The rule numbers are those of the published list (2026-03-31); the short titles and reasons are this project's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fujiplan_cli.publish.opendata import rule_checks as check
from fujiplan_cli.publish.opendata.output import Output

Check = Callable[[Output], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``check`` None: no program can tell; then ``how`` is the reason, and ``met`` our judgement."""

    number: str
    title: str
    how: str
    check: Check | None = None
    met: str = "適合"

    @property
    def level(self) -> int:
        """1, 2 or 3."""
        return int(self.number[1])


@dataclass(frozen=True, slots=True)
class Result:
    """A rule with the verdict on a set of files and the first places that break it."""

    rule: Rule
    verdict: str
    """適合, 不適合 or, where no program can tell, the judgement that `Rule.met` gives."""
    places: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule("L1-01", "機械が読める形式", "CSV、JSON及び.xlsxだけです。", check.file_formats),
    Rule("L1-02", "1枚に1つの表", "1つのCSV、1枚のシートに1つの表です。", check.one_table),
    Rule("L1-03", "分断のない表", "空の行と名前のない列はありません。", check.no_gaps),
    Rule(
        "L1-04",
        "表の外に何もない",
        "1つ目のセルから始まる長方形だけです。題名や注記は別の表にあります。",
        check.one_table,
    ),
    Rule(
        "L1-05", "意味の分かる項目名", "すべての列に英字の名前、日本語の項目名及び定義があります。", check.named_columns
    ),
    Rule("L1-06", "体裁のための空白と改行がない", "文章の改行と続く空白を、1つの空白にします。", check.no_layout),
    Rule(
        "L1-07",
        "1セルに1データ",
        "数値、年度、コードは1つずつ列に分けています。関係所管（co_departments）は課名を「、」で並べ、"
        "事業期間（period）は期間を言葉で示します（開始年度と終了年度は別の列にもあります）。",
        met="一部適合",
    ),
    Rule(
        "L1-08",
        "機種依存文字がない",
        "丸数字、ローマ数字、組文字、半角カナなどを置き換え、箇所をreplacements.csvに記録します。"
        "固有名詞の漢字と「〜」は置き換えません。",
        check.plain_texts,
    ),
    Rule("L1-09", "空白とゼロの区別", "値がないときは空欄、0のときは0です。", check.numbers_only),
    Rule("L1-10", "図形などがない", "ブックに図形、画像、メモ及びグラフはありません。", check.no_objects),
    Rule("L1-11", "書式で区別しない", "見出しの行だけが太字で、データの行に書式の違いはありません。", check.no_format),
    Rule("L1-12", "結合したセルがない", "セルの結合はありません。", check.no_merges),
    Rule("L1-13", "非表示の行と列がない", "非表示、グループ化及び折りたたみはありません。", check.nothing_hidden),
    Rule("L1-14", "1行に1データ", "行の数と改行の数が一致します。", check.one_line),
    Rule("L1-15", "カンマを含む値の囲み", "カンマを含む値を囲み、すべての行の列の数が一致します。", check.one_line),
    Rule(
        "L2-01",
        "数値は数値だけ",
        "数値の列に単位、区切り及び記号はありません。単位は定義の列にあります。",
        check.numbers_only,
    ),
    Rule("L2-02", "省略がない", "行を特定する列に空欄はありません。", check.keys_filled),
    Rule("L2-03", "項目名が重ならない", "同じ表に同じ名前の列はありません。", check.unique_names),
    Rule("L2-04", "選択肢の統一", "選択肢の列の値は、すべてコード表にあります。", check.known_codes),
    Rule(
        "L2-05",
        "「その他」の説明の分離",
        "選択肢と説明は別の列です（不用額の理由cost_reasonとその説明cost_basisなど）。",
    ),
    Rule("L2-06", "数式がない", "ブックに数式はなく、CSVの文章も数式になりません。", check.no_formula),
    Rule("L3-01", "1行目が項目名", "1行目が英字の項目名、2行目からデータです。", check.header_first),
    Rule("L3-02", "コード表の別添", "codes.csvにすべてのコードの名称と定義があります。", check.known_codes),
    Rule(
        "L3-03",
        "秘匿などの記号の定義",
        "数値の列に記号を使わず、空欄とし、秘匿は列suppressedで示します。",
        check.numbers_only,
    ),
    Rule(
        "L3-04",
        "単位の記載",
        "量を表す列の単位がcolumns.csvにあります（年度、番号及び水準を除く）。",
        check.units_given,
    ),
    Rule("L3-05", "時間軸の表記", "年度は4桁の西暦、日付と年月はISO 8601の形式です。", check.iso_times),
    Rule("L3-06", "地域コード", "結果のすべての行に全国地方公共団体コード（6桁）があります。", check.area_codes),
    Rule(
        "L3-07",
        "年による形式の違いがない",
        "続く年度の表の列が一致します。様式を変えた年度は列が変わり、その年度の列定義で示します。",
        check.same_shape,
    ),
    Rule(
        "L3-08",
        "定義と更新履歴",
        "columns.csvにすべての列の定義、updates.csvに年度ごとの版があります。UTF-8（BOM付き）です。",
        check.defined,
    ),
    Rule(
        "L3-09", "縦持ち", "年度、費目、指標及び評価項目を縦に並べた表があります（横持ちは別に提供）。", check.long_form
    ),
)


def results_of(files: Mapping[str, bytes]) -> tuple[Result, ...]:
    """Every rule against the finished files of a site (those below ``data/`` count)."""
    out = Output({path: content for path, content in files.items() if path.startswith("data/")})
    return tuple(_result(rule, out) for rule in RULES)


def _result(rule: Rule, out: Output) -> Result:
    if rule.check is None:
        return Result(rule, rule.met)
    places = tuple(dict.fromkeys(rule.check(out)))
    return Result(rule, "不適合" if places else "適合", places[:5])
