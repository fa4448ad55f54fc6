"""The sample plan (架空) holds what real life has, and the program says of every file in its inbox what it must say."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from played_sample import YEARS, Played
from sample_faults import LOCKED, RESENT, SENT, UNRELATED

from fujiplan_cli.declare import load_plan
from fujiplan_cli.intake.register import read_register
from fujiplan_cli.model.catalogue import CATALOGUE
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.resources import sample_folder, templates_folder
from fujiplan_cli.workbook.reader import read_grid
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.sample_years import CLERK
from fujiplan_cli.workflow.status import status

INBOX = sample_folder() / "inbox" / "2025"
EXPECTED: Mapping[str, Any] = json.loads((Path(__file__).parent / "inbox_2025.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(templates_folder() / "plan")


@pytest.fixture(scope="session")
def register(plan: Plan) -> tuple[Project, ...]:
    projects, findings = read_register(
        read_grid((sample_folder() / "register.xlsx").read_bytes()), plan, "register.xlsx"
    )
    assert findings == ()
    return projects


def test_register_covers_every_measure_with_at_least_four_projects(plan: Plan, register: tuple[Project, ...]) -> None:
    by_measure = Counter(p.measure for p in register)
    assert len(register) >= 100
    assert set(by_measure) == {m.code for g in plan.goals for m in g.measures}
    assert min(by_measure.values()) >= 4


def test_register_names_at_least_thirty_departments_with_a_renamed_and_a_merged_one(
    plan: Plan, register: tuple[Project, ...]
) -> None:
    used = {p.department for p in register}
    ended = {d.code for d in plan.departments if d.successor}
    assert len(used) >= 30
    assert len(used & ended) >= 2


def test_register_has_every_kind_of_project(register: tuple[Project, ...]) -> None:
    assert {p.type for p in register} == {"開発型", "取組型"}
    assert {p.disclosure for p in register} == {"公表", "概要のみ", "非公表"}
    assert {p.start_year for p in register} == {2022, 2023, 2024, 2025, 2026}
    assert any(p.end_year < 2026 for p in register)
    assert any(p.repeated for p in register)
    assert any(p.priority for p in register)
    assert any(p.successors for p in register)
    assert any(p.predecessors for p in register)
    assert {p.zero_reason for p in register} == {"", "ゼロ予算", "一括計上", "委託料・指定管理料に含む"}
    assert any("電子申請" in p.name for p in register)


def test_indicators_have_every_direction_kind_and_source_of_target(register: tuple[Project, ...]) -> None:
    indicators = [i for p in register for i in p.indicators]
    sources = {p.target(i.number, 2025)[1] for p in register for i in p.indicators}
    changed = [y for p in register for y in p.years.values() if y.targets_original]
    assert {i.kind for i in indicators} == {"成果指標", "活動指標"}
    assert {i.direction for i in indicators} == {"増", "減", "維持"}
    assert {i.base is None for i in indicators} == {True, False}
    assert sources == {"current", "line", "none"}
    assert changed
    assert all(y.target_reasons[n] for y in changed for n in y.targets_original)


def test_summaries_fit_the_form_and_differ(register: tuple[Project, ...]) -> None:
    summaries = [p.summary for p in register]
    assert all(0 < len(text) <= 120 for text in summaries)
    assert len(set(summaries)) == len(summaries)


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_results_of_a_year_are_not_the_same_sentence_over_and_over(year: int) -> None:
    answers = json.loads((sample_folder() / f"answers/{year}.json").read_text(encoding="utf-8"))
    results = [row["result"] for row in answers.values()]
    assert len(set(results)) > 0.95 * len(results)


def test_names_of_people_are_plainly_invented() -> None:
    for year in (2022, 2023, 2024):
        answers = json.loads((sample_folder() / f"answers/{year}.json").read_text(encoding="utf-8"))
        assert {row["contact_name"].split()[0] for row in answers.values()} == {"架空"}


def test_inbox_files_were_saved_by_libreoffice_and_are_small() -> None:
    files = [p for p in INBOX.rglob("*.xlsx") if zipfile.is_zipfile(p) and p.name != Path(UNRELATED).name]
    assert len(files) >= 85
    for path in files:
        with zipfile.ZipFile(path) as archive:
            assert b"LibreOffice" in archive.read("docProps/app.xml")
    assert sum(p.stat().st_size for p in INBOX.rglob("*")) < 5_000_000


def test_every_file_of_the_inbox_is_expected() -> None:
    there = {p.relative_to(INBOX).as_posix() for p in INBOX.rglob("*") if p.is_file()}
    assert there == set(EXPECTED)
    assert LOCKED in there


def test_expected_verdicts_are_those_the_faults_were_made_for() -> None:
    seen = {}
    for name, row in EXPECTED.items():
        number = Path(name).name.split("_")[0]
        if number in SENT and "再提出" not in name:
            seen[number] = (row["verdict"], SENT[number].code in ("", *row["codes"]))
    assert seen == {number: (sent.verdict, True) for number, sent in SENT.items()}


def test_every_verdict_occurs_and_at_least_fourteen_files_are_faulty() -> None:
    verdicts = Counter(row["verdict"] for row in EXPECTED.values() if not row["reason"])
    assert set(verdicts) == {"accepted", "repaired", "review", "returned", "rejected"}
    assert verdicts["review"] + verdicts["returned"] + verdicts["rejected"] >= 14
    assert {code for row in EXPECTED.values() for code in row["codes"]} <= set(CATALOGUE)


def test_collect_gives_each_file_its_expected_verdict_and_codes(played: Played) -> None:
    prefix = "inbox/2025/"
    found = {
        line.submission.file.removeprefix(prefix): (
            line.submission.verdict,
            sorted({f.code for f in line.submission.findings}),
        )
        for line in played.shown.collected.lines
        if line.submission.form != "proposal"
    }
    assert found == {name: (row["verdict"], row["codes"]) for name, row in EXPECTED.items()}


def test_proposals_and_departments_without_any_are_received_without_a_finding(played: Played) -> None:
    lines = [line.submission for line in played.shown.collected.lines if line.submission.form == "proposal"]
    assert {(one.verdict, one.findings) for one in lines} == {("accepted", ())}
    desk = Desk.open(played.folder, today=date(2026, 7, 24), by=CLERK)
    survey = {one.department.rpartition(" ")[2]: (one.state, one.proposals) for one in status(desk, 2025).survey}
    assert survey["富士市立図書館"] == ("受付済", 2) and survey["会計室"] == ("該当なし", 0)


def test_the_other_forms_are_made_on_the_way(played: Played) -> None:
    assert [(played.folder / name).is_file() for name in played.shown.forms] == [True] * 3


def test_duplicate_and_lock_file_are_named_as_such(played: Played) -> None:
    reasons = Counter(line.reason for line in played.shown.collected.lines)
    assert reasons["duplicate"] == 1
    assert reasons["lockfile"] == 1


def test_a_resubmission_takes_the_place_of_the_faulty_sheet(played: Played) -> None:
    waiting = {number for number, _ in played.shown.collected.missing}
    assert waiting.isdisjoint(RESENT)
    assert len(waiting) >= 5


def test_all_stages_statuses_grades_and_codes_occur_over_the_years(played: Played) -> None:
    cards = [card for year in YEARS for card in played.cards[year]]
    assert {c.status for c in cards} >= {"計画より進んでいる", "計画どおり", "遅れ", "未着手", "休止", "中止", "完了"}
    assert {c.grade for c in cards} == set("ABCDFYHXZ")
    assert {c.eval_stage for c in cards} == {"S1", "S2", "S3", "S4", "S5", "S6", "S9"}


def test_every_grade_code_and_stage_occurs_in_2025(played: Played) -> None:
    cards = played.cards[2025]
    assert {c.grade for c in cards} == set("ABCDFYHXZ")
    assert any(c.provisional for c in cards)
    assert {c.eval_stage for c in cards if c.grade in set("ABCD")} == {"S1", "S2", "S3", "S4", "S5", "S6"}


def test_every_cap_binds_somewhere(played: Played) -> None:
    caps = {cap.cap for year in YEARS for card in played.cards[year] for cap in card.caps}
    assert caps == {"no_basis", "no_outcome", "long_delay", "incident"}


def test_past_years_are_approved_but_for_what_is_put_off(played: Played) -> None:
    for year in (2022, 2023, 2024):
        views = Counter(card.view for card in played.cards[year])
        assert views["approved"] >= len(played.cards[year]) - 2


def test_the_folder_made_is_marked_as_invented(played: Played) -> None:
    assert load_plan(played.folder).sample
    assert "架空" in (sample_folder() / "README.md").read_text(encoding="utf-8")
    page = (played.folder / played.shown.site).read_text(encoding="utf-8")
    assert "架空" in page or "練習" in page
