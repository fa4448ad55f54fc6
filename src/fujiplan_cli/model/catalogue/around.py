"""Finding codes of this area: the roster of 情報化推進リーダー, and past years' results from the old tool."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec
from fujiplan_cli.model.finding import Severity


def _spec(code: str, fact: str, remedy: str, severity: Severity = "error", example: str = "") -> MessageSpec:
    return MessageSpec(code, severity, "事務局", fact, remedy, example)


_ROSTER = "fujiplan handover --roster で作った名簿"

SPECS: tuple[MessageSpec, ...] = (
    _spec(
        "table_unreadable",
        "ファイル「{file}」を読み取れません。{fact}",
        "パスワードのないExcelブック（*.xlsx）か、CSV（UTF-8又はシフトJIS）で保存してください。",
    ),
    _spec(
        "table_doubled_column",
        "見出し「{value}」（{place}）が{first}にもあり、どちらの列か決められません。",
        "どちらかの列を削るか、見出しを直してください。",
    ),
    _spec(
        "leader_no_header",
        "ファイル「{file}」に、「所属コード」又は「所属名」と「氏名」の見出しがありません。",
        f"{_ROSTER}に記入してください。",
        example="所属コード、所属名、氏名、内線、備考",
    ),
    _spec(
        "leader_unknown_office",
        "所属「{value}」（{place}）は、計画の所管課にありません。{near}",
        "所属コードを fujiplan.toml の departments のとおりに記入してください。",
        example="0101",
    ),
    _spec(
        "leader_names_differ",
        "{place}の所属名「{value}」は、所属コード「{code_given}」の名称（{name}）ではありません。",
        "所属コードか所属名を直してください。",
        example="0101　総務部 情報政策課",
    ),
    _spec(
        "leader_ambiguous_office",
        "所属名「{value}」（{place}）の課が複数あります（{near}）。",
        "所属コードを記入してください。",
        example="0101",
    ),
    _spec(
        "leader_ended_office",
        "所属「{value}」（{place}）は{ended}までの課です。{near}",
        "{day}の課の名称とコードで記入してください。",
        example="0101",
    ),
    _spec(
        "leader_no_office",
        "{place}の行に所属コードも所属名もありません。",
        "所属コード又は所属名を記入してください。",
        example="0101",
    ),
    _spec(
        "leader_blank_name",
        "{office}の氏名（{place}）が空欄です。",
        "氏名を記入してください。決まっていないときは、その行の内線と備考も空欄にしてください。",
        example="架空 花子",
    ),
    _spec(
        "leader_twice",
        "{office}の情報化推進リーダーが、{first}と{place}に2人記入されています。",
        "1課に1人だけを記入してください。",
        example="架空 花子",
    ),
    _spec(
        "leader_none",
        "{office}の行（{place}）は空欄のため、情報化推進リーダーを記録しません。",
        "決まり次第、記入した名簿をもう一度取り込んでください。",
        "info",
    ),
    _spec(
        "leader_empty",
        "ファイル「{file}」に、氏名のある行がありません。",
        f"{_ROSTER}に氏名を記入してください。",
        example="架空 花子",
    ),
)
