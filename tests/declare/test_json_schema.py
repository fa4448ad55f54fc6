"""The JSON Schemas say of a file what the loader says of it, and explain its keys in Japanese."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.declare.json_schema import json_schemas
from fujiplan_cli.model.plan import PlanFolderError

SCHEMAS = json_schemas()
PUBLISHED = Path(__file__).parents[2] / "docs/schema"
FILES = [
    ("fujiplan.toml", "fujiplan.json"),
    ("forms/progress.toml", "form.json"),
    ("methods/revised.toml", "method.json"),
    ("methods/old.toml", "method.json"),
]


def as_json(value: Any) -> Any:
    """TOML data as an editor gives it to a schema: dates are texts."""
    return json.loads(json.dumps(value, default=lambda one: one.isoformat() if isinstance(one, date) else one))


def faults(path: Path, name: str) -> list[str]:
    data = as_json(tomllib.loads(path.read_text(encoding="utf-8")))
    validator = jsonschema.Draft7Validator(SCHEMAS[name])
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(data)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema_of_the_dialect_that_toml_editors_know(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMAS[name])
    assert "null" not in re.findall(r'"type": "(\w+)"', json.dumps(SCHEMAS[name]))


@pytest.mark.parametrize(("file", "name"), FILES)
def test_the_packaged_files_have_no_fault(folder: Path, file: str, name: str) -> None:
    assert faults(folder / file, name) == []


WRONG = [
    ("fujiplan.toml", "fujiplan.json", "first_year = 2022", "first_yaer = 2022"),
    ("fujiplan.toml", "fujiplan.json", "month = 4, day = 28", "month = 13, day = 28"),
    ("fujiplan.toml", "fujiplan.json", 'unit = "円"', 'unit = "百万円"'),
    ("fujiplan.toml", "fujiplan.json", "executed = ", "exekuted = "),
    ("fujiplan.toml", "fujiplan.json", 'code = "予算事業コード"', "code = 1"),
    ("forms/progress.toml", "form.json", 'kind = "choice"', 'kind = "choise"'),
    ("forms/progress.toml", "form.json", 'origin = "printed"', 'origin = "print"'),
    ("forms/progress.toml", "form.json", 'asked_when = { fact = "has_b', 'asked_when = { fact = "hs_b'),
    ("methods/revised.toml", "method.json", "answered_minimum = 0.60", 'answered_minimum = "0.60"'),
    ("methods/revised.toml", "method.json", "level = 4", "level = 5"),
]


@pytest.mark.parametrize(("file", "name", "old", "new"), WRONG)
def test_what_an_editor_underlines_the_loader_refuses(folder: Path, edit, file, name, old, new) -> None:
    edit(file, old, new)
    assert faults(folder / file, name)
    with pytest.raises(PlanFolderError) as error:
        plan = load_plan(folder)
        load_form(folder, plan, 2025)
        load_method(folder, plan, 2025)
    assert any(fault.file == file for fault in error.value.faults)


def test_every_key_of_the_published_schemas_that_the_page_explains_carries_its_japanese_words() -> None:
    plan, form, method = (json.loads((PUBLISHED / name).read_text(encoding="utf-8")) for name in SCHEMAS)
    assert plan["properties"]["retention_years"]["description"] == "受け取った調書の保存期間（年）"
    assert plan["$defs"]["DepartmentShape"]["properties"]["successor"]["description"].startswith("引き継いだ課")
    assert plan["$defs"]["FinanceShape"]["properties"]["unit"]["description"].startswith("金額の単位")
    for schema, table in ((plan, "MeetingShape"), (form, "FieldShape"), (method, "ItemShape"), (method, "CapShape")):
        bare = [k for k, v in schema["$defs"][table]["properties"].items() if not v.get("description")]
        assert bare == []
    for schema in (plan, form, method):
        assert [key for key, about in schema["properties"].items() if not about["description"]] == []
