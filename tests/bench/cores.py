"""How much of the processors a large network uses: `python -m tests.bench.cores [--rounds 5] [--seconds 1]`.

One thread and as many as are chosen, beside PyTorch with one and with all; each in a process of its own, interleaved, wall time.
Ratios are medians over rounds. Beside them stand the goals, and the floors: what a step of nothing but its products and the
optimizer's calls would reach. `python -m tests.bench` has these rows.

Busy loops beside it show whether threads are given back: by wall time, which is what one waits for, and by processor time, which
threads that wait for each other waste. Two threads that do not wait need more of it than one, too: the floor is what they do with
it on the idle machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.core.blas_threads import ENVIRONMENT
from tests.bench.cases import Case
from tests.program_start import ROOT

SIZES = {  # goals: engine ÷ PyTorch with one thread, and with all
    (784, 256, 128, 10): (1.15, 1.2),
    (784, 512, 512, 10): (0.95, 1.0),
}
CHOSEN = "engine, chosen"
PEERS = {
    "engine, 1 thread": ("engine", 1),
    CHOSEN: ("engine", 0),
    "PyTorch, 1 thread": ("pytorch", 1),
    "PyTorch, all": ("pytorch", 0),
    "floor, 1 thread": ("floor", 1),
    "floor, all": ("floor", 0),
}
PAIRS = (("engine, 1 thread", "PyTorch, 1 thread", "floor, 1 thread"), (CHOSEN, "PyTorch, all", "floor, all"))
BUSY_GOAL = 0.9  # chosen ÷ one thread, beside busy loops


def case_of(sizes: tuple[int, ...]) -> Case:
    return Case(sizes, "relu", 128, "adam", 1024, {})


def engine(sizes: tuple[int, ...], seconds: float, fixed: int) -> dict[str, float]:
    """Steps per second of the engine in this process, and the threads it ended with; `fixed` 0 lets it choose."""
    from engine.training.measuring.thread_choice import ThreadChoice
    from engine.training.session import Session

    session, threads = Session(case_of(sizes).recipe(), case_of(sizes).data()), ThreadChoice(fixed)

    def train(for_seconds: float) -> float:
        began, first = time.perf_counter(), session.step
        while (spent := time.perf_counter() - began) < for_seconds:
            threads.before(session)
            before = session.control.seconds
            threads.after(session.advance(2**40, 0.002), session.control.seconds - before)
            time.sleep(0)
        return (session.step - first) / spent

    train(0.5)
    processor, first = time.process_time(), session.step
    rate = train(seconds)
    per_processor_second = (session.step - first) / (time.process_time() - processor)
    return {"steps_per_s": rate, "per_processor_s": per_processor_second, "threads": session.control.thread_count}


def pytorch(sizes: tuple[int, ...], seconds: float, count: int) -> dict[str, float]:
    """Steps per second of PyTorch in this process; 0 threads are all."""
    from tests.bench.peers import pytorch

    run = pytorch(case_of(sizes), count or len(os.sched_getaffinity(0)))
    run(50)
    began, steps = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < seconds:
        run(10)
        steps += 10
    return {"steps_per_s": steps / spent}


def floor(sizes: tuple[int, ...], seconds: float, count: int) -> dict[str, float]:
    """Steps per second of the step's products and of what comes after the last of them, the optimizer; 0 threads are all."""
    from engine.core.blas_threads import BLAS
    from engine.training.session import Session

    session = Session(case_of(sizes).recipe(), case_of(sizes).data())
    session.advance(20)
    calls = session.batches.next_steps(1)[0][0]
    products = [place for place, (function, _args) in enumerate(calls) if function is np.ndarray.dot]
    calls = [calls[place] for place in (*products, *range(products[-1] + 1, len(calls)))]
    times, began = [], time.perf_counter()
    with BLAS.used(count or BLAS.available), np.errstate(all="ignore"):
        while time.perf_counter() - began < seconds:
            first = time.perf_counter()
            for function, args in calls:
                function(*args)
            times.append(time.perf_counter() - first)
    return {"steps_per_s": 1 / statistics.median(times)}


def in_process(what: str, sizes: tuple[int, ...], seconds: float, count: int, busy: bool = False) -> dict[str, float]:
    """The figures of one of the two above, in a process of its own; `busy`: with a loop beside it on each processor."""
    code = f"import json; from tests.bench import cores; print(json.dumps(cores.{what}({sizes}, {seconds}, {count})))"
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    if what != "pytorch":
        environment |= ENVIRONMENT
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _one in os.sched_getaffinity(0)] if busy else []
    try:
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    finally:
        for one in others:
            one.kill()
    if "ModuleNotFoundError" in run.stderr:
        raise ImportError(what)
    if run.returncode:
        raise RuntimeError(run.stderr.strip().splitlines()[-1])
    found: dict[str, float] = json.loads(run.stdout)
    return found


def measured(rounds: int, seconds: float, networks: Iterable[tuple[int, ...]] = tuple(SIZES)) -> dict[str, Any]:
    """Per network: `steps_per_s` of each peer, the threads that were `chosen`, `ratios` with goal and floor, and `busy`."""
    found: dict[str, Any] = {}
    for sizes in networks:
        rates: dict[str, list[float]] = {name: [] for name in PEERS}
        frugal: dict[str, list[float]] = {name: [] for name in PEERS}  # steps per second of processor time
        chosen = []
        for _round in range(rounds):
            for name, (what, count) in PEERS.items():
                with contextlib.suppress(ImportError):
                    one = in_process(what, sizes, seconds, count)
                    rates[name].append(one["steps_per_s"])
                    frugal[name] += [one["per_processor_s"]] if what == "engine" else []
                    chosen += [int(one["threads"])] if name == CHOSEN else []
        ratios = {}
        for (mine, theirs, limit), goal in zip(PAIRS, SIZES[sizes], strict=True):
            if rates[theirs]:
                both = [statistics.median(a / b for a, b in zip(rates[one], rates[theirs], strict=True)) for one in (mine, limit)]
                ratios[f"{mine} ÷ {theirs}"] = {"ratio": both[0], "floor": both[1], "goal": goal}
        turns = [[in_process("engine", sizes, seconds, count, busy=True) for count in (1, 0)] for _round in range(rounds)]
        alone, idle = (frugal[name] for name in ("engine, 1 thread", CHOSEN))
        busy = {
            "wall": statistics.median(mine["steps_per_s"] / one["steps_per_s"] for one, mine in turns),
            "processor": statistics.median(mine["per_processor_s"] / one["per_processor_s"] for one, mine in turns),
            "processor_floor": min(1.0, statistics.median(a / b for a, b in zip(idle, alone, strict=True))),
            "goal": BUSY_GOAL,
            "chosen": [int(mine["threads"]) for _one, mine in turns],
        }
        medians = {name: statistics.median(each) for name, each in rates.items() if each}
        name = f"{'-'.join(map(str, sizes))} relu, 128, adam"
        found[name] = {"steps_per_s": medians, "chosen": chosen, "ratios": ratios, "busy": busy}
    return found


def table(found: dict[str, Any]) -> list[str]:
    lines = []
    for name, row in found.items():
        lines += ["", f"{name}: steps/s by wall time; threads chosen: {', '.join(map(str, row['chosen']))}"]
        lines.append("  " + " · ".join(f"{peer} {rate:,.0f}" for peer, rate in row["steps_per_s"].items()))
        for pair, one in row["ratios"].items():
            lines.append(f"  {pair}: {one['ratio']:.2f} ({_verdict(one['ratio'], one['goal'])}; floor {one['floor']:.2f})")
        busy = row["busy"]
        wall, processor = (f"{busy[key]:.2f} ({_verdict(busy[key], busy['goal'])}" for key in ("wall", "processor"))
        floor = f"floor {busy['processor_floor']:.2f})"
        lines.append("  beside a busy loop on each processor, chosen ÷ 1 thread:")
        lines.append(f"    wall time {wall}), processor time {processor}; {floor}; threads {', '.join(map(str, busy['chosen']))}")
    return lines


def _verdict(ratio: float, goal: float) -> str:
    return f"{'reached' if ratio >= goal else 'MISSED'}: {goal:g}"


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.cores", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    asked = parser.parse_args()
    for sizes in SIZES:
        print("\n".join(table(measured(asked.rounds, asked.seconds, [sizes]))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
