"""Finding codes of single cells: what the kinds find, and the repairs they make."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec

_IS = "{where}が「{value}」です。"
_READ = "{where}の「{value}」を「{repaired}」と読みました"
_NOTHING = "このままで差し支えありません。読み取った値が異なるときは、正しい値を記入して再提出してください。"


def _error(code: str, remedy: str, example: str = "", fact: str = _IS) -> MessageSpec:
    return MessageSpec(code, "error", "所管課", fact, remedy, example)


def _review(code: str, fact: str, remedy: str) -> MessageSpec:
    return MessageSpec(code, "review", "事務局", fact, remedy)


def _repair(rule: str, how: str) -> MessageSpec:
    return MessageSpec(f"repaired_{rule}", "repair", "所管課", f"{_READ}（{how}）。", _NOTHING)


_ANY = (
    _error("cell_error", "計算式を消し、値を直接記入してください。", fact="{where}がエラー値「{value}」です。"),
    _error(
        "formula_no_value",
        "計算式を消し、値を直接記入してください。",
        fact="{where}の計算式に結果の値が入っていません。",
    ),
)

_NUMBERS = (
    _error("number_text", "数字だけを記入してください。", "21480"),
    _error("number_unit", "単位を付けず、数字だけを記入してください。", "21480", _IS + "{unit_note}"),
    _error("number_approximate", "概数でなく確定値を記入してください。", "21480"),
    _error(
        "number_none",
        "値が0のときは「0」と記入してください。まだ分からないときは空欄とし、確定予定年月の欄があればその年月を記入してください。",
    ),
    _error(
        "number_undecided",
        "数字を記入してください。確定していないときは、確定予定年月の欄がある場合はその欄に年月を記入し、この欄は空欄にしてください。",
    ),
    _error("number_reference", "他の欄や資料を示さず、この欄に数字を記入してください。", "21480"),
    _error("number_negative", "この欄は0以上の数字を記入してください。", "120"),
    _error(
        "number_parentheses",
        "括弧を付けずに記入してください。",
        "300",
        "{where}が「{value}」で、括弧が負の数を表すのか確認できません。",
    ),
    _error("number_too_small", "{minimum}以上の数字を記入してください。", "{minimum}"),
    _error("number_too_large", "{maximum}以下の数字を記入してください。"),
    _error("number_not_whole", "小数を使わず、整数で記入してください。", "3"),
    _error("number_not_listed", "{choices}のいずれかを選んでください。", "15"),
    _error(
        "number_date",
        "セルの表示形式を「標準」に戻し、数字を記入してください。",
        "21480",
        "{where}が日付（{seen}）になっています。",
    ),
    _error("level_invalid", "{minimum}から{maximum}までの整数を一つ選んでください。", "3"),
)

_DAYS = (
    _error("date_text", "年月日を記入してください。", "令和8年3月31日"),
    _error("date_no_day", "日まで記入してください。", "令和8年3月31日", "{where}が「{value}」で、日がありません。"),
    _error(
        "date_no_year",
        "年（元号又は西暦4桁）から記入してください。",
        "令和8年3月31日",
        "{where}が「{value}」で、年（元号又は西暦4桁）がありません。",
    ),
    _error(
        "date_impossible",
        "実在する日付を記入してください。",
        "令和8年3月31日",
        "{where}の「{value}」は暦にない日付です。",
    ),
    _error(
        "date_out_of_range",
        "年を確認し、正しい日付を記入してください。",
        "令和8年3月31日",
        "{where}の「{value}」は、扱える期間（昭和元年から2099年まで）の日付ではありません。",
    ),
    _error(
        "era_impossible",
        "正しい元号又は西暦で記入してください。",
        "令和8年3月31日",
        "{where}が「{value}」です。その元号にない年又は日付です。",
    ),
    _error("month_impossible", "1月から12月までの月を記入してください。", "令和8年6月"),
    _error("month_text", "年月を記入してください。", "令和8年6月"),
    _error("month_no_month", "月まで記入してください。", "令和8年6月", "{where}が「{value}」で、月がありません。"),
    _error(
        "month_no_year",
        "年（元号又は西暦4桁）から記入してください。",
        "令和8年6月",
        "{where}が「{value}」で、年（元号又は西暦4桁）がありません。",
    ),
    _error("fiscal_year_text", "年度を元号又は西暦4桁で記入してください。", "令和7年度"),
    _error("fiscal_year_out_of_range", "{minimum}から{maximum}までの年度を記入してください。"),
    _error(
        "fiscal_year_date",
        "セルの表示形式を「標準」に戻し、年度を記入してください。",
        "令和7年度",
        "{where}が日付（{seen}）になっています。",
    ),
)

_WORDS = (
    _error(
        "choice_unknown",
        "一覧（{near}）から選んでください。",
        fact="{where}の「{value}」は選択肢にありません。",
    ),
    _error("identifier_invalid", "番号だけを、空白や記号（/ : * ? など）を使わずに記入してください。", "1-02"),
    _error(
        "identifier_date",
        "セルの表示形式を「文字列」にし、番号を記入してください。",
        "1-2",
        "{where}が日付（{seen}）になっています。",
    ),
    _review(
        "text_too_long",
        "{where}は{length}字で、{limit}字を超えています。",
        "そのまま記録します。掲載に支障があるときは、所管課と相談して短くしてください。",
    ),
    _review(
        "text_gaiji",
        "{where}に外字（{sign}）が使われています。",
        "所管課に正しい文字を確認し、外字でない文字に置き換えてください。",
    ),
    _review(
        "text_date",
        "{where}が日付（{seen}）になっています。記入した文字が日付に変わった可能性があります。",
        "所管課に記入内容を確認してください。",
    ),
)

_REPAIRS = (
    MessageSpec(
        "repaired_formula",
        "repair",
        "所管課",
        "{where}の計算式の結果を値として読みました（「{repaired}」）。",
        _NOTHING,
    ),
    _repair("escape", "表計算ソフトが付けた制御符号を除きました"),
    _repair("newline", "改行の符号をそろえました"),
    _repair("control", "見えない文字（制御文字）を除きました"),
    _repair("blanks", "前後の空白を除きました"),
    _repair("width", "全角・半角をそろえました"),
    _repair("separator", "桁区切りを除きました"),
    _repair("unit", "欄に決まっている単位を除きました"),
    _repair("minus", "▲・△を負の符号として読みました"),
    _repair("number_as_text", "文字として入っていた数字を数値として読みました"),
    _repair("digits", "表計算ソフトの有効桁数（15桁）に丸めました"),
    _repair("date_notation", "日付・年月の書き方をそろえました"),
    _repair("serial", "表計算ソフトの日付番号を日付として読みました"),
    _repair("choice", "選択肢の書き方をそろえました"),
)

SPECS: tuple[MessageSpec, ...] = (*_ANY, *_NUMBERS, *_DAYS, *_WORDS, *_REPAIRS)
