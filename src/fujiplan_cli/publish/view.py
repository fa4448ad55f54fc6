"""The public view model: all that templates and open data ever see. Every value names the field it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from fujiplan_cli.publish.opendata.columns import Column
from fujiplan_cli.publish.opendata.frozen import FrozenWords
from fujiplan_cli.publish.opendata.shape import PublicUpdate, PublicWithheld, Shape
from fujiplan_cli.publish.words import BLANK


class Shown(NamedTuple):
    """One published value: words for readers, ``raw`` for open data (None: blank), and its provenance.

    A named tuple: a plan of four years has 150,000, and a frozen dataclass takes four times as long to make.
    """

    text: str
    raw: str | int | Decimal | None
    project: str
    year: int
    field: str

    @property
    def trace(self) -> str:
        """Address of the value for `fujiplan trace`: project, year, field."""
        return f"{self.project}/{self.year}/{self.field}"

    @property
    def known(self) -> bool:
        """Whether there is a value (a blank one has the text −)."""
        return self.raw is not None or self.text != BLANK


@dataclass(frozen=True, slots=True)
class GradeWord:
    """A grade or code with its words and the CSS class of its badge."""

    letter: str
    title: str
    is_code: bool

    @property
    def css(self) -> str:
        """Modifier of the badge: ``a`` … ``d``, ``code``, ``none``."""
        return "code" if self.is_code else (self.letter.lower() or "none")


@dataclass(frozen=True, slots=True)
class PublicIndicator:
    """One indicator of one year. Withheld parts are absent from ``parts``."""

    number: int
    parts: Mapping[str, Shown]
    """Stem (name, unit, base, target, target_original, actual, rate …) → value."""
    changed: bool
    """Whether the current target differs from the original one."""
    interpolated: bool
    """Whether the target lies on the straight line from base to final value."""

    def part(self, stem: str) -> Shown | None:
        """A part by its stem; None when it is withheld or the form has none."""
        return self.parts.get(stem)

    def words(self, stem: str) -> str:
        """The words of a part; − when there is none."""
        shown = self.parts.get(stem)
        return shown.text if shown else BLANK


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One evaluation item with its level."""

    code: str
    title: str
    weight: int
    applicable: bool
    answered: bool
    level: Shown
    points: Decimal
    judged: bool
    rule: str
    basis: Shown | None
    moved: str
    """How 事務局 or 本部 changed the self level, in words; "" when it did not."""
    way: str = ""
    """up or down where the self level was raised or lowered, else ""."""


@dataclass(frozen=True, slots=True)
class PublicCorrection:
    """One correction of a published result, in words."""

    day: str
    before: str
    after: str
    items: tuple[str, ...]
    """Items whose level moved, with both levels; empty when they may not be published."""
    iso: str = ""
    """The day as an ISO date."""


@dataclass(frozen=True, slots=True)
class PublicYear:
    """One project in one fiscal year."""

    year: int
    label: str
    """令和7年度（2025年度）."""
    short: str
    """令和7年度."""
    facts: Mapping[str, Shown]
    grade: GradeWord | None
    """None: not published (``held`` says why) or not scored."""
    held: str
    score: Shown | None
    provisional: bool
    span: str
    """The range of a provisional score in words; "" if none."""
    view: str
    """自己評価, 事務局確認 or 本部承認."""
    stage: str
    eval_stage: str
    """Codes such as S5."""
    eval_stage_words: str
    money: tuple[tuple[str, Shown], ...]
    """Label and amount, in the form's order."""
    money_kind: str
    indicators: tuple[PublicIndicator, ...]
    points: tuple[PublicItem, ...]
    caps: tuple[str, ...]
    repeated: bool
    method: str
    """Title of the method."""
    method_changed: bool
    """Whether the year before was scored with another method."""
    raised: int
    lowered: int
    """Judged items whose self level was raised and lowered."""
    corrections: tuple[PublicCorrection, ...] = ()
    """Corrections after publication, oldest first."""

    def fact(self, field_id: str) -> Shown | None:
        """A published value; None when it is withheld or was not asked."""
        return self.facts.get(field_id)

    def words(self, field_id: str) -> str:
        """Its words; − when there is none."""
        shown = self.facts.get(field_id)
        return shown.text if shown else BLANK

    def amount(self, field_id: str) -> Decimal | None:
        """A published amount in 千円."""
        shown = self.facts.get(field_id)
        return Decimal(shown.raw) if shown and isinstance(shown.raw, (int, Decimal)) else None


@dataclass(frozen=True, slots=True)
class PublicProject:
    """One project with all its published years, the newest first. Without any: withheld as ``openness`` says."""

    number: str
    slug: str
    openness: str
    name: str
    summary: str
    goal: str
    goal_title: str
    measure: str
    measure_title: str
    department: str
    type: str
    period: str
    years: tuple[PublicYear, ...]
    stands: int
    """Fiscal year that name and summary come from."""
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    def of(self, year: int) -> PublicYear | None:
        """The project in one year."""
        return next((y for y in self.years if y.year == year), None)

    @property
    def newest(self) -> PublicYear:
        """Its newest published year. Raises IndexError for a withheld project."""
        return self.years[0]


@dataclass(frozen=True, slots=True)
class ScaleLine:
    """A grade or code of the method, or a band of one of its rules, for the method page."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class MethodItem:
    """An evaluation item as the method page shows it."""

    title: str
    judged: bool
    rule: str
    weights: Mapping[str, int]
    rubric: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicMethod:
    """The method in plain words."""

    title: str
    version: str
    sha256: str
    reason: str
    stages: tuple[tuple[str, str], ...]
    """Code and title of every stage the method weighs."""
    lines: tuple[MethodItem, ...]
    grades: tuple[ScaleLine, ...]
    codes: tuple[ScaleLine, ...]
    caps: tuple[str, ...]
    minimum: str
    """Share of answered weight below which there is no grade, in words."""
    total: str
    """What the weights sum to at every stage; "" where the stages differ."""
    same_weights: bool
    """Whether every stage weighs the same items alike."""
    absent: str
    """How an item that does not apply counts, as a sentence."""
    all_count: bool
    """Whether every item counts, also where it does not apply."""


@dataclass(frozen=True, slots=True)
class PublicMeasure:
    """A 施策 with its numbers of projects."""

    code: str
    title: str
    goal: str
    goal_title: str


@dataclass(frozen=True, slots=True)
class PublicGoal:
    """A 基本目標 with its 施策."""

    code: str
    title: str
    measures: tuple[PublicMeasure, ...]


@dataclass(frozen=True, slots=True)
class PublicView:
    """Everything the site shows."""

    title: str
    """The plan's title."""
    sample: bool
    preview: bool
    year: int
    years: tuple[int, ...]
    """Published years, the newest first."""
    published_on: str
    published_iso: str
    council_on: str
    base_url: str
    publisher: Mapping[str, str]
    goals: tuple[PublicGoal, ...]
    stages: tuple[tuple[str, str, str], ...]
    """Code, title and when it ends."""
    method: PublicMethod
    projects: tuple[PublicProject, ...]
    shape: Shape
    """Tables and codes of the open data of all years."""
    shapes: Mapping[int, Shape]
    """Those of each year, by its own form and method."""
    withheld: Mapping[int, tuple[PublicWithheld, ...]]
    """Fiscal year → its projects that are 概要のみ or 非公表."""
    updates: tuple[PublicUpdate, ...]
    """Versions of every year's data, the oldest year first."""
    open_fields: frozenset[str] = frozenset()
    """Fields of open-data columns that may be published of somebody; other columns are left out."""
    declared: tuple[Column, ...] = ()
    """Columns of fields that only the plan's form names."""
    methods: Mapping[int, str] = field(default_factory=dict)
    """Fiscal year → title and version of its method, in words."""
    breaks: frozenset[int] = frozenset()
    """Years scored by another method than the year before: no comparison reaches across them."""
    words: Mapping[int, FrozenWords] = field(default_factory=dict)
    """Fiscal year → the words in which its data were published before."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Field id → label, for published fields only."""
    definitions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Field id → definition and unit, for published fields only."""

    def code_of(self, year: int) -> str:
        """団体コード in the data of a year: as it was published."""
        words = self.words.get(year)
        return (words.organisation_code if words else "") or self.publisher["organisation_code"]

    def basis_of(self, year: int) -> str:
        """公表の根拠: as it was when the year was published, else as the plan says today."""
        words = self.words.get(year)
        return (words.legal_basis if words else "") or self.publisher["legal_basis"] or f"{self.title}の進行管理"

    def open_in(self, year: int) -> tuple[tuple[PublicProject, PublicYear], ...]:
        """Every project that is published in full in a year."""
        return tuple((p, y) for p in self.projects if (y := p.of(year)) is not None)

    def counted(self, year: int) -> tuple[tuple[PublicProject, PublicYear], ...]:
        """Those that enter totals: 再掲 is left out."""
        return tuple((p, y) for p, y in self.open_in(year) if not y.repeated)
