"""Make templates/fonts/NotoSansCJKjp-Fallback.otf: what names need and BIZ UDGothic lacks.

That is: the characters of JIS X 0212 and 0213, and every kanji of Adobe-Japan1 (the bases of the variation sequences
that Noto knows), which adds 𠮷 and its like.

    python docs/make_fallback_font.py NotoSansCJK-Regular.ttc

Takes the Regular collection of Noto Sans CJK 2.004 (SIL Open Font License 1.1). Needs fonttools, which the project does
not depend on: the font is made once, and again only when one of its sources changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "templates" / "fonts"
CELLS = range(0x21, 0x7F)
PLANES = (b"", b"\x8f")
VARIATIONS = 14
"""Format of the cmap subtable of variation sequences."""


def of_jis() -> set[int]:
    """Every single code point that the two planes of EUC-JIS-2004 and JIS X 0212 can write."""
    found = set()
    for plane in PLANES:
        for row in CELLS:
            for cell in CELLS:
                try:
                    text = (plane + bytes((row | 0x80, cell | 0x80))).decode("euc_jisx0213")
                except UnicodeDecodeError:
                    continue
                if len(text) == 1:
                    found.add(ord(text))
    return found


def main(collection: str) -> None:
    """Write the subset beside the fonts it completes."""
    named = {font["name"].getDebugName(4): font for font in TTCollection(collection).fonts}
    font = named["Noto Sans CJK JP"]
    sequences = next(table for table in font["cmap"].tables if table.format == VARIATIONS)
    kanji = {base for pairs in sequences.uvsDict.values() for base, _ in pairs}
    lacking = (of_jis() | kanji) - set(TTFont(FONTS / "BIZUDGothic-Regular.ttf").getBestCmap())
    options = Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=lacking)
    subsetter.subset(font)
    font.save(FONTS / "NotoSansCJKjp-Fallback.otf")


if __name__ == "__main__":
    main(sys.argv[1])
