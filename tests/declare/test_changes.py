"""A new field, choice, department, item or method is a change of the TOML text alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.condition import Condition
from fujiplan_cli.model.form import is_typed
from fujiplan_cli.model.plan import PlanFolderError

Edit = Callable[[str, str, str], None]
PLAN, FORM, METHOD = "fujiplan.toml", "forms/progress.toml", "methods/revised.toml"

NEW_FIELD = """
[[fields]]
id = "paper_saved"
label = "削減した紙の枚数"
kind = "integer"
section = "outlook"
origin = "input"
disclosure = "public"
stages = ["S5", "S6"]
asked_when = { fact = "has_budget" }
required_when = { field = "status", is = ["計画どおり", "完了"] }
minimum = 0
unit = "枚"
guidance = "この事業で減らした紙の枚数を記入してください。"
example = "12000"
"""


def test_new_field_is_on_the_sheet_where_it_is_asked(folder: Path) -> None:
    path = folder / FORM
    path.write_text(path.read_text(encoding="utf-8") + NEW_FIELD, encoding="utf-8")
    form = load_form(folder, load_plan(folder), 2025)
    field = form.field("paper_saved")
    facts = frozenset({"has_budget"})
    assert field in form.on_sheet("S5", facts)
    assert field not in form.on_sheet("S2", facts)
    assert field not in form.on_sheet("S5", frozenset())
    assert is_typed(field, facts)
    assert field.required_when == Condition("is", field="status", words=("計画どおり", "完了"))
    assert (field.minimum, field.unit, field.definition) == (0, "枚", "削減した紙の枚数")


def test_new_choice_is_offered(folder: Path, edit: Edit) -> None:
    edit(FORM, '"拡充", "継続",', '"拡充", "継続", "民間へ移行",')
    assert "民間へ移行" in load_form(folder, load_plan(folder), 2025).field("direction").choices


def test_new_status_is_offered_and_scored(folder: Path, edit: Edit) -> None:
    edit(FORM, '"中止", "完了"]', '"中止", "完了", "前倒し完了"]')
    edit(METHOD, '"完了"]', '"完了", "前倒し完了"]')
    plan = load_plan(folder)
    assert "前倒し完了" in load_form(folder, plan, 2025).field("status").choices
    assert "前倒し完了" in load_method(folder, plan, 2025).schedule.full


def test_new_department_is_in_the_plan(folder: Path) -> None:
    path = folder / PLAN
    added = '\n[[departments]]\ncode = "0106"\ndivision = "総務部"\nname = "デジタル推進課"\nvalid_from = 2026-10-01\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    department = load_plan(folder).department("0106")
    assert department is not None
    assert (department.full_name, department.valid_from) == ("総務部 デジタル推進課", date(2026, 10, 1))


def test_renamed_department_is_followed(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'name = "農政課"', 'name = "農政課"\nvalid_until = 2026-09-30\nsuccessor = "0805"')
    path = folder / PLAN
    added = '\n[[departments]]\ncode = "0805"\ndivision = "産業経済部"\nname = "農林課"\nvalid_from = 2026-10-01\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    now = load_plan(folder).department_on("0804", date(2026, 10, 1))
    assert now is not None
    assert now.name == "農林課"


NEW_ITEM = """
[[items]]
id = "design"
title = "利用者視点"
source = "judged"
weights = { S2 = 10 }
field = "self_design"
basis = "basis_design"
confirmed = "confirmed_design"
reason = "reason_design"
rule = "自己評価の水準（0〜4）による。"

[items.rubric]
4 = "利用者と共に設計した"
3 = "利用者の意見を聴いて直した"
2 = "利用者の意見を聴いた"
1 = "利用者を想定した"
0 = "考慮していない"

# ---- 工程の基準"""

NEW_LEVELS = """
[[fields]]
id = "self_design"
label = "利用者視点"
kind = "level"
section = "levels"
origin = "input"
disclosure = "after_approval"
stages = ["S2"]
item = "design"
required_when = { condition = "graded" }

[[fields]]
id = "basis_design"
label = "利用者視点の根拠"
kind = "text"
section = "levels"
origin = "input"
disclosure = "after_approval"
stages = ["S2"]
limit = 120
"""


def of_confirmation(field: str, kind: str, origin: str) -> str:
    """A field of the 事務局確認票 for the new item."""
    return f"""
[[fields]]
id = "{field}"
label = "利用者視点：{field}"
kind = "{kind}"
section = "control"
origin = "{origin}"
disclosure = "never"
stages = ["S2"]
"""


def test_new_item_is_asked_and_weighed(folder: Path, edit: Edit) -> None:
    edit(METHOD, "S2 = 40,", "S2 = 30,")
    edit(METHOD, "\n# ---- 工程の基準", NEW_ITEM)
    path = folder / FORM
    path.write_text(path.read_text(encoding="utf-8") + NEW_LEVELS, encoding="utf-8")
    with pytest.raises(PlanFolderError) as error:
        load_plan(folder)
    assert {(f.file, f.key) for f in error.value.faults} == {("forms/confirmation.toml", "fields")}
    confirmation = folder / "forms/confirmation.toml"
    added = [of_confirmation("self_design", "level", "printed"), of_confirmation("confirmed_design", "level", "input")]
    added.append(of_confirmation("reason_design", "text", "input"))
    confirmation.write_text(confirmation.read_text(encoding="utf-8") + "".join(added), encoding="utf-8")
    plan = load_plan(folder)
    method, form = load_method(folder, plan, 2025), load_form(folder, plan, 2025)
    assert method.weights("S2") == {
        "schedule": 30,
        "deliverables": 30,
        "cost": 15,
        "control": 15,
        "design": 10,
    }
    item = next(i for i in method.items if i.id == "design")
    assert (item.rubric[0], item.rubric[4]) == ("考慮していない", "利用者と共に設計した")
    assert {f.id for f in form.on_sheet("S2", frozenset())} >= {"self_design", "basis_design"}


def test_department_that_answers_at_a_stage_is_data(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'lead = "事務局又は所管課"', 'lead = "企画課"')
    stage = load_plan(folder).stage("S1")
    assert stage is not None
    assert stage.lead == "企画課"


def test_question_is_moved_to_another_stage_by_its_stages(folder: Path, edit: Edit) -> None:
    edit(FORM, 'id = "public_summary"', 'id = "public_summary"\nstages = ["S5"]')
    form = load_form(folder, load_plan(folder), 2025)
    on = {stage: "public_summary" in {f.id for f in form.on_sheet(stage, frozenset())} for stage in ("S1", "S5")}
    assert on == {"S1": False, "S5": True}


def test_renamed_stage_changes_the_choices_of_the_sheet(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'title = "運用・改善"', 'title = "運用・定着"')
    assert "S5 運用・定着" in load_form(folder, load_plan(folder), 2025).field("stage").choices


def test_a_year_can_have_a_method_of_its_own(folder: Path, edit: Edit) -> None:
    text = (folder / METHOD).read_text(encoding="utf-8")
    (folder / "methods/revised-2026.toml").write_text(
        text.replace('id = "revised"', 'id = "revised-2026"')
        .replace("S5 = 45", "S5 = 40")
        .replace("S5 = 20", "S5 = 25"),
        encoding="utf-8",
    )
    edit(PLAN, "[[applies]]\nfirst_year = 2022\nlast_year = 2026", "[[applies]]\nfirst_year = 2022\nlast_year = 2025")
    edit(
        PLAN,
        "# ---- 組織",
        '[[applies]]\nfirst_year = 2026\nlast_year = 2026\nmethod = "methods/revised-2026.toml"\n'
        'forms = { progress = "forms/progress.toml" }\n\n# ---- 組織',
    )
    plan = load_plan(folder)
    assert load_method(folder, plan, 2025).weights("S5")["outcome"] == 45
    assert load_method(folder, plan, 2026).weights("S5")["outcome"] == 40


def test_more_indicators_are_one_number(folder: Path) -> None:
    path = folder / FORM
    text = path.read_text(encoding="utf-8")
    # The facts of a fourth indicator are not known to the register, so its fields follow the first.
    for old, new in (
        ('kpi_{n}" }', 'kpi_1" }'),
        ('kpi_{n}_target" }', 'kpi_1_target" }'),
        ("repeat = 3", "repeat = 4"),
    ):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    form = load_form(folder, load_plan(folder), 2025)
    assert form.field("kpi_4_actual").required_when.fields() == {"status", "kpi_4_pending"}


def test_any_edit_changes_the_hash(folder: Path, edit: Edit) -> None:
    before = load_form(folder, load_plan(folder), 2025).sha256
    edit(FORM, 'title = "進行管理調書"', 'title = "進行管理調書（改）"')
    after = load_form(folder, load_plan(folder), 2025)
    assert after.sha256 == hashlib.sha256((folder / FORM).read_bytes()).hexdigest() != before
    assert after.title == "進行管理調書（改）"
