"""The inspector's page for one trained parameter: the weight of a link, or a bias."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.inspection.snapshot import Snapshot
from engine.training.memento import WeightEdit
from gui.canvas.diagram.parts import BIASES, WEIGHTS
from gui.document import Document
from gui.panels.inspector.layer_facts import find_layer
from gui.panels.inspector.neighbourhood import number_at, unit_name, weights_of
from gui.panels.inspector.weight_rows import WeightRef, WeightRows
from gui.training.frame import Frame
from gui.widgets.labels import Facts, heading, note, separator

NOWHERE = WeightRef(-1, WEIGHTS, (0, 0))
SMALL = 5e-4  # in absolute value: a weight below this has hardly any effect


class WeightPage(QWidget):
    """Shows and edits the parameter at `place`."""

    neuron_wanted = Signal(int, int)  # the layer's id and the unit that the parameter belongs to

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.place = NOWHERE
        self.title, self.sentence = heading(), note()
        self.rows, self.facts = WeightRows(), Facts()
        self.neuron = QPushButton(_("All numbers of the neuron"))
        self.neuron.setToolTip(_("Shows the neuron that this number belongs to: its bias, and all links in and out."))
        self.neuron.clicked.connect(lambda: self.neuron_wanted.emit(self.place.layer, self.place.index[-1]))
        self.rows.wanted.connect(self._set)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.title, self.rows, self.sentence, separator(), self.facts, self.neuron):
            layout.addWidget(part)
        layout.addStretch(1)

    def is_there(self, frame: Frame) -> bool:
        """Whether the network of the frame has that parameter."""
        place = self.place
        return frame.snapshot is not None and number_at(frame.snapshot, place.layer, place.array, place.index) is not None

    def show_project(self) -> None:
        """Nothing: all that this page shows comes with the frames."""

    def show_frame(self, frame: Frame) -> None:
        snapshot, place = frame.snapshot, self.place
        value = None if snapshot is None else number_at(snapshot, place.layer, place.array, place.index)
        found = None if snapshot is None else find_layer(snapshot, place.layer)
        if snapshot is None or value is None or found is None:
            return
        at = found[0]
        title, sentence = _("Bias") if place.array == BIASES else _("Weight"), _in_words(snapshot, at, place, value)
        if self.title.text() != title:
            self.title.setText(title)
        if self.sentence.text() != sentence:
            self.sentence.setText(sentence)
        self.rows.show_rows((place,), ("b" if place.array == BIASES else "w",))
        self.rows.show_values((value,))
        weighs = place.array != BIASES
        self.facts.setVisible(weighs)
        if weighs:
            self.facts.show_fact(_("From"), unit_name(snapshot, at - 1, place.index[0]))
            self.facts.show_fact(_("To"), unit_name(snapshot, at, place.index[1]))
            rank = _rank(snapshot, at, place)
            self.facts.show_fact(_("Strength"), rank, _("Among the links into the same neuron, by size."))

    def _set(self, edit: WeightEdit, gesture: str) -> None:
        text = _("Bias: {value}") if edit.array == BIASES else _("Weight: {value}")
        key = f"{edit.layer} {edit.array} {edit.index} {gesture}" if gesture else ""
        text = text.format(value=format_number(edit.value, 4))
        self.document.edit(text, self.document.project, merge=key, weights=(edit,))


def _in_words(snapshot: Snapshot, at: int, place: WeightRef, value: float) -> str:
    """What the parameter does, as a sentence."""
    to = unit_name(snapshot, at, place.index[-1])
    if place.array == BIASES:
        text = _("Added to the weighted sum of {to}, whatever comes in: it moves the line where the sum is 0.")
        return text.format(to=to)
    start = unit_name(snapshot, at - 1, place.index[0])
    if abs(value) < SMALL:
        return _("Next to nothing: {to} hardly notices {start}.").format(to=to, start=start)
    raises = _("Each 1 more of {start} raises the weighted sum of {to} by {amount}.")
    lowers = _("Each 1 more of {start} lowers the weighted sum of {to} by {amount}.")
    return (raises if value > 0 else lowers).format(start=start, to=to, amount=format_number(abs(value)))


def _rank(snapshot: Snapshot, at: int, place: WeightRef) -> str:
    """'2 of 8': the weight's rank by size among those into the same neuron."""
    weights = weights_of(snapshot, snapshot.layers[at])
    if weights is None:
        return "–"
    sizes = np.abs(weights[:, place.index[1]])
    rank = int((sizes > sizes[place.index[0]]).sum()) + 1
    return _("{rank} of {n}").format(rank=rank, n=len(sizes))
