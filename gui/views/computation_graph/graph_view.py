"""The computation graph of an expression that one types: values forward, gradients backward, node by node."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QToolButton

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.computation_graph.graph_text import values_of
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.style import icons
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.computation_graph.asking.questions import Questions
from gui.views.computation_graph.expression_lines import ExpressionLines
from gui.views.computation_graph.graph_examples import EXAMPLES, OWN
from gui.views.computation_graph.graph_speech import explanation, spoken
from gui.views.computation_graph.graph_state import GraphState, read_state
from gui.views.computation_graph.graph_walk import whole_walk
from gui.views.computation_graph.own_row import OwnRow
from gui.views.computation_graph.picture.graph_canvas import GraphCanvas
from gui.views.computation_graph.value_editor_line import VariableEditing
from gui.views.computation_graph.walk_buttons import WalkButtons
from gui.views.intents import ReportAction
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.shrinking_choice import ShrinkingChoice

WALKED = "graph.walked"  # reported when the backward pass was followed to its end, with the number of operations
LETTERS = 5  # of an example's name, at least
LINES = 3  # of the text below the graph


@view("graph", N_("Computation graph"), "ideas", "view_graph")
class GraphView(View):
    """`state` is what is drawn. A graph of the user's own network follows the training until a number of it is changed.

    It reports `questions.ANSWERED` and `questions.COMPLETED`, and `WALKED`.
    """

    pace = 0.25

    def __init__(self) -> None:
        super().__init__()
        first = EXAMPLES[0]
        self.state = read_state(first.text, values_of(first.values), False)
        self.walk, self.cursor = whole_walk(self.state.graph), 0
        self._shown: Snapshot | None = None
        self.canvas, self.lines, self.buttons = GraphCanvas(), ExpressionLines(), WalkButtons()
        self.own_row, self.questions, self.text = OwnRow(), Questions(self), ElidedLabel(most=LINES)
        self.editing = VariableEditing(self.canvas)
        self.examples, self.sigmoid, self.fit = _examples(), _sigmoid(), _fit()
        self.memory = ControlMemory(whole_sigmoid=self.sigmoid)
        top = in_a_row(self.examples, self.fit, self.buttons)
        second = in_a_row(self.own_row, self.lines, self.sigmoid, self.questions.chooser)
        body = below_each_other(second, self.canvas, self.questions.bar, self.text, grows=self.canvas)
        self.header = headed(self, top, body, lambda: columns_of(self.state), saved=(self.canvas,))
        self._connect()
        self.own_row.hide()
        self.questions.bar.hide()
        self.canvas.show_graph(self.state.graph, self.state.passes)
        self.show_state(self.state)

    def requests(self) -> Requests:
        return frozenset()

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown and frame.snapshot is not None and self.questions.round is None:
            self._shown = frame.snapshot
            self.own_row.show_snapshot(frame.snapshot)

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        """A graph of a neuron is that of the one pointed at last."""
        if neuron is not None and self.questions.round is None:
            self.own_row.choose_neuron(*neuron)

    def highlight_rows(self, rows: Array) -> None:
        """A graph of one's own network has the numbers of the row that was highlighted last."""
        if len(rows) and self.questions.round is None:
            self.own_row.choose_row(int(rows[0]))

    def retheme(self) -> None:
        self.text.update()
        self.canvas.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def choose_example(self, name: str) -> None:
        """Draw an example of the menu; those of one's own network with its present numbers, while it trains."""
        self.examples.setCurrentIndex(self.examples.findData(name))
        self.questions.end()
        own = name in dict(OWN)
        self.own_row.setVisible(own)
        self.own_row.follow_network(name if own else "", self.sigmoid.isChecked())
        if not own:
            example = next(one for one in EXAMPLES if one.name == name)
            self.show_state(read_state(example.text, values_of(example.values), self.sigmoid.isChecked()))

    def show_state(self, state: GraphState) -> None:
        """Draw this from now on: at its end where the graph is another one, at the same moment where only numbers are."""
        before, self.state = self.state, state
        if state.graph != before.graph:
            self.walk, self.cursor = whole_walk(state.graph), 0
            self.buttons.stop()
            self.canvas.show_graph(state.graph, state.passes)
        self.lines.show_state(state)
        self.questions.show_state(state)
        self._show()

    def walk_to(self, what: str) -> None:
        """'start', 'back', 'next' or 'end' of the walk."""
        before, last = self.walk.stage, self.walk.last
        self.walk = self.walk.at({"start": 0, "end": last, "back": before - 1, "next": before + 1}[what])
        self.cursor = self.cursor if self.walk.present is None else self.walk.present
        self._show()
        if what == "next" and self.walk.stage == last > before:
            self.intent.emit(ReportAction(WALKED, float(self.walk.half)))

    def choose_node(self, node: int) -> None:
        """Explain this node; ask for it where it is asked for."""
        self.cursor = node
        self.questions.choose(node)
        self._show()

    def set_value(self, name: str, value: float) -> None:
        """Another value of a variable: everything is computed again. One at which there is nothing is refused in a sentence."""
        try:
            state = self.state.with_values({name: value})
        except ValueError as problem:
            self.text.set_text(str(problem), tone="error")
            return
        self.own_row.follow_network("", self.sigmoid.isChecked())
        self.show_state(state)

    def fold_sigmoid(self, whole: bool) -> None:
        """The same expression, with each sigmoid as one node or taken apart."""
        try:
            state = read_state(self.state.text, self.state.values, whole)
        except ValueError as problem:  # taken apart it may have too many nodes, or overflow
            self.text.set_text(str(problem), tone="error")
            return
        self.own_row.follow_network(self.own_row.example, whole)
        self.show_state(state)

    def _connect(self) -> None:
        self.examples.activated.connect(lambda _index: self.choose_example(self.examples.currentData()))
        self.sigmoid.toggled.connect(self.fold_sigmoid)
        self.fit.clicked.connect(self.canvas.fit)
        self.lines.read.connect(lambda state: (self.own_row.follow_network("", False), self.show_state(state)))
        self.own_row.wrote.connect(self.show_state)
        for part in (self.lines, self.own_row):
            part.refused.connect(lambda text: self.text.set_text(text, tone="error"))
        self.buttons.walked.connect(self.walk_to)
        self.canvas.walked.connect(self.buttons.do)
        self.canvas.chosen.connect(self.choose_node)
        self.editing.began.connect(self.buttons.stop)
        self.editing.entered.connect(self.set_value)
        self.questions.changed.connect(self._asked)
        self.questions.said.connect(lambda text, tone: self.text.set_text(text, tone=tone))
        self.questions.reported.connect(self.intent)

    def _asked(self) -> None:
        """The questions are others: all that is not asked for can be seen."""
        self.buttons.stop()
        self.walk = whole_walk(self.state.graph)
        asked = self.questions.round
        if asked is not None and asked.current >= 0:
            self.cursor = asked.current
        self._show()

    def _show(self) -> None:
        asked = self.questions.round
        self.buttons.setEnabled(asked is None)
        self.buttons.show_walk(self.walk)
        self.canvas.show_state(self.state.passes, self.walk, self.cursor, asked)
        self.canvas.speak(spoken(self.state, self.walk, self.cursor, asked))
        if asked is None:
            self.text.set_text(explanation(self.state, self.walk, self.cursor), tone="text")


def columns_of(state: GraphState) -> Mapping[str, Array]:
    """Value and gradient of each node, in a column of its own."""
    found: dict[str, Array] = {}
    for at, node in enumerate(state.graph.nodes):
        name = node.short if node.short not in found else f"{node.short} ({at + 1})"
        found[name] = np.array([state.passes.values[at], state.passes.gradients[at]])
    return found


def _examples() -> QComboBox:
    chooser = ShrinkingChoice(LETTERS)
    chooser.setAccessibleName(_("Example"))
    chooser.setToolTip(_("Expressions to start from; or a neuron, or the loss of one row, of your own network."))
    for name, title in (*((one.name, one.title) for one in EXAMPLES), *OWN):
        chooser.addItem(_(title), name)
    return chooser


def _sigmoid() -> QToolButton:
    button = QToolButton()
    button.setText("σ")
    button.setCheckable(True)
    button.setAccessibleName(_("Sigmoid as one node"))
    button.setToolTip(_("1/(1 + e^−s) as one node σ, instead of four."))
    return button


def _fit() -> QToolButton:
    button = QToolButton()
    icons.set_icon(button, "fit")
    button.setProperty("quiet", True)
    button.setAccessibleName(_("Fit the graph"))
    button.setToolTip(_("All of the graph, or as much as is readable. The key 0, or a double click beside the nodes."))
    return button
