"""The packaged templates as compiled, kept where Python keeps our modules: compiling them takes 0.2 s each time.

WHAT: a cache for jinja2 in this package's ``__pycache__``. WHY there: who may write there may write our modules, so
nobody can put code into it who could not put it elsewhere. A plan folder's own templates are never kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import secrets
import sys
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_HERE = Path(__file__).parent
_NONE = (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError)
"""What reading a file raises that is not there, cut off or something else."""


class KeptTemplates(BytecodeCache):
    """What was compiled from the same source by the same program. A file that cannot be read or written is none."""

    def __init__(self, folder: Path = _HERE / "__pycache__") -> None:
        """``folder``: where the files are."""
        self._folder = folder
        self._made_by = _program()

    def _place(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._made_by}.template"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if it was kept and its source is still the same."""
        with contextlib.suppress(*_NONE), self._place(bucket).open("rb") as kept:
            bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, in place of what an earlier program compiled from it."""
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            for old in self._folder.glob(f"{bucket.key}.*"):
                old.unlink()
            aside = self._folder / f"{bucket.key}.{secrets.token_hex(4)}.tmp"
            aside.write_bytes(bucket.bytecode_to_string())
            aside.replace(self._place(bucket))


def _program() -> str:
    """Differs when jinja2 or any module of this room does: some of them run while a template is compiled."""
    modules = (one.stat() for one in sorted(_HERE.glob("*.py")))
    known = (jinja2.__version__, *((one.st_size, one.st_mtime_ns) for one in modules))
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]
