"""fujiplan trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import Debug, Json, Plan, Today, maybe_year

if TYPE_CHECKING:
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.site_address import TotalAddress
    from fujiplan_cli.workflow.trace import TracedVersion

_ORIGINS = {
    "sheet": "調書",
    "register": "事業台帳",
    "settle": "事務局の記録",
    "decision": "会議の決定",
    "computed": "計算",
    "import": "取込み",
}


def trace(
    project: Annotated[
        str, typer.Argument(metavar="事業番号", help="例：1-1-01。サイトの番地も使える（例：1-1-01/2025/executed）")
    ],
    field: Annotated[
        str | None, typer.Argument(metavar="項目", help="例：kpi_1_actual（省略すると、調書の版の一覧）")
    ] = None,
    year: Annotated[int | None, maybe_year("サイトの番地を指定したときは要らない")] = None,
    diff: Annotated[
        tuple[int, int] | None, typer.Option("--diff", metavar="版 版", help="二つの版の違いを示す（例：--diff 1 2）")
    ] = None,
    plan: Plan = None,
    today: Today = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """ひとつの値を、受け付けたファイル、シート、セルまでさかのぼって示します。項目を省くと、調書の版を示します。

    例：fujiplan trace 1-1-01 kpi_1_actual --year R7
    二つの版を比べる例：fujiplan trace 1-1-01 --year R7 --diff 1 2
    サイトの合計の内訳を示す例：fujiplan trace total/2025/executed
    """
    from fujiplan_cli.workflow.desk import Desk, Refused
    from fujiplan_cli.workflow.site_address import TotalAddress, address_of
    from fujiplan_cli.workflow.trace import trace as run

    desk = Desk.open(plan, today=today)
    address = address_of(project) if field is None and diff is None else None
    if isinstance(address, TotalAddress):
        return _total(desk, address, json=json)
    if address is not None and year in (None, address.year):
        project, year, field = address.project, address.year, address.field
    if year is None:
        raise Refused("対象年度が指定されていません。", "--year で指定してください（例：--year R7）。", status=2)
    if field is None or diff is not None:
        return _versions(desk, desk.known_year(year), project, field, diff, json=json)
    result = run(desk, desk.known_year(year), project, field)
    if json:
        versions = [
            {
                "value": v.value,
                "raw": v.raw,
                "origin": v.origin,
                "file": v.file or None,
                "sha256": v.sha256 or None,
                "sheet": v.sheet or None,
                "cell": v.cell or None,
                "repairs": [{"rule": r.rule, "raw": r.raw, "repaired": r.repaired} for r in v.repairs],
                "recorded_at": v.recorded_at or None,
                "by": v.by or None,
                "reason": v.reason or None,
                "superseded_by": v.superseded_by,
                "version": v.version or None,
                "withdrawn": v.withdrawn,
                "in_use": v.in_use,
            }
            for v in result.versions
        ]
        console.say_json({"project": project, "field": field, "year": year, "versions": versions})
        return 0
    console.say(f"事業{project} {result.label} {year}年度")
    if not result.versions:
        console.say("まだ記録がありません（調書を受け付けていないか、この段階では聞いていない項目です）。")
    for number, v in enumerate(result.versions, start=1):
        state = f"第{v.version}版・{_state(v)}" if v.version else _state(v)
        shown = v.value if v.value is not None else "（未記入）"
        console.say(f"{number}. {shown}　［{_ORIGINS.get(v.origin, v.origin)}・{state}］")
        if v.file:
            console.say(f"   {v.file}　{v.sheet} {v.cell}".rstrip())
        if v.raw and v.raw != v.value:
            console.say(f"   記入されたまま：{v.raw}")
        for repair in v.repairs:
            console.say(f"   表記の整理：{repair.raw} → {repair.repaired}")
        if v.by or v.reason:
            console.say(f"   {v.by}　理由：{v.reason}")
        if v.recorded_at:
            console.say(f"   記録：{v.recorded_at.replace('T', ' ')}")
        if v.sha256:
            console.say(f"   sha256：{v.sha256}")
    return 0


def _total(desk: Desk, address: TotalAddress, *, json: bool) -> int:
    """A total of the site: its rule and its parts, each with the address by which it is traced on."""
    from fujiplan_cli.workflow.site_address import total_of

    found = total_of(desk, address)
    if json:
        parts = [{"project": p.project, "trace": p.trace, "value": p.text} for p in found.parts]
        console.say_json(
            {
                "trace": found.trace,
                "year": found.year,
                "rule": found.rule,
                "value": found.text,
                "unit": found.unit,
                "parts": parts,
            }
        )
        return 0
    console.say(f"{found.trace}　{found.text}{found.unit}")
    console.say(f"計算：{found.rule}")
    console.say(f"内訳（{len(found.parts)}件。それぞれの番地を fujiplan trace に指定すると、セルまでたどれます。）")
    for part in found.parts:
        console.say(f"・{part.trace}　{part.text}")
    return 0


def _versions(
    desk: Desk, year: int, project: str, field: str | None, diff: tuple[int, int] | None, *, json: bool
) -> int:
    """The versions of a project, or what two of them say differently."""
    from fujiplan_cli.cli import versions as shown
    from fujiplan_cli.workflow.history import difference, history

    if diff is None:
        every = history(desk, year, project)
        if json:
            console.say_json(shown.history_json(project, year, every))
        else:
            shown.tell_history(project, year, every)
        return 0
    found = difference(desk, year, project, *diff, field)
    if json:
        console.say_json(shown.difference_json(project, year, field, found))
    else:
        shown.tell_difference(project, year, found)
    return 0


def _state(version: TracedVersion) -> str:
    """Whether the record takes the value from here."""
    if version.in_use:
        return "有効"
    if version.withdrawn:
        return "使わない版"
    return f"{version.superseded_by}番に置換え" if version.superseded_by else "使っていません"
