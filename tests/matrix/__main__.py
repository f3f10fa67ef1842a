"""Every cell of the matrix, or those that cover every pair of values, for one export format or several; prints README's table.

    python -m tests.matrix onnx [numpy …] [--pairs] [--every 10]

Ends with 1 when a cell fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import islice
from pathlib import Path

from engine.exporters import EXPORTERS
from tests.engine.exporters.matrix import all_cases, covering_cases
from tests.matrix.cells import Result, tried


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.matrix", description=__doc__)
    parser.add_argument("formats", nargs="*", default=EXPORTERS.names(), help=f"of {', '.join(EXPORTERS.names())}; all if none")
    parser.add_argument("--pairs", action="store_true", help="only the cells that cover every pair of values")
    parser.add_argument("--every", type=int, default=1, help="only each such cell")
    asked = parser.parse_args(argv)
    print(
        "| format | layer | program | networks | refused | rows at a step | largest difference |\n|---|---|---|---|---|---|---|"
    )
    failures: list[str] = []
    refusals: set[str] = set()
    for name in asked.formats:
        cases = islice(covering_cases() if asked.pairs else all_cases(), 0, None, asked.every)
        with tempfile.TemporaryDirectory() as folder:
            for layer, result in tried(EXPORTERS[name](), cases, Path(folder)).items():
                print(line(name, layer, result), flush=True)
                failures += [f"{name}: {one}" for one in result.failures]
                refusals |= {f"{name}: {reason}" for reason in result.refused}
    print("", *sorted(refusals), "", f"{len(failures)} failed", *failures[:40], sep="\n")
    return 1 if failures else 0


def line(name: str, layer: str, result: Result) -> str:
    program, jumps = result.program or "read independently", f"{result.at_jumps} of {result.rows}"
    largest = f"{result.largest:.1e}" if result.program else "≤ 1e-9"
    return f"| {name} | {layer} | {program} | {result.cells} | {sum(result.refused.values())} | {jumps} | {largest} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
