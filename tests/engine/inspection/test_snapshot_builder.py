"""What a builder keeps from one snapshot to the next, and how it divides time between pictures and training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest

from engine.inspection import snapshot_builder
from engine.inspection.hidden_space import HiddenSpace
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Grids, Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps, NeuronSurface
from engine.inspection.workspace import COARSEST, Workspace
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Recipe, Seeds
from engine.training.session import Session
from tests.engine.builders import stack

MADE: list[int] = []


@dataclass(frozen=True)
class Expensive(SnapshotRequest[int]):
    """The step, noted each time that it is computed."""

    every_frame = False

    def result(self, session: Session, workspace: Workspace) -> int:
        MADE.append(session.step)
        return session.step


def test_pictures_get_coarser_and_stand_under_the_request_that_was_made() -> None:
    builder = SnapshotBuilder(Session(Recipe()))
    surface, one, maps = DecisionSurface(Plane(), 100), NeuronSurface(Plane(), 100, (1, 2)), NeuronMaps(Plane(), 30)
    for detail, sharp, small in ((1.0, 100, 30), (0.5, 50, COARSEST), (0.1, COARSEST, COARSEST)):
        snapshot = builder.build((surface, one, maps), detail)
        assert snapshot[surface].values.shape == (1, sharp, sharp)
        assert snapshot.find(NeuronSurface) is snapshot[one]
        assert snapshot[one] is not None
        assert snapshot[one].values.shape == (sharp, sharp)  # type: ignore[union-attr]
        assert snapshot[maps].layers[1].shape == (4, small, small)
    assert Workspace().points(10) == 10
    workspace = Workspace()
    workspace.detail = 0.1
    assert workspace.points(10) == 10  # coarse as it is


def test_equal_requests_of_several_views_are_one() -> None:
    first, second = frozenset({DecisionSurface(Plane(), 40)}), frozenset({DecisionSurface(Plane((0, 1)), 40), HiddenSpace(1)})
    snapshot = SnapshotBuilder(Session(Recipe())).build(first | second)
    assert set(snapshot.results) == {DecisionSurface(Plane(), 40), HiddenSpace(1, Plane())}


def test_grids_last_as_long_as_the_data_do() -> None:
    session, grids = Session(Recipe()), Grids()
    first = grids.of(session, Plane(), 20)
    session.adopt(replace(Recipe(), blocks=stack(Dense(3))))
    assert grids.of(session, Plane(), 20) is first
    session.adopt(replace(Recipe(), seeds=Seeds(data=9)))
    assert grids.of(session, Plane(), 20) is not first


def test_a_hidden_spaces_directions_keep_their_side_from_one_picture_to_the_next() -> None:
    session = Session(Recipe())
    builder, request = SnapshotBuilder(session), HiddenSpace(1)
    before = builder.build((request,))[request]
    for _ in range(20):
        session.advance(30)
        now = builder.build((request,))[request]
        assert before is not None
        assert now is not None
        turns = np.sign(now.points[:, : now.train]) != np.sign(before.points[:, : before.train])
        assert turns.mean(1)[0] < 0.5  # the first direction, which is well defined, is not turned round
        before = now


def test_what_is_not_made_for_every_frame_waits_while_it_trains_and_is_exact_when_it_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshot_builder, "SECONDS", 1000.0)
    MADE.clear()
    session = Session(Recipe())
    builder, request = SnapshotBuilder(session), Expensive()
    for _ in range(3):
        session.advance(5)
        assert builder.build((request,), training=True)[request] == 5
    assert builder.build((request,))[request] == session.step == 15
    assert builder.build((request,))[request] == 15
    assert MADE == [5, 15]
    session.adopt(replace(Recipe(), batch=20))
    builder.build((request,), training=True)
    assert MADE == [5, 15, 15]  # another recipe is seen at once


def test_what_had_to_wait_for_other_threads_is_not_expensive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one interrupted result would rest for seconds: its share counts the thread's own time."""
    clock = SimpleNamespace(perf_counter=lambda: clock.now, thread_time=lambda: 0.0, now=0.0)

    class Interrupted(Expensive):
        def result(self, session: Session, workspace: Workspace) -> int:
            clock.now += 10.0
            return super().result(session, workspace)

    monkeypatch.setattr(snapshot_builder, "time", clock)
    MADE.clear()
    session = Session(Recipe())
    builder, request = SnapshotBuilder(session), Interrupted()
    for _ in range(2):
        session.advance(5)
        builder.build((request,), training=True)
        clock.now += 2 * snapshot_builder.SECONDS
    assert MADE == [5, 10]


@dataclass(frozen=True)
class Numbered(Expensive):
    number: int = 0


def test_of_eight_kinds_of_expensive_results_the_ninth_begins_anew() -> None:
    MADE.clear()
    builder = SnapshotBuilder(Session(Recipe()))
    requests = [Numbered(number) for number in range(9)]
    for request in requests[:8]:
        builder.build((request,))
    builder.build((requests[0],))
    assert len(MADE) == 8, "it is kept"
    builder.build((requests[8],))
    assert list(builder._kept) == [requests[8]]


@pytest.mark.parametrize(("cost", "due"), [(0.0, 0.5), (0.01, 0.5), (0.1, 2.0)])
def test_an_expensive_result_rests_half_a_second_or_twenty_times_its_cost(
    cost: float, due: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(perf_counter=lambda: clock.now, thread_time=lambda: clock.spent, now=100.0, spent=3.0)

    class Costly(Expensive):
        def result(self, session: Session, workspace: Workspace) -> int:
            clock.spent += cost
            return super().result(session, workspace)

    monkeypatch.setattr(snapshot_builder, "time", clock)
    MADE.clear()
    session = Session(Recipe())
    builder, request = SnapshotBuilder(session), Costly()
    for now in (100.0, 100.0 + due - 0.001, 100.0 + due + 0.001):
        clock.now = now
        session.advance(5)
        builder.build((request,), training=True)
    assert MADE == [5, 15]
    assert builder.seconds < 1, "what is not made for every frame does not count"
