"""The digit pad: what a drawing becomes, and what the network says of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.data.datasets import DATASETS
from engine.exporters.trained_model import TrainedModel
from engine.prediction.answers import answers
from engine.prediction.digit_image import counts_of, dots_of
from engine.recipe.recipe import Recipe
from engine.recipe.suited_network import IMAGES
from engine.training.prepare import prepare
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views.digit_pad.digit_pad_view import DigitPadView
from gui.views.digit_pad.digit_squares import square_in
from tests.bench.drawn_digits import drawings, trained
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened

ONE = [np.array([[3.0, 4], [5.5, 1], [5.5, 15]])]
SEVEN = [np.array([[1.0, 1], [9, 1], [4, 15]])]
FOUR = [np.array([[6.0, 1], [1, 10], [9.5, 10]]), np.array([[7.0, 6], [7, 15]])]


def test_a_drawing_becomes_an_image_like_those_of_the_data() -> None:
    """Of their height and ink, in the middle; where it was drawn, and how large, does not matter."""
    for strokes in (ONE, SEVEN, FOUR):
        counts = counts_of(strokes)
        assert (counts.shape, counts.max() <= 16) == ((8, 8), True)
        assert 270 <= counts.sum() <= 355
        assert counts[0].max() > 0
        assert counts[7].max() > 0
        assert counts[:, 0].sum() == counts[:, 7].sum() == 0
        assert np.array_equal(counts, counts_of([100 + 3 * one for one in strokes]))
    assert counts_of([]).sum() == 0
    assert dots_of([np.array([[1.0, 1.0]])]).any(), "a single point is a dot"


def test_slant_is_taken_off_as_it_was_of_the_data() -> None:
    """A leaning digit becomes the image of the upright one."""
    leaning = [np.stack([one[:, 0] - 0.4 * one[:, 1], one[:, 1]], axis=1) for one in FOUR]
    assert np.abs(counts_of(leaning) - counts_of(FOUR)).mean() < 0.2


def test_nine_of_ten_drawings_of_the_bench_are_named_rightly() -> None:
    """Bent skeletons of the digits, by the network of one seed: `python -m tests.bench.drawn_digits` asks three."""
    drawn, digits = drawings(12)
    images = np.array([counts_of(strokes).ravel() for strokes in drawn])
    said = answers(TrainedModel.of(snapshot_of(trained(1))), images).values.argmax(1)
    assert (said == digits).mean() >= 0.88


def test_a_digit_is_drawn_with_the_mouse_and_named_and_the_pad_is_cleared(opened: Opened) -> None:
    view = opened(DigitPadView)
    view.show_frame(Frame(snapshot_of(Session(Recipe()))))
    assert not view.digit_pad.isEnabled()
    assert "no images" in view.remark.text()
    recipe = Recipe(data=DATASETS["digits"](), train_share=0.7)
    data = prepare(recipe)
    session = Session(IMAGES.apply(recipe, data.task), data)
    session.advance(IMAGES.epochs * session.batches.count)
    view.show_frame(Frame(snapshot_of(session)))
    assert view.bars.probabilities == ()
    corner, side = square_in(view.digit_pad).topLeft().toPoint(), square_in(view.digit_pad).width()
    for stroke in FOUR:
        places = [corner + QPoint(int(x * side / 16), int(y * side / 16)) for x, y in stroke]
        QTest.mousePress(view.digit_pad, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(view.digit_pad, place)
        QTest.mouseRelease(view.digit_pad, Qt.MouseButton.LeftButton, pos=places[-1])
    assert int(np.argmax(view.bars.probabilities)) == 4
    before = view.bars.probabilities
    session.advance(50)
    view.show_frame(Frame(snapshot_of(session)))
    assert view.bars.probabilities != before, "the probabilities follow the training"
    assert abs(sum(view.bars.probabilities) - 1) < 1e-5
    QTest.keyClick(view.digit_pad, Qt.Key.Key_Delete)
    assert (view.digit_pad.strokes, view.bars.probabilities) == ([], ())


def test_a_test_row_is_shown_with_what_is_right(opened: Opened) -> None:
    view, recipe = opened(DigitPadView), Recipe(data=DATASETS["digits"](), train_share=0.7)
    session = Session(recipe)
    view.show_frame(Frame(snapshot_of(session)))
    view.example.click()
    row = int(session.data.test[0])
    assert np.array_equal(view.image.image.ravel(), session.data.table.inputs[row])
    assert f"Right: {session.data.table.target[row]}." in view.remark.text()
