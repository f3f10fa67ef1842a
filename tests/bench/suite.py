"""What the tests cost, by kind and by room: `python -m tests.bench.suite [PYTEST_ARGUMENTS]`

Seconds are those of processors, of a test's own process and of those that it started: they hardly depend on what else runs.
Waiting is the rest of the time by the clock. A test of several kinds is of the first in this list.

    screen       a real window on a virtual screen
    processes    starts other programs, or this one
    window       makes the main window
    hypothesis   generated cases
    training     half of its time are steps
    widgets      makes parts of the window
    rest
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60  # rows of a table
DONE: dict[str, float] = defaultdict(float)  # by what this process has done until now
COSTS = "costs"
BEFORE = pytest.StashKey[dict[str, float]]()


def main(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", "-p", __spec__.name, *arguments], cwd=ROOT, check=False).returncode


def counting(what: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, which also adds up how long it takes."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            DONE[what] += time.perf_counter() - began

    return counted


def pytest_collection_finish() -> None:
    """What makes a test one of a kind, of what has been imported by now."""
    sys.addaudithook(lambda event, _args: DONE.update(processes=DONE["processes"] + 1) if event == "subprocess.Popen" else None)
    for module, cls, method, what in (
        ("gui.window.main_window", "MainWindow", "__init__", "window"),
        ("engine.training.session", "Session", "advance", "training"),
        ("multiprocessing.process", "BaseProcess", "start", "processes"),
    ):
        if module in sys.modules:
            owner = getattr(sys.modules[module], cls)
            setattr(owner, method, counting(what, getattr(owner, method)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    item.stash[BEFORE] = now()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    try:
        return (yield)
    finally:
        spent = {name: value - item.stash[BEFORE].get(name, 0.0) for name, value in now().items()}
        item.user_properties.append((COSTS, (kind(item, spent), spent["processor"], spent["clock"])))


def now() -> dict[str, float]:
    *processor, clock = os.times()
    return {**DONE, "processor": sum(processor), "clock": clock}


def kind(item: pytest.Item, spent: dict[str, float]) -> str:
    if "tests/screen" in item.nodeid:
        return "screen"
    for name in ("processes", "window"):
        if spent.get(name):
            return name
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        return "hypothesis"
    if spent.get("training", 0.0) > spent["clock"] / 2:
        return "training"
    return "widgets" if "qapp" in getattr(item, "fixturenames", ()) else "rest"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    costs: dict[str, tuple[str, float, float]] = {}  # kind, seconds of processors, seconds by the clock
    for report in (one for reports in terminalreporter.stats.values() for one in reports):
        for name, cost in getattr(report, "user_properties", ()):
            if name == COSTS:
                costs[report.nodeid] = cost
    groups: dict[str, dict[str, list[tuple[str, float, float]]]] = {what: defaultdict(list) for what in ("kind", "room", "test")}
    for name, cost in costs.items():
        groups["kind"][cost[0]].append(cost)
        groups["room"]["/".join(name.partition("::")[0].split("/")[:-1][:3])].append(cost)
        groups["test"][name.partition("[")[0]].append(cost)
    for what, named in groups.items():
        terminalreporter.write_line(f"\n| {what} | tests | processor s | waiting s |\n|---|---|---|---|")
        sums = [
            (sum(cost[2] for cost in group), sum(cost[1] for cost in group), len(group), name) for name, group in named.items()
        ]
        for clock, processor, tests, name in sorted(sums, reverse=True)[:LONGEST]:
            terminalreporter.write_line(f"| {name} | {tests:,} | {processor:.1f} | {max(0.0, clock - processor):.1f} |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
