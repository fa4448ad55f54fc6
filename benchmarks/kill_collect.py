"""受付の途中で強制終了（kill -9）しても何も失われないことを、乱数で決めた時点で繰り返し確かめます（issue 4）。

    python benchmarks/kill_collect.py [--times 100] [--books 450] [--jobs 2] [--seed 4]

架空の調書 N 冊の受信フォルダーを一度だけ邪魔せずに受け付け、その結果を手本とします。次に、同じ受信フォルダーの写しを
受け付け、所要時間の中の乱数で決めた時点で、作業中の子プロセスも含めて強制終了します。そのたびに台帳と受領ファイルの検査が
無傷であること、もう一度受け付けると手本と同じ記録・受付簿・修正依頼になることを確かめます。
全て同じなら終了状態は 0 です。soffice が必要です。
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from collect_world import TODAY, YEAR, make_world
from openpyxl import load_workbook

from fujiplan_cli.ledger import Ledger


def command(folder: Path, jobs: int) -> list[str]:
    """The collect that a user would run."""
    arguments = ["collect", "--year", str(YEAR), "--jobs", str(jobs), "--plan", str(folder)]
    return [sys.executable, "-m", "fujiplan_cli", *arguments, "--today", TODAY.isoformat()]


def whole(folder: Path) -> int:
    """How many receipts are recorded; ends the run when ledger or archive is not whole."""
    with Ledger.open(folder) as ledger:
        problems = ledger.verify()
        if problems:
            sys.exit(f"台帳が無傷ではありません：{problems}（{folder}）")
        return len(ledger.receipts(YEAR))


def recorded(folder: Path) -> tuple[object, ...]:
    """Everything that a collection leaves behind: versions with their answers, receipts, receipt book, returns."""
    with Ledger.open(folder) as ledger:
        versions = [
            (s.version, s.submission.project, s.submission.verdict, {k: a.raw for k, a in s.submission.answers.items()})
            for s in ledger.submissions(YEAR)
        ]
        receipts = [(r.file, r.sha256, r.verdict, r.reason, r.submission_version) for r in ledger.receipts(YEAR)]
    book = load_workbook(folder / "reports" / str(YEAR) / "受付簿.xlsx", read_only=True)
    rows = [row for page in book.worksheets for row in page.iter_rows(values_only=True)]
    return versions, receipts, rows, sorted(path.name for path in (folder / "returns").rglob("*.xlsx"))


def killed(folder: Path, jobs: int, seconds: float) -> bool:
    """Collect, and kill it and its workers after ``seconds``; whether it was still running then."""
    process = subprocess.Popen(
        command(folder, jobs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)
        return True
    return False


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=100)
    options.add_argument("--books", type=int, default=450)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--seed", type=int, default=4)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source, undisturbed = Path(name) / "plan", Path(name) / "undisturbed"
        make_world(source, given.books)
        shutil.copytree(source, undisturbed)
        start = time.perf_counter()
        subprocess.run(command(undisturbed, given.jobs), stdout=subprocess.DEVNULL, check=False)
        duration = time.perf_counter() - start
        model = recorded(undisturbed)
        chance = random.Random(given.seed)
        in_time, between = 0, 0
        for number in range(given.times):
            folder = shutil.copytree(source, Path(name) / f"plan{number}")
            seconds = chance.uniform(0.2, duration)
            in_time += killed(folder, given.jobs, seconds)
            between += 0 < whole(folder) < len(model[1])
            subprocess.run(command(folder, given.jobs), stdout=subprocess.DEVNULL, check=False)
            whole(folder)
            if recorded(folder) != model:
                sys.exit(f"{number + 1}回目（{seconds:.2f}秒で強制終了）の結果が、邪魔をしない受付と異なります。")
            shutil.rmtree(folder)
    print(f"邪魔をしない受付：{given.books}冊、{duration:.1f}秒")
    print(f"強制終了：{given.times}回（受付の途中 {in_time}回、うち記録が一部だけ済んだ時点 {between}回）")
    print("失われたもの、二重に記録されたものはありません。")


if __name__ == "__main__":
    main()
