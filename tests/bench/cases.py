"""The networks that are measured, the same for every peer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe


@dataclass(frozen=True)
class Case:
    """A network, its batch and optimizer, and how many times a peer's steps per second the engine is to reach.

    `sizes` are units from the input to the output; one output means two classes. All train on cross entropy.
    """

    sizes: tuple[int, ...]
    activation: str
    batch: int
    optimizer: str
    rows: int
    goals: dict[str, float]

    @property
    def name(self) -> str:
        return f"{'-'.join(map(str, self.sizes))} {self.activation}, {self.batch}, {self.optimizer}"

    @property
    def lr(self) -> float:
        return 0.03 if self.optimizer == "sgd" else 0.001

    @property
    def classes(self) -> int:
        return max(2, self.sizes[-1])

    def rows_and_classes(self) -> tuple[Array, Array]:
        """x (rows, inputs) and the class of each row: random, but to be learned."""
        rng = np.random.default_rng(0)
        x = rng.normal(size=(self.rows, self.sizes[0]))
        scores = np.sin(x) @ rng.normal(size=(self.sizes[0], self.classes))
        return x, scores.argmax(1)

    def recipe(self) -> Recipe:
        hidden = (Dense(units, ACTIVATIONS[self.activation]()) for units in self.sizes[1:-1])
        blocks = tuple(Block(i, layer) for i, layer in enumerate(hidden, start=1))
        return Recipe(blocks=blocks, optimizer=OPTIMIZERS[self.optimizer](lr=self.lr), batch=self.batch)

    def data(self) -> Data:
        """All rows for training, and a fifth of them once more to judge by."""
        x, target = self.rows_and_classes()
        inputs, classes = self.sizes[0], tuple(f"class {i}" for i in range(self.classes))
        table = make_table(x, target, tuple(f"x{i}" for i in range(inputs)), "class", classes)
        rows = np.arange(self.rows)
        return Data(table, rows, rows[::5], no_scaling(inputs), no_scaling(1), None)


CASES = (
    Case((2, 4, 2, 1), "tanh", 10, "sgd", 250, {"pytorch": 20, "scikit-learn": 14, "textbook": 5, "numba": 0.33}),
    Case((2, 8, 8, 8, 1), "relu", 32, "adam", 256, {"pytorch": 18, "scikit-learn": 15, "textbook": 8, "numba": 0.7}),
    Case((2, 64, 64, 64, 3), "relu", 64, "adam", 512, {"pytorch": 4.5, "scikit-learn": 4.5, "textbook": 3.5, "numba": 0.95}),
    Case((64, 128, 64, 10), "relu", 32, "adam", 1500, {"pytorch": 4.2, "scikit-learn": 4.5, "textbook": 3.6, "numba": 1.2}),
    Case((784, 256, 128, 10), "relu", 128, "adam", 2048, {"pytorch": 1.8, "scikit-learn": 2.2, "textbook": 3.2, "numba": 1.3}),
)
