"""Form, method and rules have to speak of the same fields, words and stages: what is changed in one only is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fujiplan_cli.declare.document import Faults
from fujiplan_cli.declare.lines import KeyPath
from fujiplan_cli.model.form import Field, Form
from fujiplan_cli.model.method import Item, Method
from fujiplan_cli.model.record import STOP_WORDS

RULE_WORDS: Mapping[str, tuple[str, ...]] = {
    "project_no": (),
    "eval_stage": (),
    "stage": (),
    "status": ("未着手", "休止", "中止", "完了"),
    "delay_months": (),
    "recovery": (),
    "incident": ("なし", "重大"),
    "budget_initial": (),
    "budget_total": (),
    "executed": (),
    "carried_out": (),
    "unused": (),
    "money_check": ("相違なし", "相違あり"),
    "cost_reason": (),
    "cost_basis": (),
    "kpi_1_kind": ("成果指標", "活動指標"),
    "kpi_1_direction": ("増", "減", "維持"),
    "kpi_1_actual": (),
    "kpi_1_pending": (),
}
"""Fields of the 進行管理調書 that the rules of domain.md §4 read, and the choices that mean something to them."""

"""Statuses that end in a code (H, Y) and never reach the schedule item."""


def check_rule_words(form: Form, data: Mapping[str, Any], faults: Faults) -> None:
    """Note in the form's ``faults`` the fields and choices that the rules need and the form lacks.

    ``data`` is the form as read, to find the line.
    """
    places = {raw["id"].replace("{n}", "1"): number for number, raw in enumerate(data["fields"])}
    fields = {field.id: field for field in form.fields}
    for field_id, words in RULE_WORDS.items():
        field = fields.get(field_id)
        if field is None:
            faults.add(
                ("fields",), f"欄「{field_id}」がありません。採点と点検に使うため、消せません。元に戻してください。"
            )
            continue
        missing = [word for word in words if word not in field.choices]
        if missing:
            lost = "、".join(missing)
            message = f"欄「{field_id}」の選択肢「{lost}」は採点と点検に使うため、消したり言い換えたりできません。"
            faults.add(("fields", places[field_id], "choices"), message)


def check_agreement(form: Form, form_file: str, method: Method, faults: Faults) -> None:
    """Note in the method's ``faults`` where it names a field, a choice or a stage that the form does not have."""
    fields = {field.id: field for field in form.fields}
    for number, item in enumerate(method.items):
        if item.source == "judged":
            _judged(item, ("items", number), fields, form_file, faults)
    schedule = method.schedule
    for key, words in (("full", schedule.full), ("none", schedule.none), ("delayed", (schedule.delayed,))):
        _words(("schedule", key), words, fields.get("status"), form_file, faults)
    _words(("schedule", "no_prospect"), (schedule.no_prospect,), fields.get("recovery"), form_file, faults)
    _words(("cost", "saving_reason"), (method.cost.saving_reason,), fields.get("cost_reason"), form_file, faults)
    _words(("outcome", "scored_kind"), (method.outcome.scored_kind,), fields.get("kpi_1_kind"), form_file, faults)
    _every_status(method, fields.get("status"), form_file, faults)
    known = {item.id for item in method.items}
    for field in form.fields:
        if field.item and field.item not in known:
            faults.add(("items",), f"{form_file} の欄「{field.id}」が指す評価項目「{field.item}」がありません。")


def check_confirmation(form: Form, method: Method, method_file: str, faults: Faults) -> None:
    """Note in the 事務局確認票's ``faults`` the judged items of the method that it cannot confirm."""
    fields = {field.id: field for field in form.fields}
    for item in method.items:
        if item.source != "judged" or not item.confirmed:
            continue
        for field_id, kind in ((item.field, "level"), (item.confirmed, "level"), (item.reason, "text")):
            field = fields.get(field_id)
            if field is None or field.kind != kind:
                why = f"{method_file} の評価項目「{item.title}」に使う欄「{field_id}」（種類は {kind}）がありません。"
                faults.add(("fields",), f"{why}fields に追加してください。")
        confirmed = fields.get(item.confirmed)
        if confirmed is not None:
            _stages(item, confirmed, ("fields",), "この様式", faults)


def _every_status(method: Method, status: Field | None, form_file: str, faults: Faults) -> None:
    schedule = method.schedule
    graded = {*schedule.full, *schedule.none, schedule.delayed, *STOP_WORDS}
    missing = [word for word in status.choices if word not in graded] if status else []
    if missing:
        words = "、".join(missing)
        message = f"{form_file} の進捗状況「{words}」の採点が決まっていません。full か none に加えてください。"
        faults.add(("schedule", "full"), message)


def _judged(item: Item, path: KeyPath, fields: Mapping[str, Field], form_file: str, faults: Faults) -> None:
    for key, field_id, kind in (("field", item.field, "level"), ("basis", item.basis, "text")):
        field = fields.get(field_id)
        if field is None:
            message = f"欄「{field_id}」が {form_file} にありません。fields に追加してください。"
            faults.add((*path, key), message)
        elif field.kind != kind:
            message = f"欄「{field_id}」の種類は {kind} でなければなりません（{form_file} では {field.kind}）。"
            faults.add((*path, key), message)
        else:
            _stages(item, field, (*path, key), form_file, faults)


def _stages(item: Item, field: Field, path: KeyPath, form_file: str, faults: Faults) -> None:
    """A level is asked exactly where it weighs: elsewhere it would be unanswered, or asked for nothing (burden)."""
    weighed = {stage for stage in item.weights if item.asked_at(stage)}
    asked = set(field.stages)
    if asked and weighed - asked:
        missing = "、".join(sorted(weighed - asked))
        message = f"評価段階「{missing}」で配点がありますが、{form_file} の欄「{field.id}」の stages にありません。"
        faults.add(path, message)
    if not asked or asked - weighed:
        idle = "、".join(sorted(asked - weighed)) or "全段階"
        message = (
            f"{form_file} の欄「{field.id}」は配点のない評価段階（{idle}）でも聞いています。stages を直してください。"
        )
        faults.add(path, message)


def _words(path: KeyPath, words: tuple[str, ...], field: Field | None, form_file: str, faults: Faults) -> None:
    if field is None:
        return
    for word in words:
        if word not in field.choices:
            known = "、".join(field.choices)
            faults.add(path, f"「{word}」は {form_file} の欄「{field.id}」の選択肢にありません（{known}）。")
