"""The cells of the heat map: which trials fall into them, and what they say of these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.search.plan import LOSS
from engine.search.space import dimension_from
from engine.search.trial import FINISHED, STOPPED, Trial
from gui.search.plots.heat_cells import BINS, bins_of, heat_cells
from tests.gui.search.made_trials import PLAN, made_trials

LAYERS, BATCH, RATE = dimension_from("layers=4|8"), dimension_from("batch=8|32"), dimension_from("lr=0.001..1:log")
TRIALS = (
    Trial(0, {"layers": "4", "batch": 8}, FINISHED, 0.5),
    Trial(1, {"layers": "4", "batch": 8}, FINISHED, 0.7),
    Trial(2, {"layers": "8", "batch": 32}, FINISHED, 0.9),
    Trial(3, {"layers": "8", "batch": 32}, STOPPED, 1.0),
)


@pytest.mark.parametrize(
    ("judge", "best", "value", "number"), [("accuracy", True, 0.7, 1), ("accuracy", False, 0.6, 1), (LOSS, True, 0.5, 0)]
)
def test_a_cell_has_the_best_or_the_mean_of_what_was_trained_to_its_end(
    judge: str, best: bool, value: float, number: int
) -> None:
    across, down = bins_of(LAYERS, TRIALS), bins_of(BATCH, TRIALS)
    cells = heat_cells(TRIALS, replace(PLAN, judge=judge), across, down, best)
    assert (cells.columns, cells.rows) == (("4", "8"), ("32", "8"))  # upwards
    np.testing.assert_allclose(cells.values, [[np.nan, 0.9], [value, np.nan]])
    np.testing.assert_array_equal(cells.counts, [[0, 1], [2, 0]])
    np.testing.assert_array_equal(cells.best, [[-1, 2], [number, -1]])
    assert cells.cell_of(3, TRIALS, across, down) == (0, 1)  # stopped, yet it has its place
    assert cells.cell_of(9, TRIALS, across, down) is None


def test_a_range_has_bins_of_equal_width_on_its_axis() -> None:
    trials = made_trials(100)
    bins = bins_of(RATE, trials)
    np.testing.assert_allclose(np.diff(bins.edges), 3 / BINS)
    assert bins.names[0] == "0.001–0.0032"
    found = bins.of([Trial(0, {"lr": 0.001}), Trial(1, {"lr": 1.0}), Trial(2, {"lr": 0.04}), Trial(3, {})])
    assert found.tolist() == [0, BINS - 1, 3, -1]


def test_of_a_grid_each_value_of_a_range_has_its_own() -> None:
    trials = [Trial(number, {"lr": value}) for number, value in enumerate(RATE.grid())]
    bins = bins_of(RATE, trials)
    assert len(bins.names) == 5
    assert bins.of(trials).tolist() == [0, 1, 2, 3, 4]


def test_every_trial_that_counts_is_in_one_cell() -> None:
    trials = made_trials(600)
    cells = heat_cells(trials, PLAN, bins_of(PLAN.space.dimensions[0], trials), bins_of(PLAN.space.dimensions[1], trials), True)
    assert cells.counts.sum() == sum(one.is_ranked for one in trials)
    assert np.nanmax(cells.values) == max(one.score for one in trials if one.is_ranked)


def test_without_trials_there_are_empty_cells() -> None:
    cells = heat_cells((), PLAN, bins_of(LAYERS, ()), bins_of(RATE, ()), True)
    assert np.isnan(cells.values).all()
    assert cells.values.shape == (BINS, 2)
