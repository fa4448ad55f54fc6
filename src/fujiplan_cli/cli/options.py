"""Options that several commands share, with their Japanese help."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from fujiplan_cli.kinds.fiscal_year import parse_year


def year_of(text: str) -> int:
    """2025, R7 or 令和7 to the fiscal year; anything else is a usage error."""
    year = parse_year(text)
    if year is None:
        raise typer.BadParameter("年度は「2025」「R7」「令和7」のように指定してください。")
    return year


def day_of(text: str) -> date:
    """An ISO date; anything else is a usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("日付は「2026-07-15」のように指定してください。") from None


def name_of(text: str) -> str:
    """Who works; the ledger must be able to say so, hence a blank is a usage error."""
    if not text.strip():
        raise typer.BadParameter("作業した人の氏名を指定してください（例：--by 富士）。")
    return text.strip()


Plan = Annotated[
    Path | None,
    typer.Option(
        "--plan", metavar="フォルダー", help="計画フォルダー（省略時は現在の場所から上へ fujiplan.toml を探す）"
    ),
]
Year = Annotated[
    int,
    typer.Option("--year", parser=year_of, metavar="年度", help="対象年度（実績を報告する年度。例：2025、R7、令和7）"),
]


def maybe_year(words: str) -> Any:
    """``--year`` of a command that can do without it; ``words`` say when."""
    told = f"対象年度（実績を報告する年度。例：2025、R7、令和7）。{words}"
    return typer.Option("--year", parser=year_of, metavar="年度", help=told, show_default=False)


Today = Annotated[
    date | None, typer.Option("--today", parser=day_of, metavar="日付", help="今日とみなす日（例：2026-07-15）")
]
Json = Annotated[bool, typer.Option("--json", help="結果を JSON で標準出力に出す")]
Debug = Annotated[bool, typer.Option("--debug", help="不具合の調査用に内部の情報を表示する")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        metavar="数",
        help="同時に読む処理の数（省略時はコアの数、ファイルが少ないときは1）",
        show_default=False,
    ),
]


def executor_of(text: str) -> str:
    """「local」 to "", 「dask:HOST:PORT」 to the scheduler's address; anything else is a usage error."""
    if text == "local":
        return ""
    kind, _, given = text.partition(":")
    scheme, _, place = given.rpartition("://")
    host, _, port = place.rpartition(":")
    if kind != "dask" or scheme not in ("", "tcp", "tls") or not host or not port.isdecimal():
        raise typer.BadParameter(
            f"--executor「{text}」は「dask:住所」の形で指定してください（例：dask:tls://10.0.0.5:8786）。"
        )
    return f"{scheme or 'tcp'}://{place}"


Executor = Annotated[
    str,
    typer.Option(
        "--executor",
        parser=executor_of,
        metavar="dask:住所",
        help="調書を、このPCではなく Dask のクラスターで読む（例：dask:tls://10.0.0.5:8786）",
        show_default=False,
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="ファイル",
        help="保護されたブックのパスワードを1行に一つ書いたファイル（順に試す。記録も表示もしない）",
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        parser=name_of,
        metavar="氏名",
        envvar="FUJIPLAN_BY",
        help="作業した人（台帳に記録する）",
        show_envvar=False,
    ),
]
