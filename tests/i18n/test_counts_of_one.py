"""What is counted is in the singular where there is one of it, though there are mostly more."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.experiments.descent.ball import Outcome
from engine.exporters.verification import Proof
from engine.nn.layers.dense import Dense
from engine.recipe.limits import MOST_LAYERS
from engine.recipe.recipe import Block, Recipe
from engine.search.work.prepared_rows import PreparedRows
from engine.training.prepare import prepare
from gui.model.edits import insert_blocks
from gui.model.project import Project
from gui.plotting.spoken_columns import columns_in_words
from gui.search.starts.starts_text import Counts, headline
from gui.views.descent.ball_words import outcome_in_words
from gui.views.quality.class_table import class_in_words


def ball(steps: int, outcome: Outcome = Outcome.ARRIVED, **about: Any) -> Any:
    return SimpleNamespace(steps=steps, since=steps, outcome=outcome, minimum=None, **about)


def class_of(hits: int, rows: int, called: int) -> str:
    scores: Any = SimpleNamespace(hits=[hits], rows=[rows], called=[called])
    return class_in_words("setosa", scores, 0)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (lambda: outcome_in_words(ball(1)), "Arrived at the local minimum in 1 step."),
        (lambda: outcome_in_words(ball(2)), "Arrived at the local minimum in 2 steps."),
        (lambda: class_of(1, 1, 2), "1 of the 1 row of setosa is found. Of the 2 rows called setosa, 1 are right."),
        (lambda: class_of(0, 2, 1), "0 of the 2 rows of setosa are found. Of the 1 row called setosa, 0 is right."),
        (lambda: columns_in_words({"w": np.array([0.5] + [np.nan] * 40)}), "w: 1 value, 0.5000."),
        (lambda: str(Proof(0.0, 1, Path("a.npz"))), "a.npz: read back and run on 1 row; largest difference 0."),
        (lambda: headline(Counts(1, 1, 0, 0, 0), 1), "1 of 1 start reaches the goal: 100 % (95 % interval: 21 % to 100 %)."),
    ],
)
def test_one_is_singular(said: Any, text: str) -> None:
    assert said() == text


def test_problems_of_one_are_singular() -> None:
    full = tuple(Block(i, Dense(2)) for i in range(1, MOST_LAYERS + 1))
    with pytest.raises(ValueError, match=r": 1 more is too many\.$"):
        insert_blocks(Project(Recipe(DATASETS["iris"](), blocks=full)), 0, full[:1])
    data = prepare(Recipe(DATASETS["iris"]()))
    rows = PreparedRows(data)
    few: Any = SimpleNamespace(train=data.train[:1], validation=data.validation[:0], table=data.table)
    rows.data = few
    with pytest.raises(ValueError, match=r"^1 row is too few for 5 folds: choose fewer folds\.$"):
        rows.of(Recipe(DATASETS["iris"]()), 0, 5)
