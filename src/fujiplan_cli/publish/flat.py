"""Text as it is compared in the proof: NFKC, no blanks, characters that open data replace replaced first.

WHAT: ``flatten`` says what that means, one text at a time; ``flat_codes`` gives the same of millions of characters.
WHY: a site of 500 projects has 40 million characters, and normalizing them one by one took longer than making them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from fujiplan_cli.publish.characters import plain_characters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

APART = "\ufdd0"
"""Between texts that are searched together: no character, so nothing withheld reaches across it."""
_PLAIN = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x2010, 0x2064),
    (0x2070, 0x208E),
    (0x2100, 0x218B),
    (0x2190, 0x22FF),
    (0x2460, 0x27BF),
    (0x3000, 0x3029),
    (0x3030, 0x3098),
    (0x309B, 0x30FF),
    (0x31F0, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAD9),
    (0xFDD0, 0xFDD0),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
)
"""Code points whose normal form does not depend on their neighbours: neither marks that combine, nor jamo, nor
half-width kana (ｶ and ﾞ make ガ). A text with any other is normalized as a whole."""
_BLANK, _LONGER, _NEIGHBOURS = 0, 0xFFFFFFFE, 0xFFFFFFFF
_SIZE = 1 << 16


def flatten(text: str) -> str:
    """NFKC without any blank, so that a line break, a width or a variant of a character hides nothing.

    Characters that open data replace are replaced first, in what is withheld as in what is published.
    """
    return "".join(unicodedata.normalize("NFKC", plain_characters(text)).split())


def flat_codes(text: str) -> NDArray[np.uint32]:
    """The code points of ``flatten(text)``."""
    codes = code_points(text)
    table = _table()
    flat = table[codes] if codes.size and codes.max() < _SIZE else None
    if flat is not None and flat.size and flat.max() == _LONGER:
        for one in set(map(chr, codes[flat == _LONGER].tolist())):
            text = text.replace(one, flatten(one))
        flat = table[code_points(text)]
    if flat is None or not flat.size or flat.max() >= _LONGER:
        return code_points(flatten(text))
    kept: NDArray[np.uint32] = flat[flat != _BLANK]
    return kept


def code_points(text: str) -> NDArray[np.uint32]:
    """Those of the text as it stands."""
    import numpy as np  # heavy, and only publication needs it

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint32]:
    """Code point → the one it becomes, or a mark: it goes, it becomes several, it depends on its neighbours."""
    import numpy as np

    table = np.full(_SIZE, _NEIGHBOURS, dtype=np.uint32)
    for first, last in _PLAIN:
        for code in range(first, last + 1):
            flat = flatten(chr(code))
            if flatten(flat) == flat:  # ⓫ is told as (⓫)
                table[code] = ord(flat) if len(flat) == 1 else _LONGER if flat else _BLANK
    for code in (0x09, 0x0A, 0x0D):
        table[code] = _BLANK
    return table
