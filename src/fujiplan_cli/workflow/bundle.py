"""A zip of files for somebody outside, with a list of what is in it: the same files give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.zipped import zipped

CONTENTS = "内容一覧.xlsx"
README = "お読みください.txt"


def bundle(title: str, words: Sequence[str], files: Mapping[str, bytes]) -> bytes:
    """The files with a note (``words``, a line each) and a list of name, size and sha256 of every file."""
    note = "\r\n".join((title, "", *words, "")).encode("utf-8-sig")
    named = {README: note, **dict(sorted(files.items()))}
    rows = [(path, len(data), sha256(data).hexdigest()) for path, data in named.items()]
    sheet = TableSheet("内容一覧", f"{title}　内容一覧", ("ファイル", "大きさ（バイト）", "sha256"), rows)
    return zipped({CONTENTS: write_table_book(title, (sheet,)), **named})
