"""The proof against leaks: it looks at the finished bytes and at the snapshots, never at the view model.

WHAT: (1) every withheld text of 4 characters or more is searched in the whole output, HTML unescaped, CSV, JSON and
workbooks read; (2) every traced value names a field that may be published of that project in that year; (3) every
column of the data comes from such a field. WHY: domain.md §6: shorter texts, choices and numbers occur everywhere, so
their provenance is proved instead. A withheld text that is also published as it stands is no leak; any other
coincidence needs a recorded reason (``accepted_coincidences``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fujiplan_cli.publish.allow import AllowList
from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.haystack import Haystack, columns_in, flatten, read_files, traces_of
from fujiplan_cli.publish.opendata.columns import TABLES
from fujiplan_cli.publish.opendata.shape import WIDE_TITLE, provenance
from fujiplan_cli.publish.opendata.side_tables import WITHHELD
from fujiplan_cli.publish.secrets import Secret, known_public, withheld_texts
from fujiplan_cli.publish.standing import Standings, standings_of

_PLAIN_TRACE = re.compile(r"(?:total|trend)/")


def prove(files: Mapping[str, bytes], given: PublishInput) -> tuple[Leak, ...]:
    """Every leak in ``files``, by path, project and field. Empty: nothing withheld is in the output."""
    allow, standings = AllowList(given.form, given.forms), standings_of(given)
    stack = read_files(files)
    found = [
        *_texts(stack, given, allow, standings),
        *_traces(files, allow, standings),
        *_columns(files, allow, given),
    ]
    return tuple(sorted(set(found), key=lambda leak: (leak.path, leak.project, leak.field, leak.why)))


def _texts(stack: Haystack, given: PublishInput, allow: AllowList, standings: Standings) -> Iterator[Leak]:
    public = known_public(given, allow, standings)
    accepted = {flatten(text) for text, reason in given.accepted_coincidences.items() if reason.strip()}
    secrets: dict[str, Secret] = {}
    for secret in withheld_texts(given, allow, standings):
        if secret.text not in accepted and not public.covers(secret):
            secrets.setdefault(secret.text, secret)
    for text in stack.possible(secrets):
        for path in stack.paths_with(text):
            yield Leak(path, secrets[text].field, secrets[text].project, secrets[text].why)


def _traces(files: Mapping[str, bytes], allow: AllowList, standings: Standings) -> Iterator[Leak]:
    for path, trace in traces_of(files):
        if _PLAIN_TRACE.match(trace):
            continue
        project, _, rest = trace.rpartition("/")[0].rpartition("/")
        field = trace.rpartition("/")[2]
        standing = standings.get(int(rest), {}).get(project) if rest.isdecimal() else None
        if standing is None or not allow.allows(field, standing):
            yield Leak(path, field, project, "公表できない項目から作られた値です。")


def _columns(files: Mapping[str, bytes], allow: AllowList, given: PublishInput) -> Iterator[Leak]:
    """A column whose field the form withholds of everybody must not be there, even when it is empty."""
    methods = tuple(given.methods.values())
    fields = {year: provenance(given.form_of(year), methods) for year in given.forms} | {
        0: provenance(given.form, methods)
    }
    titles = {t.title: t.name for t in (*TABLES, WITHHELD)} | {WIDE_TITLE: "wide"}
    for path, content in files.items():
        folder = path.rpartition("/")[0].rpartition("/")[2]
        year = int(folder) if folder.isdecimal() and int(folder) in fields else 0
        for table, columns in columns_in(path, content):
            for column in columns:
                field = fields[year].get((titles.get(table, table), column), "")
                if field and not allow.opens(field, year):
                    yield Leak(path, field, "", "公表しない項目の列があります。")
