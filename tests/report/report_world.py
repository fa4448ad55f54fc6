"""A made-up year for the tests of report: small hand-countable snapshots, and a large one of a real year's size."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.snapshot import Snapshot, SnapshotEntry
from fujiplan_cli.model.values import YearMonth
from fujiplan_cli.report import ReportInput
from fujiplan_cli.scoring import aggregate, cards_by_view, confirmation_shift, ranked

PLAN_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "plan"
PLAN = dataclasses.replace(load_plan(PLAN_FOLDER), sample=True)
FORM = load_form(PLAN_FOLDER, PLAN, 2025)
METHOD = load_method(PLAN_FOLDER, PLAN, 2025)
SHEET = Source("sheet", "inbox/2025/架空課/A-01.xlsx", "a" * 64, "進行管理調書", "D18")
NAME, EXTENSION = "架空 花子", "内線24-51"

GOOD = {
    "contact_name": NAME,
    "contact_ext": EXTENSION,
    "approval_no": "富架第1234号",
    "status": "計画どおり",
    "incident": "なし",
    "plan": "手続を20件増やす。",
    "result": "手続を24件増やし、窓口で案内した。",
    "issue": "高齢の利用者に使い方が伝わっていない。",
    "direction": "継続",
    "next_plan": "講習を12回開く。",
    "self_deliverables": 4,
    "basis_deliverables": "検収書がそろった。",
    "self_uptake": 4,
    "basis_uptake": "申請の8割が電子になった。",
    "self_control": 4,
    "basis_control": "毎月点検した。",
    "budget_initial": Decimal(1000),
    "budget_supplementary": Decimal(-100),
    "executed": Decimal("880.4"),
    "kpi_1_kind": "成果指標",
    "kpi_1_name": "電子申請の割合",
    "kpi_1_unit": "％",
    "kpi_1_direction": "増",
    "kpi_1_target": Decimal(100),
    "kpi_1_target_original": Decimal(100),
    "kpi_1_target_source": "current",
    "kpi_1_actual": Decimal(100),
}
LATE = {
    "status": "遅れ",
    "delay_months": 8,
    "recovery": YearMonth(2026, 9),
    "deviation": "機器の納入が遅れたため、開始を延ばした。",
}
POOR = {"self_deliverables": 0, "self_uptake": 0, "self_control": 1, "kpi_1_actual": Decimal(10)}


def record(number: str, stage: str = "S5", *, year: int = 2025, **facts: object) -> Record:
    """A record with everything good, but for what is given; None takes a fact away."""
    values = {**GOOD, "stage": PLAN.stage(stage).choice, "eval_stage": PLAN.stage(stage).choice, **facts}
    known = {f: Fact(v, SHEET, str(v)) for f, v in values.items() if v is not None}
    return Record(number, year, 1, stage, True, "accepted", known, repeated=bool(facts.get("repeated")))


def entry(
    number: str,
    stage: str = "S5",
    *,
    name: str = "",
    division: str = "総務部",
    previous: Scorecard | None = None,
    submission: str = "受付済",
    comment: str = "",
    findings: tuple[Finding, ...] = (),
    repeated: bool = False,
    verdict: str = "accepted",
    year: int = 2025,
    **facts: object,
) -> SnapshotEntry:
    """A project in a snapshot, scored by the packaged method."""
    own = dataclasses.replace(record(number, stage, year=year, **facts), repeated=repeated, verdict=verdict)
    cards = cards_by_view(own, METHOD)
    return SnapshotEntry(
        project=_project(number, name or f"架空事業{number}", repeated),
        record=own,
        department=f"{division} 架空課",
        department_then=f"{division} 架空課",
        division=division,
        cards=dict(cards),
        view="confirmed" if "confirmed" in cards else "self",
        previous=previous,
        submission=submission,
        comment=comment,
        open_findings=findings,
    )


def _project(number: str, name: str, repeated: bool) -> Project:
    return Project(
        number=number,
        name=name,
        type="開発型",
        goal="1",
        measure="1-1",
        start_year=2022,
        end_year=2026,
        department="0101",
        repeated=repeated,
        indicators=(Indicator(1, "成果指標", "電子申請の割合", "％", "増"),),
        years={2025: YearPlan(2025, "S5", target_reasons={1: "国の制度が変わったため。"})},
    )


def finding(field: str, code: str = "number_approximate", severity: str = "error", value: str = "約21,000") -> Finding:
    """An open finding on a cell."""
    label = next((f.label for f in FORM.fields if f.id == field), field)
    return Finding(code, severity, Place("inbox/A.xlsx", "進行管理調書", "D18"), field, value, {"label": label})


def snapshot(entries: Sequence[SnapshotEntry], meeting: str = "wg", **more: object) -> Snapshot:
    """Frozen, with ranks on the furthest view."""
    cards = ranked([e.card for e in entries])
    placed = tuple(
        dataclasses.replace(e, cards={**e.cards, e.view: card}) for e, card in zip(entries, cards, strict=True)
    )
    base = Snapshot(
        id=1,
        year=2025,
        meeting=meeting,
        version=1,
        frozen_on="2026-05-20",
        by="架空 太郎",
        method=METHOD.id,
        method_sha256="0123456789abcdef" * 4,
        money_kind="決算見込" if meeting == "wg" else "出納閉鎖後",
        entries=placed,
        departments_total=3,
        departments_answered=2,
    )
    return dataclasses.replace(base, **more)


def given(
    entries: Sequence[SnapshotEntry],
    meeting: str = "wg",
    *,
    previous: Sequence[SnapshotEntry] | None = None,
    last_year: Sequence[SnapshotEntry] | None = None,
    **changes: object,
) -> ReportInput:
    """What workflow would pass for these projects."""
    now = snapshot(entries, meeting)
    before = {"kanjikai": "wg", "honbu": "kanjikai"}.get(meeting, "wg")
    last = snapshot(last_year, "honbu", year=2024, frozen_on="2025-07-10") if last_year is not None else None
    cards = [e.card for e in now.entries]
    divisions = {e.project.number: e.division for e in now.entries}
    base = ReportInput(
        plan=PLAN,
        form=FORM,
        method=METHOD,
        meeting=PLAN.meeting(meeting),
        snapshot=now,
        previous=snapshot(previous, before) if previous is not None else None,
        last_year=last,
        template_folders=template_folders(None, "report"),
        by_stage=aggregate(cards),
        by_division=aggregate(cards, axis="division", key=divisions, order=tuple(dict.fromkeys(divisions.values()))),
        last_year_counts=aggregate([e.card for e in last.entries])[-1] if last else None,
        shift=confirmation_shift([e.record for e in now.entries], METHOD),
    )
    return dataclasses.replace(base, **changes)


def large(count: int = 100) -> list[SnapshotEntry]:
    """As many projects as a city has, with the longest texts the form takes and every kind of trouble."""
    stages = ("S1", "S2", "S3", "S4", "S5", "S5", "S5", "S5", "S5", "S6")
    divisions = ("総務部", "市民部", "福祉部", "産業経済部", "建設部", "教育委員会", "消防本部", "上下水道部")
    made = []
    for n in range(count):
        facts: dict[str, object] = {"kpi_1_actual": Decimal(40 + n % 70), "self_control": n % 5}
        if n % 9 == 0:
            facts |= LATE
        if n % 25 == 3:
            facts |= POOR
        if n % 30 == 7:
            facts |= {"status": "休止", "deviation": "国の方針の見直しを待つため、作業を止めた。"}
        if n % 10 == 1:
            facts |= {"confirmed_control": 2, "reason_control": "点検の記録が半年分しかないことを確認したため。"}
        if n % 20 == 5:
            facts |= {f: _long(f) for f in ("plan", "result", "deviation", "issue", "next_plan", "direction_reason")}
            facts |= {f: _long(f) for f in ("basis_deliverables", "basis_uptake", "basis_control", "kpi_note")}
            facts |= {"kpi_1_target_original": Decimal(120)} | _second_kpi()
        made.append(
            entry(
                f"{n // 40 + 1}-{n // 8 % 5 + 1}-{n:02d}",
                stages[n % 10],
                name=f"架空の情報システムその{n}の更新及び活用の推進",
                division=divisions[n % 8],
                comment="利用の少ない地区を調べること。" if n % 15 == 2 else "",
                submission="修正依頼" if n % 17 == 4 else "受付済",
                findings=(finding("kpi_1_actual"),) if n % 17 == 4 else (),
                **facts,
            )
        )
    return made


def _long(field: str) -> str:
    limit = next(f.limit for f in FORM.fields if f.id == field) or 100
    return ("利用者の意見を聴き、手順を改めて関係課と共有した。" * 40)[:limit]


def _second_kpi() -> dict[str, object]:
    facts = {k.replace("kpi_1", f"kpi_{n}"): v for n in (2, 3) for k, v in GOOD.items() if k.startswith("kpi_1")}
    return facts | {"kpi_2_direction": "減", "kpi_2_base": Decimal(200), "kpi_3_kind": "活動指標"}


DAY = date(2026, 5, 20)
