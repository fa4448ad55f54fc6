"""Every message as a set: a tired clerk reads the place, the fact, what to do, in the same polite words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fujiplan_cli.model.catalogue import CATALOGUE

SOURCE = Path(__file__).resolve().parent.parent / "src/fujiplan_cli"
JARGON = re.compile(
    r"traceback|exception|\bnull\b|\bNone\b|\berror\b|\bDTD\b|\bXML\b|\bGiB\b|\bMiB\b|\bSQL|\bUTF-16\b|\bhash\b|パース|"
    r"バリデーション|エスケープ|不正な|無効な|失敗しました。$",
    re.IGNORECASE,
)
"""Words of programmers, and words that blame without saying what."""
OTHER_WORDS = {
    "記入欄": ("入力欄",),
    "ください": ("下さい",),
    "取組": ("取り組み", "取組み"),
    "所管課": ("担当課", "原課"),
    "記録": ("登録してください",),
    "フォルダー": (r"フォルダ(?!ー)",),
    "問合せ": ("問い合わせ", "問合わせ"),
}
"""The word of the glossary (公用文), and what is not written instead."""
CALLS = {"Refused", "BadParameter", "LedgerError", "LedgerBusy", "LedgerMissing", "LedgerDamaged", "LedgerNewer"}


def _said(node: ast.expr | None) -> str | None:
    """The words of a string or f-string; a value in it reads 「…」. None when it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def _operator_messages() -> Iterator[tuple[str, str, str, str | None]]:
    """(where, exception, message, remedy or None when it is made elsewhere) of every error of the operator's."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            notice = name == "tell" and isinstance(node.func, ast.Attribute)  # running().tell: beside the result
            if (notice or name in CALLS) and node.args and (message := _said(node.args[0])) is not None:
                remedy = _said(node.args[1]) if len(node.args) > 1 else ""
                yield f"{path.name}:{node.lineno}", name, message, remedy


OPERATOR = list(_operator_messages())


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_finding_is_a_sentence_with_a_remedy_in_the_words_of_the_house(code: str) -> None:
    spec = CATALOGUE[code]
    # A parameter at the end is a sentence of its own or nothing.
    assert re.search(r"(。|。\{\w+\})$", spec.fact), spec.fact
    assert re.search(r"(。|。\{\w+\})$", spec.remedy), spec.remedy
    assert not spec.example.endswith("。"), spec.example
    _house_words(f"{spec.fact}{spec.remedy}")
    if spec.actor == "所管課":
        # A department has no command line and no plan folder.
        assert not re.search(r"fujiplan|--\w|\.toml", spec.remedy), spec.remedy


def test_all_errors_of_the_operator_are_found() -> None:
    assert len(OPERATOR) > 200


@pytest.mark.parametrize("said", OPERATOR, ids=[f"{where} {message[:30]}" for where, _, message, _ in OPERATOR])
def test_an_operator_s_error_is_a_sentence_and_says_what_to_do(said: tuple[str, str, str, str | None]) -> None:
    where, kind, message, remedy = said
    assert re.search(r"(。|…|）)$", message) or "：" in message, message
    _house_words(f"{message}{remedy or ''}")
    if kind == "Refused" and remedy is not None:
        assert remedy, f"{where}: what should be done?"
        assert re.search(r"(。|…|）)$", remedy) or re.search("：|fujiplan ", remedy), remedy


def _house_words(text: str) -> None:
    spoken = re.sub(r"\{\w+\}", "", text)
    assert not JARGON.search(spoken), JARGON.search(spoken)
    for good, others in OTHER_WORDS.items():
        for other in others:
            assert not re.search(other, spoken), f"{other} → {good}: {text}"
    assert "，" not in spoken and "．" not in spoken
