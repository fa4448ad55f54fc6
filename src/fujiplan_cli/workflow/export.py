"""What is handed out of the office: to the council, to auditors, and on a request for disclosure (開示請求).

The council gets what may be published, and nothing else, proved as the site is. Auditors get everything, from the
received bytes to the journal. A disclosure gets the answers with every withheld field blacked out, as a draft on which
the city decides: disclosure is not publication (domain.md §5).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.ledger import DISPOSAL, Ledger
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.memory import Receipt
from fujiplan_cli.publish.allow import AllowList, Standing, strictest
from fujiplan_cli.publish.site import build_site
from fujiplan_cli.report.words import shown
from fujiplan_cli.scoring import card_json, cards_by_view
from fujiplan_cli.workbook.table_sheet import TableSheet, write_table_book
from fujiplan_cli.workflow.bundle import bundle
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.files import read_file, write_file
from fujiplan_cli.workflow.ledger_book import ledger_book
from fujiplan_cli.workflow.publish import Leaking, refuse_undecided
from fujiplan_cli.workflow.receipts import receipt_lines
from fujiplan_cli.workflow.records import YearRecords, year_records
from fujiplan_cli.workflow.score import approved_entries
from fujiplan_cli.workflow.site_input import Asked, publish_input

BLACKED = "■■■"
_PERSONAL = frozenset({"contact_name", "contact_ext"})
_TITLES = {"council": "議会提供用", "audit": "監査用", "disclosure": "開示請求用（案）"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The zip, and how many files are in it."""

    file: str
    files: int


def export(desk: Desk, year: int, purpose: str, projects: Sequence[str] = ()) -> Exported:
    """Write the bundle of a purpose: ``council``, ``audit`` or ``disclosure`` (of ``projects`` only, if given).

    Raises Refused, Leaking, LedgerError, PlanFolderError. Nothing is recorded and no received file is changed.
    """
    makers: Mapping[str, Callable[[Desk, Ledger, int, Sequence[str]], tuple[list[str], dict[str, bytes]]]] = {
        "council": _council,
        "audit": _audit,
        "disclosure": _disclosure,
    }
    with desk.ledger() as ledger:
        words, files = makers[purpose](desk, ledger, year, projects)
    mark = "【架空・練習】" if desk.plan.sample else ""
    title = f"{mark}{desk.plan.title}　{year_words(year)}実績　{_TITLES[purpose]}"
    path = desk.folder / "exports" / str(year) / f"{_TITLES[purpose]}.zip"
    write_file(path, bundle(title, [f"作成日　{desk.today.isoformat()}", *words], files))
    return Exported(desk.relative(path), len(files))


def _council(desk: Desk, ledger: Ledger, year: int, projects: Sequence[str]) -> tuple[list[str], dict[str, bytes]]:
    if projects:
        raise Refused("議会提供用では、事業を選べません。", "--project を外してください。", status=2)
    given = publish_input(desk, ledger, Asked(year, None, desk.plan.sample))
    refuse_undecided(desk, year, given.snapshots.get(year), given.decisions.get(year, ()))
    site = build_site(given)
    if site.leaks:
        raise Leaking(site.leaks)
    words = [
        "本部が承認した評価結果のうち、公表する内容だけが入っています。",
        "「サイト」の index.html をブラウザーで開いてください。「サイト/data」は表計算で使える同じ内容のデータです。",
        "公表前に提供するときは、公表日まで取扱いに注意してください。",
    ]
    return words, {f"サイト/{path}": data for path, data in site.files.items()}


def _audit(desk: Desk, ledger: Ledger, year: int, projects: Sequence[str]) -> tuple[list[str], dict[str, bytes]]:
    knowledge = year_records(desk, ledger, year)
    wanted = _chosen(knowledge, projects)
    receipts = [r for r in ledger.receipts(year) if not projects or r.project in wanted]
    faults = ledger.verify()
    method = desk.method(year)
    cards = [
        {view: card_json(card) for view, card in cards_by_view(record, method).items()}
        for number, record in knowledge.records.items()
        if number in wanted
    ]
    scores = json.dumps({"year": year, "method_sha256": method.sha256, "projects": cards}, ensure_ascii=False, indent=1)
    files = {
        "台帳の写し.xlsx": ledger_book(desk, ledger, year, wanted),
        "採点（項目、根拠のセルまで）.json": scores.encode(),
        **{f"計画/{name}": read_file(desk.folder / name) for name in _plan_files(desk.folder)},
        **_received(ledger, receipts),
    }
    gone = len({r.sha256 for r in receipts} & {act.subject for act in ledger.acts(DISPOSAL)})
    words = [
        f"台帳の検証：{'異常なし' if not faults else '、'.join(faults)}",
        f"記録簿の末尾の識別値：{ledger.journal_head()}",
        "「受領ファイル」は届いたままのファイルです（変更していません）。開く前にウイルス検査をしてください。",
        f"廃棄済みのため含まれない受領ファイル：{gone}件" if gone else "廃棄済みの受領ファイルはありません。",
        "公表しない内容と個人情報を含みます。監査の目的以外に使わないでください。",
    ]
    return words, files


def _plan_files(folder: Path) -> list[str]:
    found = [folder / "fujiplan.toml", *folder.glob("forms/*.toml"), *folder.glob("methods/*.toml")]
    return sorted(path.relative_to(folder).as_posix() for path in found if path.is_file())


def _received(ledger: Ledger, receipts: Iterable[Receipt]) -> dict[str, bytes]:
    """Received bytes under the name they came with; two that share a name are told apart by their sha256."""
    found: dict[str, bytes] = {}
    for receipt in receipts:
        if not receipt.sha256 or not ledger.has_archived(receipt.sha256):
            continue
        parts = [part for part in receipt.file.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        path = f"受領ファイル/{'/'.join(parts)}"
        data = ledger.archived(receipt.sha256)
        if found.get(path, data) != data:
            path = f"受領ファイル/{receipt.sha256[:12]}_{parts[-1]}"
        found[path] = data
    return found


def _disclosure(desk: Desk, ledger: Ledger, year: int, projects: Sequence[str]) -> tuple[list[str], dict[str, bytes]]:
    knowledge, form = year_records(desk, ledger, year), desk.form(year)
    wanted = _chosen(knowledge, projects)
    records = [record for number, record in knowledge.records.items() if number in wanted]
    documents = [
        (n, one.received, one.department, one.project, one.form, one.receipt.file, one.receipt.sha256)
        for n, one in enumerate((x for x in receipt_lines(desk, ledger, year) if x.project in wanted), start=1)
    ]
    allow, approved = AllowList(form), approved_entries(desk, ledger, year)
    answers, blacked = [], []
    for record in records:
        project = knowledge.projects[record.project]
        standing = Standing(strictest([project.disclosure]), approved=record.project in approved)
        for field in form.fields:
            text = shown(form, record, field.id, "")
            if not text:
                continue
            reason = _reason(allow, field, standing)
            answers.append((record.project, field.label, field.id, BLACKED if reason else text))
            if reason:
                blacked.append((record.project, field.label, field.id, reason, ""))
    words = year_words(year)
    book = write_table_book(
        f"{words} 開示用（案）",
        (
            TableSheet("文書目録", f"{words}　文書目録", _DOCUMENT_HEADERS, documents),
            TableSheet("記入内容", f"{words}　調書の記入内容（開示用の案）", _ANSWER_HEADERS, answers),
        ),
    )
    judging = write_table_book(
        f"{words} 不開示の候補",
        (TableSheet("不開示の候補", f"{words}　不開示の候補（判断する人の控え）", _BLACKED_HEADERS, blacked),),
    )
    note = [
        f"黒塗り（{BLACKED}）にした欄は、公表しない項目です。開示の可否は、個人情報の保護に関する法律及び市の条例により、"
        "欄ごとに判断してください。",
        "「不開示の候補.xlsx」に、黒塗りにした欄と理由の案があります。請求した人に渡すファイルには含めないでください。",
    ]
    return note, {"開示用（案）.xlsx": book, "判断する人の控え/不開示の候補.xlsx": judging}


_DOCUMENT_HEADERS = ("番号", "受付日時", "所管課", "事業番号", "様式", "ファイル", "sha256")
_ANSWER_HEADERS = ("事業番号", "項目", "項目名", "記入内容")
_BLACKED_HEADERS = ("事業番号", "項目", "項目名", "理由の案", "判断")


def _reason(allow: AllowList, field: Field, standing: Standing) -> str:
    """Why a value is a candidate for withholding; "" when the city publishes it anyway."""
    if allow.allows(field.id, standing):
        return ""
    if field.id in _PERSONAL:
        return "個人に関する情報"
    if allow.rule(field.id) == "after_approval" and standing.open:
        return "審議・検討の情報（本部の承認後に公表する項目）"
    if allow.rule(field.id) == "never":
        return "公表しない項目（内部の情報、情報セキュリティ等）"
    return f"公表区分が「{standing.openness}」の事業"


def _chosen(knowledge: YearRecords, projects: Sequence[str]) -> frozenset[str]:
    """The projects asked for, or all of the year. Raises Refused (usage) for an unknown one."""
    unknown = [number for number in projects if number not in knowledge.records]
    if unknown:
        raise Refused(
            f"{knowledge.year}年度の事業台帳にない事業番号があります：{'、'.join(unknown)}",
            "番号を確認してください（例：1-1-01）。",
            status=2,
        )
    return frozenset(projects or knowledge.records)
