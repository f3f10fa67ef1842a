"""How often the doctor is right: the whole collection, or some of it.

    python -m tests.doctor [--seeds 1,3] [--cause NAME] [--verbose] [--tree PATH] [--record FILE]

The rules were tuned on even seeds; figures are those of odd seeds, the default. A verdict is right when the first cause named is
the one put in; a healthy network must have none. A remedy is better when the test loss after 2,000 steps with it is below that
of 2,000 steps more without it (accuracy, where the loss itself was changed). One that starts again gets these 2,000 steps
alone, while going on has all those before as well. Where a column numbers the rows, test rows get new numbers, as new rows would.

`--tree` tries the engine of another checkout on the same cases; `--record` keeps its counts. `before.json` has those of the
version before this collection, which the table shows beside the present ones. About two minutes on one core.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before NumPy loads

import argparse
import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
IN_TREE = (  # the engine of that tree, the cases of this one
    "import sys; sys.path.insert(0, {tree!r}); import engine; sys.path[0] = {root!r}; "
    "from tests.doctor.__main__ import main; main({argv})"
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.doctor", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", default="1,3", help="of the collection, any whole numbers; 1,3 by default")
    parser.add_argument("--cause", default="", help="only this one, or 'healthy'")
    parser.add_argument("--verbose", action="store_true", help="print every case, not only those where something is wrong")
    parser.add_argument("--tree", default="", help="another checkout, whose engine is tried")
    parser.add_argument("--record", default="", help="a file for the counts, as JSON")
    asked = parser.parse_args(argv)
    if asked.tree:
        rest = [f"--seeds={asked.seeds}", f"--cause={asked.cause}", f"--record={asked.record}", *["--verbose"] * asked.verbose]
        code = IN_TREE.format(tree=str(Path(asked.tree).resolve()), root=str(HERE.parents[1]), argv=rest)
        return subprocess.run([sys.executable, "-c", code], check=False).returncode
    counts = run([int(seed) for seed in asked.seeds.split(",")], asked.cause, asked.verbose)
    if asked.record:
        Path(asked.record).write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    before = HERE / "before.json"
    print(table(counts, json.loads(before.read_text(encoding="utf-8")) if before.exists() else {}))
    return 0


def run(seeds: list[int], only: str, verbose: bool) -> dict[str, dict[str, int]]:
    """For each cause, and 'healthy': how many cases there are, verdicts right, first remedies and others tried and better."""
    from tests.doctor import cases, sick_cases, trials  # after NumPy's threads are set

    counts: dict[str, dict[str, int]] = {}

    def count(cause: str, result: trials.Result) -> None:
        row = counts.setdefault(
            cause, {"cases": 0, "right": 0, "dropped": 0, "tried": 0, "better": 0, "others": 0, "others_better": 0}
        )
        if not result.is_case:
            row["dropped"] += 1
            return
        row["cases"] += 1
        row["right"] += result.is_right
        row["tried"] += bool(result.helps)
        row["better"] += bool(result.helps and result.helps[0])
        row["others"] += len(result.helps[1:])
        row["others_better"] += sum(result.helps[1:])
        if verbose or not result.is_right or not all(result.helps):
            verdict = "right" if result.is_right else "WRONG"
            print(f"{verdict}: {result.case.name} @ {result.case.steps}: {result.found} {result.evidence} {result.helps}")

    for seed in seeds:
        for cause, make in sick_cases.CAUSES.items():
            if only in ("", cause):
                for case in make(seed):
                    count(cause, trials.tried(case))
        if only in ("", "healthy"):
            for _name, group in groupby(cases.healthy(seed), key=lambda case: case.name.rpartition(" at ")[0]):
                for result in trials.tried_healthy(list(group)):
                    count("healthy", result)
    return counts


def table(counts: dict[str, dict[str, int]], before: dict[str, dict[str, int]]) -> str:
    """A row for each cause, and their sum; 'before' beside it where it was recorded."""
    lines = [
        f"{'cause':<22}{'cases':>6}{'right first':>13}{'before':>8}{'remedy better':>15}{'before':>8}{'others':>9}{'dropped':>9}"
    ]
    sick = {cause: row for cause, row in counts.items() if cause != "healthy"}
    total = {key: sum(row[key] for row in sick.values()) for key in next(iter(counts.values()))} if sick else {}
    old = {cause: row for cause, row in before.items() if cause in sick}
    old_total = {key: sum(row[key] for row in old.values()) for key in total} if old else {}
    rows = [
        *sick.items(),
        *([("all", total)] if sick else []),
        *((name, row) for name, row in counts.items() if name == "healthy"),
    ]
    for cause, row in rows:
        then = old_total if cause == "all" else before.get(cause, {})
        lines.append(
            f"{cause:<22}{row['cases']:>6}{_of(row, 'right', 'cases'):>13}{_of(then, 'right', 'cases'):>8}"
            f"{_of(row, 'better', 'tried'):>15}{_of(then, 'better', 'tried'):>8}{_of(row, 'others_better', 'others'):>9}"
            f"{row['dropped']:>9}"
        )
    return "\n".join(lines)


def _of(row: dict[str, int], part: str, whole: str) -> str:
    return f"{row[part]}/{row[whole]}" if row and row[whole] else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
