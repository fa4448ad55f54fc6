"""The columns of every published table: ASCII name, words, type, unit, definition, and the field it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Form

ColumnType = Literal["string", "integer", "number", "date", "yearmonth", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``field`` is the form's field whose disclosure it follows; "" for keys and vocabulary."""

    name: str
    title: str
    type: ColumnType
    definition: str
    unit: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file: its name, words, columns and the columns that identify a line (none: nothing does)."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


ORGANISATION = Column("organisation_code", "全国地方公共団体コード", "string", "市区町村を表す6桁のコード")
YEAR = Column("fiscal_year", "年度", "integer", "対象年度（4月から翌年3月まで）の西暦。令和7年度は2025")
_NUMBER = Column("project_no", "事業番号", "string", "事業を表す番号。年度が変わっても同じ", field="project_no")
KEYS = (ORGANISATION, YEAR, _NUMBER)


def _text(name: str, title: str, definition: str, field: str = "") -> Column:
    return Column(name, title, "string", definition, field=field or name)


PROJECTS = Table(
    "projects",
    "事業別の進捗と評価",
    "1行が1事業1年度です。公表区分が公表の事業だけを含みます。",
    (
        *KEYS,
        _text("project_name", "事業名", "事業の名称"),
        _text("type", "種別", "開発型又は取組型"),
        _text("theme", "基本目標", "計画の基本目標の名称"),
        _text("measure_code", "施策コード", "計画の施策を表すコード", "measure"),
        _text("measure", "施策", "計画の施策の名称"),
        Column("start_year", "開始年度", "integer", "事業を始める年度の西暦", "", "start_year"),
        Column("end_year", "終了年度", "integer", "事業を終える年度の西暦", "", "end_year"),
        _text("department", "現在の所管", "その年度の結果を確定した時点で事業を担当する課"),
        _text("department_then", "対象年度の所管", "対象年度に事業を担当した課"),
        _text("account", "会計区分", "一般、特別又は企業"),
        _text("eval_stage", "評価段階", "質問と配点を決める進捗段階のコード（S1からS9まで）"),
        _text("stage", "当年度末の段階", "対象年度末の進捗段階のコード"),
        _text("status", "進捗状況", "対象年度の計画に対する進み具合"),
        Column("delay_months", "遅れ月数", "integer", "計画に対する遅れ", "月", "delay_months"),
        _text("recovery", "回復見込", "遅れを回復する見込みの年月（YYYY-MM）又は「見込みなし」"),
        Column(
            "grade",
            "評価",
            "string",
            "AからDまでの評価又は符号（F、Y、H、X、Z）。空欄は評価を公表していないもの",
            "",
            "grade",
        ),
        Column("score", "評点", "number", "100点満点。小数第1位まで（四捨五入）", "点", "score"),
        Column("provisional", "暫定", "boolean", "未確定の成果指標があり、評価が暫定のものはtrue", "", "score"),
        Column("repeated", "再掲", "boolean", "ほかの事業の再掲（合計に含めない）ものはtrue", "", "repeated"),
        _text("plan", "計画した取組", "対象年度に計画した取組"),
        _text("result", "取組実績", "対象年度に行った取組の実績"),
        _text("deviation", "計画と異なった点とその理由", "計画と異なった点とその理由"),
        _text("issue", "課題", "事業の課題"),
        _text("direction", "今後の方向性", "拡充、継続、改善、縮小、統合、終了又は廃止"),
        _text("next_plan", "今年度の取組", "対象年度の翌年度に行う取組"),
        _text("staff_band", "従事人員", "従事した職員の年間の人数の区分"),
        _text("public_summary", "公表用要約", "専門用語を使わない要約"),
    ),
    ("fiscal_year", "project_no"),
)
MONEY = Table(
    "money",
    "事業費",
    "1行が1事業1年度1費目です。金額は千円未満を四捨五入しており、内訳と計が一致しないことがあります。",
    (
        *KEYS,
        _text("amount_item", "費目", "予算又は決算の費目を表す英字", "project_no"),
        _text("amount_item_label", "費目名", "費目の名称", "project_no"),
        Column(
            "amount",
            "金額",
            "integer",
            "費目の金額。減額は負。0と空欄は異なる。時点は金額の種類による",
            "千円",
            "executed",
        ),
        _text("amount_kind", "金額の種類", "決算見込、出納閉鎖後又は議会認定後", "executed"),
    ),
    ("fiscal_year", "project_no", "amount_item"),
)
_KPI = "kpi_1_"
INDICATORS = Table(
    "indicators",
    "指標",
    "1行が1事業1年度1指標です。10未満の人数は秘匿し、空欄にしています。",
    (
        *KEYS,
        Column("indicator_no", "指標番号", "integer", "事業の中の指標の番号", "", f"{_KPI}name"),
        _text("indicator_kind", "指標の種類", "成果指標又は活動指標", f"{_KPI}kind"),
        _text("indicator_name", "指標名", "指標の名称", f"{_KPI}name"),
        _text("indicator_unit", "単位", "指標の値の単位", f"{_KPI}unit"),
        _text("direction", "向き", "増、減又は維持", f"{_KPI}direction"),
        Column("base", "基準値", "number", "基準年度の値", "指標の単位", f"{_KPI}base"),
        Column("base_year", "基準年度", "integer", "基準値の年度", "", f"{_KPI}base_year"),
        Column(
            "target_original",
            "当年度目標（当初）",
            "number",
            "計画を定めた当初の目標",
            "指標の単位",
            f"{_KPI}target_original",
        ),
        Column("target", "当年度目標（現行）", "number", "評価に用いた目標", "指標の単位", f"{_KPI}target"),
        Column(
            "target_interpolated",
            "直線の目標",
            "boolean",
            "基準値と最終目標を結ぶ直線から求めた目標はtrue",
            "",
            f"{_KPI}target",
        ),
        Column("actual", "実績値", "number", "対象年度の実績", "指標の単位", f"{_KPI}actual"),
        Column("as_of", "時点", "date", "実績値の時点（YYYY-MM-DD）", "", f"{_KPI}as_of"),
        Column("pending", "確定予定年月", "yearmonth", "実績値が確定する予定の年月（YYYY-MM）", "", f"{_KPI}pending"),
        Column(
            "rate",
            "達成率",
            "number",
            "実績値÷目標（向きが減の場合は目標÷実績値）。小数第1位まで",
            "%",
            f"{_KPI}actual",
        ),
        Column(
            "achievement", "基準値からの改善率", "number", "（実績値−基準値）÷（目標−基準値）", "%", f"{_KPI}actual"
        ),
        Column("final", "最終目標", "number", "計画の最後の目標", "指標の単位", f"{_KPI}final"),
        Column("final_year", "最終目標年度", "integer", "最終目標の年度", "", f"{_KPI}final_year"),
        _text("target_reason", "目標を変更した理由", "当初の目標を変更した理由", f"{_KPI}target"),
        Column("suppressed", "秘匿", "boolean", "10未満の人数を秘匿したものはtrue", "", f"{_KPI}actual"),
    ),
    ("fiscal_year", "project_no", "indicator_no"),
)
ITEMS = Table(
    "items",
    "評価項目",
    "1行が1事業1年度1評価項目です。",
    (
        *KEYS,
        Column("item", "評価項目", "string", "評価項目を表す英字", "", "level"),
        Column("item_label", "評価項目名", "string", "評価項目の名称", "", "level"),
        Column("weight", "配点", "integer", "評価段階ごとに定めた配点", "点", "weight"),
        Column("applicable", "対象", "boolean", "評価の対象とする項目はtrue", "", "level"),
        Column("answered", "記入", "boolean", "記入のある項目はtrue", "", "level"),
        Column("level", "水準", "number", "0から4まで。上限を適用した後の値", "", "level"),
        Column(
            "points",
            "得点",
            "number",
            "評点への寄与。小数第1位まで（四捨五入）のため計が一致しないことがある",
            "点",
            "points",
        ),
        Column("basis", "根拠", "string", "評価の根拠", "", "level"),
    ),
    ("fiscal_year", "project_no", "item"),
)
GRADES = Table(
    "grade_counts",
    "評価区分別の件数",
    "1行が1年度1評価段階1評価区分です。再掲を除きます。",
    (
        ORGANISATION,
        YEAR,
        Column("eval_stage", "評価段階", "string", "進捗段階のコード", "", "eval_stage"),
        Column("grade", "評価", "string", "評価又は符号。noneは評価を公表していないもの", "", "grade"),
        Column("projects", "件数", "integer", "事業の件数", "件", "grade"),
    ),
    ("fiscal_year", "eval_stage", "grade"),
)
TABLES: tuple[Table, ...] = (PROJECTS, MONEY, INDICATORS, ITEMS, GRADES)
"""The tables in long form (縦持ち): years, amounts, indicators and items go down the lines."""


def column_fields() -> frozenset[str]:
    """Every field that some column comes from."""
    return frozenset(c.field for t in TABLES for c in t.columns if c.field)


def declared_columns(form: Form) -> tuple[Column, ...]:
    """A column for every other field that the form declares: what a plan folder adds is published like the rest.

    Money goes to the long table ``money``, repeated fields belong to ``indicators``; both are named there.
    """
    named = column_fields()
    return tuple(
        Column(f.id, f.label, KINDS[f.kind].open_data, f.definition or f.label, f.unit, f.id)
        for f in form.fields
        if f.id not in named and not f.stem and f.kind != "money"
    )
