"""What is measured of the data once, of whatever size they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.data.datasets import DATASETS
from engine.diagnosis.data_facts import data_facts
from engine.recipe.recipe import Recipe
from engine.training.prepare import prepare


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
@pytest.mark.parametrize(("name", "curves"), [("circle", ("x1**2", "x2**2")), ("xor", ("x1*x2",))])
def test_which_curves_would_help_does_not_depend_on_how_large_numbers_are(
    name: str, curves: tuple[str, ...], size: float
) -> None:
    data = prepare(Recipe(data=DATASETS[name]()))
    table = replace(data.table, inputs=data.table.inputs * size)
    found = data_facts(replace(data, table=table)).curves
    assert found
    assert found[0] == curves
