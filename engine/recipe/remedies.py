"""Remedies as data: what to change in a recipe, as a sentence for people and as a pure function for the button beside it."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, cast

from engine.core.params import Param, params_of
from engine.core.registry import Entry
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.initializers import INITIALIZERS, Initializer, Xavier
from engine.nn.layers import Layer
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import Loss
from engine.optim.gradient_clipping import ClipNorm
from engine.optim.regularizers import L2
from engine.recipe.recipe import OUTPUT, Block, Recipe


class Remedy(ABC):
    """One change of a recipe that is likely to help. `restarts`: training has to start again for it to have an effect."""

    text: str
    restarts: bool

    @abstractmethod
    def apply(self, recipe: Recipe) -> Recipe:
        """The changed recipe; the given one stays as it is."""


@dataclass(frozen=True)
class SetActivation(Remedy):
    """Another activation in some layers."""

    text: str
    activation: Activation
    blocks: tuple[int, ...]
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return with_layers(recipe, self.blocks, lambda layer: _with_entry(layer, self.activation))


@dataclass(frozen=True)
class SetInitializer(Remedy):
    """Another way to draw the start weights of some layers; the output's may be among them."""

    text: str
    blocks: tuple[int, ...]
    weights: Initializer = Xavier()
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        changed = with_layers(recipe, self.blocks, lambda layer: _with_entry(layer, self.weights))
        return dataclasses.replace(changed, output_weights=self.weights) if OUTPUT in self.blocks else changed


@dataclass(frozen=True)
class SetLearningRate(Remedy):
    """Another learning rate."""

    text: str
    lr: float
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return with_learning_rate(recipe, self.lr)


@dataclass(frozen=True)
class SetLoss(Remedy):
    """A loss that fits the data."""

    text: str
    loss: Loss
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, loss=self.loss)


@dataclass(frozen=True)
class SetUnits(Remedy):
    """Another number of neurons in a layer."""

    text: str
    block: int
    units: int
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return with_layers(recipe, (self.block,), lambda layer: with_fields(layer, units=self.units))


@dataclass(frozen=True)
class Standardise(Remedy):
    """Inputs with mean 0 and deviation 1."""

    text: str
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, standardise=True)


@dataclass(frozen=True)
class ClipGradient(Remedy):
    """Gradients longer than `limit` are shortened."""

    text: str
    limit: float = 1.0
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, clip=ClipNorm(self.limit))


@dataclass(frozen=True)
class AddDropout(Remedy):
    """A dropout layer behind the last hidden layer."""

    text: str
    rate: float = 0.2
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return with_last_layer(recipe, Dropout(self.rate))


@dataclass(frozen=True)
class AddPenalty(Remedy):
    """A price on large weights."""

    text: str
    penalty: L2 = L2()
    restarts: bool = False

    def apply(self, recipe: Recipe) -> Recipe:
        return dataclasses.replace(recipe, penalty=self.penalty)


def with_learning_rate(recipe: Recipe, lr: float) -> Recipe:
    """The recipe with that learning rate, or the nearest one that its optimizer allows."""
    about = params_of(recipe.optimizer)["lr"]
    low, high = about.low or 0.0, about.high or lr
    lr = min(max(lr, low), high)
    return dataclasses.replace(recipe, optimizer=dataclasses.replace(cast(Any, recipe.optimizer), lr=lr))


def with_layers(recipe: Recipe, ids: Collection[int], change: Callable[[Layer], Layer]) -> Recipe:
    """The recipe with what `change` makes of the layers of these blocks."""
    changed = (dataclasses.replace(one, layer=change(one.layer)) if one.id in ids else one for one in recipe.blocks)
    return dataclasses.replace(recipe, blocks=tuple(changed))


def with_last_layer(recipe: Recipe, layer: Layer) -> Recipe:
    """The recipe with one more layer, before the output."""
    fresh_id = max((block.id for block in recipe.blocks), default=OUTPUT) + 1
    return dataclasses.replace(recipe, blocks=(*recipe.blocks, Block(fresh_id, layer)))


def with_fields(layer: Layer, **fields: object) -> Layer:
    """The layer with other values in those of these fields that it has."""
    own: dict[str, Any] = {name: value for name, value in fields.items() if name in params_of(layer)}
    changed: Layer = dataclasses.replace(cast(Any, layer), **own)
    return changed


def _with_entry(layer: Layer, entry: Entry) -> Layer:
    """The layer with `entry` wherever it holds one of its family."""
    family = ACTIVATIONS if type(entry) in ACTIVATIONS.classes() else INITIALIZERS
    return with_fields(layer, **{name: entry for name, about in params_of(layer).items() if _is_one_of(about, family)})


def _is_one_of(about: Param, family: object) -> bool:
    return about.family is family and not about.many
