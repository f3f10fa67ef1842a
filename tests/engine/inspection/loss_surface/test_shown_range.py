"""Which part of a plane is shown, worked by hand; and the parts of a picture of losses one by one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.inspection.loss_surface.loss_costs import LossCosts, points_of
from engine.inspection.loss_surface.parameter_plane import DirectionPlane, NumberPlane
from engine.inspection.loss_surface.picture_grid import PictureGrid
from engine.inspection.loss_surface.run_path import MOST_DOTS, MOST_NUMBERS, PathMemory
from engine.inspection.loss_surface.shown_range import ShownRange
from engine.inspection.loss_surface.trained_number import TrainedNumber, first_numbers, place_in_theta
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import small_data, stack


def around(*places: tuple[float, ...], least: float = 1e-6, aspect: float = 1.0) -> list[tuple[float, ...]]:
    return [tuple(np.round(one, 9)) for one in ShownRange().around(np.array(places), least, aspect)]


@pytest.mark.parametrize(
    ("half", "shown"),
    [
        (1.0, 1.0),
        (1.01, 1.5),
        (1.5, 1.5),
        (1.6, 2),
        (2.5, 3),
        (3.5, 4),
        (4.5, 5),
        (5.5, 6),
        (7, 8),
        (8.1, 10),
        (0.12, 0.15),
        (40, 40),
    ],
)
def test_half_a_range_is_a_round_number(half: float, shown: float) -> None:
    ((low, high),) = around((0.0,), least=half)
    assert (-low, high) == pytest.approx((shown, shown))


def test_the_range_holds_the_path_with_room_around_it() -> None:
    assert around((0.0,), (2.0,)) == [(-1.0, 3.0)]  # half the path is 1, times 1.6 is 1.6: 2 around the middle at 1
    assert around((0.0, 10.0), (2.0, 10.0)) == [(-1.0, 3.0), (8.0, 12.0)]
    assert around((0.0, 10.0), (2.0, 10.0), aspect=2.0) == [(-0.6, 2.6), (9.2, 10.8)]
    assert around((0.0, 10.0), (0.0, 12.0), aspect=2.0) == [(-4.0, 4.0), (9.0, 13.0)]
    assert around((5.0,), least=2.0) == [(3.0, 7.0)]
    assert around((5000.0,)) == [(4995.0, 5005.0)], "a thousandth of its size at least"


def test_places_far_away_or_infinite_are_left_out_of_sight() -> None:
    assert around((20.9,), (1.0,))[0][1] > 20.9  # within 10 · (1 + 1) of 1
    assert around((21.1,), (1.0,), least=2.0) == [(-1.0, 3.0)]
    assert around((np.inf,), (1.0,), least=2.0) == [(-1.0, 3.0)]
    assert around((np.nan,), least=2.0) == [(-2.0, 2.0)]
    ((low, high),) = around((-np.inf,), least=2.0)
    assert low < -1e30 < high


def test_a_range_stays_while_the_path_fills_it_and_stays_off_its_rim() -> None:
    shown = ShownRange()

    def low(*places: float, least: float = 2.0, aspect: float = 1.0) -> float:
        return shown.around(np.array(places)[:, np.newaxis], least, aspect)[0][0]

    assert low(0.0) == -2
    assert low(1.83) == -2, "0.04 of the range from its edge"
    assert low(-1.83) == -2
    assert low(1.85) != -2
    shown = ShownRange()
    assert low(0.0, least=10.0) == -10
    assert low(0.0, least=3.6) == -10, "more than 0.35 of it is needed"
    assert low(0.0, least=3.4) == -4
    assert low(0.0, least=3.4, aspect=2.0) == -4
    assert low(1.0, least=3.4, aspect=1.0) == -3, "another shape is another range"


LAYERS = Session(Recipe(blocks=stack(Dense(3), Dropout(), Dense(2)))).network.layers


def test_numbers_lie_in_theta_in_the_order_of_layers_and_arrays() -> None:
    places = [
        place_in_theta(LAYERS, TrainedNumber(info.id, name, index))
        for info in LAYERS
        for name, shape in info.shapes
        for index in np.ndindex(*shape)
    ]
    assert places == list(range(2 * 3 + 3 + 3 * 2 + 2 + 2 + 1))
    for layer, array, index in [
        (1, "weights", (2, 0)),
        (1, "weights", (0, 3)),
        (1, "weights", (-1, 0)),
        (1, "weights", (0,)),
        (1, "gates", (0, 0)),
        (2, "weights", (0, 0)),
        (9, "weights", (0, 0)),
    ]:
        assert place_in_theta(LAYERS, TrainedNumber(layer, array, index)) is None


def test_the_first_two_numbers_go_into_the_first_neuron() -> None:
    weights = TrainedNumber(1, "weights", (0, 0)), TrainedNumber(1, "weights", (1, 0))
    assert first_numbers(LAYERS) == weights
    assert first_numbers(LAYERS[1:2]) is None, "dropout has none"
    one = SimpleNamespace(id=7, shapes=(("weights", (1, 2)), ("biases", (2,))))
    assert first_numbers([one]) == (TrainedNumber(7, "weights", (0, 0)), TrainedNumber(7, "biases", (0,)))  # type: ignore[list-item]
    single = SimpleNamespace(id=7, shapes=(("slope", (1,)),))
    assert first_numbers([single]) == (TrainedNumber(7, "slope", (0,)), None)  # type: ignore[list-item]
    later = SimpleNamespace(id=8, shapes=(("weights", (5, 2)),))
    assert first_numbers([single, later])[1] == TrainedNumber(8, "weights", (0, 0))  # type: ignore[list-item,index]


@pytest.mark.parametrize(("stride", "line", "plane"), [(16, 11, 36), (8, 21, 121), (4, 41, 441), (2, 81, 1681), (1, 161, 6561)])
def test_a_grid_of_each_stride_has_so_many_points(stride: int, line: int, plane: int) -> None:
    assert (points_of(stride, 1), points_of(stride, 2)) == (line, plane)


def priced(seconds: float) -> LossCosts:
    costs = LossCosts.__new__(LossCosts)
    costs.seconds = seconds
    return costs


@pytest.mark.parametrize(
    ("seconds", "training", "stride"),
    [
        (3.0 / 6561, False, 1),
        (3.0 / 6560, False, 2),
        (0.03 / 1681, True, 2),
        (0.03 / 1680, True, 4),
        (0.03 / 36, True, 16),
        (0.031 / 36, True, 8),  # there is time for none
    ],
)
def test_the_picture_is_as_fine_as_there_is_time_for(seconds: float, training: bool, stride: int) -> None:
    assert priced(seconds * 0.9999999).stride(2, training) == stride


def test_what_a_loss_costs_follows_the_newest_slowly() -> None:
    costs = priced(1.0)
    costs.count(10, 20.0)
    assert costs.seconds == pytest.approx(1.3)


def test_slopes_are_left_out_where_they_would_take_too_long() -> None:
    session = Session(Recipe(), small_data(20))
    costs, plane = LossCosts(session), NumberPlane(session.network.theta, (0, 1))
    theta, place = session.network.theta, session.network.theta[:2].astype(np.float64)
    costs.seconds = 1.0  # two sides of two axes, and as much again
    assert np.isnan(costs.slopes(plane, theta, place, False, 7.9)).all()
    found = costs.slopes(plane, theta, place, False, 8.0)
    assert np.isfinite(found).all()
    assert costs._precise is not None
    far = costs.slopes(plane, theta, np.array([1e3, 0.0]), False, 8.0)
    assert far[1] == found[1], "from the same place with the same distance"
    costs.seconds, costs._slope_seconds = 0.0, 2.0
    assert np.isnan(costs.slopes(plane, theta, place, False, 1.9)).all()


class Counting:
    """Costs that count: a loss is the sum of θ, and each takes a second of its clock."""

    def __init__(self) -> None:
        self.losses: Any = SimpleNamespace(theta=np.zeros(3), loss=self.loss, penalty=lambda: 100.0)
        self.counted: list[int] = []

    def loss(self) -> float:
        return float(self.losses.theta.sum())

    def use(self, buffers: object) -> None:
        """There are none."""

    def count(self, losses: int, seconds: float) -> None:
        assert 0 <= seconds < 100
        self.counted.append(losses)


def test_a_grid_is_filled_from_coarse_to_fine_without_a_point_twice() -> None:
    costs: Any = Counting()
    grid = PictureGrid(NumberPlane(np.array([9.0, 0.0, 5.0]), (0,)), ((0.0, 160.0),), np.zeros(0), False)
    assert (grid.points, grid.is_done(16)) == (0, False)
    for stride, points, new in ((16, 11, 11), (8, 21, 10), (1, 161, 140)):
        grid.compute(costs, stride, 1e3)
        assert (grid.stride, grid.points, costs.counted[-1]) == (stride, points, new)
        assert grid.picture().tolist() == [5.0 + x for x in range(0, 161, stride)]
        assert grid.is_done(stride)
        assert not grid.is_done(stride // 2)
        assert grid.is_done(2 * stride)
    grid.compute(costs, 1, 1e3)
    assert len(costs.counted) == 3


def test_a_grid_over_two_numbers_has_the_second_axis_down_and_its_penalty() -> None:
    costs: Any = Counting()
    grid = PictureGrid(NumberPlane(np.array([9.0, 7.0, 5.0]), (2, 0)), ((0.0, 80.0), (0.0, 8.0)), np.zeros(0), True)
    grid.compute(costs, 16, 0.0)
    assert (costs.counted, grid.points) == ([1], 0), "at least one point"
    grid.compute(costs, 16, 1e3)
    x, y = np.meshgrid(np.arange(0, 81, 16.0), np.arange(0, 8.1, 1.6))
    np.testing.assert_allclose(grid.picture(), x + y + 7 + 100)
    assert costs.counted == [1, 35]


def test_planes_place_what_they_hold() -> None:
    base = np.array([1.0, 2.0, 3.0])
    numbers = NumberPlane(base, (2,))
    theta = np.zeros(3)
    numbers.put(np.array([7.0]), theta)
    assert theta.tolist() == [1, 2, 7]
    assert numbers.direction(0).tolist() == [0, 0, 1]
    assert [numbers.contains(np.array(one)) for one in ([1.0, 2.0, 99.0], [1.0, 2.1, 3.0])] == [True, False]
    skew = DirectionPlane(base, np.array([[2.0, 0.0, 0.0], [1.0, 1.0, 0.0]]))
    places, away = skew.places(np.array([[6.0, 3.0, 7.0]]))
    assert (places.round(9).tolist(), away.round(9).tolist()) == ([[2.0, 1.0]], [4.0])
    skew.put(np.array([2.0, 1.0]), theta)
    assert theta.tolist() == [6, 3, 3]
    assert [skew.contains(base), skew.contains(theta)] == [True, False]


def test_of_many_dots_every_second_one_is_kept_with_the_newest() -> None:
    memory = PathMemory()
    for step in range(MOST_DOTS):
        memory._remember(SimpleNamespace(step=step, theta=np.zeros(3)))  # type: ignore[arg-type]  # a dot
    assert len(memory._dots) == MOST_DOTS
    memory._remember(SimpleNamespace(step=MOST_DOTS, theta=np.zeros(3)))  # type: ignore[arg-type]  # a dot
    assert [one.step for one in memory._dots] == list(range(0, MOST_DOTS + 1, 2))
    large = PathMemory()
    for size, count in ((MOST_NUMBERS // 8, 1), (MOST_NUMBERS // 8 + 1, 1)):
        large._remember(SimpleNamespace(step=1, theta=np.zeros(size)))  # type: ignore[arg-type]  # a dot
        assert len(large._dots) == count
