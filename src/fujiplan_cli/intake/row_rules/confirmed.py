"""A row of the 事務局確認票.

WHAT: 「自己評価のとおり」 confirms every level printed in the row, and 「水準を変更」 those of the items left blank. A
row that says both, changes nothing, or was printed before the 調書 was corrected, confirms nothing and is told once.
WHY: domain.md §4.9 keeps self and confirmed levels apart: what was confirmed is what the 事務局 saw, so it is taken
from the list as printed and not from a sheet that may change later.
TESTED BY: tests/commands/test_other_forms.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.record import Answer

SAID = "confirmation"
AS_SELF, CHANGED = "自己評価のとおり", "水準を変更"
"""The choices of ``confirmation`` that this rule reads."""
_SEEN, _GIVEN = ("self_", "basis_"), ("confirmed_", "reason_")


def findings(reading: Reading, found: list[Finding]) -> list[Finding]:
    """Errors row_outdated, confirmation_contradicts and confirmation_empty in place of what the cells said of them."""
    if any(f.code == "printed_changed" and f.field.startswith(_SEEN) for f in found):
        rest = [f for f in found if not (f.code == "printed_changed" and f.field.startswith(_SEEN))]
        return [*rest, reading.finding("row_outdated", SAID)]
    rest = [f for f in found if not (f.code == "answer_not_asked" and f.field.startswith(_GIVEN))]
    typed = [one for one in reading.answers.values() if one.field.startswith(_GIVEN) and one.raw.strip()]
    said = reading.values.get(SAID)
    if said == AS_SELF and typed:
        rest.append(reading.finding("confirmation_contradicts", SAID))
    elif said == CHANGED and not any(one.field.startswith("confirmed_") for one in typed):
        rest.append(reading.finding("confirmation_empty", SAID))
    return rest


def derived(reading: Reading) -> Iterator[tuple[str, Answer]]:
    """confirmed_… of every item that was left blank: the self level as printed on this list."""
    said = reading.answers.get(SAID)
    if said is None or said.value not in (AS_SELF, CHANGED):
        return
    for field in reading.fields:
        level = reading.expected.printed.get(field.replace("confirmed_", "self_", 1))
        typed = reading.answers.get(field)
        if field.startswith("confirmed_") and level is not None and (typed is None or not typed.raw.strip()):
            yield field, replace(said, field=field, value=level, repairs=())
