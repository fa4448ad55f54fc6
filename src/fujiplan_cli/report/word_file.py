"""A letter as .docx: the few parts of Office Open XML it needs, written directly, with the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from fujiplan_cli.report.letter import Block, wide

STYLES = "word_styles.xml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TEXT_WIDTH = 9070
"""Width between the margins of A4 in twentieths of a point: 11906 less two margins of 25 mm."""
_HALF_WIDTH = 95
"""Half-width character of the 9.5 points that tables are set in (see word_styles.xml)."""
_CELL_MARGINS = 260
_WRITTEN_HEIGHT = 680
"""12 mm: two lines of handwriting."""
_ROLE_STYLES = {
    "right": "FpRight",
    "title": "FpTitle",
    "centre": "FpCentre",
    "item": "FpItem",
    "under": "FpUnder",
    "caption": "FpCaption",
    "plain": "Normal",
}
_PAGE_SETUP = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1418" w:right="1418" w:bottom="1247" w:left="1418" w:header="680" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)
_FOOTER = (
    f'{_XML}<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:pStyle w:val="FpFooter"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="document" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="styles" Type="{_RELATION}/styles" Target="styles.xml"/>'
    f'<Relationship Id="footer" Type="{_RELATION}/footer" Target="footer1.xml"/></Relationships>'
)


def word_file(blocks: Sequence[Block], folders: Sequence[Path]) -> bytes:
    """The .docx of a letter, A4 portrait; its look is the first ``word_styles.xml`` of the folders.

    Every text is escaped; no macro, no link, nothing from elsewhere. Raises FileNotFoundError without a style file.
    """
    title = next((block.text for block in blocks if block.role == "title"), "照会文")
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "docProps/core.xml": _core(title),
        "word/document.xml": _document(blocks),
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": _styles(folders),
        "word/footer1.xml": _FOOTER,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(entry, text.encode("utf-8"))
    return stream.getvalue()


def _styles(folders: Sequence[Path]) -> str:
    found = next((folder / STYLES for folder in folders if (folder / STYLES).is_file()), None)
    if found is None:
        raise FileNotFoundError(STYLES)
    return found.read_text(encoding="utf-8")


def _document(blocks: Sequence[Block]) -> str:
    body = "".join(_blocks(_tidied(blocks)))
    return (
        f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_RELATION}"><w:body>{body}{_PAGE_SETUP}</w:body></w:document>'
    )


def _tidied(blocks: Sequence[Block]) -> Iterator[Block]:
    """Without blank lines at the end, where they could spill over onto a page of their own."""
    last = max((at for at, block in enumerate(blocks) if block.text or block.rows), default=-1)
    yield from blocks[: last + 1]
    if last >= 0 and blocks[last].role == "table":
        yield Block("plain")  # Word wants a paragraph after the last table


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """A page break is a property of the paragraph after it, else Word begins the page with an empty line."""
    new_page = False
    for block in blocks:
        if block.role == "page":
            new_page = True
        elif block.role == "table":
            yield (_paragraph("", "FpBlank", new_page=True) if new_page else "") + _table(block.rows, block.widths)
            new_page = False
        else:
            style = _ROLE_STYLES[block.role] if block.text else "FpBlank"
            yield _paragraph(block.text, style, new_page=new_page)
            new_page = False


def _paragraph(text: str, style: str, *, new_page: bool = False) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    page = "<w:pageBreakBefore/>" if new_page else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{page}</w:pPr>{run}</w:p>'


def _table(rows: Sequence[Sequence[str]], shares: Sequence[int]) -> str:
    written = len(shares) == len(rows[0]) and all(shares)
    widths = _shared(shares) if written else _widths(rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(_row(row, widths, header=not at, room=written) for at, row in enumerate(rows))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="FpTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )


def _row(row: Sequence[str], widths: Sequence[int], *, header: bool, room: bool) -> str:
    """``room``: a row with a blank cell is tall enough to be written in by hand."""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E9EFF7"/>' if header else ""
    style = "FpTableHead" if header else "FpTableCell"
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, style)}</w:tc>"
        for text, width in zip(row, widths, strict=False)
    )
    tall = f'<w:trHeight w:val="{_WRITTEN_HEIGHT}"/>' if room and not header and not all(row) else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _shared(shares: Sequence[int]) -> list[int]:
    """Columns by the shares that the template gives: a table to be written in has no texts to measure."""
    widths = [_TEXT_WIDTH * share // sum(shares) for share in shares]
    widths[-1] += _TEXT_WIDTH - sum(widths)
    return widths


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns as wide as their texts; where that is too much, the widest give way and their texts wrap."""
    asked = [max(wide(row[at]) if at < len(row) else 0 for row in rows) for at in range(len(rows[0]))]
    widths = [one * _HALF_WIDTH + _CELL_MARGINS for one in asked]
    while sum(widths) > _TEXT_WIDTH:
        widths[widths.index(max(widths))] -= _HALF_WIDTH
    widths[widths.index(max(widths))] += _TEXT_WIDTH - sum(widths)
    return widths


def _core(title: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>fujiplan</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
