"""One project's score as an HTML page that a councillor can follow: what counted, the sum, what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import VIEW_WORDS, Evidence, ItemScore, Scorecard
from fujiplan_cli.report.counts import letters_of
from fujiplan_cli.report.lines import Grade, grade_of, item_of
from fujiplan_cli.report.meeting import Heading
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, digits, half_up, short, text_of

_SHORT_HASH = 12
_PUBLIC = "公表"
_FULL = 4


@dataclass(frozen=True, slots=True)
class ExplainInput:
    """What the page is made from. Nothing looks at a clock: ``day`` is that of the run."""

    plan: Plan
    method: Method
    """The method of the card."""
    day: date
    project: Project
    office: str
    """Full name of the department that answers."""
    card: Scorecard
    """The view that is explained."""
    cards: Mapping[str, Scorecard]
    """view → scorecard, for every view the project has."""
    record: Record
    """The record that the card was computed from."""
    reference: bool
    """Scored by another method than the year's: 参考."""
    caps: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[str, ...]
    """What would have changed the grade, in sentences."""
    place: Callable[[Evidence], str]
    """Where a value stands when it has no file of its own (台帳, 計算 …)."""
    template_folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the addition: two decimals more than enough to read, half up."""

    title: str
    weight: int
    level: str
    boxes: tuple[str, ...]
    state: str
    formula: str
    points: Decimal | None
    """None where the item has no part in the sum."""

    @property
    def words(self) -> str:
        """The points as printed; − without any."""
        return BLANK if self.points is None else f"{self.points:,f}"


@dataclass(frozen=True, slots=True)
class Addition:
    """The parts, what rounding each of them left over, and the score: the parts and the rest sum to it exactly."""

    parts: tuple[Part, ...]
    rest: Decimal
    total: Decimal | None
    weights: int
    formula: str
    """The same in one line, unrounded until its end; "" without a score."""

    @property
    def rest_words(self) -> str:
        """The rest with its sign: +0.01, −0.03, 0.00."""
        sign = "+" if self.rest > 0 else "−" if self.rest < 0 else ""
        return f"{sign}{abs(self.rest):f}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that values come from, named once. ``hash``: the beginning of its sha256, "" when it has none."""

    mark: str
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Source:
    """A value that counted and where it stands: ``file`` is the mark of a file, or a place without one (台帳)."""

    label: str
    value: str
    file: str
    spot: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands behind one item."""

    title: str
    state: str
    level: str
    rule: str
    """The rule of the method in words."""
    held: str
    """What the rule found here."""
    basis_label: str
    basis: str
    capped: str
    indicators: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One line of the three views side by side; ``differs``: not all of them say the same."""

    title: str
    cells: tuple[str, ...]
    differs: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade, its span of scores, and whether it is this project's."""

    grade: Grade
    span: str
    here: bool


def explain_page(given: ExplainInput) -> str:
    """The page: one self-contained HTML file. Same input, same bytes.

    Raises jinja2 errors for a faulty template of the plan folder.
    """
    card, project, files = given.card, given.project, _files(given.card)
    context = {
        "head": _heading(given),
        "letters": letters_of(given.method),
        "method": given.method,
        "number": project.number,
        "name": project.name,
        "facts": tuple(_facts(given)),
        "grade": grade_of(given.method, card.grade),
        "score": "" if card.score is None else digits(card.score, given.method.decimals),
        "provisional": card.provisional,
        "range": tuple(digits(end, given.method.decimals) for end in _open_range(card)),
        "summary": _summary(given),
        "sum": addition(card, given.method),
        "grades": tuple(_grades(given)),
        "files": tuple(files.values()),
        "reasons": tuple(_reason(given, item, files) for item in card.items),
        "caps": given.caps,
        "grade_capped": _grade_capped(card),
        "notes": given.notes,
        "views": tuple(VIEW_WORDS.items()),
        "view": card.view,
        "view_rows": tuple(_view_rows(given)),
        "changes": given.changes,
        "cautions": tuple(_cautions(given)),
        "reference": given.reference,
    }
    return rendered("explain.html", given.template_folders, context)


def addition(card: Scorecard, method: Method) -> Addition:
    """The score as an addition that adds up as printed: points rounded once more than the score, and the rest."""
    places = method.decimals + 1
    weights = sum(i.weight for i in card.items if i.level is not None)
    parts = tuple(_part(item, weights, places, scored=card.exact is not None) for item in card.items)
    if card.exact is None or card.score is None:
        return Addition(parts, Decimal(0), None, weights, "")
    rest = card.score - sum((p.points for p in parts if p.points is not None), Decimal(0))
    terms = " ＋ ".join(f"{i.weight}×{_exact(i.level)}" for i in card.items if i.level is not None)
    formula = (
        f"100 ×（{terms}）÷（{_FULL}×{weights}）＝ {_long(card.exact)}点 → "
        f"{digits(card.score, method.decimals)}点（小数第{method.decimals + 1}位を四捨五入）"
    )
    return Addition(parts, rest, card.score, weights, formula)


def _part(item: ItemScore, weights: int, places: int, *, scored: bool) -> Part:
    counted = scored and item.level is not None
    formula = f"100 × {item.weight} ÷ {weights} × {_exact(item.level)} ÷ {_FULL}" if counted else ""
    return Part(
        title=item.title,
        weight=item.weight,
        level=BLANK if item.level is None else short(item.level, 2),
        boxes=_boxes(item),
        state=_state(item),
        formula=formula,
        points=half_up(item.points, places) if counted else None,
    )


def _boxes(item: ItemScore) -> tuple[str, ...]:
    if item.level is None:
        return ()
    rest = [item.level - place for place in range(_FULL)]
    return tuple("full" if r >= 1 else "half" if r > 0 else "empty" for r in rest)


def _state(item: ItemScore) -> str:
    if not item.applicable:
        return "対象外"
    if item.level is None:
        return "未確定"
    return "" if item.answered else "未記入"


def _exact(level: Fraction | None) -> str:
    """A level that loses nothing: 3, 2.5, and （8÷3） where decimals would not end."""
    if level is None:
        return BLANK
    shown = short(level, 3)
    return shown if Fraction(shown) == level else f"（{level.numerator}÷{level.denominator}）"


def _long(value: Fraction) -> str:
    """A value with up to four decimals, 「…」 behind where there are more."""
    shown = short(value, 4)
    return shown if Fraction(shown.replace(",", "")) == value else f"約{shown}"


def _heading(given: ExplainInput) -> Heading:
    plan, year = given.plan, given.card.year
    return Heading(
        city=plan.publisher.city,
        plan=plan.title,
        year=year_words_both(year),
        year_short=year_words(year),
        last_year=year_words(year - 1),
        next_year=year_words(year + 1),
        meeting="評価の説明",
        edition=VIEW_WORDS[given.card.view] + ("（参考）" if given.reference else ""),
        frozen=day_words(given.day),
        office=f"{plan.publisher.division} {plan.publisher.office}".strip(),
        method=f"{given.method.title}（第{given.method.version}版）",
        method_hash=given.card.method_sha256[:_SHORT_HASH],
        money_kind="",
        sample=plan.sample,
    )


def _open_range(card: Scorecard) -> tuple[Decimal, ...]:
    """Both ends of the range, where anything pending can still move the score."""
    return card.range if card.range is not None and card.range[0] != card.range[1] else ()


def _facts(given: ExplainInput) -> Iterator[tuple[str, str]]:
    card = given.card
    stage = given.plan.stage(card.eval_stage)
    yield "所管課", given.office
    yield "評価段階", stage.choice if stage else card.eval_stage
    yield "進捗状況", card.status or ("未記入" if card.items else BLANK)
    yield "見方", VIEW_WORDS[card.view]
    if card.rank:
        yield "順位", f"同じ評価段階の{card.rank_of}件中{card.rank}位"


def _summary(given: ExplainInput) -> str:
    """What was found, in one or two sentences that need no table."""
    card = given.card
    grade = grade_of(given.method, card.grade)
    if card.score is None or grade is None:
        return ""
    counted = [i.title for i in card.items if i.level is not None]
    left = [i.title for i in card.items if not i.applicable and i.level is None]
    span = next((row.span for row in _grades(given) if row.here), "")
    words = f"この事業は「{'」「'.join(counted)}」の{len(counted)}項目で評価し、100点満点で"
    words += f"{digits(card.score, given.method.decimals)}点です。"
    if left:
        words += f"「{'」「'.join(left)}」は、この事業には当てはまらないため、計算に入れていません。"
    if _grade_capped(card):
        return words + f"評価は、上限の定めにより「{grade.letter} {grade.title}」です。"
    return words + f"{span}は「{grade.letter} {grade.title}」です。"


def _grade_capped(card: Scorecard) -> bool:
    """Whether a cap, not the score, decides the grade (a cap on a level names its item)."""
    return any(not hit.item for hit in card.caps)


def _grades(given: ExplainInput) -> Iterator[GradeRow]:
    above: Decimal | None = None
    for one in given.method.grades:
        grade = grade_of(given.method, one.letter)
        assert grade is not None, "a declared grade has its letter"
        span = "・".join(
            filter(None, (f"{one.minimum}点以上" if one.minimum else "", f"{above}点未満" if above is not None else ""))
        )
        yield GradeRow(grade, span, one.letter == given.card.grade)
        above = one.minimum


def _files(card: Scorecard) -> dict[str, SourceFile]:
    """The files of all values in the order in which they are met, numbered."""
    hashes: dict[str, str] = {}
    for one in (e for item in card.items for e in item.evidence if e.file):
        hashes[one.file] = hashes.get(one.file) or one.sha256
    return {
        name: SourceFile(f"資料{number}", name, sha256[:_SHORT_HASH])
        for number, (name, sha256) in enumerate(hashes.items(), start=1)
    }


def _reason(given: ExplainInput, item: ItemScore, files: Mapping[str, SourceFile]) -> Reason:
    declared = next((i for i in given.method.items if i.id == item.item), None)
    confirmed = declared is not None and _confirmed(given, declared)
    return Reason(
        title=item.title,
        state=_state(item),
        level=BLANK if item.level is None else short(item.level, 2),
        rule=declared.rule if declared else "",
        held=item.rule,
        basis_label="本部の理由" if _said_by_meeting(item) else "事務局の理由" if confirmed else "所管課の根拠",
        basis=item.basis,
        capped=_capped(given, item),
        indicators=tuple((f"指標{i.number}　{i.name}", i.rule) for i in item.indicators),
        sources=tuple(_source(given, one, files) for one in item.evidence),
    )


def _confirmed(given: ExplainInput, declared: Item) -> bool:
    return given.card.view != "self" and bool(declared.reason and text_of(given.record, declared.reason))


def _capped(given: ExplainInput, item: ItemScore) -> str:
    if item.level is None or item.level_before is None or item.level == item.level_before:
        return ""
    reason = next((hit.reason for hit in given.card.caps if hit.item == item.item), "")
    return f"{reason}（上限がないときの水準は{short(item.level_before, 2)}）"


def _source(given: ExplainInput, one: Evidence, files: Mapping[str, SourceFile]) -> Source:
    spot = " ".join(p for p in (one.sheet, f"{one.cell}セル" if one.cell else "") if p)
    return Source(one.label, one.value, files[one.file].mark if one.file else given.place(one), spot)


def _view_rows(given: ExplainInput) -> Iterator[ViewRow]:
    cards = [given.cards.get(view) for view in VIEW_WORDS]
    for item in given.card.items:
        found = [item_of(card, item.item) for card in cards]
        cells = tuple(_view_level(one, card) for one, card in zip(found, cards, strict=True))
        declared = next((i for i in given.method.items if i.id == item.item), None)
        reason = _difference(given, declared, item)
        differs = _differs(cells)
        yield ViewRow(item.title, cells, differs, reason if differs else "")
    scores = tuple("" if c is None else digits(c.score, given.method.decimals) for c in cards)
    yield ViewRow("評価点", scores, _differs(scores))
    grades = tuple("" if c is None else c.grade or BLANK for c in cards)
    yield ViewRow("評価", grades, _differs(grades))


def _difference(given: ExplainInput, declared: Item | None, item: ItemScore) -> str:
    """Why the views differ: the 事務局's words, then those of 本部 with meeting and day."""
    reason = text_of(given.record, declared.reason) if declared and declared.reason else ""
    words = [f"事務局：{reason}"] if reason else []
    if (said := _said_by_meeting(item)) is not None:
        words.append(f"{said.label.partition('　')[0]}：{item.basis}")
    return "\n".join(words)


def _said_by_meeting(item: ItemScore) -> Evidence | None:
    return next((e for e in item.evidence if e.origin == "decision"), None)


def _view_level(one: ItemScore | None, card: Scorecard | None) -> str:
    if card is None:
        return ""
    if one is None or not one.applicable:
        return "対象外"
    if one.level is None:
        return "未確定"
    words = short(one.level, 2)
    if one.level_before is not None and one.level_before != one.level:
        words = f"{words}（上限前{short(one.level_before, 2)}）"
    return words if one.answered else f"{words}（未記入）"


def _differs(cells: tuple[str, ...]) -> bool:
    return len({cell for cell in cells if cell}) > 1


def _cautions(given: ExplainInput) -> Iterator[str]:
    """What must be known before the page is handed on."""
    if given.reference:
        yield "年度の採点方法とは別の方法による参考の計算です。正式な評価ではありません。"
    if given.card.view != "approved":
        yield "本部承認前（内部資料）の評価です。この後の確認や会議で変わることがあります。"
    if given.project.disclosure != _PUBLIC:
        yield f"公表区分が「{given.project.disclosure}」の事業です。市役所の外に渡さないでください。"
    incident = any(hit.cap == "incident" for hit in given.card.caps)
    if incident and not text_of(given.record, "incident_announced"):
        yield "市が発表していない情報（情報セキュリティ事案の有無）を含みます。市役所の外に渡さないでください。"
