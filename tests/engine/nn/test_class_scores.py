"""Precision, recall and F1 by class, and the ROC curve: by hand, and as scikit-learn has them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.nn.class_scores import class_scores
from engine.nn.metrics import METRICS, classes_of, confusion_matrix
from engine.nn.roc import Roc, roc, without_straight_points
from tests.program_start import ROOT

GOLDEN: dict[str, Any] = json.loads((ROOT / "tests" / "golden" / "class_scores.json").read_text(encoding="utf-8"))


def test_precision_recall_and_f1_by_hand() -> None:
    # Of 10 cats 8 are found and 2 are called dogs; of 5 dogs 3 are found, 1 is called cat and 1 bird; there is no bird.
    scores = class_scores(np.array([[8, 2, 0], [1, 3, 1], [0, 0, 0]]))
    np.testing.assert_array_equal(scores.rows, [10, 5, 0])
    np.testing.assert_array_equal(scores.called, [9, 5, 1])
    np.testing.assert_allclose(scores.precision, [8 / 9, 3 / 5, 0], rtol=1e-15)
    np.testing.assert_allclose(scores.recall, [8 / 10, 3 / 5, 0], rtol=1e-15)
    np.testing.assert_allclose(scores.f1, [2 * 8 / 19, 3 / 5, 0], rtol=1e-15)
    assert scores.mean(scores.recall) == pytest.approx((0.8 + 0.6 + 0) / 3)  # birds are predicted, so they count


def test_a_class_neither_there_nor_predicted_does_not_count_in_the_mean() -> None:
    scores = class_scores(np.array([[4, 0, 0], [0, 2, 0], [0, 0, 0]]))
    assert scores.mean(scores.f1) == 1.0
    assert np.isnan(class_scores(np.zeros((2, 2), int)).mean(np.zeros(2)))


def test_the_roc_curve_by_hand_with_a_tie() -> None:
    # Falling: 0.9 yes | 0.7 yes and no, a tie | 0.4 no | 0.1 yes. Pairs won: 2 of 2 + (1 + ½) + 0 = 3.5 of 6.
    found = roc(np.array([0.7, 0.9, 0.1, 0.4, 0.7]), np.array([True, True, True, False, False]))
    assert found is not None
    np.testing.assert_allclose(found.found, [0, 1 / 3, 2 / 3, 2 / 3, 1], rtol=1e-15)
    np.testing.assert_allclose(found.wrong, [0, 0, 1 / 2, 1, 1], rtol=1e-15)
    np.testing.assert_array_equal(found.thresholds, [np.inf, 0.9, 0.7, 0.4, 0.1])
    assert found.area == pytest.approx(3.5 / 6)


def test_there_is_no_curve_without_both_kinds_of_rows_or_with_a_score_that_is_no_number() -> None:
    scores = np.array([0.1, 0.2, 0.3])
    assert roc(scores, np.array([True, True, True])) is None
    assert roc(scores, np.array([False, False, False])) is None
    assert roc(np.array([0.1, np.nan, 0.3]), np.array([True, False, False])) is None
    assert roc(np.array([np.inf, -np.inf, 0.3]), np.array([True, False, False])) is not None


@pytest.mark.parametrize("seed", range(8))
def test_the_area_is_the_share_of_pairs_in_the_right_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    positive = rng.random(60) < 0.3
    scores = np.round(rng.normal(positive, 1.0), seed % 3)  # many ties
    pairs = np.sign(scores[positive][:, np.newaxis] - scores[~positive]) / 2 + 0.5
    found = roc(scores, positive)
    assert found is not None
    assert found.area == pytest.approx(pairs.mean(), abs=1e-12)
    fewer = without_straight_points(found)
    assert len(fewer.wrong) <= len(found.wrong)
    x = np.linspace(0, 1, 501)
    assert fewer.area == found.area
    area = (np.diff(fewer.wrong) * (fewer.found[1:] + fewer.found[:-1]) / 2).sum()  # NumPy 1.26 has no trapezoid
    np.testing.assert_allclose(area, found.area, atol=1e-12)
    np.testing.assert_allclose(np.interp(x, fewer.wrong, fewer.found), np.interp(x, found.wrong, found.found), atol=1e-12)


@pytest.mark.parametrize("case", GOLDEN["classes"], ids=lambda case: case["name"])
def test_class_scores_are_scikit_learns(case: dict[str, Any]) -> None:
    matrix = np.zeros((case["classes"], case["classes"]), int)
    np.add.at(matrix, (case["target"], case["predicted"]), 1)
    found = class_scores(matrix)
    for name in ("precision", "recall", "f1", "rows"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", GOLDEN["roc"], ids=lambda case: case["name"])
def test_roc_curves_are_scikit_learns(case: dict[str, Any]) -> None:
    found = roc(np.array(case["scores"]), np.array(case["positive"]))
    assert found is not None
    np.testing.assert_allclose(found.wrong, case["wrong"], atol=1e-15)
    np.testing.assert_allclose(found.found, case["found"], atol=1e-15)
    np.testing.assert_array_equal(found.thresholds[1:], case["thresholds"][1:])
    assert found.area == pytest.approx(case["area"], abs=1e-14)


def test_a_curve_keeps_its_corners_and_its_ends() -> None:
    def kept(wrong: list[float], found: list[float]) -> list[float]:
        curve = Roc(np.array(wrong), np.array(found), np.arange(len(wrong), dtype=float), 0.5)
        less = without_straight_points(curve)
        assert less.wrong.tolist() == [wrong[int(i)] for i in less.thresholds]
        assert less.found.tolist() == [found[int(i)] for i in less.thresholds]
        return less.thresholds.tolist()

    assert kept([0, 0, 0, 0.5, 1], [0, 0.5, 1, 1, 1]) == [0, 2, 4]
    assert kept([0, 0.5, 0.5, 1], [0, 0.5, 1, 1]) == [0, 1, 2, 3]
    assert kept([0, 1, 1, 1], [0, 0, 0.5, 1]) == [0, 1, 3]
    assert kept([0, 0.25, 0.5, 1], [0, 0.25, 0.5, 1]) == [0, 1, 2, 3]  # slanting stretches stay
    assert kept([0, 1], [0, 1]) == [0, 1]


@pytest.mark.parametrize(
    ("scores", "positive"),
    [([0.1, 0.2], [True, True]), ([0.1, 0.2], [False, False]), ([], []), ([0.1, np.nan], [True, False])],
)
def test_a_curve_that_is_not_defined_is_none(scores: list[float], positive: list[bool]) -> None:
    assert roc(np.array(scores), np.array(positive, bool)) is None


def test_a_score_of_0_is_of_the_first_class() -> None:
    scores = np.array([[0.0, 1e-30, -1.0]])
    assert classes_of(scores).tolist() == [0, 1, 0]
    assert confusion_matrix(scores, np.array([0, 1, 1])).tolist() == [[1, 0], [1, 1]]
    assert METRICS["accuracy"]().value(scores, np.array([0, 1, 1])) == pytest.approx(2 / 3)
    assert classes_of(np.array([[1.0, 2], [1, 3], [0, 3]])).tolist() == [0, 1]  # of several the first of the highest
