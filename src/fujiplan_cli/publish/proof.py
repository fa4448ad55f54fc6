"""The proof against leaks: it looks at the finished bytes and at the snapshots, never at the view model.

WHAT: (1) every withheld text of 4 characters or more is searched in the whole output, HTML unescaped, CSV, JSON and
workbooks read; (2) every traced value names a field that may be published of that project in that year; (3) every
column of the data comes from such a field. WHY: domain.md §6: shorter texts, choices and numbers occur everywhere, so
their provenance is proved instead. A withheld text that is also published as it stands is no leak; any other
coincidence needs a recorded reason (``accepted_coincidences``). A file that cannot be read as text stops publication
as well.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from fujiplan_cli.publish.allow import AllowList
from fujiplan_cli.publish.flat import APART
from fujiplan_cli.publish.given import Leak, PublishInput
from fujiplan_cli.publish.haystack import columns_in, pieces_of, traces_in
from fujiplan_cli.publish.opendata.columns import TABLES
from fujiplan_cli.publish.opendata.shape import WIDE_TITLE, provenance
from fujiplan_cli.publish.opendata.side_tables import WITHHELD
from fujiplan_cli.publish.search import Needles
from fujiplan_cli.publish.secrets import Secret, known_public, withheld_texts
from fujiplan_cli.publish.standing import Standings, standings_of

_VALUE = 2_000
"""Characters of a text that may stand in several files; a longer one is a page."""
_TITLES = {t.title: t.name for t in (*TABLES, WITHHELD)} | {WIDE_TITLE: "wide"}
"""Title of a workbook's sheet → name of its table."""
_PLAIN_TRACES = tuple(f"{kind}/" for kind in ("total", "trend", "share", "change", "newest", "repeated"))


File = tuple[str, bytes]
"""Path in the site and content."""
Proving = Callable[[Iterable[File]], Iterable[tuple[Leak, ...]]]
"""Who looks at the files of a site: takes them as they are made, and gives what each of them leaks, in order."""


@dataclass(frozen=True)
class Proof:
    """What has to be looked for in a file, gathered once."""

    secrets: Mapping[str, Secret]
    """Every withheld text that is not published as well."""
    accepted: frozenset[str]
    """Marks of coincidences that were allowed."""
    allow: AllowList
    standings: Standings
    columns: Mapping[int, Mapping[tuple[str, str], str]]
    """Fiscal year (0: all years) → table and column → the field it comes from."""
    _clean: set[str] = field(default_factory=set)
    """Values that hold nothing withheld: a value stands in many files, and is searched in the first."""
    _sound: set[bytes] = field(default_factory=set)
    """Traces that lead to what may be published, as they are written."""

    @classmethod
    def of(cls, given: PublishInput) -> Proof:
        """The proof of a site made from this."""
        allow, standings = AllowList(given.form, given.forms), standings_of(given)
        secrets = known_public(given, allow, standings).uncovered(withheld_texts(given, allow, standings))
        methods = tuple(given.methods.values())
        forms = {0: given.form, **given.forms}
        return cls(
            secrets,
            frozenset(mark for mark, reason in given.accepted_coincidences.items() if reason.strip()),
            allow,
            standings,
            {year: provenance(form, methods) for year, form in forms.items()},
        )

    def __call__(self, file: File) -> tuple[Leak, ...]:
        """Every leak in one file."""
        path, content = file
        return (*self._texts(path, content), *self._traces(path, content), *self._columns(path, content))

    def prepared(self) -> Proof:
        """The same, with all that the first file would have to wait for."""
        self._needles.found_in("")
        assert self._places is not None
        return self

    @cached_property
    def _needles(self) -> Needles:
        return Needles(self.secrets)

    @cached_property
    def _tags(self) -> bool:
        return any("<" in text or ">" in text for text in self.secrets)

    @cached_property
    def _places(self) -> Mapping[str, Mapping[str, bool]]:
        """Project and year as a trace begins → field → whether it may be published of it."""
        return {
            f"{project}/{year}": self.allow.answers(one)
            for year, all_ in self.standings.items()
            for project, one in all_.items()
        }

    def _texts(self, path: str, content: bytes) -> Iterator[Leak]:
        pieces = pieces_of(path, content, tags=self._tags)
        if pieces is None:
            yield Leak(path, "file", "", "中身を検査できない形式のファイルです。")
            return
        unseen = [piece for piece in pieces if piece not in self._clean]
        found = self._needles.found_in(APART.join(unseen))
        if not found:
            self._clean.update(piece for piece in unseen if len(piece) < _VALUE)
        for one in (self.secrets[text] for text in found):
            if one.mark not in self.accepted:
                yield Leak(path, one.field, one.project, one.why, one.mark)

    def _traces(self, path: str, content: bytes) -> Iterator[Leak]:
        for written in traces_in(path, content) - self._sound:
            trace = written.decode(errors="replace")
            if "&" in trace:
                trace = html.unescape(trace)
            place, _, field_id = trace.rpartition("/")
            answers = self._places.get(place)
            if answers[field_id] if answers is not None else trace.startswith(_PLAIN_TRACES):
                self._sound.add(written)
            else:
                yield Leak(path, field_id, place.rpartition("/")[0], "公表できない項目から作られた値です。")

    def _columns(self, path: str, content: bytes) -> Iterator[Leak]:
        """A column whose field the form withholds of everybody must not be there, even when it is empty."""
        folder = path.rpartition("/")[0].rpartition("/")[2]
        year = int(folder) if folder.isdecimal() and int(folder) in self.columns else 0
        for table, columns in _columns_read(path, content):
            for column in columns:
                field_id = self.columns[year].get((_TITLES.get(table, table), column), "")
                if field_id and not self.allow.opens(field_id, year):
                    yield Leak(path, field_id, "", "公表しない項目の列があります。")


def prove(files: Mapping[str, bytes], given: PublishInput) -> tuple[Leak, ...]:
    """Every leak in ``files``, by path, project and field. Empty: nothing withheld is in the output."""
    return in_order(map(Proof.of(given), files.items()))


def in_order(found: Iterable[tuple[Leak, ...]]) -> tuple[Leak, ...]:
    """The leaks of several files, each once, by path, project and field."""
    leaks = {leak for of_file in found for leak in of_file}
    return tuple(sorted(leaks, key=lambda leak: (leak.path, leak.project, leak.field, leak.why, leak.mark)))


def proving_here(given: PublishInput) -> Proving:
    """Looks at the files in this process, each when it is made."""
    return partial(map, Proof.of(given))


def _columns_read(path: str, content: bytes) -> list[tuple[str, list[str]]]:
    """The columns of a file; none of one that cannot be read, which is a leak already."""
    try:
        return list(columns_in(path, content))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, AttributeError):
        return []
