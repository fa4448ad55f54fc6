"""Sent by another department (代理提出).

WHAT: the file lies in the folder of a 課 that is not the 回答課, its former or its later self.
WHY: domain.md §7 (代理提出): somebody must know that the 回答課 stands behind the answers. From a 関係所管 or the
事務局 it is usual, and only said; from anybody else a person has to look. Folders may be arranged at will: one that is
named after no 課 says nothing.
TESTED BY: tests/intake/test_department.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fujiplan_cli.intake.found import found
from fujiplan_cli.intake.reading import Reading
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place


def check(reading: Reading) -> Iterator[Finding]:
    """Review ``department_other`` or warning ``department_related``, one for the sheet."""
    expected, senders = reading.expected, reading.senders
    if not senders or not expected.answering or expected.answering in senders:
        return
    if reading.form.answered_by != "department":
        return
    related = not expected.helpers.isdisjoint(senders)
    told = found(
        "department_related" if related else "department_other",
        Place(reading.file, reading.source.sheet.name),
        project=expected.project,
        department=str(expected.printed.get("department") or expected.department),
        office="、".join(senders.values()),
    )
    # A proposal commits nobody yet, and settle knows only projects: nobody could accept a review.
    yield told if reading.form.about == "project" else replace(told, severity="warning")
