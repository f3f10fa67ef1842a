"""Planes, or lines, in the space of all trained numbers: which θ a place of them means, and where on them a θ lies."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from engine.core.arrays import Array


class ParameterPlane(ABC):
    """A plane has two dimensions, a line one: `places` have as many coordinates."""

    dimensions: int

    @abstractmethod
    def put(self, place: Array, theta: Array) -> None:
        """Make `theta` that of a place."""

    @abstractmethod
    def places(self, thetas: Array) -> tuple[Array, Array]:
        """Where on it each of (n, parameters) lies nearest, (n, dimensions), and how far it is from there, (n,)."""

    @abstractmethod
    def direction(self, axis: int) -> Array:
        """The direction of an axis, (parameters,)."""

    @abstractmethod
    def contains(self, theta: Array) -> bool:
        """Whether a θ lies exactly on it."""


class NumberPlane(ParameterPlane):
    """Over one or two trained numbers themselves, by their indices in θ; the others are those of `base`. What is far from it in
    the others is not said: NaN.
    """

    def __init__(self, base: Array, indices: tuple[int, ...]) -> None:
        self.base, self.indices, self.dimensions = base.copy(), list(indices), len(indices)
        self.base[self.indices] = 0

    def put(self, place: Array, theta: Array) -> None:
        theta[:] = self.base
        theta[self.indices] = place

    def places(self, thetas: Array) -> tuple[Array, Array]:
        return thetas[:, self.indices].astype(np.float64), np.full(len(thetas), np.nan)

    def direction(self, axis: int) -> Array:
        unit = np.zeros(self.base.size)
        unit[self.indices[axis]] = 1
        return unit

    def contains(self, theta: Array) -> bool:
        same = theta == self.base
        same[self.indices] = True
        return bool(same.all())


class DirectionPlane(ParameterPlane):
    """Through `base` along one or two `directions`, (dimensions, parameters)."""

    def __init__(self, base: Array, directions: Array) -> None:
        self.base, self.directions, self.dimensions = base.copy(), directions, len(directions)
        self._inverse = np.linalg.pinv(directions @ directions.T)

    def put(self, place: Array, theta: Array) -> None:
        theta[:] = self.base + place @ self.directions

    def places(self, thetas: Array) -> tuple[Array, Array]:
        apart = thetas.astype(np.float64) - self.base
        places = apart @ self.directions.T @ self._inverse
        return places, np.sqrt(((apart - places @ self.directions) ** 2).sum(1))

    def direction(self, axis: int) -> Array:
        direction: Array = self.directions[axis]
        return direction

    def contains(self, theta: Array) -> bool:
        return bool(np.array_equal(theta, self.base))
