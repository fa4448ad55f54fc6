"""Declared conditions, sums and rules as formulas of Excel. Their twins in Python stand in `live`."""

from __future__ import annotations

from fractions import Fraction

from fujiplan_cli.model.condition import Condition
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.formula import Terms, parse_formula
from fujiplan_cli.model.method import OutcomeRule
from fujiplan_cli.model.place import address, column_letters
from fujiplan_cli.workbook import canvas
from fujiplan_cli.workbook.canvas import Block, SheetPlan
from fujiplan_cli.workbook.live import GAP_TIMES, low_below, needed
from fujiplan_cli.workbook.look import STATES, State

SYMBOL_ORDER: tuple[State, ...] = ("未", "要", "済", "任", "外")


def absolute(cell: str) -> str:
    """D5 → $D$5."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def following(cell: str) -> str:
    """D5 → $D5: the row moves with the formula."""
    return f"${cell}"


def quoted(text: str) -> str:
    """A text constant."""
    return '"' + text.replace('"', '""') + '"'


def cell_of(plan: SheetPlan, field_id: str) -> str:
    """Address of a field's cell, pinned; an empty text for a field that is not on the sheet."""
    found = plan.cells.get(field_id)
    return _pinned(plan, address(found.row, found.column)) if found else '""'


def _pinned(plan: SheetPlan, cell: str) -> str:
    return following(cell) if plan.hidden.rows_follow else absolute(cell)


def condition(plan: SheetPlan, one: Condition) -> str:
    """A condition as a formula that gives TRUE or FALSE."""
    if one.op == "is":
        return _is(plan, one)
    if one.op == "answered":
        return f"NOT({blank(cell_of(plan, one.field))})" if one.field in plan.cells else "FALSE"
    if one.op == "fact":
        cell = plan.hidden.facts.get(one.fact)
        return _pinned(plan, cell) if cell else _truth(one.fact in plan.facts)
    if one.op == "not":
        return _negated(condition(plan, one.parts[0]))
    if one.op in ("all", "any"):
        return _joined([condition(plan, part) for part in one.parts], every=one.op == "all")
    return _truth(one.op == "always")


def _is(plan: SheetPlan, one: Condition) -> str:
    if one.field not in plan.cells:
        return "FALSE"
    cell = cell_of(plan, one.field)
    tests = [f"{cell}={quoted(word)}" for word in one.words]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _truth(holds: bool) -> str:
    return "TRUE" if holds else "FALSE"


def _negated(inner: str) -> str:
    return {"TRUE": "FALSE", "FALSE": "TRUE"}.get(inner, f"NOT({inner})")


def _joined(parts: list[str], *, every: bool) -> str:
    """AND / OR, with what is known beforehand left out."""
    deciding, neutral = ("FALSE", "TRUE") if every else ("TRUE", "FALSE")
    if deciding in parts:
        return deciding
    left = [part for part in parts if part != neutral]
    if len(left) < 2:
        return left[0] if left else neutral
    return f"{'AND' if every else 'OR'}({','.join(left)})"


def blank(cell: str) -> str:
    """Whether a cell holds nothing but blanks, full-width ones included."""
    return f'TRIM(SUBSTITUTE({cell},"　",""))=""'


def computed(plan: SheetPlan, one: Field) -> str:
    """A computed field: blank until what it needs is there."""
    parsed = parse_formula(one.formula)
    tests = [f"ISNUMBER({cell_of(plan, name)})" for name in needed(plan, parsed)]
    over = _sum(plan, parsed.over)
    if parsed.under is not None:
        under = _sum(plan, parsed.under)
        tests.append(f"({under})<>0")
        over = f"({over})/({under})"
    test = f"AND({','.join(tests)})" if len(tests) > 1 else (tests[0] if tests else "TRUE")
    return f'IFERROR(IF({test},{over},""),"")'


def _sum(plan: SheetPlan, terms: Terms) -> str:
    parts = [("-" if sign < 0 else "+") + f"N({cell_of(plan, name)})" for sign, name in terms if name in plan.cells]
    return "".join(parts).removeprefix("+") or "0"


def facts(plan: SheetPlan, rule: OutcomeRule, achievements: list[str]) -> dict[str, str]:
    """Hidden cell → formula, for the facts that follow from answers. ``achievements``: cells of `achievement`."""
    executed, total, carried = (cell_of(plan, name) for name in ("executed", "budget_total", "carried_out"))
    gap = f"ABS(N({total})-N({executed})-N({carried}))*{GAP_TIMES}>N({total})"
    low = decimal_of(low_below(rule))
    lows = [f"IF(ISNUMBER({cell}),ROUND({cell},12)<{low},FALSE)" for cell in achievements]
    has_money = "executed" in plan.cells
    formulas = {
        "cost_gap": f"IFERROR(AND(ISNUMBER({executed}),N({total})>0,{gap}),FALSE)" if has_money else "FALSE",
        "executed_positive": f"N({executed})>0" if has_money else "FALSE",
        "outcome_low": f"OR({','.join(lows)})" if lows else "FALSE",
    }
    return {cell: formulas[fact] for fact, cell in plan.hidden.facts.items()}


def achievement(plan: SheetPlan, n: int, rule: OutcomeRule) -> str:
    """Unrounded achievement of indicator n (domain.md §4.3), "" when it is not scored or lacks a number."""
    x, t, b, way, kind, tolerance = (
        cell_of(plan, f"kpi_{n}_{stem}") for stem in ("actual", "target", "base", "direction", "kind", "tolerance")
    )
    met = f'IF({way}="増",IF({x}>={t},1,0),IF({x}<={t},1,0))'
    against = f'IF({way}="増",{t}<={b},{t}>={b})'
    with_base = f"IF({against},{met},({x}-{b})/({t}-{b}))"
    without = f'IF(OR({t}<=0,AND({way}="減",{x}<=0)),{met},IF({way}="増",{x}/{t},{t}/{x}))'
    moved = f'IF(OR({way}="増",{way}="減"),IF(ISNUMBER({b}),{with_base},{without}),0)'
    width = f"IF(ISNUMBER({tolerance}),{tolerance},{decimal_of(rule.tolerance)})"
    scored = f"AND({kind}={quoted(rule.scored_kind)},ISNUMBER({x}),ISNUMBER({t}))"
    return f'IFERROR(IF({scored},IF({way}="維持",{_kept(x, t, width, rule)},{moved}),""),"")'


def _kept(x: str, t: str, width: str, rule: OutcomeRule) -> str:
    """Nested by rising deviation; rounded so that 0.1 + 0.2 is 0.3."""
    inner = "0"
    for band in reversed(rule.keep_bands):
        limit = f"ROUND({decimal_of(band.limit)}*{width}*ABS({t}),9)"
        inner = f"IF(ROUND(ABS({x}-{t}),9)<={limit},{decimal_of(band.level)},{inner})"
    return inner


def decimal_of(value: Fraction | int) -> str:
    """A number as a formula writes it: 15 digits, as many as Excel keeps."""
    return f"{float(value):.15g}"


def rate(plan: SheetPlan, n: int) -> str:
    """達成率 of indicator n, "" where it has no meaning."""
    x, t, way = (cell_of(plan, f"kpi_{n}_{stem}") for stem in ("actual", "target", "direction"))
    ratio = f'IF({way}="減",{t}/{x},{x}/{t})'
    known = f'AND(ISNUMBER({x}),ISNUMBER({t}),N({t})>0,OR({way}<>"減",N({x})>0))'
    return f'IFERROR(IF({known},{ratio},""),"")'


def state(plan: SheetPlan, one: Field) -> str:
    """未/要/済/任/外 of an input."""
    cell = cell_of(plan, one.id)
    empty, required = blank(cell), condition(plan, one.required_when)
    relevant, valid = condition(plan, one.relevant_when), _acceptable(plan, one, cell)
    missing = {"TRUE": '"未"', "FALSE": '"任"'}.get(required, f'IF({required},"未","任")')
    filled = '"済"' if valid == "TRUE" else f'IF({valid},"済","要")'
    asked = f"IF({empty},{missing},{filled})"
    unasked = '"外"' if one.origin == "prefilled" else f'IF({empty},"外","要")'
    return f'IFERROR({_guarded(relevant, asked, unasked)},"要")'


def _guarded(relevant: str, asked: str, unasked: str) -> str:
    if relevant == "TRUE":
        return asked
    return unasked if relevant == "FALSE" else f"IF({relevant},{asked},{unasked})"


def _acceptable(plan: SheetPlan, one: Field, cell: str) -> str:
    if one.kind == "text":
        return f"LEN({cell})<={one.limit}" if one.limit else "TRUE"
    if one.id in plan.lists:
        return f"COUNTIF({list_range(plan, one.id)},{cell})>0"
    if one.kind not in ("integer", "money", "decimal"):
        return "TRUE"
    tests = [f"ISNUMBER({cell})"]
    if one.minimum is not None:
        tests.append(f"{cell}>={one.minimum}")
    if one.maximum is not None:
        tests.append(f"{cell}<={one.maximum}")
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def list_range(plan: SheetPlan, field_id: str) -> str:
    """The hidden cells that hold a field's choices."""
    column, words = plan.lists[field_id]
    if plan.hidden.list_row:
        ends = (address(plan.hidden.list_row, at) for at in (column, column + len(words) - 1))
        return ":".join(absolute(cell) for cell in ends)
    letters = column_letters(column)
    first = canvas.TITLE_ROW
    return f"${letters}${first}:${letters}${first + len(words) - 1}"


def mirror_range(first_row: int, last_row: int) -> str:
    """The hidden states of the inputs of these rows."""
    first = column_letters(canvas.FIRST_COLUMN + canvas.MIRROR)
    last = column_letters(canvas.LAST_COLUMN + canvas.MIRROR)
    return f"${first}${first_row}:${last}${last_row}"


def row_state(shown: Block) -> str:
    """Symbol and word of the most urgent state of a row."""
    return most_urgent(mirror_range(shown.row, shown.last_row))


def most_urgent(cells: str) -> str:
    """Symbol and word of the most urgent of the states in these cells."""
    formula = quoted(state_words("外"))
    for word in reversed(SYMBOL_ORDER[:-1]):
        formula = f"IF(COUNTIF({cells},{quoted(word)})>0,{quoted(state_words(word))},{formula})"
    return formula


def state_words(word: State) -> str:
    """「● 未」."""
    return f"{STATES[word].symbol} {STATES[word].word}"


def gap(row: int) -> str:
    """Address of the first unanswered input of a row, "" when there is none."""
    return first_missing(mirror_range(row, row))


def first_missing(cells: str) -> str:
    """Address of the first unanswered input of the formula's own row, by the states in these cells."""
    return f'IFERROR(ADDRESS(ROW(),MATCH("未",{cells},0)+{canvas.FIRST_COLUMN - 1},4),"")'


def gap_range(plan: SheetPlan) -> str:
    """The hidden column of `gap` cells."""
    letters = column_letters(canvas.GAP_COLUMN)
    return f"${letters}${canvas.FIRST_ROW}:${letters}${plan.last_row}"


COMPLETE = canvas.Closing().done
"""On two lines."""
LINK = "▶ 最初の未記入欄へ移動"


def message(plan: SheetPlan) -> str:
    """The bar: how many are unanswered or to be looked at."""
    cells = mirror_range(canvas.FIRST_ROW, plan.last_row)
    done, idle = ("&CHAR(10)&".join(quoted(line) for line in lines) for lines in _closing_lines(plan))
    return counted(cells, f'IF(COUNTIF({cells},"済")>0,{done},{idle})' if idle else done)


def _closing_lines(plan: SheetPlan) -> tuple[list[str], list[str]]:
    """The bar's lines when nothing is left to do, and those of a spare sheet on which nothing stands."""
    symbols = (STATES["済"].symbol, STATES["外"].symbol)
    texts = (plan.closing.done, plan.closing.idle)
    done, idle = (
        [f"{symbol} {line}" if place == 0 else line for place, line in enumerate(lines)]
        for symbol, lines in zip(symbols, texts, strict=True)
    )
    return done, idle


def closing_words(plan: SheetPlan, answered: int) -> str:
    """What the bar shows when nothing is left to do and so many questions are answered."""
    done, idle = _closing_lines(plan)
    return "\n".join(done if answered or not idle else idle)


def counted(cells: str, done: str) -> str:
    """How many of the states in these cells are 未 or 要; ``done`` (a formula) when none is."""
    missing, doubtful = f'COUNTIF({cells},"未")', f'COUNTIF({cells},"要")'
    also = f'IF({doubtful}>0,"・要確認 "&{doubtful}&" 項目","")'
    alone = f'IF({doubtful}>0,"▲ 要確認 "&{doubtful}&" 項目",{done})'
    return f'IF({missing}>0,"● 未記入 "&{missing}&" 項目"&{also},{alone})'


def message_words(missing: int, doubtful: int, done: str = "○ " + "\n".join(COMPLETE)) -> str:
    """What `message` and `counted` show."""
    if missing:
        return f"● 未記入 {missing} 項目" + (f"・要確認 {doubtful} 項目" if doubtful else "")
    return f"▲ 要確認 {doubtful} 項目" if doubtful else done


def link(plan: SheetPlan) -> str:
    """A jump to the first unanswered input. ``#D18`` stays on the sheet, whatever book it was copied to."""
    return jump(gap_range(plan))


def jump(cells: str) -> str:
    """A jump to the first address in a column of `first_missing` cells."""
    return f'IFERROR(HYPERLINK("#"&INDEX({cells},MATCH("?*",{cells},0)),{quoted(LINK)}),"")'
