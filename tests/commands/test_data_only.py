"""A new field, choice, department or evaluation item is a change of the plan folder's TOML alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from office_world import YEAR, project

from fujiplan_cli.declare import load_plan
from fujiplan_cli.workbook.register_book import write_register
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.setup import new_plan_folder

NEW_FIELD = """
[[fields]]
id = "open_source"
label = "ソースコードの公開"
kind = "choice"
section = "outlook"
origin = "input"
disclosure = "public"
choices = ["公開", "一部公開", "非公開"]
required = true
width = "half"
guidance = "作成したプログラムを公開しているかを選んでください。"
example = "公開"
definition = "ソースコードの公開の有無"
english = "Publication of the source code"
"""

NEW_LEVEL = """
[[fields]]
id = "self_equity"
label = "公平さ"
kind = "level"
section = "levels"
origin = "input"
disclosure = "after_approval"
stages = ["S5"]
required = true
item = "equity"
width = "third"
guidance = "使えない人への配慮を、0〜4の整数で選んでください。"
example = "3"
definition = "自己評価（公平さ）。0〜4"
english = "Self-assessment: equity (0-4)"

[[fields]]
id = "basis_equity"
label = "公平さの根拠"
kind = "text"
section = "levels"
origin = "input"
disclosure = "after_approval"
stages = ["S5"]
limit = 120
width = "full"
lines = 2
guidance = "根拠を記入してください（120字以内）。"
example = "窓口でも同じ手続ができる。"
definition = "自己評価の根拠（公平さ）"
english = "Basis of the self-assessment: equity"
"""

NEW_ITEM = """
[[items]]
id = "equity"
title = "公平さ"
source = "judged"
weights = { S5 = 20 }
field = "self_equity"
basis = "basis_equity"
confirmed = "confirmed_equity"
reason = "reason_equity"
rule = "自己評価の水準（0〜4）による。"

[items.rubric]
4 = "使えない人がいない"
3 = "おおむね使える"
2 = "一部の人が使えない"
1 = "多くの人が使えない"
0 = "考慮していない"

[[items]]
id = "control"
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def send_again(office) -> None:
    """Distribute with the changed plan folder and take the new sheets."""
    assert office.run("distribute", "--year", "R7", day="2026-04-02") == 0, office.err
    office.sheets = {p.name.split("_")[0]: p.read_bytes() for p in (office.folder / "outbox").rglob("*.xlsx")}


def published_rows(office) -> list[dict[str, str]]:
    """Every CSV row of the published data, whatever file it is in."""
    rows: list[dict[str, str]] = []
    for path in (office.folder / "site-preview" / "data").glob("*.csv"):
        rows += csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return rows


def test_a_new_field_is_asked_checked_recorded_traced_and_published(office) -> None:
    form = office.folder / "forms" / "progress.toml"
    form.write_text(form.read_text(encoding="utf-8") + NEW_FIELD, encoding="utf-8")
    send_again(office)
    office.answer("1-1-01", open_source="一部公開")
    office.answer("1-1-02", open_source="ひみつ")
    office.answer("1-1-03")
    result = office.json("collect", "--year", "R7")
    assert [[x["code"] for x in f["findings"]] for f in result["files"]] == [[], ["choice_unknown"], ["required_blank"]]
    (version,) = office.json("trace", "1-1-01", "open_source", "--year", "R7")["versions"]
    assert version["value"] == "一部公開" and version["cell"]
    assert office.run("publish", "--year", "R7", "--preview") == 0, office.err
    assert any("一部公開" in row.values() for row in published_rows(office))


def test_a_new_choice_is_offered_and_accepted(office) -> None:
    edit(office.folder / "forms" / "progress.toml", '"拡充", "継続",', '"拡充", "試行", "継続",')
    send_again(office)
    office.answer("1-1-01", direction="試行")
    assert office.json("collect", "--year", "R7")["files"][0]["verdict"] == "accepted"
    assert office.json("trace", "1-1-01", "direction", "--year", "R7")["versions"][0]["value"] == "試行"


def test_a_new_department_gets_its_sheets(office) -> None:
    path = office.folder / "fujiplan.toml"
    new = '\n[[departments]]\ncode = "9901"\ndivision = "架空部"\nname = "未来共創課"\n'
    path.write_text(path.read_text(encoding="utf-8") + new, encoding="utf-8")
    register = office.folder / "register.xlsx"
    register.write_bytes(write_register(load_plan(office.folder), [project("1-1-01", "電子申請", department="9901")]))
    assert office.run("import", str(register), "--kind", "register", "--reason", "機構改革") == 0, office.out
    send_again(office)
    assert list((office.folder / "outbox" / str(YEAR) / "架空部" / "未来共創課").glob("1-1-01_*.xlsx"))


CONFIRMED = """
[[fields]]
id = "{id}"
label = "公平さ：{label}"
kind = "{kind}"
section = "control"
origin = "{origin}"
disclosure = "never"
stages = ["S5"]
"""


def test_a_new_evaluation_item_is_asked_and_scored(office) -> None:
    confirmation = office.folder / "forms" / "confirmation.toml"
    fields = (
        ("self_equity", "自己評価", "level", "printed"),
        ("confirmed_equity", "事務局", "level", "input"),
        ("reason_equity", "理由", "text", "input"),
    )
    added = (CONFIRMED.format(id=i, label=label, kind=kind, origin=origin) for i, label, kind, origin in fields)
    confirmation.write_text(confirmation.read_text(encoding="utf-8") + "".join(added), encoding="utf-8")
    form, method = office.folder / "forms" / "progress.toml", office.folder / "methods" / "revised.toml"
    form.write_text(form.read_text(encoding="utf-8") + NEW_LEVEL, encoding="utf-8")
    edit(method, "weights = { S5 = 45, S6 = 35 }", "weights = { S5 = 25, S6 = 35 }")
    edit(method, '[[items]]\nid = "control"\n', NEW_ITEM.lstrip("\n"))
    send_again(office)
    office.answer("1-1-01", self_equity=2, basis_equity="窓口でも同じ手続ができる。")
    result = office.json("collect", "--year", "R7")
    assert result["files"][0]["verdict"] == "accepted", result["files"][0]["findings"]
    card = office.json("score", "--year", "R7")["projects"][0]
    # 工程10×4 + 成果指標25×4 + 利用20×3 + 公平さ20×2 + 経費15×4 + 体制10×4 = 340; 340/4 = 85
    assert card["score"] == 85.0
    assert next(i["level"] for i in card["items"] if i["item"] == "equity") == 2


def test_years_with_one_form_file_share_the_form_and_a_year_with_its_own_has_its_own(tmp_path: Path) -> None:
    new_plan_folder(tmp_path / "plan")
    plan = tmp_path / "plan/fujiplan.toml"
    text = plan.read_text(encoding="utf-8")
    at = text.index("\n[[applies]]")
    end = text.index("\n[", text.index("[applies.forms]", at))
    late = text[at:end].replace("= 2022", "= 2026").replace("forms/progress", "forms/progress-2026")
    text = text[:at] + text[at:end].replace("= 2026", "= 2025") + "\n" + late + text[end:]
    plan.write_text(text, encoding="utf-8")
    form = (tmp_path / "plan/forms/progress.toml").read_text(encoding="utf-8")
    (tmp_path / "plan/forms/progress-2026.toml").write_text(
        form.replace("計画進行管理調書", "別の調書"), encoding="utf-8"
    )
    desk = Desk.open(tmp_path / "plan")
    assert desk.form(2022) is desk.form(2025) and desk.form(2026) is not desk.form(2025)
    assert desk.form(2025, "decision") is desk.form(2026, "decision") is not desk.form(2025)
    assert desk.method(2022) is desk.method(2026) and desk.method(2022, "old").id == "old"
