"""Metrics by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.metrics import METRICS, classes_of, metric_for
from engine.table import Task


@pytest.mark.parametrize("classes", [0, 2, 3, 20])
def test_every_task_has_a_metric(classes: int) -> None:
    assert metric_for(Task(classes)).suits(Task(classes))


@pytest.mark.parametrize("name", METRICS.names())
def test_a_metric_says_what_it_suits_and_is_1_for_a_perfect_answer(name: str) -> None:
    metric = METRICS[name]()
    suited = [task for task in map(Task, (0, 2, 3)) if metric.suits(task)]
    assert suited
    for task in suited:
        target = np.array([0, 1, 1, 0]) if task.classes != 3 else np.array([0, 1, 2, 0])
        scores = np.eye(3)[:, target] if task.classes == 3 else (target - 0.5 * (task.classes == 2))[np.newaxis]
        assert metric.value(scores, target) == pytest.approx(1.0)


def test_accuracy_by_hand() -> None:
    accuracy = METRICS["accuracy"]()
    assert accuracy.value(np.array([[2.0, -1.0, 0.5, -3.0]]), np.array([1, 0, 0, 0])) == 0.75
    scores = np.array([[9.0, 0.0], [0.0, 1.0], [5.0, 8.0]])
    assert classes_of(scores).tolist() == [0, 2]
    assert accuracy.value(scores, np.array([0, 1])) == 0.5


def test_r2_by_hand() -> None:
    """Target 0, 2, 4: squares around the mean 4 + 0 + 4 = 8. Errors 1, 0, 1: 1 - 2 / 8. The mean itself scores 0."""
    r2, target = METRICS["r2"](), np.array([0.0, 2.0, 4.0])
    assert r2.value(np.array([[1.0, 2.0, 3.0]]), target) == pytest.approx(0.75)
    assert r2.value(np.array([[2.0, 2.0, 2.0]]), target) == 0
    assert r2.value(np.array([[4.0, 2.0, 0.0]]), target) == -3
    assert r2.value(np.array([[5.0, 5.0]]), np.array([5.0, 5.0])) == 1
    assert r2.value(np.array([[5.0, 6.0]]), np.array([5.0, 5.0])) == 0
