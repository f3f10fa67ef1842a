"""Remedies that change what the network is made of, what it is given, or when it stops."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, cast

from engine.nn.activations import Activation, Tanh
from engine.nn.initializers import Initializer, Xavier
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Optimizer
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import Remedy, with_fields, with_last_layer, with_layers


@dataclass(frozen=True)
class Together(Remedy):
    """Several changes at once; it restarts when one of them does."""

    text: str
    parts: tuple[Remedy, ...]

    @property
    def restarts(self) -> bool:  # type: ignore[override]  # a field of the others
        return any(part.restarts for part in self.parts)

    def apply(self, recipe: Recipe) -> Recipe:
        for part in self.parts:
            recipe = part.apply(recipe)
        return recipe


@dataclass(frozen=True)
class AddHiddenLayer(Remedy):
    """One more Dense layer, before the output."""

    text: str
    units: int
    activation: Activation = Tanh()
    weights: Initializer = Xavier()
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return with_last_layer(recipe, Dense(self.units, self.activation, self.weights))


@dataclass(frozen=True)
class SetInputs(Remedy):
    """Other inputs: formulas of the table's columns."""

    text: str
    inputs: tuple[str, ...]
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, inputs=self.inputs)


@dataclass(frozen=True)
class Unfreeze(Remedy):
    """All layers learn."""

    text: str
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        blocks = tuple(dataclasses.replace(one, frozen=False, rate=one.rate or 1.0) for one in recipe.blocks)
        return dataclasses.replace(recipe, blocks=blocks)


@dataclass(frozen=True)
class SetStartBias(Remedy):
    """Biases that start at another number, in the layers that have a start bias."""

    text: str
    blocks: tuple[int, ...]
    bias: float = 0.0
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return with_layers(recipe, self.blocks, lambda layer: with_fields(layer, bias=self.bias))


@dataclass(frozen=True)
class SetWidths(Remedy):
    """At least so many neurons in some layers."""

    text: str
    blocks: tuple[int, ...]
    units: int
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        def widened(layer: Layer) -> Layer:
            return with_fields(layer, units=max(self.units, cast(Any, layer).units))

        return with_layers(recipe, self.blocks, widened)


@dataclass(frozen=True)
class SetOptimizer(Remedy):
    """Another optimizer."""

    text: str
    optimizer: Optimizer
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, optimizer=self.optimizer)


@dataclass(frozen=True)
class StopEarly(Remedy):
    """Training ends when the test loss no longer becomes lower, and the best weights are put back."""

    text: str
    patience: int = 20
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        others = tuple(rule for rule in recipe.stops if type(rule) is not NoImprovement)
        return dataclasses.replace(recipe, stops=(*others, NoImprovement(self.patience)))
