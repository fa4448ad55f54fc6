"""One project as a line of a list page. Lists hold every project several times, and a template takes longer."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from fujiplan_cli.publish.spans import escaped
from fujiplan_cli.publish.view import GradeWord, PublicProject, PublicYear
from fujiplan_cli.publish.words import BLANK


@lru_cache(maxsize=64)
def badge(grade: GradeWord) -> Markup:
    """The grade or code in its colour, with its words."""
    letter = Markup("<b>{}</b> ").format(grade.letter) if grade.letter else ""
    return Markup('<span class="badge badge--{}">{}{}</span>').format(grade.css, letter, grade.title)


_HELD, _NONE = (
    Markup('<span class="badge badge--none">{}</span>').format(words) for words in ("公表していません", "評価の対象外")
)
_PROVISIONAL = Markup(' <span class="tag">暫定</span>')
_REPEATED = ' <span class="tag">再掲</span>'


def grade_of(year: PublicYear) -> Markup:
    """The badge of a year's grade, or why there is none."""
    if year.grade is None:
        return _HELD if year.held else _NONE
    return badge(year.grade) + _PROVISIONAL if year.provisional else badge(year.grade)


def list_row(
    project: PublicProject, year: PublicYear, root: str, *, theme: bool, cost: bool, department: bool
) -> Markup:
    """The line of a project in a year. ``root``: the way to the top of the site; the rest: which columns there are."""
    name = escaped(project.name or project.number)
    parts = [
        f'<tr>\n<td data-label="番号" class="number">{escaped(project.number)}</td>\n'
        f'<th scope="row"><a href="{root}projects/{project.slug}/index.html">{name}</a>'
        f"{_REPEATED if year.repeated else ''}</th>\n"
        f'<td data-label="評価">{grade_of(year)}</td>\n'
        f'<td data-label="段階">{escaped(year.words("stage"))}</td>\n'
        f'<td data-label="進捗状況">{escaped(year.words("status"))}</td>\n'
    ]
    if department:
        parts.append(f'<td data-label="担当課">{escaped(project.department or BLANK)}</td>\n')
    if cost:
        parts.append(f'<td data-label="支出済額（千円）" class="amount">{_cost(year)}</td>\n')
    if theme:
        parts.append(f'<td data-label="施策">{_measure(project, root)}</td>\n')
    # every piece is a constant, a folder name in ASCII or escaped above
    return Markup("".join((*parts, "</tr>\n")))  # noqa: S704 - see the line above


def _cost(year: PublicYear) -> str:
    shown = year.fact("executed")
    if shown is None:
        return BLANK
    kind = f'<span class="under">{escaped(year.money_kind)}</span>' if year.money_kind else ""
    return f'<span data-trace="{escaped(shown.trace)}">{escaped(shown.text)}</span>{kind}'


def _measure(project: PublicProject, root: str) -> str:
    if not project.measure:
        return BLANK
    place = f"{root}themes/{escaped(project.measure)}/index.html"
    return f'<a href="{place}">{escaped(project.measure_title)}</a>'
