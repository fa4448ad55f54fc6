"""What the room takes and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fujiplan_cli.model.form import Form
from fujiplan_cli.model.memory import Publication
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Decision, Snapshot
from fujiplan_cli.publish.opendata.frozen import FrozenWords

MANIFEST = "manifest.json"
"""Names every other file of a site with its sha256."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A published result that 本部 has since decided otherwise. ``after`` is None when it is no longer approved."""

    project: str
    date: str
    """ISO date of the decision."""
    before: Scorecard
    after: Scorecard | None
    version: int = 0
    """Which publication of the year brought it: 2 is the second; 0 when nobody knows, then it is today's."""


@dataclass(frozen=True)
class PublishInput:
    """Everything the site is made from. ``today`` is the date of publication; nothing looks at a clock."""

    plan: Plan
    form: Form
    """The progress form: its ``disclosure`` per field is the allow-list."""
    methods: Mapping[int, Method]
    """Fiscal year → method its results were approved with."""
    snapshots: Mapping[int, Snapshot]
    """Fiscal year → approved snapshot of the publishing meeting. Years after ``year`` are not published."""
    decisions: Mapping[int, tuple[Decision, ...]]
    """Fiscal year → decisions of all its meetings, undone ones included."""
    year: int
    council_date: date | None
    today: date
    preview: bool
    """確認用: every page is marked, and projects without a decision are shown as if approved."""
    base_url: str
    """Address of the site's top with or without a closing slash; "" when unknown (no canonical links then)."""
    template_folders: tuple[Path, ...]
    corrections: Mapping[int, tuple[Correction, ...]] = field(default_factory=dict)
    """Fiscal year → its published results that were corrected, oldest first."""
    accepted_coincidences: Mapping[str, str] = field(default_factory=dict)
    """Mark of a withheld text (`Leak.mark`) that may stand in the output by coincidence → the recorded reason."""
    names: tuple[str, ...] = ()
    """Names of people that stand in acts (情報化推進リーダー): never published."""
    choices: frozenset[str] = frozenset()
    """Words that the plan's other forms offer to choose from: printed on every sheet, so that none is a secret."""
    publications: tuple[Publication, ...] = ()
    """Earlier publications, oldest first: they date the versions of the open data of a year."""
    forms: Mapping[int, Form] = field(default_factory=dict)
    """Fiscal year → its own progress form, by which its answers were given; a year without one has ``form``."""
    words: Mapping[int, FrozenWords] = field(default_factory=dict)
    """Fiscal year → the words in which its data were published before; they stay."""

    def form_of(self, year: int) -> Form:
        """The form of a fiscal year."""
        return self.forms.get(year, self.form)


@dataclass(frozen=True)
class Leak:
    """A withheld value, or a value of unknown provenance, in the output. Never holds the value itself."""

    path: str
    """File of the site, relative to its top."""
    field: str
    project: str
    why: str
    mark: str = ""
    """sha256 of the withheld text as it is searched for, by which a coincidence is allowed; "" where none can be:
    a value of a withheld field is no coincidence. Never shown."""

    @property
    def place(self) -> str:
        """Project and field, as users name what leaked: ``A-01/support_request``; the field alone without a project."""
        return f"{self.project}/{self.field}" if self.project else self.field


def named_coincidences(leaks: Iterable[Leak]) -> dict[str, str]:
    """Place → mark of every leak that may be allowed; ``#2``, ``#3`` follow where a place leaks several texts.

    Numbered by mark, so that the same leaks have the same names in every run.
    """
    marks: dict[str, set[str]] = {}
    for leak in leaks:
        if leak.mark:
            marks.setdefault(leak.place, set()).add(leak.mark)
    return {
        place if number == 1 else f"{place}#{number}": mark
        for place in sorted(marks)
        for number, mark in enumerate(sorted(marks[place]), start=1)
    }


@dataclass(frozen=True)
class Site:
    """The whole site as bytes by path, with the proof's result. Must not be published while ``leaks`` is not empty."""

    files: Mapping[str, bytes]
    leaks: tuple[Leak, ...]
    manifest_sha256: str
