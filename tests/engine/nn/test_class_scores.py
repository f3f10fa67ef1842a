"""Precision, recall and F1 by class, and the ROC curve: by hand, and as scikit-learn has them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.nn.class_scores import class_scores
from engine.nn.roc import roc, without_straight_points
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
    np.testing.assert_allclose(np.trapezoid(fewer.found, fewer.wrong), found.area, atol=1e-12)
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
