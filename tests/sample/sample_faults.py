# ruff: noqa: E501 - one line a fact or phrase reads best; a Japanese character counts as two
"""The faulty and unusual sheets of the inbox of 2025: what the 所管課 did, and the verdict that must follow."""

from __future__ import annotations

from dataclasses import dataclass

Cell = tuple[str, str, object]
"""Field id, kind (text, number, formula), what is typed."""


@dataclass(frozen=True)
class Sent:
    """How a sheet comes back. ``typed`` goes over the honest answers ("" leaves the cell blank)."""

    verdict: str
    code: str
    typed: tuple[Cell, ...] = ()
    steps: tuple[tuple[object, ...], ...] = ()
    how: str = ""
    """For files that are damaged after saving: password, truncated, csv, xls, empty, last_year."""
    thousandfold: bool = False


def text(name: str, typed: str) -> Cell:
    """A cell in which words are typed."""
    return (name, "text", typed)


OVERLONG = (
    "利用の目的が異なる部署の意見をまとめるのに時間がかかっている。" * 4
    + "特に、年度の途中で担当者が替わった部署では、これまでの経過が引き継がれておらず、説明をやり直すことが多い。"
    + "また、利用する人の年齢や環境が異なるため、同じ案内では伝わらないことが分かってきた。"
)

SENT: dict[str, Sent] = {
    # 受付済: what a department may do to a sheet without harm
    "2-1-02": Sent("accepted", "layout_changed", steps=(("insert_row", "result"),)),
    "2-1-07": Sent("accepted", "", steps=(("rename", "R7実績"),)),
    "3-5-02": Sent("accepted", "", steps=(("new_book",),)),
    "1-3-05": Sent("accepted", "layout_changed", steps=(("values_only",),)),
    "1-1-05": Sent("accepted", "layout_changed", steps=(("unprotect",),)),
    # 受付済（表記整理あり）
    "3-3-01": Sent("repaired", "repaired_width", (text("kpi_1_actual", "９２．４"),)),
    "2-3-04": Sent("repaired", "repaired_unit", (text("executed", "２，１８０千円"), text("budget_initial", "2,250"))),
    "2-3-03": Sent("repaired", "repaired_date_notation", (text("kpi_1_as_of", "R8.3.20"),)),
    "3-4-01": Sent("repaired", "repaired_choice", (text("stage", "運用･改善"),)),
    "2-4-01": Sent("repaired", "repaired_formula", (("kpi_1_actual", "formula", "=21000+850"),)),
    # 事務局確認中
    "2-4-02": Sent("review", "text_too_long", (text("issue", OVERLONG),)),
    "3-4-04": Sent("review", "struck_through", steps=(("strike", "result"),)),
    "2-5-02": Sent("review", "other_project_typed", steps=(("overtype", "project_name", "text", "ふるさと納税の推進"),)),
    "2-5-05": Sent("review", "stop_undecided"),
    "3-2-03": Sent("review", "stop_undecided"),
    "2-2-02": Sent("review", "thousandfold", thousandfold=True),
    "3-2-01": Sent("review", "cell_comment", steps=(("comment", "kpi_1_actual", "口頭で修正の連絡あり"),)),
    "2-6-03": Sent("review", "stray_text", steps=(("beside", "kpi_1_actual", 0, "独自指標：相談件数 84件"),)),
    "1-2-01": Sent(
        "review", "money_disputed",
        (text("money_check", "相違あり"), text("money_note", "3月分の通信料が支出済額に入っていない。")),
    ),
    # 修正依頼
    "1-4-06": Sent("returned", "number_approximate", (text("kpi_1_actual", "約21,000"),)),
    "1-2-08": Sent("returned", "number_unit", (text("executed", "15.3百万円"),)),
    "3-1-06": Sent("returned", "number_undecided", (text("kpi_1_actual", "未定"),)),
    "3-2-02": Sent("returned", "required_blank", (text("issue", ""), text("direction_reason", "　"))),
    "2-6-05": Sent("returned", "level_invalid", (text("self_uptake", "◎"),)),
    "2-1-05": Sent("returned", "number_none", (text("kpi_1_actual", "なし"),)),
    "2-5-07": Sent("returned", "number_parentheses", (text("budget_supplementary", "(300)"),)),
    "2-5-01": Sent("returned", "cell_error", (("kpi_1_actual", "formula", "=#REF!+1"),)),
    "3-3-06": Sent("returned", "sum_mismatch", steps=(("overtype", "budget_total", "number", 99999),)),
    "2-3-02": Sent("returned", "other_year", how="last_year"),
    "3-3-07": Sent("returned", "required_blank", (text("basis_control", ""), text("basis_uptake", ""))),
    "3-4-02": Sent("returned", "level_invalid", (("self_uptake", "number", 4.5),)),
    "1-2-04": Sent("returned", "date_no_day", (text("kpi_1_as_of", "令和８年３月"),)),
    "3-1-04": Sent("returned", "number_undecided", (text("kpi_1_actual", "集計中"),)),
    # 読取不可（再提出依頼）
    "2-2-06": Sent("rejected", "file_password", how="password"),
    "2-2-03": Sent("rejected", "file_truncated", how="truncated"),
    "3-5-03": Sent("rejected", "file_csv", how="csv"),
    "2-5-06": Sent("rejected", "file_xls", how="xls"),
    "1-2-06": Sent("rejected", "file_empty", how="empty"),
}  # fmt: skip

RESENT = ("3-1-04", "2-2-03", "3-5-03")
"""Sent again, corrected, in the folder 再提出."""
DUPLICATED = "3-4-03"
"""Sent twice: the same bytes under another name."""
UNRELATED = "人事課/研修日程.xlsx"
"""A workbook that is no 調書."""
LOCKED = "デジタル戦略課/~$1-1-01_電子申請サービスの拡充.xlsx"
"""A lock file: the book is still open."""

MISSING_PROJECTS = {"2-6-01", "2-6-02", "1-2-07", "3-4-07", "3-4-06"}
"""Projects of departments that have not answered."""
REJECTED_PROJECTS = {number for number, sent in SENT.items() if sent.verdict == "rejected"}
RETURNED_PROJECTS = {number for number, sent in SENT.items() if sent.verdict == "returned"} | REJECTED_PROJECTS
"""Projects that 事務局 does not confirm yet."""
SETTLED_2025: list[dict[str, str]] = [
    {"project": "2-5-02", "field": "project_name", "reason": "事業名は台帳のとおりであることを所管課に電話で確認"},
    {"project": "3-4-04", "field": "result", "reason": "取消線の記載のまま受け付けることを所管課に確認"},
    {"project": "2-4-02", "field": "issue", "reason": "字数の超過を了承し、会議の資料では要約する"},
    {"project": "1-4-06", "field": "kpi_1_actual", "value": "8940", "reason": "所管課に電話で確認した確定値"},
    {"project": "2-5-01", "field": "kpi_1_actual", "value": "212", "reason": "所管課に電話で確認した確定値"},
    {"project": "2-6-03", "field": "sheet", "reason": "欄外の記載は参考であり、指標に加えないことを所管課と確認"},
    {
        "project": "1-1-04",
        "field": "incident_announced",
        "value": "令和7年11月に市が公表",
        "reason": "報道発表資料で確認",
    },
]
"""Answers to 2025's findings; the other reviews are left open on purpose."""
