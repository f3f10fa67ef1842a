"""What a frame costs the window: from a new snapshot to all of it painted, in milliseconds of the window's thread; and memory.

    python -m tests.bench.frames [10000]

shows so many frames and prints by how much the process has grown. Ends with 1 when it is 5 MB or more.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication

from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from tests.bench.growth import MOST, resident

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

COUNT, BETWEEN = 40, 0.02  # frames, and seconds of training between two
WARM = 5
SETTLED = 500  # frames after which all that is made once has been made


def frame_ms(window: MainWindow) -> float:
    """The median over frames of a run of its own, while the window's own is paused."""
    window.trainer.pause()
    run, costs = TrainingJob(), []
    run.load(window.document.project.recipe, None)
    for number in range(COUNT + WARM):
        run.play()
        until = time.perf_counter() + BETWEEN
        while time.perf_counter() < until:
            run.tick()
        frame = framed(window, run)
        if frame is None:
            continue
        began = time.thread_time()
        shown(window, frame)
        if number >= WARM:
            costs.append(time.thread_time() - began)
    return 1000 * median(costs)


def grown_mb(window: MainWindow, frames: int) -> float:
    """By how much the process has grown over so many frames, a hundred steps of training between two."""
    window.trainer.pause()
    run, before = TrainingJob(), 0.0
    run.load(window.document.project.recipe, None)
    for number in range(SETTLED + frames):
        run.play(100)
        while run.playing:
            run.tick()
        frame = framed(window, run)
        if frame is not None:
            shown(window, frame)
        if number == SETTLED:
            before = resident()
    return resident() - before


def framed(window: MainWindow, run: TrainingJob) -> Frame | None:
    """A frame of the run with all that the window wants to see."""
    run.pause()
    frame = run.frame(window._requests())
    return None if frame is None else dataclasses.replace(frame, running=True, steps_per_second=50_000.0)


def shown(window: MainWindow, frame: Frame) -> None:
    window.trainer.framed.emit(frame)
    for _ in range(3):
        QApplication.processEvents()


def main(frames: int) -> int:
    from gui.app import application as program
    from gui.model.project import Project
    from gui.model.speeds import FULL
    from gui.window.main_window import MainWindow

    QStandardPaths.setTestModeEnabled(True)
    app = program.start_application()
    app.setOrganizationName("network-playground-bench")
    QSettings().clear()
    window = MainWindow(Project())
    window.preference_controller.set_speed(FULL)
    window.resize(1280, 720)
    window.show()
    until = time.monotonic() + 10
    while window.trainer.frame.snapshot is None and time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)
    grown = grown_mb(window, frames)
    window.unsaved.mark_saved(float("inf"))
    window.close()
    print(f"{frames:,} frames: the process grew by {grown:.2f} MB")
    return int(grown >= MOST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
