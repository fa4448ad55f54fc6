"""Finding codes of this area: an export of 財務会計, which the 事務局 takes in."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec, office

_MAP = "fujiplan.tomlの[finance]"

SPECS: tuple[MessageSpec, ...] = (
    office(
        "finance_unreadable",
        "財務会計のファイル「{file}」を読み取れません。{fact}",
        "財務会計から出力したCSV（UTF-8又はシフトJIS）か、パスワードのないExcelブック（*.xlsx）を指定してください。",
    ),
    office(
        "csv_encoding",
        "ファイル「{file}」の文字コードを読み取れません。",
        f"CSVをUTF-8又はシフトJISで保存し直すか、{_MAP}のencodingを直してください。",
    ),
    office(
        "csv_damaged",
        'ファイル「{file}」の{detail}行目付近で、CSVの引用符（"）の対応が崩れています。',
        "財務会計から出力し直してください。",
    ),
    office(
        "finance_no_sheet",
        "ファイル「{file}」にシート「{title}」がありません。",
        f"シートの名前を確認するか、{_MAP}のsheetを直してください。",
    ),
    office(
        "finance_no_column",
        "{place}の見出し（{row}行目）に列「{value}」がありません。{near}",
        f"出力の項目を確認するか、{_MAP}の列名か見出しの行（header_row）を直してください。",
    ),
    office(
        "finance_doubled_column",
        "{place}の見出し「{value}」が{first}にもあり、どちらの列か決められません。",
        "出力の項目を減らすか、見出しを直してください。",
    ),
    office(
        "finance_no_rows",
        "ファイル「{file}」に{year}の行がありません。",
        "出力した年度と、--yearの年度を確認してください。",
    ),
    office("finance_other_year", "ほかの年度の{count}行は読み込みません。", "取り込む年度の行だけを使います。", "info"),
    office("finance_year_blank", "{where}が空欄で、どの年度の行か分かりません。", "年度を記入してください。"),
    office(
        "finance_no_code",
        "{where}が空欄のため、この行（合計の行など）は読み込みません。",
        "予算事業の行であれば、コードを補って取り込み直してください。",
        "warning",
    ),
    office(
        "finance_unmatched",
        "予算事業コード「{value}」（{place}、{count}行）に当たる事業が事業台帳にありません。{near}",
        "情報化事業であれば、事業台帳の「予算科目」にこのコードを記入してください。",
        "warning",
    ),
    office(
        "finance_shared",
        "予算事業コード「{value}」（{place}）は、複数の事業（{projects}）の予算科目になっています。"
        "金額は分けられないため、どの事業にも入れません。",
        "1事業に1コードとなるよう事業台帳を直すか、調書で所管課に金額を聞いてください。",
        "review",
    ),
    office(
        "finance_zero_reason",
        "予算事業コード「{value}」（{place}）の事業{projects}は、事業台帳で事業費がない事業（{reason}）です。"
        "金額は使いません。",
        "予算がある事業であれば、事業台帳の「事業費がない理由」を消してください。",
        "warning",
    ),
    office(
        "finance_no_line",
        "事業{project}「{name}」の予算科目「{value}」の行が、ファイル「{file}」にありません。{kept}",
        "事業台帳の「予算科目」と、財務会計の出力の範囲を確認してください。",
        "review",
    ),
    office(
        "finance_not_this_file",
        "事業{project}「{name}」の予算科目「{value}」の行は、ファイル「{file}」にありません。"
        "前に取り込んだ額（{kept}）を使い続けます。",
        "会計ごとに分けて出力しているときは、このままで差し支えありません。",
        "info",
    ),
    office(
        "finance_no_account",
        "事業{project}「{name}」は予算がある事業ですが、事業台帳の「予算科目」が空欄です。",
        "事業台帳に予算事業コードを記入してください。記入がない間は、調書で所管課に金額を聞きます。",
        "warning",
    ),
    office(
        "finance_blank",
        "{where}が空欄です。",
        f"金額を補ってください。空欄が0円を表す出力であれば、{_MAP}に「blank_is_zero = true」と書いてください。",
    ),
    office(
        "finance_fraction",
        "{where}が「{value}」で、1円に満たない端数があります。",
        f"金額の単位が「{{unit}}」でよいか、{_MAP}のunitを確認してください。",
    ),
    office(
        "finance_negative",
        "{where}の合計が{total}千円で、負の額になります。",
        "財務会計の額を確認してください。この欄は0以上です。",
    ),
    office(
        "finance_unit",
        "ファイル「{file}」の金額の合計が、これまでの額の{ratio}です（比べた事業{count}件）。",
        f"金額の単位（円・千円）を確認し、{_MAP}のunitを直してください。",
    ),
    office(
        "finance_older",
        "この年度は既に「{before}」の額を取り込んでいます。「{after}」の額には戻せません。",
        "--moneyで、この出力がいつの額かを正しく指定してください。",
    ),
    office(
        "finance_changed",
        "事業{project}の{where}が、{before}千円から{after}千円に変わります。{note}",
        "採点と資料には新しい額を使います。",
        "info",
    ),
    office(
        "finance_settled",
        "事業{project}の{where}は{after}千円ですが、{by}が記録した額（{before}千円、理由：{reason}）を使い続けます。",
        "財務会計の額に改めるときは、fujiplan settle でその額を記録してください。",
        "warning",
    ),
    office("finance_same", "ファイル「{file}」は前回取り込んだものと同じ内容です。", "何も記録していません。", "info"),
)
