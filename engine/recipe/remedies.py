"""Remedies as data: what to change in a recipe, as a sentence for people and as a pure function for the button beside it."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
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
        return _with_entry(recipe, self.blocks, self.activation)


@dataclass(frozen=True)
class SetInitializer(Remedy):
    """Another way to draw the start weights of some layers; the output's may be among them."""

    text: str
    blocks: tuple[int, ...]
    weights: Initializer = Xavier()
    restarts: bool = True

    def apply(self, recipe: Recipe) -> Recipe:
        changed = _with_entry(recipe, self.blocks, self.weights)
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
        blocks = (
            dataclasses.replace(b, layer=dataclasses.replace(cast(Any, b.layer), units=self.units)) if b.id == self.block else b
            for b in recipe.blocks
        )
        return dataclasses.replace(recipe, blocks=tuple(blocks))


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
        fresh_id = max((block.id for block in recipe.blocks), default=OUTPUT) + 1
        return dataclasses.replace(recipe, blocks=(*recipe.blocks, Block(fresh_id, Dropout(self.rate))))


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


def _with_entry(recipe: Recipe, ids: tuple[int, ...], entry: Entry) -> Recipe:
    """The recipe in which these blocks' layers have `entry` wherever they hold one of its family."""
    blocks = (dataclasses.replace(b, layer=_changed(b.layer, entry)) if b.id in ids else b for b in recipe.blocks)
    return dataclasses.replace(recipe, blocks=tuple(blocks))


def _changed(layer: Layer, entry: Entry) -> Layer:
    family = ACTIVATIONS if type(entry) in ACTIVATIONS.classes() else INITIALIZERS
    fields = {name: entry for name, about in params_of(layer).items() if _is_one_of(about, family)}
    changed: Layer = dataclasses.replace(cast(Any, layer), **fields)
    return changed


def _is_one_of(about: Param, family: object) -> bool:
    return about.family is family and not about.many
