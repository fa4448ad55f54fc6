"""The jobs of the table: what fujiplan does, and what a user would pick instead, measured in turn (table.py)."""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from alternatives import READERS, SheetCopier, fill_with_openpyxl
from collect_world import TODAY, YEAR, make_world
from form_rules import write_rules
from measuring import ROOT, Cost, Series, Way, as_process, compiled, fujiplan, here, in_turn
from openpyxl import load_workbook

from fujiplan_cli.workflow.desk import Desk

AGAIN = "fujiplan をもう一度（機械の揺れ）"
HERE = Path(__file__).resolve().parent
_BEFORE_WORLD = "import sys; sys.path.insert(0, {benchmarks!r}); from pathlib import Path; import publish; "


@dataclass(frozen=True)
class Size:
    """How much of everything: the whole table, or a quick look."""

    rounds: int = 5
    long_rounds: int = 3
    """Of whole commands that take seconds."""
    sheets: int = 20
    books: int = 200
    projects: int = 500
    paper: int = 100
    short_paper: int = 10


QUICK = Size(rounds=2, long_rounds=2, sheets=4, books=40, projects=40, paper=20, short_paper=5)


@dataclass(frozen=True)
class Scene:
    """A job measured. The first series is fujiplan's, and one named AGAIN the same work measured a second time."""

    title: str
    what: str
    series: Sequence[Series]
    notes: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Bench:
    """Where the table works: a folder that is thrown away, how much is measured, and the tree of the site before."""

    folder: Path
    size: Size
    before: str
    python: Path | None = None
    """Another interpreter, in which fujiplan is installed as well."""

    def path(self, name: str) -> Path:
        """A folder in it, new and empty."""
        made = self.folder / name
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        return made


def world(bench: Bench) -> Path:
    """A plan folder whose inbox is full of sheets that LibreOffice saved; made once."""
    made = bench.folder / "world"
    if not made.exists():
        make_world(made, bench.size.books)
    return made


def reading(bench: Bench) -> Scene:
    """Every cell of a returned sheet, in this process."""
    from fujiplan_cli.workbook.reader import read_grid

    files = sorted((world(bench) / "inbox").rglob("*.xlsx"))[: bench.size.sheets]
    books = [path.read_bytes() for path in files]

    def on_each(read: Callable[[bytes], object]) -> Callable[[int], Cost]:
        return here(lambda call: read(books[call % len(books)]))

    ways = [Way("fujiplan", on_each(read_grid)), Way(AGAIN, on_each(read_grid))]
    ways += [
        Way(name, on_each(read), rounds=bench.size.long_rounds if name == "openpyxl" else None)
        for name, read in READERS.items()
    ]
    notes = [
        "fujiplan は、値のほかに、書式、数式、結合、入力規則、定義名も読みます（貼付けや行の挿入を見分けるため）。"
        "「値だけ」の方法は、値のほかは読みません。"
    ]
    return Scene(
        "読む",
        f"LibreOffice で保存した調書（{len(books)}冊）の、1冊の全てのシートの全てのセル",
        in_turn(ways, bench.size.rounds, len(books)),
        notes,
    )


def collecting(bench: Bench) -> Scene:
    """A whole inbox, each way as a process of its own."""
    source, work, out = world(bench), bench.folder / "work", bench.folder / "out"
    with_rules = bench.path("rules")
    desk = Desk.open(source, today=TODAY, by="計測")
    write_rules(desk.form(YEAR), source / "inbox", with_rules)

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(source, work)

    def ours(jobs: int) -> Callable[[int], Cost]:
        given = ("collect", "--year", str(YEAR), "--jobs", str(jobs), "--plan", work, "--today", TODAY.isoformat())
        return lambda _: as_process(fujiplan(*given), accepted=(0, 1))

    def script(engine: str) -> Cost:
        command = [sys.executable, HERE / "pandas_collect.py", source / "inbox", with_rules / "rules.json", out]
        return as_process([*command, "--engine", engine])

    def validated(_: int) -> Cost:
        first = script("calamine")
        shutil.copy(with_rules / "schema.json", out)
        command = [sys.executable, "-m", "frictionless", "validate", "table.csv", "--schema", "schema.json", "--json"]
        second = as_process(["env", "-C", out, *command], accepted=(0, 1))
        return Cost(first.seconds + second.seconds, first.cpu + second.cpu, max(first.peak_mib, second.peak_mib))

    ways = [
        Way("fujiplan collect（1処理）", ours(1), fresh),
        Way(AGAIN, ours(1), fresh),
        Way("fujiplan collect（2処理）", ours(2), fresh),
        Way("pandas のスクリプト（openpyxl）", lambda _: script("openpyxl")),
        Way("pandas のスクリプト（calamine）", lambda _: script("calamine")),
        Way("そのスクリプト（calamine）＋ frictionless validate", validated),
    ]
    series = in_turn(ways, bench.size.long_rounds, warm=False)
    with (out / "faults.csv").open(encoding="utf-8") as lines:
        theirs = {row["file"] for row in csv.DictReader(lines)}
    returned = {path.name.split("_")[0] for path in (work / "returns").rglob("*.xlsx")}
    notes = [
        "pandas のスクリプト（benchmarks/pandas_collect.py）は、様式ごとのセルの位置と規則を渡すと、"
        "必須、数値、日付、選択肢、字数、範囲を確かめて、1つの表と誤りの一覧を作ります。"
        "frictionless は、その表を Table Schema で確かめます。"
        "どちらも、動いたセルの追跡、旧版の様式、セルどうしの検算、台帳と原本の保存、修正依頼の作成、再提出の版の管理は"
        "しません。fujiplan の時間はその全部を含みます。",
        "2処理は、調書が多いときのためのものです（benchmarks/collect.py は5,000冊で比べます）。",
        f"この受信フォルダーで、直す必要のある調書として挙げた冊数：fujiplan {len(returned)}冊、"
        f"pandas のスクリプト {len(theirs)}冊（誤りは、実績値の「約160」だけ）。",
    ]
    return Scene("受け付ける", f"調書{bench.size.books}冊の受信フォルダー（初めての受付）", series, notes)


def writing(bench: Bench) -> Scene:
    """One sheet printed, in this process."""
    from distribute import known, press

    prints = press()
    model = prints(4)
    # The stage of the model for every sheet, so that all write the same one: STAGES repeat every six.
    ours = here(lambda call: prints(4 + 6 * call))
    once = load_workbook(BytesIO(model))
    parts = [data for name, data in _parts(model) if name.endswith((".xml", ".rels"))]
    few = bench.size.long_rounds
    ways = [
        Way("fujiplan distribute の1冊", ours),
        Way(AGAIN, ours),
        Way("全ての部品の圧縮だけ（下限）", here(lambda _: [zlib.compress(part, 6) for part in parts])),
        Way(
            "openpyxl（原版を一度だけ開き、記入して保存）",
            here(lambda n: fill_with_openpyxl(once, known(n))),
            rounds=few,
        ),
        Way(
            "openpyxl（1冊ごとに原版を開き、記入して保存）",
            here(lambda n: fill_with_openpyxl(load_workbook(BytesIO(model)), known(n))),
            rounds=few,
        ),
    ]
    notes = [
        "XlsxWriter は、同じセル、書式、結合、幅と高さ、選択肢、保護を初めから書きます（条件付き書式と計算結果は"
        "書かないので、実際より少し速く出ます）。openpyxl も計算結果を書きません。"
    ]
    try:
        import xlsxwriter

        copier = SheetCopier(model)
        ways.insert(3, Way(f"XlsxWriter {xlsxwriter.__version__}", here(lambda n: copier.write(known(n)))))
    except ImportError:
        notes = ["XlsxWriter は入っていないので、測っていません（--xlsxwriter で場所を渡すと測ります）。"]
    series = in_turn(ways, bench.size.rounds, bench.size.sheets)
    return Scene("作る", f"印字済みの調書1冊（{len(model) / 1024:.0f} KiB）", series, notes)


def _parts(book: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(book)) as opened:
        return [(info.filename, opened.read(info)) for info in opened.infolist()]


def site(bench: Bench) -> Scene:
    """The public site of four years, now and as an earlier revision made it."""
    earlier = bench.folder / "before"
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(earlier), bench.before], cwd=ROOT, check=True)
    try:
        return _site(bench, earlier)
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(earlier)], cwd=ROOT, check=True)


def _site(bench: Bench, earlier: Path) -> Scene:
    """The plan folder is made by the earlier revision, because a later one must read its ledger and not the reverse."""
    source, work = bench.folder / "approved", bench.folder / "publishing"
    make = _BEFORE_WORLD.format(benchmarks=str(earlier / "benchmarks"))
    make += f"publish.approved(Path({str(source)!r}), {bench.size.projects})"
    as_process([sys.executable, "-c", make], source=earlier)
    compiled(earlier)

    def fresh() -> None:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(source, work)

    given = ("publish", "--year", "2025", "--council-date", "2026-07-24", "--plan", work, "--today", "2026-07-24")

    made: dict[Path, bytes] = {}

    def ours(_: int) -> Cost:
        cost = as_process(fujiplan(*given))
        made.update({p.relative_to(work): p.read_bytes() for p in (work / "site").rglob("*") if p.is_file()})
        return cost

    ways = [
        Way("fujiplan publish", ours, fresh),
        Way(AGAIN, ours, fresh),
        Way(f"以前の版（{bench.before}）", lambda _: as_process(fujiplan(*given), source=earlier), fresh),
    ]
    if bench.python:
        with_it = [bench.python, *fujiplan(*given)[1:]]
        as_process([bench.python, "-m", "compileall", "-q", ROOT / "src"])
        ways.append(Way(f"fujiplan publish（{_described(bench.python)}）", lambda _: as_process(with_it), fresh))
    series = in_turn(ways, bench.size.long_rounds, warm=False)
    floor = Way("同じファイルを書き込むだけ（下限）", here(lambda _: _write(made, bench)))
    series += in_turn([floor], bench.size.long_rounds)
    amount = f"{len(made):,}ファイル、{sum(map(len, made.values())) / 1e6:.1f} MB、初めての公表"
    return Scene(
        "公表する",
        f"事業{bench.size.projects}件×4年度のサイトとオープンデータ（{amount}）",
        series,
        ["どちらの版も、同じ計画フォルダーの写しから作ります。"],
    )


def _described(python: Path) -> str:
    """Its version, and how fast it is (`table_page.counting_seconds`)."""
    say = "import platform, table_page; print(platform.python_version(), table_page.counting_seconds())"
    done = subprocess.run([python, "-c", say], cwd=HERE, capture_output=True, text=True, check=True)
    version, seconds = done.stdout.split()
    return f"Python {version}、1,000万回足す時間 {float(seconds):.2f} 秒"


def _write(files: dict[Path, bytes], bench: Bench) -> None:
    folder = bench.path("written")
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    os.sync()


def paper(bench: Bench) -> Scene:
    """The material of WG as PDF."""
    return _paper(bench, bench.size.paper, office=False)


def short_paper(bench: Bench) -> Scene:
    """The same, short enough for LibreOffice."""
    return _paper(bench, bench.size.short_paper, office=True)


def _paper(bench: Bench, projects: int, *, office: bool) -> Scene:
    """Each way as a process of its own."""
    folder = bench.path("paper")
    html, pages = _paper_sources(folder, projects)
    out = folder / "out.pdf"
    ways = [
        Way(name, lambda _, way=way: as_process([sys.executable, HERE / "one_pdf.py", way, folder / way, out]))
        for name, way in (("fujiplan", "fujiplan"), (AGAIN, "fujiplan"), ("Typst で組むだけ（下限）", "typst"))
    ]
    notes = [
        "fujiplan と Typst の PDF は PDF/UA-1 と PDF/A-2a です。ほかの方法は、同じ内容の HTML の資料を PDF にします。"
    ]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += [f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
        ways.append(Way("Chromium で HTML を印刷", lambda _: as_process([chromium, *flags, html.as_uri()])))
    else:
        notes.append("Chromium がないので、測っていません。")
    if office and shutil.which("soffice"):
        command = ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to"]
        command += ["pdf:writer_web_pdf_Export", "--outdir", str(folder / "office-out"), str(html)]
        ways.append(Way("LibreOffice で HTML を変換", lambda _: as_process(command)))
    elif office:
        notes.append("LibreOffice がないので、測っていません。")
    else:
        notes.append("LibreOffice は、この件数では1回の変換に数分かかるので、短い資料だけで比べます（次の場面）。")
    title = "短い PDF にする" if office else "PDF にする"
    return Scene(title, f"WGの資料（事業{projects}件、{pages}頁）", in_turn(ways, bench.size.long_rounds), notes)


def _paper_sources(folder: Path, projects: int) -> tuple[Path, int]:
    """Puts what each way starts from into the folder; the HTML page, and how many pages the PDF has."""
    sys.path.insert(0, str(ROOT / "tests" / "report"))
    from report_world import given, large

    from fujiplan_cli.model.resources import templates_folder
    from fujiplan_cli.report import render_html
    from fujiplan_cli.report.data import report_data
    from fujiplan_cli.report.glyphs import drawable
    from fujiplan_cli.report.pdf import FONTS, render_pdf

    said = given(large(projects), "wg", last_year=large(projects // 2))
    fonts = templates_folder() / "fonts"
    data = json.dumps(drawable(report_data(said), [fonts / f for f in FONTS])[0], ensure_ascii=False)
    texts = templates_folder() / "report"
    source = "\n".join((texts / name).read_text(encoding="utf-8") for name in ("look.typ", "common.typ", "wg.typ"))
    (folder / "fujiplan").write_bytes(pickle.dumps(said))
    (folder / "typst").write_bytes(pickle.dumps((source, data)))
    html = folder / "wg.html"
    html.write_text(render_html(said), encoding="utf-8")
    pages = max(int(n) for n in re.findall(rb"/Count (\d+)", render_pdf(said).content))
    return html, pages


def starting(bench: Bench) -> Scene:
    """How long before anything happens."""
    python = sys.executable
    ways = [
        Way("fujiplan --help", lambda _: as_process(fujiplan("--help"))),
        Way(AGAIN, lambda _: as_process(fujiplan("--help"))),
        Way("fujiplan --version", lambda _: as_process(fujiplan("--version"))),
        Way("Python だけ（python -c pass、下限）", lambda _: as_process([python, "-c", "pass"])),
        Way("Typer の読込みだけ（下限：命令の土台）", lambda _: as_process([python, "-c", "import typer"])),
        Way("pandas と openpyxl の読込みだけ", lambda _: as_process([python, "-c", "import pandas, openpyxl"])),
        Way("frictionless --version", lambda _: as_process([python, "-m", "frictionless", "--version"])),
    ]
    notes = ["どの命令の時間も、この起動の時間を含みます。多くは Typer と pydantic の読込みです。"]
    return Scene("起動する", "何もせずに終わるまで", in_turn(ways, bench.size.rounds * 2), notes)


SCENES: Sequence[Callable[[Bench], Scene]] = (reading, collecting, writing, site, paper, short_paper, starting)


def measured(bench: Bench, tell: Callable[[str], None]) -> list[Scene]:
    """Every scene, one after the other."""
    compiled(ROOT)
    found = []
    for scene in SCENES:
        start = time.perf_counter()
        found.append(scene(bench))
        tell(f"{found[-1].title}：{time.perf_counter() - start:.0f} 秒")
    return found
