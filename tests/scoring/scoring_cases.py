"""Records for the scoring tests: everything good unless a test says otherwise."""

from __future__ import annotations

from decimal import Decimal

from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Fact, Record, Source

FILE, SHEET, SHA = "inbox/2025/総務部/T-001.xlsx", "進行管理調書", "ab" * 32
REGISTER_FIELDS = ("_kind", "_name", "_unit", "_direction", "_base", "_base_year", "_target", "_target_original")
MONEY = (
    "budget_initial",
    "budget_supplementary",
    "budget_carried_in",
    "budget_reserve",
    "budget_moved",
    "executed",
    "carried_out",
)

GOOD = {
    "stage": "S5 運用・改善",
    "status": "計画どおり",
    "incident": "なし",
    "start_year": 2023,
    "self_deliverables": 4,
    "basis_deliverables": "検収書",
    "self_uptake": 4,
    "basis_uptake": "利用記録",
    "self_control": 4,
    "basis_control": "点検表",
    "budget_initial": Decimal(1000),
    "executed": Decimal(1000),
}
KPI = {
    "kpi_1_kind": "成果指標",
    "kpi_1_name": "オンライン申請率",
    "kpi_1_unit": "％",
    "kpi_1_direction": "増",
    "kpi_1_target": Decimal(100),
    "kpi_1_target_source": "current",
    "kpi_1_actual": Decimal(100),
}


def record(
    stage: str = "S5",
    *,
    project: str = "T-001",
    year: int = 2025,
    has_budget: bool = True,
    repeated: bool = False,
    faulty: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
    printed_money: bool = False,
    kpi: bool | None = None,
    **values: object,
) -> Record:
    """A record of an 評価段階. ``None`` blanks a field; ``required`` fields get the error that intake gives a blank."""
    merged = {**GOOD, **(KPI if (stage in ("S5", "S6") if kpi is None else kpi) else {}), **values}
    facts = {f: Fact(v, _source(f, i, printed_money), str(v or "")) for i, (f, v) in enumerate(merged.items())}
    for field in faulty:
        facts[field] = Fact(None, _source(field, 99, False), "約100", faulty=True)
    blanks = [f for f in (*required, *faulty) if facts.get(f) is not None and facts[f].value is None]
    findings = tuple(Finding("required_blank", "error", Place(FILE, SHEET), field=f) for f in blanks)
    return Record(
        project=project,
        year=year,
        version=1,
        eval_stage=stage,
        has_budget=has_budget,
        verdict="accepted",
        facts=facts,
        findings=findings,
        repeated=repeated,
    )


def indicator(number: int, direction: str = "増", **values: object) -> dict[str, object]:
    """Facts of a 成果指標; keys of ``values`` are the part after kpi_N_."""
    given = {"kind": "成果指標", "name": f"指標{number}", "unit": "件", "direction": direction, **values}
    return {f"kpi_{number}_{key}": Decimal(v) if isinstance(v, int) else v for key, v in given.items()}


def _source(field: str, index: int, printed_money: bool) -> Source:
    register = field == "start_year" or any(field.endswith(end) for end in REGISTER_FIELDS)
    if register or (printed_money and field in MONEY):
        return Source("register", "register.xlsx")
    return Source("sheet", FILE, SHA, SHEET, f"D{index + 5}")
