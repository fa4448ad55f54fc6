"""What a row of a list means beyond its cells: answers that follow from what was typed in it.

WHAT: 事務局確認票: 「自己評価のとおり」 confirms every level printed in the row, and 「水準を変更」 those of the items
that were left blank. 数値確定票: amounts typed after 出納閉鎖 are 出納閉鎖後.
WHY: domain.md §4.9 keeps self and confirmed levels apart: what was confirmed is what the 事務局 saw, so it is taken
from the list as printed and not from a sheet that may change later. domain.md §3: executed_kind says how final money
is.
TESTED BY: tests/intake/test_lists.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finance import EXECUTED_KINDS
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.record import Answer

AS_SELF, CHANGED = "自己評価のとおり", "水準を変更"
"""The choices of ``confirmation`` that this rule reads."""
_SELF, _CONFIRMED = "self_", "confirmed_"


def derived(reading: Reading) -> Mapping[str, Answer]:
    """Answers that follow from the row's own, with the cell that says so."""
    rule = _RULES.get(reading.form.id)
    return dict(rule(reading)) if rule else {}


def check(reading: Reading) -> Iterator[Finding]:
    """Error ``confirmation_empty``: 水準を変更 was chosen, and no level given."""
    if reading.form.id != "confirmation" or reading.values.get("confirmation") != CHANGED:
        return
    levels = [f for f in reading.fields if f.startswith(_CONFIRMED)]
    if reading.sound(*levels) and all(reading.values.get(f) is None for f in levels):
        yield reading.finding("confirmation_empty", "confirmation")


def _confirmed(reading: Reading) -> Iterator[tuple[str, Answer]]:
    said = reading.answers.get("confirmation")
    if said is None or said.value not in (AS_SELF, CHANGED):
        return
    for field in reading.fields:
        level = reading.expected.printed.get(field.replace(_CONFIRMED, _SELF, 1))
        typed = reading.answers.get(field)
        if field.startswith(_CONFIRMED) and level is not None and (typed is None or not typed.raw.strip()):
            yield field, replace(said, field=field, value=level, repairs=())


def _settled(reading: Reading) -> Iterator[tuple[str, Answer]]:
    executed = reading.answers.get("executed")
    if executed is not None and executed.value is not None:
        yield "executed_kind", replace(executed, field="executed_kind", value=EXECUTED_KINDS[1], repairs=())


_RULES: Mapping[str, Callable[[Reading], Iterator[tuple[str, Answer]]]] = {
    "confirmation": _confirmed,
    "settlement": _settled,
}
