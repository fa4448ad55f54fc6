"""Texts searched together are found as one by one: the normal form and the search against their plain definitions."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from fujiplan_cli.publish.flat import APART, flat_codes, flatten
from fujiplan_cli.publish.search import GRAM, Needles

ANY = st.text(st.characters(), max_size=40)
JAPANESE = st.text(
    st.sampled_from("架空花子ｶﾞﾊﾟが゛\u3099①㈱㍻㎡Ⅲ…（１２３）ＡＢ　 \u00a0\t\r\n\x00\x1f\u200b½≠𠮷﨑"), max_size=40
)


def told(text: str) -> str:
    """The code points that are searched, as a text."""
    return flat_codes(text).tobytes().decode("utf-32-le", "surrogatepass")


@given(ANY | JAPANESE)
@example("か\u3099")
@example("\u1112\u1161\u11ab")
@example("e\u0301 \u0344")
def test_the_fast_normal_form_is_the_one_that_is_defined(text: str) -> None:
    assert told(text) == flatten(text)


def test_each_single_character_and_each_beside_a_mark_that_combines_is_normalized_alike() -> None:
    for first in range(0x20, 0x1_0000, 0x40):
        text = "".join(map(chr, range(first, first + 0x40)))
        assert told(text) == flatten(text), hex(first)
        marked = "\u3099".join(text)
        assert told(marked) == flatten(marked), hex(first)


@given(st.lists(JAPANESE, max_size=6), JAPANESE, JAPANESE)
def test_texts_searched_together_are_found_as_one_by_one(pieces: list[str], needle: str, other: str) -> None:
    wanted = {flat for flat in (flatten(needle), flatten(other)) if len(flat) >= GRAM}
    whole = APART.join([*pieces, f"前{needle}後"])
    assert Needles(wanted).found_in(whole) == {one for one in wanted if one in flatten(whole)}


def test_a_text_across_the_seam_of_two_pieces_of_the_search_is_found() -> None:
    secret = "架空花子の内線番号"
    for before in range((1 << 18) - 12, (1 << 18) + 3):
        assert Needles([secret]).found_in("あ" * before + secret) == {secret}, before


def test_a_text_does_not_reach_from_one_value_into_the_next() -> None:
    assert Needles(["架空花子"]).found_in(APART.join(["架空", "花子"])) == set()
