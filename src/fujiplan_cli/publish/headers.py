"""What the web team sets on the server: response headers and media types, as a text that goes with the site."""

from __future__ import annotations

import re
from collections.abc import Iterable

_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=31536000"),
)
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json; charset=utf-8",
    "jsonld": "application/ld+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


TOP = "index.html"
"""The page from which the policy is taken."""


def headers_text(paths: Iterable[str], top: bytes, *, preview: bool) -> bytes:
    """The list for a whole site: headers of every answer, of the open data, and media types of what is there.

    ``paths``: of all files; ``top``: the content of the first page, `TOP`.

    The policy is the one in the pages themselves, with the one directive that a page cannot state (frame-ancestors).
    """
    found = _POLICY.search(top.decode())
    policy = f"{found[1].rstrip('; ')}; " if found else "default-src 'none'; style-src 'self'; img-src 'self'; "
    lines = ["# 全てのファイルに付ける応答ヘッダー", f"Content-Security-Policy: {policy}frame-ancestors 'none'"]
    lines += [f"{name}: {value}" for name, value in _ALWAYS]
    lines += ["Cache-Control: no-cache"]
    if preview:
        lines += ["X-Robots-Tag: noindex, nofollow"]
    lines += ["", "# data/ のファイルに加える応答ヘッダー（ほかのサイトから読めるようにする）"]
    lines += ["Access-Control-Allow-Origin: *", "Cross-Origin-Resource-Policy: cross-origin"]
    lines += ["", "# 拡張子ごとの Content-Type"]
    ends = sorted({path.rpartition(".")[2] for path in paths})
    lines += [f".{end}: {_TYPES.get(end, 'application/octet-stream')}" for end in ends]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
