"""What no revision may do to answers and departments. Each refusal names the projects and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.listed import listed
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.model.project import Project
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.records import runs_in


def require_answers_kept(desk: Desk, ledger: Ledger, before: Sequence[Project], after: Sequence[Project]) -> None:
    """A project goes on running in every year for which its sheet has come back: no answer drops out of a table."""
    now = {p.number: p for p in after}
    lost = [
        (project.number, year)
        for year in desk.plan.years
        if (stopped := [p for p in before if runs_in(p, year, None) and not _runs(now.get(p.number), year)])
        for answered in [ledger.answered(year)]
        for project in stopped
        if project.number in answered
    ]
    if lost:
        raise Refused(
            f"受け付けた調書のある年度に、事業がなくなります（{listed([f'{n} {year_words(y)}' for n, y in lost])}）。"
            "台帳は変えていません。",
            "行を消さずに、調書を受け付けた年度より後の終了年度を記入してください"
            "（fujiplan revise --end 事業番号 でも終了できます）。",
            status=2,
        )


def _runs(project: Project | None, year: int) -> bool:
    return project is not None and runs_in(project, year, None)


def require_served(plan: Plan, projects: Sequence[Project]) -> None:
    """No department ends while projects that go on are in its hands. Raises Refused with all of them."""
    left: dict[str, list[str]] = {}
    for project in projects:
        last_day = date(project.end_year + 1, 3, 31)
        office = plan.department_on(project.department, last_day)
        if office is not None and office.valid_until is not None and office.valid_until < last_day:
            left.setdefault(office.code, []).append(f"{project.number} {project.name}")
    if not left:
        return
    told = []
    for code, names in sorted(left.items()):
        office = plan.department(code)
        assert office is not None and office.valid_until is not None, "found by the plan just now"
        told.append(f"{office.full_name}（{code}、{day_words(office.valid_until)}まで）：{listed(names)}")
    raise Refused(
        f"廃止される課が、その後も続く事業を所管しています。台帳は変えていません。{'／'.join(told)}",
        "事業台帳の所管課を引き継ぐ課に直すか、改称・統合のときは fujiplan.toml の departments のその課に "
        "successor（引き継ぐ課のコード）を書いてください。課を分けるときは、事業ごとに所管課を直してください。",
        status=2,
    )


def refuse_old(ledger: Ledger, path: Path, versions: frozenset[int]) -> None:
    """A register.xlsx that was written before the newest change would undo it. ``versions``: printed in the file."""
    newest = ledger.register_version()
    remedy = "fujiplan revise --write で最新の事業台帳を書き出し、そのファイルで見直してください。"
    if not versions:
        missing = f"「{path.name}」には、元になった事業台帳の版の印がありません。台帳は変えていません。"
        raise Refused(missing, remedy, status=2)
    if versions != {newest}:
        old = "、".join(f"第{one}版" for one in sorted(versions))
        last = ledger.register_versions()[-1]
        raise Refused(
            f"「{path.name}」は{old}から作られたもので、最新の第{newest}版（{last.at[:10]} {last.by}）ではありません。"
            f"取り込むと、その後の変更が失われます。台帳は変えていません。",
            remedy,
            status=2,
        )
