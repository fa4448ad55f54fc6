"""Writes the generated pages of docs/: CLI reference, finding codes, fields of the sheet, JSON Schemas.

``python docs/generate.py`` writes them; ``tests/test_docs.py`` fails when they are out of date.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """File name below docs/ → its text."""
    pages = {"cli.md": cli_page(), "findings.md": findings_page(), "fields.md": fields_page()}
    pages["machine-readability.md"] = machine_readability_page()
    pages |= {f"methods/{name}.md": text for name, text in method_pages().items()}
    return pages | {f"schema/{name}": text for name, text in schema_pages().items()}


def cli_page() -> str:
    """Every command with its --help, as printed at 100 columns."""
    os.environ.update({"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "TERMINAL_WIDTH": "100"})
    from typer.testing import CliRunner

    from fujiplan_cli.cli.app import app

    runner = CliRunner()
    names = [command.name or "" for command in app.registered_commands]
    parts = [
        "# コマンド一覧",
        "",
        "このページは各コマンドの `--help` から作っています（`make docs`）。",
        "",
        "終了状態：0 完了（対応は不要）、1 完了（対応が必要：事務局確認中、修正依頼、読取不可、公表の中止）、"
        "2 使い方の誤り、3 計画フォルダーの設定の誤り、4 台帳又はディスクの失敗（書きかけは残らない）、130 中断",
    ]
    for name in names:
        help_text = runner.invoke(app, [name, "--help"], prog_name="fujiplan").output
        lines = "\n".join(line.rstrip() for line in help_text.strip("\n").splitlines())
        parts += ["", f"## {name}", "", "```text", lines, "```"]
    return "\n".join(parts) + "\n"


def findings_page() -> str:
    """Every finding code with severity, who acts, and its sentences."""
    from fujiplan_cli.model.catalogue import CATALOGUE

    severities = {"error": "要修正", "review": "要確認", "repair": "整理", "warning": "注意", "info": "参考"}
    parts = [
        "# 確認コード一覧",
        "",
        "調書の確認で示されるすべてのコードです。このページは文言の定義から作っています（`make docs`）。",
        "重さは、要修正（修正依頼）＞要確認（事務局確認中）＞整理（受付済・表記整理あり）＞注意＞参考の順です。",
    ]
    for code in sorted(CATALOGUE):
        spec = CATALOGUE[code]
        parts += [
            "",
            f"## {code}",
            "",
            f"- 重さ：{severities[spec.severity]}　対応する人：{spec.actor}",
            f"- 内容：{spec.fact}",
        ]
        if spec.remedy:
            parts.append(f"- 対応：{spec.remedy}")
        if spec.example:
            parts.append(f"- 例：{spec.example}")
    return "\n".join(parts) + "\n"


def fields_page() -> str:
    """Every field of every form as the packaged plan declares it."""
    from fujiplan_cli.declare import load_form, load_plan
    from fujiplan_cli.model.resources import templates_folder

    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    forms = [load_form(folder, plan, plan.first_year, one) for one in plan.applies[0].forms]
    origins = {
        "printed": "印字",
        "prefilled": "印字・訂正",
        "input": "所管課",
        "money": "印字又は所管課",
        "computed": "自動計算",
    }
    disclosures = {"public": "○", "never": "×", "after_approval": "△"}
    parts = [
        "# 調書の項目",
        "",
        "様式ごとの項目です。このページは forms/*.toml から作っています（`make docs`）。",
        "公開：○ 公表する、× 公表しない、△ 本部の承認後に公表する。",
        "予算と決算の金額がいつの時点のものかは、金額の種類（`executed_kind`：決算見込、出納閉鎖後又は議会認定後）によります。",
    ]
    for form in forms:
        origins["input"] = "事務局" if form.answered_by == "secretariat" else "所管課"
        shape = "一覧（1件1行）" if form.shape == "list" else "1件1枚"
        parts += [
            "",
            f"## {form.title}（`{form.id}`、{form.version}、{shape}）",
            "",
            "| 項目名 | 項目 | 種類 | 記入 | 聞く評価段階 | 公開 |",
            "|---|---|---|---|---|---|",
        ]
        for field in form.fields:
            stages = "、".join(sorted(field.stages)) or "全て"
            parts.append(
                f"| `{field.id}` | {field.label} | {field.kind} | {origins[field.origin]} | {stages} "
                f"| {disclosures[field.disclosure]} |"
            )
    return "\n".join(parts) + "\n"


def machine_readability_page() -> str:
    """Rule by rule of the machine-readability rules, with the verdict on a made site (the one of tests/publish)."""
    import sys

    sys.path.insert(0, str(DOCS.parent / "tests" / "publish"))
    from publish_world import given

    from fujiplan_cli.publish.opendata.rules import results_of
    from fujiplan_cli.publish.site import build_site

    results = results_of(build_site(given()).files)
    parts = [
        "# 機械可読性に関するルールへの対応",
        "",
        "公表するオープンデータ（サイトの `data/`）を、デジタル庁「行政データにおける機械可読性に関するルール」"
        "（2026年3月31日）のルールごとに確かめた結果です。ルールの本文は、GitHubの"
        "`digital-go-jp/machine_readability_rule` にあります。",
        "",
        "このページは、架空のデータで作ったサイトのファイルを実際に検査して作っています（`make docs`）。"
        "方法が「検査」のルールは、作成したファイルをプログラムが確かめた結果です。"
        "「判断」のルールは、プログラムでは確かめられないため、理由を示します。",
    ]
    for level in (1, 2, 3):
        parts += [
            "",
            f"## レベル{level}",
            "",
            "| ルール | 内容 | 結果 | 方法 | 対応又は理由 |",
            "|---|---|---|---|---|",
        ]
        for one in results:
            if one.rule.level == level:
                how = "検査" if one.rule.check else "判断"
                parts.append(f"| {one.rule.number} | {one.rule.title} | {one.verdict} | {how} | {one.rule.how} |")
    return "\n".join(parts) + "\n"


def method_pages() -> dict[str, str]:
    """Id of each packaged method → a page for people: everything its file says, in words."""
    from fujiplan_cli.declare import load_method, load_plan
    from fujiplan_cli.model.resources import templates_folder

    folder = templates_folder() / "plan"
    plan = load_plan(folder)
    years = {"revised": plan.first_year, "old": plan.first_year}
    pages = {one: "\n".join(_method_page(load_method(folder, plan, year, one))) for one, year in years.items()}
    # A limit is a whole percentage to its readers: 80％, as the rules write it.
    return {one: text.replace(".0％", "％") + "\n" for one, text in pages.items()}


def _method_page(method: Any) -> list[str]:
    from fujiplan_cli.scoring.rounding import percent, plain

    stages = sorted({stage for item in method.items for stage in item.weights})
    parts = [
        f"# {method.title}（第{method.version}版）",
        "",
        "このページは採点方法の定義ファイル（TOML）から作っています（`make docs`）。計算の例は"
        "[採点方法の説明](../scoring.md)、定義ファイルの直し方は[計画フォルダーの定義](../plan-folder.md)にあります。",
        "",
        f"- 適用年度：{method.first_year}年度から{method.last_year}年度まで（ほかの年度に使うと「参考」と表示します）",
        f"- 定めた理由：{method.reason}",
        "",
        "## 評価項目と配点",
        "",
        f"| 項目 | {' | '.join(stages)} | 水準の決め方 |",
        f"|---|{'--:|' * len(stages)}---|",
    ]
    how = {"judged": "自己評価と事務局確認"}
    for item in method.items:
        weights = " | ".join(str(item.weights.get(stage, "－")) for stage in stages)
        parts.append(f"| {item.title} | {weights} | {how.get(item.source, '計算')} |")
    absent = method.absent_level
    parts += [
        "",
        "点数 ＝ 100 × Σ（配点 × 水準 ÷ 4） ÷ Σ 配点。分数のまま計算し、最後に一度だけ"
        f"小数第{method.decimals + 1}位を四捨五入します。評価は、四捨五入した後の点数で判定します。",
        "該当しない項目は" + ("配点から除きます。" if absent is None else f"水準{absent}として計算します。"),
        f"記入された項目の配点が、対象となる配点の{percent(method.answered_minimum)}に満たないときは、"
        "Z（評価保留）です。実績のある成果指標がひとつもないときも同じです。",
    ]
    for item in method.items:
        parts += ["", f"### {item.title}", "", item.rule]
        if item.rubric:
            parts += ["", "| 水準 | 目安 |", "|--:|---|"]
            parts += [f"| {level} | {item.rubric[level]} |" for level in range(len(item.rubric) - 1, -1, -1)]
        parts += _band_words(item.source, method)
    parts += ["", "## 評価の区分", "", "| 評価 | 意味 | 点数 |", "|---|---|---|"]
    parts += [f"| {g.letter} | {g.title} | {g.minimum:f}点以上 |" for g in method.grades[:-1]]
    # The last grade has no lower end of its own, as the site's method page says too.
    last, above = method.grades[-1], method.grades[-2:-1]
    parts += [f"| {last.letter} | {last.title} | {f'{above[0].minimum:f}点未満' if above else '－'} |"]
    parts += [f"| {c.letter} | {c.title} | 点数を付けない |" for c in method.codes]
    parts += ["", "## 上限", ""]
    for cap in method.caps:
        where = f"（{'・'.join(sorted(cap.stages))}）" if cap.stages else ""
        what = f"項目の水準は{cap.level}まで" if cap.level is not None else f"評価は{cap.grade}まで"
        parts.append(f"- {what}{where}：{cap.reason}")
    if not method.caps:
        parts.append("上限はありません。")
    parts += ["", "## 注意（点数は変わりません）", ""]
    counted = {"self_above_confirmed": "水準の差", "levels_equal": "項目"}
    for one in method.warnings:
        limit = ""
        if one.limit:
            unit = counted.get(one.id)
            limit = (
                f"（{plain(one.limit)}{'以上の差' if unit == '水準の差' else '項目以上'}）"
                if unit
                else (f"（{percent(one.limit)}{'以上' if one.id == 'department_all_top' else '超'}）")
            )
        where = f"（{'・'.join(sorted(one.stages))}）" if one.stages else ""
        parts.append(f"- {one.reason}{limit}{where}")
    if not method.warnings:
        parts.append("注意はありません。")
    return parts


def _band_words(source: str, method: Any) -> list[str]:
    """The limits of a computed item from its bands, so that the page follows the file and not the sentence of the rule.

    Nothing for a judged item: its rubric says it all.
    """
    from fujiplan_cli.scoring.rounding import percent, plain

    head = ["", "| 水準 | 境目 |", "|--:|---|"]
    if source == "schedule":
        rule = method.schedule
        last = plain(rule.bands[-1].limit)
        late = [f"| {plain(b.level)} | {rule.delayed}：{plain(b.limit)}か月以内 |" for b in rule.bands]
        never = f"{last}か月を超える、月数若しくは回復見込が未記入、又は回復見込が「{rule.no_prospect}」"
        return [
            *head,
            f"| 4 | {'、'.join(rule.full)} |",
            *late,
            f"| 0 | {rule.delayed}：{never} |",
            f"| 0 | {'、'.join(rule.none)} |",
        ]
    if source == "outcome":
        rule = method.outcome
        reached = [f"| {plain(b.level)} | 達成度{percent(b.limit)}以上 |" for b in rule.bands]
        kept = "、".join(f"{plain(b.limit)}倍以内は達成度{percent(b.level)}" for b in rule.keep_bands)
        return [
            *head,
            *reached,
            f"| 0 | 達成度{percent(rule.bands[-1].limit)}未満 |",
            "",
            f"採点するのは{rule.scored_kind}だけです。「維持」の指標は、目標との差が許容幅"
            f"（事業台帳に定めがなければ目標の{percent(rule.tolerance)}）の{kept}とし、それを超えると0％とします。",
        ]
    if source == "cost":
        rule = method.cost
        within = [f"| {plain(b.level)} | 不用額の割合が{percent(b.limit)}以内 |" for b in rule.bands]
        return [
            *head,
            *within,
            f"| 0 | 不用額の割合が{percent(rule.bands[-1].limit)}を超える |",
            "",
            f"不用額の理由が「{rule.saving_reason}」で説明があり、不用額が正でその割合が{percent(rule.saving_limit)}以内"
            f"のときは、水準{rule.saving_level}とします。",
        ]
    return []


def schema_pages() -> dict[str, str]:
    """JSON Schema of every TOML file; a key's description is its row in plan-folder.md."""
    from fujiplan_cli.declare.json_schema import json_schemas

    chapters = re.split(r"^## ", (DOCS / "plan-folder.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    pages = {}
    for (name, schema), heading in zip(json_schemas().items(), ("fujiplan", "forms", "methods"), strict=True):
        _describe(schema, next(chapter for chapter in chapters if chapter.startswith(heading)))
        pages[name] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return pages


def _describe(schema: dict[str, Any], chapter: str) -> None:
    """Japanese descriptions: of the root's keys from the first table, of a table's from the section named after it."""
    sections = re.split(r"^### ", chapter, flags=re.MULTILINE)[1:]
    words = {name: _rows(text) for text in sections for name in re.findall(r"`\[+(\w+)\]+`", text.split("\n")[0])}
    titles = {name: text.split("\n")[0].split()[-1] for text in sections for name in words if f"[{name}]" in text[:40]}
    root = _rows(sections[0])
    for key, about in schema["properties"].items():
        about["description"] = root.get(key) or titles.get(key, "")
        inner = re.search(r"#/\$defs/(\w+)", json.dumps(about))
        table = schema["$defs"].get(inner[1], {}) if inner else {}
        for name, below in table.get("properties", {}).items():
            if description := words.get(key, {}).get(name):
                below["description"] = description


def _rows(section: str) -> dict[str, str]:
    """Key → meaning of every row of a section's table."""
    rows = re.findall(r"^\| (`.*?`) \| (.*?) \|$", section, re.MULTILINE)
    return {key: meaning.replace("`", "") for keys, meaning in rows for key in re.findall(r"`(\w+)`", keys)}


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
