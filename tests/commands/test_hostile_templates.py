"""Templates of a plan folder show what they are given, and can do nothing else (ADR 0018)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HOSTILE = {
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attr": "{{ ''|attr('__class__') }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(cycler) }}",
    "globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].environ }}",
    "map": "{{ (['']|map(attribute='__class__')|list)[0] }}",
    "outside": "{% include '../../fujiplan.toml' %}",
    "absolute": "{% include '/etc/hostname' %}",
    "import": "{% import '../../../secrets.html' as s %}",
    "division": "{{ 1 // 0 }}",
    "range": "{% for n in range(10 ** 9) %}{% endfor %}",
    "itself": "{% include 'ITSELF' %}",
    "unclosed": "{% if true %}",
}
USES = {
    "site": ("templates/site/accessibility.html", ("publish", "--preview")),
    "report": ("templates/report/wg.html", ("report", "--meeting", "wg", "--format", "html")),
    "minutes": ("templates/report/minutes.txt", ("report", "--meeting", "wg", "--format", "docx")),
    "explanation": ("templates/report/explain.html", ("explain", "1-1-01", "--html", "x.html")),
    "letter": ("templates/mail/reminder.txt", ("status", "--all-reminders")),
    "result": ("templates/mail/result.txt", ("report", "--letters")),
}


def plant(folder: Path, file: str, text: str) -> None:
    """The template as the plan folder's own, on its third line."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<main>\n<p>\n{text.replace('ITSELF', path.name)}\n", "utf-8")


def _answered(office) -> None:
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 0


@pytest.fixture
def answered(office):
    """An office that has received one sheet."""
    return office.after(_answered)


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_page_of_the_site_is_refused_by_file(answered, attack: str) -> None:
    file, command = USES["site"]
    plant(answered.folder, file, HOSTILE[attack])
    assert answered.run(*command, "--year", "R7") == 3
    assert "templates/site" in answered.err
    assert "Traceback" not in answered.err
    assert not (answered.folder / "site-preview").exists()


@pytest.mark.parametrize("use", [u for u in USES if u != "site"])
def test_every_kind_of_template_runs_in_the_sandbox(answered, use: str) -> None:
    file, command = USES[use]
    for attack in ("globals", "format", "outside"):
        plant(answered.folder, file, HOSTILE[attack])
        assert answered.run(*command, "--year", "R7") == 3, (attack, answered.out)
        assert file.rpartition("/")[0] in answered.err, answered.err
        assert "uid=" not in answered.out + answered.err


def test_the_line_of_a_fault_is_told(answered) -> None:
    file, command = USES["site"]
    plant(answered.folder, file, HOSTILE["globals"])
    answered.run(*command, "--year", "R7")
    assert f"{file} 3行目" in answered.err


def test_a_harmless_template_of_the_plan_folder_is_used(answered) -> None:
    file, command = USES["site"]
    plant(answered.folder, file, "{{ view.title }}の配慮")
    assert answered.run(*command, "--year", "R7") == 0, answered.err
    page = (answered.folder / "site-preview" / "accessibility" / "index.html").read_text("utf-8")
    assert "の配慮" in page


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make symbolic links")
@pytest.mark.parametrize("use", USES)
def test_a_link_out_of_the_templates_is_not_followed(answered, use: str, tmp_path: Path) -> None:
    file, command = USES[use]
    secret = tmp_path / "secret.txt"
    secret.write_text("ひみつの文書", "utf-8")
    plant(answered.folder, file, "{% include 'linked.txt' %}")
    linked = (answered.folder / file).parent / "linked.txt"
    linked.symlink_to(secret)
    assert answered.run(*command, "--year", "R7") == 3, answered.out
    assert "linked.txt" in answered.err and "外を指すリンク" in answered.err
    linked.unlink()
    top = answered.folder / "templates"
    top.rename(tmp_path / "elsewhere")
    top.symlink_to(tmp_path / "elsewhere")
    assert answered.run(*command, "--year", "R7") == 3, answered.out
    assert "外を指すリンク" in answered.err
    told = answered.out + answered.err
    assert "ひみつ" not in told
