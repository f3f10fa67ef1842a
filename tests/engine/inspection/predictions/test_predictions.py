"""What is predicted for the rows of the data, in the target's units, and the ROC curves of a class against the others."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data, no_scaling, standard_scaling
from engine.data.table import make_table
from engine.exporters.trained_model import TrainedModel
from engine.inspection.predicted_classes import PredictedClasses
from engine.inspection.predictions.predicted_numbers import PredictedNumbers, number_scores, predicted_numbers
from engine.inspection.predictions.roc_curves import RocRequest, evidence_for, roc_curves
from engine.nn.losses import CrossEntropy, Hinge, MeanSquaredError
from engine.nn.roc import roc
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import plain_scores, small_data, snapshot_of

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def energy(rows: int = 80) -> Data:
    """Seven inputs, and a target far from 0 whose scale the network does not see."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(rows, 7))
    y = 5000 + 300 * x[:, 2] - 120 * x[:, 5] + 20 * rng.normal(size=rows)
    table = make_table(x, y, tuple("abcdefg"), "energy (MWh)")
    train, test = np.arange(0, rows, 2), np.arange(1, rows, 2)
    return Data(table, train, test, standard_scaling(x[train]), standard_scaling(y[train][:, np.newaxis]), None)


def test_numbers_are_predicted_in_the_targets_own_units() -> None:
    session = Session(Recipe(loss=MeanSquaredError(), standardise=True), energy())
    session.advance(300)
    snapshot = snapshot_of(session, PredictedNumbers())
    found = snapshot[PredictedNumbers()]
    assert found is not None
    assert found.count == 40
    np.testing.assert_array_equal(found.rows, np.concatenate([session.data.train, session.data.test]))
    np.testing.assert_array_equal(found.true, session.data.table.target[found.rows])
    wanted = TrainedModel.of(snapshot).predict(session.data.table.inputs[found.rows])[:, 0]
    np.testing.assert_allclose(found.predicted, wanted, rtol=1e-6)
    assert found.train.r2 == pytest.approx(snapshot.scores.train_metric, abs=1e-6)  # the very R² that the metric's view shows
    assert found.test.r2 == pytest.approx(snapshot.scores.test_metric, abs=1e-6)
    deviation = float(session.data.target_scaling.deviation[0])
    assert found.test.root_error == pytest.approx(deviation * np.sqrt(snapshot.scores.test_loss), rel=1e-5)


def test_how_far_off_predictions_are_by_hand() -> None:
    scores = number_scores(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 5.0, 4.0]))
    assert (scores.rows, scores.mean_error, scores.bias, scores.half) == (4, 0.75, -0.75, 0.5)
    assert scores.root_error == pytest.approx(np.sqrt(5 / 4))
    assert scores.r2 == pytest.approx(0.0)
    assert scores.most == pytest.approx(1.7)


def test_there_are_no_numbers_of_classes_and_no_curves_of_numbers() -> None:
    assert snapshot_of(Session(Recipe()), PredictedNumbers())[PredictedNumbers()] is None
    session = Session(Recipe(loss=MeanSquaredError()), energy())
    assert snapshot_of(session, RocRequest())[RocRequest()] is None


@pytest.mark.parametrize("loss", [CrossEntropy(), MeanSquaredError(), Hinge()])
def test_of_two_classes_the_curve_of_one_is_that_of_the_other_turned_round(loss: CrossEntropy) -> None:
    session = Session(Recipe(loss=loss))
    session.advance(100)
    second, first = (snapshot_of(session, RocRequest(i))[RocRequest(i)] for i in (1, 0))
    assert second is not None
    assert first is not None
    assert second.test is not None
    assert first.test is not None
    assert second.test.area == pytest.approx(first.test.area)
    scores = session.network.scores(session.data.x(session.data.test))[0]
    wanted = roc(scores, session.data.table.target[session.data.test] == 1)
    assert wanted is not None
    assert second.test.area == pytest.approx(wanted.area)
    assert second.is_probability == isinstance(loss, CrossEntropy)
    assert sum(second.positives) + sum(first.positives) == sum(second.rows)


@pytest.mark.parametrize("positive", [0, 1, 2, 7])
def test_of_more_classes_each_stands_against_all_others(positive: int) -> None:
    session = Session(IRIS)
    session.advance(200)
    found = snapshot_of(session, RocRequest(positive))[RocRequest(positive)]
    assert found is not None
    assert found.test is not None
    kind = min(positive, 2)
    assert found.positive == kind
    shares = session.recipe.loss.link(session.network.scores(session.data.x(session.data.test)).astype(np.float64))[kind]
    wanted = roc(shares, session.data.table.target[session.data.test] == kind)
    assert wanted is not None
    assert found.test.area == pytest.approx(wanted.area, abs=1e-12)
    inside = (found.test.thresholds[1:] >= 0) & (found.test.thresholds[1:] <= 1)
    assert inside.all()


def test_evidence_tells_probabilities_apart_that_round_to_one() -> None:
    scores = np.array([[40.0, 50.0], [0.0, 0.0], [0.0, 0.0]])
    assert CrossEntropy().link(scores)[0].tolist() == [1.0, 1.0]
    low, high = evidence_for(0, scores, is_probability=True)
    assert low < high
    np.testing.assert_allclose(evidence_for(0, scores, is_probability=True), scores[0] - np.log(2))


def test_a_part_without_a_class_has_no_curve() -> None:
    table = make_table(np.arange(8.0)[:, np.newaxis], np.array([0, 1, 0, 1, 0, 0, 0, 0]), ("x",), "y", ("n", "y"))
    data = Data(table, np.arange(4), np.arange(4, 8), no_scaling(1), no_scaling(1), None)
    found = snapshot_of(Session(Recipe(), data), RocRequest())[RocRequest()]
    assert found is not None
    assert found.train is not None
    assert found.test is None
    assert found.positives == (2, 0)


def test_the_rows_are_those_that_the_confusion_counts() -> None:
    session = Session(dataclasses.replace(IRIS, batch=5))
    classes = snapshot_of(session, PredictedClasses())[PredictedClasses()]
    assert classes is not None
    np.testing.assert_array_equal(classes.rows, np.concatenate([session.data.train, session.data.test]))


def test_thresholds_are_probabilities_after_the_first_which_is_above_all() -> None:
    session = Session(Recipe(), small_data(40))
    session.advance(20)
    found = roc_curves(session, 1)
    assert found is not None
    assert found.is_probability
    for curve in (found.train, found.test):
        assert curve is not None
        assert curve.thresholds[0] == np.inf
        assert ((curve.thresholds[1:] > 0) & (curve.thresholds[1:] < 1)).all()
    assert found.rows == (40, 20)
    target = session.data.table.target
    assert found.positives == (int(target[:40].sum()), int(target[40:].sum()))
    assert roc_curves(session, 9).positive == 1  # type: ignore[union-attr]
    plain = Session(Recipe(loss=Hinge()), small_data(40))
    scored = roc_curves(plain, 0)
    assert scored is not None
    assert scored.train is not None
    assert not scored.is_probability
    evidence = -plain_scores(plain.network, plain.data.x(plain.data.train))[:, 0]
    assert scored.train.thresholds[1] == pytest.approx(evidence.max(), rel=1e-5)


def test_residuals_are_what_is_missing() -> None:
    session = Session(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    found = predicted_numbers(session)
    assert found is not None
    assert found.residuals.tolist() == (found.true - found.predicted).tolist()
    assert found.train.bias == pytest.approx(found.residuals[: found.count].mean())
