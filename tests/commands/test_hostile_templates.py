"""Templates of a plan folder show what they are given, and can do nothing else (ADR 0018)."""

from __future__ import annotations

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


@pytest.fixture
def answered(office):
    """An office that has received one sheet."""
    office.answer("1-1-01")
    assert office.run("collect", "--year", "R7") == 0
    return office


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
