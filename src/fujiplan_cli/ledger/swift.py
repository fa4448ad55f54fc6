"""JSON of the ledger straight to dataclasses of the model, in one pass of pydantic's core.

WHY: `report`, `decide` and `publish` read whole snapshots, 2,000 results of 20 kB for a plan of four years, and plain
Python takes twice the time (ADR 0007). `model.codec` stays the definition and the oracle: what is not exactly as it
writes it today (an older record, a null, half a character) is refused here and read there.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any

from fujiplan_cli.model.codec import SCALARS, scalar

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


_REPEATED = frozenset({"file", "sha256"})
"""Texts that repeat in every value of a sheet and are too long for the core's own memory of texts: kept once each."""


class NotAsWritten(Exception):
    """The text is not what this version of the model writes; `model.codec` may still read it."""


@cache
def reader_of(kind: type) -> Callable[[str | bytes], Any]:
    """What turns the JSON text of a dataclass (or its UTF-8) into it. The reader raises NotAsWritten."""
    from pydantic_core import SchemaValidator, ValidationError, core_schema

    known: dict[str, CoreSchema] = {}
    top = _schema(kind, known)
    validate = SchemaValidator(core_schema.definitions_schema(top, list(known.values()))).validate_json

    def read(text: str | bytes) -> Any:
        try:
            return validate(text)
        except ValidationError as error:
            raise NotAsWritten from error

    return read


def _schema(hint: Any, known: dict[str, CoreSchema]) -> CoreSchema:
    """How a value of the type is read. ``known``: dataclasses met so far by name; a type may contain itself."""
    from pydantic_core import core_schema

    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        one = _schema(inner[0], known) if len(inner) == 1 else core_schema.no_info_plain_validator_function(scalar)
        return core_schema.nullable_schema(one)
    if hint in SCALARS:
        return core_schema.no_info_plain_validator_function(scalar)
    if hint is str:
        return core_schema.str_schema(strict=True)
    if hint is int:
        return core_schema.int_schema(strict=True)
    if hint is bool:
        return core_schema.bool_schema(strict=True)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _dataclass_schema(hint, known)
    if origin is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        return core_schema.tuple_schema([_schema(a, known) for a in arguments])
    if origin is tuple:
        return core_schema.tuple_schema([_schema(arguments[0], known)], variadic_item_index=0)
    if origin is frozenset:
        return core_schema.frozenset_schema(_schema(arguments[0], known))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key = core_schema.int_schema() if arguments[0] is int else core_schema.str_schema(strict=True)
        return core_schema.dict_schema(key, _schema(arguments[1], known))
    return core_schema.any_schema()


def _dataclass_schema(kind: type, known: dict[str, CoreSchema]) -> CoreSchema:
    from pydantic_core import core_schema

    name = f"{kind.__module__}.{kind.__qualname__}"
    if name not in known:
        known[name] = core_schema.any_schema()  # taken, while its own fields are looked at
        hints = typing.get_type_hints(kind)
        fields = [f for f in dataclasses.fields(kind) if f.init]
        known[name] = core_schema.dataclass_schema(
            kind,
            core_schema.dataclass_args_schema(
                name,
                [core_schema.dataclass_field(f.name, _of_field(f, _schema(hints[f.name], known))) for f in fields],
            ),
            [f.name for f in fields],
            ref=name,
            slots="__slots__" in vars(kind),
            post_init=hasattr(kind, "__post_init__"),
        )
    return core_schema.definition_reference_schema(name)


def _of_field(field: dataclasses.Field[Any], schema: CoreSchema) -> CoreSchema:
    """What a field's value is read by; a field that the text lacks takes its default."""
    from pydantic_core import core_schema

    if field.name in _REPEATED:
        schema = core_schema.no_info_after_validator_function(intern, schema)
    if field.default is not dataclasses.MISSING:
        return core_schema.with_default_schema(schema, default=field.default)
    if field.default_factory is not dataclasses.MISSING:
        return core_schema.with_default_schema(schema, default_factory=field.default_factory)
    return schema
