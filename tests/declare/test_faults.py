"""Every slip of a clerk's pen is named with file, key and line, all at once, in words that say what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fujiplan_cli.declare import load_form, load_method, load_plan, methods_of
from fujiplan_cli.model.plan import Fault, PlanFolderError

Edit = Callable[[str, str, str], None]
PLAN, FORM, METHOD = "fujiplan.toml", "forms/progress.toml", "methods/revised.toml"
LIST, HEARING = "forms/confirmation.toml", "forms/hearing.toml"

SLIPS: list[tuple[str, str, str, str, str, str]] = [
    # what, file, old text, new text, key, part of the message
    ("key misspelt", PLAN, 'title = "第四次', 'titel = "第四次', "titel", "「title」の誤り"),
    ("key missing", PLAN, "retention_years = 5", "", "retention_years", "行を追加"),
    ("blank title", PLAN, 'title = "第四次富士市情報化計画"', 'title = "　"', "title", "空欄"),
    ("year as text", PLAN, "first_year = 2022 ", 'first_year = "2022" ', "first_year", "引用符なし"),
    ("year with a point", PLAN, "first_year = 2022 ", "first_year = 2022.5 ", "first_year", "整数"),
    ("sample as word", PLAN, "sample = false", 'sample = "いいえ"', "sample", "true 又は false"),
    ("plan id with a bar", PLAN, 'id = "fuji4"', 'id = "fuji|4"', "id", "半角の英数字"),
    ("a word that Windows keeps", PLAN, 'code = "1-2"', 'code = "Con"', "goals[1].measures[2].code", "Windows"),
    ("years reversed", PLAN, "last_year = 2026 ", "last_year = 2021 ", "last_year", "より前"),
    ("doubled department", PLAN, 'code = "0102"', 'code = "0101"', "departments[3].code", "1番目と3番目"),
    ("department without code", PLAN, 'code = "0102"', "", "departments[3].code", "行を追加"),
    ("code as number", PLAN, 'code = "0102"', "code = 102", "departments[3].code", "引用符"),
    ("successor unknown", PLAN, 'successor = "0801"', 'successor = "0899"', "departments[25].successor", "0899"),
    ("successor itself", PLAN, 'successor = "0109"', 'successor = "0101"', "departments[1].successor", "一回り"),
    ("no last day", PLAN, "valid_until = 2025-03-31", "", "departments[25].successor", "valid_until"),
    ("last day first", PLAN, "valid_from = 2026-04-01", "valid_from = 2026-04-01\nvalid_until = 2026-03-01",
     "departments[2].valid_until", "最初の日より前"),
    ("date in quotes", PLAN, "valid_from = 2026-04-01", 'valid_from = "2026-04-01"', "departments[2].valid_from",
     "引用符なし"),
    ("secretariat unknown", PLAN, 'secretariat = "0101"', 'secretariat = "9999"', "secretariat", "9999"),
    ("doubled measure", PLAN, 'code = "1-2"', 'code = "1-1"', "goals[1].measures[2].code", "重複"),
    ("goal without measures", PLAN, 'code = "3"\ntitle = "行政経営"\nmeasures = [', 'code = "3"\ntitle = "行政経営"\n'
     'measures = []\nmeasurez = [', "goals[3].measures", "一つ以上"),
    ("doubled stage", PLAN, 'code = "S2"', 'code = "S1"', "stages[3].code", "重複"),
    ("route to no stage", PLAN, '"S6", "S9"]', '"S7", "S9"]', "routes.開発型[7]", "S7"),
    ("month 13", PLAN, "month = 4, day = 28", "month = 13, day = 28", "due.month", "12以下"),
    ("31 April", PLAN, "month = 4, day = 28", "month = 4, day = 31", "due.day", "4月31日"),
    ("31 February", PLAN, "month = 5\nday = 31", "month = 2\nday = 31", "calendar[5].day", "2月31日"),
    ("check digit", PLAN, '"222101"', '"222102"', "publisher.organisation_code", "検査数字"),
    ("code too short", PLAN, '"222101"', '"22210"', "publisher.organisation_code", "6桁"),
    ("approving a word nobody decides", PLAN, 'approving = ["承認",', 'approving = ["可決",',
     "meetings[3].approving[1]",
     "可決"),
    ("nobody approves publication", PLAN, "publishes = true\n", "", "meetings", "publishes"),
    ("year uncovered", PLAN, "[[applies]]\nfirst_year = 2022", "[[applies]]\nfirst_year = 2024", "applies",
     "2022、2023年度"),
    ("years twice", PLAN, "[[applies]]\nfirst_year = 2022\nlast_year = 2026",
     '[[applies]]\nfirst_year = 2022\nlast_year = 2024\nmethod = "methods/revised.toml"\n'
     'forms = { progress = "forms/progress.toml" }\n\n[[applies]]\nfirst_year = 2024\nlast_year = 2026',
     "applies[2].first_year", "1番目と2番目"),
    ("file outside the folder", PLAN, '"methods/revised.toml"', '"../revised.toml"', "applies[1].method", "中の場所"),
    ("path with a backslash", PLAN, '"methods/revised.toml"', '"methods\\revised.toml"', "applies[1].method",
     "中の場所"),
    ("form under another name", PLAN, "\nproposal =", "\nkesseki =", "applies[1].forms.kesseki", "異なります"),
    ("list that is a sheet", LIST, 'shape = "list"', 'shape = "sheet"', "shape", '"list"'),
    ("list of proposals", LIST, 'shape = "list"', 'shape = "list"\nabout = "proposal"', "about", "project"),
    ("list without a key", LIST, 'id = "project_no"', 'id = "number"', "fields", "project_no"),
    ("list with a table of indicators", LIST, 'title = "確認"', 'title = "確認"\nlayout = "kpi"',
     "sections[3].layout", "layout"),
    ("confirmation without its evidence", LIST, 'id = "self_uptake"', 'id = "self_use"', "fields", "self_uptake"),
    ("unknown answerer", LIST, 'answered_by = "secretariat"', 'answered_by = "mayor"', "answered_by", "secretariat"),
    ("copies of a list", LIST, 'shape = "list"', 'shape = "list"\ncopies = 2', "copies", "proposal"),
    ("31 June", "forms/settlement.toml", "day = 12", "day = 31", "due.day", "6月31日"),
    ("points with a word", HEARING, '"20", "15", "10", "5", "0"', '"20", "15", "十", "5", "0"',
     "fields[23].choices[3]", "整数"),
    ("unknown kind", FORM, 'kind = "identifier"', 'kind = "number"', "fields[1].kind", "identifier"),
    ("unknown origin", FORM, 'origin = "printed"', 'origin = "auto"', "fields[1].origin", "printed、prefilled"),
    ("unknown layout", FORM, 'layout = "kpi"', 'layout = "table"', "sections[4].layout", "pairs、kpi"),
    ("unknown disclosure", FORM, 'disclosure = "never"', 'disclosure = "secret"', "fields[12].disclosure", "never"),
    ("unknown section", FORM, 'section = "reporter"', 'section = "writer"', "fields[12].section", "writer"),
    ("unknown stage", FORM, 'stages = ["S2"', 'stages = ["S7"', "fields[68].stages[1]", "S7"),
    ("doubled field", FORM, 'id = "project_name"', 'id = "project_no"', "fields[2].id", "1番目と2番目"),
    ("doubled section", FORM, 'id = "reporter"\ntitle', 'id = "project"\ntitle', "sections[2].id", "重複"),
    ("doubled choice", FORM, '["なし", "軽微", "重大"]', '["なし", "軽微", "重大", "軽微"]', "fields[67].choices[4]",
     "重複"),
    ("choice with blanks", FORM, '["なし", "軽微", "重大"]', '["なし", "軽微 ", "重大"]', "fields[67].choices[2]",
     "空白"),
    ("choices empty", FORM, 'choices = ["一般", "特別", "企業"]', "choices = []", "fields[7].choices", "空"),
    ("two sources of choices", FORM, 'choices_from = "routes"', 'choices_from = "routes"\nchoices = ["開発型"]',
     "fields[3].choices", "同時"),
    ("choices of a text", FORM, 'kind = "text"\nsection = "reporter"',
     'kind = "text"\nchoices = ["甲"]\nsection = "reporter"', "fields[12].choices", "kind を choice"),
    ("condition word no choice", FORM, 'delayed = { field = "status", is = ["遅れ"]',
     'delayed = { field = "status", is = ["おくれ"]', "conditions.delayed.is[1]", "おくれ"),
    ("condition field unknown", FORM, 'delayed = { field = "status"', 'delayed = { field = "statu"',
     "conditions.delayed.field", "statu"),
    ("condition fact unknown", FORM, 'asked_when = { fact = "had_comment" }', 'asked_when = { fact = "comment" }',
     "fields[70].asked_when.fact", "had_comment"),
    ("condition name unknown", FORM, 'asked_when = { condition = "money_shown" }',
     'asked_when = { condition = "money_seen" }', "fields[55].asked_when.condition", "money_seen"),
    ("condition malformed", FORM, 'delayed = { field = "status", is = ["遅れ"] }', 'delayed = { status = "遅れ" }',
     "conditions.delayed", "条件「status」"),
    ("condition is no list", FORM, 'delayed = { field = "status", is = ["遅れ"] }',
     'delayed = { field = "status", is = "遅れ" }', "conditions.delayed.is", "並べて"),
    ("condition of nothing", FORM, 'any_target = { any = [', 'any_target = { any = [] }\nsome_target = { any = [',
     "conditions.any_target.any", "一つ以上"),
    ("condition of itself", FORM, 'delayed = { field = "status", is = ["遅れ"] }',
     'delayed = { not = { condition = "delayed" } }', "conditions.delayed.not.condition", "自分自身"),
    ("condition in a string", FORM, 'any = [\n  { field = "status", is = ["中止", "休止"] },', 'any = [\n  "中止",',
     "conditions.graded.not.any[1]", "条件として"),
    ("asked after an answer", FORM, 'asked_when = { fact = "had_comment" }', 'asked_when = { answered = "status" }',
     "fields[70].asked_when.answered", "status"),
    ("asked after an answer fact", FORM, 'asked_when = { fact = "had_comment" }',
     'asked_when = { fact = "outcome_low" }', "fields[70].asked_when.fact", "outcome_low"),
    ("required twice over", FORM, "required = true\nlimit = 120",
     'required = true\nrequired_when = { fact = "has_budget" }\nlimit = 120', "fields[11].required_when", "同時"),
    ("repeat without {n}", FORM, 'id = "kpi_{n}_kind"', 'id = "kpi_kind"', "fields[24].repeat", "{n}"),
    ("{n} without repeat", FORM, 'id = "kpi_{n}_kind"\nrepeat = 3', 'id = "kpi_{n}_kind"', "fields[24].repeat", "{n}"),
    ("repeated field meets another", FORM, 'id = "kpi_note"', 'id = "kpi_2_kind"', "fields[24].id", "kpi_2_kind"),
    ("repeat as text", FORM, 'id = "kpi_{n}_kind"\nrepeat = 3', 'id = "kpi_{n}_kind"\nrepeat = "3"',
     "fields[24].repeat",
     "引用符なし"),
    ("limit 0", FORM, "limit = 120", "limit = 0", "fields[11].limit", "1以上"),
    ("maximum below minimum", FORM, "minimum = 1\n", "minimum = 1\nmaximum = 0\n", "fields[19].maximum", "小さく"),
    ("formula names no field", FORM, "budget_total - executed", "budget_sum - executed", "fields[47].formula",
     "budget_sum"),
    ("formula is no sum", FORM, "budget_total - executed", "2 * budget_total - executed", "fields[47].formula",
     "和か"),
    ("formula with a number", FORM, "budget_total - executed", "2024 - executed", "fields[47].formula",
     "「2024 - executed - carried_out」は使えません"),
    ("formula of itself", FORM, '"budget_initial + budget_supp', '"unused + budget_supp', "fields[44].formula",
     "自分自身"),
    ("stages too long for Excel", PLAN, 'title = "運用・改善"', f'title = "{"長" * 200}"', "fields[17].choices",
     "255字以内"),
    ("formula of a typed field", FORM, 'id = "approval_no"', 'id = "approval_no"\nformula = "executed"',
     "fields[14].formula", "computed"),
    ("label too long for Excel", FORM, 'label = "公表用要約"', f'label = "{"長" * 33}"', "fields[11].label",
     "32字以内"),
    ("guidance too long for Excel", FORM, 'guidance = "対象年度の末日', f'guidance = "{"長" * 250}対象年度の末日',
     "fields[17].guidance", "255字以内"),
    ("choices too long for Excel", FORM, '"拡充",', "".join(f'"{n:03}{"長" * 50}", ' for n in range(5)) + '"拡充",',
     "fields[73].choices", "255字以内"),
    ("choice the rules need", FORM, '["なし", "軽微", "重大"]', '["なし", "軽微", "大きい"]', "fields[67].choices",
     "重大"),
    ("field the rules need", FORM, 'id = "incident"', 'id = "incidence"', "fields", "incident"),
    ("field id in capitals", FORM, 'id = "project_name"', 'id = "Name"', "fields[2].id", "半角"),
    ("weights not 100", METHOD, "S1 = 30", "S1 = 31", "items", "101"),
    ("weight negative", METHOD, "S1 = 30", "S1 = -1", "items[1].weights.S1", "0以上"),
    ("weight at no stage", METHOD, "S1 = 30,", "S1 = 30, S8 = 0,", "items[1].weights.S8", "S8"),
    ("bands overlap", METHOD, "{ up_to = 3, level = 2 }", "{ up_to = 1, level = 2 }", "schedule.bands[2].up_to",
     "同じ"),
    ("bands out of order", METHOD, "{ at_least = 0.80, level = 3 }", "{ at_least = 0.40, level = 3 }",
     "outcome.bands[3].at_least", "大きい順"),
    ("band negative", METHOD, "{ up_to = 0.10, level = 4 }", "{ up_to = -0.10, level = 4 }", "cost.bands[1].up_to",
     "負の数"),
    ("level 5", METHOD, "{ at_least = 1.00, level = 4 }", "{ at_least = 1.00, level = 5 }", "outcome.bands[1].level",
     "4以下"),
    ("ratio as percent", METHOD, "answered_minimum = 0.60", "answered_minimum = 60", "answered_minimum", "0から1"),
    ("ratio as text", METHOD, "answered_minimum = 0.60", 'answered_minimum = "60%"', "answered_minimum", "数を"),
    ("lowest grade above 0", METHOD, "minimum = 0 }", "minimum = 10 }", "grades[4].minimum", "0 に"),
    ("grades out of order", METHOD, "minimum = 60 }", "minimum = 85 }", "grades[2].minimum", "逆"),
    ("letter twice", METHOD, '{ letter = "D"', '{ letter = "F"', "codes[1].letter", "重複"),
    ("code missing", METHOD, '  { letter = "X", title = "着手前" },\n', "", "codes", "X"),
    ("item twice", METHOD, 'id = "uptake"', 'id = "control"', "items[6].id", "重複"),
    ("rubric incomplete", METHOD, '2 = "半数程度', '5 = "半数程度', "items[4].rubric", "0・1・2・3・4"),
    ("rubric too long", METHOD, '2 = "半数程度', f'2 = "{"長" * 200}半数程度', "items[4].rubric", "255字以内"),
    ("judged without basis", METHOD, 'basis = "basis_uptake"\n', "", "items[4].basis", "利用・定着"),
    ("computed with rubric", METHOD, 'source = "cost"', 'source = "cost"\nfield = "executed"', "items[5].field",
     "judged"),
    ("computed twice", METHOD, 'source = "cost"', 'source = "outcome"', "items[5].source", "重複"),
    ("cap of no grade", METHOD, 'grade = "C"', 'grade = "E"', "caps[4].grade", "A、B、C、D"),
    ("cap of the wrong sort", METHOD, "level = 2\nreason", 'grade = "B"\nreason', "caps[1].level", "no_basis"),
    ("cap at no stage", METHOD, 'stages = ["S5", "S6"]', 'stages = ["S5", "S7"]', "caps[2].stages[2]", "S7"),
    ("warning twice", METHOD, 'id = "same_text"', 'id = "target_lower"', "warnings[8].id", "重複"),
    ("warning unknown", METHOD, 'id = "same_text"', 'id = "same_words"', "warnings[7].id", "same_text"),
    ("warning without its limit", METHOD, "limit = 1.50 ", "# limit = 1.50 ", "warnings[5].limit", "limit"),
    ("warning with a limit of its own making", METHOD, 'id = "lowest_twice"', 'id = "lowest_twice"\nlimit = 2',
     "warnings[10].limit", "書けません"),
    ("warning at 0", METHOD, "limit = 0.90 ", "limit = 0 ", "warnings[2].limit", "0より大きい"),
    ("own projects confirmed by nobody known", PLAN, 'secretariat = "0101"',
     'secretariat = "0101"\nown_confirmations = [{ department = "9", valid_from = 2022-05-20, named_by = "幹事会" }]',
     "own_confirmations[1].department", "departments"),
    ("own projects confirmed by themselves", PLAN, 'secretariat = "0101"',
     'secretariat = "0101"\nown_confirmations = [{ department = "0101", valid_from = 2022-05-20, named_by = "会議" }]',
     "own_confirmations[1].department", "別の課"),
    ("method for other years", METHOD, "last_year = 2026", "last_year = 2024", "applies[1].method", "2022〜2024"),
    ("level field not on the form", METHOD, 'field = "self_uptake"', 'field = "self_use"', "items[4].field",
     "self_use"),
    ("level field is a text", METHOD, 'field = "self_uptake"', 'field = "basis_uptake"', "items[4].field", "level"),
    ("weighed where it is not asked", FORM, 'stages = ["S5", "S6"]\nrequired_when = { condition',
     'stages = ["S6"]\nrequired_when = { condition', "items[4].field", "S5"),
    ("asked where it does not weigh", FORM, 'stages = ["S5", "S6"]\nrequired_when = { condition',
     'stages = ["S4", "S5", "S6"]\nrequired_when = { condition', "items[4].field", "S4"),
    ("level of no item", FORM, 'item = "control"', 'item = "controls"', "items", "controls"),
    ("field that both form rules and method read", FORM, 'id = "cost_reason"', 'id = "cost_why"', "fields",
     "cost_reason"),
    ("weights beside equal weights", "methods/old.toml", 'asked = ["S1"', 'weights = { S1 = 5 }\nasked = ["S1"',
     "items[1].weights", "equal_weights"),
    ("saving reason no choice", METHOD, 'saving_reason = "入札差金・経費節減"', 'saving_reason = "入札差金"',
     "cost.saving_reason", "cost_reason"),
    ("status without a rule", FORM, '"休止", "中止", "完了"]', '"休止", "中止", "完了", "一部完了"]', "schedule.full",
     "一部完了"),
    ("method key misspelt", METHOD, "decimals = 1 ", "decimal = 1 ", "decimal", "「decimals」の誤り"),
    ("item key misspelt", METHOD, 'basis = "basis_uptake"', 'bases = "basis_uptake"', "items[4].bases",
     "「basis」の誤り"),
    ("method key nobody knows", METHOD, "decimals = 1 ", "zzz = 1\ndecimals = 1 ", "zzz", "ありません"),
    ("grades at the same score", METHOD, "minimum = 60 }", "minimum = 80 }", "grades[2].minimum", "同じ"),
    ("outcome bands overlap", METHOD, "{ at_least = 0.80, level = 3 }", "{ at_least = 1.00, level = 3 }",
     "outcome.bands[2].at_least", "同じ"),
    ("kept bands overlap", METHOD, "{ up_to = 2, achievement = 0.8 }", "{ up_to = 1, achievement = 0.8 }",
     "outcome.keep_bands[2].up_to", "同じ"),
    ("cost bands overlap", METHOD, "{ up_to = 0.20, level = 3 }", "{ up_to = 0.05, level = 3 }",
     "cost.bands[2].up_to", "小さい順"),
    ("unscored stage unknown", METHOD, 'unscored_stages = ["S0"]', 'unscored_stages = ["S7"]', "unscored_stages[1]",
     "S7"),
    ("asked at no stage", "methods/old.toml", 'asked = ["S5", "S6"]', 'asked = ["S5", "S8"]', "items[3].asked[2]",
     "S8"),
    ("warning at no stage", METHOD, 'id = "no_indicator"\nstages = ["S5", "S6"]',
     'id = "no_indicator"\nstages = ["S5", "S8"]', "warnings[4].stages[2]", "S8"),
    ("basis field not on the form", METHOD, 'basis = "basis_uptake"', 'basis = "basis_use"', "items[4].basis",
     "basis_use"),
    ("a year between two methods uncovered", PLAN, "[[applies]]\nfirst_year = 2022\nlast_year = 2026",
     '[[applies]]\nfirst_year = 2022\nlast_year = 2023\nmethod = "methods/revised.toml"\n'
     'forms = { progress = "forms/progress.toml" }\n\n[[applies]]\nfirst_year = 2025\nlast_year = 2026',
     "applies", "2024年度"),
    ("rubric too short", METHOD, '0 = "ほとんど使われていない"\n', "", "items[4].rubric", "0・1・2・3・4"),
    ("rubric of six levels", METHOD, '0 = "ほとんど使われていない"', '0 = "ほとんど使われていない"\n5 = "模範"',
     "items[4].rubric", "0・1・2・3・4"),
    ("status twice in the schedule", METHOD, 'none = ["未着手"]', 'none = ["未着手", "完了"]', "schedule", "完了"),
]  # fmt: skip


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(PlanFolderError) as error:
        load_plan(folder)
    return error.value.faults


@pytest.mark.parametrize(("file", "old", "new", "key", "words"), [s[1:] for s in SLIPS], ids=[s[0] for s in SLIPS])
def test_slip_is_named_by_key_with_what_to_do(
    folder: Path, edit: Edit, file: str, old: str, new: str, key: str, words: str
) -> None:
    edit(file, old, new)
    found = faults_of(folder)
    assert key in [fault.key for fault in found], found
    assert any(words in fault.message for fault in found if fault.key == key), found
    # Only a missing key of the file itself stands nowhere.
    assert all(fault.line or "がありません" in fault.message for fault in found if fault.key == key)


@pytest.mark.parametrize("slip", SLIPS, ids=[s[0] for s in SLIPS])
def test_no_message_speaks_english(folder: Path, edit: Edit, slip: tuple[str, str, str, str, str, str]) -> None:
    edit(*slip[1:4])
    for fault in faults_of(folder):
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", fault.message)
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}", fault.message), fault.message
        assert fault.message.endswith("。"), fault.message


SYNTAX = [
    ("no equals sign", "first_year = 2022 ", "first_year 2022 ", "first_year", "「=」"),
    ("full-width equals sign", "first_year = 2022 ", "first_year ＝ 2022 ", "first_year", "全角"),
    ("no quotes", 'title = "第四次富士市情報化計画"', "title = 第四次富士市情報化計画", "title", "引用符"),
    ("quote not closed", 'title = "第四次富士市情報化計画"', 'title = "第四次富士市情報化計画', "title", "閉じ"),
    ("full-width quotes", 'title = "第四次富士市情報化計画"', "title = “第四次富士市情報化計画”", "title", "全角"),
    ("key twice", 'id = "fuji4"', 'id = "fuji4"\nid = "fuji5"', "id", "2回"),
    ("two on a line", "first_year = 2022 ", "first_year = 2022 last_year = 2026 ", "first_year", "改行"),
    ("leading zero", 'code = "0102"', "code = 0102", "code", "0で始まる"),
    ("31 April", "valid_from = 2026-04-01", "valid_from = 2026-04-31", "valid_from", "日付"),
    ("Windows path", '"methods/revised.toml"', '"methods\\old.toml"', "method", "\\"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), [s[1:] for s in SYNTAX], ids=[s[0] for s in SYNTAX])
def test_broken_toml_names_file_line_and_key(
    folder: Path, edit: Edit, old: str, new: str, key: str, words: str
) -> None:
    edit(PLAN, old, new)
    (fault,) = faults_of(folder)
    lines = (folder / PLAN).read_text(encoding="utf-8").splitlines()
    assert fault.file == PLAN
    assert fault.line is not None
    assert key in lines[fault.line - 1]
    assert (fault.key, words in fault.message) == (key, True), fault


def test_broken_form_names_its_own_file(folder: Path, edit: Edit) -> None:
    edit(FORM, '[[sections]]\nid = "reporter"', "[[sections]\nid = reporter")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line is not None) == (FORM, True)


def test_faults_of_all_files_come_at_once(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'code = "0102"', 'code = "0101"')
    edit(FORM, 'kind = "identifier"', "kind = 3")
    edit(METHOD, "decimals = 1 ", "decimals = 9 ")
    found = {(fault.file, fault.key) for fault in faults_of(folder)}
    assert found == {(PLAN, "departments[3].code"), (FORM, "fields[1].kind"), (METHOD, "decimals")}


def test_faults_of_form_and_method_come_at_once_under_a_good_plan(folder: Path, edit: Edit) -> None:
    edit(FORM, 'kind = "identifier"', 'kind = "number"')
    edit(METHOD, "S1 = 30", "S1 = 31")
    assert {(f.file, f.key) for f in faults_of(folder)} == {(FORM, "fields[1].kind"), (METHOD, "items")}


def test_misspelt_key_is_one_fault_not_two(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'title = "第四次', 'titel = "第四次')
    assert [fault.key for fault in faults_of(folder)] == ["titel"]


def test_circle_of_successors_is_named_at_each_of_its_departments(folder: Path, edit: Edit) -> None:
    edit(PLAN, "valid_from = 2026-04-01", 'valid_from = 2026-04-01\nvalid_until = 2027-03-31\nsuccessor = "0101"')
    assert [fault.key for fault in faults_of(folder)] == ["departments[1].successor", "departments[2].successor"]


def test_fault_points_at_the_line_of_the_key(folder: Path, edit: Edit) -> None:
    edit(PLAN, 'name = "秘書課"', 'nama = "秘書課"')
    (fault,) = faults_of(folder)
    lines = (folder / PLAN).read_text(encoding="utf-8").splitlines()
    assert fault.line is not None
    assert lines[fault.line - 1] == 'nama = "秘書課"'


def test_shift_jis_is_told_with_its_line(folder: Path) -> None:
    path = folder / PLAN
    path.write_bytes(path.read_text(encoding="utf-8").replace("〜", "-").encode("cp932", errors="replace"))
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == (PLAN, 1)
    assert "UTF-8" in fault.message


def test_byte_order_mark_of_an_older_notepad_is_no_fault(folder: Path) -> None:
    path = folder / PLAN
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_plan(folder).id == "fuji4"


@pytest.mark.parametrize("file", [PLAN, FORM, METHOD])
def test_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert [(fault.file, "見つかりません" in fault.message) for fault in faults_of(folder)] == [(file, True)]


def test_folder_in_the_place_of_a_file_is_told(folder: Path) -> None:
    (folder / METHOD).unlink()
    (folder / METHOD).mkdir()
    assert [(fault.file, "開けません" in fault.message) for fault in faults_of(folder)] == [(METHOD, True)]


def test_file_that_may_not_be_opened_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", forbid)
    found = faults_of(folder)
    assert found[0].file == PLAN
    assert all("権限がありません" in fault.message for fault in found)


def test_empty_plan_names_every_missing_key(folder: Path) -> None:
    (folder / PLAN).write_text("", encoding="utf-8")
    keys = {fault.key for fault in faults_of(folder)}
    assert {"id", "title", "first_year", "departments", "stages", "meetings", "applies", "publisher"} <= keys


def test_two_methods_of_one_id_are_told(folder: Path) -> None:
    shutil.copy(folder / "methods/old.toml", folder / "methods/older.toml")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.key) == ("methods/older.toml", "id")


def test_method_that_no_year_uses_is_checked_too(folder: Path, edit: Edit) -> None:
    plan = load_plan(folder)
    edit("methods/old.toml", "absent_level = 2", "absent_level = 7")
    with pytest.raises(PlanFolderError) as error:
        methods_of(folder, plan)
    assert [(f.file, f.key) for f in error.value.faults] == [("methods/old.toml", "absent_level")]


def test_method_spoilt_after_the_plan_was_loaded_is_told(folder: Path, edit: Edit) -> None:
    plan = load_plan(folder)
    edit(METHOD, "S1 = 30", "S1 = 29")
    with pytest.raises(PlanFolderError, match="合計が99"):
        load_method(folder, plan, 2025)


def test_form_spoilt_after_the_plan_was_loaded_is_told(folder: Path, edit: Edit) -> None:
    plan = load_plan(folder)
    edit(FORM, 'kind = "identifier"', 'kind = "number"')
    with pytest.raises(PlanFolderError) as error:
        load_form(folder, plan, 2025)
    assert [(f.file, f.key) for f in error.value.faults] == [(FORM, "fields[1].kind")]
