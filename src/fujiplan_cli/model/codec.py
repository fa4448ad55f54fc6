"""Frozen dataclasses of this room to plain JSON and back, losing nothing (the ledger stores them so).

Decimal, Fraction, date and YearMonth become one-key objects ({"decimal": "1.50"}); frozensets become sorted lists.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from fujiplan_cli.model.values import YearMonth

T = TypeVar("T")


def encode(value: object) -> Any:
    """A dataclass, container or scalar of the model → what json.dumps takes."""
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, YearMonth):
        return {"month": str(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: encode(getattr(value, name)) for name, _ in _hints(type(value))}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(encode(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def decode(kind: type[T], data: Any) -> T:
    """What `encode` gave → the dataclass ``kind``. A field that the data lacks takes its default."""
    return typing.cast(T, _decode(kind, data))


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((f.name, hints[f.name]) for f in dataclasses.fields(kind))


def _decode(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    if isinstance(data, dict) and len(data) == 1:
        scalar = _scalar(*next(iter(data.items())))
        if scalar is not None:
            return scalar
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return _decode(inner[0], data) if len(inner) == 1 else data
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: _decode(sub, data[name]) for name, sub in _hints(hint) if name in data})
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_decode(arguments[0], item) for item in data)
        return tuple(_decode(a, item) for a, item in zip(arguments, data, strict=True))
    if origin is frozenset:
        return frozenset(_decode(arguments[0], item) for item in data)
    if origin is not None and issubclass(origin, Mapping):
        to_key = int if arguments[0] is int else str
        return {to_key(key): _decode(arguments[1], item) for key, item in data.items()}
    return data


def _scalar(tag: str, text: Any) -> Any:
    if not isinstance(text, str):
        return None
    if tag == "decimal":
        return Decimal(text)
    if tag == "fraction":
        return Fraction(text)
    if tag == "date":
        return date.fromisoformat(text)
    if tag == "month":
        year, month = text.split("-")
        return YearMonth(int(year), int(month))
    return None
