"""Rows of a history are spent where a curve bends, come early where measuring is expensive, and come by the clock beside that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import checkpoint_from
from engine.training.history import COMPARED, History
from engine.training.history_rows import first_stride
from engine.training.measuring.extra_rows import MOST, ExtraRows
from engine.training.measuring.row_spacing import RowSpacing
from engine.training.session import Session, measure_now
from tests.engine.builders import stack
from tests.engine.training.comparable_runs import fingerprint

STEPS = 2000


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(blocks=stack(Dense(8, ReLU()), Dense(8, ReLU())))], ids=["tanh", "relu"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_curves_stay_within_a_hundredth_of_the_fully_measured_ones(recipe: Recipe, optimizer: str) -> None:
    recipe = replace(recipe, optimizer=OPTIMIZERS[optimizer](lr=0.03 if optimizer == "sgd" else 0.005))
    session, full = Session(recipe), Session(recipe)
    session.advance(STEPS)
    full.history.stride = 2 * STEPS  # so that nothing is measured but here
    measured = [full.loop.evaluator.losses(full.network)]
    for _ in range(STEPS):
        full.advance(1)
        measured.append(full.loop.evaluator.losses(full.network))
    view = session.history.view()
    assert len(view.steps) < STEPS // 3
    for name, whole in zip(COMPARED[:2], np.array(measured).T, strict=True):
        steps = np.arange(int(view.steps[-1]) + 1)
        drawn = np.interp(steps, view.steps, view.column(name)[2])
        assert np.abs(drawn - whole[steps]).max() < 0.01 * np.ptp(whole)


def offered(losses: np.ndarray) -> History:
    """A history that was offered a loss at every step and took those that were due."""
    history = History(COMPARED[:2])
    for step, loss in enumerate(losses):
        if history.is_due(step):
            history.append(step, np.array([loss, loss]))
    return history


def test_a_straight_curve_has_few_rows_and_a_jagged_one_all() -> None:
    straight = np.linspace(1, 0, 500)
    jagged = straight + 0.05 * np.random.default_rng(0).normal(size=500)
    assert len(offered(jagged)) == 500
    assert len(offered(straight)) < 200


def test_rows_come_close_again_where_a_curve_bends() -> None:
    losses = np.concatenate([np.linspace(1, 0.9, 400), np.linspace(0.9, 0, 20), np.zeros(80)])
    between = np.diff(offered(losses).steps)
    at = offered(losses).steps[1:]
    assert between[at < 400].max() >= 8
    assert between[(at > 410) & (at < 425)].max() <= 4


def test_a_history_of_a_file_goes_on_at_the_same_steps() -> None:
    session = Session(Recipe())
    for steps in (150, 200, 300, 900):
        session.advance(steps)
        state = session.checkpoint()
        again = Session(Recipe())
        again.restore(Recipe(), checkpoint_from(state.to_arrays(), state.meta()))
        again.advance(150)
        session.advance(150)
        assert fingerprint(again) == fingerprint(session)


def test_a_network_that_is_slow_to_measure_has_its_first_rows_early() -> None:
    session = Session(Recipe(blocks=stack(Dense(512), Dense(512))))
    assert first_stride(session.network, session.data, session.batches.size) > 8
    session.advance(60)
    steps = session.history.steps
    assert steps[:9].tolist() == list(range(9))
    assert 12 < len(steps) < 40
    session.history.append(10**5, session.history.rows[2, -1])
    assert session.history.stride >= session.history.usual_stride


def test_rows_by_the_clock_are_shown_and_change_nothing_else() -> None:
    watched, blind = Session(Recipe()), Session(Recipe())
    watched.history.stride = blind.history.stride = 64
    for _ in range(30):
        watched.advance(10)
        measure_now(watched)
        measure_now(watched)  # nothing new
    blind.advance(300)
    assert fingerprint(watched) == fingerprint(blind)
    view = watched.history.view()
    assert view.steps.tolist() == sorted({*range(0, 301, 10), *blind.history.steps.tolist()})
    assert np.isfinite(view.column("test_loss")[2]).all()
    assert view.column("train_loss")[2][-1] == watched.scores().train_loss
    assert watched.history.up_to(100).view().steps[-1] == 100


def test_a_past_loss_has_no_extra_rows() -> None:
    session = Session(Recipe())
    session.history.stride = 64
    session.advance(10)
    measure_now(session)
    session.adopt(replace(Recipe(), loss=Recipe().loss.__class__(smoothing=0.3)))
    assert len(session.history.extra) == 0


def test_extra_rows_are_bounded() -> None:
    extra = ExtraRows()
    for step in range(1000):
        extra.add(step, np.zeros(2))
    assert len(extra) <= MOST
    assert extra.last == 999


def test_a_moment_that_is_measured_again_goes_on_from_there() -> None:
    nothing = np.empty((0, 1))
    spacing = RowSpacing(np.empty(0), nothing, nothing, nothing, 1)
    for step, loss in ((0, 1.0), (1, 0.5), (1, 0.7), (1, 0.6), (0, 1.0), (0, 0.9), (1, 0.6), (2, 0.5)):
        spacing.add(step, [loss])
    assert spacing.strides >= 1


def strides(start: int, losses: list[float], apart: int | None = None, stride: int = 1, range_: float | None = None) -> list[int]:
    """How many strides the next row is away after each of these, the first at `start` and the others when they are due, or so far
    apart. The loss went from 0 to `range_` before."""
    none = np.empty((0, 1))
    spacing = RowSpacing(np.empty(0), none, none, none, stride)
    if range_ is not None:
        low, high, unknown = np.array([[0.0]]), np.array([[range_]]), np.array([[np.nan]])
        spacing = RowSpacing(np.zeros(1), low, high, unknown, stride)
    found, step = [], start
    for loss in losses:
        spacing.add(step, [loss])
        found.append(spacing.strides)
        step += stride * (spacing.strides if apart is None else apart)
    return found


@pytest.mark.parametrize("stride", [1, 4])
def test_rows_of_a_level_loss_go_apart_after_six_rows_whose_neighbours_are_known(stride: int) -> None:
    assert strides(10_000 * stride, [1.0] * 14, stride=stride) == [1] * 7 + [2, 4, 8, 16, 16, 16, 16]


@pytest.mark.parametrize("stride", [1, 4])
@pytest.mark.parametrize(("last", "found"), [(63, 1), (64, 2), (127, 2), (128, 4)])
def test_rows_are_no_further_apart_than_a_part_of_the_run_so_far(stride: int, last: int, found: int) -> None:
    assert strides((last - 14) * stride, [1.0] * 8, apart=2, stride=stride)[-1] == found


@pytest.mark.parametrize(("off", "found"), [(0.0, 4), (2.9, 4), (3.0, 2), (5.9, 2), (6.0, 1), (-6.0, 1), (-2.9, 4)])
def test_a_row_off_the_line_between_its_neighbours_keeps_rows_together(off: float, found: int) -> None:
    """Three thousandths of the loss's range keep them where they are, six bring them closer."""
    losses = [500.0 + row for row in range(8)]
    losses[4] += off
    assert strides(10_000, losses, apart=2, range_=1000.0)[-1] == found


def test_a_bend_counts_for_six_rows() -> None:
    """It is seen when the next row is measured, and for the last time as the line's beginning."""
    losses = [500.0] * 12 + [900.0] + [500.0] * 10
    assert strides(10_000, losses, range_=1000.0)[11:] == [16, 8, 4, 2, 1, 1, 1, 1, 1, 2, 4, 8]


def test_the_loss_that_bends_most_counts_in_its_own_range_and_unknown_ones_do_not() -> None:
    none = np.empty((0, 2))
    spacing = RowSpacing(np.empty(0), none, none, none, 1)
    for row in range(8):
        spacing.add(10_000 + 2 * row, [1000.0 * row, 1.0 * row])
    assert spacing.strides == 4
    spacing.add(10_016, [np.nan, 8.0])
    spacing.add(10_016, [])
    assert spacing.strides == 4
    spacing.add(10_016, [8000.0, 8.0])
    spacing.add(10_018, [9000.0, 9.2])  # the row before is off by 0.1, a little more than a hundredth of 9.2
    assert spacing.strides == 1


def test_a_row_measured_again_takes_the_place_of_the_one_at_its_step() -> None:
    once, twice = [], []
    for again, found in ((False, once), (True, twice)):
        none = np.empty((0, 1))
        spacing = RowSpacing(np.empty(0), none, none, none, 1)
        for row in range(9):
            spacing.add(10_000 + row, [float(row)])
            if again and row == 1:
                spacing.add(10_000 + row, [float(row)])
            found.append(spacing.strides)
    assert once == twice


def test_spacing_made_anew_from_the_rows_goes_on_as_it_was() -> None:
    rng = np.random.default_rng(3)
    steps = np.arange(10_000.0, 10_040, 2)
    mean = np.linspace(9, 1, 20)[:, np.newaxis] + 0.004 * rng.normal(size=(20, 1))
    low, high = mean - 1, mean + 1
    grown = RowSpacing(steps[:1], low[:1], high[:1], mean[:1], 1)
    grown._low, grown._high = [float(low.min())], [float(high.max())]
    for step, losses in zip(steps[1:].tolist(), mean[1:].tolist(), strict=True):
        grown.add(step, losses)
    anew = RowSpacing(steps, low, high, mean, 1)
    assert (anew.strides, list(anew._bends), list(anew._last)) == (grown.strides, list(grown._bends), list(grown._last))
    assert (anew._low, anew._high) == (grown._low, grown._high)
