"""All commands, in the order of the year. Each command's module is small; what it needs loads when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from fujiplan_cli.cli import (
    advise,
    check,
    collect,
    decide,
    demo,
    dispose,
    distribute,
    doctor,
    evaluate_plan,
    explain,
    export,
    handover,
    hearing,
    import_,
    init,
    instructions,
    publish,
    reconcile,
    report,
    revise,
    schedule,
    score,
    settle,
    status,
    trace,
)
from fujiplan_cli.cli.completion import SHELLS, give_values, install, shell_of, show
from fujiplan_cli.cli.examples import as_epilog, without_examples
from fujiplan_cli.cli.waiting import patient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from rich.text import Text


def _japanese_help() -> None:
    """Typer's headings in Japanese. Only when help is shown: it loads rich."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
    rich_utils.OPTIONS_PANEL_TITLE = "オプション"
    rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
    rich_utils.REQUIRED_LONG_STRING = "［必須］"
    rich_utils.DEFAULT_STRING = "［既定：{}］"
    # Japanese has no blanks to wrap at, and rich cuts such a text off with 「…」 inside its columns: fold it instead.
    vars(rich_utils)["Columns"] = _folded


def _folded(pieces: Iterable[RenderableType]) -> Text:
    """Help text, default and 必須 of one option as a text that folds."""
    from rich.text import Text

    words = [piece if isinstance(piece, Text) else Text(str(piece)) for piece in pieces]
    whole = Text(" ").join(words)
    whole.overflow = "fold"
    return whole


def _no_type(ctx: object) -> None:
    """An argument's column of types would say <str>: nothing stands there."""


class _Help:
    """Japanese help for a command or the group: usage line, headings and the help option's own text."""

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # mixed into Typer's classes, which have it
        return usage.replace("Usage:", "使い方:", 1)

    def get_help_option(self, ctx: Any) -> Any:
        """-h / --help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # see above
        if option is not None:
            option.help = "この説明を表示する"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help page. A switch takes no value, so nothing stands where others show what to type."""
        _japanese_help()
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]  # see above
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
            if parameter.param_type_name == "argument":
                vars(parameter)["display_type_rich"] = _no_type
        super().format_help(ctx, formatter)  # type: ignore[misc]  # see above


class Command(_Help, TyperCommand):
    """A command with Japanese help. Its docstring's examples end the page, and values complete from the plan folder."""

    examples: tuple[tuple[str, str], ...] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        """As Typer's, with the examples taken out of the help."""
        super().__init__(*given, **named)
        self.help, self.examples = without_examples(self.help or "")
        self.epilog = as_epilog(self.examples)
        for parameter in self.params:
            give_values(parameter)


class Group(_Help, TyperGroup):
    """The group with Japanese help."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the year, not of the alphabet."""
        return list(self.commands)


_SHELLS = "、".join(SHELLS)

app = typer.Typer(
    cls=Group,
    add_completion=False,
    options_metavar="[オプション]",
    subcommand_metavar="コマンド ...",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="情報化計画の進行管理調書を、配布・回収・採点・報告・公表します。",
    epilog="初めての方は fujiplan demo で、架空の計画による1年間の流れを確認できます。"
    "計画フォルダーの中で fujiplan だけを実行すると、本日することが分かります。"
    "各コマンドの使い方の例は、fujiplan コマンド名 --help の最後にあります。",
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="版を表示する"),
    show_completion: str | None = typer.Option(
        None,
        "--show-completion",
        parser=shell_of,
        metavar="シェル",
        help=f"入力の補完の設定を表示する（{_SHELLS}）",
        show_default=False,
    ),
    install_completion: str | None = typer.Option(
        None,
        "--install-completion",
        parser=shell_of,
        metavar="シェル",
        help="入力の補完を使えるようにする",
        show_default=False,
    ),
) -> None:
    if version:
        from fujiplan_cli import __version__
        from fujiplan_cli.cli.console import say

        say(f"fujiplan {__version__}")
    elif show_completion:
        show(show_completion)
    elif install_completion:
        raise typer.Exit(install(install_completion))
    elif context.invoked_subcommand is not None:
        return
    raise typer.Exit


_PANELS = {
    "はじめに、いつでも": ("demo", "init", "import", "schedule", "doctor"),
    "調書を配り、受け付ける（3〜5月）": ("distribute", "check", "collect", "status", "settle"),
    "採点し、会議に諮る（5〜7月）": ("score", "explain", "trace", "report", "decide", "advise", "instructions"),
    "公表し、求めに応じる（7月から）": ("publish", "export"),
    "新規事業、見直し、決算、異動": ("hearing", "revise", "reconcile", "handover", "dispose", "evaluate-plan"),
}
"""The commands by the time of the year, as the help groups them."""


def _panel_of(name: str) -> str | None:
    return next((panel for panel, names in _PANELS.items() if name in names), None)


for _name, _function, _short in (
    ("demo", demo.demo, "架空の計画で1年間の流れを試す"),
    ("init", init.init, "新しい計画フォルダーを作る"),
    ("import", import_.import_, "事業台帳、財務会計の額、名簿、過去の実績を取り込む"),
    ("schedule", schedule.schedule, "本日することと年間の予定を見る"),
    ("distribute", distribute.distribute, "所管課に配る調書を作る"),
    ("check", check.check, "調書を確認する（記録しない）"),
    ("collect", collect.collect, "届いた調書を受け付ける"),
    ("status", status.status, "提出の状況を見る"),
    ("settle", settle.settle, "事務局の判断、修正、確認の評点を記録する"),
    ("score", score.score, "採点する"),
    ("explain", explain.explain, "ひとつの事業の評価を説明する"),
    ("trace", trace.trace, "ひとつの値をセルまでさかのぼる"),
    ("report", report.report, "会議の資料を作る"),
    ("decide", decide.decide, "会議の決定を記録する"),
    ("advise", advise.advise, "アドバイザーの意見を記録する"),
    ("instructions", instructions.instructions, "指示事項の状況を見る、完了を記録する"),
    ("publish", publish.publish, "公表用のサイトとオープンデータを作る"),
    ("export", export.export, "議会、監査、開示請求のための一式を作る"),
    ("hearing", hearing.hearing, "新規事業のヒアリングから登載までを扱う"),
    ("revise", revise.revise, "事業台帳を見直し、新旧対照表を作る"),
    ("reconcile", reconcile.reconcile, "承認した支出済額を決算の額と照合する"),
    ("handover", handover.handover, "人事異動の引継ぎの資料と名簿を作る"),
    ("dispose", dispose.dispose, "保存期間の過ぎた受領ファイルを廃棄する"),
    ("evaluate-plan", evaluate_plan.evaluate_plan, "計画の全ての年度をまとめて評価する"),
    ("doctor", doctor.doctor, "計画フォルダーと台帳を調べ、控え、直す"),
):
    app.command(
        _name, cls=Command, short_help=_short, options_metavar="[オプション]", rich_help_panel=_panel_of(_name)
    )(patient(_name, _function))
