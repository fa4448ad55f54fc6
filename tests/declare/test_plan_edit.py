"""Lines put into fujiplan.toml: the rest stays byte for byte, whatever comments and line ends people use (架空)."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujiplan_cli.declare.plan_edit import CannotEdit, with_department_ended
from fujiplan_cli.model.plan import Department

LAST = date(2026, 3, 31)
NEW = Department("0109", "総務部", "デジタル課", valid_from=date(2026, 4, 1))
COMMENTS = st.sampled_from(("", "# [[departments]]", '# code = "0101"', "   # 情報課は4月に改称する", "\t"))
ENDS = st.sampled_from(("\n", "\r\n"))


@st.composite
def plans(draw) -> bytes:
    """A plan file with two to four departments, comments and blank lines anywhere, and a table after them."""
    lines = ['id = "架空"', draw(COMMENTS), "[plan]", 'title = "code = 0101"']
    for number in range(1, draw(st.integers(2, 4)) + 1):
        quote = draw(st.sampled_from("\"'"))
        lines += [draw(COMMENTS), draw(st.sampled_from(("[[departments]]", "[[ departments ]]  # 課")))]
        own = [f"code = {quote}010{number}{quote}", 'division = "総務部"', f'name = "第{number}課"']
        lines += [part for line in draw(st.permutations(own)) for part in (line, draw(COMMENTS))]
    lines += [draw(COMMENTS), "[publisher]", 'name = "架空市"', ""]
    return (draw(st.sampled_from(("", "\ufeff"))) + draw(ENDS).join(lines)).encode()


def asked(data: bytes) -> dict:
    return tomllib.loads(data.decode("utf-8-sig"))


@given(plans(), st.sampled_from(("", "0109")))
def test_only_the_lines_asked_for_are_added_and_the_file_says_what_was_asked(data: bytes, successor: str) -> None:
    edited = with_department_ended(data, "0101", LAST, successor, [NEW] if successor else [])
    before, after = asked(data), asked(edited)
    ended = {"valid_until": LAST} | ({"successor": successor} if successor else {})
    new = [{"code": "0109", "division": "総務部", "name": "デジタル課", "valid_from": NEW.valid_from}]
    own = [d | ended if d["code"] == "0101" else d for d in before["departments"]]
    assert after == before | {"departments": own + (new if successor else [])}
    left = iter(edited.splitlines(keepends=True))
    assert all(line in left for line in data.splitlines(keepends=True)), "every old line, in its order"
    assert (b"\r\n" in edited) == (b"\r\n" in data) and edited.count(b"\n") - edited.count(b"\r\n") in (
        0,
        edited.count(b"\n"),
    )


ODD = {
    "inline": 'departments = [{code = "0101", division = "総務部", name = "情報課"}]',
    "no code": '[[departments]]\nname = "情報課"\n',
    "another code": '[[departments]]\ncode = "0102"\n',
    "ended before": '[[departments]]\ncode = "0101"\nvalid_until = 2025-03-31\n',
    "long quotes": '[[departments]]\ncode = """0101"""\n',
    "code in a text": '[[departments]]\nnote = """\n[[departments]]\ncode = "0101"\n"""\ncode = "0102"\n',
    "doubled": '[[departments]]\ncode = "0101"\n[[departments]]\ncode = "0101"\n',
    "code of a table below": '[[departments]]\nname = "情報課"\n[departments.more]\ncode = "0101"\n',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_layout_is_refused_never_guessed(text: str) -> None:
    with pytest.raises(CannotEdit):
        with_department_ended(text.encode(), "0101", LAST, "", [])


@pytest.mark.parametrize("name", ['情報"課', "情報\\課", "情報\n課"])
def test_a_name_that_would_break_the_file_is_refused(name: str) -> None:
    data = '[[departments]]\ncode = "0101"\ndivision = "総務部"\nname = "情報課"\n'.encode()
    with pytest.raises(CannotEdit):
        with_department_ended(data, "0101", LAST, "0109", [Department("0109", "総務部", name)])
