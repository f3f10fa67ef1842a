"""How uneven the classes are: a sentence where they are very uneven, and a button that lets them count alike."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _
from engine.data.preprocessing import Data
from gui.widgets.labels import note

UNEVEN = 4.0  # times as many rows in the largest class as in the smallest, from which on it is said
TIP = N_(
    "Each row counts by its class: n / (k · n_c), for n training rows, k classes and n_c rows of the class. The loss curve is "
    "then that of the weighted rows; accuracy and the like are not weighted."
)
SAID = N_("“{largest}” has {times} times as many training rows as “{smallest}”: {many} and {few}.")
ADVICE = N_("A network may do well by never saying “{smallest}”.")
DONE = N_("While training all classes count alike.")


class ClassBalance(QWidget):
    """Hidden where classes are about even, or there are none. `chosen` carries the class weights that the user wants."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._data: Data | None = None
        self._weights = "none"
        self.sentence, self.button = note(), QPushButton()
        self.button.setToolTip(_(TIP))
        self.button.clicked.connect(lambda: self.chosen.emit("none" if self._weights == "balanced" else "balanced"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self.button)
        self.hide()

    def show_data(self, data: Data | None) -> None:
        """Say how even the classes of these data are."""
        if data is not self._data:
            self._data = data
            self._show()

    def show_weights(self, weights: str) -> None:
        """The class weights of the recipe."""
        if weights != self._weights:
            self._weights = weights
            self._show()

    def _show(self) -> None:
        found = None if self._data is None else class_imbalance(self._data)
        self.setVisible(found is not None)
        if found is None or self._data is None:
            return
        names, (largest, smallest, many, few) = self._data.table.classes, found
        slots = {"largest": names[largest], "smallest": names[smallest], "many": format_count(many), "few": format_count(few)}
        balanced = self._weights == "balanced"
        texts = (_(SAID), _(DONE if balanced else ADVICE))
        self.sentence.setText(" ".join(text.format(**slots, times=format_number(many / few, 2)) for text in texts))
        self.button.setText(_("Let all rows count alike") if balanced else _("Let all classes count alike"))


def class_imbalance(data: Data) -> tuple[int, int, int, int] | None:
    """The largest class, the smallest, and their training rows, where they are very uneven. Empty classes do not count."""
    if data.task.is_regression:
        return None
    counts = np.bincount(data.table.target[data.train], minlength=data.task.classes)
    there = np.flatnonzero(counts)
    if len(there) < 2:
        return None
    largest, smallest = int(there[counts[there].argmax()]), int(there[counts[there].argmin()])
    many, few = int(counts[largest]), int(counts[smallest])
    return (largest, smallest, many, few) if many > UNEVEN * few else None
