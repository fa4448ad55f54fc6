"""Typer's English usage errors in Japanese, with an example and the command whose help to read."""

from __future__ import annotations

from collections.abc import Sequence

from typer.exceptions import TyperException

_NUMBERS = {
    "Input should be a valid integer": "整数で指定してください（例：1）。",
    "Input should be greater than or equal to": "{}以上の整数で指定してください。",
    "Input should be less than or equal to": "{}以下の整数で指定してください。",
}
_EXAMPLES = {
    "--year": "--year R7",
    "--meeting": "--meeting wg（幹事会は kanjikai、本部は honbu）",
    "--kind": "--kind register",
    "--reason": "--reason 所管課に電話で確認",
    "--note": "--note 他市と共同で調達する余地がある。",
    "--for": "--for audit",
    "--round": "--round june",
    "事業番号": "1-1-01",
    "項目": "status",
    "ファイル": "register.xlsx",
    "フォルダー": "keikaku",
}
"""What to type for an option or argument that is missing."""


def usage_remedy(error: TyperException, arguments: Sequence[str]) -> str:
    """Whose help shows how it is written: that of the command, or of all when there is no such command."""
    context = getattr(error, "ctx", None)
    name = getattr(context, "info_name", None) if context is not None and context.parent is not None else None
    if name and name in arguments:
        return f"使い方と例は「fujiplan {name} --help」で確認できます。"
    return "コマンドの一覧は「fujiplan --help」で確認できます。"


def usage_words(error: TyperException) -> str:
    """Typer's English usage errors in Japanese; the option or argument is named as typed."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", "") or (_parameter_name(parameter) if parameter is not None else "")
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        hint = f"もしかして：{'、'.join(sorted(near))}" if near else ""
        return f"「{name}」という指定はありません。{hint}"
    if kind == "MissingParameter":
        example = _EXAMPLES.get(name, "")
        return f"「{name}」の指定がありません。" + (f"例：{example}" if example else "")
    if kind == "BadParameter":
        return f"「{name}」の指定が正しくありません。{_choice_words(error.message)}" if name else error.message
    if kind == "BadOptionUsage":
        return f"「{name}」に値を指定してください。"
    if error.message.startswith("No such command"):
        typed, _, near = error.message.removeprefix("No such command").partition("Did you mean")
        hint = f"もしかして：{near.strip(' ?')}" if near else ""
        return f"「{typed.strip(' .')}」というコマンドはありません。{hint}".replace("'", "")
    if "unexpected extra argument" in error.message:
        return f"余分な指定があります（{error.message.partition('(')[2].rstrip(')')}）。"
    return error.message


def _choice_words(message: str) -> str:
    """Typer's English for a word that is no choice or no number, in Japanese; other messages are ours and stay."""
    for english, japanese in _NUMBERS.items():
        if message.startswith(english):
            return japanese.format(message.removeprefix(english).strip())
    typed, is_choice, choices = message.removeprefix("Value error, ").partition(" is not one of ")
    if not is_choice:
        return message
    words = "、".join(f"「{word.strip(chr(39))}」" for word in choices.rstrip(".").split(", "))
    return f"「{typed.strip(chr(39))}」は使えません。使えるのは{words}です。"


def _parameter_name(parameter: object) -> str:
    options = [o for o in getattr(parameter, "opts", []) if o.startswith("--")]
    return options[0] if options else str(getattr(parameter, "metavar", None) or getattr(parameter, "name", ""))
