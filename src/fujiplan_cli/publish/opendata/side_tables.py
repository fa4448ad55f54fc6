"""Tables beside the results: what is withheld, the columns, the codes, the history, replaced characters, about."""

from __future__ import annotations

from fujiplan_cli.publish.opendata.columns import KEYS, YEAR, Column, Table

WITHHELD = Table(
    "withheld",
    "概要のみ又は非公表の事業",
    "1行が1事業1年度です。ほかの表には含まれない事業の番号と公表区分です。",
    (
        *KEYS,
        Column("disclosure", "公表区分", "string", "概要のみ又は非公表", field="project_no"),
        Column("project_name", "事業名", "string", "概要のみの事業の名称。非公表の事業は空欄", field="project_name"),
        Column(
            "public_summary",
            "公表用要約",
            "string",
            "概要のみの事業の要約。非公表の事業は空欄",
            field="public_summary",
        ),
    ),
    ("fiscal_year", "project_no"),
)
COLUMNS = Table(
    "columns",
    "列定義",
    "すべての表の列の名前、型、単位及び定義です。",
    (
        Column("table", "表", "string", "CSVファイルの名前（拡張子を除く）"),
        Column("table_title", "表の名称", "string", "表の日本語の名称。Excelのシートの名前と同じ"),
        Column("column", "列", "string", "列の名前"),
        Column("title", "項目名", "string", "列の日本語の名称"),
        Column("type", "型", "string", "string、integer、number、date、yearmonth又はboolean"),
        Column("unit", "単位", "string", "値の単位。単位のない列は空欄"),
        Column("definition", "定義", "string", "値の意味"),
    ),
    ("table", "column"),
)
CODES = Table(
    "codes",
    "コード表",
    "選択肢とコードの意味です。",
    (
        Column("column", "列", "string", "コードを値とする列の名前"),
        Column("code", "コード", "string", "列の値"),
        Column("title", "名称", "string", "コードの名称"),
        Column("definition", "定義", "string", "コードの意味"),
    ),
    ("column", "code"),
)
UPDATES = Table(
    "updates",
    "更新履歴",
    "1行が1件の公表又は更新です。ここにない限り、公表した年度のデータは変わりません。",
    (
        Column("published", "公表日", "date", "この版を公表した日（YYYY-MM-DD）"),
        YEAR,
        Column("version", "版", "integer", "年度ごとの版の番号。初めての公表が1"),
        Column("update_kind", "更新の種類", "string", "公表、訂正、決定、公表区分の変更又は項目の変更"),
        Column("project_no", "事業番号", "string", "更新の対象の事業。空欄は全体", field="project_no"),
        Column("decided", "決定日", "date", "訂正又は決定の日（YYYY-MM-DD）"),
        Column("description", "内容", "string", "更新の内容"),
    ),
    (),
)
REPLACEMENTS = Table(
    "replacements",
    "文字の置換え",
    "1行が1か所です。機種依存文字を置き換えた箇所で、置換え前の文字は文字コードで示します。",
    (
        Column("table", "表", "string", "置き換えた値のある表"),
        YEAR,
        Column("project_no", "事業番号", "string", "置き換えた値のある行の事業番号", field="project_no"),
        Column("column", "列", "string", "置き換えた値のある列"),
        Column("before", "置換え前", "string", "Unicodeの符号位置（U+2460など）"),
        Column("after", "置換え後", "string", "置き換えた後の文字"),
        Column("count", "件数", "integer", "その値の中で置き換えた数", "件"),
    ),
    (),
)
ABOUT = Table(
    "about",
    "このデータについて",
    "データセットの名称、作成者、対象年度、版及び利用条件です。",
    (
        Column("item", "項目", "string", "項目の名前"),
        Column("title", "項目名", "string", "項目の日本語の名称"),
        Column("value", "内容", "string", "項目の内容"),
    ),
    ("item",),
)
