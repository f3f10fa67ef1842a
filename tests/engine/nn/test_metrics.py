"""Metrics by hand, and as scikit-learn has them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.core.number_format import format_number
from engine.data.table import Task
from engine.nn.metrics import METRICS, classes_of, confusion_matrix, metric_for, metrics_for
from tests.program_start import ROOT

GOLDEN: list[dict[str, Any]] = json.loads((ROOT / "tests" / "golden" / "metrics.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("classes", [0, 2, 3, 20])
def test_every_task_has_metrics_the_usual_one_first(classes: int) -> None:
    found = metrics_for(Task(classes))
    assert all(metric.suits(Task(classes)) for metric in found)
    assert found[0] == metric_for(Task(classes))
    assert found[0].kind == ("accuracy" if classes else "r2")
    assert len(found) >= 4


@pytest.mark.parametrize("name", METRICS.names())
def test_a_metric_says_what_it_suits_and_is_best_for_a_perfect_answer(name: str) -> None:
    metric = METRICS[name]()
    suited = [task for task in map(Task, (0, 2, 3)) if metric.suits(task)]
    assert suited
    for task in suited:
        target = np.array([0, 1, 1, 0]) if task.classes != 3 else np.array([0, 1, 2, 0])
        sure = 200 * np.eye(3)[:, target] if task.classes == 3 else 200 * (target - 0.5)[np.newaxis]
        perfect = target[np.newaxis].astype(np.float64) if task.is_regression else sure
        assert metric.value(perfect, target) == pytest.approx(metric.best, abs=1e-12)
        worse = metric.value(-perfect, target)
        assert worse < metric.best if metric.higher_is_better else worse > metric.best


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["name"]))
def test_metrics_are_scikit_learns(case: dict[str, Any]) -> None:
    scores, target = np.array(case["scores"]).T, np.array(case["target"])
    found = {metric.kind: metric.value(scores, target) for metric in metrics_for(Task(case["classes"]))}
    assert found == pytest.approx(case["values"], rel=1e-12)
    if case["classes"]:
        assert confusion_matrix(scores, target).tolist() == case["confusion"]


def test_accuracy_by_hand() -> None:
    accuracy = METRICS["accuracy"]()
    assert accuracy.value(np.array([[2.0, -1.0, 0.5, -3.0]]), np.array([1, 0, 0, 0])) == 0.75
    scores = np.array([[9.0, 0.0], [0.0, 1.0], [5.0, 8.0]])
    assert classes_of(scores).tolist() == [0, 2]
    assert accuracy.value(scores, np.array([0, 1])) == 0.5


def test_precision_recall_and_f1_by_hand() -> None:
    """True 0 0 0 1 1, predicted 0 0 1 1 0. Class 0: 2 hits of 3 predicted, of 3 there. Class 1: 1 of 2, of 2. Means 7 / 12."""
    scores, target = np.array([[-1.0, -1.0, 1.0, 1.0, -1.0]]), np.array([0, 0, 0, 1, 1])
    assert confusion_matrix(scores, target).tolist() == [[2, 1], [1, 1]]
    assert {name: METRICS[name]().value(scores, target) for name in ("precision", "recall", "f1")} == pytest.approx(
        {"precision": 7 / 12, "recall": 7 / 12, "f1": 7 / 12}
    )
    # always class 0: precision (3/5 + 0) / 2, recall (1 + 0) / 2, F1 (6/8 + 0) / 2
    always = np.full((1, 5), -1.0)
    assert METRICS["precision"]().value(always, target) == pytest.approx(0.3)
    assert METRICS["recall"]().value(always, target) == pytest.approx(0.5)
    assert METRICS["f1"]().value(always, target) == pytest.approx(0.375)


def test_log_loss_by_hand() -> None:
    """Scores 0 are even chances: ln 2 for two classes, ln 3 for three. Shares ¼ and ¾: -ln ¾."""
    log_loss = METRICS["log_loss"]()
    assert log_loss.value(np.zeros((1, 2)), np.array([0, 1])) == pytest.approx(np.log(2))
    assert log_loss.value(np.zeros((3, 2)), np.array([0, 1])) == pytest.approx(np.log(3))
    assert log_loss.value(np.array([[np.log(3.0)]]), np.array([1])) == pytest.approx(-np.log(0.75))


def test_r2_by_hand() -> None:
    """Target 0, 2, 4: squares around the mean 4 + 0 + 4 = 8. Errors 1, 0, 1: 1 - 2 / 8. The mean itself scores 0."""
    r2, target = METRICS["r2"](), np.array([0.0, 2.0, 4.0])
    assert r2.value(np.array([[1.0, 2.0, 3.0]]), target) == pytest.approx(0.75)
    assert r2.value(np.array([[2.0, 2.0, 2.0]]), target) == 0
    assert r2.value(np.array([[4.0, 2.0, 0.0]]), target) == -3
    assert r2.value(np.array([[5.0, 5.0]]), np.array([5.0, 5.0])) == 1
    assert r2.value(np.array([[5.0, 6.0]]), np.array([5.0, 5.0])) == 0


def test_r2_of_a_single_row_is_undefined() -> None:
    assert np.isnan(METRICS["r2"]().value(np.array([[5.0]]), np.array([5.0])))
    assert format_number(METRICS["r2"]().value(np.array([[5.0]]), np.array([6.0]))) == "–"


def test_r2_of_a_constant_target_whose_mean_is_rounded() -> None:
    """The mean of 455 times 14.62 is not 14.62 in floating point: R² once came out as -8e26."""
    r2, target = METRICS["r2"](), np.full(455, 14.62)
    assert target.mean() != 14.62
    assert r2.value(target[np.newaxis], target) == 1
    assert r2.value(target[np.newaxis] + 0.1, target) == 0


def test_errors_by_hand() -> None:
    """Errors 3 and -1: squares 9 and 1, so MSE 5, RMSE √5; sizes 3 and 1, so MAE 2."""
    scores, target = np.array([[4.0, 1.0]], np.float32), np.array([1.0, 2.0])
    assert METRICS["mse"]().value(scores, target) == 5
    assert METRICS["rmse"]().value(scores, target) == pytest.approx(5**0.5)
    assert METRICS["mae"]().value(scores, target) == 2
