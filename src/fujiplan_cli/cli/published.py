"""What `publish` says: the difference from the last publication, leaks by place, what was written or restored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fujiplan_cli.cli import console
from fujiplan_cli.kinds.fiscal_year import year_words
from fujiplan_cli.kinds.wareki import day_words

if TYPE_CHECKING:
    from fujiplan_cli.model.act import Act
    from fujiplan_cli.publish import Leak
    from fujiplan_cli.publish.differences import SiteChanges
    from fujiplan_cli.workflow.publish import Published
    from fujiplan_cli.workflow.restore_site import Restoring
    from fujiplan_cli.workflow.site_release import Draft

_SHOWN = 20


def tell_draft(draft: Draft) -> None:
    """前回公表との差, before anything is written."""
    if draft.before is None:
        console.say(f"前回公表との差：初めての公表です（{draft.files}ファイル）。")
    elif draft.changes is None:
        console.say("前回公表との差：前回公表したファイルが保管されていないため、示せません。")
    else:
        day = day_words(date.fromisoformat(draft.before.published_on))
        _tell_changes(draft.changes, f"前回公表（{day}、{year_words(draft.before.year)}まで）との差")
    for act in draft.coincidences:
        when = day_words(date.fromisoformat(act.date))
        console.say(f"偶然の一致と認めている箇所：{act.facts['place']}（{when}、{act.by}、理由：{act.reason}）")


def _tell_changes(changes: SiteChanges, title: str) -> None:
    if not changes.any:
        console.say(f"{title}：ありません（公表日だけが変わります）。")
        return
    counts = {kind: changes.of(kind) for kind in ("changed", "new", "gone")}
    console.say(
        f"{title}：ファイルの追加{len(changes.added)}、削除{len(changes.removed)}、変更{len(changes.changed)}、"
        f"同じもの{changes.same}。値の変更{len(counts['changed'])}、追加{len(counts['new'])}、"
        f"なくなるもの{len(counts['gone'])}。"
    )
    for words, paths in (("追加", changes.added), ("削除", changes.removed), ("変更", changes.changed)):
        _some([f"・{words}：{path}" for path in paths])
    _some([f"・値の変更：{v.trace}　{v.before} → {v.after}" for v in counts["changed"]])
    _some([f"・値がなくなる：{v.trace}　{v.before}" for v in counts["gone"]])


def _some(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        console.say(line if len(line) <= 160 else f"{line[:160]}…")
    if len(lines) > _SHOWN:
        console.say(f"　ほか{len(lines) - _SHOWN}件（--json で全て示します）")


def tell_leaks(leaks: Sequence[Leak], year: int | None) -> None:
    """Every leak by its place, never what leaked; and how a coincidence is allowed."""
    from fujiplan_cli.publish import named_coincidences

    for leak in leaks:
        whose = f"事業{leak.project}の" if leak.project else ""
        console.note(f"・{leak.path}：{whose}項目「{leak.field}」（{leak.why}）")
    named = named_coincidences(leaks)
    for place, mark in named.items():
        if year is not None:
            paths = sorted({leak.path for leak in leaks if leak.mark == mark})
            console.note(
                f"　偶然の一致と確かめたとき（{'、'.join(paths[:3])}）："
                f"fujiplan publish --year {year} --allow-coincidence {place} --reason 理由"
            )


def tell_release(result: Published) -> None:
    """What was written, or that nothing was."""
    if not result.released:
        console.say("--dry-run のため、何も書き込んでいません。")
        return
    what = "確認用のサイト" if result.preview else "公表用のサイト"
    console.say(f"{what}を {result.folder} に作りました（{result.files}ファイル）。")
    if result.fragments:
        console.say(f"CMSに貼る本文と図：{result.fragments}（一覧は fragments.csv）")
    if result.bundle:
        console.say(f"ウェブ担当に渡す一式（応答ヘッダーの一覧を含む）：{result.bundle}")
    console.say(f"見るには：{result.folder}/index.html をブラウザーで開いてください。")


def tell_restoring(found: Restoring) -> None:
    """What comes back, before it does."""
    one = found.publication
    words = f"{day_words(date.fromisoformat(one.published_on))}の公表（{year_words(one.year)}まで）"
    if found.mended:
        console.say(f"{found.folder} の内容が、最後に公表したものと異なるか、なくなっています。{words}を作り直します。")
    else:
        console.say(f"{words}に戻します。")
    if found.changes is not None:
        _tell_changes(found.changes, "今のサイトとの差")


def tell_restored(found: Restoring) -> None:
    """That it came back, or that nothing was written."""
    if not found.released:
        console.say("--dry-run のため、何も書き込んでいません。")
        return
    console.say(
        f"{found.folder} を戻し、台帳に記録しました（{found.files}ファイル）。公開先のサーバーにも置いてください。"
    )
    if found.mended:
        console.say("その前の公表に戻すときは、もう一度 fujiplan publish --restore を実行してください。")


def release_json(year: int | None, result: Published) -> dict[str, Any]:
    """The whole result, differences included."""
    draft = result.draft
    return {
        "year": year,
        "folder": result.folder,
        "files": result.files,
        "preview": result.preview,
        "released": result.released,
        "manifest_sha256": result.manifest_sha256,
        "fragments": result.fragments or None,
        "bundle": result.bundle or None,
        "before": None if draft.before is None else {"year": draft.before.year, "published": draft.before.published_on},
        "changes": changes_json(draft.changes),
        "coincidences": [_coincidence(act) for act in draft.coincidences],
    }


def restored_json(found: Restoring) -> dict[str, Any]:
    """What came back."""
    one = found.publication
    return {
        "year": one.year,
        "published": one.published_on,
        "folder": found.folder,
        "files": found.files,
        "mended": found.mended,
        "released": found.released,
        "manifest_sha256": one.manifest_sha256,
        "changes": changes_json(found.changes),
    }


def changes_json(changes: SiteChanges | None) -> dict[str, Any] | None:
    """前回公表との差 in full."""
    if changes is None:
        return None
    return {
        "added": list(changes.added),
        "removed": list(changes.removed),
        "changed": list(changes.changed),
        "same": changes.same,
        "values": [{"trace": v.trace, "before": v.before, "after": v.after} for v in changes.values],
    }


def _coincidence(act: Act) -> dict[str, Any]:
    return {
        "place": act.facts["place"],
        "reason": act.reason,
        "by": act.by,
        "date": act.date,
        "paths": act.facts["paths"].split("\n"),
    }
