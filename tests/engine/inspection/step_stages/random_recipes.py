"""Random small recipes over all that a step is made of: layers, activations, losses, optimizers, penalties, clips, schedules."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from engine.core.registry import Entry, Registry
from engine.data.preprocessing import Data
from engine.data.table import Task
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS, Clip, ClipNorm, ClipValue
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import Block, Recipe
from tests.engine.builders import small_data

T = TypeVar("T", bound=Entry)
COUNT = 200


def random_run(number: int) -> tuple[Recipe, Data]:
    """The `number`-th recipe with its data; every registered entry turns up by its turn, the rest is drawn."""
    rng = np.random.default_rng([15, number])
    loss = _in_turn(LOSSES, number)()
    classes = int(rng.choice([count for count in (0, 2, 4) if not loss.objection(Task(count))]))
    recipe = Recipe(
        blocks=tuple(
            Block(
                k + 1,
                _layer(rng, _in_turn(LAYERS, number + k).kind, number + k),
                rate=float(rng.choice([1.0, 1.0, 0.5])),
                frozen=bool(rng.random() < 0.1),
            )
            for k in range(int(rng.integers(0, 5)))
        ),
        loss=loss,
        optimizer=_in_turn(OPTIMIZERS, number)(),
        batch=int(rng.choice([1, 4, 7, 10])),
        carry_over=number % 3 == 0,
        schedule=_in_turn(SCHEDULES, number // 2)(),
        clip=_clip(rng),
        penalty=_in_turn(PENALTIES, number // 3)() if rng.random() < 0.7 else PENALTIES["none"](),
        class_weights=str(rng.choice(["none", "balanced"])),
    )
    return recipe, small_data(23, inputs=int(rng.integers(1, 4)), classes=classes, seed=number)


def _in_turn(registry: Registry[T], number: int) -> type[T]:
    names = registry.names()
    return registry[names[number % len(names)]]


def _clip(rng: np.random.Generator) -> Clip:
    return (CLIPS["none"](), CLIPS["none"](), ClipNorm(0.05), ClipValue(0.02))[int(rng.integers(4))]


def _activation(number: int) -> Activation:
    return _in_turn(ACTIVATIONS, number)()


def _layer(rng: np.random.Generator, kind: str, number: int) -> Layer:
    if kind == "dense":
        return Dense(int(rng.integers(1, 6)), _activation(number))
    if kind == "activation":
        return ActivationLayer(_activation(number))
    if kind == "residual":
        inside = [_layer(rng, name, number + 1) for name in LAYERS.names() if name != "residual" and rng.random() < 0.4]
        return Residual(tuple(inside) or (Dense(3, _activation(number)),))
    return LAYERS[kind]()
