"""What a search may vary: each setting knows how it changes a recipe, and how its values are written.

A value is a number or, for an entry of a family, a text in short form such as 'momentum:beta=0.95': plain data for files. To add
one, write a class with `@SETTINGS.add(...)`; settings are applied in the order in which they stand here.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.core.params import Family, params_of
from engine.core.quoting import quoted
from engine.core.registry import Entry, Registry
from engine.core.translation import _
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS, SGD
from engine.optim.regularizers import PENALTIES
from engine.recipe.layer_changes import with_hyperparameter
from engine.recipe.recipe import Block, Recipe
from engine.recipe.short_form import entry_from, layers_from, value_from

Value = float | int | str


class Setting(Entry):
    """One setting. `usual`: what a form offers first, as `Dimension` reads it. `is_number`: ranges are possible."""

    usual: ClassVar[str]
    is_number: ClassVar[bool] = False

    @abstractmethod
    def read(self, text: str) -> Value:
        """A value from its text, in the one way in which it is written. Raises ValueError with a sentence."""

    @abstractmethod
    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        """The recipe with this value."""


SETTINGS: Registry[Setting] = Registry("setting")


class _FromFamily(Setting):
    """An entry of a family in short form."""

    family: ClassVar[Family[Any]]

    def read(self, text: str) -> Value:
        text = text.strip()
        entry_from(self.family, text)
        return text

    def entry(self, value: Value) -> Any:
        return entry_from(self.family, str(value))


class _Number(Setting):
    """A number that a hyperparameter allows."""

    is_number: ClassVar[bool] = True
    owner: ClassVar[type]
    name: ClassVar[str]

    def read(self, text: str) -> Value:
        value: Value = value_from(params_of(self.owner)[self.name], text.strip())
        return value


@SETTINGS.add("layers", "Layers")
@dataclass(frozen=True)
class Layers(Setting):
    """The hidden layers, as on the command line: '16,16', '8:relu,dropout:0.2' or 'none'.

    A size without an activation takes that of the first layer of the network that is searched around.
    """

    usual: ClassVar[str] = "8|16|16,16|32,32"

    def read(self, text: str) -> Value:
        text = text.strip()
        layers_from(text)
        return text

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        parts = str(value).split(",")
        pattern = next((block.layer for block in recipe.blocks if isinstance(block.layer, Dense)), Dense())
        layers = [
            replace(pattern, units=layer.units) if isinstance(layer, Dense) and ":" not in part else layer
            for part, layer in zip(parts, layers_from(str(value)), strict=False)
        ]
        return replace(recipe, blocks=tuple(Block(i, layer) for i, layer in enumerate(layers, start=1)))


@SETTINGS.add("activation", "Activation")
@dataclass(frozen=True)
class ActivationChoice(_FromFamily):
    """The activation of all hidden layers."""

    usual: ClassVar[str] = "tanh|relu"
    family: ClassVar[Family[Any]] = ACTIVATIONS

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        activation: Activation = self.entry(value)
        return _with_layers(recipe, lambda layer: with_hyperparameter(layer, "activation", activation))


@SETTINGS.add("initializer", "Start weights")
@dataclass(frozen=True)
class InitializerChoice(_FromFamily):
    """How the weights of all layers are drawn at the start."""

    usual: ClassVar[str] = "xavier|he"
    family: ClassVar[Family[Any]] = INITIALIZERS

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        initializer = self.entry(value)
        return replace(
            _with_layers(recipe, lambda layer: with_hyperparameter(layer, "weights", initializer)), output_weights=initializer
        )


@SETTINGS.add("dropout", "Dropout")
@dataclass(frozen=True)
class DropoutRate(_Number):
    """A dropout layer of this rate behind each hidden dense layer, instead of those that are there; 0 is none."""

    usual: ClassVar[str] = "0|0.1|0.3"
    owner: ClassVar[type] = Dropout
    name: ClassVar[str] = "rate"

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        blocks: list[Block] = []
        free = 1 + max((block.id for block in recipe.blocks), default=0)
        for block in recipe.blocks:
            if isinstance(block.layer, Dropout):
                continue
            blocks.append(block)
            if value and isinstance(block.layer, Dense) and block.enabled:
                blocks.append(Block(free, Dropout(float(value))))
                free += 1
        return replace(recipe, blocks=tuple(blocks))


@SETTINGS.add("optimizer", "Optimizer")
@dataclass(frozen=True)
class OptimizerChoice(_FromFamily):
    """The optimizer. Its learning rate is its own usual one unless the search varies that too."""

    usual: ClassVar[str] = "sgd|momentum|adam"
    family: ClassVar[Family[Any]] = OPTIMIZERS

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        return replace(recipe, optimizer=self.entry(value))


@SETTINGS.add("lr", "Learning rate")
@dataclass(frozen=True)
class LearningRate(_Number):
    """The learning rate of the optimizer."""

    usual: ClassVar[str] = "0.001..1:log"
    owner: ClassVar[type] = SGD
    name: ClassVar[str] = "lr"

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        optimizer: Any = recipe.optimizer
        return replace(recipe, optimizer=replace(optimizer, lr=float(value)))


@SETTINGS.add("batch", "Batch size")
@dataclass(frozen=True)
class BatchSize(_Number):
    """Rows per step."""

    usual: ClassVar[str] = "8|32|128"
    owner: ClassVar[type] = Recipe
    name: ClassVar[str] = "batch"

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        return replace(recipe, batch=int(value))


@SETTINGS.add("penalty", "Regularisation")
@dataclass(frozen=True)
class PenaltyChoice(_FromFamily):
    """The price on large weights: 'none', 'l2:0.01' and others."""

    usual: ClassVar[str] = "none|l2:0.001|l2:0.01"
    family: ClassVar[Family[Any]] = PENALTIES

    def apply(self, recipe: Recipe, value: Value) -> Recipe:
        return replace(recipe, penalty=self.entry(value))


def applied(recipe: Recipe, point: dict[str, Value]) -> Recipe:
    """The recipe with all values of a point, by the names of their settings. Raises ValueError with a sentence."""
    unknown = next((name for name in point if name not in SETTINGS.names()), None)
    if unknown is not None:
        text = _("There is no setting {name} to search; there are {names}.")
        raise ValueError(text.format(name=quoted(unknown), names=", ".join(SETTINGS.names())))
    for setting in SETTINGS:
        if setting.kind in point:
            recipe = setting().apply(recipe, point[setting.kind])
    return recipe


def _with_layers(recipe: Recipe, change: Any) -> Recipe:
    return replace(recipe, blocks=tuple(replace(block, layer=change(block.layer)) for block in recipe.blocks))
