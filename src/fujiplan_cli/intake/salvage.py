"""Answers of a sheet whose form is of a version that is no longer taken, as far as their meaning is certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fujiplan_cli.intake.gate import FormSheet, find_form_sheets
from fujiplan_cli.intake.locate import Located
from fujiplan_cli.intake.lookup import SheetLookup
from fujiplan_cli.intake.marks import Position, plain
from fujiplan_cli.intake.parse import Parsing
from fujiplan_cli.intake.witnesses import by_names
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.grid import Grid
from fujiplan_cli.model.record import Answer
from fujiplan_cli.model.values import Value


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Answers by the ids of the form that is taken now, with what was found in their cells."""

    answers: Mapping[str, Answer]
    findings: Sequence[Finding]


def salvage(
    grid: Grid,
    sheet: str,
    form: Form,
    variant: tuple[str, frozenset[str]],
    printed: Mapping[str, Value],
    lookup: SheetLookup,
) -> Salvaged:
    """What the sheet of that name says of the fields of ``form`` as it would be printed now.

    ``variant``: 評価段階 and structural facts of the sheet that is to be filled. An answer counts only where the cell
    still bears the field's own name and the field's label is printed on the sheet in the same words: the hidden anchors
    speak of a layout that we no longer know. Whether the value is of the field's kind is for its kind to say.
    """
    source = next((one for one in find_form_sheets(grid, lookup) if one.sheet.name == sheet), None)
    if source is None:
        return Salvaged({}, ())
    layout = lookup.layout(form, *variant)
    named = by_names(source.sheet, layout)
    fields = {f.id: f for f in form.fields if f.id in layout.spots}
    taken = list(named.values())
    places = {
        name: at
        for name, at in named.items()
        if taken.count(at) == 1
        and plain(layout.spots[name].label) in source.marks.texts
        and _same_indicator(fields.get(name), source, named, printed)
    }
    lost = frozenset(layout.spots.keys() - places.keys())
    located = Located(places, lost, frozenset(), (), names_alive=True, anchors_alive=False)
    parsing = Parsing("", source, fields, variant[1], located, printed).run()
    return Salvaged(parsing.answers, parsing.findings)


def _same_indicator(
    one: Field | None, source: FormSheet, named: Mapping[str, Position], printed: Mapping[str, Value]
) -> bool:
    """The number of an indicator says nothing by itself: another one may bear it now."""
    if one is None or not one.index:
        return True
    name = f"kpi_{one.index}_name"
    return name in named and plain(source.sheet.at(*named[name]).raw) == plain(str(printed.get(name, "")))
