"""How much of the processors a large network uses: `python -m tests.bench.cores [--rounds 5] [--seconds 1]`.

One thread and as many as are chosen, beside PyTorch with one and with all; each in a process of its own, interleaved, wall time.
Busy loops beside it show whether the threads are given back. Ratios are medians over rounds; goals stand beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from tests.bench.cases import Case
from tests.program_start import ROOT

SIZES = {  # goals: engine ÷ PyTorch with one thread, and with all
    (784, 256, 128, 10): (1.15, 1.2),
    (784, 512, 512, 10): (0.95, 1.0),
}
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


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
    return {"steps_per_s": train(seconds), "threads": session.control.thread_count}


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


def in_process(what: str, sizes: tuple[int, ...], seconds: float, count: int, busy: bool = False) -> dict[str, float]:
    """The figures of one of the two above, in a process of its own; `busy`: with a loop beside it on each processor."""
    code = f"import json; from tests.bench import cores; print(json.dumps(cores.{what}({sizes}, {seconds}, {count})))"
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    if what == "pytorch":
        environment = {name: value for name, value in environment.items() if name not in THREADS}
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _one in os.sched_getaffinity(0)] if busy else []
    try:
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    finally:
        for one in others:
            one.kill()
    if run.returncode:
        raise RuntimeError(run.stderr.strip().splitlines()[-1])
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.cores", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    asked = parser.parse_args()
    missed = 0
    for sizes, goals in SIZES.items():
        peers = {"engine, 1 thread": ("engine", 1), "engine, chosen": ("engine", 0)}
        peers |= {"PyTorch, 1 thread": ("pytorch", 1), "PyTorch, all": ("pytorch", 0)}
        found: dict[str, list[dict[str, float]]] = {name: [] for name in peers}
        for _round in range(asked.rounds):
            for name, (what, count) in peers.items():
                found[name].append(in_process(what, sizes, asked.seconds, count))
        speeds = {name: [one["steps_per_s"] for one in each] for name, each in found.items()}
        chosen = [int(one["threads"]) for one in found["engine, chosen"]]
        print(f"{'-'.join(map(str, sizes))}, batch 128, Adam; threads chosen: {chosen}")
        for name, each in speeds.items():
            print(f"  {name:<20}{statistics.median(each):>8,.0f} steps/s")
        pairs = (("engine, 1 thread", "PyTorch, 1 thread"), ("engine, chosen", "PyTorch, all"))
        for (mine, theirs), goal in zip(pairs, goals, strict=True):
            ratio = statistics.median(a / b for a, b in zip(speeds[mine], speeds[theirs], strict=True))
            missed += ratio < goal
            print(f"  {mine} ÷ {theirs}: {ratio:.2f} (goal {goal}){'' if ratio >= goal else '  MISSED'}")
        busy = [in_process("engine", sizes, 4 * asked.seconds, count, busy=True)["steps_per_s"] for count in (1, 0)]
        print(f"  beside a busy loop on each processor: 1 thread {busy[0]:,.0f}, chosen {busy[1]:,.0f} steps/s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
