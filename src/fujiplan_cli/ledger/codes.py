"""Dataclasses of the model as the texts of a row, and the sums that vouch for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from fujiplan_cli.ledger.errors import DAMAGED, LedgerDamaged
from fujiplan_cli.ledger.swift import NotAsWritten, reader_of
from fujiplan_cli.model.codec import decode, encode

T = TypeVar("T")


def to_json(value: object) -> str:
    """Anything of the model as one line of JSON, in the order of its fields."""
    return _text(encode(value), sort_keys=False)


def canonical(data: Any) -> str:
    """JSON data with sorted keys: equal content gives equal text."""
    return _text(data, sort_keys=True)


def _text(data: Any, *, sort_keys: bool) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, as in a file name that is no UTF-8
        return json.dumps(data, ensure_ascii=True, separators=(",", ":"), sort_keys=sort_keys)
    return text


def from_json(kind: type[T], text: str | bytes) -> T:
    """What `to_json` gave (or its UTF-8) → the dataclass ``kind``. Raises LedgerDamaged when the text is none."""
    try:
        return cast(T, reader_of(cast(type, kind))(text))
    except NotAsWritten:
        pass
    try:
        return decode(kind, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise LedgerDamaged(DAMAGED) from error


def column(text: str) -> str:
    """A text to find a row by, with half characters escaped (SQLite takes UTF-8 only)."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def sha256_of_row(values: Sequence[str | int | None]) -> str:
    """The sum over a row's id and columns."""
    return hashlib.sha256(json.dumps(list(values)).encode("ascii")).hexdigest()


def sha256_of_texts(texts: Sequence[str]) -> str:
    """One sum over many payloads, in order."""
    total = hashlib.sha256()
    for text in texts:
        total.update(hashlib.sha256(text.encode()).digest())
    return total.hexdigest()
