"""ほかの方法との比較を測り、docs/benchmarks.md を書き直します。

    python benchmarks/table.py [--quick] [--out FILE] [--before 版] [--xlsxwriter 場所] [--python 処理系]

読む、受け付ける、作る、公表する、PDFにする、起動する時間を、利用者がほかに選びそうな方法と、同じ実行の中で、
交互に測ります。どの比較にも、同じ命令をもう一度測った行を並べるので、機械の揺れが分かります。
--quick は、少ない冊数で測って表示するだけです（--out を渡すと書きます）。2コアの機械で8分以内に終わります。
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, as_installed
from scenes import QUICK, Bench, Size, measured
from table_page import machine, page

BEFORE = "6fe87ec"
"""The site as it was before it was made faster."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="ほかの方法との比較")
    parser.add_argument("--quick", action="store_true", help="少ない冊数で測り、表示する")
    parser.add_argument("--out", type=Path, help="書くファイル（省略時は docs/benchmarks.md）")
    parser.add_argument("--before", default=BEFORE, help="サイトを比べる以前の版（git の版）")
    parser.add_argument("--xlsxwriter", type=Path, help="XlsxWriter を入れたフォルダー")
    parser.add_argument("--python", type=Path, help="公表を、fujiplan を入れたほかの Python でも測る")
    given = parser.parse_args()
    if given.xlsxwriter:
        sys.path.append(str(given.xlsxwriter))
    at = machine()
    as_installed()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), QUICK if given.quick else Size(), given.before, given.python)
        scenes = measured(bench, lambda line: print(line, file=sys.stderr, flush=True))
    text = page(at, scenes, quick=given.quick)
    out = given.out or (None if given.quick else ROOT / "docs" / "benchmarks.md")
    if out is None:
        print(text)
    else:
        out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
