"""A trained network by itself: all that is needed to predict, and nothing of the rows it learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.features import Feature, all_columns, compute
from engine.data.preprocessing import Data, Scaling
from engine.data.source_columns import SourceColumn, are_plain, number_columns
from engine.data.table import Task
from engine.inspection.snapshot import Snapshot
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """What an export writes. Arrays are read-only.

    `features` are the network's inputs, made of the raw ones; `scaling` belongs to them, `target_scaling` to a regression target
    (one column). `classes` is empty for regression.
    """

    recipe: Recipe
    layers: tuple[LayerInfo, ...]  # in order, the output layer last; `arrays` finds their parameters in θ
    theta: Array
    buffers: Array
    input_names: tuple[str, ...]
    scaling: Scaling
    target_scaling: Scaling
    target_name: str
    classes: tuple[str, ...]
    step: int
    epoch: int
    features: tuple[Feature, ...] = ()  # none given: all inputs as they are
    threads: int = 1  # of BLAS, that the last steps were trained with
    columns: tuple[SourceColumn, ...] = ()  # what the inputs were in the table; none given: numbers as they stand
    scores: Scores | None = None  # of these weights; None: files say nothing of them
    data: Data | None = None  # the rows it learned from, for a format that goes on training; None: it came without them
    rate: float | None = None  # the learning rate of its next step, where a schedule may have changed it
    data_name: str | None = None  # what files call the data; None: as the program does; empty: they say nothing of it

    def __post_init__(self) -> None:
        if not self.features:
            object.__setattr__(self, "features", all_columns(self.input_names))
        if not self.columns or (are_plain(self.columns) and tuple(one.name for one in self.columns) != self.input_names):
            object.__setattr__(self, "columns", number_columns(self.input_names))

    @classmethod
    def of(cls, snapshot: Snapshot) -> TrainedModel:
        data, table = snapshot.data, snapshot.data.table
        return cls(
            recipe=snapshot.recipe,
            layers=snapshot.layers,
            theta=snapshot.theta,
            buffers=snapshot.buffers,
            input_names=table.input_names,
            scaling=data.scaling,
            target_scaling=data.target_scaling,
            target_name=table.target_name,
            classes=table.classes,
            step=snapshot.step,
            epoch=snapshot.epoch,
            features=data.features,
            threads=snapshot.threads,
            columns=table.columns,
            scores=snapshot.scores,
            data=data,
            rate=snapshot.rate,
        )

    @property
    def task(self) -> Task:
        return Task(len(self.classes))

    @property
    def output_names(self) -> tuple[str, ...]:
        """What each column of `predict` is about: the second of two classes, each of several classes, or the target."""
        if self.task.is_regression:
            return (self.target_name,)
        return self.classes if self.task.outputs > 1 else self.classes[1:]

    def arrays(self, info: LayerInfo) -> dict[str, Array]:
        """One layer's arrays by name: the trained ones, views of θ, then its running statistics."""
        return arrays_of(info, self.theta, self.buffers)

    def predict(self, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        """The engine's own predictions, (rows, outputs), of inputs in their own units, (rows, inputs).

        Cross entropy: probabilities, one column per class, or for two classes one column, the probability of the second.
        Other losses on classes: the scores, near +1 for "this class" and -1 for "not". Regression: the target in its own units.
        They are computed in θ's precision unless `dtype` asks for another one.
        """
        x = self.scaling.apply(compute(self.features, np.asarray(x_raw, np.float64)))
        network = Network(self.recipe, len(self.features), self.task.outputs, dtype or self.theta.dtype.type)
        network.theta[:], network.buffers[:] = self.theta, self.buffers
        predictions: Array = self.recipe.loss.link(network.scores(x)).T
        return self.target_scaling.undo(predictions) if self.task.is_regression else predictions
