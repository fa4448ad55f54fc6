"""Which sheets of a workbook are forms of this plan and year, and of which project or list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.lookup import Expected, SheetLookup
from fujiplan_cli.intake.marks import Marks, named_position, plain, read_marks
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import IDENTITY_NAME, Form, SheetIdentity
from fujiplan_cli.model.grid import Grid, Sheet
from fujiplan_cli.model.place import Place

_PROJECT_LABEL = plain("事業番号")
_GUIDES = ("記入要領", "記入例")
"""Sheets that a distributed workbook carries beside the 調書."""
_RETURN_NAME = "fp_return"
"""Sheet-scoped name by which the 修正依頼 of a returned copy is known, whatever its title is by now."""
_REACH = 6
"""How many cells right of the label 「事業番号」 the number may stand."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet that says it is a 調書."""

    sheet: Sheet
    marks: Marks
    identity: SheetIdentity


@dataclass(frozen=True, slots=True)
class Admitted:
    """A 調書 of this plan and year whose form is known, and of a sheet its project. A list is of many."""

    form: Form
    expected: Expected | None


def find_form_sheets(grid: Grid, lookup: SheetLookup) -> tuple[FormSheet, ...]:
    """Every 調書 of the workbook. Hidden sheets are helpers, unless no visible sheet is a 調書."""
    guides = [sheet for sheet in grid.sheets if is_guide(sheet.name, sheet.names)]
    others = [sheet for sheet in grid.sheets if not is_guide(sheet.name, sheet.names)]
    # What is called a guide is looked into only when nothing else is a form: it is as large as the form itself.
    found = _form_sheets(others, lookup) or _form_sheets(guides, lookup)
    visible = tuple(one for one in found if one.sheet.state == "visible")
    return visible or tuple(found)


def _form_sheets(sheets: Iterable[Sheet], lookup: SheetLookup) -> list[FormSheet]:
    return [one for sheet in sheets if (one := _as_form_sheet(sheet, lookup))]


def is_guide(title: str, names: Mapping[str, str]) -> bool:
    """Whether a sheet is called as a guide is, and has no form's identity by name."""
    return title.startswith(_GUIDES) and IDENTITY_NAME not in names


def other_sheets(grid: Grid, forms: Sequence[FormSheet]) -> tuple[str, ...]:
    """Names of visible sheets that hold something and are no 調書."""
    known = {one.sheet.name for one in forms}
    return tuple(
        sheet.name
        for sheet in grid.sheets
        if sheet.state == "visible"
        and sheet.name not in known
        and not sheet.name.startswith(_GUIDES)
        and _RETURN_NAME not in sheet.names
        and any(cell.raw.strip() for cell in sheet.cells.values())
    )


def admit(one: FormSheet, file: str, lookup: SheetLookup) -> Admitted | Finding:
    """Form and project of a 調書, or the one finding that keeps it out."""
    identity = one.identity
    place = Place(file, one.sheet.name)
    if identity.plan != lookup.plan_id:
        return found("other_plan", place, value=identity.plan, plan=lookup.plan_title)
    if identity.year != lookup.year:
        years = {"year": year_words(lookup.year), "found": year_words(identity.year)}
        return found("other_year", place, value=str(identity.year), **years)
    form = lookup.form(identity.form, identity.version)
    if len(one.marks.identities) > 1 and not (form and form.shape == "list"):
        return found("several_forms_on_sheet", place)
    if form is None:
        return found("form_version", place, value=identity.version, form=identity.form, version=identity.version)
    if form.shape == "list":
        return Admitted(form, None)
    expected = lookup.expected(identity.project, form.id)
    if expected is None:
        return found("unknown_project", place, "project_no", identity.project, label="事業番号")
    return Admitted(form, expected)


def _as_form_sheet(sheet: Sheet, lookup: SheetLookup) -> FormSheet | None:
    marks = read_marks(sheet)
    for text in marks.identities:
        identity = SheetIdentity.parse(text)
        if identity is not None:
            return FormSheet(sheet, marks, identity)
    identity = _identity_as_distributed(sheet, marks, lookup)
    return FormSheet(sheet, marks, identity) if identity else None


def _identity_as_distributed(sheet: Sheet, marks: Marks, lookup: SheetLookup) -> SheetIdentity | None:
    """The identity cell was cleared: the project number on the sheet says which sheet was sent.

    A number alone proves nothing: at least half of that sheet's printed labels must be there.
    """
    for number in _project_numbers(sheet, marks):
        expected = lookup.expected(number)
        identity = SheetIdentity.parse(expected.identity) if expected else None
        if identity is not None and _has_labels(marks, identity, lookup):
            return identity
    return None


def _has_labels(marks: Marks, identity: SheetIdentity, lookup: SheetLookup) -> bool:
    form = lookup.form(identity.form, identity.version)
    if form is None:
        return False
    labels = {plain(spot.label) for spot in lookup.layout(form, identity.eval_stage, identity.facts).spots.values()}
    return 2 * len(labels & marks.texts.keys()) >= len(labels)


def _project_numbers(sheet: Sheet, marks: Marks) -> list[str]:
    named = named_position(sheet, "fp_project_no")
    positions = [named] if named else []
    for row, column in marks.texts.get(_PROJECT_LABEL, ()):
        positions.extend((row, column + step) for step in range(1, _REACH))
    return [raw for row, column in positions if (raw := sheet.at(row, column).raw.strip())]
