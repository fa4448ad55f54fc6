"""fujiplan revise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today, day_of, year_of

if TYPE_CHECKING:
    from fujiplan_cli.workflow.departments import DepartmentChange
    from fujiplan_cli.workflow.desk import Desk
    from fujiplan_cli.workflow.new_year import NewYear
    from fujiplan_cli.workflow.revise import Order, Revised


@dataclass(frozen=True, slots=True)
class _Asked:
    source: Path | None
    add: str
    change: str
    merge: Sequence[str]
    split: str
    end: str
    restore: int | None
    into: Mapping[str, str]
    values: Mapping[str, str]
    year: int
    kpi: int
    last: int | None


def revise(
    write: Annotated[
        bool, typer.Option("--write", help="台帳から register.xlsx を書き出す（ほかに指定がないとき）")
    ] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="ファイル", help="直した register.xlsx を取り込む")
    ] = None,
    add: Annotated[str, typer.Option("--add", metavar="番号", help="事業を加える（--set で各項目）")] = "",
    change: Annotated[
        str, typer.Option("--change", metavar="番号", help="事業の項目、目標を変える（--set で各項目）")
    ] = "",
    merge: Annotated[
        list[str] | None, typer.Option("--merge", metavar="番号", help="統合する事業（複数指定可。--into が統合先）")
    ] = None,
    split: Annotated[str, typer.Option("--split", metavar="番号", help="分割する事業（--into を2つ以上）")] = "",
    end: Annotated[str, typer.Option("--end", metavar="番号", help="終わる事業")] = "",
    restore: Annotated[
        int | None, typer.Option("--restore", metavar="版", help="事業台帳をその版に戻す（見直しの取消し）")
    ] = None,
    department: Annotated[
        str, typer.Option("--department", metavar="コード", help="課の改称、統合、分割、廃止（--into が引き継ぐ課）")
    ] = "",
    new_year: Annotated[
        int | None,
        typer.Option("--new-year", parser=year_of, metavar="年度", help="年度更新で引き継ぐものと、要確認の事業を示す"),
    ] = None,
    into: Annotated[
        list[str] | None, typer.Option("--into", metavar="番号=名前", help="統合先、分割先、引き継ぐ課（複数指定可）")
    ] = None,
    assign: Annotated[
        list[str] | None,
        typer.Option("--assign", metavar="事業番号=コード", help="課を分けるとき、事業を引き継ぐ課（複数指定可）"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="項目=値", help="register.xlsx の見出し又は列IDと値（複数指定可）"),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", parser=year_of, metavar="年度", help="--set が年度計画の項目のときの年度")
    ] = None,
    kpi: Annotated[int, typer.Option("--kpi", metavar="番号", help="--set が指標の項目のときの指標番号")] = 0,
    last: Annotated[
        int | None,
        typer.Option(
            "--last-year", parser=year_of, metavar="年度", help="終わる事業の最後の年度（省略時は決定日の年度）"
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="見直しの理由（必須）")] = "",
    day: Annotated[
        date | None, typer.Option("--date", parser=day_of, metavar="日付", help="決定日（課のときは、変わる日）")
    ] = None,
    meeting: Annotated[str, typer.Option("--meeting", metavar="会議", help="決定した会議（wg、kanjikai、honbu）")] = "",
    approval_no: Annotated[str, typer.Option("--approval-no", metavar="番号", help="決裁番号")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="新旧対照を示すだけで、記録しない")] = False,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """事業の追加、変更、統合、分割、終了を、理由と日付とともに事業台帳に記録し、新旧対照表を作ります。

    例：fujiplan revise --from register.xlsx --reason 国の制度改正のため --date 2026-07-15

    例：fujiplan revise --merge 1-1-02 --into 1-1-01 --last-year R7 --reason 窓口を一つにするため --date 2026-07-15
    """
    from fujiplan_cli.workflow.desk import Desk, Refused

    asked = _Asked(
        source,
        add,
        change,
        merge or (),
        split,
        end,
        restore,
        _pairs(into),
        _pairs(settings, whole=True),
        year or 0,
        kpi,
        last,
    )
    acts = [source is not None, add, change, merge, split, end, restore is not None, department, new_year is not None]
    count = sum(map(bool, acts))
    if count + write > 1:
        raise Refused(
            "見直しの種類は、一度にひとつだけ指定してください。何も記録していません。",
            "fujiplan revise --help で、指定できる種類を確認してください。",
            status=2,
        )
    desk = Desk.open(plan, today=today, by=by)
    if not count:
        return _write(desk, json=json)
    if new_year is not None:
        from fujiplan_cli.workflow.new_year import carried_over

        return _tell_year(carried_over(desk, desk.known_year(new_year)), json=json)
    if day is None:
        raise Refused("--date（決定日）を指定してください。何も記録していません。", "例：--date 2026-07-15", status=2)
    from fujiplan_cli.workflow.revise import Order

    order = Order(day, reason, meeting, approval_no, dry_run)
    if department:
        from fujiplan_cli.workflow.departments import change_department

        moved = change_department(desk, department, asked.into, _pairs(assign, whole=True), order)
        return _tell_department(moved, dry_run=dry_run, json=json)
    result = _do(desk, asked, order)
    return _tell(result, dry_run=dry_run, json=json)


def _pairs(texts: Sequence[str] | None, *, whole: bool = False) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, sign, value = text.partition("=")
        if (whole and not sign) or not name.strip():
            raise typer.BadParameter(f"「{text}」は「項目=値」の形で指定してください。")
        if name.strip() in pairs:
            raise typer.BadParameter(f"「{name.strip()}」が2回指定されています。")
        pairs[name.strip()] = value.strip()
    return pairs


def _do(desk: Desk, asked: _Asked, order: Order) -> Revised:
    from fujiplan_cli.kinds.fiscal_year import fiscal_year_of
    from fujiplan_cli.workflow import revision_acts as acts
    from fujiplan_cli.workflow.desk import Refused
    from fujiplan_cli.workflow.revise import restore, revise_by, revise_from

    if asked.source is not None:
        return revise_from(desk, asked.source, order)
    if asked.restore is not None:
        return restore(desk, asked.restore, order)
    last = asked.last if asked.last is not None else fiscal_year_of(order.day)
    typed = acts.Typed(asked.values, asked.year, asked.kpi)
    if asked.add:
        return revise_by(desk, "add", lambda now, used: acts.add(now, used, asked.add, typed), order)
    if asked.change:
        return revise_by(desk, "change", lambda now, _: acts.change(now, asked.change, typed), order)
    if asked.end:
        return revise_by(desk, "end", lambda now, _: acts.end(now, asked.end, last), order)
    if asked.split:
        return revise_by(desk, "split", lambda now, used: acts.split(now, used, asked.split, asked.into, last), order)
    if len(asked.into) != 1:
        raise Refused("統合先を --into でひとつ指定してください。何も記録していません。", "例：--into 1-1-01", status=2)
    ((target, name),) = asked.into.items()
    named = acts.Typed({**({"project_name": name} if name else {}), **asked.values}, asked.year, asked.kpi)
    return revise_by(desk, "merge", lambda now, used: acts.merge(now, used, asked.merge, target, last, named), order)


def _write(desk: Desk, *, json: bool) -> int:
    from fujiplan_cli.workflow.revise import write_current

    file, version, projects = write_current(desk)
    if json:
        console.say_json({"file": file, "version": version, "projects": projects})
    else:
        console.say(f"{file} を書き出しました（第{version}版、{projects}事業）。")
        console.say("直した後は：fujiplan revise --from register.xlsx --reason 理由 --date 決定日")
    return 0


def _tell(result: Revised, *, dry_run: bool, json: bool) -> int:
    revision = result.revision
    if json:
        findings = [finding_json(one) for one in result.findings]
        told = asdict(revision) if revision else None
        files = {"files": list(result.files), "undrawable": list(result.lost)}
        console.say_json({"revision": told, "recorded": bool(result.files), **files, "findings": findings})
        return 0 if revision else 1
    tell_findings(result.findings)
    if revision is None:
        console.say("事業台帳は変えていません。上の箇所を直し、もう一度実行してください。")
        return 1
    from fujiplan_cli.model.revision import KIND_WORDS

    for one in revision.projects:
        console.say(f"{one.number} {one.name}（{KIND_WORDS[one.kind]}）")
        for field in one.changes:
            console.say(f"  {field.label}：{field.before or '−'} → {field.after or '−'}")
    if dry_run:
        console.say(f"{len(revision.projects)}事業が変わります（--dry-run のため、何も記録していません）。")
        return 0
    console.say(f"第{revision.number}号の見直しを記録しました（事業台帳 第{revision.before}版→第{revision.after}版）。")
    for file in result.files:
        console.say(f"  {file}")
    console.undrawable(result.lost)
    return 0


def _tell_department(found: DepartmentChange, *, dry_run: bool, json: bool) -> int:
    if json:
        told = asdict(found)
        console.say_json({"undrawable": list(told.pop("lost")), **told, "recorded": bool(found.files)})
        return 0
    for one in found.revision.projects:
        console.say(f"{one.number} {one.name}")
        for field in one.changes:
            console.say(f"  {field.label}：{field.before or '−'} → {field.after or '−'}")
    console.say("fujiplan.toml に加える行：")
    for line in (*found.own_lines, *(line for block in found.new_blocks for line in block.split("\n"))):
        console.say(f"  {line}")
    if dry_run:
        console.say("--dry-run のため、何も記録していません。")
        return 0
    console.say(f"第{found.revision.number}号の見直しとして記録し、次のファイルに書きました。")
    for file in found.files:
        console.say(f"  {file}")
    console.undrawable(found.lost)
    return 0


def _tell_year(result: NewYear, *, json: bool) -> int:
    if json:
        console.say_json(asdict(result))
        return 0
    console.say(f"{result.words}の調書に引き継ぐもの（{len(result.projects)}事業）")
    for one in result.projects:
        console.say(f"  {one.number} {one.name}：段階 {one.stage}、取組 {one.plan_from}、目標 {one.targets_from}")
    hands = [one for one in result.projects if one.attention]
    console.say(f"事務局の確認が必要な事業（{len(hands)}件）")
    for one in hands:
        console.say(f"  {one.number} {one.name}：{'、'.join(one.attention)}")
    console.say(result.file)
    return 0
