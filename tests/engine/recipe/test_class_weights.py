"""Class weights: by hand, by numeric gradients, and as PyTorch has them; without them nothing is different."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.core.tape import Tape
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import Task, make_table
from engine.diagnosis.gradient_check import check_batch
from engine.nn.losses import LOSSES, CrossEntropy, Loss, MeanSquaredError, mean_loss
from engine.nn.losses.weighted import WeightedByClass
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.class_weights import balanced_weights, measure_of, minimised, objective_name
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.training.evaluation import Evaluator
from engine.training.session import Session
from tests.engine.inspection.predictions.test_predictions import energy
from tests.program_start import ROOT

GOLDEN: list[dict[str, Any]] = json.loads((ROOT / "tests/golden/class_weights.json").read_text(encoding="utf-8"))["cases"]
BALANCED = Recipe(class_weights="balanced")
CLASS_LOSSES = [name for name in LOSSES.names() if not LOSSES[name]().objection(Task(2))]


def uneven(classes: int, rows: int = 60) -> Data:
    """Most rows are of class 0."""
    rng = np.random.default_rng(7)
    target = np.where(rng.random(rows) < 0.75, 0, rng.integers(0, classes, rows))
    target[:classes] = target[-classes:] = np.arange(classes)
    table = make_table(rng.normal(size=(rows, 2)), target, ("a", "b"), "y", tuple("abcdef"[:classes]))
    return Data(table, np.arange(rows // 2), np.arange(rows // 2, rows), no_scaling(2), no_scaling(1), (-6.0, 6.0))


def test_weights_by_hand() -> None:
    table = make_table(np.zeros((8, 1)), [0, 0, 0, 0, 0, 1, 0, 1], ("x",), "y", ("n", "y", "never"))
    data = Data(table, np.arange(6), np.arange(6, 8), no_scaling(1), no_scaling(1), None)
    assert balanced_weights(data) == (6 / (3 * 5), 6 / (3 * 1), 1.0)  # of the training rows; a class without any counts once


def test_the_loss_and_its_gradient_by_hand() -> None:
    # Two rows, MSE, targets -1 and +1, weights ¼ and 2; errors e: 1 and -2. Mean w e² = (¼ + 8) / 2; gradient 2 w e / rows.
    loss = WeightedByClass(MeanSquaredError(), (0.25, 2.0))
    task = make_table([[0.0]], [0], ("x",), "y", ("n", "y")).task
    targets, scores = loss.encode(np.array([0, 1]), task), np.array([[0.0, -1.0]])
    np.testing.assert_array_equal(targets, [[-1, 1], [0.25, 2]])
    assert mean_loss(loss, scores, targets) == pytest.approx(8.25 / 2)
    tape = Tape(2, np.dtype(np.float64), training=True)
    gradient = loss.record(tape, scores, targets)
    tape.run()
    np.testing.assert_allclose(gradient, [[0.25, -4.0]])


@pytest.mark.parametrize(
    ("name", "classes"), [(name, n) for name in CLASS_LOSSES for n in (2, 4) if not LOSSES[name]().objection(uneven(n).task)]
)
def test_the_gradient_is_the_numeric_one(name: str, classes: int) -> None:
    loss: Loss = LOSSES[name]()
    data = uneven(classes)
    session = Session(replace(BALANCED, loss=loss, batch=30), data, np.float64)
    session.advance(3)
    found = check_batch(session, 10.0).found
    assert found is not None
    assert max(error.scaled for error in found.layers.values()) < 1e-6


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['classes']} classes")
def test_training_is_pytorchs(case: dict[str, Any]) -> None:
    x, target, rows = np.array(case["x"]), np.array(case["target"]), len(case["target"])
    names = tuple("abcdef"[: case["classes"]])
    data = Data(
        make_table(x, target, ("p", "q", "r"), "y", names), np.arange(rows), np.arange(rows), no_scaling(3), no_scaling(1), None
    )
    np.testing.assert_allclose(balanced_weights(data), case["weights"], rtol=1e-15)
    recipe = replace(BALANCED, blocks=(), batch=rows, optimizer=OPTIMIZERS["sgd"](lr=0.3))
    session = Session(recipe, data, np.float64)
    session.network.theta[:] = np.array(case["start"]).ravel()
    for loss, gradient in zip(case["losses"], case["gradients"], strict=True):
        assert session.scores().train_loss == pytest.approx(loss, rel=1e-12)  # the curve is what is minimised
        session.advance(1)
        np.testing.assert_allclose(session.network.grad, np.array(gradient).ravel(), rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(session.network.theta, np.array(case["end"]).ravel(), rtol=1e-10)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_equal_classes_are_trained_as_without_weights(optimizer: str) -> None:
    data = uneven(2)
    even = np.concatenate([np.flatnonzero(data.table.target == k)[:6] for k in (0, 1)])
    data = replace(data, train=even)
    recipes = [Recipe(class_weights=weights, batch=5, optimizer=OPTIMIZERS[optimizer]()) for weights in ("none", "balanced")]
    sessions = [Session(recipe, data) for recipe in recipes]
    for session in sessions:
        session.advance(40)
    np.testing.assert_allclose(sessions[0].network.theta, sessions[1].network.theta, rtol=2e-4, atol=1e-5)


def test_a_rare_class_is_found_sooner_and_metrics_stay_unweighted() -> None:
    data = uneven(2, 200)
    plain, weighted = (Session(Recipe(class_weights=weights), data) for weights in ("none", "balanced"))
    for session in (plain, weighted):
        session.advance(5)

    def recall(session: Session) -> float:
        rare = data.table.target == 1
        return float((session.network.scores(data.x(np.flatnonzero(rare)))[0] > 0).mean())

    assert recall(weighted) > recall(plain)
    both = Evaluator(data, CrossEntropy()), Evaluator(data, minimised(BALANCED, data).loss)
    scores = [evaluator.scores(weighted.network) for evaluator in both]
    assert (scores[0].train_metric, scores[0].test_metric) == (scores[1].train_metric, scores[1].test_metric)
    assert scores[0].train_loss != scores[1].train_loss


def test_without_weights_the_very_same_step_is_recorded() -> None:
    """So it costs nothing; and numbers have no classes."""
    data = uneven(2)
    assert minimised(Recipe(), data) == Recipe()
    regression = replace(BALANCED, loss=MeanSquaredError())
    assert minimised(regression, energy()) is regression
    assert objective_name(regression, energy().task) == "MSE"
    assert objective_name(BALANCED, data.task) == "Cross entropy, weighted by class"
    calls = [len(Session(recipe, data).batches.next_steps(1)[0][0]) for recipe in (Recipe(), BALANCED)]
    assert calls[1] == calls[0] + 1


def test_recipes_carry_it_and_files_of_before_have_none() -> None:
    data = recipe_to_data(BALANCED)
    assert recipe_from_data(data) == BALANCED
    del data["class_weights"]
    assert recipe_from_data(data).class_weights == "none"
    with pytest.raises(ValueError, match="balanced"):
        recipe_from_data({**data, "class_weights": "heavy"})


def test_another_weighting_is_another_loss() -> None:
    """Its losses are not compared with those of before."""
    session = Session(Recipe())
    session.advance(50)
    session.adopt(BALANCED)
    assert session.history.ended
    assert measure_of(BALANCED) != measure_of(Recipe())
    assert session.step == 50
