"""The packaged plan says what domain.md says."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fujiplan_cli.declare import find_plan_folder, load_form, load_method, load_plan, methods_of
from fujiplan_cli.model.form import Form
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan, PlanFolderError
from fujiplan_cli.model.resources import templates_folder

FOLDER = templates_folder() / "plan"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(FOLDER)


@pytest.fixture(scope="module")
def revised(plan: Plan) -> Method:
    return load_method(FOLDER, plan, 2025)


@pytest.fixture(scope="module")
def form(plan: Plan) -> Form:
    return load_form(FOLDER, plan, 2025)


def test_plan_is_the_fourth_of_fuji_for_2022_to_2026(plan: Plan) -> None:
    assert (plan.id, plan.title, plan.first_year, plan.last_year) == ("fuji4", "第四次富士市情報化計画", 2022, 2026)
    assert plan.publisher.organisation_code == "222101"
    assert plan.sample is False


def test_three_goals_hold_the_fifteen_measures(plan: Plan) -> None:
    titles = {goal.title: [measure.title for measure in goal.measures] for goal in plan.goals}
    assert titles == {
        "市民サービス": [
            "行政手続のオンライン化",
            "スマートフォンアプリの活用",
            "マイナンバーカードの活用",
            "Web・SNS等の情報発信",
        ],
        "地域活性化": [
            "GIGAスクール",
            "キャッシュレス",
            "テレワーク先進都市",
            "官民連携データ利活用",
            "シティプロモーション",
            "産業分野の先端技術",
        ],
        "行政経営": [
            "AI等先端技術の積極活用",
            "デジタルマーケティング",
            "ワークスタイル変革",
            "デジタル人材の育成",
            "クラウド化・標準化",
        ],
    }


def test_at_least_thirty_departments_with_a_rename_and_a_merger(plan: Plan) -> None:
    assert len([d for d in plan.departments if d.valid_until is None]) >= 30
    successors = {d.name: plan.department(d.successor or "") for d in plan.departments if d.successor}
    assert {name: found.name for name, found in successors.items() if found} == {
        "情報政策課": "デジタル戦略課",
        "商業労政課": "産業政策課",
    }


def test_secretariat_is_followed_to_its_new_name(plan: Plan) -> None:
    before = plan.department_on(plan.secretariat, date(2026, 3, 31))
    after = plan.department_on(plan.secretariat, date(2026, 4, 1))
    assert (before and before.name, after and after.name) == ("情報政策課", "デジタル戦略課")


def test_stages_are_those_of_the_field(plan: Plan) -> None:
    assert [stage.choice for stage in plan.stages] == [
        "S0 構想・提案",
        "S1 調査・基礎研究",
        "S2 企画・計画",
        "S3 予算化・調達",
        "S4 構築・移行",
        "S5 運用・改善",
        "S6 評価・更新検討",
        "S9 終了",
    ]
    assert all(stage.lead for stage in plan.stages)


def test_routes_of_both_types(plan: Plan) -> None:
    assert plan.routes == {
        "開発型": ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S9"),
        "取組型": ("S0", "S1", "S2", "S5", "S9"),
    }


def test_meetings_decide_in_their_own_words(plan: Plan) -> None:
    assert [(m.id, m.short, m.month, m.edition, m.money) for m in plan.meetings] == [
        ("wg", "WG", 5, "第1版", "決算見込"),
        ("kanjikai", "幹事会", 6, "第2版", "出納閉鎖後"),
        ("honbu", "本部", 7, "第3版", "出納閉鎖後"),
    ]
    honbu = plan.meeting("honbu")
    assert honbu is not None
    assert honbu.decisions == ("承認", "一部修正の上承認", "継続審議")
    assert honbu.approving == ("承認", "一部修正の上承認")
    assert [m.id for m in plan.meetings if m.publishes] == ["honbu"]
    assert [b.id for b in plan.bodies] == ["honbu", "kanjikai", "wg", "jimukyoku"]


def test_sheets_are_due_on_28_april(plan: Plan) -> None:
    assert plan.due(2025) == date(2026, 4, 28)
    assert {entry.month for entry in plan.calendar} == {1, 2, 3, 4, 5, 6, 7, 10, 11}


WEIGHTS = {  # domain.md §4: S1 … S6
    "schedule": (30, 30, 35, 35, 10, 0),
    "deliverables": (40, 40, 30, 25, 0, 20),
    "outcome": (0, 0, 0, 0, 45, 35),
    "uptake": (0, 0, 0, 0, 20, 15),
    "cost": (10, 15, 20, 15, 15, 20),
    "control": (20, 15, 15, 25, 10, 10),
}


@pytest.mark.parametrize(("item", "row"), WEIGHTS.items(), ids=list(WEIGHTS))
def test_weights_are_those_of_the_method(revised: Method, item: str, row: tuple[int, ...]) -> None:
    stages = ("S1", "S2", "S3", "S4", "S5", "S6")
    assert tuple(revised.weights(stage).get(item, 0) for stage in stages) == row


def test_weights_sum_to_100_at_every_stage(revised: Method) -> None:
    assert {
        stage: sum(revised.weights(stage).values()) for stage in ("S1", "S2", "S3", "S4", "S5", "S6")
    } == dict.fromkeys(("S1", "S2", "S3", "S4", "S5", "S6"), 100)


RUBRICS = {
    "deliverables": "予定した成果物・手続がすべて完了し、次の段階に進める / "
    "おおむね完了し、残りは軽微で時期が決まっている / "
    "主要なものに未完了があるが、完了の見通しがある / 主要なものの多くが未完了で、見通しに課題がある / "
    "ほとんど着手できていない",
    "uptake": "想定した利用者の大半が使い、業務・手続が置き換わった / 想定の8割程度が使い、定着しつつある / "
    "半数程度の利用にとどまり、改善策を実施している / 利用が一部に限られ、改善策が固まっていない / "
    "ほとんど使われていない",
    "control": "体制・手順・点検が整い、課題を早期に解消した / おおむね整い、残る課題に対応中である / "
    "一部に不備があるが、影響は限られ、是正の予定がある / 不備により計画や安全に影響が出ている / "
    "管理されていない、又は重大な影響が出た",
}


@pytest.mark.parametrize("item_id", RUBRICS)
def test_rubrics_are_word_for_word(plan: Plan, item_id: str) -> None:
    for method in methods_of(FOLDER, plan):
        item = next(i for i in method.items if i.id == item_id)
        assert item.rubric == tuple(reversed(RUBRICS[item_id].split(" / ")))


def test_bands_of_the_revised_method_are_exact(revised: Method) -> None:
    assert [(b.limit, b.level) for b in revised.schedule.bands] == [(1, 3), (3, 2), (6, 1)]
    assert [(b.limit, b.level) for b in revised.outcome.bands] == [
        (Fraction(1), 4),
        (Fraction(4, 5), 3),
        (Fraction(1, 2), 2),
        (Fraction(1, 5), 1),
    ]
    assert [(b.limit, b.level) for b in revised.outcome.keep_bands] == [
        (1, 1),
        (2, Fraction(4, 5)),
        (3, Fraction(1, 2)),
        (4, Fraction(1, 5)),
    ]
    assert [(b.limit, b.level) for b in revised.cost.bands] == [
        (Fraction(1, 10), 4),
        (Fraction(1, 5), 3),
        (Fraction(3, 10), 2),
        (Fraction(1, 2), 1),
    ]
    assert (revised.cost.saving_reason, revised.cost.saving_limit, revised.cost.saving_level) == (
        "入札差金・経費節減",
        Fraction(1, 2),
        4,
    )
    assert (revised.outcome.tolerance, revised.answered_minimum, revised.absent_level) == (
        Fraction(1, 10),
        Fraction(3, 5),
        None,
    )


def test_grades_and_codes(revised: Method) -> None:
    assert [(g.letter, g.title, g.minimum) for g in revised.grades] == [
        ("A", "良好", Decimal(80)),
        ("B", "おおむね良好", Decimal(60)),
        ("C", "改善が必要", Decimal(40)),
        ("D", "抜本的な見直しが必要", Decimal(0)),
    ]
    assert {c.letter: c.title for c in revised.codes} == {
        "F": "終了",
        "Y": "中止",
        "H": "休止",
        "X": "着手前",
        "Z": "評価保留（実績未確定）",
    }


def test_caps_of_the_revised_method(revised: Method) -> None:
    assert [(c.id, c.level, c.grade, sorted(c.stages)) for c in revised.caps] == [
        ("no_basis", 2, None, []),
        ("no_outcome", None, "B", ["S5", "S6"]),
        ("long_delay", None, "B", []),
        ("incident", None, "C", []),
    ]
    assert all(cap.reason and cap.public_reason for cap in revised.caps)


def test_schedule_words(revised: Method) -> None:
    assert set(revised.schedule.full) == {"計画どおり", "計画より進んでいる", "完了"}
    assert (revised.schedule.none, revised.schedule.delayed) == (("未着手",), "遅れ")


def test_old_method_weighs_six_items_equally_and_counts_what_is_not_asked_as_2(plan: Plan, revised: Method) -> None:
    old = load_method(FOLDER, plan, 2025, "old")
    for stage in ("S1", "S2", "S3", "S4", "S5", "S6"):
        assert old.weights(stage) == dict.fromkeys(WEIGHTS, 1)
        assert {i.id for i in old.items if i.asked_at(stage)} == set(revised.weights(stage))
    assert (old.absent_level, old.caps, old.title) == (2, (), "旧採点方法")


def test_items_have_their_rule_in_words(plan: Plan) -> None:
    assert all(item.rule.endswith("。") for method in methods_of(FOLDER, plan) for item in method.items)


def test_hashes_are_those_of_the_files(plan: Plan, form: Form, revised: Method) -> None:
    for given, file in (
        (plan.sha256, "fujiplan.toml"),
        (form.sha256, "forms/progress.toml"),
        (revised.sha256, "methods/revised.toml"),
    ):
        assert given == hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()


def test_plan_folder_is_found_upward(tmp_path: Path) -> None:
    (tmp_path / "fujiplan.toml").write_text("", encoding="utf-8")
    below = tmp_path / "inbox" / "2025"
    below.mkdir(parents=True)
    assert find_plan_folder(below) == tmp_path.resolve()


def test_no_plan_folder_is_none(tmp_path: Path) -> None:
    assert find_plan_folder(tmp_path) is None


def test_year_outside_the_plan_is_a_fault_of_the_plan(plan: Plan) -> None:
    with pytest.raises(PlanFolderError) as error:
        load_form(FOLDER, plan, 2031)
    assert [(f.file, f.key) for f in error.value.faults] == [("fujiplan.toml", "applies")]


def test_unknown_form_and_method_are_named(plan: Plan) -> None:
    with pytest.raises(PlanFolderError, match="kesseki"):
        load_form(FOLDER, plan, 2025, "kesseki")
    with pytest.raises(PlanFolderError, match="brandnew"):
        load_method(FOLDER, plan, 2025, "brandnew")
