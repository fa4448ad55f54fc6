"""Adds to a received workbook's styles what a return needs. What is there keeps its place and number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from fujiplan_cli.workbook.look import FONT, GREY_INK, INK, LINE, NAVY, WHITE
from fujiplan_cli.workbook.reader_package import child, local_name

AMBER, AMBER_INK = "FFD98A", "6B3A00"
GREEN, GREEN_INK = "DDF3E2", "14532D"
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_BOX = "".join(f'<{side} style="thin"><color rgb="FF{LINE}"/></{side}>' for side in ("left", "right", "top", "bottom"))


@dataclass(frozen=True, slots=True)
class ReturnStyles:
    """Numbers of the added styles: cell styles by name, and the two conditional ones."""

    cells: Mapping[str, int]
    amber: int
    green: int


@dataclass(frozen=True, slots=True)
class _Look:
    size: float
    ink: str
    bold: bool = False
    underline: bool = False
    ground: str = ""
    box: bool = False
    horizontal: str = "left"
    indent: int = 0


_LOOKS: Mapping[str, _Look] = {
    "title": _Look(16, NAVY, bold=True),
    "plain": _Look(10, INK),
    "strong": _Look(10.5, INK, bold=True),
    "right": _Look(10, INK, horizontal="right"),
    "grey": _Look(9, GREY_INK),
    "header": _Look(9.5, WHITE, bold=True, ground=NAVY, box=True, horizontal="center"),
    "body": _Look(10, INK, box=True, indent=1),
    "centre": _Look(10, INK, box=True, horizontal="center"),
    "link": _Look(10, "0B3D91", underline=True, box=True),
}


def add_styles(root: etree._Element) -> ReturnStyles:
    """Append fonts, fills, borders, cell styles and conditional styles to the root of a styles part."""
    cells = {name: _cell_style(root, look) for name, look in _LOOKS.items()}
    return ReturnStyles(cells, _conditional(root, AMBER, AMBER_INK), _conditional(root, GREEN, GREEN_INK))


def _cell_style(root: etree._Element, look: _Look) -> int:
    marks = ("<b/>" if look.bold else "") + ("<u/>" if look.underline else "")
    font = _append(
        root, "fonts", f'<font>{marks}<sz val="{look.size}"/><color rgb="FF{look.ink}"/><name val="{FONT}"/></font>'
    )
    fill = 0
    if look.ground:
        pattern = f'<patternFill patternType="solid"><fgColor rgb="FF{look.ground}"/></patternFill>'
        fill = _append(root, "fills", f"<fill>{pattern}</fill>")
    border = _append(root, "borders", f"<border>{_BOX}<diagonal/></border>") if look.box else _no_border(root)
    wrap = "" if look.horizontal == "right" else ' wrapText="1"'
    return _append(
        root,
        "cellXfs",
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1" '
        f'applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{look.horizontal}" vertical="center"{wrap} indent="{look.indent}"/></xf>',
    )


def _no_border(root: etree._Element) -> int:
    return _append(root, "borders", "<border><left/><right/><top/><bottom/><diagonal/></border>")


def _conditional(root: etree._Element, ground: str, ink: str) -> int:
    return _append(
        root,
        "dxfs",
        f'<dxf><font><b/><color rgb="FF{ink}"/></font><fill><patternFill patternType="solid">'
        f'<fgColor rgb="FF{ground}"/><bgColor rgb="FF{ground}"/></patternFill></fill></dxf>',
    )


def _append(root: etree._Element, listing: str, xml: str) -> int:
    """Append an element to a listing (made if missing, in the order of the schema); its index."""
    parent = child(root, listing)
    if parent is None:
        parent = etree.Element(_same_space(root, listing))
        later = _ORDER[_ORDER.index(listing) + 1 :]
        place = next((n for n, one in enumerate(root) if local_name(one) in later), len(root))
        root.insert(place, parent)
    parent.append(etree.fromstring(xml.replace(">", f' xmlns="{etree.QName(root).namespace}">', 1)))
    parent.set("count", str(len(parent)))
    return len(parent) - 1


def _same_space(root: etree._Element, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"
