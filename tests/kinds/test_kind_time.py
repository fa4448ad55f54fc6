"""No text of a cell keeps a kind busy (ADR 0018): a pattern that goes over it again and again is seen here."""

from __future__ import annotations

import time
import unicodedata

import pytest
from kind_cases import STATUSES, field, text

from fujiplan_cli.kinds.registry import KINDS, parse

LENGTH = 8_000
"""A pattern that goes over a text once for every sign takes 0.15 s for so many, a plain one a millisecond."""
AT_MOST = 0.08
BEGINNINGS = ("", "1", "1-", "(1", "令和7年", "T", "▲")
REPEATED = (
    *("1", "1,", ".", ",.", "1.", " ", "a", "(", "(1", "-", "T", "年", "1年", "1 ", "約", "1-", "1月", "_x", "_x000D_"),
    *(
        "\u3000",
        "\r",
        "\n",
        "\t1",
        "Ａ",
        "ｶﾞ",
        "\u0301",
        "a\u0301",
        "\ufe00",
        "\ue000",
        "\u202e",
        "\U000e0100",
        "㍻",
        "ﷺ",
    ),
)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_reads_the_longest_text_in_a_moment(kind: str) -> None:
    asked = field(kind, choices=STATUSES if kind == "choice" else (), unit="件", limit=400)
    # Some signs are many once they are folded: ﷺ is eighteen.
    runs = [r * (LENGTH // len(unicodedata.normalize("NFKC", r))) for r in REPEATED]
    texts = [beginning + run + end for beginning in BEGINNINGS for run in runs for end in ("-", "1")]
    slow = [raw for raw in texts if seconds(raw, asked) > AT_MOST]
    # Another program may have had the processor meanwhile: what is slow is so every time.
    assert [raw[:20] for raw in slow if min(seconds(raw, asked) for _ in range(3)) > AT_MOST] == []


def seconds(raw: str, asked) -> float:
    begun = time.perf_counter()
    parse(text(raw), asked)
    return time.perf_counter() - begun
