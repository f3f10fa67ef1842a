"""What is only there for speed gives the same numbers as what it replaces."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import LINE, aligned
from engine.core.tape import Tape
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from engine.training import batches
from engine.training.session import Session
from tests.engine.builders import dense, small_data, stack
from tests.engine.training.comparable_runs import fingerprint


@pytest.mark.parametrize("dropout_first", [False, True])
def test_steps_that_fetch_their_own_rows_are_the_same_steps(monkeypatch: pytest.MonkeyPatch, dropout_first: bool) -> None:
    """With a ragged last batch, and again from a checkpoint in the middle of an epoch."""
    first = [Dropout(0.3)] if dropout_first else []
    recipe, data = Recipe(blocks=stack(*first, dense(5), dense(3)), batch=32), small_data(103)
    plain = Session(recipe, data)
    monkeypatch.setattr(batches, "LARGE", 0)
    fetching, again = Session(recipe, data), Session(recipe, data)
    for session in (plain, fetching):
        session.advance(10)
    again.restore(recipe, fetching.checkpoint())
    for session in (plain, fetching, again):
        session.advance(13)
    assert fingerprint(plain) == fingerprint(fetching) == fingerprint(again)
    for one, other in zip(plain.batches.last()[0], fetching.batches.last()[0], strict=True):
        assert (one == other).all()


@pytest.mark.parametrize(
    ("rows", "units", "batch"), [(3, 2, 5), (35, 34, 1), (35, 35, 7), (65, 64, 64), (65, 64, 300), (257, 128, 40)]
)
def test_the_product_with_a_transposed_factor(rows: int, units: int, batch: int) -> None:
    """Below, within and above the sizes at which the factor is turned round first; also when a lies column by column."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(rows, batch)), rng.normal(size=(units, batch))
    for left in (a, np.asfortranarray(a)):
        tape, out = Tape(batch, np.dtype(np.float64)), np.empty((rows, units))
        tape.dot_transposed(left, b, out)
        b *= 2  # what counts is what b holds when the tape runs
        tape.run()
        assert out == pytest.approx(a @ b.T)


def test_aligned_arrays_begin_at_a_cache_line() -> None:
    for shape in ((1,), (3, 7), (0,), (2, 0), (50, 50)):
        array = aligned(shape, np.dtype(np.float32), 2.0)
        assert array.shape == shape
        assert array.dtype == np.float32
        assert (array == 2).all()
        assert array.ctypes.data % LINE == 0 or not array.size
        assert array.flags.c_contiguous
        assert array.flags.writeable


def test_a_network_and_its_tape_are_aligned() -> None:
    session = Session(Recipe(), small_data(40))
    for array in (session.network.theta, session.network.grad, Tape(3, np.dtype(np.float32)).empty(5)):
        assert array.ctypes.data % LINE == 0
