"""The sheet 「修正依頼」 of a return: the letter, and one row for every cell to look at, with a link and its state."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from fujiplan_cli.workbook.returns_styles import ReturnStyles
from fujiplan_cli.workbook.xml_text import kept_escapes, legal

_WIDTHS = (6, 9, 17, 21, 46, 58, 13)
_HEADERS = ("番号", "区分", "セル", "項目", "内容", "お願いすること", "状況")
_LAST = "G"
_MARKED = (
    "該当のセルには色を付けています。値を直すと、セルの色は自動的に消え、右端の「状況」が「○ 対応済」に変わります。"
    "このファイルに直接記入し、そのまま再提出できます（このシートは消さなくて構いません）。"
)
OPEN, DONE, NO_CELL = "● 未対応", "○ 対応済", "内容を確認"
HEADER_ROW = 9


@dataclass(frozen=True, slots=True)
class ReturnMark:
    """One finding for the department. ``cell`` is "" when it concerns a whole sheet or a lost row.

    ``value`` is what was found, as typed; ``severity_word`` reads 要修正, 要確認 or 注意.
    """

    sheet: str
    cell: str
    field_label: str
    message: str
    remedy: str
    severity_word: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ReturnLetter:
    """The words around the list. ``due`` is a day in words (令和8年5月8日（金）)."""

    title: str
    addressee: str
    project: str
    due: str
    sender: str
    intro: str
    subject_label: str = "対象事業"
    """What ``project`` is: a project, a list, a file."""
    note: str = ""
    """How to work with the copy; "" says what the marked cells do, when there are any."""


@dataclass(frozen=True, slots=True)
class Line:
    """A mark with the condition under which it is open ("" when no cell says so)."""

    mark: ReturnMark
    condition: str
    linked: bool


def sheet_xml(
    lines: Sequence[Line], letter: ReturnLetter, styles: ReturnStyles | None, spaces: tuple[str, str]
) -> bytes:
    """The worksheet part. ``spaces``: namespaces of spreadsheet and relationships of the workbook it joins."""
    rows, merges = _letter_rows(letter, len(lines), sum(1 for line in lines if line.condition), styles)
    rows += [_line_row(n, line, styles) for n, line in enumerate(lines, start=1)]
    last = HEADER_ROW + max(len(lines), 1)
    links = "".join(
        f'<hyperlink ref="C{HEADER_ROW + n}" location={quoteattr(link_target(line.mark))}/>'
        for n, line in enumerate(lines, start=1)
        if line.linked
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    footer = f"&amp;L{_text(letter.project.replace('&', '&&'))}&amp;R&amp;P / &amp;N"
    widths = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(_WIDTHS, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{spaces[0]}" xmlns:r="{spaces[1]}">'
        '<sheetPr><tabColor rgb="FFE08A00"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_LAST}{last}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="A{HEADER_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<sheetFormatPr defaultRowHeight="18"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="{len(merges)}">{merged}</mergeCells>'
        f"{_states(last, styles)}{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{footer}</oddFooter></headerFooter>"
        "</worksheet>"
    ).encode()


def quoted(sheet: str) -> str:
    """A sheet name as formulas and links write it."""
    return "'" + sheet.replace("'", "''") + "'"


def link_target(mark: ReturnMark) -> str:
    """Where the link of a mark leads."""
    return f"{quoted(mark.sheet)}!{mark.cell}"


def _letter_rows(
    letter: ReturnLetter, count: int, cells: int, styles: ReturnStyles | None
) -> tuple[list[str], list[str]]:
    pairs = ((letter.subject_label, letter.project), ("再提出期限", letter.due))
    rows = [
        _row(1, [_cell("A1", letter.title, "title", styles)], 30),
        _row(2, [_cell("A2", letter.addressee, "strong", styles), _cell("E2", letter.sender, "right", styles)], 20),
    ]
    for at, (label, text) in enumerate(pairs, start=3):
        rows.append(_row(at, [_cell(f"A{at}", label, "plain", styles), _cell(f"C{at}", text, "strong", styles)], 20))
    rows.append(_row(5, [_cell("A5", letter.intro, "plain", styles)], _height(letter.intro, sum(_WIDTHS))))
    note = letter.note or (_MARKED if cells else "")
    rows.append(_row(6, [_cell("A6", note, "grey", styles)], _height(note, sum(_WIDTHS))))
    span = f"{_LAST}{HEADER_ROW + 1}:{_LAST}{HEADER_ROW + max(count, 1)}"
    others = f"、セルを示せないもの {count - cells} 件" if count > cells else ""
    summary = f'"全 {count} 件のうち、未対応のセル "&COUNTIF({span},"{OPEN}")&" 件{others}"'
    shown = f"全 {count} 件のうち、未対応のセル {cells} 件{others}"
    counted = (
        _formula("A8", summary, shown, "strong", styles) if cells else _cell("A8", f"全 {count} 件", "strong", styles)
    )
    rows.append(_row(8, [counted], 20))
    letters = "ABCDEFG"
    headers = [_cell(f"{letters[n]}{HEADER_ROW}", text, "header", styles) for n, text in enumerate(_HEADERS)]
    rows.append(_row(HEADER_ROW, headers, 20))
    return rows, ["A1:G1", "A2:D2", "E2:G2", "A3:B3", "C3:G3", "A4:B4", "C4:G4", "A5:G5", "A6:G6", "A8:G8"]


def _line_row(number: int, line: Line, styles: ReturnStyles | None) -> str:
    at, mark = HEADER_ROW + number, line.mark
    spot = f"{mark.sheet} {mark.cell}".strip()
    state = (
        _formula(f"G{at}", f'IF({line.condition},"{OPEN}","{DONE}")', OPEN, "centre", styles)
        if line.condition
        else _cell(f"G{at}", NO_CELL, "centre", styles)
    )
    cells = [
        f'<c r="A{at}"{_style("centre", styles)}><v>{number}</v></c>',
        _cell(f"B{at}", mark.severity_word, "centre", styles),
        _cell(f"C{at}", spot, "link" if line.linked else "body", styles),
        _cell(f"D{at}", mark.field_label, "body", styles),
        _cell(f"E{at}", mark.message, "body", styles),
        _cell(f"F{at}", mark.remedy, "body", styles),
        state,
    ]
    texts = (spot, mark.field_label, mark.message, mark.remedy)
    return _row(at, cells, max(_height(text, width) for text, width in zip(texts, _WIDTHS[2:6], strict=True)))


def _states(last: int, styles: ReturnStyles | None) -> str:
    if styles is None:
        return ""
    first = f"G{HEADER_ROW + 1}"
    rules = "".join(
        f'<cfRule type="expression" dxfId="{dxf}" priority="{n}"><formula>{first}="{word}"</formula></cfRule>'
        for n, (dxf, word) in enumerate(((styles.amber, OPEN), (styles.green, DONE)), start=1)
    )
    return f'<conditionalFormatting sqref="{first}:G{last}">{rules}</conditionalFormatting>'


def _row(number: int, cells: Sequence[str], height: float) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _cell(ref: str, text: str, style: str, styles: ReturnStyles | None) -> str:
    if not text:
        return f'<c r="{ref}"{_style(style, styles)}/>'
    return f'<c r="{ref}"{_style(style, styles)} t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'


def _formula(ref: str, formula: str, shown: str, style: str, styles: ReturnStyles | None) -> str:
    return f'<c r="{ref}"{_style(style, styles)} t="str"><f>{escape(formula)}</f><v>{escape(shown)}</v></c>'


def _style(name: str, styles: ReturnStyles | None) -> str:
    return "" if styles is None else f' s="{styles.cells[name]}"'


def _text(text: str) -> str:
    return escape(kept_escapes(legal(text)))


def _height(text: str, width: float) -> float:
    """Points a text needs in a column of that many half-width characters at 10 pt."""
    lines = sum(max(math.ceil(_wide(line) / (width - 1.5)), 1) for line in text.split("\n"))
    return min(max(lines * 14 + 6, 20), 400)


def _wide(text: str) -> float:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text) * 1.06
