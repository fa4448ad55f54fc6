"""A new plan folder: complete, loadable, and never written over an old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fujiplan_cli.declare import load_form, load_method, load_plan, methods_of, scaffold
from fujiplan_cli.model.plan import PlanFolderError


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_folder_holds_plan_form_and_methods_and_loads(tmp_path: Path) -> None:
    folder = tmp_path / "新しい計画"
    written = scaffold(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in written) == [
        *(
            f"forms/{name}.toml"
            for name in ("confirmation", "decision", "hearing", "progress", "proposal", "settlement")
        ),
        "fujiplan.toml",
        "methods/old.toml",
        "methods/revised.toml",
    ]
    plan = load_plan(folder)
    assert plan.sample is False
    for year in plan.years:
        assert load_form(folder, plan, year).id == "progress"
        assert load_method(folder, plan, year).id == "revised"
    assert [method.id for method in methods_of(folder, plan)] == ["old", "revised"]


def test_sample_differs_in_one_word_only(tmp_path: Path) -> None:
    scaffold(tmp_path / "a")
    scaffold(tmp_path / "b", sample=True)
    assert load_plan(tmp_path / "b").sample is True
    plain, sample = files(tmp_path / "a"), files(tmp_path / "b")
    assert [name for name in plain if plain[name] != sample[name]] == ["fujiplan.toml"]
    pairs = zip(plain["fujiplan.toml"].splitlines(), sample["fujiplan.toml"].splitlines(), strict=True)
    assert [new.split(b"#")[0].split() for old, new in pairs if old != new] == [[b"sample", b"=", b"true"]]


def test_folder_with_a_plan_is_refused_untouched(tmp_path: Path) -> None:
    scaffold(tmp_path)
    (tmp_path / "fujiplan.toml").write_text("id = 'mine'", encoding="utf-8")
    before = files(tmp_path)
    with pytest.raises(PlanFolderError) as error:
        scaffold(tmp_path, sample=True)
    assert "fujiplan.toml" in [fault.file for fault in error.value.faults]
    assert files(tmp_path) == before


def test_folder_with_another_form_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/progress.toml").write_text("", encoding="utf-8")
    with pytest.raises(PlanFolderError):
        scaffold(tmp_path)
    assert list(files(tmp_path)) == ["forms/progress.toml"]


def test_folder_with_other_things_is_taken(tmp_path: Path) -> None:
    (tmp_path / "メモ.txt").write_text("x", encoding="utf-8")
    scaffold(tmp_path)
    assert load_plan(tmp_path).id == "fuji4"
