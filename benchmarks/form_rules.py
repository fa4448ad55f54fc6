"""What a pandas script or frictionless has to be told of our sheets: where each field stands, and its rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from fujiplan_cli.model.form import Field, Form, Layout, SheetIdentity, is_typed
from fujiplan_cli.workbook.layout import layout_of

REQUIRED = "※"
"""Printed behind the label of a cell that must not stay blank."""
_TYPES = {"money": "number", "decimal": "number", "integer": "number", "level": "number", "date": "date"}


def write_rules(form: Form, inbox: Path, folder: Path) -> None:
    """rules.json for pandas_collect.py, and schema.json (Table Schema) for the table that it writes."""
    layouts = layouts_of(form, inbox)
    fields = {one.id: one for one in form.fields if any(one.id in layout.spots for layout in layouts.values())}
    rules = {name: rule(one, layouts) for name, one in fields.items()}
    places = {
        mark: {name: (spot.row, spot.column) for name, spot in layout.spots.items()} for mark, layout in layouts.items()
    }
    text = json.dumps({"layouts": places, "fields": rules}, ensure_ascii=False)
    (folder / "rules.json").write_text(text, encoding="utf-8")
    columns = dict.fromkeys(name for place in places.values() for name in place)
    schema = [{"name": "file", "type": "string"}, {"name": "mark", "type": "string"}]
    schema += [_column(name, rules[name], set(layouts)) for name in columns]
    (folder / "schema.json").write_text(json.dumps({"fields": schema}, ensure_ascii=False), encoding="utf-8")


def layouts_of(form: Form, inbox: Path) -> dict[str, Layout]:
    """The kinds of sheet in an inbox, by the mark that pandas_collect.py finds them by."""
    found: dict[str, Layout] = {}
    for path in sorted(inbox.rglob("*.xlsx")):
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        identity = SheetIdentity.parse(str(rows[1][1]))
        if identity is not None:
            mark = "|".join(identity.text().split("|")[6:])
            found.setdefault(mark, layout_of(form, identity.eval_stage, identity.facts))
    return found


def rule(one: Field, layouts: Mapping[str, Layout]) -> dict[str, Any]:
    """What can be checked of a field in a table, and on which kinds of sheet it must be filled."""
    typed = {
        mark: is_typed(one, frozenset(mark.partition("|")[2].split("+")))
        for mark, layout in layouts.items()
        if one.id in layout.spots
    }
    must = [mark for mark, is_input in typed.items() if is_input and REQUIRED in layouts[mark].spots[one.id].label]
    return {
        "type": _TYPES.get(one.kind, "string"),
        "required_on": must,
        "choices": list(one.choices) if any(typed.values()) else [],
        "limit": one.limit,
        "minimum": None if one.minimum is None else float(one.minimum),
        "maximum": None if one.maximum is None else float(one.maximum),
    }


def _column(name: str, known: Mapping[str, Any], marks: set[str]) -> dict[str, Any]:
    limits = {
        "required": set(known["required_on"]) == marks or None,
        "enum": known["choices"] or None if known["type"] == "string" else None,
        "maxLength": known["limit"] if known["type"] == "string" else None,
        "minimum": known["minimum"],
        "maximum": known["maximum"],
    }
    return {
        "name": name,
        "type": known["type"],
        "constraints": {key: value for key, value in limits.items() if value is not None},
    }
