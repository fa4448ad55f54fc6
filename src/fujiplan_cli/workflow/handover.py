"""引継ぎ pages: one for each 課 and an overview for the 事務局, from what the ledger knows on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.act import Act
from fujiplan_cli.model.plan import Department
from fujiplan_cli.report.handover import HandedOffice, HandoverInput, handover_page, handover_running, overview_page
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import write_file
from fujiplan_cli.workflow.handover_projects import ANSWER, OfficeWork, open_bloc, works_of
from fujiplan_cli.workflow.leaders import leaders_of
from fujiplan_cli.workflow.outbox import Outbox
from fujiplan_cli.workflow.own_templates import own_template
from fujiplan_cli.workflow.page_papers import paper_of
from fujiplan_cli.workflow.records import years_through
from fujiplan_cli.workflow.standing import serving
from fujiplan_cli.workflow.status import status_of

FOLDER, NAME, OVERVIEW = "引継ぎ", "引継ぎ", "事務局の引継ぎ"
"""The pages lie there as .html and .pdf."""
TEMPLATE, OVERVIEW_TEMPLATE = "templates/report/handover.html", "templates/report/handover_overview.html"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written: pages by 課 and, for all departments at once, the 事務局's overview."""

    given: HandoverInput
    pages: tuple[tuple[HandedOffice, str], ...]
    overview: str
    lost: tuple[str, ...]
    """Characters that no font of the PDFs has."""


def hand_over(desk: Desk, year: int, code: str | None = None) -> HandedOver:
    """Write ``reports/<year>/引継ぎ/<部>/<課>/引継ぎ.html`` for every 課 that serves (or the one), and the overview.

    Every page lies there as .pdf too.

    Same plan folder, ledger and day: same bytes. Raises Refused (unknown 課), PlanFolderError, LedgerError.
    """
    given = _gather(desk, year)
    chosen = _chosen(desk, given, code)
    box = Outbox.of([one.office for one in given.offices])
    pages, place, running = [], f"reports/{year}/{FOLDER}", handover_running(given)
    lost: set[str] = set()
    for one in chosen:
        with own_template(TEMPLATE, "引継ぎのひな形"):
            page = handover_page(given, one)
        paper = paper_of(desk, TEMPLATE, page, running)
        pages.append((one, f"{place}/{box.add(one.office, f'{NAME}.html', page.encode('utf-8'))}"))
        box.add(one.office, f"{NAME}.pdf", paper.content)
        lost.update(paper.lost)
    files, written = dict(box.files), ""
    if code is None:
        with own_template(OVERVIEW_TEMPLATE, "事務局の引継ぎのひな形"):
            page = overview_page(given)
        paper = paper_of(desk, OVERVIEW_TEMPLATE, page, running)
        files |= {f"{OVERVIEW}.html": page.encode("utf-8"), f"{OVERVIEW}.pdf": paper.content}
        lost.update(paper.lost)
        written = f"{place}/{OVERVIEW}.html"
    # One by one: a roster that somebody is filling in may lie in the same folder.
    for path, data in files.items():
        write_file(desk.folder / place / path, data)
    return HandedOver(given, tuple(pages), written, tuple(sorted(lost)))


def answer_request(desk: Desk, year: int, project: str, answer: str) -> Act:
    """Record what the 事務局 answered to a project's 事務局への要望. Raises Refused (usage), LedgerError."""
    if not answer.strip():
        raise Refused("回答が空です。", "--answer で回答の内容を指定してください。", status=2)
    with desk.ledger() as ledger:
        *_, knowledge = years_through(desk, ledger, year)
        record = knowledge.records.get(project)
        if record is None:
            raise Refused(
                f"事業番号「{project}」は{year}年度の事業台帳にありません。",
                "番号を確認してください（例：1-1-01）。",
                status=2,
            )
        if not record.value("support_request"):
            raise Refused(
                f"事業{project}の{year}年度の調書に、事務局への要望はありません。",
                "要望のある年度を --year で指定してください。",
                status=2,
            )
        act = Act(0, ANSWER, year, project, desk.today.isoformat(), answer.strip())
        with ledger.writing(desk.by, desk.at) as writer:
            writer.add_act(act)
    return act


def _chosen(desk: Desk, given: HandoverInput, code: str | None) -> tuple[HandedOffice, ...]:
    if code is None:
        return given.offices
    office = desk.plan.department_on(code, date(given.year + 1, 4, 1))
    found = tuple(one for one in given.offices if office and one.office.code == office.code)
    if not found:
        known = "、".join(f"{one.office.code} {one.office.name}" for one in given.offices)
        raise Refused(f"所管課「{code}」はありません。", f"次のコードから指定してください：{known}", status=2)
    return found


def _gather(desk: Desk, year: int) -> HandoverInput:
    with desk.ledger() as ledger:
        years = tuple(years_through(desk, ledger, year))
        if not years or not ledger.projects():
            raise Refused("事業台帳に事業がありません。", "先に fujiplan import --kind register を実行してください。")
        status = status_of(desk, ledger, years[-1])
        works = works_of(desk, ledger, years, status)
        leaders = leaders_of(ledger, year)
        bloc = open_bloc(desk, ledger, year)
    survey = {one.code: one.state for one in status.survey}
    return HandoverInput(
        plan=desk.plan,
        method=desk.method(year),
        year=year,
        day=desk.today,
        due=desk.plan.due(year),
        offices=tuple(
            HandedOffice(
                office=office,
                history=tuple(_history(desk, office)),
                leader=leaders[office.code].words if office.code in leaders else "",
                projects=works.get(office.code, OfficeWork()).projects,
                survey=next((survey[c] for c in _codes(desk, office) if c in survey), ""),
            )
            for office in serving(desk, year)
        ),
        bloc=bloc,
        template_folders=desk.templates("report"),
    )


def _codes(desk: Desk, office: Department) -> list[str]:
    """The department's own code and those of all that became it."""
    codes = [office.code]
    for code in codes:
        codes += [one.code for one in desk.plan.departments if one.successor == code and one.code not in codes]
    return codes


def _history(desk: Desk, office: Department) -> list[str]:
    """令和8年3月31日までの総務部 情報政策課から改称, oldest first."""
    plan = desk.plan
    parts = [plan.department(code) for code in _codes(desk, office)[1:]]
    old = sorted((d for d in parts if d is not None), key=lambda d: d.valid_until or date.max)
    lines = []
    for one in old:
        after = plan.department(one.successor or "")
        merged = [d for d in plan.departments if d.successor == one.successor]
        how = "統合" if len(merged) > 1 or (after and after.valid_from is None) else "改称"
        until = f"{day_words(one.valid_until)}まで" if one.valid_until else ""
        lines.append(f"{until}　{one.full_name}（{one.code}）　→　{after.full_name if after else ''}に{how}")
    return lines
