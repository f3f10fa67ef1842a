"""Trains the engine as PyTorch was trained for tests/golden/training.json, and compares."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.core.tape import Tape
from engine.data.table import Task
from engine.network.network import Network
from engine.nn.activations import ACTIVATIONS
from engine.nn.losses import mean_loss
from engine.optim.optimizers import LearningRate
from engine.recipe.recipe import Block, Recipe
from engine.training.control import TrainingControl
from engine.training.training_step import record_step
from tests.engine.builders import dense, stack
from tests.golden import pytorch


def golden_names(family: str) -> list[str]:
    return list(pytorch(family, "training")["runs"])


def assert_same_run(family: str, name: str, recipe_of: Callable[[dict[str, Any]], Recipe], **by_block: dict[str, Any]) -> None:
    """100 steps of 3-5-4-1, tanh and sigmoid, batches of 4, 4 and 3 rows: losses and weights within 1e-10 of PyTorch's.

    recipe_of: the recipe, without layers, of a golden run. by_block: changes of 'first' and 'second'.
    """
    golden = pytorch(family, "training")
    run = golden["runs"][name]
    blocks: tuple[Block, ...] = stack(dense(5), dense(4, ACTIVATIONS["sigmoid"]()))
    blocks = tuple(dataclasses.replace(b, **by_block.get(key, {})) for b, key in zip(blocks, ("first", "second"), strict=True))
    recipe = dataclasses.replace(recipe_of(run), blocks=blocks)
    network, rate, course = Network(recipe, 3, 1, np.float64), LearningRate(recipe.optimizer.lr), TrainingControl(recipe, 1)
    network.theta[:] = run["start"]
    state = np.zeros((len(recipe.optimizer.memory), network.theta.size))
    x, target = np.array(golden["x"]), np.array(golden["target"])
    steps = []
    for start in range(0, len(x), golden["batch"]):
        rows = slice(start, start + golden["batch"])
        ones = np.vstack([x[rows].T, np.ones(len(x[rows]))])
        goal = recipe.loss.encode(target[rows], Task(2))
        tape = Tape(len(x[rows]), network.dtype, training=True, room=network.room(len(x[rows])))
        steps.append((x[rows], goal, tape, record_step(network, tape, recipe, ones, goal, state, rate).prepare))
    for t, loss in enumerate(run["losses"], start=1):
        rows_x, goal, tape, prepare = steps[(t - 1) % len(steps)]
        assert mean_loss(recipe.loss, network.scores(rows_x), goal) == pytest.approx(loss, rel=1e-10)
        rate.set(course.rate(t - 1))
        if prepare is not None:
            prepare(t)
        tape.run()
        if str(t) in run["theta"]:
            assert network.theta == pytest.approx(np.array(run["theta"][str(t)]), rel=1e-10, abs=1e-13)
