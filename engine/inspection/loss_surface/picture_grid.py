"""Losses at the points of a grid over a plane, in pieces: first at few points, then at those between them."""

from __future__ import annotations

import time

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.inspection.loss_surface.loss_costs import FINEST, STRIDES, LossCosts
from engine.inspection.loss_surface.parameter_plane import ParameterPlane

YIELD = 0.0015  # seconds of small NumPy calls after which another thread may go on
Range = tuple[float, float]


class PictureGrid:
    """Changes as it is computed: `compute` goes on where it stopped. `stride`: of the finest grid that is complete, or None."""

    def __init__(self, plane: ParameterPlane, ranges: tuple[Range, ...], buffers: Array, penalised: bool) -> None:
        self.plane, self.ranges, self.buffers, self.penalised = plane, ranges, buffers, penalised
        points = FINEST[plane.dimensions]
        self.ticks = [np.linspace(low, high, points) for low, high in ranges]
        shape = (points,) if plane.dimensions == 1 else (points, points)
        self.values: Array = np.full(shape, np.nan)
        self._known = np.zeros(shape, bool)
        self.stride: int | None = None
        self._waiting: list[tuple[int, ...]] = []

    @property
    def points(self) -> int:
        """Along an axis of the finest complete grid; 0 before there is one."""
        return 0 if self.stride is None else (len(self.ticks[0]) - 1) // self.stride + 1

    def picture(self) -> Array:
        """A copy of the finest complete grid: (y, x), or (x,) over a line."""
        step = self.stride or 1
        return self.values[tuple(slice(None, None, step) for _ in self.ranges)].copy()

    def is_done(self, stride: int) -> bool:
        """Whether the grid of this stride, or a finer one, is complete."""
        return self.stride is not None and self.stride <= stride

    def compute(self, costs: LossCosts, stride: int, seconds: float) -> None:
        """Compute until the grid of that stride is complete, or for so long, at least at one point."""
        if self.is_done(stride):
            return
        done, place, losses = 0, np.empty(len(self.ranges)), costs.losses
        costs.use(self.buffers)
        began = rested = time.perf_counter()
        deadline = began + seconds
        while not self.is_done(stride):
            if not self._waiting:
                self._waiting = self._next_points()
            while self._waiting:
                at = self._waiting.pop()
                for axis, i in enumerate(reversed(at)):
                    place[axis] = self.ticks[axis][i]
                self.plane.put(place, losses.theta)
                value = losses.loss() + (losses.penalty() if self.penalised else 0.0)
                self.values[at] = value if value == value else np.inf
                self._known[at] = True
                done += 1
                now = time.perf_counter()
                if now >= deadline:
                    break
                if now - rested > YIELD:
                    check()
                    time.sleep(0)
                    rested = time.perf_counter()
            if self._waiting:
                break
            self.stride = self._next_stride
        costs.count(done, time.perf_counter() - began)

    @property
    def _next_stride(self) -> int:
        return STRIDES[0] if self.stride is None else self.stride // 2

    def _next_points(self) -> list[tuple[int, ...]]:
        """Those of the next grid that are not known yet, the last first."""
        step = self._next_stride
        indices = np.argwhere(~self._known[tuple(slice(None, None, step) for _ in self.ranges)]) * step
        return [tuple(row) for row in indices[::-1].tolist()]
