"""A page is cut at its brackets where these take turns: the same words and tags as a search for tags finds."""

from __future__ import annotations

import html
import re

from hypothesis import example, given
from hypothesis import strategies as st

from fujiplan_cli.publish.flat import APART
from fujiplan_cli.publish.haystack import pieces_of

TAG = re.compile(r"<([^>]*)>")
MARKUP = st.text(st.sampled_from("<>/ab =\"'&;架空\n"), max_size=30)
IN_TURN = st.lists(st.sampled_from(["<p>", "</p>", '<a title="内線">', "架空", "&lt;", " ", "\n"]), max_size=12)


@given(MARKUP | IN_TURN.map("".join))
@example("<p>架空<b>花子</b></p>")
@example("1 < 2 <b>")
@example("<a title='>'>架空</a>")
@example("><")
@example("<<>>")
def test_words_and_tags_of_a_page_are_those_between_and_in_its_brackets(text: str) -> None:
    _, words, marks = pieces_of("a.html", text.encode()) or ()
    assert words == html.unescape(TAG.sub("", text))
    tags = html.unescape(APART.join(dict.fromkeys(TAG.findall(text)))).split(APART)
    assert [one.strip("<>") for one in marks.split(APART)] == [one.strip("<>") for one in tags]
