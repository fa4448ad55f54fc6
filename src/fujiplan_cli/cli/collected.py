"""How a collect or check run is told, for people and as JSON (contract.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console
from fujiplan_cli.cli.compared import DIRECTION_WORDS
from fujiplan_cli.cli.findings import finding_json, tell_findings
from fujiplan_cli.model.finding import VERDICT_WORDS
from fujiplan_cli.model.plan import Plan

if TYPE_CHECKING:
    from fujiplan_cli.model.scorecard import Scorecard
    from fujiplan_cli.workflow.collect import Collected, Line
    from fujiplan_cli.workflow.returns import ReturnFile

_REASONS = {
    "unchanged": "前回と同じファイル",
    "duplicate": "同じ内容を受付済み",
    "superseded": "より新しいものを受付済み",
    "lockfile": "開いたままの印のファイル",
    "other_year": "別の年度の調書",
    "unknown_project": "事業台帳にない事業",
    "form_version": "別の版の調書",
    "several_forms_on_sheet": "1枚に複数の調書",
}


def collected_json(result: Collected) -> dict[str, Any]:
    """The JSON document of contract.md."""
    from fujiplan_cli.scoring import compare_json

    return {
        "year": result.year,
        "files": [_file(line) for line in result.lines],
        # Beside the files: what is said of a file is the same whether it is recorded or only checked.
        "versions": [
            {"path": n.submission.file, "project": n.submission.project, "version": n.version}
            for n in result.lines
            if n.version and n.submission.project
        ],
        "missing": [{"project": p, "department": d} for p, d in result.missing],
        "totals": result.totals(),
        "returns": list(result.returns),
        "return_kinds": [{"path": r.path, "kind": r.kind, "received": r.received} for r in result.returned],
        "receipt_book": result.receipt_book or None,
        "moves": compare_json(result.moves),
    }


def _file(line: Line) -> dict[str, Any]:
    one = line.submission
    return {
        "path": one.file,
        "sha256": one.sha256 or None,
        "verdict": one.verdict,
        "reason": line.reason or None,
        "form": one.form or None,
        "form_version": one.version or None,
        "project": one.project or None,
        "department": one.department or None,
        "findings": [finding_json(f) for f in one.findings],
    }


def tell_collected(result: Collected, plan: Plan, *, recorded: bool) -> None:
    """File by file with what was found, then the totals and what comes next."""
    from fujiplan_cli.workflow.collect import by_verdict

    for line in result.lines:
        if line.reason != "unchanged":
            _tell(line)
    counts = by_verdict(result.lines)
    console.say("")
    console.table(
        "",
        ("判定", "件数"),
        [(VERDICT_WORDS[v], str(counts[v])) for v in VERDICT_WORDS if v in counts],
        right=frozenset({1}),
    )
    if not result.lines:
        console.say("ファイルがありません。届いた調書を inbox の年度のフォルダーに入れてください。")
    unchanged = sum(1 for n in result.lines if n.reason == "unchanged")
    if unchanged:
        console.say(f"うち、前回から変わっていないもの：{unchanged}件（読み直していません）")
    if result.missing:
        offices = {d for _, d in result.missing}
        console.say(
            f"未提出：{len(result.missing)}事業（{len(offices)}課）。一覧は fujiplan status --year {result.year}"
        )
    _tell_returns(result.returned)
    _tell_moves(result)
    if counts.get("review") and recorded:
        console.say("事務局確認中のものは、内容を確かめ、fujiplan settle で判断を記録してください。")
    if result.receipt_book:
        console.say(f"受付簿：{result.receipt_book}")
    if not recorded:
        console.say("確認だけをしました。台帳には何も記録していません。")


def _tell(line: Line) -> None:
    one = line.submission
    reason = f"（{_REASONS.get(line.reason, line.reason)}）" if line.reason else ""
    word = "" if line.reason == "lockfile" else VERDICT_WORDS[one.verdict]
    version = f" 第{line.version}版" if line.version and one.project else ""
    console.say(f"{word or '対象外'}{reason}  {one.file}" + (f"  事業{one.project}{version}" if one.project else ""))
    if line.reason == "superseded" and version:
        console.say(
            f"  使わない版として記録しました。使うとき：fujiplan settle {one.project} sheet --year {one.year} "
            f"--restore {line.version} --reason 理由"
        )
    tell_findings(one.findings, "  ")


def _tell_returns(returned: Sequence[ReturnFile]) -> None:
    if not returned:
        return
    where = returned[0].path.rpartition("/")[0]
    console.say(f"修正依頼：{len(returned)}件を {where} に作りました（電子メールの文面も同じ名前の.txtにあります）。")
    console.say("　内容を確かめ、所管課に送ってください。")
    for one in returned:
        if one.kind == "fresh":
            console.say(f"　・新しい調書を付けたもの：{one.path.rpartition('/')[2]}（{one.received}）")
        elif one.kind == "letter":
            console.say(f"　・印を付けられず、手紙だけのもの：{one.path.rpartition('/')[2]}（{one.received}）")


def _tell_moves(result: Collected) -> None:
    """Whose result the lists moved: whoever reports next must know."""
    if not result.moves:
        return
    rows = [
        (m.project, _result(m.before), _result(m.after), DIRECTION_WORDS[m.direction], "、".join(m.reasons[:2]))
        for m in result.moves
    ]
    console.table(
        f"受け付けた一覧により、評価又は点が動く事業（{len(rows)}件）",
        ("番号", "前", "後", "評価", "主な理由"),
        rows,
    )


def _result(card: Scorecard) -> str:
    score = "" if card.score is None else f" {card.score}点"
    return f"{card.grade or '－'}{score}{'（暫定）' if card.provisional else ''}"
