"""Random answers, and the record that intake would make of them: for comparing the sheet's 速報 with `score`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from hypothesis import strategies as st
from press_world import printed

from fujiplan_cli.model.finding import Finding
from fujiplan_cli.model.form import Form, is_typed
from fujiplan_cli.model.method import Method
from fujiplan_cli.model.place import Place
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.scorecard import Scorecard
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.workbook.layout import plan_of
from fujiplan_cli.workbook.live import answer_facts, state_of, with_results
from fujiplan_cli.workbook.quick import CAP_WORDS, HEADING, MONEY, quick_results

NUMBERS = [Decimal(word) for word in ("-20", "0", "0.3", "20", "41", "50", "80", "95.5", "100", "104", "120", "150")]
AMOUNTS = [Decimal(word) for word in ("0", "50", "90", "100", "110", "500", "800", "900", "1000", "1000.5")]
STATUSES = ["計画より進んでいる", "計画どおり", "遅れ", "遅れ", "遅れ", "未着手", "休止", "中止", "完了"]
STRUCTURES = [
    frozenset[str](),
    frozenset({"has_budget"}),
    frozenset({"has_budget", "money_printed"}),
    frozenset({"has_budget", "starts_later"}),
]
_BASIS = st.sampled_from([None, "　 ", "検収書", "検収書", "利用記録"])


def rarely_blank(words: Sequence[Value]) -> list[Value | None]:
    """The words, and now and then a blank."""
    return [None, *words, *words, *words]


def asked(structure: frozenset[str]) -> dict[str, list[Value | None]]:
    """Field → what may stand in its cell: printed values and answers, some of them blank or odd."""
    basis: list[Value | None] = [None, "　 ", "検収書", "検収書", "利用記録"]
    lists: dict[str, list[Value | None]] = {
        "stage": ["S5 運用・改善"],
        "status": rarely_blank(STATUSES),
        "delay_months": rarely_blank([1, 2, 3, 4, 6, 7]),
        "recovery": rarely_blank([YearMonth(2026, 9), YearMonth(2027, 1), "見込みなし"]),
        "incident": rarely_blank(["なし", "なし", "なし", "軽微", "重大"]),
        "cost_reason": rarely_blank(["入札差金・経費節減", "入札差金・経費節減", "規模の変更"]),
        "cost_basis": basis,
    }
    for item in ("deliverables", "uptake", "control"):
        lists |= {f"self_{item}": rarely_blank([0, 1, 2, 3, 4, 4]), f"basis_{item}": basis}
    if "has_budget" in structure:
        lists |= {one: rarely_blank(AMOUNTS) for one in MONEY}
        lists["budget_supplementary"] = rarely_blank([Decimal(0), Decimal(-100), Decimal(-2000), Decimal(50)])
    for n in (1, 2):
        lists |= {
            f"kpi_{n}_kind": ["成果指標", "成果指標", "活動指標"],
            f"kpi_{n}_direction": ["増", "減", "維持"],
            f"kpi_{n}_base": rarely_blank(NUMBERS),
            f"kpi_{n}_target": rarely_blank(NUMBERS),
            f"kpi_{n}_tolerance": [None, Decimal("0.05"), Decimal(0)],
            f"kpi_{n}_actual": rarely_blank(NUMBERS),
            f"kpi_{n}_pending": [None, YearMonth(2026, 6)],
            f"kpi_{n}_final": [None],  # else `score` would draw a line to it, which the sheet prints as its target
        }
    return lists


@st.composite
def answers(draw: st.DrawFn, structure: frozenset[str]) -> dict[str, Value | None]:
    """Random answers for property tests."""
    return {**printed("S5", 2), **{one: draw(st.sampled_from(words)) for one, words in asked(structure).items()}}


def seeded_answers(seed: int, structure: frozenset[str]) -> dict[str, Value | None]:
    """Random answers that are the same in every run."""
    dice = Random(seed)
    return {**printed("S5", 2), **{one: dice.choice(words) for one, words in asked(structure).items()}}


def record_of(
    form: Form, method: Method, stage: str, structure: frozenset[str], values: Mapping[str, Value | None]
) -> tuple[Record, str, str]:
    """The record of these answers as intake makes it, and the sheet's own words: bar, and line of levels."""
    plan = plan_of(form, stage, structure, 2025)
    live = with_results(plan, {one: values.get(one) for one in plan.cells})
    facts = plan.facts | answer_facts(plan, live, method.outcome)
    typed = [one for one in plan.fields.values() if is_typed(one, plan.facts)]
    states = {one.id: state_of(one, live, facts) for one in typed}
    _, bar, line = quick_results(plan, method, live, states)
    kinds = dict.fromkeys(plan.cells, "register") | dict.fromkeys(states, "sheet")
    record = Record(
        project="1-2-03",
        year=2025,
        version=1,
        eval_stage=stage,
        has_budget="has_budget" in structure,
        verdict="accepted",
        facts={
            one: Fact(values.get(one), Source(kinds[one]))  # type: ignore[arg-type]  # both words are kinds of source
            for one in plan.cells
            if plan.fields[one].origin != "computed" and (values.get(one) is not None or one in states)
        }
        | {"start_year": Fact(2026 if "starts_later" in structure else 2022, Source("register"))},
        findings=tuple(
            Finding("required", "error", Place("a.xlsx", "進行管理調書"), one)
            for one, state in states.items()
            if state in ("未", "要")
        ),
    )
    return record, bar, line


def words_of(card: Scorecard, method: Method) -> str:
    """What the bar has to say of a scorecard."""
    if not card.items:
        return f"{HEADING}　{card.grade}\n{method.letter_title(str(card.grade))}"
    if card.score is None:
        enough = card.answered_weight >= 100 * method.answered_minimum  # so an actual is what is missing
        waiting = enough or any(one.applicable and one.level is None for one in card.items)
        held = method.letter_title("Z") if waiting else f"記入済みの配点 {int(card.answered_weight)}％"
        return f"{HEADING}　Z\n{held}"
    caps = "・".join(CAP_WORDS[hit.cap] for hit in card.caps if hit.cap != "no_basis")
    first = f"{HEADING}　{card.grade}　{card.score}点" + ("（暫定）" if card.provisional else "")
    return f"{first}\n{method.letter_title(str(card.grade))}" + (f"（上限：{caps}）" if caps else "")
