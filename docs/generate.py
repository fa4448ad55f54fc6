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
