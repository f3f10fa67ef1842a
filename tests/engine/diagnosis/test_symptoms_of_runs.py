"""How the losses of a run went, how long its steps were, and what its network is made of: numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.symptoms import (
    bounded_layers,
    first_loss,
    growth,
    has_not_learned,
    hidden_blocks,
    is_narrow,
    largest_early_step,
    largest_growth,
    largest_step,
    loss_fluctuation,
    losses,
    losses_by_step,
    progress,
    recent,
    shortfall,
    start_size,
)
from engine.nn.activations import ReLU, Sigmoid
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence as by_hand
from tests.engine.diagnosis.evidences import facts, history, layer, scored


def falling(*quarters: float, rows: int = 4) -> Evidence:
    """A training loss with so many equal rows in each quarter of the run."""
    return by_hand(history=history(train_loss=np.repeat(quarters, rows)))


def test_losses_are_those_that_were_measured_and_first_comes_first() -> None:
    nan = float("nan")
    run = by_hand(history=history([0, 10, 20, 40], train_loss=[nan, 3.0, nan, 2.0]))
    assert [part.tolist() for part in losses_by_step(run)] == [[10, 40], [3, 2]]
    assert (losses(run).tolist(), first_loss(run)) == ([3, 2], 3)
    none = by_hand(history=history(test_loss=[1.0]))
    assert (losses(none).size, losses_by_step(none)[0].size) == (0, 0)
    assert np.isnan([first_loss(none), recent(none, "train_loss"), recent(by_hand(history=history(a=[])), "a")]).all()


@pytest.mark.parametrize(
    ("steps", "values", "found"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], [9, 9, 9, 9, 9, 9, 1, 3], 2.0),  # the median of the last quarter
        ([0, 1, 2, 3], [9, 9, 9, 4], 4.0),
        ([0], [5], 5.0),
        ([0, 1, 2, 3, 90, 100], [9, 9, 9, 9, 1, 3], 2.0),  # by steps, not by rows
        ([100, 101, 102, 103, 104, 105, 106, 107], [9, 9, 9, 9, 9, 9, 1, 3], 2.0),  # from where the run begins
        ([0, 1, 2, 3, 4, 5, 6, 7], [9, 9, 9, 9, 9, 9, float("nan"), 3], 3.0),
        ([0, 1, 2, 3], [9, 9, 9, float("nan")], float("nan")),
        ([0, 100], [9, 4], 4.0),
    ],
)
def test_recent_is_the_last_quarter_of_the_steps(steps: list[int], values: list[float], found: float) -> None:
    assert recent(by_hand(history=history(steps, a=values)), "a") == pytest.approx(found, nan_ok=True)


@pytest.mark.parametrize(("first", "now", "found"), [(4.0, 2.0, False), (4.0, 2.1, True), (4.0, 7.9, True)])
def test_it_has_not_learned_while_the_loss_is_above_half_of_the_first(first: float, now: float, found: bool) -> None:
    assert has_not_learned(falling(first, first, first, now)) is found


@pytest.mark.parametrize(
    ("run", "found"),
    [
        (falling(8, 6, 4, 3), 0.25),
        (falling(8, 6, 4, 5), -0.25),
        (falling(8, 6, 4, 3, rows=3), 1.0),  # three rows are too few to tell
        (falling(8, 6, 0, 0), 0.0),
        (falling(8, 6, 0.5, 0.25), 0.5),
        (by_hand(history=history([0, 1, 2, 3, 4, 5, 60, 61, 70, 75, 85, 90, 95, 99], train_loss=[1.0] * 14)), 0.0),
        (by_hand(history=history([0, 1, 2, 3, 4, 5, 6, 61, 70, 75, 85, 90, 95, 99], train_loss=[1.0] * 14)), 1.0),
        (by_hand(history=history([0, 1, 2, 3, 4, 5, 60, 61, 70, 75, 76, 90, 95, 99], train_loss=[1.0] * 14)), 1.0),
        (by_hand(history=history(train_loss=[])), 1.0),
    ],
)
def test_progress_is_the_share_that_fell_between_the_last_two_quarters(run: Evidence, found: float) -> None:
    assert progress(run) == pytest.approx(found, abs=1e-15)


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ([2, 3, 2, 3, 2, 3, 2, 3], 0.4),  # up and down by 1, around 2.5
        ([2, 3, 2, 3, 2, 3, 2], 0.0),  # seven rows are too few to tell
        ([0.5] * 8, 0.0),
        ([0, 0, 0, 0, 0, 0, 0, 0], 0.0),
    ],
)
def test_fluctuation_is_how_much_the_loss_goes_up_and_down_beside_its_size(last: list[float], found: float) -> None:
    assert loss_fluctuation(by_hand(history=history(train_loss=[9.0] * 3 * len(last) + last))) == pytest.approx(found)


def test_the_shortfall_is_what_neighbours_predict_better_and_r2_counts_down_to_minus_1() -> None:
    assert shortfall(by_hand(data=facts(agreement=0.75), scores=scored(0.5))) == 0.25
    assert shortfall(by_hand(data=facts(agreement=0.75), scores=scored(-0.5))) == 1.25
    assert shortfall(by_hand(data=facts(agreement=0.75), scores=scored(-40.0))) == 1.75
    assert np.isnan([shortfall(by_hand(data=facts())), shortfall(by_hand(scores=scored(0.5)))]).all()


USUAL = layer(1, norm=4.0, ratio=0.5)  # two inputs, eight neurons: Xavier's weights have a norm of √3.2


def test_the_largest_step_is_the_next_one_or_a_recent_one_of_any_layer() -> None:
    assert np.isnan([largest_step(by_hand()), largest_step(by_hand(layers=(layer(3, parameters=0, ratio=9.0),)))]).all()
    run = by_hand(layers=(USUAL, layer(2, norm=4.0, ratio=0.25)))
    assert largest_step(run) == 0.5
    assert largest_step(replace(run, history=history(update_of_2=[9.0, 9.0, 9.0, 0.75]))) == 0.75
    shrunk = replace(run, start_norms=((1, 16.0),))  # a quarter of what it was: so is the step
    assert largest_step(shrunk) == 0.25
    assert largest_step(replace(shrunk, layers=(USUAL,))) == 0.125
    small = layer(1, norm=np.sqrt(3.2) / 4, ratio=0.5)
    assert largest_step(by_hand(layers=(small,))) == pytest.approx(0.125)


def test_an_early_step_is_one_in_the_first_eighth_of_the_run() -> None:
    updates = [float("nan"), 0.25, 0.5, 9.0, *[0.125] * 12, 99.0]
    run = by_hand(layers=(USUAL, layer(3, parameters=0)), history=history(update_of_1=updates, update_of_3=[99.0] * 17))
    assert largest_early_step(run) == 0.5  # of the rows at steps 0, 1 and 2 of 16
    assert largest_early_step(by_hand(layers=(USUAL,), history=history(update_of_1=[0.25, 0.5, 9.0, 9.0]))) == 0.5  # two at least
    assert largest_early_step(replace(run, start_norms=((1, np.sqrt(3.2) / 2),))) == pytest.approx(0.25)
    assert largest_early_step(replace(run, start_norms=((1, 0.5),))) == pytest.approx(0.5 * 0.5 / np.sqrt(3.2))
    assert largest_early_step(replace(run, start_norms=((1, 50.0),))) == 0.5
    assert np.isnan([largest_early_step(by_hand(layers=(USUAL,))), largest_early_step(replace(run, layers=()))]).all()
    both = replace(run, layers=(USUAL, layer(2, norm=4.0)), history=history(update_of_1=[0.25, 0.5], update_of_2=[0.75, 0.125]))
    assert largest_early_step(both) == 0.75


def test_growth_beside_weights_of_any_size() -> None:
    assert growth(by_hand(start_norms=((1, 0.5),)), USUAL) == 8
    assert start_size(by_hand(start_norms=((1, 8.0),)), USUAL) == 8
    assert start_size(by_hand(), layer(1, (6, 3))) == 2  # √(2·6·3 / 9)
    assert largest_growth(by_hand(start_norms=((1, 8.0), (2, 2.0)), layers=(USUAL, layer(2, norm=7.0))))[0] == 3.5


@pytest.mark.parametrize(
    ("units", "found"), [((7, 8), True), ((8, 7), True), ((8, 8), False), ((7,), False), ((), False), ((1, 2, 3), True)]
)
def test_narrow_is_a_layer_of_fewer_than_eight_neurons_among_two_or_more(units: tuple[int, ...], found: bool) -> None:
    assert is_narrow(Recipe(blocks=stack(*map(Dense, units)))) is found


def test_layers_with_a_limit_on_either_side_as_far_as_they_are_enabled() -> None:
    blocks = (*stack(Dense(4, ReLU()), Dropout(0.1), Dense(4, Sigmoid()), Dense(4)), Block(5, Dense(4), enabled=False))
    assert bounded_layers(Recipe(blocks=blocks)) == (3, 4)
    assert [block.id for block in hidden_blocks(Recipe(blocks=blocks))] == [1, 2, 3, 4]
