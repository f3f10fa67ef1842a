"""How goals are said: as people write the number, in the words of the task."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.data.datasets.basics.noisy_line import NoisyLine
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses.regression import MeanSquaredError
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.model.lessons.goals import ActionGoal, ContainsGoal, MeasureGoal, SettingGoal, WeightGoal, holds, shown_name
from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson_fields import Text
from gui.model.lessons.lesson_reading import lessons_in
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import MEASURES, SETTINGS, LessonState
from gui.model.project import Project

GOAL = MeasureGoal(of="test_metric", comparison=">=", value=0.98)


@pytest.mark.parametrize(
    ("recipe", "asked", "now"),
    [
        (Recipe(), "Test accuracy: at least 98 %", "Now: 48.4 %"),
        (replace(Recipe(), data=NoisyLine(), loss=MeanSquaredError()), "Test R²: at least 0.98", "Now: "),
    ],
)
def test_accuracy_is_asked_for_in_per_cent_and_r2_as_a_number(recipe: Recipe, asked: str, now: str) -> None:
    state = LessonState(Project(recipe), SnapshotBuilder(Session(recipe)).build())
    assert GOAL.text(state.predicts_number) == asked
    said = GOAL.judge(state).now
    assert said.startswith(now)
    assert said.endswith("%") != state.predicts_number


def test_a_number_that_came_too_late_is_not_said_as_if_it_were_good() -> None:
    """Played on past the first epochs: what stands beside the goal is what there was by then."""
    lesson = next(one for one in lessons_in()[0] if one.name == "13_learning_rate")
    run = LessonRun(lesson)
    learner = HeadlessLearner(run)
    run.play.predict(1)
    learner.train(2000)
    verdict = run.play.verdicts[0]
    assert verdict.value < 0.21
    assert not verdict.met
    assert verdict.now.startswith("By epoch 60: ")
    assert float(verdict.now.removeprefix("By epoch 60: ")) > 0.21


@pytest.mark.parametrize(("epochs", "said"), [(2, "Now: "), (3, "Now: "), (4, "By epoch 3: ")])
def test_what_was_reached_by_an_epoch_is_said_once_it_is_past(epochs: int, said: str) -> None:
    session = Session(Recipe())
    session.advance(epochs * session.batches.count)
    state = LessonState(Project(session.recipe), SnapshotBuilder(session).build())
    goal = MeasureGoal(of="train_loss", comparison="<=", value=0.0, within=3)
    assert goal.judge(state).now.startswith(said)


@pytest.mark.parametrize(
    ("comparison", "tolerance", "said"),
    [
        ("=", 0.0, "Training loss: 0.5"),
        ("=", 0.1, "Training loss: 0.5 ± 0.1"),
        ("<", 0.1, "Training loss: below 0.5"),
        ("<=", 0.0, "Training loss: at most 0.5"),
        (">", 0.0, "Training loss: above 0.5"),
    ],
)
def test_a_tolerance_is_said_where_it_counts(comparison: str, tolerance: float, said: str) -> None:
    assert MeasureGoal(of="train_loss", comparison=comparison, value=0.5, tolerance=tolerance).text() == said


@pytest.mark.parametrize(
    ("comparison", "below", "equal", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
        ("=", False, True, False),
    ],
)
def test_comparisons_below_at_and_above_the_value(comparison: str, below: bool, equal: bool, above: bool) -> None:
    assert [holds(one, comparison, 2.0) for one in (1.99, 2.0, 2.01)] == [below, equal, above]
    assert not holds(math.nan, comparison, 2.0)


def test_equal_is_within_the_tolerance_or_as_near_as_numbers_get() -> None:
    assert [holds(one, "=", 2.0, 0.5) for one in (1.4, 1.5, 2.5, 2.6)] == [False, True, True, False]
    assert [holds(one, "=", -1000.0) for one in (-1000.0000005, -1000.000002)] == [True, False]


def test_a_goal_for_a_measure_in_words() -> None:
    goal = MeasureGoal(of="train_loss", comparison="<", value=0.5, seeds=3, epochs=40)
    assert goal.text() == "Training loss: below 0.5, and again from 3 of 3 other starts within 40 epochs"
    assert replace(goal, needed=2).text() == "Training loss: below 0.5, and again from 2 of 3 other starts within 40 epochs"
    assert replace(goal, seeds=0, within=7).text() == "Training loss: below 0.5, within the first 7 epochs"
    by_hand = MeasureGoal(of="by_hand", comparison=">=", value=1.5)
    assert by_hand.text() == "Find 2 different weights that get all points right"
    assert replace(by_hand, value=1).text() == "Find weights that get all points right"
    assert replace(by_hand, comparison="=").text().endswith(": 1.5")
    assert MeasureGoal(of="batch", comparison="=", value=4, within=0).within == 0
    with pytest.raises(ValueError, match="“within” is for one of train_loss, test_loss, train_metric, test_metric"):
        MeasureGoal(of="batch", comparison="=", value=4, within=3)
    assert MeasureGoal(of="train_loss", comparison="=", value=4).judge(LessonState(Project())).now == "Now: no number yet"


def test_within_the_first_epochs_the_history_decides() -> None:
    """Two steps an epoch: 20 rows, and the last batch is a small one."""
    losses = np.array([[0.9], [0.5], [0.2], [0.6]])
    history = SimpleNamespace(steps=np.array([0, 4, 5, 6]), column=lambda name: (None, None, losses[:, 0]))
    recipe = replace(Recipe(), batch=15)
    shown: Any = SimpleNamespace(
        history=history,
        recipe=recipe,
        epoch=4,
        scores=SimpleNamespace(train_loss=0.7),
        data=SimpleNamespace(train=range(20), task=SimpleNamespace(is_regression=False)),
    )
    state = LessonState(Project(recipe), shown)
    goal = MeasureGoal(of="train_loss", comparison="<=", value=0.5, within=2)
    verdict = goal.judge(state)
    assert (verdict.met, verdict.value, verdict.now) == (True, 0.5, "Now: 0.7")
    missed = replace(goal, value=0.3).judge(state)
    assert (missed.met, missed.value, missed.now) == (False, 0.7, "By epoch 2: 0.5")
    assert replace(goal, value=0.3, within=3).judge(state).met
    assert replace(goal, value=0.1, within=3).judge(state).now == "By epoch 3: 0.6"


NET = Recipe(
    blocks=(
        Block(1, Dense(8, ReLU())),
        Block(2, Dropout()),
        Block(3, Residual((Dense(4, Tanh()), ActivationLayer(ReLU())))),
        Block(4, Dense(9), enabled=False),
    )
)


def test_settings_are_read_in_every_place_where_they_are_chosen() -> None:
    found = {name: setting.read(NET) for name, setting in SETTINGS.items()}
    assert found == {
        "dataset": ("circle",),
        "activation": ("relu", "tanh", "relu"),
        "initializer": ("xavier", "xavier"),
        "layer": ("dense", "dropout", "residual"),
        "loss": ("cross_entropy",),
        "optimizer": ("sgd",),
        "schedule": ("constant",),
        "clip": ("none",),
        "penalty": ("none",),
    }
    assert [shown_name(one) for one in ("relu", "adam", "nothing")] == ["ReLU", "Adam", "nothing"]
    assert (SETTINGS["loss"].label_of("hinge"), SETTINGS["loss"].label_of("adam")) == ("Hinge", "")


def test_measures_of_a_recipe_count_what_is_switched_on() -> None:
    state = LessonState.of(NET)
    known = {name: one.read(state) for name, one in MEASURES.items() if not math.isnan(one.read(state))}
    assert known == {"layers": 3, "neurons": 12, "rate": 0.03, "batch": 10, "memory": 0, "runs": 0, "by_hand": 0}


def test_measures_of_a_run_are_those_of_its_newest_picture() -> None:
    session = Session(Recipe())
    session.advance(60)
    shown = SnapshotBuilder(session).build()
    state = LessonState(Project(), shown, runs=2, by_hand=3)
    norms = shown.gradients[:, 0]
    expected = {
        "train_loss": shown.scores.train_loss,
        "test_metric": shown.scores.test_metric,
        "gap": shown.scores.test_loss - shown.scores.train_loss,
        "step": 60,
        "epoch": 2,
        "diverged": 0,
        "first_gradient": norms[0],
        "last_gradient": norms[2],
        "gradient_ratio": norms[0] / norms[2],
        "parameters": 2 * 4 + 4 + 4 * 2 + 2 + 2 + 1,
        "largest_weight": np.abs(shown.theta).max(),
        "runs": 2,
        "by_hand": 3,
    }
    assert {name: MEASURES[name].read(state) for name in expected} == pytest.approx(expected)
    assert MEASURES["test_metric"].shown(0.98765, of_number=False) == "98.77 %"
    assert MEASURES["test_metric"].shown(0.98765, of_number=True) == "0.9877"
    assert MEASURES["train_loss"].shown(0.98765, of_number=False) == "0.9877"


def test_a_setting_must_be_one_of_the_names_everywhere() -> None:
    state = LessonState.of(NET)
    both = SettingGoal(of="activation", names=("tanh", "relu"))
    one = SettingGoal(of="activation", names=("relu",))
    assert (both.judge(state).met, one.judge(state).met) == (True, False)
    assert one.judge(state).now == "Now: ReLU, Tanh"
    assert (both.text(), one.text()) == ("Activation: one of Tanh, ReLU", "Activation: ReLU")
    empty = one.judge(LessonState.of(Recipe(blocks=())))
    assert (empty.met, empty.now) == (False, "")


def test_at_least_so_many_are_of_a_name() -> None:
    goal = ContainsGoal(of="activation", names=("relu",), count=2)
    assert goal.text() == "Activation: at least 2 of ReLU"
    verdicts = [replace(goal, count=count).judge(LessonState.of(NET)) for count in (2, 3)]
    assert [(one.met, one.value, one.now) for one in verdicts] == [(True, 2.0, "Now: 2"), (False, 2.0, "Now: 2")]


def test_one_trained_number_is_found_by_layer_array_and_place() -> None:
    shown = SnapshotBuilder(Session(Recipe())).build()
    state = LessonState(Project(), shown)
    for layer, at in ((1, 0), (2, 1), (0, 2)):
        wanted = arrays_of(shown.layers[at], shown.theta)["weights"][1, 0]
        goal = WeightGoal(layer=layer, array="weights", place=(1, 0), comparison="=", value=float(wanted))
        assert (goal.judge(state).met, goal.judge(state).value) == (True, wanted)
    goal = WeightGoal(layer=1, array="weights", place=(1, 3), comparison=">=", value=-99)
    assert goal.judge(state).met
    for wrong in ({"layer": 3, "place": (1, 0)}, {"place": (1, 4)}, {"place": (2, 3)}, {"place": (1,)}, {"array": "gates"}):
        assert math.isnan(replace(goal, **wrong).judge(state).value), wrong  # type: ignore[arg-type]  # fields of the goal
    assert math.isnan(goal.judge(LessonState(Project())).value)
    assert goal.text() == "weights 2, 4 of layer 1: at least −99"
    assert replace(goal, layer=0).text() == "weights 2, 4 of layer output: at least −99"
    assert replace(goal, label=Text((("en", "The slope"),))).text() == "The slope"


def test_a_report_counts_as_often_as_its_value_compares_so() -> None:
    goal = ActionGoal(name="ball", label=Text((("en", "Roll"),)), value=2.0, times=2)
    assert goal.text() == "Roll"
    for values, met, last, now in [
        ((), False, math.nan, "Done 0 of 2 times"),
        ((1.0, 2.0), False, 2.0, "Done 1 of 2 times"),
        ((2.0, 3.0, 1.0), True, 1.0, "Done 2 of 2 times"),
        ((2.0, 3.0, 4.0), True, 4.0, "Done 2 of 2 times"),
    ]:
        verdict = goal.judge(LessonState(Project(), actions={"ball": values, "other": (9.0, 9.0)}))
        assert (verdict.met, verdict.now) == (met, now)
        assert verdict.value == last or math.isnan(last)
    assert replace(goal, times=1).judge(LessonState(Project(), actions={"ball": (2.0,)})).now == ""
