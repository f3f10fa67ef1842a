"""Initializers: how start weights are drawn. To add one, write a class with `@INITIALIZERS.add(...)`. Layers set their biases.

n_in and n_out are a layer's units before and after the weights, fan_in and fan_out in PyTorch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.data.playground_links.seeded_random import SeededRandom


class Initializer(Entry, ABC):
    """How the weights of one layer are drawn at the start of a run."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        """Start weights, `(units_in, units_out)` float64."""


INITIALIZERS: Registry[Initializer] = Registry("initializer")


@INITIALIZERS.add("xavier", "Xavier uniform")
@dataclass(frozen=True)
class Xavier(Initializer):
    """Uniform within ±√(6 / (n_in + n_out)) (Glorot and Bengio 2010): preserves the variance in tanh and sigmoid layers."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        limit = np.sqrt(6 / (units_in + units_out))
        return rng.uniform(-limit, limit, (units_in, units_out))


@INITIALIZERS.add("xavier_normal", "Xavier normal")
@dataclass(frozen=True)
class XavierNormal(Initializer):
    """Normal with deviation √(2 / (n_in + n_out)) (Glorot and Bengio 2010): the spread of Xavier uniform, without its limit."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, np.sqrt(2 / (units_in + units_out)), (units_in, units_out))


@INITIALIZERS.add("he", "He normal")
@dataclass(frozen=True)
class He(Initializer):
    """Normal with deviation √(2 / n_in) (He et al. 2015): compensates for the half that ReLU sets to 0."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, np.sqrt(2 / units_in), (units_in, units_out))


@INITIALIZERS.add("he_uniform", "He uniform")
@dataclass(frozen=True)
class HeUniform(Initializer):
    """Uniform within ±√(6 / n_in) (He et al. 2015): the spread of He normal, with a limit."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        limit = np.sqrt(6 / units_in)
        return rng.uniform(-limit, limit, (units_in, units_out))


@INITIALIZERS.add("lecun", "LeCun")
@dataclass(frozen=True)
class LeCun(Initializer):
    """Normal with deviation √(1 / n_in) (LeCun et al. 1998): preserves the variance of the inputs. For SELU."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, np.sqrt(1 / units_in), (units_in, units_out))


@INITIALIZERS.add("orthogonal", "Orthogonal")
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Gain times a random matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2013): preserves lengths.

    The Q of a normal matrix's QR decomposition, each column with the sign of R's diagonal: all such matrices are equally likely
    (Mezzadri 2007).
    """

    gain: float = param(1.0, "Gain", low=0.01, high=10.0, log=True, help="Length of the rows. √2 compensates for ReLU.")

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        many, few = max(units_in, units_out), min(units_in, units_out)
        q, r = np.linalg.qr(rng.normal(size=(many, few)))
        q = self.gain * q * np.where(r.diagonal() < 0, -1.0, 1.0)
        weights: Array = q if units_in >= units_out else q.T
        return weights


@INITIALIZERS.add("uniform", "Uniform")
@dataclass(frozen=True)
class Uniform(Initializer):
    """Uniform between minus and plus a limit."""

    limit: float = param(0.5, "Limit", low=1e-4, high=10.0, log=True, help="Start weights lie within minus and plus this.")

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.uniform(-self.limit, self.limit, (units_in, units_out))


@INITIALIZERS.add("normal", "Normal")
@dataclass(frozen=True)
class Normal(Initializer):
    """Normal with mean 0 and a given deviation."""

    deviation: float = param(0.5, "Deviation", low=1e-4, high=10.0, log=True, help="Spread of the start weights around zero.")

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return rng.normal(0.0, self.deviation, (units_in, units_out))


@INITIALIZERS.add("zeros", "Zeros")
@dataclass(frozen=True)
class Zeros(Initializer):
    """All weights 0. The units of a layer then always stay equal: a symmetric start, worth seeing once."""

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return np.zeros((units_in, units_out))


@INITIALIZERS.add("constant", "Ones (constant)")
@dataclass(frozen=True)
class Constant(Initializer):
    """All weights equal, 1 by default. A symmetric start like zeros, but gradients are not 0."""

    value: float = param(1.0, "Value", low=-10.0, high=10.0, help="What every weight is at the start.")

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        return np.full((units_in, units_out), self.value)


@INITIALIZERS.add("playground", "TensorFlow Playground")
@dataclass(frozen=True)
class PlaygroundWeights(Initializer):
    """Uniform from −½ to ½ (tensorflow/playground, nn.ts), however large the layer.

    With the weights seed that a link was opened with they are the very numbers that the page draws for the link's own seed,
    after as many as it has drawn before; with any other weights seed other ones.
    """

    seed: str = param("", "Seed of the link", hidden=True, help="Empty: none.")
    drawn: int = param(0, "Numbers drawn before", hidden=True, low=0, high=10_000_000, help="For points and layers before.")
    weights_seed: int = param(
        0, "Weights seed", hidden=True, low=0, high=2**31 - 1, help="The one that the link was opened with."
    )

    def draw(self, rng: np.random.Generator, units_in: int, units_out: int) -> Array:
        if self.seed and root_seed(rng) == self.weights_seed:
            random = SeededRandom(self.seed)
            random.skip(self.drawn)
            drawn = np.array([random.random() - 0.5 for _number in range(units_in * units_out)])
            return drawn.reshape(units_out, units_in).T.copy()
        return rng.uniform(-0.5, 0.5, (units_in, units_out))


def root_seed(rng: np.random.Generator) -> int | None:
    """The weights seed of a network, from the generator of one of its layers: `default_rng([seed, id])`."""
    entropy = getattr(rng.bit_generator.seed_seq, "entropy", None)
    return int(entropy[0]) if isinstance(entropy, list | tuple) else None
