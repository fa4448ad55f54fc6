"""fujiplan doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fujiplan_cli.cli import console
from fujiplan_cli.cli.options import By, Debug, Json, Plan, Today

if TYPE_CHECKING:
    from fujiplan_cli.workflow.backup import Backup, Restored
    from fujiplan_cli.workflow.doctor import Ailment, Diagnosis


def doctor(
    backup: Annotated[
        Path | None,
        typer.Option(
            "--backup", metavar="場所", help="計画フォルダーの控えを一つのファイルに作る（フォルダーも指定可）"
        ),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="記録を失わずに直せるものを直す（除けたものは残す）")
    ] = False,
    restore: Annotated[
        Path | None,
        typer.Option("--restore", metavar="控え", help="控えから戻す（元のフォルダーは残し、隣に作る）"),
    ] = None,
    unlock: Annotated[
        str | None,
        typer.Option("--unlock", metavar="PC名", help="動いていないPCが残した台帳の使用中の印を外す"),
    ] = None,
    plan: Plan = None,
    today: Today = None,
    by: By = "事務局",
    json: Json = False,
    debug: Debug = False,
) -> int:
    """計画フォルダー、台帳、受領ファイル、書体、権限、時計、空き容量を調べ、直し方を示します。

    例：fujiplan doctor
    控えを作る例：fujiplan doctor --backup D:\\控え
    控えから戻す例：fujiplan doctor --restore D:\\控え\\keikaku-20260401-0900.zip
    """
    from datetime import datetime, time

    from fujiplan_cli.workflow.backup import make_backup, restore_backup
    from fujiplan_cli.workflow.desk import Refused
    from fujiplan_cli.workflow.doctor import diagnose
    from fujiplan_cli.workflow.mend import mend
    from fujiplan_cli.workflow.mend import unlock as break_lock

    if sum((backup is not None, repair, restore is not None, unlock is not None)) > 1:
        raise Refused(
            "--backup、--repair、--restore、--unlock は、一度に一つだけ指定してください。",
            "例：先に fujiplan doctor --backup D:\\控え、次に fujiplan doctor --repair",
            status=2,
        )
    now = datetime.now().replace(microsecond=0)
    at = datetime.combine(today, time()) if today else now
    folder = _folder(plan, restoring=restore is not None)
    if restore is not None:
        return _tell_restored(restore_backup(restore, folder, at), json)
    if backup is not None:
        return _tell_backup(make_backup(folder, backup, by, at), json)
    unlocked = break_lock(folder, unlock) if unlock is not None else ""
    done = mend(folder, by, at).words() if repair else ()
    return _tell(diagnose(folder, now), done, unlocked, json)


def _folder(plan: Path | None, *, restoring: bool) -> Path:
    """The plan folder, faulty or not; of a restore, where it is to be. Raises PlanFolderError, Refused (usage)."""
    from fujiplan_cli.declare import find_plan_folder
    from fujiplan_cli.ledger import FOLDER
    from fujiplan_cli.model.plan import Fault, PlanFolderError
    from fujiplan_cli.workflow.desk import PLAN_FILE

    if plan is not None and plan.name == PLAN_FILE:
        plan = plan.parent
    found = plan if plan is not None else find_plan_folder(Path.cwd())
    if restoring and found is None:
        raise typer.BadParameter("戻す場所を --plan で指定してください（例：--plan D:\\keikaku）。")
    if found is None or not (restoring or (found / PLAN_FILE).is_file() or (found / FOLDER).is_dir()):
        where = str(plan) if plan is not None else "このフォルダー"
        message = f"{where}に計画フォルダー（fujiplan.toml）が見つかりません。--plan で場所を指定してください。"
        raise PlanFolderError((Fault(PLAN_FILE, "", message),))
    return found.resolve()


def _tell_backup(made: Backup, json: bool) -> int:
    if json:
        told = {"path": str(made.path), "files": made.files, "size": made.size, "sha256": made.sha256}
        console.say_json({"backup": {**told, "ledger_version": made.ledger_version, "faults": list(made.faults)}})
        return 1 if made.faults else 0
    console.say(f"控えを作り、読み直して確かめました：{made.path}")
    console.say(f"　ファイル{made.files}件、{made.size / (1 << 20):.1f} MB、sha256 {made.sha256}")
    console.say("　中には記入内容や氏名が入っています。人に渡さず、鍵のかかる場所に保管してください。")
    if made.faults:
        console.note(
            f"注意：台帳に異状があるまま控えました（{len(made.faults)}件）。fujiplan doctor で確かめてください。"
        )
    return 1 if made.faults else 0


def _tell_restored(done: Restored, json: bool) -> int:
    if json:
        beside = str(done.beside) if done.beside else None
        told = {"folder": str(done.folder), "files": done.files, "beside": beside, "made_at": done.made_at}
        console.say_json({"restored": {**told, "faults": list(done.faults)}})
        return 1 if done.faults else 0
    made = done.made_at.replace("T", " ")[:16]
    console.say(f"{made}の控えを戻し、全て確かめました：{done.folder}（ファイル{done.files}件）")
    if done.beside:
        console.say(f"　元のフォルダー（{done.beside}）は、そのまま残しています。")
        console.say(f"　戻したものを使うには、確かめた後で、元の名前を変え（例：{done.beside.name}-old）、")
        console.say(f"　「{done.folder.name}」を「{done.beside.name}」に変えてください。")
    for fault in done.faults:
        console.note(f"注意：控えたときからの異状です：{fault}")
    return 1 if done.faults else 0


def _tell(found: Diagnosis, done: tuple[str, ...], unlocked: str, json: bool) -> int:
    status = 1 if found.must_act else 0
    if json:
        console.say_json(_as_json(found, done, unlocked))
        return status
    if unlocked:
        console.say(f"台帳の使用中の印を外しました（{unlocked}）。")
    for line in done:
        console.say(f"修復：{line}")
    for title, well, fact in found.checks:
        console.say(f"{'○' if well else '×'} {title}{f'（{fact}）' if fact else ''}")
    for one in found.ailments:
        _tell_one(one)
    if not found.ailments:
        console.say("異状はありません。")
    return status


def _tell_one(one: Ailment) -> None:
    console.say("")
    console.say(f"{'異状' if one.grave else '注意'}：{one.place}")
    console.say(f"　{one.fact}")
    if one.remedy:
        console.say(f"　対応：{one.remedy}")
    if one.example:
        console.say(f"　例：{one.example}")


def _as_json(found: Diagnosis, done: tuple[str, ...], unlocked: str) -> dict[str, Any]:
    return {
        "plan": found.folder.as_posix(),
        "ledger": {"state": found.checkup.state, "version": found.checkup.version},
        "checks": [{"title": title, "ok": well} for title, well, _ in found.checks],
        "findings": [
            {
                "code": one.code,
                "severity": "error" if one.grave else "warning",
                "place": one.place,
                "message": one.fact,
                "remedy": one.remedy,
                "example": one.example,
                "repairable": one.mendable,
            }
            for one in found.ailments
        ],
        "repaired": list(done),
        "unlocked": unlocked,
    }
