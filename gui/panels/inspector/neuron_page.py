"""The inspector's page for a neuron: what it is made of, and where it goes."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import OUTPUT
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.panels.inspector.layer_facts import find_layer
from gui.panels.inspector.neighbourhood import BIASES, WEIGHTS, Links, bias_of, links_in, links_out, number_at, unit_name
from gui.panels.inspector.weight_rows import WeightRef, WeightRows
from gui.training.frame import Frame
from gui.widgets.labels import caption, heading, note, separator


class NeuronPage(QWidget):
    """Shows, and sets, the numbers of unit `unit` of the layer `block_id`."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.block_id, self.unit = -1, 0
        self._shown: tuple[object, ...] = ()  # what the links were chosen for
        self._chosen: tuple[Links | None, Links | None] = (None, None)
        self.title, self.formula = heading(), note()
        self.bias, self.incoming, self.outgoing = WeightRows(), WeightRows(), WeightRows()
        self.in_note, self.out_note = note(), note()
        self.in_title, self.out_title = caption(), caption()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        head = (self.title, self.formula, self.bias)
        for part in (
            *head,
            self.in_title,
            self.incoming,
            self.in_note,
            separator(),
            self.out_title,
            self.outgoing,
            self.out_note,
        ):
            layout.addWidget(part)
        layout.addStretch(1)
        for rows in (self.bias, self.incoming, self.outgoing):
            rows.wanted.connect(self._set)

    def is_there(self, frame: Frame) -> bool:
        """Whether the network on show has that neuron."""
        found = None if frame.snapshot is None else find_layer(frame.snapshot, self.block_id)
        return found is not None and self.unit < found[1].units_out

    def show_project(self) -> None:
        """The numbers come with the frames."""

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is None or not self.is_there(frame):
            return
        found = find_layer(snapshot, self.block_id)
        assert found is not None
        at, layer = found
        name = unit_name(snapshot, at, self.unit)
        if self.title.text() != _capital(name):
            self.title.setText(_capital(name))
        shown = (self.block_id, self.unit, snapshot.layers, snapshot.data.feature_names)
        if shown != self._shown:  # of many, the same stay listed while their strengths change
            self._shown = shown
            self._chosen = links_in(snapshot, at, self.unit), links_out(snapshot, at, self.unit)
        bias, (before, after) = bias_of(snapshot, layer, self.unit), self._chosen
        self._show_formula(layer.id, before is not None)
        self.bias.setVisible(bias is not None)
        if bias is not None:
            self.bias.show_rows((WeightRef(layer.id, BIASES, (self.unit,)),), ("bias b",))
            self.bias.show_values((bias,))
        _show(snapshot, before, (self.in_title, self.incoming, self.in_note), "From")
        _show(snapshot, after, (self.out_title, self.outgoing, self.out_note), "To")

    def _show_formula(self, block_id: int, weighs: bool) -> None:
        if block_id == OUTPUT:
            text = "Its score: the weighted sum of what comes in, plus the bias. The loss says what becomes of it."
        elif weighs:
            text = "z = Σ w x + b, the weighted sum of what comes in; then a = f(z). Change a number: training goes on from it."
        else:
            text = "It has no weights of its own: it works on what comes in."
        if text != self.formula.text():
            self.formula.setText(text)

    def _set(self, edit: WeightEdit, run: str) -> None:
        what = "Bias" if edit.array == BIASES else "Weight"
        name = self.document.project.recipe.names().get(edit.layer, "the layer")
        key = f"{edit.layer} {edit.array} {edit.index} {run}" if run else ""
        self.document.edit(f"{what} in {name}: {format_number(edit.value, 4)}", self.document.project, merge=key, weights=(edit,))


def _show(snapshot: Snapshot, links: Links | None, parts: tuple[QLabel, WeightRows, QLabel], way: str) -> None:
    title, rows, more = parts
    for part in parts:
        if part.isVisibleTo(part.parentWidget()) != (links is not None):
            part.setVisible(links is not None)
    if links is None:
        return
    if title.text() != f"{way} {links.where}":
        title.setText(f"{way} {links.where}")
    rows.show_rows(tuple(WeightRef(links.layer, WEIGHTS, index) for index in links.indices), links.names)
    values = (number_at(snapshot, links.layer, WEIGHTS, index) for index in links.indices)
    rows.show_values(tuple(value if value is not None else 0.0 for value in values))
    count = len(links.indices)
    text = f"The {count} strongest of {links.of:,}." if count < links.of else ""
    if more.text() != text:
        more.setText(text)
    more.setVisible(bool(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
