"""A chart of a page as a picture of its own: what the style sheet says of it becomes attributes of its elements."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Ancestors = Sequence[tuple[str, frozenset[str]]]
"""Tag and classes of the elements around, outermost first."""

_PAINTED = frozenset(
    {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity"}
    | {"fill-opacity", "stroke-opacity", "font-size", "font-weight", "text-anchor", "paint-order", "dominant-baseline"}
)
_SHAPES = frozenset({"line", "path", "circle", "rect", "text", "tspan", "g", "polyline", "polygon", "ellipse", "use"})
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BLOCK = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
"""@media and the like: for other devices than a picture's."""
_SIMPLE = re.compile(r"(\*|[a-z][\w-]*)?((?:\.[\w-]+)*)")
_TAG = re.compile(r"<([a-z]+)\b([^>]*?)(/?)>")
_CLASS = re.compile(r'\s+class="([^"]*)"')
_FONT = "sans-serif"


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector (tag and classes of each element, the last one's own) and what it paints."""

    selector: tuple[tuple[str, frozenset[str]], ...]
    painted: Mapping[str, str]

    @property
    def weight(self) -> tuple[int, int]:
        """Specificity: classes, then tags."""
        return sum(len(c) for _, c in self.selector), sum(bool(t) for t, _ in self.selector)


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG file, its size in pixels as text ("" when unknown), and its words for those who cannot see it."""

    content: bytes
    width: str
    height: str
    words: str


def rules_of(css: str) -> tuple[Rule, ...]:
    """Rules of a style sheet that paint something, custom properties resolved, the weakest first."""
    plain = _BLOCK.sub("", _COMMENT.sub("", css))
    known = dict(re.findall(r"(--[\w-]+)\s*:\s*([^;}]+)", plain))
    found = []
    for selectors, body in _RULE.findall(plain):
        painted = dict(_painted(body, known))
        for one in selectors.split(",") if painted else ():
            parts = [_SIMPLE.fullmatch(p) for p in one.split()]
            if parts and all(parts):
                path = tuple((p[1] or "", frozenset(p[2].split(".")[1:])) for p in parts if p)
                found.append(Rule(path, painted))
    return tuple(sorted(found, key=lambda rule: rule.weight))


def standing_apart(css: str) -> Mapping[str, str]:
    """Class → what must stand before a span of it when the style sheet is gone: a line break for one that is shown as
    a block, a blank for an inline block.
    """
    apart = {"block": "<br>", "inline-block": " "}
    found: dict[str, str] = {}
    for selectors, body in _RULE.findall(_BLOCK.sub("", _COMMENT.sub("", css))):
        shown = re.search(r"(?:^|[;\s])display:\s*([\w-]+)", body)
        for one in selectors.split(",") if shown and shown[1] in apart else ():
            if name := re.fullmatch(r"\s*\.([\w-]+)\s*", one):
                found[name[1]] = apart[shown[1]] if shown else ""
    return found


def _painted(body: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        value = re.sub(r"var\((--[\w-]+)\)", lambda m: known.get(m[1], ""), value).strip()
        if name == "font" and (size := re.search(r"[\d.]+(?:px|rem|em)", value)):
            yield "font-size", size[0]
        elif name in _PAINTED and value and '"' not in value:
            yield name, value


def picture(svg: str, rules: Sequence[Rule], around: Ancestors) -> Picture:
    """The inline chart ``svg`` as a file. Its title and description stay in it, and are its words."""
    words = [html.unescape(m) for tag in ("title", "desc") for m in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", svg)]
    box = re.search(r'viewBox="[\d.\-]+[ ,]+[\d.\-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    width, height = (box[1], box[2]) if box else ("", "")

    def painted(found: re.Match[str]) -> str:
        """A tag without its class, with what the rules paint it instead."""
        tag, text, end = found[1], found[2], found[3]
        classes = frozenset(m[1].split()) if (m := _CLASS.search(text)) else frozenset[str]()
        text = re.sub(r'\s+style="[^"]*"', "", _CLASS.sub("", text)).rstrip()
        if tag == "svg":
            size = f' width="{width}" height="{height}"' if box else ""
            return f'<svg xmlns="http://www.w3.org/2000/svg"{text}{size} font-family="{_FONT}">'
        if tag not in _SHAPES:
            return f"<{tag}{text}{end}>"
        looks = {name: v for rule in rules if _fits(rule, tag, classes, around) for name, v in rule.painted.items()}
        more = "".join(f' {name}="{value}"' for name, value in sorted(looks.items()) if f" {name}=" not in text)
        return f"<{tag}{text}{more}{end}>"

    return Picture(_TAG.sub(painted, svg).encode() + b"\n", width, height, "。".join(w.rstrip("。") for w in words))


def _fits(rule: Rule, tag: str, classes: frozenset[str], around: Ancestors) -> bool:
    """Whether a rule speaks of an element with these ancestors (child and other combinators are not understood)."""
    (own_tag, own_classes), above = rule.selector[-1], rule.selector[:-1]
    if not (own_tag in ("", "*", tag) and own_classes <= classes and (own_classes or above)):
        return False
    place = 0
    for wanted_tag, wanted_classes in above:
        while place < len(around):
            found_tag, found_classes = around[place]
            place += 1
            if wanted_tag in ("", "*", found_tag) and wanted_classes <= found_classes:
                break
        else:
            return False
    return True
