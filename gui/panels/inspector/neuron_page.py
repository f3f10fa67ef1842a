"""The inspector's page for a neuron: its bias, the links into it and the links out of it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.core.number_format import format_count, format_number
from engine.core.translation import _, joined
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import OUTPUT
from engine.training.memento import WeightEdit
from gui.canvas.diagram.parts import BIASES, WEIGHTS
from gui.document import Document
from gui.panels.inspector.layer_facts import find_layer
from gui.panels.inspector.neighbourhood import Links, bias_of, links_in, links_out, number_at, unit_name
from gui.panels.inspector.weight_rows import WeightRef, WeightRows
from gui.training.frame import Frame
from gui.widgets.labels import caption, heading, note, separator


class NeuronPage(QWidget):
    """Shows and edits the parameters of unit `unit` of the layer `block_id`."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.block_id, self.unit = -1, 0
        self._shown: tuple[object, ...] = ()  # the neuron and network that the links were chosen for
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
        """Whether the network of the frame has that neuron."""
        found = None if frame.snapshot is None else find_layer(frame.snapshot, self.block_id)
        return found is not None and self.unit < found[1].units_out

    def show_project(self) -> None:
        """Nothing: all that this page shows comes with the frames."""

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
        if shown != self._shown:  # of many links the same stay listed while their strengths change
            self._shown = shown
            self._chosen = links_in(snapshot, at, self.unit), links_out(snapshot, at, self.unit)
        bias, (before, after) = bias_of(snapshot, layer, self.unit), self._chosen
        self._show_formula(layer.id, before is not None)
        self.bias.setVisible(bias is not None)
        if bias is not None:
            self.bias.show_rows((WeightRef(layer.id, BIASES, (self.unit,)),), (_("bias b"),))
            self.bias.show_values((bias,))
        _show(snapshot, before, (self.in_title, self.incoming, self.in_note), _("From {layer}"))
        _show(snapshot, after, (self.out_title, self.outgoing, self.out_note), _("To {layer}"))

    def _show_formula(self, block_id: int, weighs: bool) -> None:
        if block_id == OUTPUT:
            text = _("Its score: the weighted sum of what comes in, plus the bias. The loss says what becomes of it.")
        elif weighs:
            text = _(
                "z = Σ w x + b, the weighted sum of what comes in; then a = f(z). Change a number: training goes on from it."
            )
        else:
            text = _("It has no weights of its own: it works on what comes in.")
        if text != self.formula.text():
            self.formula.setText(text)

    def _set(self, edit: WeightEdit, gesture: str) -> None:
        text = _("Bias in {layer}: {value}") if edit.array == BIASES else _("Weight in {layer}: {value}")
        name = self.document.project.recipe.names().get(edit.layer, _("the layer"))
        key = f"{edit.layer} {edit.array} {edit.index} {gesture}" if gesture else ""
        text = text.format(layer=name, value=format_number(edit.value, 4))
        self.document.edit(text, self.document.project, merge=key, weights=(edit,))


def _show(snapshot: Snapshot, links: Links | None, parts: tuple[QLabel, WeightRows, QLabel], direction: str) -> None:
    """Fill title, rows and note with the links, or hide them; `direction` has a slot for the layer at the other end."""
    title, rows, more = parts
    for part in parts:
        if part.isVisibleTo(part.parentWidget()) != (links is not None):
            part.setVisible(links is not None)
    if links is None:
        return
    text = direction.format(layer=links.other_end)
    if title.text() != text:
        title.setText(text)
    rows.show_rows(tuple(WeightRef(links.layer, WEIGHTS, index) for index in links.indices), links.names)
    values = (number_at(snapshot, links.layer, WEIGHTS, index) for index in links.indices)
    rows.show_values(tuple(value if value is not None else 0.0 for value in values))
    count = len(links.indices)
    text = ""
    if count < links.total:
        text = _("The {n} strongest of {total}.").format(n=count, total=format_count(links.total))
    if more.text() != text:
        more.setText(text)
    more.setVisible(bool(text))


def _capital(text: str) -> str:
    return _("{name:big}").format(name=joined((text,)))
