"""Finding codes of this area: files that cannot be read as a workbook at all (verdict 読取不可)."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import Actor, MessageSpec

_RESEND = "配布した調書（.xlsx）に記入し、Excelで保存したものを再提出してください。"
_SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excel ブック（*.xlsx）」を選んで保存し、再提出してください。"


def _error(code: str, fact: str, remedy: str, who: Actor = "所管課") -> MessageSpec:
    return MessageSpec(code, "error", who, fact, remedy)


SPECS: tuple[MessageSpec, ...] = (
    _error("file_empty", "ファイル「{file}」は中身がありません（0バイト）。", "元のファイルを確認し、" + _RESEND),
    _error(
        "file_password",
        "ファイル「{file}」にはパスワードが設定されているため、読み取れません。",
        "Excelの「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを消して保存し、再提出してください。",
    ),
    _error(
        "file_password_wrong",
        "ファイル「{file}」は、指定されたどのパスワードでも開けません。",
        "正しいパスワードを所管課に確認して --password-file のファイルに1行で加え、もう一度受け付けてください。"
        "分からないときは、パスワードを消して再提出するよう依頼してください。",
        "事務局",
    ),
    _error(
        "file_password_tool",
        "ファイル「{file}」はパスワードで保護されていますが、開くための部品（msoffcrypto-tool）がこのPCにありません。",
        'pip install "fujiplan[encrypted]" で部品を加えるか、パスワードを消した再提出を所管課に依頼してください。',
        "事務局",
    ),
    _error(
        "file_crashed_reader",
        "ファイル「{file}」を読み取る処理が異常終了したため、このファイルだけ読み取りを中止しました。",
        "Excelで開けるか確認し、配布した調書に記入し直して再提出してください。心当たりがないときは、開かずに事務局に連絡してください。",
    ),
    _error(
        "file_too_slow",
        "ファイル「{file}」は、10秒たっても読み取れないため、このファイルだけ読み取りを中止しました。",
        "調書以外のシートや大量のデータを除いて再提出してください。心当たりがないときは、開かずに事務局に連絡してください。",
    ),
    _error(
        "file_too_large",
        "ファイル「{file}」は、読み取りに1ギガバイトを超えるメモリーを使うため、このファイルだけ読み取りを中止しました。",
        "調書以外のシートや大量のデータを除いて再提出してください。心当たりがないときは、開かずに事務局に連絡してください。",
    ),
    _error(
        "file_xls",
        "ファイル「{file}」は古い形式（Excel 97-2003、.xls）です。名前が.xlsxでも中身で判定します。",
        _SAVE_AS,
    ),
    _error("file_ods", "ファイル「{file}」はOpenDocument形式（.ods）です。", _SAVE_AS),
    _error("file_xlsb", "ファイル「{file}」はExcelバイナリ形式（.xlsb）です。", _SAVE_AS),
    _error(
        "file_truncated",
        "ファイル「{file}」は途中で切れています。保存又はコピーの途中で止まった可能性があります。",
        "元のファイルがExcelで開けることを確認し、コピーし直して再提出してください。",
    ),
    _error("file_csv", "ファイル「{file}」はCSVなどの文字だけのファイルで、Excelのブックではありません。", _RESEND),
    _error("file_unknown", "ファイル「{file}」はExcelのブックではありません。", _RESEND),
    _error("file_not_workbook", "ファイル「{file}」の中に、Excelのワークシートがありません。", _RESEND),
    _error(
        "file_damaged",
        "ファイル「{file}」は壊れているため、読み取れません。",
        "Excelで開けるか確認し、開けたときは別の名前で保存して再提出してください。開けないときは、配布した調書に記入し直してください。",
    ),
    _error(
        "file_bomb",
        "ファイル「{file}」は、展開すると調書としては大き過ぎるため、読み取りを中止しました。",
        "調書以外のシートや大量のデータを除いて再提出してください。心当たりがないときは、開かずに事務局に連絡してください。",
    ),
    _error(
        "file_entity",
        "ファイル「{file}」には、Excelが作らない、外のファイルを読ませる指定があるため、安全のため読み取りを中止しました。",
        "このファイルは開かずに、配布した調書に記入し直して再提出してください。心当たりがないときは、事務局に連絡してください。",
    ),
    _error(
        "file_unsafe",
        "ファイル「{file}」には、Excelが作らない部品（フォルダーの外を指す名前又はリンク）があるため、安全のため読み取りを中止しました。",
        "このファイルは開かずに、配布した調書に記入し直して再提出してください。心当たりがないときは、事務局に連絡してください。",
    ),
    MessageSpec(
        "file_unreadable",
        "error",
        "事務局",
        "ファイル「{file}」を開けません（{detail}）。",
        "ファイルがほかのPCで開かれていないか、開く権限があるかを確認し、もう一度受け付けてください。",
    ),
    MessageSpec(
        "file_lock",
        "info",
        "所管課",
        "「{file}」は、調書がまだ開かれていることを示す一時ファイルです。",
        "調書を保存して閉じた後に、もう一度提出してください。",
    ),
)
