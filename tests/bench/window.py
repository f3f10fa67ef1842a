"""The window while it trains flat out: does it answer, do the plots move, what does watching cost?

    python -m tests.bench.window [--seconds 10] [--speed full] [--json]

Prints, for a tiny, a middle, a large and a very deep network: how late a 5 ms timer of the event loop comes (percentiles),
pictures of the decision boundary per second, what a frame that all parts draw costs the window's thread, and training steps per
second in the window beside those of a session without one. Then what a start costs. Each goal stands beside its number. With
`taskset -c 0` before the command it measures on one core, which has a goal of its own. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSettings, QStandardPaths, Qt, QTimer

from engine.core.blas_threads import processor_count
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.app import application as program
from gui.model.project import Project
from gui.model.speeds import FULL, SPEEDS, Speed, speed_named
from tests.bench import start
from tests.bench.frames import frame_ms

TICK_MS = 5
LATE_P99, MOVED = 20.0, 100.0  # goals: milliseconds of the event loop, and from Play to a moved frame
BOUNDARIES = (24, 24, 4, 4)  # goals for each network: pictures per second


def recipes() -> dict[str, Recipe]:
    def deep(*units: int) -> tuple[Block, ...]:
        return tuple(Block(i, Dense(n, ReLU())) for i, n in enumerate(units, 1))

    return {
        "2-4-2-1 tanh, batch 10, SGD (the default)": Recipe(),
        "2-8-8-8-1 ReLU, batch 32, Adam": Recipe(blocks=deep(8, 8, 8), batch=32, optimizer=Adam()),
        "2-256-256-1 ReLU, batch 128, Adam": Recipe(blocks=deep(256, 256), batch=128, optimizer=Adam()),
        "50 layers of 64 ReLU, batch 32, Adam": Recipe(blocks=deep(*[64] * 50), batch=32, optimizer=Adam()),
    }


def alone(recipe: Recipe, seconds: float) -> float:
    """Steps per second of a session that nobody watches."""
    session = Session(recipe)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        session.advance(2**62, 0.05)
    return session.step / (time.perf_counter() - began)


class Watch:
    """A window that trains for some seconds while its event loop and its frames are timed."""

    def __init__(self, recipe: Recipe, seconds: float, speed: Speed) -> None:
        from gui.window.main_window import MainWindow

        self.window = MainWindow(Project(recipe))
        self.window.preference_controller.set_speed(speed)
        self.window.resize(1280, 720)
        self.window.show()
        self.seconds = seconds
        self.late: list[float] = []
        self.boundaries = 0
        self.first_frame_ms = float("nan")
        self.timer = QTimer(self.window)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._tick)
        QTimer.singleShot(1000, self.window, self._play)

    def prepare(self) -> None:
        """Open what is to be open."""

    def _play(self) -> None:
        self.prepare()
        self.pressed = time.perf_counter()
        self.window.trainer.framed.connect(self._frame)
        self.window.run_controller.toggle_play()
        QTimer.singleShot(1000, self.window, self._begin)

    def _begin(self) -> None:
        self.boundaries, self.began = 0, time.perf_counter()
        self.step = self.window.trainer.frame.snapshot.step
        self.last = time.perf_counter()
        self.timer.start(TICK_MS)
        QTimer.singleShot(int(self.seconds * 1000), self.window, self._end)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(1000 * (now - self.last) - TICK_MS)
        self.last = now

    def _frame(self, frame: object) -> None:
        self.boundaries += self.window.views["boundary"]._shown is self.window.trainer.frame.snapshot
        if np.isnan(self.first_frame_ms) and self.window.trainer.frame.running:
            self.first_frame_ms = 1000 * (time.perf_counter() - self.pressed)

    def _end(self) -> None:
        took = time.perf_counter() - self.began
        self.result = {
            "late_ms_p50": float(np.percentile(self.late, 50)),
            "late_ms_p99": float(np.percentile(self.late, 99)),
            "late_ms_max": float(max(self.late)),
            "frames_per_s": self.boundaries / took,
            "play_to_frame_ms": self.first_frame_ms,
            "steps_per_s": (self.window.trainer.frame.snapshot.step - self.step) / took,
        }
        self.timer.stop()
        self.result["frame_ms"] = frame_ms(self.window)
        self.window.unsaved.mark_saved(float("inf"))
        self.window.close()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--speed", choices=[speed.key for speed in SPEEDS], default=FULL.key, help="of Play in the window")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    QStandardPaths.setTestModeEnabled(True)
    app = program.start_application()
    app.setOrganizationName("Network Playground bench")
    QSettings().clear()
    results = {}
    for name, recipe in recipes().items():
        watch = Watch(recipe, asked.seconds, speed_named(asked.speed) or FULL)
        app.exec()
        found = {**watch.result, "steps_per_s_alone": alone(recipe, min(asked.seconds, 2.0))}
        found["ratio"] = found["steps_per_s"] / found["steps_per_s_alone"]
        results[name] = found
    ms = start.start_ms()
    missed = [*missed_goals(results), *start.missed_goals(ms)] if asked.speed == FULL.key else start.missed_goals(ms)
    if asked.json:
        print(json.dumps({**results, "start_ms": ms, "missed": missed}, indent=1))
        return int(bool(missed))
    print(
        f"{'':44}{'late p50':>9}{'p99':>7}{'max':>7} ms{'boundary/s':>12}{'frame':>7} ms"
        f"{'play→frame':>12}{'steps/s':>10}{'alone':>10}{'ratio':>7}"
    )
    for name, one in results.items():
        print(
            f"{name:44}{one['late_ms_p50']:9.1f}{one['late_ms_p99']:7.1f}{one['late_ms_max']:7.1f}   {one['frames_per_s']:12.1f}"
            f"{one['frame_ms']:7.1f}   "
            f"{one['play_to_frame_ms']:9.0f} ms{one['steps_per_s']:10,.0f}{one['steps_per_s_alone']:10,.0f}{one['ratio']:7.2f}"
        )
    cores = processor_count()
    print(
        f"{'goals, with ' + str(cores) + (' core' if cores == 1 else ' cores'):44}{'':9}{LATE_P99:7.0f}{'':10}"
        f"{'24, 24, 4, 4':>12}{'':10}{MOVED:9.0f} ms{'':20}{ratio_goal():7.2f}"
    )
    print("\n".join(start.rows(ms)))
    print("All goals are reached." if not missed else f"Missed: {'; '.join(missed)}.")
    return int(bool(missed))


def ratio_goal() -> float:
    return 0.7 if processor_count() > 1 else 0.5


def missed_goals(results: dict[str, dict[str, float]]) -> list[str]:
    """What is slower in the window than it should be."""
    missed = []
    for (name, one), boundaries in zip(results.items(), BOUNDARIES, strict=True):
        goals = (
            ("event loop p99", one["late_ms_p99"] <= LATE_P99),
            ("boundary", one["frames_per_s"] >= boundaries),
            ("play to frame", one["play_to_frame_ms"] <= MOVED),
            ("ratio", one["ratio"] >= ratio_goal()),
        )
        missed += [f"{goal} of {name}" for goal, reached in goals if not reached]
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
