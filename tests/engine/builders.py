"""Small recipes, networks and data for the engine's tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import Task, make_table
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.snapshot_request import SnapshotRequest
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.initializers import Normal
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, Loss
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session

CLASSES = ("a", "b", "c", "d")


def stack(*layers: Layer) -> tuple[Block, ...]:
    """The layers as blocks with ids from 1."""
    return tuple(Block(i, layer) for i, layer in enumerate(layers, start=1))


def dense(units: int, activation: Activation | None = None) -> Dense:
    """A Dense layer with weights of a size at which every activation bends."""
    return Dense(units, activation or ACTIVATIONS["tanh"](), Normal(0.6))


def any_layer(name: str, activation: Activation) -> Layer:
    """A layer of that kind with the given activation, if it has one."""
    made = {
        "dense": dense(3, activation),
        "activation": ActivationLayer(activation),
        "residual": Residual((dense(3, activation),)),
    }
    return made.get(name) or LAYERS[name]()


def task_for(loss: Loss, outputs: int) -> Task | None:
    """A task with so many scores that the loss can serve, if there is one."""
    classes = [outputs] if outputs > 2 else [2, 0] if outputs == 1 else []
    return next((task for task in map(Task, classes) if not loss.objection(task)), None)


def targets_for(loss: Loss, task: Task, rows: int, rng: np.random.Generator) -> Array:
    """Encoded targets of random rows."""
    raw = rng.integers(0, task.classes, rows) if task.classes else rng.normal(size=rows)
    return loss.encode(raw, task)


def losses_and_outputs() -> list[tuple[str, int]]:
    """Every loss with one and with three scores, as far as it can serve them."""
    return [(name, outputs) for name in LOSSES.names() for outputs in (1, 3) if task_for(LOSSES[name](), outputs)]


def small_data(rows: int, inputs: int = 2, classes: int = 2, seed: int = 0, test_rows: int = 20) -> Data:
    """Random rows with a target that depends on them: `rows` for training, in order, then those for the test."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows + test_rows, inputs))
    value = np.sin(x).sum(1)
    ranks = np.argsort(np.argsort(value))
    target = ranks * classes // len(ranks) if classes else value
    names = tuple(f"x{i}" for i in range(inputs))
    table = make_table(x, target, names, "y", CLASSES[:classes])
    order = np.arange(rows + test_rows)
    return Data(table, order[:rows], order[rows:], no_scaling(inputs), no_scaling(1), None)


def network_for(recipe: Recipe, inputs: int, outputs: int, seed: int = 1, dtype: type = np.float64) -> Network:
    """A started network whose biases are not zero either, nor its running statistics those of the start."""
    network = Network(recipe, inputs, outputs, dtype)
    network.start(seed)
    rng = np.random.default_rng(seed)
    network.theta += rng.normal(0, 0.2, network.theta.size).astype(dtype)
    network.buffers += rng.uniform(0, 0.5, network.buffers.size).astype(dtype)
    return network


def plain_scores(network: Network, x: Sequence[Sequence[float]] | Array) -> Array:
    """Raw scores (rows, outputs) by the layers' textbook forward pass, apart from the tape."""
    a = np.asarray(x, network.dtype)
    for block, info in zip(network.blocks, network.layers, strict=True):
        a = block.layer.predict(arrays_of(info, network.theta, network.buffers), a)
    return a


def snapshot_of(session: Session, *requests: SnapshotRequest[object]) -> Snapshot:
    """A picture of a session by itself, with what is asked for."""
    return SnapshotBuilder(session).build(requests)
