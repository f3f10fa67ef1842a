"""Moves the present point: asks for the weights that belong to a place, one wish at a time, and reports the loss there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal

from engine.core.arrays import Array
from engine.core.translation import _
from engine.inspection.loss_surface.loss_picture import LossPicture, Numbers
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.training.memento import WeightEdit
from gui.views.intents import ReportAction, SetNumbers
from gui.views.loss_surface.loss_plot import LossPlot
from gui.views.loss_surface.point_gestures import PointGestures

DRAGGED = "loss_surface.dragged"  # reported when the point has been moved by hand: the loss that it reached
PATIENCE = 4  # frames after which a wish counts as done, although the point is elsewhere: training moves it too
GRAIN = 2000  # of the shown range: what a place is rounded to is no coarser than one of so many
_drags = itertools.count()


class PointMover(QObject):
    """Changes with the mouse and with frames. `numbers`: those along the axes, none while the point cannot be moved."""

    intent = Signal(object)  # an Intent

    def __init__(self, plot: LossPlot, view: QObject, numbers: Callable[[], tuple[TrainedNumber, ...]]) -> None:
        super().__init__(view)
        self._plot, self._numbers = plot, numbers
        self._wanted: Array | None = None  # where the point is to be; None when it is where it should
        self._sent: Array | None = None
        self._moved: tuple[TrainedNumber, ...] = ()
        self._frames, self._drag, self._key = 0, -1, ""
        self.gestures = PointGestures(plot.plot_area, view, self._movable)
        self.gestures.grabbed.connect(self._grab)
        self.gestures.moved.connect(self._hold)
        self.gestures.nudged.connect(self._nudge)
        self.gestures.panned.connect(plot.shift)
        self.gestures.zoomed.connect(plot.zoom)
        self.gestures.fitted.connect(plot.fit)

    def forget(self) -> None:
        """The point is of no interest any more."""
        self._wanted = self._sent = self._plot.painting.present = None
        self.gestures.give_up()

    def follow(self, picture: LossPicture | None) -> None:
        """A frame has come: what was asked for may have been done."""
        if self._wanted is None:
            return
        if picture is None or not isinstance(picture.axes, Numbers) or picture.axes.numbers != self._moved:
            self.forget()
            return
        self._frames += 1
        there = self._sent is not None and np.allclose(picture.present, self._sent, rtol=1e-5, atol=1e-7)
        if not there and self._frames < PATIENCE:
            return
        if self._sent is None or not np.array_equal(self._sent, self._wanted):
            self._send()
        elif not self.gestures.drags_point:
            self.forget()
            self.intent.emit(ReportAction(DRAGGED, picture.loss))

    def _movable(self) -> QPointF | None:
        """Where the point is in the viewport, if it can be moved."""
        picture, numbers = self._plot.painting.picture, self._numbers()
        shown = picture.axes.numbers if picture is not None and isinstance(picture.axes, Numbers) else ()
        return self._plot.point_at() if numbers and numbers == shown else None

    def _grab(self) -> None:
        """All of one drag is one step of Undo."""
        self._drag = next(_drags)

    def _hold(self, x: float, y: float) -> None:
        self._want((x, y), f"loss surface {self._drag}")

    def _nudge(self, x: float, y: float) -> None:
        """By keys, in parts of the shown ranges. Those that follow each other are one step of Undo."""
        point, picture = self._plot.painting.point, self._plot.painting.picture
        if point is None or picture is None or self._movable() is None:
            return
        ranges = self._plot.shown_ranges
        at = [float(p) + by * (high - low) for p, by, (low, high) in zip(point, (x, y), ranges, strict=False)]
        self._want((*at, 0.0), f"loss surface keys {self._numbers()}")

    def _want(self, place: tuple[float, ...], key: str) -> None:
        picture, numbers = self._plot.painting.picture, self._numbers()
        if picture is None or self._movable() is None:
            return
        waiting = self._wanted is not None and self._sent is not None and numbers == self._moved
        self._moved, self._key = numbers, key
        ranges = self._plot.shown_ranges
        self._wanted = np.array([_rounded(x, low, high) for x, (low, high) in zip(place, ranges, strict=False)])
        self._plot.painting.present = self._wanted
        self._plot.plot_area.refresh()
        if not waiting:
            self._send()

    def _send(self) -> None:
        assert self._wanted is not None
        self._sent, self._frames = self._wanted, 0
        pairs = zip(self._moved, self._wanted, strict=True)
        edits = tuple(WeightEdit(one.layer, one.array, one.index, float(value)) for one, value in pairs)
        self.intent.emit(SetNumbers(_("Move on the loss surface"), edits, self._key))


def _rounded(value: float, low: float, high: float) -> float:
    """To a number with few figures, as finely as the shown range lets one point."""
    grain = (high - low) / GRAIN
    if not math.isfinite(grain) or grain <= 0:
        return value
    return round(value, max(0, math.ceil(-math.log10(grain))))
