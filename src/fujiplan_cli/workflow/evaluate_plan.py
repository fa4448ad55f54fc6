"""計画全体評価 over all years (in earlier years an interim evaluation), and the 事務局's recommendations for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.act import Act
from fujiplan_cli.report.evaluation_given import EvaluatedYear, EvaluationInput, Recommendation, YearResult
from fujiplan_cli.report.evaluation_page import evaluation_page, evaluation_running, evaluation_tables, evaluation_title
from fujiplan_cli.scoring import as_approved
from fujiplan_cli.scoring import score as score_records
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.page_papers import paper_of
from fujiplan_cli.workflow.records import YearRecords, years_through
from fujiplan_cli.workflow.score import approved_entries
from fujiplan_cli.workflow.standing import answering

RECOMMENDATIONS = ("継続", "更新", "統合", "廃止")
"""What can become of a project at the end of a plan (domain.md §2, S6)."""
KIND = "recommendation"
"""Kind of the act. Its fact ``word`` is one of RECOMMENDATIONS; the newest of a project holds."""
FOLDER, TEMPLATE = "計画全体評価", "templates/report/evaluation.html"


@dataclass(frozen=True, slots=True)
class PlanEvaluated:
    """What was evaluated and written."""

    given: EvaluationInput
    title: str
    files: tuple[str, ...]
    lost: tuple[str, ...]
    """Characters that no font of the PDF has."""


def evaluate_plan(desk: Desk, through: int | None = None) -> PlanEvaluated:
    """Evaluate all years with answers (up to ``through``) and write page, PDF and workbook.

    Same plan folder, ledger and day: same bytes. Raises Refused, PlanFolderError (faulty template), LedgerError.
    """
    given = _gather(desk, through)
    title = evaluation_title(given)
    span = f"{given.years[0].year}-{given.years[-1].year}"
    folder = desk.folder / "reports" / FOLDER
    with own_template(TEMPLATE, "計画全体評価のひな形"):
        page = evaluation_page(given)
    paper = paper_of(desk, TEMPLATE, page, evaluation_running(given))
    mark = "（架空・練習）" if desk.plan.sample else ""
    sheets = [
        TableSheet(one.name, f"{desk.plan.title}　{one.title}{mark}", one.headers, one.rows)
        for one in evaluation_tables(given)
    ]
    made = {
        folder / f"{title}_{span}.html": page.encode("utf-8"),
        folder / f"{title}_{span}.pdf": paper.content,
        folder / f"{title}_{span}.xlsx": write_table_book(title, sheets),
    }
    for path, data in made.items():
        write_file(path, data)
    return PlanEvaluated(given, title, tuple(desk.relative(path) for path in made), paper.lost)


def recommend(desk: Desk, project: str, word: str, reason: str) -> Act:
    """Record what the 事務局 recommends for a project. The newest holds. Raises Refused (usage), LedgerError."""
    if word not in RECOMMENDATIONS:
        raise Refused(
            f"「{word}」は提案の言葉ではありません。",
            f"次のいずれかを指定してください：{'、'.join(RECOMMENDATIONS)}",
            status=2,
        )
    if not reason.strip():
        raise Refused("提案の理由がありません。", "--reason で理由を記入してください。", status=2)
    act = Act(
        id=0,
        kind=KIND,
        year=desk.plan.last_year,
        subject=project,
        date=desk.today.isoformat(),
        reason=reason.strip(),
        facts={"word": word},
    )
    with desk.ledger() as ledger:
        if project not in ledger.project_numbers():
            raise Refused(
                f"事業番号「{project}」は事業台帳にありません。", "番号を確認してください（例：1-1-01）。", status=2
            )
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_act(act)
    return act


def _gather(desk: Desk, through: int | None) -> EvaluationInput:
    last = desk.plan.last_year if through is None else desk.known_year(through)
    with desk.ledger() as ledger:
        years = [one for one in years_through(desk, ledger, last) if any(r.version for r in one.records.values())]
        if not years:
            raise Refused("受け付けた調書のある年度がありません。", "先に fujiplan collect を実行してください。")
        projects = {p.number: p for p in ledger.projects()}
        return EvaluationInput(
            plan=desk.plan,
            projects=projects,
            offices={
                number: office.name
                for number, project in projects.items()
                if (office := answering(desk, project, years[-1].year)) is not None
            },
            years=tuple(_year(desk, ledger, one) for one in years),
            recommendations=_recommendations(ledger),
            day=desk.today,
            template_folders=desk.templates("report"),
        )


def _year(desk: Desk, ledger: Ledger, knowledge: YearRecords) -> EvaluatedYear:
    """The year's results: as 本部 approved them, else as the records say now."""
    method = desk.method(knowledge.year)
    cards = score_records(tuple(knowledge.records.values()), method)
    results = {c.project: YearResult(c.project, knowledge.records[c.project], c, False) for c in cards}
    for number, (entry, _) in approved_entries(desk, ledger, knowledge.year).items():
        results[number] = YearResult(number, entry.record, as_approved(entry.card), True)
    return EvaluatedYear(knowledge.year, method, desk.form(knowledge.year), results)


def _recommendations(ledger: Ledger) -> Mapping[str, Recommendation]:
    return {act.subject: Recommendation(act.facts["word"], act.reason, act.by, act.date) for act in ledger.acts(KIND)}
