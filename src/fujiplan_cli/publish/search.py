"""Many texts searched at once in one long text: a rolling hash finds where one may begin, a comparison proves it.

WHY: a plan of 500 projects has tens of thousands of withheld texts and some 20 million characters of output. One
search per text would take minutes; this one goes over the output once, whatever the number of texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fujiplan_cli.publish.flat import flat_codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRAM = 4
"""Shortest text that is searched."""
_WINDOWS = (GRAM, 5, 6, 7, 8, 12)
"""Lengths that are hashed: a text is looked up by the longest of them that it has, and then compared whole."""
_FACTOR = 0x9E3779B1
_MASK = 0xFFFFFFFF
_FEWEST_BITS, _MOST_BITS = 20, 28
_SPARSE = 64
"""Places of the table of beginnings for each text: of what is looked at, so small a part is only alike. With a table of
one size the search would take the square of the plan's size.
"""
_PIECE = 1 << 18
"""Characters at a time, so that the arrays stay small."""


class Needles:
    """Flat texts of 4 characters or more to be searched for together."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raises ValueError for a text that is too short to be searched."""
        import numpy as np  # heavy, and only publication needs it

        self._by_hash: dict[int, dict[int, list[str]]] = {}
        for text in texts:
            window = max((w for w in _WINDOWS if w <= len(text)), default=0)
            if not window:
                raise ValueError("too short")
            self._by_hash.setdefault(window, {}).setdefault(_hash(text[:window]), []).append(text)
        self._seen: dict[int, tuple[np.uint32, NDArray[np.bool_]]] = {}
        for window, hashes in self._by_hash.items():
            bits = min(max((len(hashes) * _SPARSE).bit_length(), _FEWEST_BITS), _MOST_BITS)
            table = np.zeros(1 << bits, dtype=bool)
            table[np.array(list(hashes), dtype=np.uint64).astype(np.int64) >> (32 - bits)] = True
            self._seen[window] = np.uint32(32 - bits), table

    def found_in(self, text: str) -> set[str]:
        """Every one of them that stands in the flat form of ``text``."""
        return self.found_in_flat(flat_codes(text))

    def found_in_flat(self, flat: NDArray[np.uint32]) -> set[str]:
        """Every one of them that stands in a text that is flat already."""
        import numpy as np

        found: set[str] = set()
        for start in range(0, len(flat), _PIECE):
            codes = flat[start : start + _PIECE + _WINDOWS[-1]]
            hashes = codes
            for window in range(2, min(_WINDOWS[-1], len(codes)) + 1):
                hashes = hashes[:-1] * np.uint32(_FACTOR) + codes[window - 1 :]
                if window in self._seen:
                    shift, table = self._seen[window]
                    # No place is outside, so that nothing is clipped; to look each up with a check takes twice as long.
                    places = np.nonzero(table.take(hashes >> shift, mode="clip"))[0]
                    known = self._by_hash[window]
                    for place, code in zip(places.tolist(), hashes[places].tolist(), strict=True):
                        if code in known:
                            found.update(n for n in known[code] if _stands(n, flat, start + place))
        return found


def _stands(text: str, flat: NDArray[np.uint32], place: int) -> bool:
    return flat[place : place + len(text)].tobytes() == text.encode("utf-32-le", "surrogatepass")


def _hash(text: str) -> int:
    value = ord(text[0])
    for character in text[1:]:
        value = (value * _FACTOR + ord(character)) & _MASK
    return value
