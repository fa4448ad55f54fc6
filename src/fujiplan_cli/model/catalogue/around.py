"""Finding codes of this area: the roster of 情報化推進リーダー, and past years' results from the old tool."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec, office

_ROSTER = "fujiplan handover --roster で作った名簿"

SPECS: tuple[MessageSpec, ...] = (
    office(
        "table_unreadable",
        "ファイル「{file}」を読み取れません。{fact}",
        "パスワードのないExcelブック（*.xlsx）か、CSV（UTF-8又はシフトJIS）で保存してください。",
    ),
    office(
        "table_doubled_column",
        "見出し「{value}」（{place}）が{first}にもあり、どちらの列か決められません。",
        "どちらかの列を削るか、見出しを直してください。",
    ),
    office(
        "leader_no_header",
        "ファイル「{file}」に、「所属コード」又は「所属名」と「氏名」の見出しがありません。",
        f"{_ROSTER}に記入してください。",
        example="所属コード、所属名、氏名、内線、備考",
    ),
    office(
        "leader_unknown_office",
        "所属「{value}」（{place}）は、計画の所管課にありません。{near}",
        "所属コードを fujiplan.toml の departments のとおりに記入してください。",
        example="0101",
    ),
    office(
        "leader_names_differ",
        "{place}の所属名「{value}」は、所属コード「{code_given}」の名称（{name}）ではありません。",
        "所属コードか所属名を直してください。",
        example="0101　総務部 情報政策課",
    ),
    office(
        "leader_ambiguous_office",
        "所属名「{value}」（{place}）の課が複数あります（{near}）。",
        "所属コードを記入してください。",
        example="0101",
    ),
    office(
        "leader_ended_office",
        "所属「{value}」（{place}）は{ended}までの課です。{near}",
        "{day}の課の名称とコードで記入してください。",
        example="0101",
    ),
    office(
        "leader_no_office",
        "{place}の行に所属コードも所属名もありません。",
        "所属コード又は所属名を記入してください。",
        example="0101",
    ),
    office(
        "leader_blank_name",
        "{office}の氏名（{place}）が空欄です。",
        "氏名を記入してください。決まっていないときは、その行の内線と備考も空欄にしてください。",
        example="架空 花子",
    ),
    office(
        "leader_twice",
        "{office}の情報化推進リーダーが、{first}と{place}に2人記入されています。",
        "1課に1人だけを記入してください。",
        example="架空 花子",
    ),
    office(
        "leader_none",
        "{office}の行（{place}）は空欄のため、情報化推進リーダーを記録しません。",
        "決まり次第、記入した名簿をもう一度取り込んでください。",
        "info",
    ),
    office(
        "leader_empty",
        "ファイル「{file}」に、氏名のある行がありません。",
        f"{_ROSTER}に氏名を記入してください。",
        example="架空 花子",
    ),
    office(
        "answers_no_header",
        "ファイル「{file}」に、「事業番号」の見出しがありません。",
        "fujiplan import ファイル --kind answers --write-template で作った表に記入してください。",
        example="事業番号、事業名、当年度末の段階、進捗状況",
    ),
    office(
        "answers_unknown_column",
        "見出し「{value}」（{place}）は調書の項目ではないため、この列は読み込みません。{near}",
        "取り込む列であれば、見出しを項目のID又は名称に直してください。",
        "warning",
        example="kpi_1_actual、指標1 実績値",
    ),
    office(
        "answers_no_number", "{place}の行に事業番号がありません。", "事業番号を記入してください。", example="1-1-01"
    ),
    office(
        "answers_unknown_project",
        "事業番号「{value}」（{place}）は、この年度の事業台帳にありません。",
        "番号と、--year の年度を確認してください。",
        example="1-1-01",
    ),
    office(
        "answers_not_evaluated",
        "事業{value}（{place}）は、この年度に調書を求める段階にないため、取り込みません。",
        "前の年度の段階か、事業台帳の年度計画（予定の段階）を確認してください。古い年度から順に取り込みます。",
        "warning",
        example="S5 運用・改善",
    ),
    office(
        "answers_name_differs",
        "{place}の事業名「{value}」は、事業台帳の名称「{printed}」と異なります。",
        "行がずれていないか確認してください。名称の変更であれば、このままで差し支えありません。",
        "warning",
        example="電子申請サービスの拡充",
    ),
    office(
        "answers_twice",
        "事業{value}が2行にあります（{place}）。",
        "どちらかの行を削ってください。この事業は取り込んでいません。",
        example="1事業1行",
    ),
    office(
        "answers_blank",
        "事業{project}（{place}）は、次の項目に記入がありません：{labels}。",
        "未記入として採点します（評価が下がることがあります）。分かる項目は補って、もう一度取り込んでください。",
        "warning",
        example="進捗状況：計画どおり",
    ),
    office(
        "answers_not_asked",
        "{where}の「{value}」は、評価段階{stage}では求めない項目のため、使いません。",
        "段階を確認してください。このままで差し支えないときは、対応は不要です。",
        "info",
    ),
    office(
        "answers_kept_sheet",
        "事業{value}（{place}）は、受け付けた調書があるため、取り込みません。",
        "取込みの値を使うときは、先に fujiplan settle 事業番号 sheet --withdraw 版 で、"
        "その調書を使わないことにしてください。",
        "info",
    ),
    office(
        "answers_same", "ファイル「{file}」の内容は、取込み済みのものと同じです。", "何も記録していません。", "info"
    ),
)
