"""A run of any length in bounded memory, and nothing extreme is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.history import LARGEST_ROOM, ROOM, History


def filled(values: list[float] | np.ndarray, room: int = 16, stride: int = 1) -> History:
    """A history that was offered a value at every step and took those that were due."""
    history = History(("loss",), stride, room)
    for step, value in enumerate(values):
        if history.is_due(step):
            history.append(step, np.array([value]))
    return history


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300))
def test_room_is_bounded_and_rows_are_ordered(values: list[float]) -> None:
    history = filled(values)
    assert 0 < len(history) < 16
    assert np.all(np.diff(history.steps) > 0)
    low, high, mean = history.view().column("loss")
    slack = 1e-9 * (1 + np.abs(mean))
    assert np.all((low <= mean + slack) & (mean <= high + slack))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300))
def test_the_extremes_of_what_was_measured_stay(values: list[float]) -> None:
    history, measured = History(("loss",), 1, 16), []
    for step, value in enumerate(values):
        if history.is_due(step):
            history.append(step, np.array([value]))
            measured.append(value)
    low, high, _ = history.view().column("loss")
    assert (low.min(), high.max()) == (min(measured), max(measured))


def test_a_peak_stays_in_its_stretch() -> None:
    values = np.zeros(16)
    values[6] = 5.0
    low, high, mean = filled(values).view().column("loss")
    assert high.tolist() == [0, 0, 0, 5, 0, 0, 0, 0]
    assert low.tolist() == [0] * 8
    assert mean.tolist() == [0, 0, 0, 2.5, 0, 0, 0, 0]


def test_the_stride_doubles_and_the_moments_depend_on_the_step_alone() -> None:
    history = History(("loss",), 4, 16)
    moments, step = [], 0
    while step < 400:
        if history.is_due(step):
            history.append(step, np.array([0.0]))
            moments.append(step)
        step += 1
    assert moments[:16] == [4 * i for i in range(16)]
    assert moments[16:24] == [64 + 8 * i for i in range(8)]
    assert history.stride == 32
    assert history.next_due(0) == 32
    assert history.next_due(31) == 32
    assert history.next_due(32) == 64


def test_columns_keep_their_past_by_name() -> None:
    history = History(("a", "b"), 1, 16)
    for step in range(5):
        history.append(step, np.array([step, -step], float))
    other = history.with_columns(("b", "c"))
    assert other.view().column("b")[2].tolist() == [0, -1, -2, -3, -4]
    assert np.isnan(other.view().column("c")[2]).all()
    assert np.array_equal(other.steps, history.steps)
    for step in range(5, 16):
        other.append(step, np.array([-step, 1], float))
    low, _, mean = other.view().column("c")
    assert np.isnan(mean[:2]).all()  # steps 0 to 3 were before the column
    assert mean[2:].tolist() == low[2:].tolist() == [1.0] * 6


def test_a_view_and_a_copy_do_not_follow() -> None:
    history = filled([1.0, 2.0])
    view, copy = history.view(), history.copy()
    history.append(2, np.array([3.0]))
    assert len(view.steps) == len(copy) == 2


def test_rows_from_a_file_must_fit() -> None:
    history = filled([1.0, 2.0, 3.0])
    back = History.from_rows(("loss",), 1, history.steps, history.rows)
    assert np.array_equal(back.rows, history.rows)
    with pytest.raises(ValueError, match="do not fit"):
        History.from_rows(("loss", "more"), 1, history.steps, history.rows)


def test_a_longer_history_of_an_earlier_version_is_read_and_goes_on() -> None:
    rows = 2 * ROOM - 1
    back = History.from_rows(("loss",), 1, np.arange(rows), np.zeros((3, rows, 1)))
    assert len(back) == rows
    back.append(rows, np.array([1.0]))
    assert (len(back), back.stride) == (ROOM, 2)
    with pytest.raises(ValueError, match="do not fit"):
        History.from_rows(("loss",), 1, np.arange(LARGEST_ROOM), np.zeros((3, LARGEST_ROOM, 1)))
