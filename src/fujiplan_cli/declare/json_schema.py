"""The shapes of the TOML files as JSON Schema, for editors that complete and check while a clerk types."""

from __future__ import annotations

from typing import Any

from fujiplan_cli.declare.form_shape import FormShape
from fujiplan_cli.declare.method_shape import MethodShape
from fujiplan_cli.declare.plan_shape import PlanShape
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import ANSWER_FACTS, STRUCTURAL_FACTS

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What the TOML editors know."""
_CONDITION = {"$ref": "#/$defs/Condition"}


def json_schemas() -> dict[str, dict[str, Any]]:
    """File name → schema: fujiplan.json (fujiplan.toml), form.json (forms/*.toml), method.json (methods/*.toml).

    A schema says what a single file may hold; what must meet across keys and files is checked by `load_plan`.
    """
    plan, form, method = (_plain(shape.model_json_schema()) for shape in (PlanShape, FormShape, MethodShape))
    columns = plan["$defs"]["FinanceShape"]["properties"]["columns"]
    one = columns.pop("additionalProperties")
    columns |= {"properties": dict.fromkeys(MONEY_COLUMNS, one), "additionalProperties": False}
    field = form["$defs"]["FieldShape"]["properties"]
    field["kind"] |= {"enum": list(KINDS)}
    for name in ("asked_when", "required_when", "relevant_when"):
        field[name] = dict(_CONDITION)
    form["properties"]["conditions"]["additionalProperties"] = dict(_CONDITION)
    form["$defs"]["Condition"] = _condition()
    return {
        name: {"$schema": DIALECT, "title": title, **schema}
        for name, title, schema in (
            ("fujiplan.json", "fujiplan.toml", plan),
            ("form.json", "forms/*.toml", form),
            ("method.json", "methods/*.toml", method),
        )
    }


def _plain(node: Any) -> Any:
    """Without the titles pydantic makes up, the English docstrings, and null, which TOML does not have."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: {name: _plain(one) for name, one in value.items()} if key in ("properties", "$defs") else _plain(value)
        for key, value in node.items()
        if key not in ("title", "description") and not (key == "default" and value is None)
    }
    some = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if len(some) == 1:
        del kept["anyOf"]
        kept |= some[0]
    return kept


def _condition() -> dict[str, Any]:
    """The seven ways to write a condition (condition.py)."""
    facts = (*STRUCTURAL_FACTS, *ANSWER_FACTS)
    words = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    several = {"type": "array", "items": dict(_CONDITION), "minItems": 1}
    ways: tuple[dict[str, Any], ...] = (
        {"field": {"type": "string"}, "is": words},
        {"answered": {"type": "string"}},
        {"fact": {"enum": [*facts, *(one.replace("_1", "_{n}") for one in facts if "_1" in one)]}},
        {"all": several},
        {"any": several},
        {"not": dict(_CONDITION)},
        {"condition": {"type": "string"}},
    )
    return {
        "anyOf": [
            {"type": "object", "properties": way, "required": list(way), "additionalProperties": False} for way in ways
        ]
    }
