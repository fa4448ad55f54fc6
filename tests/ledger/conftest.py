"""A plan folder with an empty ledger, and the smallest honest rows to put into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from fujiplan_cli.ledger import Ledger
from fujiplan_cli.model.finance import FinanceAmount, FinanceEntry, FinanceImport
from fujiplan_cli.model.finding import Finding, Repair
from fujiplan_cli.model.memory import Distribution, Publication, Receipt, Settlement
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Answer, Submission
from fujiplan_cli.model.snapshot import Decision

AT = datetime(2026, 4, 20, 10, 15)
PLACE = Place("inbox/2025/回答.xlsx", "進行管理調書", "D18")


def project(number: str = "A-01", name: str = "窓口の電子化") -> Project:
    """A project with an indicator and a year plan."""
    return Project(
        *(number, name, "開発型", "G1", "M1", 2022, 2026, "0101"),
        indicators=(Indicator(1, "成果指標", "利用率", "％", "増", Decimal("1.50"), 2021, Decimal(80), 2026),),
        years={2025: YearPlan(2025, "S5", "窓口を広げる", {1: Decimal("64.25")}, {1: Decimal(70)})},
    )


def submission(project_no: str = "A-01", verdict: str = "accepted", sha256: str = "", form: str = "progress"):
    """A sheet with one repaired answer and one finding."""
    answer = Answer("kpi_1_actual", Decimal("123"), "１２３", PLACE, (Repair("width", "１２３", "123"),))
    finding = Finding("cell.width", "repair", PLACE, "kpi_1_actual", "１２３", {"date": "令和7年", "month": "x"})
    return Submission(
        *(PLACE.file, sha256, "進行管理調書", form, "1", 2025, project_no, "0101", verdict),
        answers={"kpi_1_actual": answer},
        findings=(finding,),
        eval_stage="S5",
        facts=frozenset({"has_budget", "kpi_1"}),
    )


def receipt(file: str = PLACE.file, sha256: str = "ab") -> Receipt:
    """A line of the receipt book."""
    return Receipt(2025, file, sha256, 10, "2026-04-20T10:15:00", "2026-04-19T09:00:00", "accepted", "")


def settlement(action: str = "value", version: int = 0, project_no: str = "A-01") -> Settlement:
    """An act of the 事務局 with a telephone call as reason."""
    return Settlement(2025, project_no, "executed", action, Decimal("12.5"), "電話で確認", "鈴木", version=version)


def decision(meeting: str = "honbu") -> Decision:
    """A decision en bloc."""
    return Decision(0, 2025, meeting, "2026-07-10", "", "承認", approval_no="デ第12号", by="鈴木")


def distribution(project_no: str = "A-01") -> Distribution:
    """A sheet as sent out."""
    printed = {"project_name": "窓口の電子化", "budget_total": Decimal("1200")}
    return Distribution(2025, "progress", "1", project_no, "0101", "outbox/x.xlsx", "fujiplan|x", printed, "2026-04-24")


def finance() -> FinanceImport:
    """An export of 財務会計 with one project."""
    amounts = {"executed": FinanceAmount(Decimal("11631.4"), ("F2", "F3"))}
    entries = (FinanceEntry("A-01", "0101", "CSV", amounts),)
    return FinanceImport(2025, "決算.csv", "", "決算見込", entries)


def publication() -> Publication:
    """A publication of the site."""
    return Publication(2025, 1, "2026-07-20", "2026-07-21", "f" * 64, "鈴木")


@pytest.fixture
def made() -> SimpleNamespace:
    """Makers of rows, since test modules cannot import this file by name."""
    return SimpleNamespace(
        at=AT,
        project=project,
        submission=submission,
        receipt=receipt,
        settlement=settlement,
        decision=decision,
        distribution=distribution,
        publication=publication,
        replace=replace,
    )


@pytest.fixture
def ledger(tmp_path: Path):
    """An empty ledger."""
    with Ledger.open(tmp_path, create=True, busy_seconds=0) as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with one row of everything but snapshots."""
    with ledger.writing("鈴木", AT) as writer:
        writer.save_register([project()], source="register.xlsx", sha256="c" * 64, reason="初回")
        writer.add_distributions([distribution()])
        sha256 = writer.archive(b"the workbook")
        version = writer.add_submission(submission(sha256=sha256), "2026-04-20T10:15:00")
        writer.add_receipt(replace(receipt(sha256=sha256), submission_version=version))
        writer.add_settlement(settlement())
        writer.add_decision(decision())
        writer.add_publication(publication())
        writer.add_finance(finance())
    return ledger
