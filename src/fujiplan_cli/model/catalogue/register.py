"""Finding codes of this area: the 事業台帳 (register.xlsx), which the 事務局 keeps."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec, office

SPECS: tuple[MessageSpec, ...] = (
    office(
        "register_unreadable",
        "事業台帳「{file}」を読み取れません。{fact}",
        "事業台帳のExcelブック（register.xlsx）を指定してください。パスワードは外し、Excelブック（*.xlsx）で保存してください。",
    ),
    office(
        "register_no_sheet",
        "事業台帳「{file}」に「{title}」シートがありません。",
        "シート「事業」「指標」「年度計画」をそろえてください。列IDの行（project_noなど）も消さないでください。",
    ),
    office(
        "register_no_column",
        "シート「{sheet}」に列「{label}」（{id}）がありません。",
        "見出しの下の行に列ID「{id}」を記入した列を加えてください。",
    ),
    office(
        "register_unknown_column",
        "{place}の列には列IDがないため、読み込みません。",
        "残す必要がある列には、見出しの下の行に英小文字の列IDを記入してください。",
        "warning",
        "note",
    ),
    office("register_doubled_column", "{place}の列ID「{value}」が2回使われています。", "不要な列を消してください。"),
    office("register_missing", "{where}が空欄です。", "記入してください。"),
    office(
        "register_doubled_number",
        "{where}「{value}」は、{first}にもあります。",
        "同じ事業番号の行は1行だけにしてください。",
    ),
    office("register_doubled_row", "{where}「{value}」の行は、{first}にもあります。", "どちらかの行を消してください。"),
    office(
        "register_unknown_department",
        "{where}「{value}」は、計画（fujiplan.toml）の所管課にありません。",
        "課のコードを確認してください。新しい課は、先にfujiplan.tomlのdepartmentsに加えてください。{near}",
    ),
    office(
        "register_unknown_goal",
        "{where}「{value}」は、計画の基本目標にありません。",
        "基本目標のコードを記入してください。{near}",
    ),
    office(
        "register_unknown_measure",
        "{where}「{value}」は、計画の施策にありません。",
        "施策のコードを記入してください。{near}",
    ),
    office(
        "register_measure_of_other_goal",
        "{where}「{value}」は、基本目標「{goal}」の施策ではありません。",
        "基本目標と施策のどちらかを直してください。",
    ),
    office(
        "register_flag",
        "{where}「{value}」は、該当するかどうか読み取れません。",
        "該当するときは○、しないときは空欄にしてください。",
    ),
    office(
        "register_year_out_of_plan",
        "{where}「{value}」は、計画期間（{first}〜{last}）の外です。",
        "計画期間内の年度を記入してください。",
    ),
    office(
        "register_years_reversed", "終了年度（{place}）が開始年度より前です。", "開始年度と終了年度を確認してください。"
    ),
    office(
        "register_unknown_project",
        "{where}「{value}」は、シート「事業」にありません。",
        "事業番号を確認するか、シート「事業」に行を加えてください。",
    ),
    office(
        "register_target_without_indicator",
        "{where}に値がありますが、事業「{project}」に指標{number}はありません。",
        "シート「指標」に指標{number}を加えるか、この値を消してください。",
    ),
    office(
        "register_target_reason",
        "{where}が当初目標から変更されていますが、変更理由がありません。",
        "変更理由を記入してください。",
        "warning",
    ),
    office(
        "register_unknown_successor",
        "{where}「{value}」は、シート「事業」にありません。",
        "後継の事業番号を確認してください。",
        "warning",
    ),
    office("register_empty", "事業台帳「{file}」に事業が1件もありません。", "シート「事業」に記入してください。"),
)
