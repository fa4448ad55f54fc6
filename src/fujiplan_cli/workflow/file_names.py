"""Names of files and folders as every system takes them."""

from __future__ import annotations

import re
import unicodedata

LETTER, LETTER_TEXT, LIST = "照会文.docx", "照会文.txt", "調書一覧.xlsx"
COMPANIONS = frozenset({LETTER, LETTER_TEXT, LIST})
"""What we send beside the sheets: no answer when it comes back with them."""
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "＿") | {chr(n): "" for n in range(32)})
_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(text: str, limit: int = 60) -> str:
    """A text as a name that Windows takes: no reserved characters or words, no dot or blank at the end, NFC."""
    name = unicodedata.normalize("NFC", text).translate(_FORBIDDEN)
    name = re.sub(r"\s+", " ", name).strip(" .")[:limit].strip(" .")
    return f"＿{name}" if _RESERVED.match(name) else name or "名称なし"
