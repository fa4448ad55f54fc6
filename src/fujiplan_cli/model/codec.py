"""Frozen dataclasses of this room to plain JSON and back, losing nothing (the ledger stores them so).

Decimal, Fraction, date and YearMonth become one-key objects ({"decimal": "1.50"}); frozensets become sorted lists.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from sys import intern
from typing import Any, TypeVar

from fujiplan_cli.model.values import Value, YearMonth

T = TypeVar("T")
Reader = Callable[[Any], Any]
_PLAIN = frozenset({type(None), str, int, bool})
SCALARS = (Decimal, Fraction, date, YearMonth)
"""What becomes a one-key object."""


def encode(value: object) -> Any:
    """A dataclass, container or scalar of the model → what json.dumps takes."""
    kind: type = type(value)
    if kind in _PLAIN:  # nearly every value
        return value
    if kind is YearMonth:
        return {"month": str(value)}
    names = _names(kind)
    if names:
        return {name: encode(getattr(value, name)) for name in names}
    if isinstance(value, (str, int)):  # an enumeration's member
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(encode(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    raise TypeError(f"{kind.__name__} has no JSON form")


def decode(kind: type[T], data: Any) -> T:
    """What `encode` gave → the dataclass ``kind``. A field that the data lacks takes its default."""
    return typing.cast(T, _reader(typing.cast(Any, kind))(data))


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Fields of a dataclass; none of any other type. What it works out for itself (``init=False``) is not stored."""
    return tuple(f.name for f in dataclasses.fields(kind) if f.init) if dataclasses.is_dataclass(kind) else ()


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((f.name, hints[f.name]) for f in dataclasses.fields(kind) if f.init)


@cache
def _reader(hint: Any) -> Reader:
    """What turns JSON data into a value of the type; made once per type, since records have many values."""
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        return _reader(inner[0]) if len(inner) == 1 else scalar
    if hint in SCALARS:
        return scalar
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_reader(hint)
    if origin is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        return _pair_reader(arguments)
    if origin in (tuple, frozenset):
        return _series_reader(origin, arguments[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(arguments[0], arguments[1])
    return _same


def _dataclass_reader(kind: type) -> Reader:
    # Filled at the first use: a type may contain itself.
    names: list[str] = []
    readers: list[Reader | None] = []  # None: the value is taken as it is

    def read(data: Any) -> Any:
        """JSON data → the dataclass; what it does not know is passed over."""
        if data is None:
            return None
        if not names:
            readers.extend(_field_reader(hint) for _, hint in _hints(kind))
            names.extend(name for name, _ in _hints(kind))
        if list(data) == names:  # nearly always: written by this version, every field in its order
            return kind(*[v if sub is None else sub(v) for sub, v in zip(readers, data.values(), strict=True)])
        known = dict(zip(names, readers, strict=True))
        return kind(**{n: v if (sub := known[n]) is None else sub(v) for n, v in data.items() if n in known})

    return read


def _field_reader(hint: Any) -> Reader | None:
    """Texts are kept once each: file, sha256 and sheet repeat in every value of a sheet."""
    reader = intern if hint is str else _reader(hint)
    return None if reader is _same else reader


def _pair_reader(arguments: tuple[Any, ...]) -> Reader:
    readers = [_reader(a) for a in arguments]

    def read(data: Any) -> Any:
        return None if data is None else tuple(sub(item) for sub, item in zip(readers, data, strict=True))

    return read


def _series_reader(container: Callable[[list[Any]], Any], item_hint: Any) -> Reader:
    sub, empty = _reader(item_hint), container([])

    def read(data: Any) -> Any:
        if data is None:
            return None
        return container([sub(item) for item in data]) if data else empty

    return read


def _mapping_reader(key_hint: Any, item_hint: Any) -> Reader:
    to_key: Callable[[str], Any] = int if key_hint is int else str
    sub = _reader(item_hint)

    def read(data: Any) -> Any:
        return None if data is None else {to_key(key): sub(item) for key, item in data.items()}

    return read


def _same(data: Any) -> Any:
    return data


def scalar(data: Any) -> Any:
    """A one-key object back to its scalar; anything else as it is. Never asked of a mapping, whose key may be a tag."""
    if not isinstance(data, dict):
        return data
    ((tag, text),) = data.items()
    return _tagged(tag, text)


@lru_cache(maxsize=1 << 14)
def _tagged(tag: str, text: str) -> Value | Fraction:
    """Kept: the levels, weights and amounts of a plan are the same few over and over."""
    if tag == "decimal":
        return Decimal(text)
    if tag == "fraction":
        return Fraction(text)
    if tag == "date":
        return date.fromisoformat(text)
    if tag == "month":
        year, month = text.split("-")
        return YearMonth(int(year), int(month))
    raise ValueError(f"{tag!r} is no scalar of the model")
