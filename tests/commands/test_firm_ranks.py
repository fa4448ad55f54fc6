"""順位の確かさ as the 事務局 meets it: in score, in explain, and frozen with what a meeting saw."""

from __future__ import annotations

import pytest
from office_world import Office

JULY = "2026-07-10"
# 利用・定着 3, 体制 4: 95 points. 1-1-02 has 体制 3 (92.5), 1-1-03 has 利用・定着 1 and 体制 4 (85).
ANSWERS = {"1-1-01": {}, "1-1-02": {"self_control": 3}, "1-1-03": {"self_uptake": 1}}


def _collected(office: Office) -> None:
    for number, changes in ANSWERS.items():
        office.answer(number, **changes)
    assert office.run("collect", "--year", "R7") == 0, office.out


def _cards(office: Office, *more: str, day: str = JULY) -> dict[str, dict]:
    return {c["project"]: c for c in office.json("score", "--year", "R7", *more, day=day)["projects"]}


def test_score_and_explain_say_how_firm_a_rank_is_and_who_could_overtake(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _collected(office)
    cards = _cards(office)
    assert [(cards[n]["rank"], cards[n]["rank_interval"]) for n in ANSWERS] == [(1, [1, 1]), (2, [2, 2]), (3, [3, 3])]
    assert [cards[n]["grade_stability"] for n in ("1-1-01", "1-1-02")] == [1, 1]

    monkeypatch.setenv("COLUMNS", "200")
    office.run("score", "--year", "R7", day=JULY)
    assert "順位の幅" in office.out and "評価の安定" in office.out
    (line,) = (line for line in office.out.splitlines() if line.startswith("1-1-02"))
    assert line.split()[-4:] == ["2/3", "2位", "100％", "自己評価"]
    office.run("explain", "1-1-02", "--year", "R7", day=JULY)
    assert (
        "確かさ：重みを±20％の範囲で1,000通りに変えると、順位は2位のまま（5〜95％）、評価Aのままであるのは100％です。\n"
        # 利用・定着 D = 50; R = −25 × 10 ÷ 80; w* = 1/17. 体制・リスク would have to move by more.
        "次との差：すぐ下の1-1-03との差は7.5点です。「利用・定着」の重みを20から約6に減らすと並びます"
        "（ほかの項目の重みは同じ割合で増えます）。\n"
    ) in office.out
    told = office.json("explain", "1-1-02", "--year", "R7", day=JULY)
    assert told["rank_interval"] == [2, 2] and told["overtake"]["project"] == "1-1-03"
    assert office.json("explain", "1-1-03", "--year", "R7", day=JULY)["overtake"] is None


def test_what_a_meeting_saw_stays_when_later_answers_change_the_others(office: Office) -> None:
    _collected(office)
    assert office.run("report", "--year", "R7", "--meeting", "honbu", day=JULY) == 0, office.err
    approval = ("--date", JULY, "--project", "1-1-02", "--decision", "承認", "--by", "事務局")
    approval = (*approval, "--out-of-order", "試験のため")
    assert office.run("decide", "--year", "R7", "--meeting", "honbu", *approval, day=JULY) == 0, office.err
    before = _cards(office)
    assert [before[n]["view"] for n in ANSWERS] == ["self", "approved", "self"]
    assert before["1-1-02"]["rank_interval"] == [2, 2]

    office.answer("1-1-03", "1-1-03_新.xlsx", self_uptake=4)
    office.run("collect", "--year", "R7", day="2026-07-12")
    after = _cards(office, day="2026-07-12")
    assert after["1-1-03"]["rank_interval"] == [1, 1]
    assert (after["1-1-02"]["rank_interval"], after["1-1-02"]["grade_stability"]) == ([2, 2], 1)
    # Another method is 参考 and computed anew, the approved project too.
    anew = _cards(office, "--method", "old", day="2026-07-12")
    assert all(card["rank_interval"] and card["view"] == "self" for card in anew.values())
