"""One score explained: its card, what would have changed it, and the page that a councillor can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.project import Project
from fujiplan_cli.model.record import Record
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.report.explain_given import ExplainInput
from fujiplan_cli.report.explain_page import explain_page
from fujiplan_cli.scoring import Changes, Overtake, cards_by_view, changes, explanation
from fujiplan_cli.scoring.explanation import place_words
from fujiplan_cli.workflow.desk import Desk
from fujiplan_cli.workflow.direction import later_words
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.records import year_records
from fujiplan_cli.workflow.score import approved_entries, one_card
from fujiplan_cli.workflow.standing import answering


@dataclass(frozen=True, slots=True)
class Explained:
    """A project's furthest card with the record it was computed from; an approved one with the record of its day."""

    card: Scorecard
    name: str
    method: Method
    reference: bool
    """Another method than the year's own: 参考."""
    project: Project
    record: Record
    cards: Mapping[str, Scorecard]
    """Every view the project has under this method."""
    changes: Changes | None
    below: Overtake | None
    """What would let the next one in rank overtake it."""
    later: Scorecard | None = None
    """What figures that came after the approval would give (参考)."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known beside the result: that later figures would change it."""
        if self.later is None:
            return ()
        words = later_words(self.card, self.later)
        return (
            f"参考：承認の後に届いた数値では、{words}となります。承認した評価は、本部が改めて決定するまで変わりません。",
        )


def explain(desk: Desk, year: int, project: str, method_id: str | None = None) -> Explained:
    """The card of one project, its views and what would have changed the grade.

    Raises Refused (no such project or method), PlanFolderError, LedgerError.
    """
    card, name, below, later = one_card(desk, year, project, method_id)
    method = desk.method(year, card.method)
    reference = method.id != desk.method(year).id
    with desk.ledger() as ledger:
        found, record = _recorded(desk, ledger, year, project, card)
    # The card's own view with its rank and its register cells; the others as they are computed.
    cards = {str(view): one for view, one in cards_by_view(record, method).items()} | {str(card.view): card}
    return Explained(card, name, method, reference, found, record, cards, changes(card, record, method), below, later)


def _recorded(desk: Desk, ledger: Ledger, year: int, project: str, card: Scorecard) -> tuple[Project, Record]:
    """The project and the record behind its card."""
    knowledge = year_records(desk, ledger, year)
    # Whether it is withheld follows the register of today, also where the result is frozen.
    if card.view == "approved":
        return knowledge.projects[project], approved_entries(desk, ledger, year)[project][0].record
    return knowledge.projects[project], knowledge.records[project]


def write_explanation(desk: Desk, one: Explained, path: Path) -> str:
    """Write the page; gives its path as people read it. Same plan folder, ledger and day: same bytes.

    Raises Refused (disk), PlanFolderError (the plan folder's own template is faulty).
    """
    words = explanation(one.card, one.method)
    office = answering(desk, one.project, one.card.year)
    given = ExplainInput(
        plan=desk.plan,
        method=one.method,
        day=desk.today,
        project=one.project,
        office=office.full_name if office else one.project.department,
        card=one.card,
        cards=one.cards,
        record=one.record,
        reference=one.reference,
        caps=words.caps,
        notes=(*one.notes, *words.notes),
        changes=one.changes.words if one.changes else (),
        place=place_words,
        template_folders=desk.templates("report"),
    )
    with own_template("templates/report/explain.html", "評価の説明のひな形"):
        page = explain_page(given)
    write_file(path, page.encode("utf-8"))
    return desk.relative(path)
