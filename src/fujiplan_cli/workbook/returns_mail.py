"""The letter of a return as plain text, for the mail that carries the book: the same words in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fujiplan_cli.workbook.returns_sheet import ReturnLetter, ReturnMark


def mail_text(marks: Sequence[ReturnMark], letter: ReturnLetter, attached: str) -> bytes:
    """UTF-8 with BOM and CRLF, so that Notepad and any mail program show it. ``attached``: name of the book."""
    return "".join(f"{line}\r\n" for line in _lines(marks, letter, attached)).encode("utf-8-sig", "replace")


def _lines(marks: Sequence[ReturnMark], letter: ReturnLetter, attached: str) -> Iterator[str]:
    yield from (letter.title, "", letter.addressee, "", letter.sender, "")
    yield f"{letter.subject_label}：{letter.project}"
    yield f"再提出期限：{letter.due}"
    yield f"添付ファイル：{attached}"
    yield from ("", f"　{letter.intro}", "")
    for number, mark in enumerate(marks, start=1):
        yield f"{number}　【{mark.severity_word}】{mark.message}"
        if mark.remedy:
            yield f"　　→ {mark.remedy}"
    yield from ("", f"担当：{letter.sender}")
