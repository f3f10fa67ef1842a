"""What a choice changes besides is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.data.datasets import DATASETS
from engine.data.table import Task
from engine.nn.losses import CrossEntropy, Hinge, MeanAbsoluteError, MeanSquaredError, PerceptronLoss
from engine.optim.optimizers import SGD, Adam, Momentum
from engine.optim.regularizers import L1, L2
from engine.recipe.recipe import Recipe
from gui.document import Document
from gui.model.edits import set_data, with_recipe
from gui.model.project import Project
from gui.model.side_effects import data_side_effects, side_effects
from gui.model.templates import TEMPLATES, from_template
from gui.panels.run.hyperparameter_bar import HyperparameterBar

TWO, FIVE, NUMBER = Task(2), Task(5), Task(0)


@pytest.mark.parametrize(
    ("chosen", "value", "task", "said"),
    [
        ("optimizer", Adam(), None, "Learning rate set to 0.01, the usual one of Adam; it was 0.03."),
        ("optimizer", Momentum(), None, ""),  # the same rate
        ("optimizer", SGD(0.1), None, ""),  # it is the rate that was chosen
        ("penalty", L1(0.5), None, "Strength set to 0.5, the usual one of L1; it was 0.2."),
        (
            "loss",
            MeanSquaredError(),
            TWO,
            "With MSE the output is the score itself, pulled to −1 or +1, instead of a probability.",
        ),
        (
            "loss",
            Hinge(),
            FIVE,
            "With Hinge the outputs are the scores themselves, pulled to −1 or +1, instead of probabilities.",
        ),
        ("loss", PerceptronLoss(), TWO, "With Perceptron the output is the sign of its score, −1 or +1."),
        ("batch", 3, TWO, ""),
    ],
)
def test_what_a_choice_changes_besides_is_said(chosen: str, value: Any, task: Task | None, said: str) -> None:
    before = Recipe(penalty=L2(0.2))
    after = with_recipe(Project(recipe=before), **{chosen: value}).recipe
    assert side_effects(before, after, (chosen,), task) == said


def test_of_a_loss_it_is_said_what_becomes_of_the_output_only_where_that_changes() -> None:
    squares, absolute, entropy = (Recipe(loss=loss) for loss in (MeanSquaredError(), MeanAbsoluteError(), CrossEntropy()))
    assert side_effects(squares, absolute, ("loss",), TWO) == side_effects(squares, absolute, ("loss",), NUMBER) == ""
    text = "With Cross entropy the output is a probability: the sigmoid of its score."
    assert side_effects(squares, entropy, ("loss",), TWO) == text
    assert "softmax" in side_effects(squares, entropy, ("loss",), FIVE)


@pytest.mark.parametrize(
    ("loss", "task", "said"),
    [
        (Hinge(), TWO, "With Hinge the output is the score itself, pulled to −1 or +1, instead of a probability."),
        (CrossEntropy(), NUMBER, ""),
        (
            MeanSquaredError(),
            Task(3),
            "With MSE the outputs are the scores themselves, pulled to −1 or +1, instead of probabilities.",
        ),
    ],
)
def test_what_an_output_means_with_another_loss(loss: Any, task: Task, said: str) -> None:
    assert side_effects(Recipe(), Recipe(loss=loss), ("loss",), task) == said


def test_a_rate_that_changes_without_being_chosen_is_said() -> None:
    after = Recipe(optimizer=Adam())
    assert side_effects(Recipe(), after, ()) == "Set with it: Optimizer SGD → Adam; Learning rate 0.03 → 0.01."
    assert side_effects(Recipe(), after, ("optimizer",)) == "Learning rate set to 0.01, the usual one of Adam; it was 0.03."
    assert side_effects(Recipe(penalty=L2(0.1)), Recipe(penalty=L1(0.1)), ("penalty",)) == ""
    assert side_effects(Recipe(), Recipe(penalty=L1(0.1)), ("penalty",)) == "", "there was no strength before"
    assert side_effects(Recipe(inputs=("x1",)), Recipe(), ()) == "The inputs are all columns again."
    assert side_effects(Recipe(inputs=("x1",)), Recipe(), ("inputs",)) == ""
    assert side_effects(Recipe(), Recipe(inputs=("x1",)), ()) == ""


def test_a_template_says_which_settings_it_brings() -> None:
    before = Project(recipe=Recipe(optimizer=Adam(), batch=7))
    said = {one.name: side_effects(before.recipe, from_template(before, one).recipe, ()) for one in TEMPLATES}
    assert said["Shallow"] == "Set with it: Optimizer Adam → SGD; Learning rate 0.01 → 0.03."
    assert "Loss Cross entropy → Perceptron" in said["Perceptron"]
    assert "Batch size 7 → 1" in said["Perceptron"]


def test_other_data_say_what_they_bring_but_not_the_loss_that_the_new_run_explains() -> None:
    spiral, iris, plane = (DATASETS[kind]() for kind in ("spiral", "iris", "plane"))
    before = Project(recipe=Recipe(loss=PerceptronLoss(), inputs=("x1", "x1*x2")))
    for data, said in (
        (spiral, "Set with it: Loss Perceptron → Cross entropy."),
        (iris, "Training share 0.5 → 0.7; Standardise off → on. The inputs are all columns again."),
    ):
        after = set_data(before, data, data.make(np.random.default_rng(1)))
        assert said in data_side_effects(before.recipe, after.recipe)
    after = set_data(Project(), plane, plane.make(np.random.default_rng(1)))
    assert data_side_effects(Recipe(), after.recipe) == ""


def test_the_bar_says_so_with_the_edit_and_undo_takes_all_back_in_one_step(qtbot: QtBot) -> None:
    document = Document(Project())
    bar, notes = HyperparameterBar(document), []
    qtbot.addWidget(bar)
    document.changed.connect(lambda change: notes.append(change.note))
    bar.optimizer.picked.emit(Adam)
    document.undo_stack.undo()
    assert notes == ["Learning rate set to 0.01, the usual one of Adam; it was 0.03.", ""]
    assert document.project == Project()
