"""The proof against leaks: it looks at the finished bytes and at the snapshots, never at the view model.

WHAT: (1) every withheld text of 4 characters or more is searched in the whole output, HTML unescaped, CSV, JSON and
workbooks read; (2) every traced value names a field that may be published of that project in that year; (3) every
column of the data comes from such a field. WHY: domain.md §6: shorter texts, choices and numbers occur everywhere, so
their provenance is proved instead. A withheld text that is also published as it stands is no leak; any other
coincidence needs a recorded reason (``accepted_coincidences``). A file that cannot be read as text stops publication
as well.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping

from fujiplan_cli.publish.allow import AllowList
from fujiplan_cli.publish.flat import APART
from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.haystack import columns_in, pieces_of, traces_of
from fujiplan_cli.publish.opendata.columns import TABLES
from fujiplan_cli.publish.opendata.shape import WIDE_TITLE, provenance
from fujiplan_cli.publish.opendata.side_tables import WITHHELD
from fujiplan_cli.publish.search import Needles
from fujiplan_cli.publish.secrets import Secret, known_public, withheld_texts
from fujiplan_cli.publish.standing import Standings, standings_of

_VALUE = 2_000
"""Characters of a text that may stand in several files; a longer one is a page."""
_PLAIN_TRACE = re.compile(r"(?:total|trend|share|change|newest|repeated)/")


def prove(files: Mapping[str, bytes], given: PublishInput) -> tuple[Leak, ...]:
    """Every leak in ``files``, by path, project and field. Empty: nothing withheld is in the output."""
    allow, standings = AllowList(given.form, given.forms), standings_of(given)
    found = [
        *_texts(files, given, allow, standings),
        *_traces(files, allow, standings),
        *_columns(files, allow, given),
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
    clean: set[str] = set()  # a value stands in many files: it is searched in the first
    for path, content in files.items():
        pieces = pieces_of(path, content, tags=tags)
        if pieces is None:
            yield Leak(path, "file", "", "中身を検査できない形式のファイルです。")
            continue
        unseen = [p for p in pieces if p not in clean]
        found = needles.found_in(APART.join(unseen))
        if not found:
            clean.update(p for p in unseen if len(p) < _VALUE)
        for one in (secrets[text] for text in found):
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
        for table, columns in _columns_read(path, content):
            for column in columns:
                field = fields[year].get((titles.get(table, table), column), "")
                if field and not allow.opens(field, year):
                    yield Leak(path, field, "", "公表しない項目の列があります。")


def _columns_read(path: str, content: bytes) -> list[tuple[str, list[str]]]:
    """The columns of a file; none of one that cannot be read, which is a leak already."""
    try:
        return list(columns_in(path, content))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, AttributeError):
        return []
