"""What is predicted, in words, and as the columns that a file gets: every case with its exact text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.csv_files.cells import Cells
from engine.data.preprocessing import no_scaling
from engine.exporters.trained_model import TrainedModel
from engine.nn.losses import CrossEntropy, Hinge, Loss, MeanSquaredError
from engine.prediction.answers import Answers, answers, in_words
from engine.prediction.new_rows import NewRows
from engine.prediction.predicted_file import added_cells, added_names, judged, predictions_text
from engine.recipe.recipe import Recipe


class Fixed(TrainedModel):
    """A network that says the first column of its inputs, or as many as there are classes."""

    def predict(self, x_raw: Array, dtype: Any = None) -> Array:
        return np.asarray(x_raw)[:, : max(1, self.task.outputs)]


def model(loss: Loss, classes: tuple[str, ...], inputs: int = 2) -> TrainedModel:
    names = tuple("abcdef"[:inputs])
    nothing = np.zeros(0)
    return Fixed(
        Recipe(loss=loss), (), nothing, nothing, names, no_scaling(inputs), no_scaling(1), "price (€)", classes, step=7, epoch=2
    )


def test_of_two_classes_the_second_is_predicted_where_it_is_the_likelier_one() -> None:
    found = answers(model(CrossEntropy(), ("no", "yes")), np.array([[0.25, 0], [0.5, 0], [0.75, 0], [0.75, np.nan]]))
    np.testing.assert_array_equal(found.values, [[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [np.nan, np.nan]])
    assert found.classes is not None
    assert found.classes.tolist() == [0, 0, 1, -1]
    assert (found.names, found.is_probability, found.step) == (("no", "yes"), True, 7)
    assert found.there.tolist() == [True, True, True, False]
    assert in_words(found, 2) == "yes, 75.0 % (no 25.0 %)"


def test_scores_of_two_classes_differ_by_their_sign() -> None:
    found = answers(model(Hinge(), ("no", "yes")), np.array([[-1.5, 0], [0, 0], [2, 0]]))
    np.testing.assert_array_equal(found.values, [[1.5, -1.5], [0, 0], [-2, 2]])
    assert found.classes is not None
    assert found.classes.tolist() == [0, 0, 1]
    assert not found.is_probability
    assert in_words(found) == "no, score 1.5 (yes −1.5)"


def test_of_several_classes_the_first_of_the_highest_is_predicted() -> None:
    found = answers(model(CrossEntropy(), ("a", "b", "c"), 3), np.array([[0.2, 0.4, 0.4], [np.inf, 0, 0], [0.1, 0, 0.9]]))
    assert found.classes is not None
    assert found.classes.tolist() == [1, -1, 2]
    assert in_words(found) == "b, 40.0 % (c 40.0 %, a 20.0 %)"
    assert in_words(found, 1) == "No prediction: an input is missing, or a formula is not defined there."


def test_a_number_is_said_with_five_figures() -> None:
    found = answers(model(MeanSquaredError(), ()), np.array([[1234.5678, 0.0]]))
    assert (found.classes, found.names, found.is_probability) == (None, ("price (€)",), False)
    assert in_words(found) == "price (€): 1,234.6"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (5, "e, 50.0 % (d 4.0 %, c 3.0 %, b 2.0 %, a 1.0 %)"),
        (6, "f, 50.0 % (e 5.0 %, d 4.0 %, c 3.0 %, b 2.0 %, and 1 more)"),
    ],
)
def test_four_other_classes_are_named(count: int, text: str) -> None:
    values = np.array([[*(np.arange(1, count) / 100), 0.5]])
    assert in_words(Answers(tuple("abcdef"[:count]), values, np.array([count - 1]), True, 1)) == text


def rows(*, target: Array | None, names: tuple[str, ...] = ("a", "b"), comma: bool = False, delimiter: str = ",") -> NewRows:
    columns = (Cells([("1", "2", "x y")]), Cells([('4 "', "5", "")]))
    return NewRows(Path("new.csv"), names, columns, np.zeros((3, 2)), target, delimiter, comma, ())


CLASSES = Answers(("no", "yes"), np.array([[0.75, 0.25], [0.125, 0.875], [np.nan, 0.5]]), np.array([0, 1, -1]), True, 1)
SCORES = Answers(("no", "yes"), np.array([[1.5, -1.5], [0.5, -0.5], [-2.0, 2.0]]), np.array([0, 0, 1]), False, 1)
NUMBERS = Answers(("y",), np.array([[1.0], [3.5], [np.nan]]), None, False, 1)


@pytest.mark.parametrize(
    ("found", "target", "text"),
    [
        (CLASSES, None, ""),
        (CLASSES, [-1, -1, 0], ""),
        (CLASSES, [0, 0, 0], "Of 2 rows the class is known; predicted rightly: 1 (50.0 %)."),
        (CLASSES, [-1, 1, 1], "Of 1 row the class is known; predicted rightly: 1 (100.0 %)."),
        (SCORES, [0, 1, 1], "Of 3 rows the class is known; predicted rightly: 2 (66.7 %)."),
        (NUMBERS, [np.nan, np.nan, 1.0], ""),
        (NUMBERS, [2.0, 4.0, 9.0], "Of 2 rows the right number is known: off by 0.75 on average, R² 0.375."),
    ],
)
def test_how_well_rows_are_predicted_is_said_where_that_is_known(found: Answers, target: list[float] | None, text: str) -> None:
    assert judged(rows(target=None if target is None else np.array(target)), found) == text


def test_added_columns_have_names_of_their_own() -> None:
    assert added_names(rows(target=None), NUMBERS, "y") == ("predicted y",)
    assert added_names(rows(target=None), CLASSES, "y") == ("predicted y", "probability of no", "probability of yes")
    taken = rows(target=None, names=("predicted y", "predicted y (2)"))
    assert added_names(taken, SCORES, "y") == ("predicted y (3)", "score of no", "score of yes")
    alike = Answers(("no", "no", "no"), np.zeros((3, 3)), np.zeros(3, int), False, 1)
    assert added_names(rows(target=None), alike, "y")[1:] == ("score of no", "score of no (2)", "score of no (3)")


@pytest.mark.parametrize(
    ("found", "comma", "cells"),
    [
        (CLASSES, False, [["no", "0.75", "0.25"], ["yes", "0.125", "0.875"], ["", "", ""]]),
        (CLASSES, True, [["no", "0,75", "0,25"], ["yes", "0,125", "0,875"], ["", "", ""]]),
        (NUMBERS, True, [["1,0"], ["3,5"], [""]]),
    ],
)
def test_cells_are_written_in_full_with_the_files_own_decimal_mark(found: Answers, comma: bool, cells: list[list[str]]) -> None:
    assert [added_cells(rows(target=None, comma=comma), found, row) for row in range(3)] == cells


def test_the_files_own_columns_stay_as_they_are() -> None:
    text = predictions_text(rows(target=None, delimiter=";", comma=True), NUMBERS, "y")
    assert text == 'a;b;predicted y\n1;"4 """;1,0\n2;5;3,5\nx y;;\n'
