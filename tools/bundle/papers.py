"""The papers of a bundle: requirements with hashes, list of licences with their texts, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from bundle.gather import Gathered
from bundle.targets import Target
from bundle.wheel_file import WheelFile

BOM = "\ufeff"
SUMS = "SHA256SUMS"


def for_notepad(text: str) -> bytes:
    """A text that every Notepad and every Linux editor shows alike: UTF-8 with mark, CR LF."""
    return (BOM + text.replace("\r\n", "\n").replace("\n", "\r\n")).encode("utf-8")


def requirements(own: WheelFile, extra: str, gathered: Gathered) -> str:
    """What install.py hands to pip: every file of the bundle, no more, each with the hash of just that file."""
    targets = list(gathered.pins)
    pins = {pin.line: pin for one in gathered.pins.values() for pin in one.values()}
    lines = [f"{own.name}[{extra}]=={own.version} --hash=sha256:{own.sha256}"]
    for line, pin in sorted(pins.items()):
        where = [t.python for t in targets if gathered.pins[t].get(pin.name) == pin]
        only = " or ".join(f'python_version == "{one}"' for one in where)
        marker = "" if len(where) == len(targets) else f" ; {only}"
        hashes = sorted({f"--hash=sha256:{wheel.sha256}" for wheel in gathered.of(pin)})
        lines.append(" ".join((line + marker, *hashes)))
    return "\n".join(lines) + "\n"


def about(own: WheelFile, targets: Sequence[Target]) -> bytes:
    """What install.py has to know: version, system and the Pythons that the wheels are for."""
    facts = {
        "name": own.name,
        "version": own.version,
        "system": targets[0].system.name,
        "pythons": [target.python for target in targets],
    }
    return (json.dumps(facts, ensure_ascii=True, indent=2) + "\n").encode("ascii")


def licences(wheels: Sequence[WheelFile], fonts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The list of third parties and the texts of their licences, by name in the bundle.

    ``fonts``: the licence texts of the fonts inside our own wheel, which no metadata name.
    """
    files: dict[str, bytes] = {}
    rows = [
        "第三者のソフトウェアと書体の一覧",
        "（各ソフトウェアのメタデータの記載から作成。全文は licenses フォルダー）",
        "",
    ]
    for (name, version), wheel in sorted({(w.name, w.version): w for w in wheels}.items()):
        texts = {f"licenses/{name}-{version}/{inner}": text for inner, text in wheel.texts.items()}
        files |= texts
        rows += [f"{name} {version}", f"　ライセンス：{wheel.licence}"]
        rows += [f"　ホームページ：{wheel.home}"] if wheel.home else []
        rows += [f"　全文：{one}" for one in texts] or ["　全文：同梱されていません（配布物に含まれていません）"]
        rows.append("")
    for inner, text in sorted(fonts.items()):
        files[f"licenses/fonts/{inner}"] = text
        rows += [f"書体（PDFに使用）：{inner}", "　ライセンス：OFL-1.1", f"　全文：licenses/fonts/{inner}", ""]
    return {"THIRD-PARTY.txt": for_notepad("\n".join(rows)), **files}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """One line a file, as ``sha256sum --check`` reads it; sorted."""
    return "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items())).encode("utf-8")
