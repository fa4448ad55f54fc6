"""Four years on the packaged sample plan (架空), from distribution to the site, through the same workflows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.registry import KINDS
from fujiplan_cli.model.form import Form, SheetIdentity, is_typed
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.values import Value
from fujiplan_cli.workbook.press import FormPress
from fujiplan_cli.workflow.collect import Collected, collect
from fujiplan_cli.workflow.compare_page import compared_years, write_comparison, years_with_answers
from fujiplan_cli.workflow.decide import decide
from fujiplan_cli.workflow.decision_checks import Resolution
from fujiplan_cli.workflow.demo_hearing import SampleHearings
from fujiplan_cli.workflow.desk import Refused
from fujiplan_cli.workflow.distribute import distribute
from fujiplan_cli.workflow.distribute_forms import context_of, distribute_form, survey
from fujiplan_cli.workflow.file_names import safe_name
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.material import FORMATS
from fujiplan_cli.workflow.publish import publish
from fujiplan_cli.workflow.records import PROPOSAL, year_records
from fujiplan_cli.workflow.report import report
from fujiplan_cli.workflow.result_letters import send_results
from fujiplan_cli.workflow.sample_years import LAST_YEAR, decide_sample, sample, sample_desk, settle_sample
from fujiplan_cli.workflow.setup import import_register, new_plan_folder
from fujiplan_cli.workflow.standing import NO_SHEET, answering, serving


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo made, for the closing words. Paths are relative to the plan folder."""

    folder: Path
    sheets: int
    sheet: str
    collected: Collected
    forms: tuple[str, ...]
    """Of each form beside the progress sheet the first file that was made."""
    comparison: str
    """All years under both packaged methods."""
    letters: tuple[str, ...]
    """To the departments: what became of their projects."""
    hearings: tuple[str, ...]
    """Pages and lists about new projects, from June to February and of the newest June."""
    reports: tuple[str, ...]
    site: str
    graded: int


def demo(folder: Path, tell: Callable[[str], None]) -> Shown:
    """Make a plan folder and play the sample years. ``tell`` gets a line per step. Raises Refused."""
    tell("1. 架空の計画フォルダーを作成しています")
    new_plan_folder(folder, sample=True)
    desk = sample_desk(folder, date(2022, 4, 1))
    imported = import_register(desk, folder / "register.xlsx", "見本の事業台帳")
    if not imported.version:
        raise Refused("見本の事業台帳に誤りがあります。", "fujiplan を入れ直してください。", status=4)
    ideas = SampleHearings(
        folder,
        sample("hearings.json"),
        lambda day: sample_desk(folder, day),
        lambda form, answers: _typed(form, frozenset(), answers),
    )
    for year in range(desk.plan.first_year, LAST_YEAR):
        tell(f"2. {year}年度の実績を、受付から本部承認まで記録しています")
        if year == ideas.year:
            ideas.propose()
        _play_past(folder, year)
    tell(f"　 {ideas.year}年度の調査の新規事業を、ヒアリングから事業台帳への登載まで記録しています")
    hearings = ideas.hear()
    tell(f"3. {LAST_YEAR}年度の調書を配布しています")
    sent = distribute(sample_desk(folder, date(LAST_YEAR + 1, 3, 25)), LAST_YEAR)
    _propose(folder, LAST_YEAR)
    tell(f"4. {LAST_YEAR}年度に届いた調書を受け付けています")
    collected = collect(sample_desk(folder, date(LAST_YEAR + 1, 4, 28)), LAST_YEAR)
    forms = list(_forms(folder, LAST_YEAR, "confirmation", date(LAST_YEAR + 1, 5, 1)))
    tell("5. 事務局で確認し、採点し、会議の資料を作成しています")
    settle_sample(desk, LAST_YEAR)
    reports = list(_meeting(folder, LAST_YEAR, "wg", date(LAST_YEAR + 1, 5, 20)))
    pages, sheets = ideas.hear_last(LAST_YEAR)
    hearings += pages
    reports += _meeting(folder, LAST_YEAR, "kanjikai", date(LAST_YEAR + 1, 6, 22))
    reports += _meeting(folder, LAST_YEAR, "honbu", date(LAST_YEAR + 1, 7, 10))
    forms += [*sheets[:1], *_forms(folder, LAST_YEAR, "decision", date(LAST_YEAR + 1, 7, 14))]
    office = sample_desk(folder, date(LAST_YEAR + 1, 7, 16))
    years = compared_years(office, years_with_answers(office), "old", {})
    comparison = write_comparison(office, years, folder / "reports" / "採点方法の比較.html")
    letters = tuple(one.files[0] for one in send_results(office, LAST_YEAR).letters)
    tell("6. 公表用のサイトを確認用に作成しています")
    told = date(LAST_YEAR + 1, 7, 24)
    site = publish(sample_desk(folder, told), LAST_YEAR, council_date=told, preview=True)
    some = sorted((folder / sent.folder).rglob("[0-9]*_*.xlsx"))
    return Shown(
        folder=folder,
        sheets=sum(len(numbers) for numbers in sent.sheets.values()),
        sheet=some[0].relative_to(folder).as_posix(),
        collected=collected,
        forms=tuple(forms),
        comparison=comparison,
        letters=letters,
        hearings=hearings,
        reports=tuple(reports),
        site=f"{site.folder}/index.html",
        graded=len(collected.lines),
    )


def _play_past(folder: Path, year: int) -> None:
    """A year before the last: its sheets are filled from the sample's answers, then go the same way as any other."""
    desk = sample_desk(folder, date(year + 1, 4, 20))
    answers: Mapping[str, Mapping[str, str]] = sample(f"answers/{year}.json")
    form = desk.form(year)
    press = FormPress(form, desk.method(year), context_of(desk, year, form))
    with desk.ledger() as ledger:
        knowledge = year_records(desk, ledger, year)
    for number, known in knowledge.known.items():
        if known.eval_stage in NO_SHEET or number not in answers:
            continue
        identity = SheetIdentity(desk.plan.id, form.id, form.version, year, number, known.eval_stage, known.facts)
        office = answering(desk, knowledge.projects[number], year)
        name = f"{safe_name(office.name if office else '所管課')}/{safe_name(number)}.xlsx"
        filled = {**known.values, **_typed(form, known.facts, answers[number])}
        write_file(folder / "inbox" / str(year) / name, press.print_sheet(identity, filled, known.before))
    collect(desk, year)
    settle_sample(desk, year)
    report(desk.on(date(year + 1, 7, 10)), year, "honbu", formats=("html",))
    decide_sample(desk, year)


def _propose(folder: Path, year: int) -> None:
    """What some departments answer to the survey of new projects: two propose, some have none."""
    desk = sample_desk(folder, date(year + 1, 4, 20))
    answers: Mapping[str, list[Mapping[str, str]]] = sample("proposals.json")
    form, books = desk.form(year, PROPOSAL), survey(desk, year)
    for office in serving(desk, year):
        if books is not None and office.name in answers:
            typed = [_typed(form, frozenset(), one) for one in answers[office.name]]
            path = folder / "inbox" / str(year) / safe_name(office.name) / books.name(office)
            write_file(path, books.book(office, typed))


def _forms(folder: Path, year: int, form: str, day: date) -> Iterator[str]:
    """Make the sheets or lists of a form; the first of their files."""
    made = distribute_form(sample_desk(folder, day), year, form)
    yield next(iter(next(iter(made.files.values()))))


def _typed(form: Form, facts: frozenset[str], answers: Mapping[str, str]) -> dict[str, Value]:
    """Sample answers are texts as a clerk would type them."""
    values: dict[str, Value] = {}
    for field in form.fields:
        text = answers.get(field.id)
        if text is None or not is_typed(field, facts):
            continue
        parsed = KINDS[field.kind].parse(Cell("text", text), field)
        if parsed.value is None:
            raise ValueError(f"sample answer {field.id}={text!r} is no {field.kind}")
        values[field.id] = parsed.value
    return values


def _meeting(folder: Path, year: int, meeting: str, day: date) -> tuple[str, ...]:
    """The material of a meeting, what is settled after it, and its decision; the files."""
    desk = sample_desk(folder, day)
    files = report(desk, year, meeting, formats=FORMATS).files
    settle_sample(desk, year, after=meeting)
    if meeting == "honbu":
        decide_sample(desk, year)
    else:
        decide(desk, year, meeting, Resolution(day, "了承"))
    return files
