"""The PDF says what the HTML says, in reading order, without tofu, within its pages, and the same every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from report_reading import parsed, text
from report_world import LATE, POOR, entry, given, large

from fujiplan_cli.report.data import report_data
from fujiplan_cli.report.glyphs import drawable
from fujiplan_cli.report.pdf import FONTS, render_pdf

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MEETINGS = ("wg", "kanjikai", "honbu")
LONG = "利用者の意見を聴き、手順を改めて関係課と共有した。" * 16
RARE = "𠮷田町と葛󠄀城の窓口"
"""𠮷 is in no plane of BIZ UDGothic; 葛 stands with its variation selector U+E0100."""


def pages(pdftotext: str, folder: Path, content: bytes) -> list[str]:
    """Text of each page in the order in which the file has it, without blanks."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    made = subprocess.run([pdftotext, "-raw", str(path), "-"], check=True, capture_output=True, timeout=120)
    return [re.sub(r"\s+", "", page) for page in made.stdout.decode("utf-8").split("\f")[:-1]]


def world(meeting: str):
    """A small year with something in every part of the material."""
    now = [
        entry(
            "A-1", name="𠮷田の窓口", confirmed_control=2, reason_control="記録が半年分のため。", comment="示すこと。"
        ),
        entry("A-2", "S4", **LATE),
        entry("A-3", repeated=True),
        entry("B-1", division="市民部", comment="縮減案を示すこと。", response="示した。", **POOR),
        entry("B-2", "S0", division="市民部"),
        entry("B-3", division="市民部", submission="未提出"),
        entry("B-4", division="市民部", kpi_1_target=Decimal(80), kpi_1_target_original=Decimal(120)),
    ]
    before = None if meeting == "wg" else [entry("A-1"), entry("A-2", "S4")]
    return given(now, meeting, previous=before, last_year=[entry("A-1"), entry("B-1", division="市民部")])


@pytest.mark.golden
@pytest.mark.parametrize("meeting", MEETINGS)
def test_the_data_behind_each_report_are_those_of_the_golden_file(meeting: str) -> None:
    made = json.dumps(report_data(world(meeting)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = GOLDEN / f"{meeting}.json"
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "make golden writes it anew; look at the difference first"


@pytest.mark.parametrize("meeting", MEETINGS)
def test_twice_the_same_bytes_tagged_and_declared_ua_1_and_a_2a(meeting: str) -> None:
    first, second = render_pdf(world(meeting)).content, render_pdf(world(meeting)).content
    assert first == second
    # Typst refuses to write a file that breaks a standard it declares.
    for words in (b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"/MarkInfo", b"/Outlines"):
        assert words in first, words


@pytest.mark.parametrize("meeting", MEETINGS)
def test_every_word_of_the_html_tables_is_on_the_paper(meeting: str, pdftotext: str, tmp_path: Path) -> None:
    said = given(large(30), meeting, last_year=large(12), previous=None if meeting == "wg" else large(9))
    paper = "".join(pages(pdftotext, tmp_path, render_pdf(said).content))
    for number in range(30):
        assert f"その{number}の更新" in paper
    for cell in parsed(said).xpath("//td"):
        for part in re.split(r"[\s。、：（）＊→〜]+", cell.text_content()):
            assert part in paper or len(part) > 12, f"{part} is in the HTML only"


def test_the_first_page_is_read_in_the_order_of_the_agenda(pdftotext: str, tmp_path: Path) -> None:
    first = pages(pdftotext, tmp_path, render_pdf(world("honbu")).content)[0]
    order = (
        "お諮りする事項",
        "①評価結果（案）6件の一括承認",
        "②個別協議",
        "B-1架空事業B-1",
        "③議会への情報提供日",
        "前回指示",
    )
    places = [first.find(words) for words in order]
    assert -1 not in places and places == sorted(places), dict(zip(order, places, strict=True))
    assert "平均" not in first.partition("評価段階別")[0]


def test_the_wg_begins_with_what_it_is_to_confirm_and_has_a_page_for_each_project(
    pdftotext: str, tmp_path: Path
) -> None:
    made = pages(pdftotext, tmp_path, render_pdf(world("wg")).content)
    order = [
        made[0].find(w)
        for w in ("本日確認いただく事項", "2/3課", "1自己評価と事務局確認が異なる事業（1件）", "2修正依頼中の事業")
    ]
    assert -1 not in order and order == sorted(order)
    assert sum("会議での意見（記入欄）" in page for page in made) == 7
    assert len(made) == 2 + 7, "each project fits on its page"


@pytest.mark.parametrize("count", (5, 100))
def test_本部_reads_at_most_three_pages_before_the_appendix(count: int, pdftotext: str, tmp_path: Path) -> None:
    entries = large(count) + [entry(f"Z-{n}", comment=LONG, response=LONG, **POOR, deviation=LONG) for n in range(25)]
    made = pages(pdftotext, tmp_path, render_pdf(given(entries, "honbu", last_year=large(40))).content)
    appendix = next(at for at, page in enumerate(made) if "別紙1評価結果（案）一覧" in page and "番号事業名" in page)
    assert appendix <= 3
    assert any("別紙4前回指示への対応" in page for page in made[appendix:]), "what is too long goes to the appendix"


@pytest.mark.parametrize("meeting", MEETINGS)
def test_rare_characters_of_names_are_drawn_and_can_be_searched_for(
    meeting: str, pdftotext: str, tmp_path: Path
) -> None:
    paper = render_pdf(given([entry("A-1", name=RARE, **POOR)], meeting))
    whole = "".join(pages(pdftotext, tmp_path, paper.content))
    assert paper.lost == ()
    assert "𠮷田町と葛" in whole and "城の窓口" in whole
    assert "\ufffd" not in whole and "\x00" not in whole and "〓" not in whole


def test_a_character_that_no_font_has_becomes_a_geta_and_is_told(pdftotext: str, tmp_path: Path) -> None:
    paper = render_pdf(
        given([entry("A-1", name="花\U0001f338の\u200b案内\U000e0105", result="葛\U000e0105\t\x07です。")])
    )
    assert paper.lost == ("\U0001f338",)
    whole = "".join(pages(pdftotext, tmp_path, paper.content))
    assert "花〓の案内" in whole and "葛" in whole


def test_texts_are_values_and_never_markup_of_the_typesetter(pdftotext: str, tmp_path: Path) -> None:
    trap = '#read("/etc/passwd") *太* _字_ $x$ = 見出し <a> @b `c` \\'
    whole = "".join(pages(pdftotext, tmp_path, render_pdf(given([entry("A-1", name=trap)])).content))
    assert re.sub(r"\s", "", trap) in whole


def test_long_texts_break_over_pages_and_leave_room_for_comments(pdftotext: str, tmp_path: Path) -> None:
    long = dict.fromkeys(
        ("plan", "result", "deviation", "issue", "next_plan", "direction_reason", "basis_control"), LONG
    )
    made = pages(pdftotext, tmp_path, render_pdf(given([entry("A-1", **long)])).content)
    assert made[-1].endswith("現在") and "会議での意見（記入欄）" in made[-1]
    assert "".join(made).count(LONG[:60]) >= 5


def test_a_year_with_nothing_to_tell_still_makes_every_paper() -> None:
    for meeting in MEETINGS:
        assert render_pdf(given([], meeting)).content.startswith(b"%PDF-1.7")
        assert render_pdf(given([entry("A-1", budget_initial=None, executed=None, kpi_1_name=None)], meeting)).content


def test_the_fonts_are_ours_and_lie_with_their_licences() -> None:
    for name in FONTS:
        assert (TEMPLATES / "fonts" / name).is_file()
    for name in ("OFL-BIZUDGothic.txt", "OFL-NotoSansCJKjp.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (TEMPLATES / "fonts" / name).read_text(encoding="utf-8")
    assert drawable(["富士市𠮷葛\U000e0100髙﨑㈱①〜−"], [TEMPLATES / "fonts" / f for f in FONTS])[1] == ()


def test_html_and_paper_have_the_same_heading() -> None:
    said = world("kanjikai")
    assert report_data(said)["head"]["edition"] in text(parsed(said))
