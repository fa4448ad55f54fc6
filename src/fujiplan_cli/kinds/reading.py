"""What all kinds share when they read a cell: blank or not, broken or not, and the cleaning that harms nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fujiplan_cli.kinds.base import Parsed, Problem
from fujiplan_cli.model.finding import Repair, Severity
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value

REPAIR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "formula": "計算式の結果を値として読みました",
        "escape": "表計算ソフトが付けた制御符号を除きました",
        "newline": "改行の符号をそろえました",
        "control": "見えない文字（制御文字）を除きました",
        "blanks": "前後の空白を除きました",
        "width": "全角・半角をそろえました",
        "separator": "桁区切りを除きました",
        "unit": "欄に決まっている単位を除きました",
        "minus": "▲・△を負の符号として読みました",
        "number_as_text": "文字として入っていた数字を数値として読みました",
        "digits": "表計算ソフトの有効桁数（15桁）に丸めました",
        "date_notation": "日付・年月の書き方をそろえました",
        "serial": "表計算ソフトの日付番号を日付として読みました",
        "choice": "選択肢の書き方をそろえました",
    }
)
"""Repair rule → what was done, for the log that both sides see. Finding code: ``repaired_<rule>``."""

_ESCAPE = re.compile(r"_x(000[0-9A-Fa-f]|001[0-9A-Fa-f]|007[Ff])_")
_LINE_END = re.compile("(?<!\r)\r+\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""More than one CR: ``_x000D_`` before a CRLF is still one line end. A run of CRs is looked through once, not from each
of them: a cell of 100,000 would take half a minute."""
_EMPTY_LOOKING = "\u2800\u3164\u115f\u1160\uffa0"
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0001]"
)
"""Controls, zero-width and direction marks, lone surrogates. Not the joiners U+200C/D: they shape what is seen."""
_VISIBLE = re.compile("[0-9A-Za-z\u3041-\u30fa\u4e00-\u9fff]")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_FULL_WIDTH = re.compile("[\uff01-\uffef\u3000]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean(raw: str) -> tuple[str, tuple[str, ...]]:
    """A typed text without what nobody typed on purpose, and the repair rules used.

    CRLF → LF, ``_x000D_`` and control characters gone, outer blanks (full-width ones too) gone. Visible characters
    stay as typed: 𠮷, 葛󠄀, ①, ㈱ are never normalised (domain.md §7).
    """
    rules = []
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw)
    if text != raw:
        rules.append("escape")
    broken = _LINE_END.sub("\n", text)
    if broken != text and "escape" not in rules:
        rules.append("newline")
    joined = _join_surrogates(broken.replace("\t", " "))
    kept = _INVISIBLE.sub("", joined)
    if kept != broken:
        rules.append("control")
    stripped = kept.strip()
    # The line end that an escape left at the end is part of that repair.
    if stripped != (kept.strip("\n") if rules else kept):
        rules.append("blanks")
    return stripped, tuple(rules)


def _join_surrogates(text: str) -> str:
    """A pair of surrogates as the one character it means; a lone one means nothing and goes."""
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def is_blank(cell: Cell) -> bool:
    """Whether nobody wrote anything: empty, or only blanks (full-width ones too) and invisible characters.

    A formula without a result is not blank: somebody meant something.
    """
    if cell.kind == "blank":
        return cell.formula is None
    if "_x" not in cell.raw and _VISIBLE.search(cell.raw):
        return False
    return cell.kind != "error" and not clean(cell.raw)[0].strip(_EMPTY_LOOKING + " \u3000")


def narrow(text: str) -> str:
    """Full-width and half-width forms as their ordinary selves: １２３ → 123, ｶ → カ. Leaves ①, ㎡, ² alone."""
    return _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def length(text: str) -> int:
    """Characters as a clerk counts them: variation selectors and combining marks belong to the one before."""
    return sum(1 for sign in _SELECTORS.sub("", text) if not unicodedata.combining(sign))


def units(text: str) -> int:
    """Length as Excel's LEN counts it: UTF-16 units, so 𠮷 counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell with content: its cleaned text and the repairs made so far."""

    cell: Cell
    field: Field
    text: str
    rules: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a number (a date serial is one)."""
        return self.cell.kind == "number"

    def done(self, value: Value, shown: str, *rules: str) -> Parsed:
        """The value with one Repair per rule; ``shown`` is what is recorded, in words of the sheet."""
        raw = self.cell.raw if self.cell.formula is None else f"={self.cell.formula.removeprefix('=')}"
        every = dict.fromkeys((*self.rules, *rules))
        return Parsed(value, tuple(Repair(rule, raw, shown) for rule in every))

    def wrong(self, code: str, **params: str) -> Parsed:
        """No value: an error of that code."""
        return Parsed(problem=problem(code, self.field, "error", **params))


def problem(code: str, field: Field, severity: Severity = "error", **params: str) -> Problem:
    """A problem with the parameters that every sentence may use."""
    unit_note = f"この欄の単位は「{field.unit}」です。" if field.unit else ""
    given = {"label": field.label, "unit": field.unit, "unit_note": unit_note, "example": field.example, **params}
    return Problem(code, severity, {name: text for name, text in given.items() if text})


def opened(cell: Cell, field: Field) -> Opened | Parsed:
    """The cell's cleaned content, or the Parsed of a cell that holds an error or a formula without a result."""
    if cell.kind == "error" or (cell.kind == "text" and cell.raw.strip().upper() in _ERRORS):
        return Parsed(problem=problem("cell_error", field))
    if cell.kind == "blank":
        return Parsed() if cell.formula is None else Parsed(problem=problem("formula_no_value", field))
    first = () if cell.formula is None else ("formula",)
    text, rules = clean(cell.raw)
    return Opened(cell, field, text, (*first, *rules)) if text else Parsed()
