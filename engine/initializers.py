"""How weights start. To add a way, write a class with `@INITIALIZERS.add(...)`. Biases start at zero."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.params import param
from engine.registry import Entry, Registry
from engine.table import Array


class Initializer(Entry, ABC):
    @abstractmethod
    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        """Start weights, `(units_in, units_out)` float64."""


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.add("xavier", "Xavier")
@dataclass(frozen=True)
class Xavier(Initializer):
    """Uniform within ±√(6 / (n_in + n_out)) (Glorot and Bengio 2010): keeps the spread of tanh and sigmoid layers."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        limit = np.sqrt(6 / (units_in + units_out))
        return rng.uniform(-limit, limit, (units_in, units_out))


@INITIALIZERS.add("he", "He")
@dataclass(frozen=True)
class He(Initializer):
    """Normal with deviation √(2 / n_in) (He et al. 2015): makes up for the half that ReLU cuts away."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, np.sqrt(2 / units_in), (units_in, units_out))


@INITIALIZERS.add("normal", "Normal")
@dataclass(frozen=True)
class Normal(Initializer):
    """Normal around 0 with a deviation of your choice."""

    deviation: float = param(0.5, "Deviation", low=1e-4, high=10.0, log=True, help="Spread of the start weights around zero.")

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, self.deviation, (units_in, units_out))


@INITIALIZERS.add("zeros", "Zeros")
@dataclass(frozen=True)
class Zeros(Initializer):
    """All weights 0. Units of a layer then stay alike for ever: a symmetric start, worth seeing once."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return np.zeros((units_in, units_out))
