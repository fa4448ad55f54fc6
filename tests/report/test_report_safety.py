"""One self-contained file, the same bytes every time, and no way in for markup."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
from report_world import LATE, METHOD, PLAN, POOR, entry, finding, given

from fujiplan_cli.report import render_html
from fujiplan_cli.report.render import layout_of

MEETINGS = ("wg", "kanjikai", "honbu")
GOLDEN = Path(__file__).parent / "golden"
SCRIPT = "<script>alert('x')</script>"


def _year():
    return [
        entry("A-1", comment="工程を示すこと。", response="示した。"),
        entry("A-2", "S4", **LATE),
        entry("A-3", "S2", confirmed_control=2, reason_control="点検の記録が半年分しかない。"),
        entry("B-1", division="市民部", status="休止"),
        entry("B-2", division="市民部", **POOR),
        entry("B-3", division="市民部", repeated=True),
        entry("B-4", "S3", division="市民部", submission="修正依頼", findings=(finding("executed"),)),
    ]


@pytest.mark.golden
@pytest.mark.parametrize("meeting", MEETINGS)
def test_the_whole_material_is_as_stored(meeting):
    page = render_html(given(_year(), meeting, previous=_year()[:4], last_year=_year()[:2]))
    path = GOLDEN / f"{meeting}.html"
    if os.environ.get("FUJIPLAN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8", newline="\n")
    assert page == path.read_text(encoding="utf-8"), "make golden writes it anew; look at the difference first"


@pytest.mark.parametrize("meeting", MEETINGS)
def test_the_same_input_gives_the_same_bytes(meeting):
    assert render_html(given(_year(), meeting)) == render_html(given(_year(), meeting))


@pytest.mark.parametrize("meeting", MEETINGS)
def test_markup_in_a_text_stays_text(meeting):
    one = entry("A-1", name=SCRIPT, comment=SCRIPT, **{**POOR, "result": SCRIPT, "deviation": SCRIPT, "issue": SCRIPT})
    page = render_html(given([one], meeting))
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_a_plans_title_cannot_break_out_of_the_style_sheet():
    plan = dataclasses.replace(PLAN, title='計画"; } </style><script>alert(1)</script>')
    page = render_html(given([entry("A-1")], plan=plan))
    assert "<script" not in page
    assert page.count("</style>") == 1


@pytest.mark.parametrize("meeting", MEETINGS)
def test_nothing_comes_from_elsewhere(meeting):
    page = render_html(given(_year(), meeting))
    assert not re.search(r"https?://|url\(|@import|<script|<link|<img|\bon\w+=|\bsrc=|\bstyle=", page)


@pytest.mark.parametrize(
    ("meeting", "edition"),
    [("wg", "第1版（WG・決算見込）"), ("kanjikai", "第2版（幹事会）"), ("honbu", "第3版（本部）")],
)
def test_the_heading_names_year_edition_date_and_method(meeting, edition):
    page = render_html(given(_year(), meeting))
    for words in ("令和7年度（2025年度）実績", edition, "令和8年5月20日現在", METHOD.title, "0123456789ab"):
        assert words in page


def test_a_sample_plan_is_marked_and_a_real_one_is_not():
    real = dataclasses.replace(PLAN, sample=False)
    assert "架空のデータです" in render_html(given(_year()))
    assert "架空のデータです" not in render_html(given(_year(), plan=real))


def test_a_meeting_frozen_anew_says_which_time_it_is():
    year = given(_year(), "honbu")
    again = dataclasses.replace(year, snapshot=dataclasses.replace(year.snapshot, version=2))
    assert "第3版（本部） 第2号" in render_html(again)


@pytest.mark.parametrize(
    ("place", "publishes", "layout"), [(0, False, "wg"), (1, False, "kanjikai"), (2, True, "honbu")]
)
def test_a_plan_may_name_its_meetings_otherwise(place, publishes, layout):
    meetings = tuple(dataclasses.replace(m, id=f"own{n}") for n, m in enumerate(PLAN.meetings))
    plan = dataclasses.replace(PLAN, meetings=meetings)
    assert meetings[place].publishes is publishes
    assert layout_of(plan, meetings[place]) == layout


def test_a_plan_folders_own_template_goes_first_and_runs_in_the_sandbox(tmp_path):
    from jinja2.exceptions import SecurityError

    year = given(_year())
    folders = (tmp_path, *year.template_folders)
    (tmp_path / "wg.html").write_text("{{ head.plan }}だけ", encoding="utf-8")
    assert render_html(dataclasses.replace(year, template_folders=folders)) == f"{PLAN.title}だけ"
    (tmp_path / "wg.html").write_text("{{ ''.__class__.__mro__ }}", encoding="utf-8")
    with pytest.raises(SecurityError):
        render_html(dataclasses.replace(year, template_folders=folders))


def test_an_empty_snapshot_still_gives_every_material():
    for meeting in MEETINGS:
        assert "実績" in render_html(given([], meeting))
