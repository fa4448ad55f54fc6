"""A small hand-made plan year for the tests of publish: seven projects × two years (架空)."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from fujiplan_cli.declare import load_form, load_method, load_plan
from fujiplan_cli.model.project import Indicator, Project, YearPlan
from fujiplan_cli.model.record import Fact, Record, Source
from fujiplan_cli.model.resources import template_folders
from fujiplan_cli.model.snapshot import Decision, Snapshot, SnapshotEntry
from fujiplan_cli.model.values import Value, YearMonth
from fujiplan_cli.publish import PublishInput, Site
from fujiplan_cli.scoring import cards_by_view

PLAN_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "plan"
SHEET = Source("sheet", "inbox/2025/回答_A01.xlsx", "a" * 64, "進行管理調書", "D18", "2026-04-20T10:00:00", "架空 次郎")

WORDS: Mapping[str, Value] = {
    "contact_name": "架空 花子",
    "contact_ext": "内線 24-51",
    "approval_no": "富架第1234号",
    "money_note": "伝票の入力誤りを財政と確認中",
    "support_request": "仕様書の書き方を教えてほしい",
    "personal_info": "特定個人情報",
    "system_zone": "番号利用",
    "incident": "なし",
    "money_check": "相違あり",
    "plan": "利用できる手続を20件増やす。",
    "result": "手続を24件増やし、窓口で案内した。\nスマートフォンからも申請できるようにした。",
    "issue": "高齢の利用者に使い方が伝わっていない。",
    "direction": "継続",
    "direction_reason": "利用が伸びているため。",
    "next_plan": "地区の施設で使い方の講習を開く。",
    "staff_band": "0.5〜1",
    "basis_deliverables": "要件定義書と契約書がそろった。",
    "basis_uptake": "申請の六割が電子申請になった。",
    "basis_control": "点検表で毎月確認した。",
    "last_comment": "利用の少ない地区を調べること。",
    "response": "地区別の利用を集計した。",
}
MONEY = {
    "budget_initial": Decimal(12000),
    "budget_supplementary": Decimal(-500),
    "executed": Decimal("10900.4"),
    "carried_out": Decimal(0),
    "fund_national": Decimal(4000),
}


def kpi(number: int, actual: str | None, **more: Value) -> dict[str, Value]:
    """Facts of one 成果指標: 100 → 200 件, target 160 (at first 180)."""
    prefix = f"kpi_{number}_"
    facts: dict[str, Value] = {
        "kind": "成果指標",
        "name": "電子申請の件数",
        "unit": "件",
        "direction": "増",
        "base": Decimal(100),
        "base_year": 2021,
        "target": Decimal(160),
        "target_original": Decimal(180),
        "target_source": "current",
        "final": Decimal(200),
        "final_year": 2026,
        "as_of": date(2026, 3, 31),
    }
    if actual is not None:
        facts["actual"] = Decimal(actual)
    return {prefix + stem: value for stem, value in (facts | more).items()}


def record(number: str, year: int, stage: str, **facts: Value) -> Record:
    """A record whose values all come from one sheet."""
    values = {**WORDS, "eval_stage": stage, "stage": stage_word(stage), "status": "計画どおり", **facts}
    return Record(
        project=number,
        year=year,
        version=1,
        eval_stage=stage,
        has_budget="budget_initial" in values,
        verdict="accepted",
        facts={name: Fact(value, SHEET, raw=str(value)) for name, value in values.items()},
    )


def stage_word(code: str) -> str:
    """The choice word of a stage."""
    stage = load_plan(PLAN_FOLDER).stage(code)
    return stage.choice if stage else code


def project(number: str, name: str, measure: str, disclosure: str = "公表") -> Project:
    """A register row with one indicator and a reason for its changed target."""
    return Project(
        number=number,
        name=name,
        type="開発型",
        goal=measure.partition("-")[0],
        measure=measure,
        start_year=2022,
        end_year=2026,
        department="0101",
        disclosure=disclosure,
        disclosure_ground="情報公開条例第7条第4号に当たるため",
        summary=f"{name}の要約です。",
        indicators=(Indicator(1, "成果指標", "電子申請の件数", "件", "増"),),
        years={2025: YearPlan(2025, "S5", target_reasons={1: "国の制度が変わったため。"})},
    )


PROJECTS = (
    project("A-01", "オンライン申請の拡大", "1-1"),
    project("A-02", "母子手帳アプリの提供", "1-2"),
    project("A-03", "書かない窓口", "1-3"),
    project("B-01", "学校端末の更新", "2-1"),
    project("B-02", "職員研修（セキュリティ監視）", "3-4", "概要のみ"),
    project("B-03", "境界防御装置の更改計画", "3-5", "非公表"),
    project("C-10", "庁内会議の電子化", "3-3"),
)


def records(year: int) -> dict[str, Record]:
    """Every project in one year."""
    good = {"self_deliverables": 4, "self_uptake": 4, "self_control": 3}
    poor = {"self_deliverables": 1, "self_uptake": 1, "self_control": 2}
    actual = "210" if year == 2025 else "130"
    late = {
        "status": "遅れ",
        "delay_months": 8,
        "recovery": YearMonth(2026, 9),
        "deviation": "機器の納入が遅れたため、開始を延ばした。",
    }
    made = [
        record("A-01", year, "S5", **MONEY, **good, **kpi(1, actual)),
        record("A-02", year, "S5", **MONEY, **good, **kpi(1, None, pending=YearMonth(2026, 9))),
        record("A-03", year, "S4", **MONEY, **poor, **late),
        record("B-01", year, "S3", **MONEY, **good, **kpi(1, "5", unit="人")),
        record("B-02", year, "S5", **MONEY, **poor, **kpi(1, "120"), result="監視装置の設定を見直した結果を記録した。"),
        record("B-03", year, "S4", **MONEY, **poor, result="境界の機器の型番と配置を決めた記録。"),
        record("C-10", year, "S6", **good, zero_reason="ゼロ予算", status="休止" if year == 2025 else "計画どおり"),
    ]
    return {r.project: r for r in made}


def snapshot(year: int) -> Snapshot:
    """Frozen for 本部, with self cards (A-03 confirmed one lower)."""
    plan = load_plan(PLAN_FOLDER)
    method = load_method(PLAN_FOLDER, plan, year)
    found = records(year)
    confirmed = dict(found["A-01"].facts)
    confirmed["confirmed_control"] = Fact(2, SHEET)
    confirmed["reason_control"] = Fact("点検表の記録が半年分しかないことを電話で確認", SHEET)
    found["A-01"] = dataclasses.replace(found["A-01"], facts=confirmed)
    entries = []
    for one in PROJECTS:
        cards = cards_by_view(found[one.number], method)
        view = next(v for v in ("approved", "confirmed", "self") if v in cards)
        entries.append(
            SnapshotEntry(one, found[one.number], "総務部 デジタル戦略課", "総務部 情報政策課", "総務部", cards, view)
        )
    return Snapshot(
        id=year,
        year=year,
        meeting="honbu",
        version=1,
        frozen_on=f"{year + 1}-07-01",
        by="架空 太郎",
        method=method.id,
        method_sha256=method.sha256,
        money_kind="出納閉鎖後",
        entries=tuple(entries),
    )


def decision(year: int, word: str = "承認", project: str = "", number: int = 1, **more: str) -> Decision:
    """A decision of 本部."""
    return Decision(
        id=number,
        year=year,
        meeting="honbu",
        date=f"{year + 1}-07-10",
        project=project,
        decision=word,
        by="架空 三郎",
        note="担当部長は秋までに工程を示すこと",
        **more,
    )


def given(**changes: object) -> PublishInput:
    """Two approved years of the sample, with fields replaced."""
    plan = dataclasses.replace(load_plan(PLAN_FOLDER), sample=True)
    years = (2024, 2025)
    base = PublishInput(
        plan=plan,
        form=load_form(PLAN_FOLDER, plan, 2025),
        methods={y: load_method(PLAN_FOLDER, plan, y) for y in years},
        snapshots={y: snapshot(y) for y in years},
        decisions={y: (decision(y),) for y in years},
        year=2025,
        council_date=date(2026, 7, 17),
        today=date(2026, 7, 31),
        preview=False,
        base_url="https://example.invalid/ict/",
        template_folders=template_folders(None, "site"),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]  # any field may be varied


def with_entry(
    made: PublishInput, number: str, change: Callable[[SnapshotEntry], SnapshotEntry], year: int = 2025
) -> PublishInput:
    """The same input with one project's entry changed."""
    snapshot_ = made.snapshots[year]
    entries = tuple(change(e) if e.project.number == number else e for e in snapshot_.entries)
    changed = dataclasses.replace(snapshot_, entries=entries)
    return dataclasses.replace(made, snapshots={**made.snapshots, year: changed})


def with_fact(made: PublishInput, number: str, field: str, value: Value) -> PublishInput:
    """The same input with one fact of one project's 2025 replaced (scores stay)."""

    def change(entry: SnapshotEntry) -> SnapshotEntry:
        facts = {**entry.record.facts, field: Fact(value, SHEET, raw=str(value))}
        return dataclasses.replace(entry, record=dataclasses.replace(entry.record, facts=facts))

    return with_entry(made, number, change)


def rows(site: Site, table: str) -> list[dict[str, str]]:
    """Lines of a CSV file of the site."""
    return list(csv.DictReader(io.StringIO(site.files[f"data/{table}.csv"].decode("utf-8-sig"))))


def words_of(page: bytes | str) -> str:
    """A page without its tags, as a reader sees it."""
    return re.sub(r"<[^>]*>", "", page.decode() if isinstance(page, bytes) else page)


def text_of(path: str, content: bytes) -> str:
    """A file of the site as text; a workbook as the XML of all its parts."""
    if not path.endswith(".xlsx"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())
