"""Every finding code with its words (domain.md §7: place, fact, remedy, example). One file per area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from fujiplan_cli.model.catalogue import around, cell, check, file, finance, list_, register, version
from fujiplan_cli.model.catalogue.base import Actor, MessageSpec
from fujiplan_cli.model.catalogue.render import check_template, fill, names_place, visible, with_example
from fujiplan_cli.model.finding import Finding

__all__ = ["CATALOGUE", "Actor", "MessageSpec", "actor", "merge", "message", "remedy", "spec_of", "visible"]


def merge(*areas: Iterable[MessageSpec]) -> Mapping[str, MessageSpec]:
    """Specs of several areas by code. Raises ValueError for a doubled code or a template that cannot be filled."""
    merged: dict[str, MessageSpec] = {}
    for spec in (spec for area in areas for spec in area):
        if spec.code in merged:
            raise ValueError(f"finding code {spec.code!r} stands twice in the catalogue")
        for template in (spec.fact, spec.remedy, spec.example):
            check_template(spec.code, template)
        merged[spec.code] = spec
    return MappingProxyType(merged)


CATALOGUE: Mapping[str, MessageSpec] = merge(
    file.SPECS, cell.SPECS, check.SPECS, list_.SPECS, register.SPECS, finance.SPECS, version.SPECS, around.SPECS
)

_UNKNOWN = ("{where}に確認が必要です（{code}）。", "事務局が内容を確認してください。")


def spec_of(code: str) -> MessageSpec:
    """The words of a code. A code of a newer version, read back from a ledger, gets neutral words."""
    return CATALOGUE.get(code) or MessageSpec(code, "review", "事務局", *_UNKNOWN)


def message(finding: Finding) -> str:
    """Place and fact: 「「実績値」（進行管理調書 D18セル）が「約21,000」です。」"""
    fact = spec_of(finding.code).fact
    return fill(fact if names_place(fact) else "{where}：" + fact, finding)


def remedy(finding: Finding) -> str:
    """What to do, with an example: 「概数でなく確定値を記入してください（例：21480）。」

    The field's own example (``params["example"]``) goes before the code's.
    """
    spec = spec_of(finding.code)
    example = fill(spec.example, finding) if spec.example else ""
    if spec.example and finding.params.get("example"):
        example = visible(finding.params["example"])
    return with_example(fill(spec.remedy, finding), example)


def actor(finding: Finding) -> Actor:
    """Who must act."""
    return spec_of(finding.code).actor
