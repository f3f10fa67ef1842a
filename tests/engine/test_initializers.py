"""Every initializer: shape, spread as its source says, the same numbers from the same generator."""

from __future__ import annotations

import numpy as np
import pytest

from engine.initializers import INITIALIZERS
from engine.params import params_of

ALL = INITIALIZERS.names()
SPREAD = {"xavier": (2 / 500) ** 0.5, "he": (2 / 300) ** 0.5, "normal": 0.5, "zeros": 0.0}  # for 300 inputs, 200 units


@pytest.mark.parametrize("name", ALL)
def test_weights_have_the_shape_and_the_spread_of_the_source(name: str) -> None:
    weights = INITIALIZERS[name]().draw(np.random.default_rng(0), 300, 200)
    assert weights.shape == (300, 200)
    assert weights.dtype == np.float64
    assert name in SPREAD, "write the deviation its source gives above"
    assert weights.std() == pytest.approx(SPREAD[name], rel=0.01)
    assert weights.mean() == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("name", ALL)
def test_the_generator_decides(name: str) -> None:
    first, again, other = (INITIALIZERS[name]().draw(np.random.default_rng(seed), 4, 3) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert SPREAD.get(name) == 0 or first.tobytes() != other.tobytes()


@pytest.mark.parametrize("name", ALL)
def test_settings_scale_the_weights(name: str) -> None:
    for setting, about in params_of(INITIALIZERS[name]).items():
        changed = INITIALIZERS[name](**{setting: 0.5 * about.default}).draw(np.random.default_rng(0), 4, 3)
        assert not np.allclose(changed, INITIALIZERS[name]().draw(np.random.default_rng(0), 4, 3))


def test_xavier_stays_within_its_limit() -> None:
    weights = INITIALIZERS["xavier"]().draw(np.random.default_rng(0), 300, 200)
    assert 0.99 * (6 / 500) ** 0.5 < np.abs(weights).max() <= (6 / 500) ** 0.5
