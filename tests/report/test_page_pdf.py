"""Every page that is no meeting's as PDF: it says what its HTML says, in order, without tofu, the same every time."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import html as lxml_html
from report_world import FORM, LATE, METHOD, PLAN, POOR, entry
from test_report_pdf import RARE, pages
from test_schedule_page import full

from fujiplan_cli.model.hearing import POINTS, HearingResult, Support
from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.model.revision import FieldChange, ProjectRevision, Revision
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report.evaluation_given import EvaluatedYear, EvaluationInput, Recommendation, YearResult
from fujiplan_cli.report.evaluation_page import evaluation_page, evaluation_running
from fujiplan_cli.report.given import ReportFault
from fujiplan_cli.report.handover import (
    HandedInstruction,
    HandedOffice,
    HandedPending,
    HandedProject,
    HandedRequest,
    HandedResult,
    HandedSheet,
    HandoverInput,
    handover_page,
    handover_running,
    overview_page,
)
from fujiplan_cli.report.heading import Running
from fujiplan_cli.report.hearing_page import HearingInput, NewProject, Slot, hearing_page, hearing_running
from fujiplan_cli.report.lines import grade_of
from fujiplan_cli.report.open_points import OpenPoint
from fujiplan_cli.report.page_tree import page_tree
from fujiplan_cli.report.pdf import Paper, page_pdf
from fujiplan_cli.report.revision import render_revision, revision_running
from fujiplan_cli.report.schedule_page import schedule_page, schedule_running

DAY = date(2026, 11, 20)
FOLDERS = template_folders(None, "report")
TRAP = '#read("/etc/passwd") *太* _字_ $x$ = 見出し <a> @b `c` \\ &amp;'
LONG = "利用者の意見を聴き、手順を改めて関係課と共有した。"
Made = tuple[str, Running]


def revision(*projects: ProjectRevision, reason: str = f"国の制度改正のため。\n{TRAP}") -> Made:
    one = Revision(7, 2026, DAY.isoformat(), "honbu", "架空第9号", reason, 3, 4, projects)
    return render_revision(PLAN, one, FOLDERS), revision_running(PLAN, one)


def many(count: int = 40) -> Made:
    def changes(n: int) -> tuple[FieldChange, ...]:
        target = FieldChange("令和8年度 指標1 現行目標", f"{n}", f"{n + 1}", target=True)
        return (target, FieldChange("令和8年度 計画", "固める。", "固める。\n試行する。"))[: 1 + n % 2]

    kinds = ("change", "end", "add", "gone")
    return revision(*(ProjectRevision(f"1-1-{n:02}", RARE, kinds[n % 4], changes(n)) for n in range(count)))  # type: ignore[arg-type]  # the four kinds in turn


def hearing(round_: str) -> Made:
    points = dict(zip(POINTS, (20, 15, 10, 15, 5), strict=True))
    heard = HearingResult(
        "N-1", "june", "2026-06-10", "計画登載", f"効果が大きい。{TRAP}", points, 2027, candidate=True
    )
    support = Support("N-1", "june", "2026-06-10", "流れの図を作る。", "デジタル課", "2026-08-31")
    one = NewProject(
        number="N2025-0201-1",
        name=RARE,
        division="市民部",
        office="市民課",
        kind="新規",
        users="保護者",
        users_count=900,
        trouble="紙の申込みが集中する。",
        effect_hours=380,
        effect_words="夜間も申し込める。",
        cost_initial=Decimal(1200),
        cost_running=None,
        estimate_due=YearMonth(2026, 8),
        wanted_from=YearMonth(2027, 4),
        request="図を作る手伝い",
        results={"june": heard},
        important=True,
        important_reasons=("必要性が20点",),
        priority=True,
        requested=Decimal(4420),
        budgeted=Decimal(4200),
        project_no="1-1-08",
        disclosed=True,
        supports=(support, dataclasses.replace(support, done="2026-08-20", note="渡した。")),
        comparison=(("事業名", "−", RARE), ("予定の段階", "−", "S3 予算化・調達")),
    )
    other = dataclasses.replace(one, number="N2025-0201-2", name="読み聞かせの配信", results={}, important=False)
    slots = (Slot(date(2026, 6, 8), "9:00", "9:30", "第1会議室", one.number, one.name, one.office),)
    given = HearingInput(PLAN, 2025, round_, DAY, 5, ("総務部 秘書課",), (), (one, other), slots, DAY, FOLDERS)
    return hearing_page(given), hearing_running(given)


def evaluation() -> Made:
    found = [
        entry("1-1-01", name=RARE, direction_reason=TRAP),
        entry("1-1-02", "S4", **LATE),
        entry("1-1-03", **POOR),
        entry("1-1-04", "S9"),
    ]
    results = {e.project.number: YearResult(e.project.number, e.record, e.card, True) for e in found}
    other = dataclasses.replace(METHOD, sha256="f" * 64)
    years = tuple(EvaluatedYear(y, m, FORM, results) for y, m in ((2024, other), (2025, METHOD)))
    given = EvaluationInput(
        plan=PLAN,
        projects={e.project.number: e.project for e in found},
        offices={e.project.number: "架空課" for e in found},
        years=years,
        recommendations={"1-1-03": Recommendation("廃止", "利用が少ない。", "架空", "2026-11-01")},
        day=DAY,
        template_folders=FOLDERS,
    )
    return evaluation_page(given), evaluation_running(given)


def handover(*, overview: bool = False) -> Made:
    told = HandedInstruction("1-1-01", "本部", f"報告すること。{TRAP}", date(2026, 9, 30), "総務部長", overdue=True)
    project = HandedProject(
        number="1-1-01",
        name=RARE,
        office="総務部 企画課",
        helping=False,
        ended=False,
        summary="窓口の申請を電子にする。",
        period="R4〜R8",
        stage=PLAN.stage("S5"),
        state="修正依頼",
        due="令和8年4月28日（火）",
        overdue=True,
        sent="outbox/2025/総務部/企画課/1-1-01_窓口.xlsx",
        results=tuple(HandedResult(f"令和{n}年度", "S5", "計画どおり", grade_of(METHOD, "C"), True) for n in (6, 7)),
        plan_year="令和8年度",
        next_plan="講習を開く。",
        instructions=(told,),
        points=(OpenPoint("実績値が文字です。", "数字で記入してください。"),),
        requests=(HandedRequest("令和7年度", "教材がほしい。", "", ""),),
        pending=(HandedPending("令和7年度", "申請の割合", "令和8年6月", late=True),),
        sheets=(HandedSheet("令和7年度", "inbox/2025/1-1-01.xlsx", "架空 花子", "1234"),),
    )
    helped = dataclasses.replace(project, number="1-1-02", name="別の課の事業", helping=True)
    one = HandedOffice(PLAN.departments[0], ("旧課から改称",), "", (project, helped), "未提出")
    given = HandoverInput(PLAN, METHOD, 2025, DAY, date(2026, 4, 28), (one,), (), FOLDERS)
    return (overview_page(given) if overview else handover_page(given, one)), handover_running(given)


def year() -> Made:
    return schedule_page(full()), schedule_running(full())


MADE: dict[str, Callable[[], Made]] = {
    "revision": many,
    "june": lambda: hearing("june"),
    "october": lambda: hearing("october"),
    "november": lambda: hearing("november"),
    "january": lambda: hearing("january"),
    "february": lambda: hearing("february"),
    "evaluation": evaluation,
    "handover": handover,
    "overview": lambda: handover(overview=True),
    "schedule": year,
}
every = pytest.mark.parametrize("name", MADE)


@cache
def made(name: str) -> tuple[str, Paper]:
    html, running = MADE[name]()
    return html, page_pdf(html, running, DAY)


def paper(html: str) -> Paper:
    return page_pdf(html, Running("左", "右", "架空市", "令和8年"), DAY)


def body(html: str) -> str:
    return f"<html><head><title>頁</title></head><body><h1>頁</h1>{html}</body></html>"


@every
def test_every_word_of_the_page_is_on_the_paper(name: str, pdftotext: str, tmp_path: Path) -> None:
    html, printed = made(name)
    whole = "".join(pages(pdftotext, tmp_path, printed.content))
    tree = lxml_html.fromstring(html)
    said = [part for text in tree.xpath("//body//text()") for part in re.split(r"[\s。、：（）→〜]+", text)]
    assert len(said) > 20
    for part in said:
        assert part in whole or len(part) > 10, f"{part} is on the screen only"


@every
def test_the_same_page_gives_the_same_bytes_tagged_and_declared_ua_1_and_a_2a(name: str) -> None:
    printed = made(name)[1]
    html, running = MADE[name]()
    assert page_pdf(html, running, DAY) == printed and printed.lost == ()
    # Typst refuses to write a file that breaks a standard it declares.
    for words in (b"<pdfuaid:part>1<", b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"/MarkInfo"):
        assert words in printed.content, words
    bookmarks = re.search(rb"/Type/Outlines/First", printed.content)
    assert bool(bookmarks) == bool(re.search("<h[23]", html)), "a bookmark for every heading"


@pytest.mark.parametrize("name", [name for name in MADE if name != "schedule"])
def test_rare_characters_of_names_are_drawn(name: str, pdftotext: str, tmp_path: Path) -> None:
    whole = "".join(pages(pdftotext, tmp_path, made(name)[1].content))
    assert "𠮷田町と葛" in whole and "城の窓口" in whole
    assert not {"\ufffd", "\x00", "〓"} & set(whole)


def test_old_and_new_are_read_in_order_and_every_page_has_its_heads_and_number(pdftotext: str, tmp_path: Path) -> None:
    found = pages(pdftotext, tmp_path, made("revision")[1].content)
    first = found[0]
    order = ("新旧対照表（令和8年度第7号）", "国の制度改正のため", "決定日令和8年11月20日", "架空第9号", "目標の変更")
    places = [first.find(words) for words in order]
    assert -1 not in places and places == sorted(places), dict(zip(order, places, strict=True))
    assert len(found) > 3
    for at, page in enumerate(found, start=1):
        assert f"-{at}/{len(found)}-" in page and "見直し前見直し後" in page and "令和8年11月20日決定" in page
    assert "令和8年度指標1現行目標3940" in "".join(found), "old beside new"


def test_a_long_text_goes_on_over_the_pages_and_nothing_of_it_is_lost(pdftotext: str, tmp_path: Path) -> None:
    change = FieldChange("概要", LONG * 60, LONG * 90)
    html, running = revision(ProjectRevision("1-1-01", "長い事業", "change", (change,)), reason=LONG * 30)
    found = pages(pdftotext, tmp_path, page_pdf(html, running, DAY).content)
    assert len(found) >= 3 and all("見直し前見直し後" in page for page in found[1:])
    # Lines of the two columns may be read in turn, so signs are counted and not sentences.
    assert "".join(found).count("聴") == 30 + 60 + 90


def test_the_fullest_year_is_one_page(pdftotext: str, tmp_path: Path) -> None:
    assert len(pages(pdftotext, tmp_path, made("schedule")[1].content)) == 1


def test_the_evaluation_has_no_page_for_its_last_line_alone(pdftotext: str, tmp_path: Path) -> None:
    found = pages(pdftotext, tmp_path, made("evaluation")[1].content)
    assert "8成果指標の経過" in found[-1] and "どの値も" in found[-1]


def test_texts_are_values_and_never_markup(pdftotext: str, tmp_path: Path) -> None:
    for name in ("revision", "october", "evaluation", "handover"):
        assert re.sub(r"\s", "", TRAP) in "".join(pages(pdftotext, tmp_path, made(name)[1].content)), name


def test_a_character_that_no_font_has_is_told(pdftotext: str, tmp_path: Path) -> None:
    printed = paper(body("<p>花\U0001f338の案内</p>"))
    assert printed.lost == ("\U0001f338",)
    assert "花〓の案内" in "".join(pages(pdftotext, tmp_path, printed.content))


@pytest.mark.parametrize(
    "html",
    (
        "<p>閉じない<b>太い字<p>次",
        "<table><tr><td rowspan=9>一</td><td colspan=99>二</td></tr><tr><td>三</td></tr></table>",
        "<table><thead><tr><th>頭</th></tr></thead><tr><td>一</td><td>二</td></tr><tr></tr></table>",
        "<table></table><ul></ul><dl></dl>",
        "<h3>深い見出し</h3><h2>浅い見出し</h2><h4>もっと深い</h4>",
        "<article><p>見出しのない記事</p></article><div class=work><p>同じ</p></div>",
        "<div class=boxes4><p>字だけ</p></div><div class=columns></div><p class=cover-line>一</p>",
        "<b class='s-late x'>状態</b><span class=badge>A</span><span class='badge g-Q'></span>",
        "</div></p><x-y>知らない要素</x-y><!-- 注 --><script>x</script>",
    ),
)
def test_a_plan_folders_own_template_may_be_written_loosely(html: str, pdftotext: str, tmp_path: Path) -> None:
    whole = "".join(pages(pdftotext, tmp_path, paper(body(html)).content))
    for word in re.findall(r"[\u3040-\u9fff]+", re.sub(r"<!--.*?-->", "", html)):
        assert word in whole


def test_columns_have_the_widths_of_the_style_and_never_more_than_the_paper() -> None:
    style = ".a { width: 20mm; } .x .a { width: 30mm; } .y .a { width: 50mm } .big { width: 900mm; }"
    cols = "<colgroup><col class=a><col></colgroup>"
    rows = "<tr><td>一</td><td>二</td></tr>"

    def columns(classes: str, group: str = cols) -> list:
        table = f"<table class='{classes}'>{group}{rows}</table>"
        return page_tree(f"<html><head><style>{style}</style></head><body>{table}</body></html>")[1]["kids"][0][
            "columns"
        ]

    assert columns("") == [20.0, None] and columns("x") == [30.0, None]
    wide = columns("", "<colgroup><col class=big><col></colgroup>")
    assert wide[0] < 184 and wide[1] is None


def test_what_cannot_be_set_is_a_fault_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fujiplan_cli.report.pdf.page_tree", lambda _: ("頁", {"tag": "table", "cls": []}))
    with pytest.raises(ReportFault):
        paper("")
