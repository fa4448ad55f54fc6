"""自己評価（速報） as formulas, generated from the method file. Their twin in Python is `quick`: step for step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fujiplan_cli.model.finance import BUDGET_PARTS
from fujiplan_cli.model.method import Band, Item, Method
from fujiplan_cli.workbook import quick
from fujiplan_cli.workbook.canvas import SheetPlan
from fujiplan_cli.workbook.expressions import absolute, blank, cell_of, decimal_of, quoted


@dataclass(frozen=True, slots=True)
class Maker:
    """What every formula looks at. ``cells``: step → its hidden cell; ``states``: typed amount → its state's cell;
    ``achieved``: indicator → the cell of its achievement."""

    plan: SheetPlan
    method: Method
    items: Sequence[Item]
    cells: Mapping[str, str]
    states: Mapping[str, str]
    achieved: Mapping[int, str]

    def at(self, step: str) -> str:
        """Absolute address of a step's cell."""
        return absolute(self.cells[step])

    def field(self, one: str) -> str:
        """Absolute address of a field's cell, an empty text when it is not on the sheet."""
        return cell_of(self.plan, one)

    def total(self, kind: str) -> str:
        """Sum of a step over the items."""
        return f"SUM({','.join(self.at(f'{kind}:{one.id}') for one in self.items)})"


def quick_formulas(maker: Maker) -> tuple[dict[str, str], str, str]:
    """Step → formula, the formula of the bar, and that of the line of levels."""
    formulas = {f"kpi_{n}": _indicator_level(maker, n) for n in maker.achieved}
    formulas |= _money(maker)
    formulas["long_delay"] = _long_delay(maker)
    for one in maker.items:
        formulas |= _item(maker, one)
    formulas["code"] = _code(maker)
    formulas |= _finish(maker)
    return {step: formulas[step] for step in maker.cells}, _bar(maker), _line(maker)


def _any(tests: Sequence[str]) -> str:
    return f"OR({','.join(tests)})" if len(tests) > 1 else (tests[0] if tests else "FALSE")


def _one_of(cell: str, words: Sequence[str]) -> str:
    return _any([f"{cell}={quoted(word)}" for word in words])


def _bands(measured: str, bands: Sequence[Band], compare: str) -> str:
    """Nested IFs, first band first; rounded so that no limit is missed by a bit."""
    inner = "0"
    for band in reversed(bands):
        inner = f"IF(ROUND({measured},12){compare}{decimal_of(band.limit)},{decimal_of(band.level)},{inner})"
    return inner


def _indicator_level(maker: Maker, n: int) -> str:
    kind, target, actual, pending = (maker.field(f"kpi_{n}_{stem}") for stem in ("kind", "target", "actual", "pending"))
    reached = f"N({absolute(maker.achieved[n])})"
    level = _bands(reached, maker.method.outcome.bands, ">=")
    missing = f"IF({blank(pending)},0,{quoted(quick.PENDING)})"
    scored = f"AND({kind}={quoted(maker.method.outcome.scored_kind)},ISNUMBER({target}))"
    return f'IF({scored},IF(ISNUMBER({actual}),{level},{missing}),"")'


def _money(maker: Maker) -> dict[str, str]:
    parts = [maker.field(one) for one in BUDGET_PARTS if one in maker.plan.cells]
    if not parts:
        return {"gap": "TRUE", "budget": "0", "unused": "0"}
    typed = quick.typed_money(maker.plan)
    tests = [f"COUNT({','.join(parts)})=0", f"NOT(ISNUMBER({maker.field('executed')}))"]
    if BUDGET_PARTS[0] in typed:
        tests.append(f"NOT(ISNUMBER({maker.field(BUDGET_PARTS[0])}))")
    tests += [_one_of(absolute(maker.states[one]), ("未", "要")) for one in typed]
    unused = f"{maker.at('budget')}-N({maker.field('executed')})-N({maker.field('carried_out')})"
    return {"gap": _any(tests), "budget": f"SUM({','.join(parts)})", "unused": f"ROUND({unused},6)"}


def _long_delay(maker: Maker) -> str:
    rule = maker.method.schedule
    status, months, recovery = (maker.field(one) for one in ("status", "delay_months", "recovery"))
    tests = [f"NOT(ISNUMBER({months}))", blank(recovery), f"{recovery}={quoted(rule.no_prospect)}"]
    tests += [f"N({months})<1", f"N({months})>{decimal_of(rule.bands[-1].limit)}"]
    known = _one_of(status, (*rule.full, *rule.none, rule.delayed))
    return f"IF({known},IF({status}={quoted(rule.delayed)},{_any(tests)},FALSE),TRUE)"


def _item(maker: Maker, one: Item) -> dict[str, str]:
    """The five steps of an item. Weights follow from its level and its two yes/no formulas."""
    level, applicable, answered = _rated(maker, one)
    weight, at = str(one.weights[maker.plan.eval_stage]), maker.at(f"level:{one.id}")
    return {
        f"level:{one.id}": level,
        f"weight:{one.id}": f"IF(ISNUMBER({at}),{weight},0)",
        f"applicable:{one.id}": f"IF({applicable},{weight},0)",
        f"answered:{one.id}": f"IF(AND({applicable},{answered}),{weight},0)",
        f"points:{one.id}": f"N({at})*{maker.at(f'weight:{one.id}')}",
    }


def _rated(maker: Maker, one: Item) -> tuple[str, str, str]:
    """Formulas: level, whether applicable, whether answered."""
    absent = '""' if maker.method.absent_level is None else str(maker.method.absent_level)
    if not one.asked_at(maker.plan.eval_stage):
        return absent if absent != '""' else 'IF(TRUE,"")', "FALSE", "FALSE"
    if one.source == "schedule":
        return _schedule(maker)
    if one.source == "outcome":
        return _outcome(maker, absent)
    return _cost(maker, absent) if one.source == "cost" else _judged(maker, one)


def _schedule(maker: Maker) -> tuple[str, str, str]:
    rule, status = maker.method.schedule, maker.field("status")
    in_months = _bands(f"N({maker.field('delay_months')})", rule.bands, "<=")
    graded = f"IF({maker.at('long_delay')},0,{in_months})"
    level = f"IF({_one_of(status, rule.full)},{quick.TOP},IF({status}={quoted(rule.delayed)},{graded},0))"
    return level, "TRUE", _one_of(status, (*rule.full, *rule.none, rule.delayed))


def _outcome(maker: Maker, absent: str) -> tuple[str, str, str]:
    cells = [maker.at(f"kpi_{n}") for n in maker.achieved]
    if not cells:
        return absent if absent != '""' else 'IF(TRUE,"")', "FALSE", "FALSE"
    known = f"COUNT({','.join(cells)})"
    applicable = _any([f'{cell}<>""' for cell in cells])
    tests = [f'AND({maker.at(f"kpi_{n}")}<>"",ISNUMBER({maker.field(f"kpi_{n}_actual")}))' for n in maker.achieved]
    level = f'IF({known}>0,SUM({",".join(cells)})/{known},IF({applicable},"",{absent}))'
    return level, applicable, _any(tests)


def _cost(maker: Maker, absent: str) -> tuple[str, str, str]:
    if "executed" not in maker.plan.cells:
        return absent if absent != '""' else 'IF(TRUE,"")', "FALSE", "FALSE"
    rule, gap, budget, unused = maker.method.cost, *(maker.at(step) for step in ("gap", "budget", "unused"))
    nothing = f"AND(NOT({gap}),{budget}=0,N({maker.field('executed')})=0)"
    reason, basis = maker.field("cost_reason"), blank(maker.field("cost_basis"))
    small = f"{unused}<=ROUND({decimal_of(rule.saving_limit)}*{budget},6)"
    saved = f"AND({reason}={quoted(rule.saving_reason)},NOT({basis}),{unused}>0,{small})"
    share = _bands(f"ABS({unused})/{budget}", rule.bands, "<=")
    graded = f"IF({budget}<=0,0,IF({saved},{rule.saving_level},{share}))"
    return f"IF({gap},0,IF({nothing},{absent},{graded}))", f"NOT({nothing})", f"NOT({gap})"


def _judged(maker: Maker, one: Item) -> tuple[str, str, str]:
    cell, cap = maker.field(one.field), quick.basis_cap(maker.method, maker.plan.eval_stage)
    valid = f"IFERROR(AND(ISNUMBER({cell}),{cell}=INT({cell}),{cell}>=0,{cell}<={quick.TOP}),FALSE)"
    level = cell if cap is None else f"IF({blank(maker.field(one.basis))},MIN({cell},{cap}),{cell})"
    return f"IF({valid},{level},0)", "TRUE", valid


def _code(maker: Maker) -> str:
    if maker.plan.eval_stage in maker.method.ended_stages:
        return quoted("F")
    status, formula = maker.field("status"), '""'
    if "starts_later" in maker.plan.facts:
        formula = f'IF({status}={quoted(quick.UNSTARTED)},"X","")'
    for word, code in quick.STOPS.items():
        formula = f"IF({status}={quoted(word)},{quoted(code)},{formula})"
    return formula


def _finish(maker: Maker) -> dict[str, str]:
    method, score, own = maker.method, maker.at("score"), maker.at("own")
    held = _any([_few(maker), _lacks_actuals(maker)])
    exact = f"100*{maker.total('points')}/{quick.TOP}/{maker.total('weight')}"
    place = str(len(method.grades))
    for at, grade in reversed(list(enumerate(method.grades[:-1], 1))):
        place = f"IF({score}>={grade.minimum},{at},{place})"
    caps = [f"IF({test},{at},0)" for _, at, test in _caps(maker)]
    final = f"MAX({','.join([own, *caps])})"
    return {
        "held": held,
        "score": f'IF({maker.at("held")},"",ROUND(ROUND({exact},9),{method.decimals}))',
        "own": f'IF({maker.at("held")},"",{place})',
        "final": f'IF({maker.at("held")},"",{final})',
    }


def _few(maker: Maker) -> str:
    """Too little of the weight is answered, or nothing is applicable."""
    answered, applicable = maker.total("answered"), maker.total("applicable")
    return f"OR({applicable}=0,ROUND({answered}-{decimal_of(maker.method.answered_minimum)}*{applicable},9)<0)"


def _outcomes(maker: Maker, test: str) -> str:
    """Whether ``test`` holds for the cells of an applicable 成果指標 item."""
    ids = [one.id for one in maker.items if one.source == "outcome"]
    cells = [{kind: maker.at(f"{kind}:{one}") for kind in ("applicable", "level", "answered")} for one in ids]
    return _any([f"AND({cell['applicable']}>0,{test.format(**cell)})" for cell in cells])


def _lacks_actuals(maker: Maker) -> str:
    """No 成果指標 has an actual, pending or missing."""
    return _outcomes(maker, "{answered}=0")


def _all_pending(maker: Maker) -> str:
    """All 成果指標 pending: the outcome has no level."""
    return _outcomes(maker, '{level}=""')


def _caps(maker: Maker) -> list[tuple[str, int, str]]:
    """Caps on the grade: id, place of the grade, when it applies."""
    outcomes = [f"{maker.at(f'applicable:{one.id}')}>0" for one in maker.items if one.source == "outcome"]
    incident = f"TRIM({maker.field('incident')})"
    tests = {
        "no_outcome": f"NOT({_any(outcomes)})",
        "long_delay": maker.at("long_delay"),
        "incident": f"NOT({_one_of(incident, quick.HARMLESS)})",
    }
    return [(cap, at, tests[cap]) for cap, at in quick.grade_caps(maker.method, maker.plan.eval_stage)]


def _bar(maker: Maker) -> str:
    method, final, code = maker.method, maker.at("final"), maker.at("code")
    head = quoted(f"{quick.HEADING}　")
    letter = f"CHOOSE({final},{','.join(quoted(g.letter) for g in method.grades)})"
    title = f"CHOOSE({final},{','.join(quoted(g.title) for g in method.grades)})"
    pattern = "0." + "0" * method.decimals if method.decimals else "0"
    counted = maker.achieved if quick.asks_outcome(maker.items, maker.plan.eval_stage) else ()
    pending = _any([f"{maker.at(f'kpi_{n}')}={quoted(quick.PENDING)}" for n in counted])
    points = f'"　"&TEXT({maker.at("score")},{quoted(pattern)})&"点"&IF({pending},"（暫定）","")'
    graded = f"{head}&{letter}&{points}&CHAR(10)&{title}&{_capped(maker)}"
    share = f"INT(ROUND(100*{maker.total('answered')}/{maker.total('applicable')},6))"
    few = f'"記入済みの配点 "&IF({maker.total("applicable")}=0,0,{share})&"％"'
    waits = quoted(method.letter_title("Z"))
    held = f'{head}&"Z"&CHAR(10)&IF(AND({_few(maker)},NOT({_all_pending(maker)})),{few},{waits})'
    codes = "".join(f"IF({code}={quoted(c)},{quoted(method.letter_title(c))}," for c in "FYHX")
    coded = f'{head}&{code}&CHAR(10)&{codes}""))))'
    return f'IF({code}<>"",{coded},IF({maker.at("held")},{held},{graded}))'


def _capped(maker: Maker) -> str:
    """（上限：…） when a cap lowers the grade; only the caps that decide it, joined by ・."""
    own, final = maker.at("own"), maker.at("final")
    words = [f'IF(AND({final}={at},{test}),{quoted("・" + quick.CAP_WORDS[cap])},"")' for cap, at, test in _caps(maker)]
    if not words:
        return '""'
    return f'IF({final}>{own},"（上限："&MID({"&".join(words)},2,99)&"）","")'


def _line(maker: Maker) -> str:
    shown = [f"{quoted(f'　{one.title} ')}&{_level_words(maker, one)}" for one in maker.items]
    return f'IF({maker.at("code")}<>"","","速報の水準"&{"&".join(shown)})'


def _level_words(maker: Maker, one: Item) -> str:
    level, applicable, answered = (maker.at(f"{kind}:{one.id}") for kind in ("level", "applicable", "answered"))
    shown = f'ROUND({level},2)&""'
    if one.source == "judged" and one.field in maker.plan.cells:
        shown += f'&IF({level}<N({maker.field(one.field)}),{quoted(quick.NO_BASIS)},"")'
    given = f'IF({answered}=0,"未",{shown})'
    return f'IF({applicable}=0,"－",IF({level}="","未確定",{given}))'
