"""One entry of the message catalogue: who must act, how grave, and the sentences with their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fujiplan_cli.model.finding import Severity

Actor = Literal["所管課", "事務局"]


@dataclass(frozen=True, slots=True)
class MessageSpec:
    """Words for one finding code.

    ``fact``, ``remedy`` and ``example`` are str.format templates. Always known: {where} (「label」（place）),
    {label}, {value}, {place}, {file}, {sheet}, {cell}; the rest comes from ``Finding.params``. A parameter that is
    missing shows as nothing. A fact that names no place gets it in front.
    ``example`` is put before the full stop of the remedy: 「…してください（例：21480）。」
    """

    code: str
    severity: Severity
    actor: Actor
    fact: str
    remedy: str
    example: str = ""


def office(code: str, fact: str, remedy: str, severity: Severity = "error", example: str = "") -> MessageSpec:
    """Words of a code that the 事務局 must act on."""
    return MessageSpec(code, severity, "事務局", fact, remedy, example)
