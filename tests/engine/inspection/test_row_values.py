"""The numbers of one row: by hand, and those that the engine predicts with, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.datasets.basics.and_gate import AndGate
from engine.inspection.row_values import RowPass, RowValues
from engine.inspection.workspace import Workspace
from engine.nn.activations import ReLU, Sign, Tanh
from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES, PerceptronLoss
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.session import Session
from tests.engine.builders import stack


def row_pass(session: Session, row: int, workspace: Workspace | None = None) -> RowPass:
    return RowValues(row).result(session, workspace or Workspace())


def test_a_perceptron_by_hand() -> None:
    """(1, 0) with w = (0.5, 0.25), b = -0.75: z = 0.5 - 0.75 = -0.25, sign -1; (1, 1) gives z = 0, sign 0."""
    session = Session(Recipe(data=AndGate(), blocks=(), loss=PerceptronLoss()))
    session.network.theta[...] = 0.5, 0.25, -0.75
    found = row_pass(session, 2)
    assert (found.row, found.rows, found.truth) == (2, 4, 0)
    assert found.inputs.tolist() == [1, 0]
    assert found.sums[OUTPUT].tolist() == [-0.25]
    assert found.outputs[OUTPUT].tolist() == [-1]
    assert row_pass(session, 3).outputs[OUTPUT].tolist() == [0]
    assert row_pass(session, 99).row == 3, "the last one"


@pytest.mark.parametrize("name", LAYERS.names())
@pytest.mark.parametrize("loss", LOSSES.names())
def test_outputs_are_the_engines_and_f_of_z(name: str, loss: str) -> None:
    session = Session(Recipe(blocks=stack(Dense(5, Tanh()), LAYERS[name](), Dense(3, ReLU())), loss=LOSSES[loss]()))
    session.advance(20)
    workspace = Workspace()
    for row in (0, 7, 499):
        found = row_pass(session, row, workspace)
        x = session.data.x(np.array([row]))
        predicted = session.network.outputs_of_layers(x)
        for info in session.network.layers[:-1]:
            assert np.array_equal(found.outputs[info.id], predicted[info.id][:, 0])
        scores = session.network.scores(x)
        assert np.array_equal(found.sums[OUTPUT], scores[:, 0])
        assert np.array_equal(found.outputs[OUTPUT], session.recipe.loss.link(scores)[:, 0])
        assert found.outputs[1] == pytest.approx(np.tanh(found.sums[1]), abs=1e-6)
        assert found.outputs[3] == pytest.approx(np.maximum(found.sums[3], 0))


def test_z_is_kept_where_the_activation_forgets_it() -> None:
    session = Session(Recipe(data=DATASETS["iris"](), blocks=stack(Dense(4, Sign())), standardise=True))
    found = row_pass(session, 3)
    assert np.array_equal(found.outputs[1], np.sign(found.sums[1]))
    assert len(set(np.abs(found.sums[1]).tolist())) == 4
    assert found.outputs[OUTPUT].sum() == pytest.approx(1)


def test_the_pass_follows_the_weights_and_a_new_network() -> None:
    session, workspace = Session(Recipe()), Workspace()
    first = row_pass(session, 5, workspace)
    session.advance(10)
    second = row_pass(session, 5, workspace)
    assert not np.array_equal(first.sums[1], second.sums[1])
    session.adopt(Recipe(blocks=stack(Dense(3))))
    assert row_pass(session, 5, workspace).sums[1].shape == (3,)
