"""fujiplan.toml → Plan: what the shapes cannot see is checked here (names that meet, dates, history, years)."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from fujiplan_cli.declare.document import Document, Faults
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.declare.plan_shape import CalendarShape, DepartmentShape, FinanceShape, MeetingShape, PlanShape
from fujiplan_cli.declare.shape import shaped
from fujiplan_cli.kinds.register_columns import MONEY_COLUMNS
from fujiplan_cli.model.finance import FinanceMap
from fujiplan_cli.model.plan import (
    Applies,
    Body,
    CalendarEntry,
    Department,
    Goal,
    HearingRules,
    Measure,
    Meeting,
    OwnConfirmation,
    Plan,
    Publisher,
    Stage,
)

PLAN_FILE = "fujiplan.toml"


def plan_of(document: Document, faults: Faults, folder: str = "") -> Plan | None:
    """The plan a document declares, or None with every fault noted."""
    before = len(faults.found)
    shape = shaped(PlanShape, document.data, faults)
    if shape is None:
        return None
    for check in _CHECKS:
        check(shape, faults)
    return _built(shape, document.sha256, folder) if len(faults.found) == before else None


def doubled(names: Sequence[tuple[KeyPath, str]], what: str, faults: Faults) -> None:
    """Note every name that was used before; ``names`` are key paths with the name that stands there."""
    first: dict[str, int] = {}
    for number, (path, name) in enumerate(names, start=1):
        if name in first:
            faults.add(
                path, f"{what}「{name}」が{first[name]}番目と{number}番目で重複しています。どちらかを変えてください。"
            )
        else:
            first[name] = number


def unknown(path: KeyPath, names: Iterable[str], known: Iterable[str], what: str, faults: Faults) -> None:
    """Note every name that is not known; ``path`` is that of the list they stand in."""
    allowed = tuple(known)
    for number, name in enumerate(names):
        if name not in allowed:
            faults.add((*path, number), f"{what}「{name}」はありません。使えるのは{'、'.join(allowed)}です。")


def years_in_order(first: int, last: int, path: KeyPath, faults: Faults) -> None:
    """Note a last year that lies before the first."""
    if last < first:
        faults.add((*path, "last_year"), f"最後の年度（{last}）が最初の年度（{first}）より前です。")


def _ids(shape: PlanShape, faults: Faults) -> None:
    doubled([(("departments", i, "code"), d.code) for i, d in enumerate(shape.departments)], "課のコード", faults)
    doubled([(("goals", i, "code"), g.code) for i, g in enumerate(shape.goals)], "基本目標のコード", faults)
    measures = [
        (("goals", i, "measures", j, "code"), m.code)
        for i, g in enumerate(shape.goals)
        for j, m in enumerate(g.measures)
    ]
    doubled(measures, "施策のコード", faults)
    doubled([(("stages", i, "code"), s.code) for i, s in enumerate(shape.stages)], "段階のコード", faults)
    doubled([(("meetings", i, "id"), m.id) for i, m in enumerate(shape.meetings)], "会議の id ", faults)
    doubled([(("bodies", i, "id"), b.id) for i, b in enumerate(shape.bodies)], "組織の id ", faults)


def _organisation(shape: PlanShape, faults: Faults) -> None:
    codes = {d.code: d for d in shape.departments}
    if shape.secretariat not in codes:
        faults.add(("secretariat",), f"課のコード「{shape.secretariat}」は departments にありません。")
    for number, one in enumerate(shape.departments):
        _history(one, ("departments", number), codes, faults)
    for number, named in enumerate(shape.own_confirmations):
        path: KeyPath = ("own_confirmations", number, "department")
        if named.department not in codes:
            faults.add(path, f"課のコード「{named.department}」は departments にありません。")
        elif named.department == shape.secretariat:
            faults.add(path, "事務局の課の事業を、事務局の課が確認することはできません。別の課を書いてください。")


def _history(one: DepartmentShape, path: KeyPath, codes: dict[str, DepartmentShape], faults: Faults) -> None:
    who = f"{one.division} {one.name}（{one.code}）"
    if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
        faults.add((*path, "valid_until"), f"{who}の最後の日が、最初の日より前です。")
    if one.successor is None:
        return
    if one.successor not in codes:
        faults.add((*path, "successor"), f"{who}を引き継ぐ課「{one.successor}」は departments にありません。")
        return
    if one.valid_until is None:
        faults.add((*path, "successor"), f"{who}に引き継ぐ課がありますが、最後の日（valid_until）がありません。")
    if one.code in _line(one.code, codes):
        faults.add((*path, "successor"), f"{who}の引き継ぎが一回りして元に戻っています。successor を直してください。")


def _line(code: str, codes: dict[str, DepartmentShape]) -> list[str]:
    """The successors of a department in order, each once."""
    line: list[str] = []
    following = codes[code].successor
    while following in codes and following not in line:
        line.append(following)
        following = codes[following].successor
    return line


def _routes(shape: PlanShape, faults: Faults) -> None:
    stages = [s.code for s in shape.stages]
    for name, route in shape.routes.items():
        unknown(("routes", name), route, stages, "段階", faults)
        doubled([(("routes", name, i), code) for i, code in enumerate(route)], "段階", faults)


def _meetings(shape: PlanShape, faults: Faults) -> None:
    for number, meeting in enumerate(shape.meetings):
        unknown(("meetings", number, "approving"), meeting.approving, meeting.decisions, "決定の言葉", faults)
        unknown(("meetings", number, "modifying"), meeting.modifying, meeting.approving, "先へ進める決定の言葉", faults)
    if sum(m.publishes for m in shape.meetings) != 1:
        faults.add(("meetings",), "公表を認める会議（publishes = true）は一つだけにしてください。")


def _calendar(shape: PlanShape, faults: Faults) -> None:
    meetings = [one.id for one in shape.meetings]
    for number, entry in enumerate(shape.calendar):
        path: KeyPath = ("calendar", number, "meeting")
        if entry.work == "meeting" and entry.meeting not in meetings:
            words = (
                f"会議「{entry.meeting}」は meetings にありません。" if entry.meeting else "会議が書かれていません。"
            )
            faults.add(path, f'{words}work = "meeting" の行には、{"、".join(meetings)}のどれかを書いてください。')
        elif entry.meeting and entry.work != "meeting":
            faults.add(path, 'meeting は、work = "meeting" の行にだけ書けます。')
    names = [(("calendar", i, "title"), f"{e.month}月 {e.title}") for i, e in enumerate(shape.calendar)]
    doubled(names, "年間の予定の行", faults)


def _days(shape: PlanShape, faults: Faults) -> None:
    check_day(shape.due.month, shape.due.day, ("due", "day"), faults)
    for number, entry in enumerate(shape.calendar):
        if entry.day is not None:
            check_day(entry.month, entry.day, ("calendar", number, "day"), faults)


def check_day(month: int, day: int, path: KeyPath, faults: Faults) -> None:
    """Note a day that does not come every year."""
    if day > months.monthrange(2023, month)[1]:  # 2023 is no leap year: 29 February is no yearly date
        faults.add(path, f"{month}月{day}日という日はありません。")


def _years(shape: PlanShape, faults: Faults) -> None:
    years_in_order(shape.first_year, shape.last_year, (), faults)
    covered: dict[int, int] = {}
    for number, one in enumerate(shape.applies):
        years_in_order(one.first_year, one.last_year, ("applies", number), faults)
        twice = [year for year in range(one.first_year, one.last_year + 1) if year in covered]
        if twice:
            where = f"{covered[twice[0]] + 1}番目と{number + 1}番目"
            message = (
                f"{twice[0]}年度に当たる [[applies]] が二つあります（{where}）。期間が重ならないようにしてください。"
            )
            faults.add(("applies", number, "first_year"), message)
        covered |= dict.fromkeys(range(one.first_year, one.last_year + 1), number)
    missing = [str(year) for year in range(shape.first_year, shape.last_year + 1) if year not in covered]
    if missing:
        faults.add(
            ("applies",),
            f"{'、'.join(missing)}年度に使う調書と採点方法が決まっていません。[[applies]] の期間を直してください。",
        )


_RELATIVE = "計画フォルダーの中の場所を「forms/progress.toml」のように書いてください。"


def _files(shape: PlanShape, faults: Faults) -> None:
    for number, one in enumerate(shape.applies):
        named = {("method",): one.method} | {("forms", form): file for form, file in one.forms.items()}
        for key, file in named.items():
            path = PurePosixPath(file)
            if path.is_absolute() or ".." in path.parts or "\\" in file or ":" in file or not file.isprintable():
                faults.add(("applies", number, *key), f"「{file}」は使えません。{_RELATIVE}")


_CHECK_WEIGHTS = (6, 5, 4, 3, 2)


def _organisation_code(shape: PlanShape, faults: Faults) -> None:
    """全国地方公共団体コード: five digits and a check digit (11 − Σ digit × 6…2 mod 11, last digit)."""
    code, path = shape.publisher.organisation_code, ("publisher", "organisation_code")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        faults.add(path, f"「{code}」は使えません。全国地方公共団体コードを半角数字6桁で書いてください（例：222101）。")
        return
    total = sum(int(digit) * weight for digit, weight in zip(code, _CHECK_WEIGHTS, strict=False))
    if (11 - total % 11) % 10 != int(code[5]):
        faults.add(path, f"団体コード「{code}」の検査数字（6桁目）が合いません。番号を確認してください。")


_MONEY_NEEDED = ("budget_initial", "executed")
"""Without both, a sheet still asks the 所管課 for its money."""


def _finance(shape: PlanShape, faults: Faults) -> None:
    if shape.finance is None:
        return
    path: KeyPath = ("finance", "columns")
    for name in shape.finance.columns:
        if name not in MONEY_COLUMNS:
            words = "、".join(f"{key}（{label}）" for key, label in MONEY_COLUMNS.items())
            faults.add((*path, name), f"金額の欄「{name}」はありません。使えるのは{words}です。")
    missing = [f"{name}（{MONEY_COLUMNS[name]}）" for name in _MONEY_NEEDED if name not in shape.finance.columns]
    if missing:
        faults.add(path, f"{'と'.join(missing)}の列を書いてください。調書に金額を印字するために必要です。")


_CHECKS: tuple[Callable[[PlanShape, Faults], None], ...] = (
    _ids,
    _organisation,
    _routes,
    _meetings,
    _calendar,
    _days,
    _years,
    _files,
    _organisation_code,
    _finance,
)


def _built(shape: PlanShape, sha256: str, folder: str) -> Plan:
    return Plan(
        id=shape.id,
        title=shape.title,
        first_year=shape.first_year,
        last_year=shape.last_year,
        sample=shape.sample,
        publisher=Publisher(**shape.publisher.model_dump(exclude_none=True)),
        secretariat=shape.secretariat,
        goals=tuple(
            Goal(g.code, g.title, tuple(Measure(m.code, m.title, g.code) for m in g.measures)) for g in shape.goals
        ),
        departments=tuple(Department(**d.model_dump()) for d in shape.departments),
        stages=tuple(Stage(**s.model_dump()) for s in shape.stages),
        routes={name: tuple(route) for name, route in shape.routes.items()},
        meetings=tuple(_meeting(m) for m in shape.meetings),
        calendar=tuple(_entry(c) for c in shape.calendar),
        applies=tuple(Applies(a.first_year, a.last_year, dict(a.forms), a.method) for a in shape.applies),
        due_month=shape.due.month,
        due_day=shape.due.day,
        retention_years=shape.retention_years,
        bodies=tuple(Body(**b.model_dump()) for b in shape.bodies),
        finance=_finance_map(shape.finance) if shape.finance else None,
        accept=frozenset(shape.collect.accept),
        hearing=HearingRules(**shape.hearing.model_dump()),
        own_confirmations=tuple(OwnConfirmation(**one.model_dump()) for one in shape.own_confirmations),
        folder=folder,
        sha256=sha256,
    )


def _finance_map(shape: FinanceShape) -> FinanceMap:
    columns = {name: tuple(headers) for name, headers in shape.columns.items()}
    return FinanceMap(**shape.model_dump() | {"code": tuple(shape.code), "columns": columns})


def _meeting(shape: MeetingShape) -> Meeting:
    return Meeting(
        **shape.model_dump()
        | {
            "decisions": tuple(shape.decisions),
            "approving": tuple(shape.approving),
            "modifying": tuple(shape.modifying),
        }
    )


def _entry(shape: CalendarShape) -> CalendarEntry:
    return CalendarEntry(**shape.model_dump())
