"""The first offer: once, when the network of the project has learned; never of a run that the user has left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.data.datasets import DATASETS
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.lessons.first_offer import FirstOffer
from gui.training.frame import Frame
from tests.engine.builders import dense, snapshot_of, stack


@pytest.fixture(scope="module")
def learned() -> Frame:
    session = Session(Recipe(data=DATASETS["circle"](), blocks=stack(dense(6)), standardise=True))
    session.advance(200 * session.batches.count)
    return Frame(snapshot_of(session), opening=1, trained_seconds=1.0)


def test_a_frame_of_a_run_that_was_left_offers_nothing(qtbot, learned: Frame) -> None:
    project = [replace(learned.snapshot.recipe, batch=3)]  # edited; the frame was made before that
    offer, wanted = FirstOffer(lambda: project[0]), []
    offer.wanted.connect(wanted.append)
    offer.show_frame(learned)
    assert not wanted
    project[0] = learned.snapshot.recipe
    offer.show_frame(learned)
    assert len(wanted) == 1
    offer.show_frame(learned)
    assert len(wanted) == 1
