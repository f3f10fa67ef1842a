"""Graphs of the user's own network, with its present numbers: which neuron and which row, and following the training."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from engine.core.params import Param
from engine.core.translation import N_, _
from engine.inspection.computation_graph.own_network import loss_graph, neuron_graph, neurons_of
from engine.inspection.snapshot import Snapshot
from gui.style import theme
from gui.style.text_size import follow
from gui.views.computation_graph.graph_examples import LOSS, NEURON
from gui.views.computation_graph.graph_state import GraphState, read_state
from gui.widgets.forms.number_box import NumberBox
from gui.widgets.forms.shrinking_choice import ShrinkingChoice

MOST_LISTED = 300  # neurons
LETTERS = 6  # of a neuron's name, at least
ROW_HELP = N_("The row of the table whose numbers come in. Clicking a point chooses it too.")


class OwnRow(QWidget):
    """`wrote` is emitted with a GraphState whenever there is a new one, as long as an example is followed; `refused` with a
    sentence where there is none."""

    wrote = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.example = ""  # NEURON or LOSS while it is followed
        self.whole_sigmoid = False
        self._snapshot: Snapshot | None = None
        self._state: GraphState | None = None
        self._listed: tuple[tuple[int, str, int], ...] = ()
        self.neuron = ShrinkingChoice(LETTERS)
        self.row = NumberBox(Param("row", N_("Row of the graph"), 1, low=1, high=1, help=ROW_HELP))
        label = QLabel(_("Row"))
        label.setBuddy(self.row)
        self.neuron.setAccessibleName(_("Neuron of the graph"))
        self.neuron.setToolTip(_("Whose graph it is. Pointing at a neuron of the network chooses it too."))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.neuron)
        line.addWidget(label)
        line.addWidget(self.row)
        follow(self.row, lambda: self.row.setFixedWidth(theme.px(56)))
        self.neuron.currentIndexChanged.connect(lambda _index: self.write())
        self.row.value_changed.connect(lambda _value, _gesture: self.write())

    def follow_network(self, example: str, whole_sigmoid: bool) -> None:
        """Show this example of the network from now on, as it trains; with none, stop."""
        self.example, self.whole_sigmoid, self._state = example, whole_sigmoid, None
        self.neuron.setVisible(example == NEURON)
        self.write()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """The network as it is now."""
        self._snapshot = snapshot
        self._list(snapshot)
        self.write()

    def write(self) -> None:
        """Emit the graph with the present numbers; of the same text only the values are computed anew."""
        snapshot, row = self._snapshot, int(self.row.value) - 1
        if not self.example:
            return
        if snapshot is None:
            self.refused.emit(_("There is no network yet."))
            return
        try:
            if self.example == LOSS:
                written = loss_graph(snapshot, row, self.whole_sigmoid)
            else:
                layer, unit = (self.neuron.currentData() or "0:0").split(":")
                written = neuron_graph(snapshot, int(layer), int(unit), row, self.whole_sigmoid)
            if self._state is not None and self._state.text == written.text:
                self._state = self._state.with_values(written.values)
            else:
                self._state = read_state(written.text, written.values, self.whole_sigmoid)
        except ValueError as problem:  # Unwritable, FormulaProblem or GraphProblem
            self.refused.emit(str(problem))
        else:
            self.wrote.emit(self._state)

    def choose_neuron(self, layer: int, unit: int) -> None:
        at = self.neuron.findData(f"{layer}:{unit}")
        if at >= 0:
            self.neuron.setCurrentIndex(at)

    def choose_row(self, row: int) -> None:
        self._set_row(row + 1)
        self.write()

    def _set_row(self, row: int) -> None:
        self.row.set_value(min(max(row, 1), int(self.row.about.high or 1)))

    def _list(self, snapshot: Snapshot) -> None:
        """The neurons and rows that there are now; the choice stays where it can."""
        listed = tuple((info.id, info.name, units) for info, units in neurons_of(snapshot))
        rows = len(snapshot.data.table.target)
        if listed == self._listed and rows == self.row.about.high:
            return
        first, before = not self._listed, self.neuron.currentData()
        blocker = QSignalBlocker(self.neuron)
        self._listed = listed
        self.neuron.clear()
        for layer, name, units in listed:
            for unit in range(min(units, MOST_LISTED - self.neuron.count())):
                self.neuron.addItem(_("{layer}, neuron {number}").format(layer=name, number=unit + 1), f"{layer}:{unit}")
        self.neuron.setCurrentIndex(max(0, self.neuron.findData(before)))
        self.neuron.updateGeometry()
        self.row.about = replace(self.row.about, high=rows)
        self._set_row(int(snapshot.data.train[0]) + 1 if first else int(self.row.value))
        del blocker
