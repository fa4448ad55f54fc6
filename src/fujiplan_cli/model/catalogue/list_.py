"""Finding codes of a list form (事務局確認票, 数値確定票, 決定票): its columns, and rows that are no project's."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec

SPECS: tuple[MessageSpec, ...] = (
    MessageSpec(
        "list_outdated",
        "error",
        "所管課",
        "「{sheet}」は、最後に配布した一覧ではありません。",
        "事務局が最後に配布した一覧に記入して提出してください。",
    ),
    MessageSpec(
        "list_header_lost",
        "error",
        "所管課",
        "「{sheet}」の見出しの行が見つからないため、どの欄が何か分かりません。",
        "配布した一覧の見出しの行を残したまま、記入し直してください。",
    ),
    MessageSpec(
        "column_conflict",
        "error",
        "所管課",
        "「{sheet}」の「{label}」の列が、どこにあるか定まりません。",
        "列を切り取って動かしたときは元に戻すか、配布した一覧に記入し直してください。",
    ),
    MessageSpec(
        "list_rows_missing",
        "warning",
        "所管課",
        "「{sheet}」に、次の事業の行がありません（{value}）。",
        "行を削除したときは、配布した一覧に戻して記入してください。ほかの行は受け付けています。",
    ),
    MessageSpec(
        "row_unknown",
        "error",
        "所管課",
        "「{sheet}」{cell}セルの事業番号「{value}」は、この一覧で配布した事業ではありません。",
        "配布した一覧の行に記入してください。事業を追加したいときは、事務局に連絡してください。",
    ),
    MessageSpec(
        "row_twice",
        "error",
        "所管課",
        "「{sheet}」に事業{value}の行が二つ以上あり、内容が異なります。",
        "正しい行を一つだけ残して提出してください。",
    ),
    MessageSpec(
        "decision_word",
        "error",
        "事務局",
        "{where}が「{value}」です。{meeting}の決定の言葉ではありません。",
        "{choices}のいずれかを選んでください。",
    ),
    MessageSpec(
        "confirmation_empty",
        "error",
        "事務局",
        "{where}が「水準を変更」ですが、変更後の水準がありません。",
        "変更する項目の水準と理由を記入してください。変更がなければ「自己評価のとおり」を選んでください。",
    ),
)
