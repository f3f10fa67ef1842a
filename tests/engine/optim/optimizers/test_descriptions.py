"""Every optimizer says its step as text, with the numbers it has."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from engine.core.number_format import format_bytes
from engine.core.params import params_of
from engine.core.tape import Tape
from engine.optim.optimizers import OPTIMIZERS, SGD, Momentum, memory_in_all, memory_text, written_rule
from engine.optim.optimizers.base import nan_where_zero, record_decay
from engine.optim.optimizers.description import in_one_sentence, memory_factors, memory_letters

ALL = OPTIMIZERS.names()


@pytest.mark.parametrize("name", ALL)
def test_every_optimizer_has_a_rule_that_moves_theta(name: str) -> None:
    assert any(formula.startswith("θ ← θ − ") for formula in written_rule(OPTIMIZERS[name]()))


@pytest.mark.parametrize("name", ALL)
def test_all_hyperparameters_stand_in_the_rule_and_nothing_else(name: str) -> None:
    places = re.findall(r"\{(?:1-)?(\w+)\}", " ".join(OPTIMIZERS[name].rule))
    assert set(places) == set(params_of(OPTIMIZERS[name]))


@pytest.mark.parametrize("name", ALL)
def test_another_number_is_another_rule(name: str) -> None:
    optimizer = OPTIMIZERS[name]()
    for field, about in params_of(optimizer).items():
        assert about.low is not None
        assert about.high is not None
        other = dataclasses.replace(optimizer, **{field: about.low + 0.37 * (about.high - about.low)})
        assert written_rule(other) != written_rule(optimizer), field


@pytest.mark.parametrize("name", ALL)
def test_the_rule_speaks_of_everything_remembered(name: str) -> None:
    """One formula beside θ's for each row of the state, at the least."""
    assigned = {formula.partition(" ← ")[0] for formula in OPTIMIZERS[name].rule if " ← " in formula}
    assert len(assigned - {"θ"}) == len(OPTIMIZERS[name].memory)


def test_momentum_with_its_numbers() -> None:
    assert written_rule(Momentum(0.03, 0.9)) == ("v ← 0.9 v + g", "θ ← θ − 0.03 v")
    assert "s ← 0.999 s + 0.001 g²" in written_rule(OPTIMIZERS["adam"]())


def test_memory_is_what_lies_beside_weight_and_gradient_and_all_of_it_is_summed() -> None:
    assert memory_text(Momentum()) == "1 float per parameter beside weight and gradient (velocity)"
    assert memory_text(SGD()) == "No memory beside weight and gradient"
    assert memory_in_all(Momentum(), np.zeros(25, np.float32)) == "In all 3 × 25 × 4 bytes = 300 bytes"
    assert memory_in_all(SGD(), np.zeros(177)) == "In all 2 × 177 × 8 bytes = 2.83 kB"


@pytest.mark.parametrize(("size", "text"), [(999, "999 bytes"), (2832, "2.83 kB"), (1_250_000, "1.25 MB"), (4 * 10**9, "4 GB")])
def test_sizes_in_bytes(size: int, text: str) -> None:
    assert format_bytes(size) == text


def test_what_the_formulas_call_the_memory() -> None:
    letters = {name: memory_letters(OPTIMIZERS[name]()) for name in ("sgd", "momentum", "adam", "rmsprop", "adagrad")}
    assert letters == {"sgd": (), "momentum": ("v",), "adam": ("m", "s"), "rmsprop": ("s",), "adagrad": ("s",)}
    assert all(len(memory_letters(OPTIMIZERS[name]())) == len(OPTIMIZERS[name].memory) for name in ALL)


def test_a_decayed_sum_times_one_minus_beta_is_the_mean() -> None:
    assert memory_factors(OPTIMIZERS["adam"](beta1=0.75, beta2=0.5)) == (0.25, 0.5)
    assert memory_factors(Momentum(beta=0.75)) == (1.0,)
    assert memory_factors(SGD()) == ()


def test_a_sentence_leaves_out_the_formula() -> None:
    sentences = {name: in_one_sentence(OPTIMIZERS[name]) for name in ALL}
    assert all(text.endswith(".") and "theta" not in text for text in sentences.values())
    assert sentences["sgd"] == SGD.summary.partition(": ")[0] + "."
    assert [text.count(".") for text in sentences.values()].count(0) == 0


def test_rows_decay_each_by_its_own_factor() -> None:
    for columns in (3, 4096):  # few numbers go in one call, many in one for each row
        for order in ("C", "F"):
            state = np.asarray(np.ones((2, columns)), order=order)
            tape = Tape(1, np.dtype(np.float64), training=True)
            record_decay(tape, state, (0.5, 0.25))
            tape.run()
            assert (state == [[0.5], [0.25]]).all()
            assert len(tape.calls) == (1 if columns == 3 and order == "C" else 2)
    np.testing.assert_array_equal(nan_where_zero(np.array([0.0, 2.0])), [np.nan, 2])
