"""The window while it trains flat out with a view of an idea open: does it answer, and what does the view cost?

    python -m tests.bench.ideas [--seconds 3] [--only microscope]

A row for each: how late a 5 ms timer of the event loop comes, and training steps per second beside those of a session without a
window. The goals are those of `tests.bench.window`. To add a view, add a row to `OPENED`. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tests.bench import window as bench

from PySide6.QtCore import (  # isort: skip  # after the threads are chosen
    QEvent,
    QPoint,
    QPointF,
    QSettings,
    QStandardPaths,
    Qt,
    QTimer,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.data.datasets import DATASETS
from engine.data.datasets.drawn_points import DrawnPoints
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from gui.app import application as program
from gui.model.speeds import FULL
from tests.engine.data.drawing.drawn import point_set

DRAWING = "drawing points"  # its steps are not judged: each stroke gives the run other rows, several times a second
DEFAULT, LARGE, WIDE = "default network", "256-256, batch 128", "784-256-128-10"


def recipes() -> dict[str, Recipe]:
    def deep(*units: int) -> tuple[Block, ...]:
        return tuple(Block(i, Dense(n, ReLU())) for i, n in enumerate(units, 1))

    return {
        DEFAULT: Recipe(),
        LARGE: Recipe(blocks=deep(256, 256), batch=128, optimizer=Adam()),
        WIDE: Recipe(data=DATASETS["gaussian"](), blocks=deep(784, 256, 128, 10), batch=32, optimizer=Adam()),
    }


def _surface(mode: int) -> Callable[[Any], None]:
    def prepare(window: Any) -> None:
        window.layout_controller.show_view("loss_surface")
        window.views["loss_surface"].chooser.mode.setCurrentIndex(mode)

    return prepare


def _microscope(window: Any) -> None:
    window.layout_controller.show_view("microscope")


def _graph(window: Any) -> None:
    window.layout_controller.show_view("graph")
    window.views["graph"].choose_example("own_loss")


def _descent(window: Any) -> None:
    window.layout_controller.show_view("descent")
    window.views["descent"].play.click()


def _numbers(window: Any) -> None:
    window.canvas.net.numbers.set_on(True)


def _drawing(window: Any) -> None:
    """Sixty moves of the brush a second, in strokes of half a second, on two classes that are there already."""
    rng = np.random.default_rng(0)
    places = rng.normal(0, 1, (200, 2)) + np.repeat([[-2, 0], [2, 0]], 100, axis=0)
    rows = [(float(x), float(y), float(i >= 100)) for i, (x, y) in enumerate(places)]
    window.data_panel.draw_wanted.emit(replace(DrawnPoints(), points=point_set(rows).text()))
    plot = window.views["boundary"].plot.plot_area
    target, timer, count = plot.viewport(), QTimer(window), [0]

    def at() -> QPoint:
        angle = count[0] / 20
        return plot.point_at(4 * math.cos(angle), 4 * math.sin(angle)).toPoint()

    def move() -> None:
        moment = count[0] % 30
        if moment == 0:
            QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=at())
        elif moment == 29:
            QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=at())
        else:
            held = Qt.MouseButton.LeftButton
            place = QPointF(at())
            event = QMouseEvent(
                QEvent.Type.MouseMove, place, target.mapToGlobal(place), held, held, Qt.KeyboardModifier.NoModifier
            )
            QApplication.sendEvent(target, event)
        count[0] += 1

    timer.timeout.connect(move)
    timer.start(16)


def _both(window: Any) -> None:
    _surface(2)(window)
    window.board.wanted.emit("split", "loss_surface", "")
    _microscope(window)


OPENED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "without": (DEFAULT, lambda _window: None),
    "loss surface, two weights": (DEFAULT, _surface(0)),
    "loss surface, one weight": (DEFAULT, _surface(1)),
    "loss surface, around here": (DEFAULT, _surface(2)),
    "loss surface, along the path": (DEFAULT, _surface(3)),
    "microscope": (DEFAULT, _microscope),
    "graph, own loss": (DEFAULT, _graph),
    "descent playing": (DEFAULT, _descent),
    "show numbers": (DEFAULT, _numbers),
    DRAWING: (DEFAULT, _drawing),
    "without, 256-256": (LARGE, lambda _window: None),
    "loss surface and microscope, 256-256": (LARGE, _both),
    "without, 784-256-128-10": (WIDE, lambda _window: None),
    "loss surface and microscope, 784-256-128-10": (WIDE, _both),
}


class OpenWatch(bench.Watch):
    """A watch that opens something before it plays."""

    def __init__(self, recipe: Recipe, seconds: float, opens: Callable[[Any], object]) -> None:
        super().__init__(recipe, seconds, FULL)
        self.opens = opens

    def prepare(self) -> None:
        self.opens(self.window)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--only", default="", help="rows whose name has this in it")
    asked = parser.parse_args(argv)
    QStandardPaths.setTestModeEnabled(True)
    app = program.start_application()
    app.setOrganizationName("Network Playground bench")
    QSettings().clear()
    missed, alone = [], dict[str, float]()
    print(f"{'':46}{'late p50':>9}{'p99':>7}{'max':>7} ms{'frame':>8} ms{'steps/s':>10}{'alone':>10}{'ratio':>7}")
    for name, (network, opens) in OPENED.items():
        if asked.only not in name:
            continue
        QSettings().clear()
        recipe = recipes()[network]
        watch = OpenWatch(recipe, asked.seconds, opens)
        app.exec()
        one = watch.result
        alone[network] = alone.get(network) or bench.alone(recipe, 1.5)
        ratio = one["steps_per_s"] / alone[network]
        print(
            f"{name:46}{one['late_ms_p50']:9.1f}{one['late_ms_p99']:7.1f}{one['late_ms_max']:7.1f}   {one['frame_ms']:8.1f}   "
            f"{one['steps_per_s']:10,.0f}{alone[network]:10,.0f}{ratio:7.2f}",
            flush=True,
        )
        missed += [f"event loop p99, {name}"] if one["late_ms_p99"] > bench.LATE_P99 else []
        missed += [f"ratio, {name}"] if ratio < bench.ratio_goal() and name != DRAWING else []
    print("All goals are reached." if not missed else f"Missed: {'; '.join(missed)}.")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
