"""What is wrong with a plan folder and how to mend it: place, fact, remedy, example. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fujiplan_cli.declare import load_plan
from fujiplan_cli.ledger import FOLDER, Checkup, Fault, look
from fujiplan_cli.model.plan import PlanFolderError
from fujiplan_cli.workflow.surroundings import (
    about_clocks,
    about_fonts,
    about_leftovers,
    about_permissions,
    about_space,
)

RESTORE = "fujiplan doctor --restore D:\\控え\\plan-20260401-0900.zip"
REPAIR = "fujiplan doctor --repair --by 富士"
_SHOWN = 20
"""Faults of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing found. ``grave``: work must not go on as if nothing were (else it is a notice).

    ``mendable``: `fujiplan doctor --repair` does it.
    """

    code: str
    grave: bool
    place: str
    fact: str
    remedy: str
    example: str = ""
    mendable: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``checks``: what was looked at, in order, each with its title, whether it is well, and a fact about it."""

    folder: Path
    checkup: Checkup
    checks: tuple[tuple[str, bool, str], ...]
    ailments: tuple[Ailment, ...]

    @property
    def must_act(self) -> bool:
        """Whether somebody must act (exit status 1)."""
        return any(one.grave for one in self.ailments)


def diagnose(folder: Path, now: datetime) -> Diagnosis:
    """Look at everything. ``now``: this computer's clock. Raises nothing but what is no fault of the plan folder."""
    checkup = look(folder / FOLDER)
    newest = f"版{checkup.version}" if checkup.version else ""
    rounds: tuple[tuple[str, str, Callable[[], Iterator[Ailment]]], ...] = (
        ("計画フォルダーの設定", "", lambda: _about_plan(folder)),
        ("台帳と受領ファイル", newest, lambda: _about_ledger(checkup)),
        ("台帳の使用中の印", "", lambda: _about_lock(checkup)),
        ("書込みの権限", "", lambda: _from(about_permissions(folder))),
        ("書体", "", lambda: _from(about_fonts())),
        ("時計", "", lambda: _from(about_clocks(folder, now, checkup.newest_at))),
        ("空き容量", "", lambda: _from(about_space(folder))),
        ("中断した処理の残り", "", lambda: _from(about_leftovers(folder, checkup.leftovers))),
    )
    checks: list[tuple[str, bool, str]] = []
    ailments: list[Ailment] = []
    for title, fact, found in rounds:
        here = tuple(found())
        checks.append((title, not here, fact))
        ailments += here
    return Diagnosis(folder, checkup, tuple(checks), tuple(ailments))


def _from(found: Iterator[tuple[str, bool, str, str, str, str, bool]]) -> Iterator[Ailment]:
    for one in found:
        yield Ailment(*one)


def _about_plan(folder: Path) -> Iterator[Ailment]:
    try:
        load_plan(folder)
    except PlanFolderError as error:
        for fault in error.faults:
            line = f" {fault.line}行目" if fault.line else ""
            key = f"「{fault.key}」" if fault.key else ""
            yield Ailment("plan", True, f"{fault.file}{line}{key}", fault.message, "示した箇所を直してください。")
    if not (folder / "register.xlsx").is_file():
        yield Ailment(
            *("register", False, "register.xlsx", "事業台帳のファイルがありません。"),
            "記録は台帳にあります。控えから写すか、事業台帳の Excel を置き直してください。",
            "fujiplan import 事業台帳.xlsx --kind register",
        )


def _about_ledger(checkup: Checkup) -> Iterator[Ailment]:
    place = f"{FOLDER}/ledger.db"
    if checkup.state == "missing":
        yield Ailment(
            *("ledger_missing", True, place, "台帳がまだありません。"),
            "事業台帳を取り込むと作られます。前にはあったときは、控えから戻してください。",
            "fujiplan import register.xlsx --kind register",
        )
    elif checkup.state == "lost":
        yield Ailment(
            *("ledger_lost", True, place, "受領ファイルはありますが、台帳がないか、空です。"),
            f"控えから戻してください。控えがないときは、{FOLDER} に ledger-v*.db（移行前の写し）がないか見てください。",
            RESTORE,
        )
    elif checkup.state == "newer":
        yield Ailment(
            *("ledger_newer", True, place, checkup.message),
            "このパソコンの fujiplan を新しい版にしてください。台帳は変えていません。",
            "fujiplan --version",
        )
    elif checkup.state == "older":
        yield Ailment(
            *("ledger_older", False, place),
            f"台帳は古い版（{checkup.version}）です。この fujiplan の版は{checkup.newest_version}です。",
            f"次に使うときに移行し、写しを ledger-v{checkup.version}.db に残します。今、移行することもできます。",
            *(REPAIR, True),
        )
    elif checkup.state == "damaged":
        yield Ailment(
            *("ledger_damaged", True, place, "台帳ファイルが壊れているか、fujiplan の台帳ではありません。"),
            "控えから戻してください。控えがないときは、--repair で読める記録を新しい台帳に移せることがあります"
            "（壊れた台帳は残します）。",
            *(RESTORE, True),
        )
    elif checkup.state in ("busy", "failed"):
        yield Ailment(
            "ledger_unreachable", True, place, checkup.message, "共有フォルダーにつながっているかを確認してください。"
        )
    yield from _about_faults(checkup.faults)
    for name in checkup.altered:
        yield _altered(name, "中身が、受け取ったときと違います。")


def _about_faults(faults: tuple[Fault, ...]) -> Iterator[Ailment]:
    told: dict[str, int] = {}
    kinds = {fault.kind for fault in faults}
    for fault in faults:
        if fault.kind == "unreadable" and "pages" in kinds:  # the same once more
            continue
        told[fault.kind] = told.get(fault.kind, 0) + 1
        if told[fault.kind] <= _SHOWN:
            yield _ailment_of(fault)
    for kind, count in told.items():
        if count > _SHOWN:
            yield Ailment(
                kind, True, f"{FOLDER}/ledger.db", f"同じ種類のものが、ほかに{count - _SHOWN}件あります。", ""
            )


def _ailment_of(fault: Fault) -> Ailment:
    if fault.kind == "file":
        return _altered(fault.sha256, fault.text.partition("控え（バックアップ）")[0])
    place = f"{FOLDER}/ledger.db"
    if fault.kind in ("pages", "unreadable"):
        fact = fault.text.partition("控え（バックアップ）")[0].partition("これ以上")[0]
        remedy = (
            "これ以上書き込まずに、控えから戻してください。"
            "控えがないときは、--repair で読める記録を全て新しい台帳に移せます"
            "（壊れた台帳は残し、読めなかった記録の番号を示します）。"
        )
        return Ailment("ledger_damaged", True, place, fact, remedy, RESTORE, True)
    if fault.kind == "schema":
        remedy = "--repair で、記録をそのまま、正しい定義の台帳に移せます（元の台帳は残します）。"
        return Ailment("ledger_schema", True, place, fault.text, remedy, REPAIR, True)
    remedy = (
        "記録そのものが変わったため、直せません。いつからかを控えと比べ、正しい控えから戻すか、"
        "変わった内容を確かめた上で settle などで改めて記録してください。"
    )
    return Ailment(f"ledger_{fault.kind}", True, place, fault.text, remedy, RESTORE)


def _altered(sha256: str, fact: str) -> Ailment:
    remedy = (
        "--repair で、同じファイルが inbox や outbox などに残っていれば、そこから戻します。"
        "なければ、控えの同じ名前のファイルを戻してください。読み取った記入内容は台帳に残っています。"
    )
    return Ailment("archive", True, f"{FOLDER}/archive/{sha256}", fact, remedy, REPAIR, True)


def _about_lock(checkup: Checkup) -> Iterator[Ailment]:
    found = checkup.holder
    if found is None:
        return
    place = f"{FOLDER}/writer.json"
    if found.is_dead:
        yield Ailment(
            *("lock_stale", False, place, f"{found.words()}は、途中で止まっています。記録は止まる前のままです。"),
            "次に書き込むコマンドが自動で解きます。何もしなくて構いません。",
            *(REPAIR, True),
        )
        return
    here = "このコンピューターで動いています" if found.is_here else "ほかのコンピューターです"
    host = found.host or "不明"
    yield Ailment(
        *("lock_held", False, place, f"{found.words()}が台帳を使用中です（{here}）。"),
        f"終わるのを待ってください（--wait 60）。そのコンピューターで動いていないことを本人に確かめたときに限り、"
        f"--unlock {host} で解けます（動いている様子があれば解きません）。",
        f"fujiplan doctor --unlock {host}",
    )
