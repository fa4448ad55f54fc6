"""One reporting year through the commands: collect, status, settle, score, explain, trace, decide, publish."""

from __future__ import annotations

import hashlib
import zipfile

import pytest
from office_world import GOOD, YEAR, filled


def test_three_good_sheets_are_received_and_nobody_has_to_act(office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    assert office.run("collect", "--year", "R7") == 0, office.out
    result = office.json("status", "--year", "R7")
    assert [p["state"] for p in result["projects"]] == ["受付済"] * 3
    assert result["on_time"] == result["answered"] == 3


def test_collect_says_who_is_missing(office) -> None:
    office.answer("1-1-01")
    result = office.json("collect", "--year", "2025")
    assert [m["project"] for m in result["missing"]] == ["1-1-02", "1-1-03"]
    assert result["totals"]["accepted"] == 1


def test_the_received_bytes_are_archived_unchanged(office) -> None:
    path = office.answer("1-1-01")
    before = path.read_bytes()
    office.run("collect", "--year", "R7")
    digest = hashlib.sha256(before).hexdigest()
    assert path.read_bytes() == before
    assert (office.folder / ".fujiplan" / "archive" / digest).read_bytes() == before


def test_an_unchanged_inbox_is_not_recorded_again(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    again = office.json("collect", "--year", "R7")
    assert [(f["verdict"], f["reason"]) for f in again["files"]] == [("accepted", "unchanged")]
    assert len(office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]) == 1


def test_a_dry_run_writes_nothing(office, tree) -> None:
    office.answer("1-1-01")
    before = tree(office.folder)
    assert office.run("collect", "--year", "R7", "--dry-run") == 0
    assert tree(office.folder) == before


def test_check_gives_the_same_findings_and_writes_nothing(office, tree) -> None:
    path = office.answer("1-1-01", kpi_1_actual="約160")
    before = tree(office.folder)
    checked = office.json("check", str(path), "--year", "R7")
    assert tree(office.folder) == before
    collected = office.json("collect", "--year", "R7")
    same = [{k: v for k, v in one.items() if k != "version"} for one in checked["files"]]
    assert same == [{k: v for k, v in one.items() if k != "version"} for one in collected["files"]]
    assert checked["files"][0]["verdict"] == "returned"


def test_a_faulty_cell_is_named_returned_and_marked(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160")
    result = office.json("collect", "--year", "R7")
    (finding,) = result["files"][0]["findings"]
    assert (finding["code"], finding["severity"], finding["field"]) == ("number_approximate", "error", "kpi_1_actual")
    assert "約160" in finding["message"] and finding["remedy"]
    (copy,) = result["returns"]
    assert (office.folder / copy).is_file()
    assert office.run("collect", "--year", "R7") == 1


def test_a_resubmission_is_a_new_version_and_clears_the_return(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    office.answer("1-1-01", name="再提出/1-1-01.xlsx", kpi_1_actual=150)
    office.run("collect", "--year", "R7")
    versions = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]
    assert [(v["value"], v["superseded_by"]) for v in versions] == [(None, 2), ("150", None)]
    state = office.json("status", "--year", "R7")["projects"][0]
    assert (state["state"], state["version"]) == ("受付済", 2)


def test_the_last_good_version_stays_current_while_a_newer_one_is_returned(office) -> None:
    office.answer("1-1-01", kpi_1_actual=150)
    office.run("collect", "--year", "R7")
    office.answer("1-1-01", name="二回目.xlsx", kpi_1_actual="未定")
    office.run("collect", "--year", "R7")
    card = office.json("score", "--year", "R7")["projects"][0]
    outcome = next(i for i in card["items"] if i["item"] == "outcome")
    assert outcome["details"][0]["actual"] == 150
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "修正依頼"


def test_the_score_of_a_good_sheet_is_the_one_computed_by_hand(office) -> None:
    # S5: 工程10×4 + 成果指標45×4 (160/160) + 利用・定着20×3 + 経費15×4 (不用額5 %) + 体制10×4 = 380; 380/4 = 95
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    card = office.json("score", "--year", "R7")["projects"][0]
    assert (card["score"], card["grade"], card["view"]) == (95.0, "A", "self")
    assert sum(i["points"] for i in card["items"]) == pytest.approx(95.0)


def test_explain_leads_down_to_file_sheet_and_cell(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    told = office.json("explain", "1-1-01", "--year", "R7")
    uptake = next(line for line in told["lines"] if line["item"] == "uptake")
    place = next(e for e in uptake["evidence"] if e["field"] == "self_uptake")
    traced = office.json("trace", "1-1-01", "self_uptake", "--year", "R7")["versions"][0]
    assert (place["file"], place["sheet"], place["cell"]) == (traced["file"], traced["sheet"], traced["cell"])
    assert place["file"] == "inbox/2025/1-1-01.xlsx" and place["cell"]
    assert office.run("explain", "1-1-01", "--year", "R7") == 0
    assert place["cell"] in office.out


def test_confirmation_is_a_view_of_its_own_and_never_overwrites_the_self_view(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    office.run(
        "settle", "1-1-01", "confirmed_uptake", "--year", "R7", "--value", "1", "--reason", "利用は一部に限られる"
    )
    furthest = office.json("score", "--year", "R7")["projects"][0]
    own = office.json("score", "--year", "R7", "--view", "self")["projects"][0]
    assert (furthest["view"], furthest["score"]) == ("confirmed", 85.0)  # 利用・定着 20×1/4 instead of 20×3/4: 10 less
    assert (own["view"], own["score"]) == ("self", 95.0)


def test_a_telephoned_correction_is_recorded_with_name_and_reason(office) -> None:
    office.answer("1-1-01", kpi_1_actual="約160")
    office.run("collect", "--year", "R7")
    reason = "電話で確認"
    done = office.run(
        "settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--value", "160", "--reason", reason, "--by", "架空 太郎"
    )
    assert done == 0
    last = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"][-1]
    assert (last["value"], last["by"], last["reason"], last["superseded_by"]) == ("160", "架空 太郎", reason, None)
    assert office.json("status", "--year", "R7")["projects"][0]["state"] == "受付済"


def test_a_withdrawn_version_gives_way_to_the_one_before(office) -> None:
    office.answer("1-1-01", kpi_1_actual=150)
    office.run("collect", "--year", "R7")
    office.answer("1-1-01", name="誤送信.xlsx", kpi_1_actual=15)
    office.run("collect", "--year", "R7")
    office.run("settle", "1-1-01", "kpi_1_actual", "--year", "R7", "--withdraw", "2", "--reason", "誤送信")
    assert office.json("status", "--year", "R7")["projects"][0]["version"] == 1


def test_a_stop_is_marked_until_its_decision_is_recorded(office) -> None:
    office.answer("1-1-01", status="休止", deviation="受託者の撤退により休止した。")
    assert office.json("collect", "--year", "R7")["files"][0]["verdict"] == "review"
    card = office.json("score", "--year", "R7")["projects"][0]
    assert (card["grade"], card["marked"]) == ("H", True)
    office.run("settle", "1-1-01", "status", "--year", "R7", "--accept", "--reason", "休止の決裁を確認")
    card = office.json("score", "--year", "R7")["projects"][0]
    assert (card["grade"], card["marked"]) == ("H", False)


def test_another_method_is_labelled_and_compared(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.json("score", "--year", "R7", "--method", "old")["reference"] is True
    moves = office.json("score", "--year", "R7", "--compare", "old")["moves"]
    # 旧採点方法: six items at equal weight, 成果物・手続 not asked at S5 counts 2: (4+2+4+3+4+4)/24 = 87.5
    assert {m["project"]: m["after"]["score"] for m in moves}["1-1-01"] == 87.5


def test_an_extended_due_date_counts_as_on_time(office) -> None:
    office.run("settle", "1-1-01", "result", "--year", "R7", "--extend", "2026-05-15", "--reason", "災害対応")
    office.answer("1-1-01")
    office.run("collect", "--year", "R7", day="2026-05-10")
    first = office.json("status", "--year", "R7", day="2026-05-11")["projects"][0]
    assert (first["due"], first["extended"], first["late"]) == ("2026-05-15", True, False)


def _approved(office) -> None:
    for number in ("1-1-01", "1-1-02", "1-1-03"):
        office.answer(number)
    office.run("collect", "--year", "R7")
    assert office.run("report", "--year", "R7", "--meeting", "honbu", day="2026-07-10") == 0, office.err
    done = office.run(
        "decide",
        "--year",
        "R7",
        "--meeting",
        "honbu",
        "--out-of-order",
        "試験のため",
        "--date",
        "2026-07-15",
        "--all",
        "--decision",
        "承認",
        day="2026-07-15",
    )
    assert done == 0, office.err


def test_publish_refuses_before_honbu_has_approved(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.run("publish", "--year", "R7", "--council-date", "2026-04-19") == 1
    assert "承認" in office.err
    assert not (office.folder / "site").exists()


def test_publish_refuses_without_the_date_on_which_the_council_was_told(office) -> None:
    _approved(office)
    assert office.run("publish", "--year", "R7", day="2026-07-24") == 1
    assert "議会" in office.err
    assert office.run("publish", "--year", "R7", "--council-date", "2026-07-30", day="2026-07-24") == 1


def test_after_approval_the_site_is_published_and_the_approved_result_stays(office, tree) -> None:
    _approved(office)
    ready = ("publish", "--year", "R7", "--council-date", "2026-07-24")
    assert office.run(*ready, day="2026-07-24") == 0, office.err
    first = tree(office.folder / "site")
    assert "projects/1-1-01/index.html" in first
    office.answer("1-1-01", name="訂正.xlsx", kpi_1_actual=100)
    office.run("collect", "--year", "R7", day="2026-08-01")
    card = office.json("score", "--year", "R7", day="2026-08-01")["projects"][0]
    assert (card["view"], card["score"]) == ("approved", 95.0)
    assert office.run(*ready, day="2026-07-24") == 0
    assert tree(office.folder / "site") == first


def test_a_preview_marks_every_page_and_goes_beside_the_site(office, tree) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.run("publish", "--year", "R7", "--preview") == 0, office.err
    pages = {n: d.decode() for n, d in tree(office.folder / "site-preview").items() if n.endswith(".html")}
    assert pages and all("確認用" in text and "noindex" in text for text in pages.values())
    assert not (office.folder / "site").exists()


def test_a_decision_before_the_material_or_in_wrong_words_records_nothing(office) -> None:
    decide = ("decide", "--year", "R7", "--meeting", "honbu", "--date", "2026-07-15", "--all", "--decision")
    assert office.run(*decide, "承認", day="2026-07-15") == 1
    assert "report" in office.err
    _approved(office)
    assert office.run(*decide, "了承", day="2026-07-15") == 2
    assert "一部修正の上承認" in office.err


def test_a_file_saved_before_the_newest_one_is_a_version_out_of_use(office) -> None:
    office.put("新.xlsx", saved_at(office, "2026-04-18T09:00:00Z", kpi_1_actual=150))
    office.run("collect", "--year", "R7")
    office.put("旧.xlsx", saved_at(office, "2026-04-10T09:00:00Z", kpi_1_actual=140))
    result = office.json("collect", "--year", "R7")
    assert {f["path"].rpartition("/")[2]: f["reason"] for f in result["files"]} == {
        "新.xlsx": "unchanged",
        "旧.xlsx": "superseded",
    }
    versions = office.json("trace", "1-1-01", "kpi_1_actual", "--year", "R7")["versions"]
    assert [(v["value"], v["superseded_by"]) for v in versions] == [("150", None), ("140", 1)]


def test_of_two_files_in_one_run_the_one_saved_last_is_in_force(office) -> None:
    office.put("a.xlsx", saved_at(office, "2026-04-18T09:00:00Z", kpi_1_actual=150))
    office.put("b.xlsx", saved_at(office, "2026-04-10T09:00:00Z", kpi_1_actual=140))
    office.run("collect", "--year", "R7")
    card = office.json("score", "--year", "R7")["projects"][0]
    assert next(i for i in card["items"] if i["item"] == "outcome")["details"][0]["actual"] == 150


def saved_at(office, instant: str, **changes: int) -> bytes:
    """A good sheet whose program says it was saved at ``instant``."""
    import io
    from datetime import datetime

    from openpyxl import load_workbook
    from openpyxl.writer.excel import ExcelWriter

    book = load_workbook(io.BytesIO(filled(office.sheets["1-1-01"], {**GOOD, **changes})))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        book.properties.modified = datetime.fromisoformat(instant.removesuffix("Z"))
        ExcelWriter(book, archive).write_data()
    return buffer.getvalue()


def test_an_undone_decision_closes_publication_again(office) -> None:
    _approved(office)
    assert (
        office.run("decide", "--year", "R7", "--meeting", "honbu", "--undo", "--note", "入力誤り", day="2026-07-16")
        == 0
    )
    assert office.run("publish", "--year", "R7", "--council-date", "2026-07-24", day="2026-07-24") == 1


def test_the_snapshot_of_a_meeting_is_frozen_once(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    first = office.json("report", "--year", "R7", "--meeting", "wg", day="2026-05-20")
    page = office.folder / first["files"][0]
    before = page.read_bytes()
    office.answer("1-1-02")
    office.run("collect", "--year", "R7", day="2026-05-21")
    again = office.json("report", "--year", "R7", "--meeting", "wg", day="2026-05-22")
    assert (first["frozen"], again["frozen"], again["version"]) == (True, False, 1)
    assert page.read_bytes() == before
    assert office.json("report", "--year", "R7", "--meeting", "wg", "--new-version", day="2026-05-22")["version"] == 2


def test_last_years_instruction_comes_back_on_the_next_sheet(office) -> None:
    _approved(office)
    note = "費用対効果を再検討すること。"
    office.run(
        *(
            "decide",
            "--year",
            "R7",
            "--meeting",
            "honbu",
            "--out-of-order",
            "試験のため",
            "--date",
            "2026-07-15",
            "--project",
            "1-1-01",
        ),
        *("--decision", "一部修正の上承認", "--note", note),
        day="2026-07-15",
    )
    assert YEAR + 1 == 2026
    assert office.run("distribute", "--year", "R8", day="2027-04-01") == 0, office.err
    from fujiplan_cli.workbook.reader import read_grid

    (path,) = (office.folder / "outbox" / "2026").rglob("1-1-01_*.xlsx")
    texts = {cell.raw for cell in read_grid(path.read_bytes()).sheets[0].cells.values()}
    assert note in texts


def test_a_printed_value_is_followed_to_its_cell_in_the_register(office) -> None:
    from fujiplan_cli.workbook.reader import read_grid

    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    (version,) = office.json("trace", "1-1-01", "kpi_1_target", "--year", "R7")["versions"]
    assert (version["value"], version["origin"], version["file"], version["sheet"]) == (
        "160",
        "register",
        "register.xlsx",
        "年度計画",
    )
    archived = (office.folder / ".fujiplan" / "archive" / version["sha256"]).read_bytes()
    sheet = next(s for s in read_grid(archived).sheets if s.name == "年度計画")
    from fujiplan_cli.model.place import row_and_column

    assert sheet.at(*row_and_column(version["cell"])).raw == "160"
    told = office.json("explain", "1-1-01", "--year", "R7")
    evidence = [e for line in told["lines"] for e in line["evidence"]]
    assert all(e["cell"] for e in evidence if e["origin"] in ("sheet", "register")), evidence


def test_a_field_nobody_has_answered_is_told_so(office) -> None:
    office.answer("1-1-01")
    office.run("collect", "--year", "R7")
    assert office.run("trace", "1-1-02", "kpi_1_actual", "--year", "R7") == 0
    assert "まだ記録がありません" in office.out
    assert office.json("trace", "1-1-02", "kpi_1_actual", "--year", "R7")["versions"] == []
