"""Digit pad: one draws a digit with the mouse and sees the ten probabilities move, live while training goes on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.exporters.trained_model import TrainedModel
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.prediction.answers import answers
from engine.prediction.digit_image import counts_of
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.digit_pad.digit_squares import DigitPad, ImageSquare
from gui.views.digit_pad.probability_bars import ProbabilityBars
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.labels import note

TURNED_INTO = N_(
    "As was done with the data: your drawing is made upright, scaled to 20 × 32 dots in the middle, its pen made as thick as "
    "theirs, and the dots are counted in blocks of 4 × 4."
)
FROM_DATA = N_("A test row, which the network has not learned from. Right: {right}.")
NO_IMAGES = N_("These data are no images: choose Digits in the data panel.")


@view("digit_pad", N_("Digit pad"), "output", "view_digit_pad")
class DigitPadView(View):
    """What is said of the drawing follows the weights."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._model: TrainedModel | None = None
        self._row = -1  # of the test rows: the one that is shown instead of a drawing; -1: the drawing is
        self._next = 0
        self.digit_pad, self.image, self.bars, self.remark = DigitPad(), ImageSquare(), ProbabilityBars(), note()
        self.clear, self.example = QPushButton(_("Clear")), QPushButton(_("Next test row"))
        self.clear.setToolTip(_("Empty the pad (Delete)."))
        self.example.setToolTip(_("Show a digit of the data that the network has not learned from, and say what is right."))
        squares = QWidget()
        row = QHBoxLayout(squares)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.digit_pad, self.image, self.bars):
            row.addWidget(part, 1)
        body = below_each_other(self.remark, squares)
        self.header = headed(self, in_a_row(self.clear, self.example), body, self.columns)
        self.digit_pad.changed.connect(self._on_drawn)
        self.clear.clicked.connect(self._clear)
        self.example.clicked.connect(self.show_example)
        self._answer()

    def requests(self) -> Requests:
        return frozenset()

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is self._shown:
            return
        if self._shown is None or frame.snapshot is None or frame.snapshot.data is not self._shown.data:
            self._row = -1
        self._shown = frame.snapshot
        self._model = None if frame.snapshot is None else TrainedModel.of(frame.snapshot)
        self._answer()

    def show_example(self) -> None:
        """The next of the test rows as an image, with what is right."""
        if self._shown is not None and self._reads_images():
            self.digit_pad.clear()
            self._row, self._next = self._next % len(self._shown.data.test), self._next + 1
            self._answer()

    def columns(self) -> Mapping[str, Array]:
        """The image that is shown, pixel by pixel, with the probability of each class."""
        pixels = {f"r{y + 1}c{x + 1}": np.array([value]) for (y, x), value in np.ndenumerate(self.image.image)}
        probabilities = zip(self.bars.names, self.bars.probabilities, strict=False)
        return pixels | {_("predicted {target}").format(target=name): np.array([share]) for name, share in probabilities}

    def retheme(self) -> None:
        for part in (self.digit_pad, self.image, self.bars):
            part.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _on_drawn(self) -> None:
        self._row = -1
        self._answer()

    def _clear(self) -> None:
        self._row = -1
        self.digit_pad.clear()
        self._answer()

    def _reads_images(self) -> bool:
        if self._shown is None or self._shown.data.task.is_regression:
            return False
        rows, columns = self._shown.recipe.data.image
        return rows * columns > 0 and rows * columns == self._shown.data.inputs

    def _answer(self) -> None:
        fits = self._reads_images()
        for part in (self.digit_pad, self.example, self.clear):
            part.setEnabled(fits)
        if not fits or self._shown is None or self._model is None:
            self.remark.setText(_(NO_IMAGES))
            self.bars.show_probabilities((), ())
            self.image.show_image(np.zeros((8, 8)))
            return
        data, shape, text = self._shown.data, self._shown.recipe.data.image, _(TURNED_INTO)
        image = counts_of(self.digit_pad.arrays())
        if self._row >= 0:
            row = int(data.test[self._row])
            image = data.table.inputs[row].reshape(shape)
            text = _(FROM_DATA).format(right=data.table.classes[int(data.table.target[row])])
        self.remark.setText(text)
        self.image.show_image(image)
        found = answers(self._model, image.reshape(1, -1))
        drawn = self._row >= 0 or bool(self.digit_pad.strokes)
        probabilities = found.values[0] if found.is_probability else softmax(found.values[0])
        self.bars.show_probabilities(found.names, tuple(probabilities.tolist()) if drawn else ())


def softmax(scores: Array) -> Array:
    """Shares that add up to 1, of scores that are no probabilities, such as of a hinge loss."""
    shares = np.exp(scores - scores.max())
    found: Array = shares / shares.sum()
    return found
