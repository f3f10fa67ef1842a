"""What a loss costs here and now, so how fine a picture of losses can be; and the slopes of the loss along a plane."""

from __future__ import annotations

import time

import numpy as np

from engine.core.arrays import Array
from engine.inspection.loss_surface.loss_at import LossAt
from engine.inspection.loss_surface.parameter_plane import ParameterPlane
from engine.training.session import Session

STRIDES = (16, 8, 4, 2, 1)  # of the finest grid's points, from coarse to fine
FINEST = {1: 161, 2: 81}  # points along an axis of a line, of a plane
PICTURE, PICTURE_PAUSED = 0.03, 3.0  # seconds of losses that a whole picture may take, while it trains and while it does not
MOVED = 1e-5  # how far a number is moved for a slope, times its size where that is above 1
TRIALS, TRIALS_SECONDS = 10, 0.002  # losses from which the first cost is known, and how long they may take
NEW = 0.3  # weight of the newest measurement of what a loss costs


class LossCosts:
    """Changes as losses are computed. `seconds`: what one costs."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.losses = LossAt(session.recipe, session.data, session.network)
        self._precise: LossAt | None = None
        self._slope_seconds = 0.0
        self.losses.loss()  # what is done only once should not count
        self.seconds = self._least_seconds()

    def _least_seconds(self) -> float:
        """The least of a few losses. One alone may have waited for another thread or a cold cache, and the first picture would be
        coarse for a second, as if losses were that expensive."""
        found, began = list[float](), time.perf_counter()
        while len(found) < TRIALS and (not found or time.perf_counter() - began < TRIALS_SECONDS):
            start = time.perf_counter()
            self.losses.loss()
            found.append(time.perf_counter() - start)
        return min(found)

    def use(self, buffers: Array) -> None:
        """With these running statistics from now on."""
        np.copyto(self.losses.buffers, buffers)

    def count(self, losses: int, seconds: float) -> None:
        """So many have just been computed in so many seconds."""
        self.seconds += NEW * (seconds / losses - self.seconds)

    def stride(self, dimensions: int, training: bool) -> int:
        """Of the finest grid that there is time for; the coarsest but one if there is time for none."""
        seconds = PICTURE if training else PICTURE_PAUSED
        fits = [stride for stride in STRIDES if points_of(stride, dimensions) * self.seconds <= seconds]
        return min(fits, default=STRIDES[1])

    def slopes(self, plane: ParameterPlane, theta: Array, place: Array, penalised: bool, most: float) -> Array:
        """The slopes of the loss along the axes at a θ, (dimensions,), by central differences in float64.

        NaN where they would take more than `most` seconds.
        """
        result, began = np.full(len(place), np.nan), time.perf_counter()
        if max(self._slope_seconds, 4 * len(place) * self.seconds) > most:
            return result
        if self._precise is None:
            self._precise = LossAt(self._session.recipe, self._session.data, self._session.network, np.float64)
        precise = self._precise
        np.copyto(precise.buffers, self.losses.buffers)
        for axis, at in enumerate(place):
            far = MOVED * max(1.0, abs(float(at)))
            sides = []
            for by in (far, -far):
                precise.theta[:] = theta
                precise.theta += by * plane.direction(axis)
                sides.append(precise.loss() + (precise.penalty() if penalised else 0.0))
            result[axis] = (sides[0] - sides[1]) / (2 * far)
        self._slope_seconds = time.perf_counter() - began
        return result


def points_of(stride: int, dimensions: int) -> int:
    """How many points the grid of a stride has in all."""
    points: int = ((FINEST[dimensions] - 1) // stride + 1) ** dimensions
    return points
