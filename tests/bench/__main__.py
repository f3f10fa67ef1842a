"""How fast the engine is, beside its peers, all interleaved in one run.

    python -m tests.bench [--json] [--rounds 7] [--seconds 0.2] [--memory] [--before CHECKOUT]

Peers that are not installed are named as such. Ratios are medians over rounds of engine steps per second by the peer's.
"""

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before NumPy loads

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench import cores, measures, short_runs, versions
from tests.bench.cases import CASES


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds per network")
    parser.add_argument("--seconds", type=float, default=0.2, help="of training per peer and round")
    parser.add_argument(
        "--memory", action="store_true", help="also train three million steps and watch the memory (half a minute)"
    )
    parser.add_argument("--before", type=Path, help="a checkout of another version, to compare with")
    asked = parser.parse_args(argv)
    software = f"Python {platform.python_version()}, NumPy {np.__version__}"
    result: dict[str, Any] = {"machine": f"{measures.cpu()} ({platform.machine()}), {software}, {measures.blas()}"}
    result["training"] = {case.name: measures.training(case, asked.rounds, asked.seconds) for case in CASES}
    if asked.before is not None:
        for case in CASES:
            result["training"][case.name]["version before"] = versions.beside(case, asked.before, asked.rounds, asked.seconds)
    result["costs"] = [asdict(cost) for cost in short_runs.costs()]
    result["cores"] = cores.measured(max(1, asked.rounds // 2), 2 * asked.seconds)
    result["products_only"] = {case.name: measures.products_only(case) for case in CASES}
    result["build_ms"] = {case.name: measures.build_ms(case) for case in CASES}
    result["surface"] = measures.surface(asked.rounds)
    result["import_ms"] = measures.import_ms()
    if asked.memory:
        result["memory_mb_after_3_million_steps"] = measures.memory_growth_mb(3_000_000)
    print(json.dumps(result, indent=2) if asked.json else tables(result))
    return 0


def tables(result: dict[str, Any]) -> str:
    lines = [result["machine"], "", f"{'steps per second':<34}{'engine':>10}  engine ÷ peer (goal)"]
    for name, row in result["training"].items():
        peers = [f"{peer} {ratio_text(found)}" for peer, found in row.items() if peer != "engine"]
        lines.append(f"{name:<34}{row['engine']['steps_per_s']:>10,.0f}  {' · '.join(peers)}")
        early = {
            "ratio": row["engine"]["first_second"] / row["engine"]["steps_per_s"],
            "goal": row["engine"]["first_second_goal"],
        }
        lines.append(f"{'  in its first second':<34}{row['engine']['first_second']:>10,.0f}  ÷ later {ratio_text(early)}")
        lines.append(f"{'  its matrix products alone':<34}{result['products_only'][name]:>10,.0f}")
    lines += short_runs.table([short_runs.Cost(**cost) for cost in result["costs"]])
    lines += cores.table(result["cores"])
    lines += ["", f"{'building, ms':<34}{'network and tape (goal 5)':>28}{'session to its first step':>28}"]
    lines += [f"{name:<34}{ms['network_and_tape']:>28.2f}{ms['session']:>28.2f}" for name, ms in result["build_ms"].items()]
    surface = result["surface"]
    lines.append("")
    lines.append(
        f"200 x 200 surface of 2-8-8-8-1: {surface['engine_ms']:.2f} ms (goal 0.5), textbook {surface['textbook_ms']:.2f} ms, "
        f"{surface['ratio']:.1f} x faster (goal 5)"
    )
    numpy_ms, engine_ms = result["import_ms"]["numpy"], result["import_ms"]["engine"]
    lines.append(
        f"import of the engine: {engine_ms:.0f} ms and NumPy {numpy_ms:.0f} ms, together {engine_ms + numpy_ms:.0f} (goal 150)"
    )
    if "memory_mb_after_3_million_steps" in result:
        lines.append(f"memory grown over 3 million steps: {result['memory_mb_after_3_million_steps']:.1f} MB (goal 5)")
    return "\n".join(lines)


def ratio_text(found: dict[str, Any]) -> str:
    if "ratio" not in found:
        return "not installed"
    return f"{found['ratio']:.2f} ({'reached' if found['ratio'] >= found['goal'] else 'MISSED'}: {found['goal']:g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
