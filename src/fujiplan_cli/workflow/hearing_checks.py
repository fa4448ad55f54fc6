"""What may be recorded of new projects, and when. Every refusal says what is missing; nothing is recorded then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fujiplan_cli.kinds.money import MONEY
from fujiplan_cli.kinds.wareki import day_words
from fujiplan_cli.model.form import Field
from fujiplan_cli.model.grid import Cell
from fujiplan_cli.model.hearing import ADOPTED, DROPPED, HEARD, ROUND_WORDS, ROUNDS, Round
from fujiplan_cli.workflow.desk import Desk, Refused
from fujiplan_cli.workflow.hearing_state import Idea, Ideas

UNDECIDED = "未定"
_AMOUNT = Field("amount", "額", "money", section="", origin="input", disclosure="never", minimum=Decimal(0))
NOTHING = "何も記録していません。"


def known_round(name: str) -> Round:
    """The round of that name. Raises Refused (usage)."""
    found = next((one for one in ROUNDS if one == name), None)
    if found is None:
        words = "、".join(f"{one}（{ROUND_WORDS[one]}）" for one in ROUNDS)
        raise Refused(
            f"「{name}」という回はありません。", f"--round には次のいずれかを指定してください：{words}", status=2
        )
    return found


def only_in(name: Round, allowed: Sequence[Round], what: str) -> None:
    """Refuse an act of another round."""
    if name not in allowed:
        words = "、".join(f"--round {one}（{ROUND_WORDS[one]}）" for one in allowed)
        raise Refused(
            f"{what}は、{ROUND_WORDS[name]}の回では記録できません。", f"{words}で記録してください。{NOTHING}", status=2
        )


def known_ideas(every: Ideas, numbers: Sequence[str]) -> tuple[Idea, ...]:
    """The proposals of these numbers, each named once. Raises Refused (usage)."""
    if not numbers:
        raise Refused("提案番号がありません。", f"--proposal で提案番号を指定してください。{NOTHING}", status=2)
    doubled = sorted({one for one in numbers if list(numbers).count(one) > 1})
    if doubled:
        raise Refused(
            f"同じ提案番号が2回指定されています：{'、'.join(doubled)}", f"1回だけ指定してください。{NOTHING}", status=2
        )
    unknown = [one for one in numbers if every.find(one) is None]
    if unknown:
        known = "、".join(one.number for one in every.every) or "なし"
        raise Refused(
            f"{every.year}年度の調査で受け付けた提案に「{'、'.join(unknown)}」はありません（ある提案：{known}）。",
            f"提案番号を確認してください。{NOTHING}",
            status=2,
        )
    return tuple(found for one in numbers if (found := every.find(one)) is not None)


def known_day(desk: Desk, year: int, day: date | None, what: str) -> date:
    """A day in the fiscal year after the reported one, and not one to come. Raises Refused (usage)."""
    if day is None:
        raise Refused(
            f"{what}がありません。",
            f"--date で日付を指定してください（例：--date {year + 1}-06-11）。{NOTHING}",
            status=2,
        )
    first, last = date(year + 1, 4, 1), date(year + 2, 3, 31)
    if not first <= day <= last:
        raise Refused(
            f"{what} {day.isoformat()} は、{year}年度の調査の新規事業を検討する期間の外です。",
            f"{first.isoformat()} から {last.isoformat()} までの日付を指定してください。{NOTHING}",
            status=2,
        )
    if day > desk.today:
        raise Refused(
            f"{what} {day.isoformat()} は、まだ来ていない日付です。", f"日付を確認してください。{NOTHING}", status=2
        )
    return day


def read_amount(text: str, *, may_be_undecided: bool = False) -> Decimal | None:
    """An amount in 千円 as typed; None for 未定. Raises Refused (usage)."""
    if may_be_undecided and text.strip() == UNDECIDED:
        return None
    value = MONEY.parse(Cell("text", text), _AMOUNT)
    if value.problem is None and isinstance(value.value, Decimal) and value.value >= 0:
        return value.value
    more = "、決まっていないときは「未定」と" if may_be_undecided else ""
    raise Refused(
        f"「{text}」は額として読めません。",
        f"千円単位の数字だけで（例：4200）{more}指定してください。{NOTHING}",
        status=2,
    )


def in_order(idea: Idea, name: str, day: str) -> None:
    """Refuse a result of this round when an earlier round has none, or a later one has."""
    place = HEARD.index(known_round(name))
    later = [one for one in idea.results if HEARD.index(known_round(one)) > place]
    if later:
        raise Refused(
            f"提案{idea.number}には、後の回（{ROUND_WORDS[later[-1]]}）の結果があるため、{ROUND_WORDS[name]}の結果を記録できません。",
            f"順序を確認し、必要なら後の回の結果を --undo で取り消してください。{NOTHING}",
            status=2,
        )
    if place and "june" not in idea.results:
        raise Refused(
            f"提案{idea.number}には、6月のヒアリングの結果がないため、{ROUND_WORDS[name]}の結果を記録できません。",
            f"先に --round june --record で6月の結果を記録してください。{NOTHING}",
            status=2,
        )
    before = [one for other, one in idea.results.items() if HEARD.index(known_round(other)) < place]
    if before and before[-1].result == DROPPED:
        raise Refused(
            f"提案{idea.number}は{ROUND_WORDS[before[-1].round]}に「{DROPPED}」とされています。",
            f"改めて諮るときは、次の調査で提案してください。{NOTHING}",
            status=2,
        )
    if before and day < before[-1].date:
        raise Refused(
            f"提案{idea.number}の{ROUND_WORDS[name]}の実施日 {day} が、"
            f"{ROUND_WORDS[before[-1].round]}の {before[-1].date} より前です。",
            f"記録票の実施日を確認してください。{NOTHING}",
            status=2,
        )


def must_be_adopted(idea: Idea, what: str) -> None:
    """Only what is to join the plan goes further. Raises Refused."""
    if idea.result is None:
        raise Refused(
            f"提案{idea.number}には、ヒアリングの結果がないため、{what}を記録できません。",
            f"先に --round june --record で結果を記録してください。{NOTHING}",
            status=2,
        )
    if not idea.adopted:
        raise Refused(
            f"提案{idea.number}の結果は「{idea.result.result}」のため、{what}を記録できません。",
            f"「{ADOPTED}」とされた提案だけが先へ進みます。{NOTHING}",
            status=2,
        )


def not_before_result(idea: Idea, day: date, what: str) -> None:
    """What follows a hearing is not dated before it. Raises Refused."""
    if idea.result is not None and day.isoformat() < idea.result.date:
        heard = day_words(date.fromisoformat(idea.result.date))
        raise Refused(
            f"{what} {day.isoformat()} が、提案{idea.number}のヒアリング（{heard}）より前です。",
            f"日付を確認してください。{NOTHING}",
            status=2,
        )
