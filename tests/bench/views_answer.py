"""How soon views of ideas answer: the loss surface after it is asked for, a stage of the microscope after it is turned to.

    python -m tests.bench.views_answer [--only microscope]

Rows of the loss surface: milliseconds from choosing the view, or other weights, to its 41 x 41 points on the screen, of the
default network, paused and at full speed, the first time and later (median and longest of some), and how late a 5 ms timer
of the event loop comes while the later ones grow. Rows of the microscope: milliseconds of the event loop for each stage of one
step, turned to one after the other while nothing trains, until it is painted. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from PySide6.QtCore import QEventLoop, QSettings, QStandardPaths, QTimer, Qt  # isort: skip  # after the threads are chosen

from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.recipe.recipe import Recipe
from gui.app import application as program
from gui.model.project import Project
from gui.model.speeds import FULL
from tests.bench.ideas import WIDE, recipes

WHOLE, LATE, STAGE = 300.0, 20.0, 20.0  # ms, the goals: until 41 x 41 points, event loop p99, a stage
POINTS = 41
TICK = 5  # ms
LATER = 20  # other weights that are asked for
PATIENCE = 20.0  # seconds


def opened(recipe: Recipe) -> Any:
    from gui.window.main_window import MainWindow

    QSettings().clear()  # the view is not open yet
    window = MainWindow(Project(recipe))
    window.preference_controller.set_speed(FULL)
    window.resize(1280, 720)
    window.show()
    wait(window, lambda: window.trainer.frame.snapshot is not None)
    pass_time(window, 1.0)
    return window


def wait(window: Any, until: Callable[[], bool], late: list[float] | None = None) -> float:
    """Milliseconds until it is so, while the event loop runs; `late` gets how late its ticks came."""
    loop, timer = QEventLoop(), QTimer(window)
    began = last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        if late is not None:
            late.append(1000 * (now - last) - TICK)
        last = now
        if until() or now - began > PATIENCE:
            loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TICK)
    loop.exec()
    timer.stop()
    return 1000 * (time.perf_counter() - began)


def pass_time(window: Any, seconds: float) -> None:
    end = time.perf_counter() + seconds
    wait(window, lambda: time.perf_counter() >= end)


def is_whole(view: Any) -> bool:
    picture = view.picture
    return picture is not None and picture.axes == view.chooser.axes and min(picture.values.shape) >= POINTS


def surface(playing: bool) -> list[str]:
    """Prints its rows; returns the goals that are missed."""
    window, late = opened(Recipe()), list[float]()
    if playing:
        window.run_controller.toggle_play()
        pass_time(window, 1.5)
    view = window.views["loss_surface"]
    began = time.perf_counter()
    window.layout_controller.show_view("loss_surface")
    wait(window, lambda: is_whole(view))
    took = {"first time": [1000 * (time.perf_counter() - began)], "later": []}
    for k in range(LATER):
        pass_time(window, 0.3)
        view.chooser.up.chosen.emit(TrainedNumber(1, "weights", (1, k % 3 + 1)))
        took["later"].append(wait(window, lambda: is_whole(view), late))
    p99, missed, how = float(np.percentile(late, 99)), [], "at full speed" if playing else "paused"
    for when, found in took.items():
        name = f"loss surface, {how}, {when}"
        print(f"{name:46}{np.median(found):9.0f}{max(found):9.0f}{WHOLE:9.0f}{p99:9.1f}{LATE:9.0f}", flush=True)
        missed += [name] if max(found) > WHOLE else []
    close(window)
    return missed + ([f"event loop, loss surface, {how}"] if p99 > LATE else [])


def microscope() -> list[str]:
    window = opened(recipes()[WIDE])
    window.layout_controller.show_view("microscope")
    view = window.views["microscope"]
    wait(window, lambda: bool(view._stages))
    pass_time(window, 1.0)
    took, stages = dict[str, list[float]](), view.stage_bar.list
    for _round in range(3):
        stages.go_to(0)
        pass_time(window, 0.2)
        for at in [*range(1, stages.count()), *range(stages.count() - 2, -1, -1)]:
            began = time.perf_counter()
            stages.go_to(at)
            program_loop(window)
            took.setdefault(stages.itemText(at), []).append(1000 * (time.perf_counter() - began))
            pass_time(window, 0.05)
    everything = [one for found in took.values() for one in found]
    for name, found in took.items():
        print(f"{'microscope, ' + WIDE + ', ' + name:58}{np.median(found):9.1f}{max(found):9.1f}", flush=True)
    p99 = float(np.percentile(everything, 99))
    print(f"{'microscope, all stages: p99, goal':58}{p99:9.1f}{STAGE:9.0f}")
    close(window)
    return ["a stage of the microscope"] if p99 > STAGE else []


def program_loop(window: Any) -> None:
    """Until what was posted is done and painted."""
    app = program.QApplication.instance()
    for _turn in range(3):
        app.processEvents()


def close(window: Any) -> None:
    window.unsaved.mark_saved(float("inf"))
    window.close()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", choices=["", "loss_surface", "microscope"])
    asked = parser.parse_args(argv)
    QStandardPaths.setTestModeEnabled(True)
    app = program.start_application()
    app.setOrganizationName("Network Playground bench")
    QSettings().clear()
    missed = []
    if asked.only != "microscope":
        print(f"{'':46}{'median':>9}{'longest':>9}{'goal':>9}{'late p99':>9}{'goal':>9} ms")
        missed += surface(playing=True) + surface(playing=False)
    if asked.only != "loss_surface":
        missed += microscope()
    print("All goals are reached." if not missed else f"Missed: {'; '.join(missed)}.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
