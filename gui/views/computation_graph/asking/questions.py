"""Ask me: the choice of what is asked, the round of questions that is going on, and what is said to the answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from engine.core.translation import N_, _
from gui.views.computation_graph.asking.question_bar import QuestionBar
from gui.views.computation_graph.asking.question_round import KINDS, QuestionRound
from gui.views.computation_graph.graph_state import GraphState
from gui.views.intents import ReportAction
from gui.widgets.forms.choice import add_choices
from gui.widgets.forms.shrinking_choice import ShrinkingChoice

ANSWERED, COMPLETED = "graph.answered", "graph.completed"  # how many are right by now; how many there were, once all are
OFF = N_("Ask me")
LETTERS = 6  # of what is asked, at least


class Questions(QObject):
    """`round` is the one that is going on. `changed` after each of its changes; `said` what is said, and in which tone."""

    changed = Signal()
    said = Signal(str, str)
    reported = Signal(object)  # a ReportAction

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.round: QuestionRound | None = None
        self.bar, self.chooser = QuestionBar(), ShrinkingChoice(LETTERS)
        self._state: GraphState | None = None
        self.chooser.setAccessibleName(_("Questions about the graph"))
        self.chooser.setToolTip(_("Hide numbers, and type them yourself: values, or gradients."))
        self.chooser.addItem(_(OFF), "")
        add_choices(self.chooser, KINDS)
        self.chooser.currentIndexChanged.connect(lambda _index: self.begin())
        self.chooser.activated.connect(lambda _index: self.bar.field.setFocus(Qt.FocusReason.OtherFocusReason))
        self.bar.answered.connect(self._answered)
        self.bar.hint_wanted.connect(self._hint)
        self.bar.ended.connect(self.end)

    def show_state(self, state: GraphState) -> None:
        """Other numbers or another graph: a round begins anew."""
        self._state = state
        if self.round is not None:
            self.begin()

    def begin(self) -> None:
        """A round of what is chosen, or none."""
        kind, state = self.chooser.currentData(), self._state
        asked = QuestionRound(kind, state.graph, state.passes) if kind and state is not None else None
        self.round = asked if asked is not None and asked.blanks else None
        self.bar.show_round(self.round)
        self.changed.emit()
        if kind and self.round is None:
            self.said.emit(_("There is nothing to ask in this graph."), "text")
        elif self.round is not None:
            self.said.emit(_("Type the number for each “?”. A click on one asks for it; a wrong answer gets a hint."), "muted")

    def end(self) -> None:
        self.chooser.setCurrentIndex(0)

    def choose(self, node: int) -> None:
        """Ask for this node, if it is open."""
        if self.round is not None and self.round.choose(node):
            self.bar.show_round(self.round)
            self.bar.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self, right: bool, text: str) -> None:
        assert self.round is not None
        self.bar.show_round(self.round)
        self.changed.emit()
        self.said.emit(text, "text" if right else "warning")
        if right:
            self.reported.emit(ReportAction(ANSWERED, float(self.round.right)))
            if not self.round.open:
                self.reported.emit(ReportAction(COMPLETED, float(len(self.round.blanks))))

    def _hint(self) -> None:
        if self.round is not None and self.round.open:
            node = self.round.current
            self.round.tries[node] = self.round.tries.get(node, 0) + 1
            self.said.emit(self.round.hint(node, self.round.tries[node] > 1), "muted")
