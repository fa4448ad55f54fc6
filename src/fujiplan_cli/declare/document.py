"""One TOML file as read: its data, its hash, and the line of every key, so that a fault can be found again."""

from __future__ import annotations

import hashlib
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fujiplan_cli.declare.lines import KeyPath, lines_of
from fujiplan_cli.model.plan import Fault


@dataclass(slots=True)
class Faults:
    """The faults of one file, collected until all are known."""

    file: str
    text: str = ""
    found: list[Fault] = field(default_factory=list)
    _lines: Mapping[KeyPath, int] | None = None
    """Walked only when there is a fault to place."""

    def add(self, path: KeyPath, message: str) -> None:
        """Note a fault at a key path; its line is that of the key, or of the nearest key above it."""
        self.found.append(Fault(self.file, key_text(path), message, self._line(path)))

    def _line(self, path: KeyPath) -> int | None:
        if self._lines is None:
            self._lines = lines_of(self.text)
        above = (path[:length] for length in range(len(path), 0, -1))
        return next((self._lines[part] for part in above if part in self._lines), None)


def key_text(path: KeyPath) -> str:
    """A key path as a clerk counts: ``("departments", 2, "code")`` → ``departments[3].code`` (from 1)."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """A readable TOML file. Numbers with a point are Decimal, so that 0.10 stays exact."""

    file: str
    sha256: str
    data: Mapping[str, Any]
    text: str

    def faults(self) -> Faults:
        """An empty collection of faults that knows where this file's keys stand."""
        return Faults(self.file, self.text)


LARGEST = 4 << 20
"""Bytes of one TOML file. The plan of the sample has 20 KiB, one of 10,000 departments has 1 MiB."""
_MOST_DOTS = 200
"""Full stops in one line. A key of thousands of parts (a.a.a…) keeps the TOML library busy for minutes."""


def read_document(folder: Path, file: str) -> Document | Fault:
    """Read ``file`` (a path below ``folder``, forward slashes). What cannot be read as TOML gives the fault.

    A link that leaves the plan folder is one: what stands elsewhere would be quoted in faults and pages. So is anything
    that is no plain file (reading a pipe would never end).
    """
    path = folder / file
    try:
        if path.is_symlink() or path.parent.resolve() != folder.resolve():
            real = path.resolve()
            if not real.is_relative_to(folder.resolve()):
                return Fault(file, "", f"ファイル「{file}」は、計画フォルダーの外を指すリンクです。{_PUT_INSIDE}")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return _unopened(file, "ファイルとして読めません")
        if found.st_size > LARGEST:
            return _too_large(file, found.st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        return Fault(file, "", f"ファイル「{file}」が見つかりません。計画フォルダーに置いてください。")
    except OSError as error:
        reason = "開く権限がありません" if isinstance(error, PermissionError) else "ファイルとして読めません"
        return _unopened(file, reason)
    return document_of(file, data)


_PUT_INSIDE = "リンクをやめて、ファイルそのものを置いてください。"


def _unopened(file: str, reason: str) -> Fault:
    return Fault(file, "", f"ファイル「{file}」を開けません（{reason}）。権限と場所を確認してください。")


def _too_large(file: str, size: int) -> Fault:
    message = f"ファイル「{file}」は大きすぎます（{size / (1 << 20):.1f}MB）。{LARGEST >> 20}MB以内にしてください。"
    return Fault(file, "", message)


def document_of(file: str, data: bytes) -> Document | Fault:
    """What ``file`` says when it holds ``data``. What cannot be read as TOML gives the fault."""
    if len(data) > LARGEST:
        return _too_large(file, len(data))
    try:
        # Windows のメモ帳 may put a BOM in front; it is no fault.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Fault(file, "", _NOT_UTF8, line)
    dotted = next((n for n, line in enumerate(text.split("\n"), start=1) if line.count(".") > _MOST_DOTS), None)
    if dotted is not None:
        return Fault(file, "", f"1行に「.」が多すぎます。{_MOST_DOTS}個以内にしてください。", dotted)
    try:
        parsed = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(file, text, str(error))
    except RecursionError:
        return Fault(
            file, "", "括弧（[ ] 又は { }）の入れ子が深すぎます。見本の書き方に合わせてください。", _deepest(text)
        )
    return Document(file, hashlib.sha256(data).hexdigest(), parsed, text)


def _deepest(text: str) -> int:
    """The line with the most brackets."""
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda n: lines[n].count("[") + lines[n].count("{")) + 1


_NOT_UTF8 = (
    "UTF-8 ではない文字があります。メモ帳の「名前を付けて保存」で、文字コードを「UTF-8」にして保存し直してください。"
)
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]+)")
_LEADING_ZERO = re.compile(r"=\s*0\d")
_WIDE = "＝“”［］｛｝，＃　"
_CAUSES = (
    ("leading zero", '0で始まる番号は、半角の引用符「"」で囲んでください。'),
    ("date", "暦にない日付です。日付を確認してください。"),
    ("overwrite", "同じ項目が2回書かれています。どちらかを消してください。"),
    ("declare", "同じ見出し［ ］が2回書かれています。繰り返す項目は [[ ]] で囲んでください。"),
    ("after a key", "項目名の後に半角の「=」がありません。「項目 = 値」の形にしてください。"),
    ("Invalid value", '「=」の右の値を読めません。文字は半角の引用符「"」で囲んでください。'),
    ("Illegal character", '引用符「"」の閉じ忘れ、又は使えない文字があります。'),
    ("Unterminated string", '引用符「"」を閉じてください。'),
    ("Unclosed", "括弧「]」又は「}」を閉じてください。"),
    ("Invalid statement", "この行を読めません。「項目 = 値」の形にするか、説明なら先頭に半角の「#」を付けてください。"),
    ("Expected newline", "1行に二つ以上のことは書けません。値の後で改行してください。"),
    ("escape", "「\\」は使えません。「/」を使うか、「\\\\」と2回書いてください。"),
)


def _syntax_fault(file: str, text: str, message: str) -> Fault:
    at = _AT.search(message)
    line = int(at.group(1)) if at else text.count("\n") + 1
    content = text.split("\n")[line - 1] if at else ""
    wide = [c for c in _WIDE if c in content.split("#", maxsplit=1)[0]]
    if _LEADING_ZERO.search(content):
        message = "leading zero"
    cause = next(
        (words for sign, words in _CAUSES if sign in message), "引用符、括弧、「=」の書き方を確認してください。"
    )
    hint = f"全角の記号「{wide[0]}」があります。記号は半角にしてください。" if wide and at else ""
    key = _KEY.match(content)
    return Fault(file, key.group(1) if key else "", f"TOMLとして読めません。{cause}{hint}", line)
