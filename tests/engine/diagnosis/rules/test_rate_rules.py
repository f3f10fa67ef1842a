"""When a learning rate is called too large or too small, exactly at the limits, and which one is offered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.rules.rate_rules import rate_too_large, rate_too_small
from engine.nn.activations import Tanh
from engine.nn.initializers import Normal
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import SetLearningRate
from engine.training.divergence import Divergence
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence, facts, history, layer, scored

SATURATED = Recipe(blocks=stack(Dense(8, Tanh(), Normal(5.0))))


def run(first: float, now: float, step: int, ratio: float = 1e-3, agreement: float = 0.0, **changes: Any) -> Evidence:
    """Losses at the start and now, and one layer whose next step has that size beside its weights of norm 4."""
    rows = history(train_loss=[first, now, now, now])
    given = evidence(step=step, history=rows, layers=(layer(1, norm=4.0, ratio=ratio),))
    return replace(given, **{"data": facts(agreement=agreement), "scores": scored(0.0), **changes})


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (run(2.0, 3.01, 10), "Training loss 2 at the start, 3.01 now."),
        (run(2.0, 3.01, 9), ""),
        (run(2.0, 3.0, 10), ""),
        (run(2.0, 1.61, 100, 0.11), "A step changes a layer's weights by 11 %; training loss 2 at the start, 1.61 now."),
        (run(2.0, 1.61, 99, 0.11), ""),
        (run(2.0, 1.61, 100, 0.1), ""),
        (run(2.0, 1.6, 100, 0.11), ""),
        (run(1.0, 0.5, 0, divergence=Divergence(0, "weight", "Dense 1", 1, "It is large.")), "diverged"),
    ],
)
def test_a_rate_is_too_large_by_the_losses_and_the_size_of_a_step(given: Evidence, found: str) -> None:
    said = [one.evidence for one in rate_too_large(given)]
    assert said == ([str(given.divergence)] if found == "diverged" else [found] if found else [])


@pytest.mark.parametrize(
    ("now", "saturated", "found"), [(0.51, 6, True), (0.5, 6, False), (0.51, 5, False)]
)  # half of the first loss; three quarters of eight units
def test_a_step_that_is_large_counts_sooner_where_units_are_saturated(now: float, saturated: int, found: bool) -> None:
    one = layer(1, norm=4.0, ratio=0.11, dead=0, saturated=saturated, slope=1e-3)
    given = run(1.0, now, 100, recipe=SATURATED, layers=(one,))
    assert [one.name for one in rate_too_large(given)] == ["rate_too_large"] * found


def thrown(
    early: float = 0.75, norm: float = 12.96, step: int = 50, jumps: float = 0.0, now: float = 0.1, **changes: Any
) -> Evidence:
    """A run of 32 rows whose first steps were `early` beside weights of norm 4, and whose loss jumps at its end."""
    updates = [float("nan"), early, *[1e-3] * 30]
    rows = history(train_loss=[2.0, *[0.5] * 15, *[now, now * (1 + jumps)] * 8], update_of_1=updates)
    given = evidence(step=step, history=rows, layers=(layer(1, norm=norm),), start_norms=((1, 4.0),))
    return replace(given, **{"data": facts(agreement=0.06), "scores": scored(0.0), **changes})


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (thrown(), True),
        (thrown(step=49), False),
        (thrown(early=0.7), False),
        (thrown(norm=12.0), False),  # three times the 4 of the start
        (thrown(data=facts(agreement=0.05)), False),
        (thrown(data=None, jumps=0.07), True),
        (thrown(data=None, jumps=0.04), False),
        (thrown(data=None, jumps=0.07, now=0.03), False),  # of so small a loss that is small talk
        (thrown(start_norms=()), False),
    ],
)
def test_a_rate_that_threw_the_weights_away_with_its_first_steps_is_too_large(given: Evidence, found: bool) -> None:
    sentence = "A single step changed a layer's weights by 75 %; those of Dense 1 are now 3.2 times as large as at the start."
    assert [one.evidence for one in rate_too_large(given)] == [sentence] * found


@pytest.mark.parametrize(
    ("kind", "lr", "offered"),
    [
        ("sgd", 0.3, 0.03),
        ("sgd", 0.9, 0.09),
        ("sgd", 3.4, 0.03),  # 0.34 is written with one digit, and is more than four times the usual 0.03
        ("adam", 0.4, 0.04),  # four times the usual 0.01
        ("adam", 0.5, 0.005),
    ],
)
def test_a_tenth_of_a_rate_that_is_too_large_is_offered_until_it_is_near_the_usual_one(
    kind: str, lr: float, offered: float
) -> None:
    recipe = Recipe(optimizer=OPTIMIZERS[kind](lr=lr))
    (found,) = rate_too_large(run(1.0, 2.0, 10, recipe=recipe))
    assert found.remedy == SetLearningRate(f"A smaller learning rate, from the start again: {offered}.", offered, restarts=True)


def slow(
    first: float = 1.0, now: float = 0.81, step: int = 50, ratio: float = 1e-4, early: float = 4e-4, **changes: Any
) -> Evidence:
    """A run whose steps are short, although the gradient is steep beside the weights."""
    rows = history(train_loss=[first, *[now] * 7], update_of_1=[float("nan"), early, *[ratio] * 6])
    given = evidence(step=step, history=rows, layers=(layer(1, norm=4.0, l2=0.005, ratio=ratio),))
    return replace(given, **{"data": facts(agreement=0.21), "scores": scored(0.0), **changes})


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (slow(), True),
        (slow(step=49), False),
        (slow(ratio=2e-4), False),
        (slow(ratio=0.0), True),
        (slow(early=4.1e-4), False),  # it went further before
        (slow(layers=(layer(1, norm=4.0, l2=0.004, ratio=1e-4),)), False),  # the gradient itself is small
        (slow(layers=(layer(1, norm=0.0, l2=1.0, ratio=1e-4),)), False),
        (slow(layers=(layer(1, norm=0.5, l2=0.005, ratio=1e-4),)), True),
        (slow(layers=(layer(1, norm=4.0, l2=0.001, ratio=1e-4), layer(2, norm=4.0, l2=0.1, ratio=1e-4))), True),
        (slow(now=0.8), True),  # the neighbours would do better
        (slow(first=2.0, now=0.6), False),
        (slow(first=2.0, now=0.61), True),
        (slow(first=2.0, now=1.6, data=facts(agreement=0.2)), False),
        (slow(first=2.0, now=1.61, data=facts(agreement=0.2)), True),
        (slow(layers=()), False),
    ],
)
def test_a_rate_is_too_small_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert [one.name for one in rate_too_small(given)] == ["rate_too_small"] * found


@pytest.mark.parametrize(
    ("lr", "ratio", "offered"),
    [
        (0.1, 1e-4, 1.0),  # ten times, as 0.001 is ten times the step
        (0.001, 1e-4, 0.03),  # at least the usual rate
        (0.003, 1e-6, 0.3),  # at most ten times the usual one
        (0.03, 1e-6, 30.0),  # unless the rate was the usual one or more
        (0.04, 0.0, 40.0),
        (1e-5, 0.0, 0.03),
    ],
)
def test_the_rate_that_is_offered_makes_steps_of_a_thousandth(lr: float, ratio: float, offered: float) -> None:
    (found,) = rate_too_small(slow(ratio=ratio, recipe=Recipe(optimizer=OPTIMIZERS["sgd"](lr=lr))))
    assert isinstance(found.remedy, SetLearningRate)
    assert (found.remedy.lr, found.remedy.restarts) == (offered, False)


def test_what_is_said_of_a_rate_that_is_too_small() -> None:
    (found,) = rate_too_small(slow(step=1200, ratio=1.234e-4))
    assert found.evidence == (
        "In 1,200 steps the training loss went from 1 to 0.81: a step changes no layer's weights by more than 0.00012 of their "
        "size; around 0.001 is usual."
    )
