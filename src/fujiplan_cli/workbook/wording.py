"""What a sheet says of itself beside its questions, by its declaration: name, heading, due date, closing words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import AnsweredBy, Form
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.canvas import Closing

LONGEST_NAME = 31
"""Of a sheet, in characters: Excel opens no book with a longer one."""
_FORBIDDEN = re.compile(r"[\\/?*\[\]:\x00-\x1f]")
_COPY = " ({})"
_LONGEST_SUBJECT = 20
"""Of a proposal's name in the corner: more would be printed too small to read; it stands in full below."""
_SPARE = "spare"
_FOR: Mapping[AnsweredBy, tuple[str, str]] = {"department": ("提出期限", "提出先"), "secretariat": ("記入期限", "記入")}
_HAND_IN: Mapping[AnsweredBy, Closing] = {
    "department": Closing(),
    # The 事務局 hands nothing in and needs no 決裁 for its own notes: it files them where `collect` looks.
    "secretariat": Closing(
        ("記入漏れはありません。", "保存して、受付フォルダー（inbox）に入れてください。"),
        hand_in="保存して、受付フォルダー（inbox）に入れてください。",
    ),
}
_IDLE = ("予備の用紙です。", "使わないときは、空欄のまま提出してください。")


def heading(form: Form, year: int) -> str:
    """The title as printed: ``{year}`` is the reported year, ``{next_year}`` the one it is filled in."""
    texts = {"{year}": year_words(year), "{next_year}": year_words(year + 1), "{title}": form.title}
    text = form.heading
    for mark, words in texts.items():
        text = text.replace(mark, words)
    return text


def excel_name(text: str) -> str:
    """A sheet's name without what Excel forbids."""
    return _FORBIDDEN.sub("＿", text).strip("' ")[:LONGEST_NAME].strip("' ") or "調書"


def copy_names(title: str, copies: int) -> list[str]:
    """Names of so many sheets of one form in one book: 「新規事業調書 (1)」 …; a single one needs no number."""
    if copies == 1:
        return [excel_name(title)]
    marks = [_COPY.format(place) for place in range(1, copies + 1)]
    return [f"{excel_name(title)[: LONGEST_NAME - len(mark)]}{mark}" for mark in marks]


def closing(form: Form, facts: frozenset[str]) -> Closing:
    """What the bar says when nothing is left to do."""
    words = _HAND_IN[form.answered_by]
    return Closing(words.done, _IDLE, words.hand_in) if _SPARE in facts else words


def subtitle(form: Form, plan_title: str, due: date, office: str) -> str:
    """What the sheet belongs to, by when, and to whom it goes back (or who keeps it)."""
    until, where = _FOR[form.answered_by]
    return "　｜　".join((plan_title, f"{until}：{day_words(due, weekday=True)}", f"{where}：{office}"))


def subject(form: Form, number: str, known: Mapping[str, Value | None]) -> str:
    """What the sheet is about, at the upper right: number and name, or the 課 while a proposal has no name."""
    if form.about == "project":
        return f"{number}　{known.get('project_name') or ''}".strip()
    name = str(known.get("proposal_name") or known.get("department") or "")
    return f"{number}　{name if len(name) <= _LONGEST_SUBJECT else f'{name[:_LONGEST_SUBJECT]}…'}".strip()


def is_secret(form: Form) -> bool:
    """Whether nothing of the form is ever published: those who fill it in may be told."""
    return all(one.disclosure == "never" for one in form.fields)
