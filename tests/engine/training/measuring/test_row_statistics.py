"""The recorded statistics of a history's row are those of the plain formulas, for every optimizer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.training.measuring import row_statistics
from engine.training.measuring.layer_statistics import effective_step_sizes, gradient_statistics
from engine.training.measuring.row_statistics import RowStatistics
from engine.training.session import Session
from tests.engine.builders import dense, stack


@pytest.mark.parametrize("block", [row_statistics.BLOCK, 25, 7], ids=["at once", "layers together", "parts of layers"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_recorded_statistics_are_the_plain_ones(optimizer: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_statistics, "BLOCK", block)
    blocks = tuple(replace(block, frozen=block.id == 1, rate=0.5) for block in stack(dense(3), Dropout(), dense(4)))
    session = Session(Recipe(blocks=blocks, optimizer=OPTIMIZERS[optimizer]()))
    session.advance(40)
    network, rows, lr = session.network, session.network.layers_with_parameters, 0.02
    before = network.theta + np.float32(0.25)
    found = RowStatistics(network, session.recipe.optimizer, session.optimizer_state, before)
    with np.errstate(all="ignore"):
        total = found.measure(40, 40, lr)
    plain = gradient_statistics(network)[rows]
    sizes = effective_step_sizes(network, session.recipe.optimizer, session.optimizer_state, 40, lr)[rows]
    sizes_before = [np.linalg.norm(before[info.start : info.stop]) for info in _with(session)]
    moves = [0.25 * np.sqrt(info.parameters) / size for info, size in zip(_with(session), sizes_before, strict=True)]
    np.testing.assert_allclose(found.row, [*plain.T.ravel(), *sizes, *moves], rtol=1e-6)
    assert total == pytest.approx(np.linalg.norm(network.grad.astype(np.float64)))


def test_nothing_is_known_before_the_first_step() -> None:
    session = Session(Recipe(optimizer=OPTIMIZERS["adam"]()))
    found = RowStatistics(session.network, session.recipe.optimizer, session.optimizer_state, session.loop.before)
    assert np.isnan(found.measure(0, 0, 0.1))
    assert np.isnan(found.row).all()


def test_a_layer_whose_parameters_were_all_zero_has_no_update_ratio() -> None:
    session = Session(Recipe())
    session.advance(1)
    before = session.network.theta.copy()
    info = session.network.layers[1]
    before[info.start : info.stop] = 0
    found = RowStatistics(session.network, session.recipe.optimizer, session.optimizer_state, before)
    with np.errstate(all="ignore"):
        found.measure(1, 1, 0.1)
    assert np.isnan(found.row[-3:]).tolist() == [False, True, False]


def _with(session: Session) -> list:
    return [info for info in session.network.layers if info.parameters]
