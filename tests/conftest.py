"""Fixtures shared by all tests: programs beyond pip, present or told so."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from listening_office import Hand, ListeningOffice, has_uno

settings.register_profile("fujiplan", deadline=None)  # no test fails because a machine is busy
settings.load_profile("fujiplan")


_LONGEST = "test_two_years_in_a_row.py"
"""It takes minutes on one core: begun last, it would have the other core wait."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file goes first, the others as they are found."""
    items.sort(key=lambda item: item.path.name != _LONGEST)


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"{names[0]} is missing in CI: .ci/run must install it")
    pytest.skip(f"{names[0]} is not installed on this machine (.ci/run installs it)")


@pytest.fixture(scope="module", autouse=True)
def _workbooks_left_behind() -> Iterator[None]:
    """Workbooks of openpyxl are cycles, and `collector_resting` has the collector count them as old: thousands of them
    would stay to the end of a run (4 GB in each process).
    """
    yield
    gc.collect()


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice; start it with an own -env:UserInstallation below tmp_path."""
    return _program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def hand(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    """A clerk's hand in LibreOffice: workbook and edits (office_edit.py) → the workbook as saved."""
    if not has_uno():
        if os.environ.get("CI") == "true":
            pytest.fail("python3-uno is missing in CI: .ci/run must install it")
        pytest.skip("python3-uno is not installed on this machine (.ci/run installs it)")
    office = ListeningOffice(soffice, tmp_path_factory.mktemp("office"))
    yield office.edit
    office.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium for Playwright's executable_path."""
    return _program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Path of poppler's text extraction."""
    return _program("pdftotext")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Spreadsheets of other people, beside the checkout in ../shared/corpus."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared/corpus is missing in CI")
        pytest.skip("../shared/corpus is not beside this checkout")
    return folder
