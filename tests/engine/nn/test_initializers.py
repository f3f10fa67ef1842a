"""Every initializer: shape, spread as its source says, the same numbers from the same generator."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.params import params_of
from engine.core.registry import load
from engine.nn.initializers import INITIALIZERS, Constant, Orthogonal
from engine.nn.layers.dense import Dense

ALL = INITIALIZERS.names()
ALIKE = ("zeros", "constant")  # no generator is asked
SPREAD = {  # for 300 inputs, 200 units
    "xavier": (2 / 500) ** 0.5,
    "xavier_normal": (2 / 500) ** 0.5,
    "he": (2 / 300) ** 0.5,
    "he_uniform": (2 / 300) ** 0.5,
    "lecun": (1 / 300) ** 0.5,
    "orthogonal": (1 / 300) ** 0.5,  # 200 columns of length 1
    "uniform": 0.5 / 3**0.5,
    "normal": 0.5,
    "zeros": 0.0,
    "constant": 0.0,
    "playground": np.sqrt(1 / 12),
}
LIMIT = {"xavier": (6 / 500) ** 0.5, "he_uniform": (6 / 300) ** 0.5, "uniform": 0.5, "playground": 0.5}


@pytest.mark.parametrize("name", ALL)
def test_weights_have_the_shape_and_the_spread_of_the_source(name: str) -> None:
    weights = INITIALIZERS[name]().draw(np.random.default_rng(0), 300, 200)
    assert weights.shape == (300, 200)
    assert weights.dtype == np.float64
    assert name in SPREAD, "write the deviation its source gives above"
    assert weights.std() == pytest.approx(SPREAD[name], rel=0.01)
    assert weights.mean() == pytest.approx(1.0 if name == "constant" else 0.0, abs=0.01)


@pytest.mark.parametrize("name", ALL)
def test_uniform_weights_stay_within_their_limit_and_normal_ones_do_not(name: str) -> None:
    largest = np.abs(INITIALIZERS[name]().draw(np.random.default_rng(0), 300, 200)).max()
    if name in LIMIT:
        assert 0.99 * LIMIT[name] < largest <= LIMIT[name]
    elif name not in ALIKE:
        assert largest > 3.5 * SPREAD[name]


@pytest.mark.parametrize("name", ALL)
def test_the_generator_decides(name: str) -> None:
    first, again, other = (INITIALIZERS[name]().draw(np.random.default_rng(seed), 4, 3) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert name in ALIKE or first.tobytes() != other.tobytes()


@pytest.mark.parametrize("name", ALL)
def test_settings_scale_the_weights(name: str) -> None:
    for setting, about in params_of(INITIALIZERS[name]).items():
        if about.hidden:  # whose numbers they are
            continue
        half = INITIALIZERS[name](**{setting: 0.5 * about.default}).draw(np.random.default_rng(0), 4, 3)
        assert half == pytest.approx(0.5 * INITIALIZERS[name]().draw(np.random.default_rng(0), 4, 3))


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 3), (3, 1), (1, 1)])
def test_orthogonal_keeps_lengths(shape: tuple[int, int]) -> None:
    """Rows or columns, whichever are fewer, have length `gain` and right angles between them."""
    W = Orthogonal(gain=2.0).draw(np.random.default_rng(0), *shape)
    product = W.T @ W if shape[0] >= shape[1] else W @ W.T
    assert product == pytest.approx(4 * np.eye(min(shape)), abs=1e-12)


def test_orthogonal_prefers_no_direction() -> None:
    """Without the signs of R's diagonal, the first number of Q would always be negative or always positive."""
    drawn = [Orthogonal().draw(np.random.default_rng(seed), 3, 3) for seed in range(400)]
    assert np.abs(np.mean(drawn, axis=0)).max() < 0.12
    assert np.mean([W[0, 0] > 0 for W in drawn]) == pytest.approx(0.5, abs=0.1)


def test_a_layer_chooses_its_weights_and_its_bias() -> None:
    start = Dense(3, weights=Constant(0.25), bias=-1.5).start(np.random.default_rng(0), 2)
    assert start["weights"].tolist() == [[0.25] * 3] * 2
    assert start["biases"].tolist() == [-1.5] * 3
    assert Dense(3).start(np.random.default_rng(0), 2)["biases"].tolist() == [0, 0, 0]


def test_names_in_older_files_mean_what_they_meant() -> None:
    """First numbers drawn for 3 inputs, 2 units, seed 7, when files held only these four."""
    first = {name: load(INITIALIZERS, {"kind": name}).draw(np.random.default_rng(7), 3, 2)[0, 0] for name in ALL}
    generator = np.random.default_rng
    assert first["xavier"] == generator(7).uniform(-((6 / 5) ** 0.5), (6 / 5) ** 0.5)
    assert first["he"] == generator(7).normal(0, (2 / 3) ** 0.5)
    assert first["normal"] == generator(7).normal(0, 0.5)
    assert first["zeros"] == 0
