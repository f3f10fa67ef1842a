"""What the network says of each row, against its plain scores."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.inspection.predictions import row_answers
from engine.inspection.predictions.row_answers import AnsweredRows, RowAnswers
from engine.nn.losses import Hinge, MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import plain_scores, small_data, snapshot_of


def answers(session: Session) -> tuple[RowAnswers, np.ndarray]:
    """And the plain scores of all rows, (rows, outputs)."""
    session.advance(30)
    every = session.data.x(np.arange(len(session.data.table.target)))
    return snapshot_of(session, AnsweredRows())[AnsweredRows()], plain_scores(session.network, every)


def test_of_two_classes_it_is_as_sure_as_the_sigmoid() -> None:
    found, scores = answers(Session(Recipe(), small_data(40)))
    share = 1 / (1 + np.exp(-scores[:, 0]))
    assert found.predicted.tolist() == (scores[:, 0] > 0).astype(int).tolist()
    assert set(found.predicted.tolist()) == {0, 1}
    assert found.sure is not None
    np.testing.assert_allclose(found.sure, np.maximum(share, 1 - share), rtol=1e-5)


def test_of_three_classes_it_is_as_sure_as_the_softmax() -> None:
    found, scores = answers(Session(Recipe(), small_data(40, classes=3)))
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    assert found.predicted.tolist() == scores.argmax(1).tolist()
    assert found.sure is not None
    np.testing.assert_allclose(found.sure, shares.max(1), rtol=1e-5)


def test_a_loss_without_probabilities_is_not_sure() -> None:
    found, scores = answers(Session(Recipe(loss=Hinge()), small_data(40)))
    assert (found.predicted.tolist(), found.sure) == ((scores[:, 0] > 0).astype(int).tolist(), None)


def test_a_number_is_said_in_the_targets_units() -> None:
    session = Session(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    found, scores = answers(session)
    assert found.sure is None
    np.testing.assert_allclose(found.predicted, session.data.target_scaling.undo(scores)[:, 0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("most", "at_once", "rows"), [(7, 3, 7), (6, 3, 6), (99, 7, 60)])
def test_rows_are_asked_in_pieces_and_of_very_many_the_first(
    most: int, at_once: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(Recipe(), small_data(40))
    whole, _scores = answers(session)
    monkeypatch.setattr(row_answers, "MOST_ROWS", most)
    monkeypatch.setattr(row_answers, "AT_ONCE", at_once)
    found = snapshot_of(session, AnsweredRows())[AnsweredRows()]
    assert found.predicted.tolist() == whole.predicted[:rows].tolist()
    assert not AnsweredRows.every_frame
