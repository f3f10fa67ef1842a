"""How a picture of losses grows: pieces while it trains, whole when not; when a grid goes on; and which moments the path has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.inspection.loss_surface import loss_picture
from engine.inspection.loss_surface.directions import principal_directions
from engine.inspection.loss_surface.loss_at import LossAt
from engine.inspection.loss_surface.loss_costs import LossCosts
from engine.inspection.loss_surface.loss_picture import (
    LossSurface,
    Numbers,
    PathDirections,
    RandomDirections,
    SurfaceMemory,
    plane_of,
)
from engine.inspection.loss_surface.picture_grid import PictureGrid
from engine.inspection.loss_surface.run_path import PathMemory, same_layout
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.nn.layers.dense import Dense
from engine.nn.losses import Hinge
from engine.optim.regularizers import L2
from engine.recipe.recipe import Recipe
from engine.training.memento import Memento, apply_edit
from engine.training.session import Session
from tests.engine.builders import small_data, stack

ONE = Numbers((TrainedNumber(1, "weights", (0, 0)),))


def session_of(**changes: Any) -> Session:
    return Session(replace(Recipe(blocks=stack(Dense(3)), batch=10), **changes), small_data(40))


class Pieces:
    """Notes how long each piece of a grid may take, and computes none of it but the coarsest."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[float] = []
        compute = PictureGrid.compute

        def piece(grid: PictureGrid, costs: LossCosts, stride: int, seconds: float) -> None:
            self.asked.append(seconds)
            compute(grid, costs, 16, 1e3)

        monkeypatch.setattr(PictureGrid, "compute", piece)


@pytest.mark.parametrize(
    ("training", "cost", "first", "later"),
    [(True, 1e-6, 0.024, 0.01), (True, 1.0, 0.024, 0.01), (False, 1e-6, 0.024, 0.024), (False, 1.0, 0.15, 0.15)],
)
def test_a_piece_is_short_while_it_trains_and_longer_where_somebody_waits(
    training: bool, cost: float, first: float, later: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, memory, session = Pieces(monkeypatch), SurfaceMemory(), session_of()
    monkeypatch.setattr(LossCosts, "_least_seconds", lambda self: cost)
    monkeypatch.setattr(LossCosts, "count", lambda self, losses, seconds: None)
    monkeypatch.setattr(LossCosts, "stride", lambda self, dimensions, training: 1)
    for _turn in range(2):
        memory.picture(LossSurface(ONE), session, training)
    assert pieces.asked == [first, later]


def test_while_it_trains_a_grid_goes_on_until_it_is_done_and_then_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    Pieces(monkeypatch)
    strides = [8]
    monkeypatch.setattr(LossCosts, "stride", lambda self, dimensions, training: strides[0])
    memory, session = SurfaceMemory(), session_of()
    session.advance(5)
    first = memory.picture(LossSurface(ONE), session, training=True)
    session.advance(5)
    second = memory.picture(LossSurface(ONE), session, training=True)
    assert first is not None
    assert second is not None
    assert (first.step, second.step, second.whole) == (5, 5, False)
    strides[0] = 16
    done = memory.picture(LossSurface(ONE), session, training=True)
    assert done is not None
    assert (done.step, done.whole) == (10, True)
    session.advance(5)
    paused = memory.picture(LossSurface(ONE), session, training=False)
    assert paused is not None
    assert (paused.step, paused.steps[-1]) == (15, 15)


def test_another_question_or_another_network_begins_a_picture_anew() -> None:
    memory, session = SurfaceMemory(), session_of()
    session.advance(5)

    def grid(request: LossSurface) -> object:
        memory.picture(request, session, training=False)
        return memory._growing

    one = grid(LossSurface(ONE))
    assert grid(LossSurface(ONE, turn=1)) is one
    assert grid(LossSurface(ONE, penalised=True)) is not one
    two = grid(LossSurface(ONE))
    session.network.theta[0] += 0.1  # along the axis: the same line
    assert grid(LossSurface(ONE)) is two
    session.network.theta[1] += 0.1
    assert grid(LossSurface(ONE)) is not two
    costs = memory._costs
    apply_edit(session, replace(session.recipe, loss=Hinge()), Memento())
    grid(LossSurface(ONE))
    assert memory._costs is not costs


def test_a_present_point_that_leaves_its_range_needs_another_unless_the_range_was_chosen() -> None:
    memory, session = SurfaceMemory(), session_of()
    session.advance(3)
    own = memory.picture(LossSurface(ONE), session, training=False)
    assert own is not None
    session.network.theta[0] = own.ranges[0][1] + 1
    moved = memory.picture(LossSurface(ONE), session, training=False)
    assert moved is not None
    assert moved.ranges != own.ranges
    chosen = LossSurface(ONE, ranges=((-1.0, 1.0),))
    memory.picture(chosen, session, training=False)
    kept = memory._growing
    session.network.theta[0] = 5.0
    found = memory.picture(chosen, session, training=False)
    assert found is not None
    assert (found.ranges, memory._growing is kept) == (((-1.0, 1.0),), True)


@pytest.mark.parametrize(("axes", "least"), [(ONE, 2.0), (RandomDirections(1), 1.0)])
def test_half_a_range_is_at_least_so_much(axes: Any, least: float) -> None:
    session = session_of()
    found = SurfaceMemory().picture(LossSurface(axes), session, training=False)
    assert found is not None
    low, high = found.ranges[-1]
    assert (high - low) / 2 == pytest.approx(least)


def test_the_penalty_is_in_the_losses_where_that_is_asked_for() -> None:
    session = session_of(penalty=L2(0.5))
    session.advance(30)
    plain, whole = (
        SurfaceMemory().picture(LossSurface(ONE, penalised=penalised), session, training=False) for penalised in (False, True)
    )
    assert plain is not None
    assert whole is not None
    scores = session.scores()
    assert plain.loss == pytest.approx(scores.train_loss)
    assert whole.loss == pytest.approx(scores.train_loss + scores.penalty)
    assert (whole.losses > plain.losses).all()
    assert np.isfinite(whole.slopes).all()
    at = LossAt(session.recipe, session.data, session.network)
    at.theta[:] = session.network.theta
    assert at.penalty() == at.penalty(session.network.theta) == pytest.approx(scores.penalty)
    free = LossAt(replace(session.recipe, penalty=Recipe().penalty), session.data, session.network)
    assert (free.penalty(), free.has_penalty, at.has_penalty) == (0.0, False, True)


def test_a_network_with_more_rows_than_go_at_once_has_the_same_loss() -> None:
    session = session_of()
    session.advance(3)
    at = LossAt(session.recipe, session.data, session.network)
    at.theta[:] = session.network.theta
    by_calls, at._calls = at.loss(), []
    assert at.loss() == pytest.approx(by_calls)
    assert by_calls == pytest.approx(session.scores().train_loss)


def test_planes_of_numbers_that_are_partly_there_are_none() -> None:
    session = session_of()
    path = PathMemory().path(session, LossAt(session.recipe, session.data, session.network))
    there, gone = TrainedNumber(1, "weights", (0, 0)), TrainedNumber(9, "weights", (0, 0))
    for numbers, found in (((there,), True), ((there, gone), False), ((gone,), False), ((), False)):
        assert (plane_of(Numbers(numbers), session, path)[0] is not None) is found
    assert plane_of(PathDirections(), session, path) == (None, ())


def test_the_path_has_the_moments_of_the_present_loss_in_their_order() -> None:
    memory, session = PathMemory(), session_of()

    def path() -> Any:
        return memory.path(session, LossAt(session.recipe, session.data, session.network))

    for _look in range(6):
        session.advance(7)
        found = path()
    steps = found.steps.tolist()
    assert steps == sorted(set(steps))
    assert steps[-1] == 42
    watched = {7.0, 14.0, 21.0, 28.0, 35.0}
    kept = {float(one.step) for one in session.timeline if one.step < 42}
    assert set(steps) == watched | kept | {42.0}
    assert {step for step, fixed in zip(steps, found.fixed, strict=True) if fixed} == kept | {42.0}
    assert found.penalties.tolist() == [0.0] * len(steps)
    apply_edit(session, replace(session.recipe, loss=Hinge()), Memento())
    session.advance(7)
    after = path().steps.tolist()
    assert min(after) >= 42
    assert after[-1] == 49


def test_the_same_layout_is_the_same_layers_of_the_same_size() -> None:
    session = session_of(blocks=stack(Dense(3), Dense(3)))
    session.advance(5)
    keyframe = session.timeline[0]
    assert same_layout(keyframe, session.network)
    first, second = keyframe.recipe.blocks
    swapped = replace(keyframe, recipe=replace(keyframe.recipe, blocks=(replace(first, id=7), second)))
    assert not same_layout(swapped, session.network)
    off = replace(keyframe, recipe=replace(keyframe.recipe, blocks=(first, second, replace(first, id=9, enabled=False))))
    assert same_layout(off, session.network)
    assert not same_layout(keyframe, session_of(blocks=stack(Dense(3), Dense(4))).network)


def test_directions_of_a_path_by_hand() -> None:
    path = np.array([[0.0, 0.0, 0.0], [3.0, 1.0, 0.0], [6.0, 0.0, 0.0]])
    directions, shares = principal_directions(path)
    assert directions[0].round(9).tolist() == [1, 0, 0], "towards the end"
    assert shares == pytest.approx([18 / (18 + 2 / 3), (2 / 3) / (18 + 2 / 3)])
    assert principal_directions(path[::-1])[0][0].round(9).tolist() == [-1, 0, 0]


def test_pictures_of_losses_are_not_made_for_every_frame() -> None:
    assert (LossSurface.every_frame, LossSurface.rest, LossSurface.share) == (False, 0.06, 0.1)
    assert LossSurface(ONE) == LossSurface(ONE, (), 1.0, False, 0)
    assert loss_picture.SLOPE_SECONDS < loss_picture.PIECE
