"""Every cell of the matrix, or those that cover every pair of values, for one export format or several; prints a table.

It is the one of resources/docs/formats.md.

    python -m tests.matrix onnx [numpy …] [--pairs] [--every 10] [--only gelu]

Ends with 1 when a cell fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from engine.exporters import EXPORTERS
from tests.engine.exporters.matrix import AXES, all_cases, covering_cases
from tests.matrix.cells import Result, tried


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.matrix", description=__doc__)
    parser.add_argument("formats", nargs="*", default=EXPORTERS.names(), help=f"of {', '.join(EXPORTERS.names())}; all if none")
    parser.add_argument("--pairs", action="store_true", help="only the cells that cover every pair of values")
    parser.add_argument("--every", type=int, default=1, help="only each such cell")
    parser.add_argument("--only", default="", help="only cells with these words in their name: 'layer_norm | gelu'")
    asked = parser.parse_args(argv)
    print(head())
    failures: list[str] = []
    refusals: set[str] = set()
    for name in asked.formats:
        cells = (case for case in (covering_cases() if asked.pairs else all_cases()) if asked.only in str(case))
        with tempfile.TemporaryDirectory() as folder:
            results = tried(EXPORTERS[name](), islice(cells, 0, None, asked.every), Path(folder))
        print(line(name, results), flush=True)
        failures += [f"{name}: {one}" for result in results.values() for one in result.failures]
        refusals |= {f"{name}: {reason}" for result in results.values() for reason in result.refused}
    print("", *sorted(refusals), "", f"{len(failures)} failed", *failures[:40], sep="\n")
    return 1 if failures else 0


def head() -> str:
    columns = ["format", "run by", "networks", "refused", "rows at a step", *AXES["layer"]]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def line(name: str, results: Mapping[str, Result]) -> str:
    """A row of the table; for each kind of layer the largest difference, as a share of the value or of 1."""
    every = results.values()
    program = next((one.program for one in every if one.program), "")
    jumps = f"{sum(one.at_jumps for one in every):,} of {sum(one.rows for one in every):,}" if program else ""
    counts = [f"{sum(one.cells for one in every):,}", f"{sum(one.refused.total() for one in every):,}"]
    largest = [_largest(results[layer]) if layer in results else "" for layer in AXES["layer"]]
    return f"| {' | '.join([name, program or 'a reading of the file', *counts, jumps, *largest])} |"


def _largest(result: Result) -> str:
    if result.cells == result.refused.total():
        return "refused"
    return f"{result.largest:.1e}" if result.program else "≤ 1e-9"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
