"""For machines that follow the site: sitemap.xml and an Atom feed. Both need whole addresses, so a base address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from fujiplan_cli.kinds.fiscal_year import year_words_both
from fujiplan_cli.publish.view import PublicView

SITEMAP, FEED = "sitemap.xml", "feed.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class _Entry:
    address: str
    title: str
    day: str
    words: str


def whole_address(view: PublicView, path: str) -> str:
    """The address of a page on the web; "" without a base address."""
    return f"{view.base_url}/{path.removesuffix('index.html')}" if view.base_url else ""


def has_feed(view: PublicView) -> bool:
    """A preview is announced to nobody."""
    return bool(view.base_url) and not view.preview


def machine_files(view: PublicView, paths: Iterable[str]) -> dict[str, bytes]:
    """sitemap.xml and feed.xml, where the site has a base address and is no preview."""
    return {SITEMAP: _sitemap(view, paths), FEED: _feed(view)} if has_feed(view) else {}


def _sitemap(view: PublicView, paths: Iterable[str]) -> bytes:
    lines = [
        f"<url><loc>{escape(whole_address(view, path))}</loc><lastmod>{view.published_iso}</lastmod></url>"
        for path in sorted(paths)
    ]
    top = f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (top + "\n".join(lines) + "\n</urlset>\n").encode()


def _feed(view: PublicView) -> bytes:
    """RFC 4287. The publication of the newest year, then every correction; ids are permanent addresses."""
    entries = [_published(view), *sorted(_corrected(view), key=lambda e: (e.day, e.address), reverse=True)]
    newest = max(e.day for e in entries)
    title = f"{view.publisher['city']} 情報化事業の進捗と評価"
    lines = [
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja">',
        f"<id>{escape(whole_address(view, ''))}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_moment(newest)}</updated>",
        f'<link rel="self" href="{escape(whole_address(view, FEED))}"/>',
        f'<link href="{escape(whole_address(view, ""))}"/>',
        f"<author><name>{escape(view.publisher['city'])}</name></author>",
        f"<rights>{escape(view.publisher['licence'])}</rights>",
        *(_entry(one) for one in entries),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _published(view: PublicView) -> _Entry:
    label = year_words_both(view.year)
    words = f"{view.title}の{label}の進捗と評価を公表しました。"
    return _Entry(
        whole_address(view, f"years/{view.year}/"), f"{label}の進捗と評価を公表しました", view.published_iso, words
    )


def _corrected(view: PublicView) -> Iterable[_Entry]:
    for project in view.projects:
        for year in project.years:
            for number, one in enumerate(year.corrections, start=1):
                place = f"corrections/#correction-{project.slug}-{year.year}-{number}"
                yield _Entry(
                    whole_address(view, place),
                    f"{year.short}「{project.name}」の評価を訂正しました",
                    one.iso,
                    f"評価を{one.before}から{one.after}に訂正しました。",
                )


def _entry(one: _Entry) -> str:
    return (
        f"<entry><id>{escape(one.address)}</id><title>{escape(one.title)}</title>"
        f'<updated>{_moment(one.day)}</updated><link href="{escape(one.address)}"/>'
        f"<summary>{escape(one.words)}</summary></entry>"
    )


def _moment(day: str) -> str:
    """RFC 3339 in Japan's time: nothing finer than the day is known."""
    return f"{day}T00:00:00+09:00"
