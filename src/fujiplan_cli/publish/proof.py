"""The proof against leaks: it looks at the finished bytes and at the snapshots, never at the view model.

WHAT: (1) every withheld text of 4 characters or more is searched in the whole output, HTML unescaped, CSV and JSON
read; (2) every traced value names a field that may be published of that project in that year; (3) every CSV column
comes from such a field. WHY: domain.md §6: shorter texts, choices and numbers occur everywhere, so their provenance
is proved instead. A withheld text that is also published as it stands is no leak; any other coincidence needs a
recorded reason (``accepted_coincidences``). A file that cannot be read as text stops publication as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fujiplan_cli.model.form import Form
from fujiplan_cli.publish.allow import FULLY_OPEN, AllowList
from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.haystack import read_flat, traces_of
from fujiplan_cli.publish.opendata.columns import TABLES, declared_columns
from fujiplan_cli.publish.search import Needles
from fujiplan_cli.publish.secrets import Secret, known_public, withheld_texts
from fujiplan_cli.publish.standing import Standings, standings_of

_PLAIN_TRACE = re.compile(r"(?:total|trend)/")


def prove(files: Mapping[str, bytes], given: PublishInput) -> tuple[Leak, ...]:
    """Every leak in ``files``, by path, project and field. Empty: nothing withheld is in the output."""
    allow, standings = AllowList(given.form), standings_of(given)
    found = [
        *_texts(files, given, allow, standings),
        *_traces(files, allow, standings),
        *_columns(files, allow, given.form),
    ]
    return tuple(sorted(set(found), key=lambda leak: (leak.path, leak.project, leak.field, leak.why, leak.mark)))


def _texts(files: Mapping[str, bytes], given: PublishInput, allow: AllowList, standings: Standings) -> Iterator[Leak]:
    public = known_public(given, allow, standings)
    accepted = {mark for mark, reason in given.accepted_coincidences.items() if reason.strip()}
    secrets: dict[str, Secret] = {}
    for secret in withheld_texts(given, allow, standings):
        if secret.text not in secrets and not public.covers(secret):
            secrets[secret.text] = secret
    needles, tags = Needles(secrets), any("<" in text or ">" in text for text in secrets)
    for path, content in files.items():
        text = read_flat(path, content, tags=tags)
        if text is None:
            yield Leak(path, "file", "", "中身を検査できない形式のファイルです。")
            continue
        for one in (secrets[found] for found in needles.found_in(text)):
            if one.mark not in accepted:
                yield Leak(path, one.field, one.project, one.why, one.mark)


def _traces(files: Mapping[str, bytes], allow: AllowList, standings: Standings) -> Iterator[Leak]:
    for path, trace in traces_of(files):
        if _PLAIN_TRACE.match(trace):
            continue
        project, _, rest = trace.rpartition("/")[0].rpartition("/")
        field = trace.rpartition("/")[2]
        standing = standings.get(int(rest), {}).get(project) if rest.isdecimal() else None
        if standing is None or not allow.allows(field, standing):
            yield Leak(path, field, project, "公表できない項目から作られた値です。")


def _columns(files: Mapping[str, bytes], allow: AllowList, form: Form) -> Iterator[Leak]:
    """A column whose field the form withholds of everybody must not be there, even when it is empty."""
    fields = {(t.name, c.name): c.field for t in TABLES for c in t.columns}
    fields |= {("projects", c.name): c.field for c in declared_columns(form)}
    for path, content in files.items():
        if path.endswith(".csv"):
            table = path.rpartition("/")[2].removesuffix(".csv")
            for column in content.decode("utf-8-sig").partition("\r\n")[0].split(","):
                field = fields.get((table, column), "")
                if field and not allow.allows(field, FULLY_OPEN):
                    yield Leak(path, field, "", "公表しない項目の列があります。")
