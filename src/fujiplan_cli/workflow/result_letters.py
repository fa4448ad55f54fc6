"""評価結果のお知らせ: a letter to each department with its own projects, their results and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fujiplan_cli.kinds.fiscal_year import year_words, year_words_both
from fujiplan_cli.kinds.identifier import natural
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.plan import Department, Fault, PlanFolderError
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import VIEW_WORDS, ItemScore, Scorecard, View
from fujiplan_cli.model.snapshot import Decision
from fujiplan_cli.report.letter import letter_text
from fujiplan_cli.report.result_letter import (
    RESULT_TEMPLATE,
    MovedLevel,
    ResultItem,
    ResultLetter,
    ResultProject,
    result_blocks,
)
from fujiplan_cli.report.word_file import word_file
from fujiplan_cli.report.words import digits, short, text_of
from fujiplan_cli.scoring import as_approved, cards_by_view, changes, explanation
from fujiplan_cli.scoring.rating import TOP
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_tree
from fujiplan_cli.workflow.letters import return_office
from fujiplan_cli.workflow.outbox import Outbox
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.records import deciding, year_records
from fujiplan_cli.workflow.score import approved_entries
from fujiplan_cli.workflow.told import instruction_words

FOLDER, NAME = "結果通知", "評価結果のお知らせ"
REPLY_DAYS = 14
"""How long a department has to ask, when nobody says otherwise (ours)."""
_PUBLIC = "公表"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ResultSent:
    """One letter: to whom, about which projects, its files (relative)."""

    department: Department
    projects: tuple[str, ...]
    approved: bool
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultsSent:
    """What was written. ``due``: until when departments may ask."""

    folder: str
    due: date
    letters: tuple[ResultSent, ...]


@dataclass(frozen=True, slots=True)
class _Result:
    """One project's result with what the letter needs; ``decision`` is the publishing meeting's, if there is one."""

    project: Project
    record: Record
    cards: Mapping[View, Scorecard]
    card: Scorecard
    decision: Decision | None


def send_results(desk: Desk, year: int, *, due: date | None = None) -> ResultsSent:
    """Write ``reports/<year>/結果通知/<部>/<課>/評価結果のお知らせ.docx`` and ``.txt``, all of them anew or none.

    The department is the one that serves today. Without ``due`` two weeks are given. Raises Refused (nothing to tell,
    disk), PlanFolderError (the plan folder's own wording is faulty), LedgerError.
    """
    with desk.ledger() as ledger:
        results = tuple(_results(desk, ledger, year))
    if not results:
        raise Refused(
            f"{year}年度に採点する事業がありません。", "事業台帳を取り込んだか、年度が正しいかを確認してください。"
        )
    until = due or _weekday(desk.today + timedelta(REPLY_DAYS))
    grouped: dict[str, list[_Result]] = {}
    for one in results:
        grouped.setdefault(_office(desk, one.project).code, []).append(one)
    offices = [d for d in {d.code: d for d in desk.plan.departments}.values() if d.code in grouped]
    box, place, sent = Outbox.of(offices), f"reports/{year}/{FOLDER}", []
    for office in offices:
        own = sorted(grouped[office.code], key=lambda one: natural(one.project.number))
        letter = _letter(desk, year, office, own, until)
        files = tuple(box.add(office, name, data) for name, data in _files(desk, letter).items())
        numbers = tuple(one.project.number for one in own)
        sent.append(ResultSent(office, numbers, letter.approved, tuple(f"{place}/{file}" for file in files)))
    write_tree(desk.folder / place, box.files)
    return ResultsSent(place, until, tuple(sent))


def _results(desk: Desk, ledger: Ledger, year: int) -> Iterator[_Result]:
    """Every project in its furthest view; an approved one with the record of its day."""
    knowledge, method = year_records(desk, ledger, year), desk.method(year)
    approved = approved_entries(desk, ledger, year)
    decisions = [deciding(ledger.decisions(year, m.id)) for m in desk.plan.meetings if m.publishes]
    for number, record in knowledge.records.items():
        if number in approved:
            entry, decision = approved[number]
            views: dict[View, Scorecard] = {v: entry.cards[v] for v in ("self", "confirmed") if v in entry.cards}
            # Who answers and whether it is withheld follow the register of today, not the frozen one.
            project = knowledge.projects.get(number, entry.project)
            yield _Result(project, entry.record, views, as_approved(entry.card), decision)
        else:
            cards = cards_by_view(record, method)
            found = next((d for decided in decisions if (d := decided(number))), None)
            yield _Result(knowledge.projects[number], record, cards, cards.get("confirmed") or cards["self"], found)


def _office(desk: Desk, project: Project) -> Department:
    """Who is written to today: a 課 that was renamed or merged since has a successor."""
    office = desk.plan.department_on(project.department, desk.today)
    if office is None:
        message = f"事業{project.number}の所管課「{project.department}」が departments にありません。"
        raise PlanFolderError((Fault("fujiplan.toml", "departments", message),))
    return office


def _weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def _files(desk: Desk, letter: ResultLetter) -> dict[str, bytes]:
    folders = desk.templates("mail")
    with own_template(f"templates/mail/{RESULT_TEMPLATE}", "評価結果のお知らせの文面"):
        blocks = result_blocks(letter, folders)
    return {f"{NAME}.docx": word_file(blocks, folders), f"{NAME}.txt": letter_text(blocks)}


def _letter(desk: Desk, year: int, office: Department, own: list[_Result], due: date) -> ResultLetter:
    titles = dict.fromkeys(desk.method(year, one.card.method).title for one in own)
    return ResultLetter(
        day=day_words(desk.today),
        addressee=f"{office.full_name}長",
        sender=f"{desk.plan.publisher.division}長",
        plan=desk.plan.title,
        year=year_words(year),
        year_both=year_words_both(year),
        method="、".join(titles),
        due=day_words(due, weekday=True),
        return_to=return_office(desk),
        projects=tuple(_project(desk, one) for one in own),
        sample=desk.plan.sample,
    )


def _project(desk: Desk, one: _Result) -> ResultProject:
    card, project = one.card, one.project
    method = desk.method(card.year, card.method)
    words = explanation(card, method)
    stage = desk.plan.stage(card.eval_stage)
    found = changes(card, one.record, method)
    # The range has a line of its own in the letter.
    notes = tuple(note for note in words.notes if "全て水準0なら" not in note)
    notes += tuple(_reason(item) for item in card.items if not item.applicable)
    return ResultProject(
        number=project.number,
        name=project.name,
        stage=stage.choice if stage else card.eval_stage,
        status=card.status or ("未記入" if card.items else "－"),  # S0 and S9 are asked nothing
        view=VIEW_WORDS[card.view],
        approved=card.view == "approved",
        letter=card.grade or "",
        grade=words.grade.removeprefix("暫定 ") or "採点の対象外",
        score="" if card.score is None else digits(card.score, method.decimals),
        provisional=card.provisional,
        range=_range(card, method),
        disclosure="" if project.disclosure == _PUBLIC else project.disclosure,
        items=tuple(_item(item, scored=card.exact is not None) for item in card.items),
        total=words.total,
        reasons=tuple(_reason(i) for i in card.items if i.applicable and (i.level is None or i.level < TOP)),
        caps=words.caps,
        moved=tuple(_moved(one, method)),
        changes=found.words if found else (),
        notes=notes,
        decision=tuple(_decision(desk, one.decision)),
    )


def _range(card: Scorecard, method: Method) -> str:
    if card.range is None or card.range[0] == card.range[1]:
        return ""
    low, high = (digits(end, method.decimals) for end in card.range)
    return f"{low}点〜{high}点（未確定の成果指標の水準を、全て0としたときと全て4としたとき）"


def _item(item: ItemScore, *, scored: bool) -> ResultItem:
    if not item.applicable:
        level = "対象外"
    elif item.level is None:
        level = "未確定"
    else:
        level = short(item.level, 2) + ("" if item.answered else "（未記入）")
    points = digits(item.points, 2) if scored and item.level is not None else "－"
    return ResultItem(item.title, item.weight, level, points)


def _reason(item: ItemScore) -> str:
    """What the rule found, in a sentence; of 成果指標 each indicator too."""
    parts = [item.rule, *(f"「{one.name}」は、{one.rule}" for one in item.indicators if one.scored)]
    return f"{item.title}：" + "".join(f"{part.rstrip('。')}。" for part in parts if part)


def _moved(one: _Result, method: Method) -> Iterator[MovedLevel]:
    """Items whose level was confirmed otherwise than the department rated them itself; caps are told apart."""
    own = {i.item: i for i in one.cards["self"].items}
    declared: dict[str, Item] = {i.id: i for i in method.items}
    for item in one.card.items:
        before = own.get(item.item)
        if item.source != "judged" or before is None or before.level_before == item.level_before:
            continue
        mine = short(before.level_before, 0) if before.answered else "未記入"
        directed = any(e.origin == "decision" for e in item.evidence)
        reason = f"本部の決定：{item.basis}" if directed else text_of(one.record, declared[item.item].reason)
        yield MovedLevel(item.title, mine, short(item.level_before, 0), reason)


def _decision(desk: Desk, one: Decision | None) -> Iterator[str]:
    """What the publishing meeting decided, its 決裁番号 and what it asked for."""
    if one is None:
        return
    meeting = desk.plan.meeting(one.meeting)
    day = day_words(date.fromisoformat(one.date))
    yield f"{meeting.title if meeting else one.meeting}（{day}）：{one.decision}"
    if one.note:
        yield f"指示事項：{instruction_words(one)}"
