"""One LibreOffice for the whole test run, and a clerk's hand in it (office_edit.py runs under the system's Python)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

SYSTEM_PYTHON = "/usr/bin/python3"
EDITOR = Path(__file__).with_name("office_edit.py")
Hand = Callable[..., bytes]
"""(workbook, edit, edit, …) → the workbook as LibreOffice saved it; the edits are those of office_edit.py.

``more``: workbooks that lie beside the first, for an edit that takes several.
"""


def has_uno() -> bool:
    """Whether the system's Python can talk to LibreOffice."""
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode == 0


class ListeningOffice:
    """A LibreOffice that listens. It is started when first needed, and anew if it has fallen over."""

    def __init__(self, soffice: str, folder: Path) -> None:
        self._soffice, self._folder = soffice, folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._starts = 0
        self._edits = 0

    def edit(self, data: bytes, *steps: Sequence[object], more: Sequence[bytes] = ()) -> bytes:
        """Open, edit, save. LibreOffice itself can die on the way, which is not what is tested: one more try."""
        for last in (False, True):
            try:
                return self._edit(data, steps, more)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
                self.stop()
                if last:
                    raise
        raise AssertionError("unreachable")

    def stop(self) -> None:
        """End it and everything it started."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)
            self._process = None

    def _edit(self, data: bytes, steps: Sequence[Sequence[object]], more: Sequence[bytes]) -> bytes:
        if self._process is None or self._process.poll() is not None:
            self._start()
        self._edits += 1  # a name of its own for every book: LibreOffice does not open one twice
        source, target = self._folder / f"in{self._edits}.xlsx", self._folder / f"out{self._edits}.xlsx"
        source.write_bytes(data)
        beside = [self._folder / f"more{self._edits}-{number}.xlsx" for number, _ in enumerate(more)]
        for path, other in zip(beside, more, strict=True):
            path.write_bytes(other)
        command = [SYSTEM_PYTHON, str(EDITOR), str(self._port), str(source), str(target), *map(str, beside)]
        told = "\n".join(json.dumps(step) for step in steps)
        subprocess.run(command, input=told, text=True, check=True, timeout=120)
        return target.read_bytes()

    def _start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._starts += 1
        profile = self._folder / f"profile{self._starts}"
        shutil.rmtree(profile, ignore_errors=True)
        accept = f"--accept=socket,host=127.0.0.1,port={self._port};urp;"
        command = [self._soffice, "--headless", "--norestore", "--nologo"]
        command += [f"-env:UserInstallation={profile.as_uri()}", accept]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
