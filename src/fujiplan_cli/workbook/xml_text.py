"""Texts in the XML of a workbook: without what it cannot hold, and with Excel's own escapes escaped."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def legal(text: str) -> str:
    """Without the characters that XML does not know."""
    return _ILLEGAL.sub("", text)


def kept_escapes(text: str) -> str:
    """「_x000D_」 typed by a person stays what it is: Excel takes it for a control character."""
    return _ESCAPE_LIKE.sub("_x005F_", text)
