"""What is measured, as numbers. Rates are medians over interleaved rounds, because other programs disturb any single one."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from engine.core.tape import Tape
from engine.inspection.surfaces.decision_surface import surface as surface_over
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.input_grid import grid as grid_over
from engine.network.network import Network
from engine.training.session import Session
from engine.training.training_step import record_step
from tests.bench import textbook
from tests.bench.cases import CASES, Case
from tests.bench.peers import LIMIT, PEERS, Runner

ROOT = Path(__file__).resolve().parents[2]


def seconds_of(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def rate(run: Runner, steps: int) -> float:
    """Steps per second of CPU time: all run on one thread, so other programs disturb little.

    A runner that rounds to whole epochs returns how many it took.
    """
    began = time.process_time()
    taken = run(steps) or steps
    return int(taken) / (time.process_time() - began)  # type: ignore[call-overload]


def training(case: Case, rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Per peer: steps_per_s, and for all but the engine ratio and goal; an empty entry where it is not installed.

    The engine is measured after three seconds, as its history measures less and less often; `first_second` says how it began.
    """
    runners: dict[str, tuple[Runner, int]] = {}
    found: dict[str, dict[str, float]] = {name: {} for name in PEERS}
    for name, make in PEERS.items():
        try:
            run = make(case)
        except ImportError:
            continue
        rate(run, 1)  # what is compiled or recorded at first is no part of a step
        if name == "engine":
            found[name]["first_second"], _ = _a_while(run, 1), _a_while(run, 2)
            found[name]["first_second_goal"] = 0.6  # of the steady speed
        runners[name] = run, max(1, int(rate(run, max(1, int(0.1 * rate(run, 20)))) * seconds))
    rates: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, (run, steps) in runners.items():
            rates[name].append(rate(run, steps))
    for name, values in rates.items():
        found[name]["steps_per_s"] = median(values)
        if name != "engine":
            found[name]["ratio"] = median(ours / theirs for ours, theirs in zip(rates["engine"], values, strict=True))
            found[name]["goal"] = LIMIT if name == "recorded calls" else case.goals[name]
    return found


def products_only(case: Case) -> float:
    """Steps per second if a step were nothing but its matrix products: what no engine on this BLAS can pass."""
    session = Session(case.recipe(), case.data())
    session.advance(50)
    calls = [call for call in session.batches.next_steps(1)[0][0] if call[0] is np.ndarray.dot]

    def once() -> None:
        for function, args in calls:
            function(*args)

    times = sorted(seconds_of(once) for _ in range(400))
    return 1 / times[len(times) // 10]  # the quick tenth: other programs make any single one slower


def blas() -> str:
    """Which matrix kernels NumPy runs on, as threadpoolctl says where it is installed."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "BLAS kernel unknown (threadpoolctl is not installed)"
    found = [one for one in threadpool_info() if one["user_api"] == "blas" and "numpy" in one["filepath"]]
    return ", ".join(f"{one['internal_api']} {one['version']} {one.get('architecture', '')}" for one in found) or "no BLAS found"


def cpu() -> str:
    """The processor's name (Linux: from /proc), else what the platform says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _a_while(run: Runner, seconds: float) -> float:
    """Steps per second over so many seconds."""
    taken, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        run(20)
        taken += 20
    return taken / (time.process_time() - began)


def build_ms(case: Case) -> dict[str, float]:
    """network_and_tape: layers, start weights, the recorded training step. session: that, all rows and the first measurement."""
    recipe, data = case.recipe(), case.data()

    def network_and_tape() -> None:
        network = Network(recipe, case.sizes[0], case.sizes[-1])
        network.start(1)
        tape = Tape(case.batch, network.dtype, training=True, room=network.room(case.batch))
        x, targets = np.ones((case.sizes[0] + 1, case.batch), np.float32), np.ones((case.sizes[-1], case.batch), np.float32)
        memory = np.zeros((len(recipe.optimizer.memory), network.theta.size), np.float32)
        record_step(network, tape, recipe, x, targets, memory)

    return {
        "network_and_tape": 1000 * median(seconds_of(network_and_tape) for _ in range(9)),
        "session": 1000 * median(seconds_of(lambda: Session(recipe, data).advance(1)) for _ in range(9)),
    }


def surface(rounds: int) -> dict[str, float]:
    """A decision surface of 200 × 200 points of 2-8-8-8-1, grid given; the textbook's has float64 and the sigmoid as well."""
    case = CASES[1]
    recipe, data = case.recipe(), case.data()
    network = Network(recipe, 2, 1)
    network.start(1)
    points = grid_over(data, Plane(), 200)
    grid = points.astype(np.float32)
    weights, biases = textbook.start(case)

    def ours() -> Any:
        return surface_over(network, data, recipe.loss, (0, 1), grid, 200)

    def theirs() -> Any:
        return 1 / (1 + np.exp(-textbook.forward(case, weights, biases, points)[-1]))

    ours()
    theirs()
    pairs = [(min(seconds_of(ours) for _ in range(20)), min(seconds_of(theirs) for _ in range(5))) for _ in range(rounds)]
    return {
        "engine_ms": 1000 * median(a for a, _ in pairs),
        "textbook_ms": 1000 * median(b for _, b in pairs),
        "ratio": median(b / a for a, b in pairs),
    }


def import_ms() -> dict[str, float]:
    """CPU time of importing NumPy, and all that training needs beside it, in a fresh interpreter with compiled files in place."""
    imports = "a = t(); import numpy; b = t(); import engine.training.session"
    code = f"from time import process_time as t; {imports}; print(b - a, t() - b)"
    with tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        command = partial(subprocess.run, [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
        runs = [command(check=True) for _ in range(8)][1:]  # the first one compiles
    numpy_s, engine_s = (median(float(run.stdout.split()[i]) for run in runs) for i in (0, 1))
    return {"numpy": 1000 * numpy_s, "engine": 1000 * engine_s}


def memory_growth_mb(steps: int) -> float:
    """How much the process grows while the first case trains so many steps (Linux: from /proc). NaN elsewhere."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return float("nan")

    def resident_mb() -> float:
        return int(statm.read_text().split()[1]) * 4096 / 1e6

    session = Session(CASES[0].recipe(), CASES[0].data())
    session.advance(5000)
    before = resident_mb()
    session.advance(steps)
    return resident_mb() - before
