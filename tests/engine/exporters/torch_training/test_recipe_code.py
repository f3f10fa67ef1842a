"""What a training script says of its targets, for any number of classes."""

from __future__ import annotations

import pytest

from engine.exporters.torch_training.recipe_code import loss_lines
from engine.nn.losses import LOSSES


@pytest.mark.parametrize("kind", ["mse", "mae", "huber"])
def test_targets_of_four_classes_are_those_of_three_with_one_more(kind: str) -> None:
    three, four = (loss_lines(LOSSES[kind](), classes) for classes in (3, 4))
    assert [line.replace("3", "4") for line in three] == four != three
