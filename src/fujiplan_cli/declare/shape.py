"""What the TOML files may hold, key by key (pydantic), and the Japanese sentence for every way to get it wrong."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from fujiplan_cli.declare.document import Faults
from fujiplan_cli.declare.lines import KeyPath


class Shape(BaseModel):
    """A table of a TOML file. A key that is not declared is a fault, and no value is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


def _exact(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        raise PydanticCustomError("number", "number")
    return Fraction(value)


Number = Annotated[Fraction, PlainValidator(_exact), WithJsonSchema({"type": "number"})]
"""An integer or a decimal number, exact."""
Words = Annotated[str, StringConstraints(pattern=r"\S")]
"""A text that is not blank."""
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)


def _no_device(value: str) -> str:
    if _DEVICES.fullmatch(value):
        raise PydanticCustomError("device", "device")
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=60), AfterValidator(_no_device)]
"""A sign for programs: travels in file names and hidden cells."""
Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=30)]

AnyShape = TypeVar("AnyShape", bound=Shape)
_MOST = 200
"""Faults of one file that are told at once. Nobody mends more in one go, and each is compared with every other."""


def shaped(kind: type[AnyShape], data: Mapping[str, Any], faults: Faults) -> AnyShape | None:
    """The data as ``kind``, or None with its faults noted, the first 200 of them."""
    try:
        return kind.model_validate(dict(data))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)[:_MOST]
        misspelt = {_meant(kind, detail, details) for detail in details}
        for detail in details:
            if detail["type"] != "missing" or detail["loc"] not in misspelt:
                faults.add(_path(detail["loc"]), _sentence(kind, detail))
        return None


def _meant(root: type[Shape], detail: ErrorDetails, details: list[ErrorDetails]) -> tuple[int | str, ...] | None:
    """The missing key that an unknown key beside it was meant to be: one slip of the pen is one fault."""
    if detail["type"] != "extra_forbidden":
        return None
    missing = {
        str(d["loc"][-1]): d["loc"] for d in details if d["type"] == "missing" and d["loc"][:-1] == detail["loc"][:-1]
    }
    near = difflib.get_close_matches(str(detail["loc"][-1]), list(missing), n=1, cutoff=0.6)
    return missing[near[0]] if near else None


def _path(loc: tuple[int | str, ...]) -> KeyPath:
    return tuple(part for part in loc if part != "[key]")


_QUOTED = re.compile(r"'([^']*)'")
_TYPES = {
    "string_type": '文字を半角の引用符「"」で囲んで書いてください（例："総務部"）。',
    "int_type": "整数を引用符なしで書いてください（例：2022）。",
    "int_from_float": "小数でなく整数を書いてください（例：30）。",
    "bool_type": "true 又は false を引用符なしで書いてください。",
    "list_type": '角括弧で囲んだ並びで書いてください（例：["S1", "S2"]）。',
    "dict_type": "「項目 = 値」の組で書いてください（例：{ month = 4, day = 28 }）。",
    "model_type": "「項目 = 値」の組で書いてください（例：{ month = 4, day = 28 }）。",
    "date_type": "年月日を引用符なしで「2026-04-01」の形で書いてください。",
    "date_from_datetime_inexact": "時刻を付けずに「2026-04-01」の形で書いてください。",
    "device": "Windowsがファイルの名前に使えない語です。ほかの語にしてください（例：con1）。",
    "number": "数を引用符なしで書いてください（例：0.10）。",
}


def _sentence(root: type[Shape], detail: ErrorDetails) -> str:
    kind, key, context = detail["type"], str(detail["loc"][-1]), detail.get("ctx", {})
    if kind == "missing":
        return f"項目「{key}」がありません。「{key} = …」の行を追加してください。"
    if kind == "extra_forbidden":
        return _unknown(key, list(_shape_at(root, detail["loc"][:-1]).model_fields))
    value = _shown(detail["input"])
    if kind == "literal_error":
        words = "、".join(_QUOTED.findall(str(context.get("expected", ""))))
        return f"「{value}」は使えません。{words}のいずれかにしてください。"
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return f"「{value}」は範囲外です。{_limits(context)}の数にしてください。"
    if kind in ("too_short", "too_long"):
        return "一つ以上書いてください。" if kind == "too_short" else "多すぎます。"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return _pattern(value)
    return f"「{value}」は使えません。{_TYPES.get(kind, '書き方を確認してください。')}"


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    hint = f"「{near[0]}」の誤りではありませんか。" if near else f"使えるのは{'、'.join(known)}です。"
    return f"「{key}」という項目はありません。{hint}"


def _limits(context: Mapping[str, Any]) -> str:
    words = {"ge": "以上", "gt": "より大きい値", "le": "以下", "lt": "より小さい値"}
    return "、".join(f"{context[key]}{word}" for key, word in words.items() if key in context)


def _pattern(value: str) -> str:
    if not value.strip():
        return "空欄です。内容を書いてください。"
    return f"「{value}」は使えません。半角の英数字と「_」「-」で、60字以内で書いてください。"


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _shape_at(root: type[Shape], loc: tuple[int | str, ...]) -> type[Shape]:
    """The shape that stands at a location, found by walking the annotations."""
    here: type[Shape] = root
    for part in loc:
        if isinstance(part, str) and part in here.model_fields:
            here = _inner_shape(here.model_fields[part].annotation) or here
    return here


def _inner_shape(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type) and not typing.get_args(annotation) and issubclass(annotation, Shape):
        return annotation
    return next((found for a in typing.get_args(annotation) if (found := _inner_shape(a))), None)
