"""The pad without a window: what its tools do, and that undo and redo bring every state back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from engine.data.datasets import DATASETS
from engine.data.datasets.drawn_points import CURVE, NUMBER, DrawnPoints, drawing_of
from engine.data.drawing.point_set import MOST_POINTS, PointSet
from engine.nn.losses import CrossEntropy, MeanSquaredError
from gui.model.drawing import pad_actions
from gui.model.drawing.drawing_pad import ERASER, POINT, SELECT, DrawingPad
from gui.model.drawing.point_edits import with_drawing
from gui.model.edits import with_recipe
from gui.model.project import Axes, Project
from tests.engine.data.drawing.drawn import point_set
from tests.fuzz.pad import undo_and_redo_all, walk


def pad_with(*rows: tuple[float, float, float], draws: str = "classes") -> DrawingPad:
    pad = DrawingPad(np.random.default_rng(0))
    pad.show(DrawnPoints(draws, point_set(rows, draws == NUMBER).text()))
    return pad


def test_the_brush_spreads_points_along_its_way() -> None:
    pad = pad_with()
    assert pad.press((-3, 0))
    for x in np.linspace(-3, 3, 61)[1:]:
        pad.drag((float(x), 0.0))
    pad.release()
    assert len(pad.points) == pytest.approx(1 + 6 * pad.settings.density, abs=1)
    assert np.abs(pad.points.places[:, 1]).max() <= pad.settings.radius
    assert pad.points.places[:, 1].std() > 0.1
    assert (pad.points.targets == 0).all()


def test_a_press_draws_one_point_of_the_chosen_class() -> None:
    pad = pad_with()
    pad.choose(POINT)
    pad.set_target(7)
    pad.press((1.5, 8.0))
    assert not pad.drag((3, 3))
    assert pad.points.cells.tolist() == [[1500, 6000, 7]]
    pad.set_target(99)
    assert pad.target == 9


def test_numbers_and_curves_get_their_targets() -> None:
    pad = pad_with(draws=NUMBER)
    pad.set_target(-2.5)
    pad.press((1, 1))
    assert pad.points.cells.tolist() == [[1000, 1000, -2500]]
    pad = pad_with(draws=CURVE)
    pad.press((1, 2))
    assert pad.drawing().drawn().cells.tolist() == [[1000, 2000, 0]]


def test_the_eraser_takes_what_it_passes_over() -> None:
    pad = pad_with((0, 0.3, 0), (2, -0.3, 1), (4, 0, 1), (2, 3, 0))
    pad.choose(ERASER)
    assert not pad.press((-3, 0))
    assert pad.drag((3, 0))
    assert pad.points.places.tolist() == [[4, 0], [2, 3]]


def test_a_rectangle_selects_and_a_drag_moves_no_further_than_the_edge() -> None:
    pad = pad_with((0, 0, 0), (1, 1, 1), (5, 5, 1))
    pad.choose(SELECT)
    pad.press((-1, -1))
    pad.drag((2, 2))
    pad.release()
    assert pad.selection.mask.tolist() == [True, True, False]
    pad.press((1, 1))
    pad.drag((2, 8))
    pad.drag((2, 9))
    pad.release()
    assert pad.points.places.tolist() == [[1, 5], [2, 6], [5, 5]]
    pad.press((5, 5), adds=True)
    assert pad.selection.mask.all()
    assert pad_actions.delete_selected(pad)
    assert not len(pad.points)


def test_selected_points_take_another_class_and_are_nudged_in_one_step() -> None:
    pad = pad_with((0, 0, 0), (1, 1, 1))
    pad_actions.select_all(pad)
    assert pad.set_target(2)
    assert pad.points.targets.tolist() == [2, 2]
    before = pad.stroke
    pad_actions.nudge(pad, (0.2, 0))
    pad_actions.nudge(pad, (0.2, 0))
    assert pad.stroke == before + 1
    assert pad.points.places[:, 0].tolist() == [0.4, 1.4]


def test_jitter_moves_all_or_what_is_selected() -> None:
    pad = pad_with((0, 0, 0), (1, 1, 1))
    pad_actions.jitter(pad)
    assert (pad.points.places != [[0, 0], [1, 1]]).all()
    pad.choose(SELECT)
    pad.selection.mask = np.array([True, False])
    before = pad.points.places
    pad_actions.jitter(pad)
    assert (before == pad.points.places).all(axis=1).tolist() == [False, True]


def test_a_full_pad_says_so() -> None:
    pad = DrawingPad(np.random.default_rng(0))
    pad.show(DrawnPoints(points=PointSet(np.zeros((MOST_POINTS, 3), np.int16)).text()))
    assert not pad.press((1, 1))
    assert "no room for more than 5,000 points" in pad.note


def test_other_points_end_the_gesture_and_the_own_ones_do_not() -> None:
    pad = pad_with()
    pad.press((0, 0))
    pad.show(pad.drawing())
    assert pad.is_drawing
    pad.show(DrawnPoints())
    assert not pad.is_drawing
    assert not pad.drag((3, 3))


def test_loss_axes_and_inputs_follow_what_is_drawn() -> None:
    start = with_recipe(Project(), inputs=("x1", "x2", "x1*x2"))
    classes = with_drawing(start, DrawnPoints())
    assert classes.recipe.inputs == start.recipe.inputs
    assert classes.recipe.train_share == DrawnPoints.train_share
    curve = with_drawing(classes, DrawnPoints(CURVE))
    assert isinstance(curve.recipe.loss, MeanSquaredError)
    assert curve.axes == Axes((0,))
    assert curve.recipe.inputs == ()
    assert isinstance(with_drawing(curve, DrawnPoints()).recipe.loss, CrossEntropy)
    own = with_drawing(Project(), drawing_of(DATASETS["circle"]().make(np.random.default_rng(1))))
    assert own.recipe.train_share == Project().recipe.train_share


def test_each_gesture_is_one_step_of_undo_and_has_its_name() -> None:
    pad = pad_with((0, 0, 0), (1, 1, 1))
    strokes = [pad.stroke]
    for change, text in [
        (lambda: pad.press((3, 3)), "Draw points"),
        (lambda: pad_actions.jitter(pad), "Jitter points"),
        (lambda: pad_actions.select_all(pad) or pad.set_target(2), "Change the target of points"),
        (lambda: pad_actions.nudge(pad, (0.5, 0.0)), "Move points"),
        (lambda: pad_actions.delete_selected(pad), "Delete points"),
    ]:
        assert change()
        assert pad.text == text
        strokes.append(pad.stroke)
    assert [after - before for before, after in pairwise(strokes)] == [1, 1, 1, 1, 1]
    assert not pad_actions.clear(pad), "there are none"
    assert pad.stroke == strokes[-1] + 1
    pad.choose(ERASER)
    pad.press((9, 9))
    assert pad.stroke == strokes[-1] + 2


def test_nudges_after_another_gesture_are_a_new_step() -> None:
    pad = pad_with((0, 0, 0))
    pad_actions.select_all(pad)
    steps = []
    for _nudge in range(2):
        pad_actions.nudge(pad, (0.1, 0.0))
        pad_actions.nudge(pad, (0.0, 0.1))
        steps.append(pad.stroke)
        pad.press((0.2, 0.2))
        pad.release()
    assert steps == [1, 3]
    assert pad.points.places.tolist() == [[0.2, 0.2]]


def test_the_first_nudge_is_a_step_of_its_own() -> None:
    pad = pad_with()
    pad.press((1, 1))
    pad.release()
    pad_actions.select_all(pad)
    pad_actions.nudge(pad, (0.1, 0.0))
    assert pad.stroke == 2


def test_select_all_changes_no_point_and_another_tool_selects_none() -> None:
    pad = pad_with((0, 0, 0), (1, 1, 0))
    assert not pad_actions.select_all(pad)
    assert (pad.settings.tool, pad.selection.mask.tolist()) == (SELECT, [True, True])
    pad.choose(POINT)
    assert pad.selection.mask.tolist() == [False, False]
    assert not pad.set_target(3)


@pytest.mark.parametrize(
    ("draws", "asked", "target"),
    [
        ("classes", -1, 0),
        ("classes", 9, 9),
        ("classes", 10, 9),
        (NUMBER, 2.5, 2500),
        (NUMBER, -99, -30_000),
        (NUMBER, 99, 30_000),
        (CURVE, 5, 0),
    ],
)
def test_a_target_stays_within_its_bounds(draws: str, asked: float, target: int) -> None:
    pad = pad_with(draws=draws)
    assert not pad.set_target(asked)
    assert pad.target == target


def test_the_brush_leaves_as_many_points_as_its_way_is_long() -> None:
    pad = pad_with()
    assert pad.press((0, 0))
    counts = [len(pad.points)]
    for at in ((0.1, 0.0), (0.3, 0.0), (0.3, 0.4), (0.0, 0.0)):  # ways of 0.1, 0.2, 0.4, 0.5; 6 points to a unit
        pad.drag(at)
        counts.append(len(pad.points))
    assert counts == [1, 1, 2, 5, 8]
    pad.press((0, 0))
    assert not pad.drag((0.1, 0.0)), "what the last gesture owed is forgotten"


def test_points_stay_on_the_pad_and_a_full_pad_takes_what_there_is_room_for() -> None:
    pad = pad_with()
    pad.choose(POINT)
    pad.press((-99, 99))
    assert pad.points.places.tolist() == [[-6, 6]]
    almost = PointSet(np.zeros((MOST_POINTS - 1, 3), np.int16))
    pad.show(DrawnPoints(points=almost.text()))
    assert pad.press((1, 1))
    assert (len(pad.points), pad.note) == (MOST_POINTS, "")
    assert not pad.press((1, 1))
    assert pad.note
    pad.press((2, 2))
    pad_actions.clear(pad)
    pad.press((2, 2))
    assert pad.note == "", "said of one gesture"


def test_a_drawing_that_goes_on_keeps_inputs_and_axes() -> None:
    drawn = with_drawing(Project(), DrawnPoints())
    own = with_recipe(drawn, inputs=("x1", "x1*x2"), loss=MeanSquaredError(), train_share=0.8)
    more = with_drawing(own, DrawnPoints(points=point_set(((0, 0, 0), (1, 1, 1)), False).text()))
    assert (more.recipe.inputs, more.recipe.train_share, more.own_loss) == (("x1", "x1*x2"), 0.8, True)
    assert isinstance(more.recipe.loss, MeanSquaredError)
    plain = with_drawing(Project(axes=Axes((1, 0))), DrawnPoints())
    assert plain.axes == Axes((0, 1))
    assert not plain.own_loss
    iris = with_drawing(Project(with_recipe(Project(), data=DATASETS["iris"](), inputs=("x1",)).recipe), DrawnPoints())
    assert iris.recipe.inputs == ()
    undefined = point_set(((0, 0, 0), (1, 1, 1)), False).text()
    assert with_drawing(with_recipe(Project(), inputs=("1/x1",)), DrawnPoints(points=undefined)).recipe.inputs == ()


@pytest.mark.parametrize("seed", range(3))
def test_random_gestures_are_undone_and_redone_to_equal_states(seed: int, qapp: QCoreApplication) -> None:
    *_earlier, user = walk(seed, 120, prepares=40)
    undo_and_redo_all(user)
