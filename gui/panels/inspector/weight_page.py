"""The inspector's page for one trained number: the weight of a link, or a bias."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.inspection.snapshot import Snapshot
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.panels.inspector.layer_facts import find_layer
from gui.panels.inspector.neighbourhood import BIASES, number_at, unit_name, weights_of
from gui.panels.inspector.weight_rows import WeightRef, WeightRows
from gui.training.frame import Frame
from gui.widgets.labels import Facts, heading, note, separator

NOWHERE = WeightRef(-1, "weights", (0, 0))


class WeightPage(QWidget):
    """Shows, and sets, the number at `place`."""

    neuron_wanted = Signal(int, int)  # the layer's id and the unit that the number belongs to

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.place = NOWHERE
        self.title, self.sentence = heading(), note()
        self.rows, self.facts = WeightRows(), Facts()
        self.neuron = QPushButton("All numbers of the neuron")
        self.neuron.setToolTip("Shows the neuron that this number belongs to: its bias, and all links in and out.")
        self.neuron.clicked.connect(lambda: self.neuron_wanted.emit(self.place.layer, self.place.index[-1]))
        self.rows.wanted.connect(self._set)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.title, self.rows, self.sentence, separator(), self.facts, self.neuron):
            layout.addWidget(part)
        layout.addStretch(1)

    def is_there(self, frame: Frame) -> bool:
        """Whether the network on show has that number."""
        place = self.place
        return frame.snapshot is not None and number_at(frame.snapshot, place.layer, place.array, place.index) is not None

    def show_project(self) -> None:
        """The number comes with the frames."""

    def show_frame(self, frame: Frame) -> None:
        snapshot, place = frame.snapshot, self.place
        value = None if snapshot is None else number_at(snapshot, place.layer, place.array, place.index)
        found = None if snapshot is None else find_layer(snapshot, place.layer)
        if snapshot is None or value is None or found is None:
            return
        at = found[0]
        title, sentence = "Bias" if place.array == BIASES else "Weight", _in_words(snapshot, at, place, value)
        if self.title.text() != title:
            self.title.setText(title)
        if self.sentence.text() != sentence:
            self.sentence.setText(sentence)
        self.rows.show_rows((place,), ("b" if place.array == BIASES else "w",))
        self.rows.show_values((value,))
        weighs = place.array != BIASES
        self.facts.setVisible(weighs)
        if weighs:
            self.facts.show_fact("From", unit_name(snapshot, at - 1, place.index[0]))
            self.facts.show_fact("To", unit_name(snapshot, at, place.index[1]))
            self.facts.show_fact("Strength", _rank(snapshot, at, place), "Among the links into the same neuron, by size.")

    def _set(self, edit: WeightEdit, run: str) -> None:
        what = "Bias" if edit.array == BIASES else "Weight"
        key = f"{edit.layer} {edit.array} {edit.index} {run}" if run else ""
        self.document.edit(f"{what}: {format_number(edit.value, 4)}", self.document.project, merge=key, weights=(edit,))


def _in_words(snapshot: Snapshot, at: int, place: WeightRef, value: float) -> str:
    """What the number does."""
    to = unit_name(snapshot, at, place.index[-1])
    if place.array == BIASES:
        return f"Added to the weighted sum of {to}, whatever comes in: it moves the line where the sum is 0."
    start = unit_name(snapshot, at - 1, place.index[0])
    if abs(value) < 5e-4:
        return f"Next to nothing: {to} hardly notices {start}."
    effect = "raises" if value > 0 else "lowers"
    return f"Each 1 more of {start} {effect} the weighted sum of {to} by {format_number(abs(value))}."


def _rank(snapshot: Snapshot, at: int, place: WeightRef) -> str:
    weights = weights_of(snapshot, snapshot.layers[at])
    if weights is None:
        return "–"
    sizes = np.abs(weights[:, place.index[1]])
    return f"{int((sizes > sizes[place.index[0]]).sum()) + 1} of {len(sizes)}"
