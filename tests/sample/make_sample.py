"""Makes sample_data/ (架空) anew. Run by hand: ``python tests/sample/make_sample.py register|answers|inbox``.

register: register.xlsx. answers: answers/<year>.json, settlements.json, decisions.json. inbox: plays the past years
in a temporary folder, distributes 2025 and lets LibreOffice fill and save the sheets (needs python3-uno).
Everything is drawn from one seed: the same program gives the same data, but for the bytes of the old .xls and of the
file with a password, which hold a clock and a random salt.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from sample_answers import answers_of_year, as_json
from sample_courses import FIRST, LAST
from sample_decisions import decisions, settlements
from sample_faults import MISSING_PROJECTS, RETURNED_PROJECTS, SENT, SETTLED_2025
from sample_register import all_projects, money

from fujiplan_cli.declare import load_form, load_plan
from fujiplan_cli.model.plan import Plan
from fujiplan_cli.workbook.register_book import write_register

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "sample_data"
PLAN = HERE.parents[1] / "templates" / "plan"


def plan_of_sample() -> Plan:
    """The packaged plan, marked as a sample."""
    return replace(load_plan(PLAN), sample=True)


def make_register() -> None:
    """sample_data/register.xlsx."""
    (SAMPLE / "register.xlsx").write_bytes(write_register(plan_of_sample(), all_projects()))


def make_answers() -> None:
    """sample_data/answers/*.json, settlements.json and decisions.json."""
    plan = plan_of_sample()
    settled: dict[str, list[dict[str, str]]] = {}
    decided: dict[str, list[dict[str, str]]] = {}
    for year in range(FIRST, LAST + 1):
        answers = answers_of_year(plan, load_form(PLAN, plan, year), year)
        skip = frozenset(MISSING_PROJECTS | RETURNED_PROJECTS) if year == LAST else frozenset()
        settled[str(year)] = settlements(year, answers, skip) + (answered_2025() if year == LAST else [])
        decided[str(year)] = list(decisions(year))
        if year < LAST:
            _write(f"answers/{year}.json", as_json(answers))
    _write("settlements.json", settled)
    _write("decisions.json", decided)


CORRECTED_LATE = frozenset({"kpi_1_actual", "budget_initial", "executed"})


def answered_2025() -> list[dict[str, str]]:
    """Answers to the findings of 2025: those told on purpose, and the amounts that were typed in 円.

    Corrected values came by telephone only after the WG had met, so that the next meeting sees what changed.
    """
    wrong = [number for number, sent in SENT.items() if sent.thousandfold]
    amounts = [
        {
            "project": number,
            "field": name,
            "value": f"{value:f}",
            "reason": "円で記入されていたため千円に訂正（電話で確認）",
        }
        for number in wrong
        for name, value in money(number)[LAST].items()
    ]
    return [one | {"after": "wg"} if one["field"] in CORRECTED_LATE else one for one in SETTLED_2025 + amounts]


def _write(name: str, data: object) -> None:
    path = SAMPLE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def make_inbox() -> None:
    """sample_data/inbox/2025/** and tests/sample/inbox_2025.json."""
    from sample_inbox import make

    make(plan_of_sample(), PLAN, SAMPLE, HERE)


if __name__ == "__main__":
    {"register": make_register, "answers": make_answers, "inbox": make_inbox}[sys.argv[1]]()
