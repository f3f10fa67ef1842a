"""What a case is, and the healthy ones of the collection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.data.datasets import DATASETS, Dataset
from engine.nn.activations import Activation, ReLU, Sigmoid, Tanh
from engine.nn.initializers import He, Xavier
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.recipe.recipe import Block, Recipe, Seeds
from tests.doctor import tables

HEALTHY_AT = (0, 40, 400, 1500, 4000)  # steps at which a healthy network is diagnosed


@dataclass(frozen=True)
class Case:
    """A recipe, how long it is trained before the doctor is asked, and what is wrong: the verdict's name, '' when nothing is.

    twin: the recipe without the cause; None where the run itself shows that it is ill. ids: its first column numbers the rows.
    """

    name: str
    cause: str
    recipe: Recipe
    steps: int
    twin: Recipe | None = None
    ids: bool = False


def recipe(seed: int, data: str | Dataset, *layers: Dense, optimizer: str = "sgd", lr: float = 0.03, **more: object) -> Recipe:
    """A recipe on a dataset, with the loss that fits; a table's inputs are standardised."""
    source = DATASETS[data]() if isinstance(data, str) else data
    is_number = source.kind in ("plane", "multi_gaussian") or getattr(source, "task", "") == "regression"
    made = Recipe(
        data=source,
        blocks=tuple(Block(i, layer) for i, layer in enumerate(layers, 1)),
        loss=LOSSES["mse" if is_number else "cross_entropy"](),
        optimizer=OPTIMIZERS[optimizer](lr=lr),
        seeds=Seeds(seed, seed, seed),
        standardise=source.standardise,
        train_share=source.train_share,
    )
    return replace(made, **more)


def with_layers(base: Recipe, change: Callable[[Dense], Dense]) -> Recipe:
    return replace(base, blocks=tuple(replace(block, layer=change(block.layer)) for block in base.blocks))


def with_rate(base: Recipe, lr: float) -> Recipe:
    return replace(base, optimizer=replace(base.optimizer, lr=lr))


def layers(*units: int, activation: Activation | None = None) -> list[Dense]:
    f = activation or Tanh()
    return [Dense(n, f, He() if isinstance(f, ReLU) else Xavier()) for n in units]


def plain(seed: int) -> dict[str, Recipe]:
    """Healthy networks of several sizes, on several data, with several optimizers."""
    blobs3, blobs10 = tables.blobs(seed), tables.blobs(seed, 10, 600, 6)
    rng = np.random.default_rng([seed, 41])
    weights = np.round(3000 + 800 * rng.normal(size=240))[:, np.newaxis]  # grams: nearly all different, but no ids
    return {
        "circle 4-2": recipe(seed, "circle", *layers(4, 2)),
        "circle 8 relu adam": recipe(seed, "circle", *layers(8, activation=ReLU()), optimizer="adam", lr=0.01),
        "xor 4": recipe(seed, "xor", *layers(4)),
        "xor 8-8 sigmoid adam": recipe(seed, "xor", *layers(8, 8, activation=Sigmoid()), optimizer="adam", lr=0.01),
        "gaussian line": recipe(seed, "gaussian"),
        "gaussian 2": recipe(seed, "gaussian", *layers(2), optimizer="momentum", lr=0.01),
        "three arms 8-8 adam": recipe(seed, "three_arms", *layers(8, 8), optimizer="adam", lr=0.01),
        "iris 6": recipe(seed, "iris", *layers(6)),
        "iris line": recipe(seed, "iris"),
        "plane 4": recipe(seed, "plane", *layers(4)),
        "multi-gaussian 16-8 adam": recipe(seed, "multi_gaussian", *layers(16, 8), optimizer="adam", lr=0.01),
        "blobs 6 relu": recipe(seed, tables.table(*blobs3), *layers(6, activation=ReLU())),
        "ten blobs 16 adam": recipe(seed, tables.table(*blobs10), *layers(16), optimizer="adam", lr=0.01),
        "demand 12 relu": recipe(seed, tables.table(*tables.demand(seed), is_number=True), *layers(12, activation=ReLU())),
        "circle deep relu adam": recipe(seed, "circle", *layers(*[8] * 6, activation=ReLU()), optimizer="adam", lr=0.003),
        "blobs with grams": recipe(seed, tables.table(np.column_stack([weights, blobs3[0]]), blobs3[1]), *layers(6)),
        "circle noisy 8": recipe(seed, DATASETS["circle"](noise=0.1), *layers(8)),
    }


def healthy(seed: int) -> list[Case]:
    """Each at several steps, the start among them."""
    special = {
        "iris dropout": recipe(seed, "iris", *layers(12), optimizer="adam", lr=0.005),
        "circle L2": recipe(seed, "circle", *layers(6), penalty=PENALTIES["l2"](0.001)),
        "circle, first layer frozen": recipe(seed, "circle", *layers(16, 6)),
        "iris raw": recipe(seed, "iris", *layers(6), standardise=False, optimizer="adam", lr=0.01),
        "gaussian mse": recipe(seed, "gaussian", *layers(4), loss=LOSSES["mse"]()),
        "iris mse": recipe(seed, "iris", *layers(8), loss=LOSSES["mse"](), optimizer="adam", lr=0.01),
        "circle squares": recipe(seed, "circle", *layers(3), inputs=("x1**2", "x2**2")),
    }
    dropping = special["iris dropout"]
    special["iris dropout"] = replace(dropping, blocks=(*dropping.blocks, Block(9, Dropout(0.2))))
    frozen = special["circle, first layer frozen"]
    special["circle, first layer frozen"] = replace(frozen, blocks=(replace(frozen.blocks[0], frozen=True), *frozen.blocks[1:]))
    return [Case(f"{name} at {steps}", "", one, steps) for name, one in (plain(seed) | special).items() for steps in HEALTHY_AT]
