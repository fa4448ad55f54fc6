"""One check a rule: yields what is wrong, nothing when the files keep it. Numbers of the rules as in `rules`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from fujiplan_cli.publish.characters import is_plain
from fujiplan_cli.publish.opendata.output import Output

_ENDINGS = (".csv", ".json", ".jsonld", ".xlsx", "/index.html")
_AREA = re.compile(r'<dimension ref="([^"]+)"/>.*<autoFilter ref="([^"]+)"/>', re.S)
_STYLED = re.compile(r'<c r="[A-Z]+(\d+)" s="(\d)"')
_JSON_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ISO = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "yearmonth": re.compile(r"\d{4}-\d\d")}
_YEAR = re.compile(r"\d{4}")
_UNITLESS = re.compile(r"(?:.*_)?(?:year|no|level|version|self_\w+)")
"""Years, serial numbers and levels of a rubric count nothing."""
_LONG = ("projects", "money", "indicators", "items", "grade_counts", "withheld")


def file_formats(out: Output) -> Iterator[str]:
    """L1-01."""
    yield from (path for path in out.files if not path.endswith(_ENDINGS))


def one_table(out: Output) -> Iterator[str]:
    """L1-02, L1-04: one rectangle from the first cell on, in each file and sheet; nothing outside it."""
    for one in out.csv_files:
        if {len(row) for row in one.rows} != {len(one.header)}:
            yield one.path
    for number, xml in enumerate(out.sheet_xml, start=1):
        found = _AREA.search(xml)
        if found is None or found[1] != found[2] or not found[1].startswith("A1:"):
            yield f"シート{number}"


def no_gaps(out: Output) -> Iterator[str]:
    """L1-03: no blank line, no column without a name."""
    for one in out.csv_files:
        if not all(any(row) for row in one.rows) or not all(one.header):
            yield one.path


def named_columns(out: Output) -> Iterator[str]:
    """L1-05: every column has a Japanese name and a definition."""
    for one in out.csv_files:
        yield from (f"{one.path} {f['name']}" for f in one.fields if not f["title"] or not f["description"])


def no_layout(out: Output) -> Iterator[str]:
    """L1-06: no line breaks, no double or outer blanks."""
    odd = re.compile(r"[\r\n\t]|[ \u3000]{2}|^[ \u3000]|[ \u3000]$")
    for one in out.csv_files:
        yield from (one.path for row in one.rows for cell in row if odd.search(cell))


def plain_texts(out: Output) -> Iterator[str]:
    """L1-08: in CSV, JSON and workbook."""
    for path, content in out.files.items():
        if path.endswith((".csv", ".json", ".jsonld")) and not is_plain(_decoded(path, content)):
            yield path
    yield from (name for name, xml in out.sheets.items() if not is_plain(xml))


def _decoded(path: str, content: bytes) -> str:
    """JSON is written without escapes but for quotes, backslashes and line breaks; a BOM is no character."""
    text = content.decode("utf-8-sig")
    return text if path.endswith(".csv") else "".join(_JSON_TEXT.findall(text))


def numbers_only(out: Output) -> Iterator[str]:
    """L1-09, L2-01, L3-03: a number column holds numbers and blanks, no sign or word."""
    for one in out.csv_files:
        for column, value in one.numbers():
            try:
                Decimal(value)
            except InvalidOperation:
                yield f"{one.path} {column}"


def no_objects(out: Output) -> Iterator[str]:
    """L1-10: no drawing, picture, note or chart."""
    yield from (p for p in out.sheets if re.search(r"drawing|media|comment|chart|embed", p))


def no_format(out: Output) -> Iterator[str]:
    """L1-11: only the header is styled (style 2 is the mark of a text, which has no look)."""
    for xml in out.sheet_xml:
        yield from (f"{row}行目" for row, style in _STYLED.findall(xml) if (row == "1") != (style == "1"))


def no_merges(out: Output) -> Iterator[str]:
    """L1-12."""
    yield from (xml[:40] for xml in out.sheet_xml if "<mergeCell" in xml)


def nothing_hidden(out: Output) -> Iterator[str]:
    """L1-13: no hidden or grouped line, column or sheet."""
    sheets = (*out.sheet_xml, out.sheets["xl/workbook.xml"].partition("<definedNames>")[0])
    yield from (xml[:40] for xml in sheets if re.search(r"hidden=|outlineLevel=|collapsed=|state=\"(?!frozen)", xml))


def one_line(out: Output) -> Iterator[str]:
    """L1-14, L1-15: as many line ends as records, and every record as long as the header."""
    for one in out.csv_files:
        if one.content.count(b"\n") != one.content.count(b"\r\n") or one.content.count(b"\n") != len(one.rows):
            yield one.path
    yield from one_table(out)


def keys_filled(out: Output) -> Iterator[str]:
    """L2-02, L3-09: the key of every line is written out, and no line is there twice."""
    for one in out.csv_files:
        keys = list(zip(*(one.values(k) for k in one.key), strict=True)) if one.key else []
        if any("" in key for key in keys) or len(set(keys)) != len(keys):
            yield one.path


def unique_names(out: Output) -> Iterator[str]:
    """L2-03."""
    yield from (one.path for one in out.csv_files if len(set(one.header)) != len(one.header))


def known_codes(out: Output) -> Iterator[str]:
    """L2-04, L3-02: every value of a column of choices is in the code table."""
    for one in (f for f in out.csv_files if f.table in (*_LONG, "updates")):
        for column in set(one.header) & out.codes.keys():
            unknown = set(one.values(column)) - out.codes[column] - {""}
            yield from (f"{one.path} {column} {value}" for value in sorted(unknown))


def no_formula(out: Output) -> Iterator[str]:
    """L2-06, and no text that a spreadsheet takes for one."""
    yield from (xml[:40] for xml in out.sheet_xml if "<f" in xml)
    for one in out.csv_files:
        texts = {f["name"] for f in one.fields if f["type"] == "string"}
        for column in texts:
            yield from (f"{one.path} {column}" for v in one.values(column) if v.startswith(tuple("=+-@＝＋－＠")))


def header_first(out: Output) -> Iterator[str]:
    """L3-01: the first line is the names that the description lists, in ASCII."""
    for one in out.csv_files:
        names = [f["name"] for f in one.fields]
        if one.header != names or not all(re.fullmatch(r"[a-z][a-z0-9_]*", n) for n in names):
            yield one.path


def units_given(out: Output) -> Iterator[str]:
    """L3-04."""
    for one in out.csv_files:
        for field in one.fields:
            counts = field["type"] in ("integer", "number") and not _UNITLESS.fullmatch(field["name"])
            if counts and not field.get("unit"):
                yield f"{one.path} {field['name']}"


def iso_times(out: Output) -> Iterator[str]:
    """L3-05: fiscal years in four digits, dates and months in ISO form."""
    for one in out.csv_files:
        for field in one.fields:
            form = _ISO.get(field["type"]) or (_YEAR if field["name"].endswith("year") else None)
            if form and not all(form.fullmatch(v) for v in one.values(field["name"]) if v):
                yield f"{one.path} {field['name']}"


def area_codes(out: Output) -> Iterator[str]:
    """L3-06: six digits on every line of every table of results."""
    for one in out.csv_files:
        if one.table in _LONG and not all(re.fullmatch(r"\d{6}", v) for v in one.values("organisation_code")):
            yield one.path


def same_shape(out: Output) -> Iterator[str]:
    """L3-07: the tables of one year have the columns of the year before."""
    for older, newer in zip(out.folders, out.folders[1:], strict=False):
        for table in _LONG:
            if out.file(table, older).header != out.file(table, newer).header:
                yield f"{newer}/{table}.csv"


def defined(out: Output) -> Iterator[str]:
    """L3-08: every column in the column table, every year in the history, BOM on every CSV file."""
    listed = {(row[0], row[2]) for row in out.file("columns").rows[1:]}
    for one in out.csv_files:
        yield from (f"{one.path} {name}" for name in one.header if (one.table, name) not in listed)
        if not one.content.startswith(b"\xef\xbb\xbf"):
            yield one.path
    told = set(out.file("updates").values("fiscal_year"))
    yield from (folder for folder in out.folders if folder.rpartition("/")[2] not in told)


def long_form(out: Output) -> Iterator[str]:
    """L3-09: the long tables are there, with the fiscal year and the item down the lines."""
    for table, key in (("money", "amount_item"), ("indicators", "indicator_no"), ("items", "item")):
        if {"fiscal_year", key} - set(out.file(table).key):
            yield table
    yield from keys_filled(out)
