"""Loss and metric on the rows that a network is evaluated on, against direct NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.recipe.recipe import Recipe
from engine.training.evaluation import Evaluator
from tests.engine.builders import network_for, plain_scores, small_data


def test_judging_is_loss_and_metric_of_the_plain_scores() -> None:
    data, recipe = replace(small_data(30, classes=3), train=np.arange(4, 30), test=np.arange(4)), Recipe()
    network = network_for(recipe, 2, 3)
    for most in (None, 3):
        found = Evaluator(data, recipe.loss, most=most).scores(network)
        losses, shares_right = (found.train_loss, found.test_loss), (found.train_metric, found.test_metric)
        for rows, loss, right in zip((data.train[:most], data.test[:most]), losses, shares_right, strict=True):
            scores, target = plain_scores(network, data.x(rows)), data.y(rows)
            shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            assert loss == pytest.approx(-np.log(shares[np.arange(len(rows)), target]).mean())
            assert right == np.mean(scores.argmax(1) == target)
