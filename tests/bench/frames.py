"""What a frame costs the window: from a new snapshot to all of it painted, in milliseconds of the window's thread."""

from __future__ import annotations

import dataclasses
import time
from statistics import median
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from engine.snapshot import Look
from gui.training.run import Run

if TYPE_CHECKING:
    from gui.main_window import MainWindow

COUNT, BETWEEN = 40, 0.02  # frames, and seconds of training between two
WARM = 5


def frame_ms(window: MainWindow) -> float:
    """The median over frames of a run of its own, while the window's own is paused."""
    window.trainer.pause()
    run, costs = Run(), []
    run.load(window.document.project.recipe, None)
    axes = window.document.project.axes
    for number in range(COUNT + WARM):
        run.play()
        until = time.perf_counter() + BETWEEN
        while time.perf_counter() < until:
            run.tick()
        run.pause()
        frame = run.frame(window.live.look(window.canvas.look(Look(axes.shown, axes.fixed))))
        if frame is None:
            continue
        began = time.thread_time()
        window.trainer.framed.emit(dataclasses.replace(frame, running=True, steps_per_second=50_000.0))
        for _ in range(3):
            QApplication.processEvents()
        if number >= WARM:
            costs.append(time.thread_time() - began)
    return 1000 * median(costs)
