"""Every optimizer says its step as text, with the numbers it has."""

from __future__ import annotations

import dataclasses
import re

import pytest

from engine.optimizers import OPTIMIZERS, Momentum, memory_text, written_rule
from engine.optimizers.rule import plain
from engine.params import params_of

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
    assert memory_text(Momentum()) == "1 float per parameter (velocity)"
    assert "s ← 0.999 s + 0.001 g²" in written_rule(OPTIMIZERS["adam"]())


@pytest.mark.parametrize(("value", "text"), [(0.03, "0.03"), (1.0, "1"), (1e-8, "10⁻⁸"), (2.5e-6, "2.5·10⁻⁶"), (0.0, "0")])
def test_numbers_in_formulas(value: float, text: str) -> None:
    assert plain(value) == text
