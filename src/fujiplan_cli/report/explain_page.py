"""One project's score as an HTML page that a councillor can follow: what counted, the sum, what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fujiplan_cli.model.scorecard import VIEW_WORDS, Scorecard
from fujiplan_cli.report.counts import letters_of
from fujiplan_cli.report.explain_given import ExplainInput
from fujiplan_cli.report.explain_reasons import files_of, reason_of, view_rows
from fujiplan_cli.report.explain_sum import addition
from fujiplan_cli.report.heading import method_words, plan_heading
from fujiplan_cli.report.lines import Grade, grade_of
from fujiplan_cli.report.render import rendered
from fujiplan_cli.report.words import BLANK, digits, text_of

_PUBLIC = "公表"


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
    card, project, files = given.card, given.project, files_of(given.card)
    context = {
        "head": plan_heading(
            given.plan,
            given.day,
            (card.year, card.year),
            meeting="評価の説明",
            edition=VIEW_WORDS[card.view] + ("（参考）" if given.reference else ""),
            method=method_words(given.method),
            sha256=card.method_sha256,
        ),
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
        "reasons": tuple(reason_of(given, item, files) for item in card.items),
        "caps": given.caps,
        "grade_capped": _grade_capped(card),
        "notes": given.notes,
        "views": tuple(VIEW_WORDS.items()),
        "view": card.view,
        "view_rows": tuple(view_rows(given)),
        "changes": given.changes,
        "cautions": tuple(_cautions(given)),
        "reference": given.reference,
    }
    return rendered("explain.html", given.template_folders, context)


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
