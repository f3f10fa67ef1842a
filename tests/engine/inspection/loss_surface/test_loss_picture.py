"""The loss over weights: its values are the session's own losses, its slopes numeric ones, its path that of the history."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.inspection.loss_surface import loss_costs, loss_picture
from engine.inspection.loss_surface.loss_picture import (
    Axes,
    LossPicture,
    LossSurface,
    Numbers,
    PathDirections,
    RandomDirections,
    SurfaceMemory,
)
from engine.inspection.loss_surface.trained_number import TrainedNumber, first_numbers, place_in_theta
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import L1, L2
from engine.recipe.recipe import Block, Recipe
from engine.training.memento import Memento, WeightEdit, apply_edit, set_number, swap
from engine.training.session import Session
from tests.engine.builders import dense, small_data, stack


def picture_of(session: Session, axes: Axes, memory: SurfaceMemory | None = None, **asked: object) -> LossPicture:
    """As fine as it gets, while nothing trains."""
    memory = memory or SurfaceMemory()
    with np.errstate(all="ignore"):
        while True:
            found = memory.picture(LossSurface(axes, **asked), session, training=False)  # type: ignore[arg-type]
            assert found is not None
            if found.whole:
                return found


def all_numbers(session: Session) -> list[TrainedNumber]:
    return [
        TrainedNumber(info.id, name, index)
        for info in session.network.layers
        for name, shape in info.shapes
        for index in np.ndindex(*shape)
    ]


def random_session(seed: int) -> Session:
    """Mixed layers, a task of two classes, of three, or of a number; trained for some steps."""
    rng = np.random.default_rng(seed)
    f = ACTIVATIONS[str(rng.choice(["tanh", "relu", "sigmoid"]))]()
    layers = [dense(int(rng.integers(1, 5)), f)]
    extra = (BatchNorm(), Dropout(0.3), Residual((dense(3, f),)))
    layers = [*layers, extra[seed % 3]] if seed % 4 else layers
    classes = (2, 3, 0)[seed % 3]
    loss = LOSSES["mse" if not classes or seed % 2 else "cross_entropy"]()
    penalty = (L1(0.01), L2(0.02))[seed % 2]
    data = small_data(40, inputs=int(rng.integers(1, 4)), classes=classes, seed=seed)
    session = Session(Recipe(blocks=stack(*layers), loss=loss, penalty=penalty, batch=7), data)
    session.advance(int(rng.integers(0, 60)))
    return session


@pytest.mark.parametrize("seed", range(24))
def test_each_point_is_the_sessions_own_loss_there(seed: int) -> None:
    session, rng = random_session(seed), np.random.default_rng(seed)
    numbers = all_numbers(session)
    chosen = tuple(numbers[i] for i in rng.choice(len(numbers), 2, replace=False))
    penalised = bool(seed % 2)
    found = picture_of(session, Numbers(chosen), penalised=penalised)
    ticks = [np.linspace(*ends, n) for ends, n in zip(found.ranges, found.values.shape[::-1], strict=True)]
    before = session.network.theta.copy()
    for _ in range(12):
        j, i = (int(rng.integers(n)) for n in found.values.shape)
        for one, at in zip(chosen, (ticks[0][i], ticks[1][j]), strict=True):
            set_number(session.network, WeightEdit(one.layer, one.array, one.index, float(at)))
        scores = session.scores()
        wanted = scores.train_loss + (scores.penalty if penalised else 0.0)
        assert found.values[j, i] == pytest.approx(wanted, rel=2e-6, abs=1e-12)
        session.network.theta[:] = before
    scores = session.scores()
    assert found.loss == pytest.approx(scores.train_loss + (scores.penalty if penalised else 0.0), rel=2e-6)
    assert found.present.tolist() == [before[place_in_theta(session.network.layers, one)] for one in chosen]


def test_points_of_the_default_network_are_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss_costs, "PICTURE_PAUSED", math.inf)  # as fine as it gets, however busy the machine
    session = Session(Recipe())
    session.advance(200)
    chosen = first_numbers(session.network.layers)
    assert chosen is not None
    assert chosen[1] is not None
    found = picture_of(session, Numbers((chosen[0], chosen[1])))
    x, y = (np.linspace(*ends, n) for ends, n in zip(found.ranges, found.values.shape[::-1], strict=True))
    for i, j in ((0, 0), (40, 13), (80, 80), (7, 66)):
        session.network.theta[[0, 4]] = x[i], y[j]
        assert found.values[j, i] == session.scores().train_loss


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_slopes_are_the_recorded_gradient_of_all_training_rows(seed: int) -> None:
    """Of networks whose backward pass sees what their predictions do: without batch norm and dropout."""
    rng, data = np.random.default_rng(seed), small_data(30, classes=(2, 3, 0)[seed % 3], seed=seed)
    loss = LOSSES["cross_entropy" if data.task.classes else "mse"]()
    session = Session(Recipe(blocks=stack(dense(4), dense(3)), loss=loss, batch=30, optimizer=OPTIMIZERS["sgd"](1e-12)), data)
    session.advance(1)  # so small a step that the gradient is that of now
    numbers = all_numbers(session)
    for _ in range(6):
        chosen = tuple(numbers[i] for i in rng.choice(len(numbers), 2, replace=False))
        places = [place_in_theta(session.network.layers, one) for one in chosen]
        found = picture_of(session, Numbers(chosen))
        np.testing.assert_allclose(found.slopes, session.network.grad[places], rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("axes", [RandomDirections(3), PathDirections()], ids=["random", "path"])
def test_slopes_along_directions_are_differences_of_the_picture(axes: Axes) -> None:
    session = Session(Recipe())
    session.advance(300)
    small = ((-1e-2, 1e-2), (-1e-2, 1e-2))
    found = picture_of(session, axes, ranges=small)
    middle = found.values.shape[0] // 2
    width = small[0][1] - small[0][0]
    across = (found.values[middle, -1] - found.values[middle, 0]) / width
    up = (found.values[-1, middle] - found.values[0, middle]) / width
    np.testing.assert_allclose(found.slopes, [across, up], rtol=0.02, atol=2e-3)


def test_dots_of_the_path_have_the_losses_of_their_moments() -> None:
    session, memory = Session(Recipe()), SurfaceMemory()
    chosen = Numbers(tuple(all_numbers(session)[:2]))
    seen = {0: session.scores().train_loss}
    for steps in (1, 3, 40, 7, 200, 33):
        session.advance(steps)
        picture_of(session, chosen, memory)
        seen[session.step] = session.scores().train_loss
    found = picture_of(session, chosen, memory)
    by_step = dict(zip(found.steps.tolist(), found.losses.tolist(), strict=True))
    assert found.steps[-1] == session.step
    assert (np.diff(found.steps) > 0).all()
    for step, loss in seen.items():
        assert by_step[step] == loss
    for keyframe in session.timeline:
        assert by_step[keyframe.step] == keyframe.train_loss


def test_the_path_forgets_what_the_run_has_left() -> None:
    """Moments seen between keyframes, when the run goes on otherwise: from an earlier state, or from anew."""
    session, memory = Session(Recipe()), SurfaceMemory()
    chosen = Numbers(tuple(all_numbers(session)[:2]))
    session.advance(100)
    memento = Memento(weights=(WeightEdit(1, "weights", (0, 0), 3.0),))
    apply_edit(session, session.recipe, memento)
    for _ in range(5):
        session.advance(3)
        found = picture_of(session, chosen, memory)
    assert 109 in found.steps
    swap(session, session.recipe, memento)  # undo: at step 100 again
    session.advance(20)
    found = picture_of(session, chosen, memory)
    assert not set(found.steps.tolist()) & {103.0, 106.0, 109.0} - {one.step for one in session.timeline}
    apply_edit(session, session.recipe, Memento(restart=True))
    session.advance(500)
    found = picture_of(session, chosen, memory)
    assert set(found.steps.tolist()) == {one.step for one in session.timeline} | {500}


def test_watching_changes_no_bit_of_the_run() -> None:
    plain, watched = Session(Recipe()), Session(Recipe())
    memory = SurfaceMemory()
    for _ in range(4):
        plain.advance(50)
        watched.advance(50)
        for axes in (Numbers(tuple(all_numbers(watched)[:2])), RandomDirections(1), PathDirections()):
            picture_of(watched, axes, memory, ranges=())
    assert np.array_equal(plain.network.theta, watched.network.theta)
    assert plain.history.rows.tobytes() == watched.history.rows.tobytes()


def test_while_it_trains_a_picture_grows_in_pieces_and_is_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coarse first; a finer one only when it is complete, although the weights move meanwhile."""
    monkeypatch.setattr(loss_picture, "PIECE", 0.0)
    monkeypatch.setattr(loss_picture, "PIECE_WAITED", 0.0)
    monkeypatch.setattr(loss_costs.LossCosts, "stride", lambda _self, _dimensions, _training: 8)
    session, memory = Session(Recipe()), SurfaceMemory()
    request = LossSurface(Numbers(tuple(all_numbers(session)[:2])))
    sizes, steps = [], []
    with np.errstate(all="ignore"):
        for _ in range(260):
            session.advance(1)
            found = memory.picture(request, session, training=True)
            assert found is not None
            sizes.append(len(found.values))
            steps.append(found.step)
    assert sizes[0] == 0
    assert sorted(set(sizes)) == [0, 6, 11]
    assert sizes == sorted(sizes)
    assert set(steps) == {1, 121}  # 121 points, one a frame, two where the finer grid begins; then the next begins
    assert found.steps[-1] == session.step  # the present point and the path are of now


def test_a_slow_network_gets_a_coarser_picture() -> None:
    costs = loss_costs.LossCosts(Session(Recipe()))
    assert costs.stride(2, training=False) == 1
    costs.seconds = 0.004
    assert loss_costs.points_of(costs.stride(2, training=False), 2) == 21**2
    costs.seconds = 1.0
    assert loss_costs.points_of(costs.stride(2, training=False), 2) == 11**2


def test_far_weights_have_an_infinite_loss_and_no_warning() -> None:
    session = Session(Recipe(blocks=stack(Dense(3, ACTIVATIONS["relu"]())), loss=LOSSES["mse"]()), small_data(20, classes=0))
    chosen = Numbers((TrainedNumber(1, "weights", (0, 0)), TrainedNumber(0, "weights", (0, 0))))
    found = picture_of(session, chosen, ranges=((-1e30, 1e30), (-1e30, 1e30)))
    assert np.isinf(found.values).any()
    assert not np.isnan(found.values).any()


def test_a_number_that_is_not_there_has_no_picture() -> None:
    session, memory = Session(Recipe()), SurfaceMemory()
    for number in (TrainedNumber(9, "weights", (0, 0)), TrainedNumber(1, "weights", (2, 0)), TrainedNumber(1, "slope", (0,))):
        assert memory.picture(LossSurface(Numbers((number,))), session, training=False) is None
    assert memory.picture(LossSurface(PathDirections()), session, training=False) is None  # no path yet
    session.network.theta[:] = 0
    assert memory.picture(LossSurface(RandomDirections(1)), session, training=False) is None


def test_a_path_that_bends_after_somebody_has_zoomed_is_shown_whole() -> None:
    """While it was a straight line there was one range."""
    session, memory = Session(Recipe()), SurfaceMemory()
    session.advance(1)
    straight = picture_of(session, PathDirections(), memory, ranges=((-1.0, 1.0),))
    assert straight.dimensions == 1
    session.advance(50)
    assert picture_of(session, PathDirections(), memory, ranges=((-1.0, 1.0),)).dimensions == 2


def test_ranges_hold_the_point_and_the_path_and_stay_while_they_do() -> None:
    session, memory = Session(Recipe()), SurfaceMemory()
    chosen = Numbers(tuple(all_numbers(session)[:2]))
    before = picture_of(session, chosen, memory).ranges
    session.advance(5)
    assert picture_of(session, chosen, memory).ranges == before
    session.network.theta[0] = 30.0
    far = picture_of(session, chosen, memory)
    assert far.ranges != before
    assert all(low < x < high for x, (low, high) in zip(far.present, far.ranges, strict=True))


def test_a_frozen_layer_stays_where_it_is_in_every_direction() -> None:
    blocks = (replace(Block(1, Dense(4)), frozen=True), Block(2, Dense(3)))
    session = Session(Recipe(blocks=blocks))
    session.advance(100)
    path = picture_of(session, PathDirections())
    assert path.away.max() < 1
    assert math.isfinite(picture_of(session, RandomDirections(2)).values.max())
