"""Finding codes of an arrival beside what was recorded before it: whose version counts (ADR 0005)."""

from __future__ import annotations

from fujiplan_cli.model.catalogue.base import MessageSpec

SPECS: tuple[MessageSpec, ...] = (
    MessageSpec(
        "two_departments",
        "review",
        "事務局",
        "事業{project}の調書が、{before_office}（{before}）と{office}（今回）から届き、内容が異なります。"
        "今は、後から保存された{office}の調書を使っています。",
        "fujiplan trace {project} --year {year} で二つの版を確かめ、どちらを使うかを両課と決めてください。"
        "今回の調書でよければ認め（--accept）、前の調書を使うときは今回の版を取り下げてください（--withdraw）。",
        "fujiplan settle 事業番号 sheet --year 年度 --accept --reason 両課に確認",
    ),
    MessageSpec(
        "settlement_lapsed",
        "warning",
        "事務局",
        "第{before}版に事務局が記録した内容は、新しい調書には及びません（{items}）。",
        "新しい調書の内容でよいかを確かめ、違うときは、もう一度記録してください。",
        "fujiplan settle 事業番号 項目 --year 年度 --value 値 --reason 所管課に再確認",
    ),
)
