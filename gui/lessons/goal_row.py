"""One goal of a step as people see it: met or not, what it asks for, how things stand, and where an answer goes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from engine.core.translation import _
from gui.lessons.answer_box import AnswerBox
from gui.model.lessons.answer_goals import ChoiceGoal
from gui.model.lessons.goals import Goal, Verdict
from gui.style.icons import icon
from gui.style.theme import events, px
from gui.widgets.labels import note


class GoalRow(QWidget):
    """`answered` carries what was typed or chosen for it."""

    answered = Signal(object)

    def __init__(self, goal: Goal) -> None:
        super().__init__()
        self.goal, self._met, self._of_number = goal, False, False
        self.mark, self.text, self.now = QLabel(), QLabel(goal.text()), note()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        choices = [str(choice) for choice in goal.choices] if isinstance(goal, ChoiceGoal) else []
        self.box = AnswerBox(goal.text(), choices, goal.answers, _("Check")) if choices or goal.answers else None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.now, 1, 1)
        self.now.hide()
        if self.box is not None:
            grid.addWidget(self.box, 2, 1)
            self.box.given.connect(self.answered)
        events.changed.connect(self._show_mark)
        self._show_mark()

    def show_target(self, of_number: bool) -> None:
        """Whether the data's target is a number: a metric is then called otherwise."""
        if of_number != self._of_number:
            self._of_number = of_number
            self.text.setText(self.goal.text(of_number))
            self._show_mark()

    def show_verdict(self, verdict: Verdict, waits: bool = False) -> None:
        """`waits`: other seeds are being tried."""
        now = _("Trying other starts …") if waits else verdict.now
        if now != self.now.text():
            self.now.setText(now)
            self.now.setVisible(bool(now))
        if verdict.met != self._met:
            self._met = verdict.met
            self._show_mark()

    def _show_mark(self) -> None:
        found = icon("done", "accent") if self._met else icon("not_done", "muted")
        self.mark.setPixmap(found.pixmap(px(20), px(20)))
        spoken = _("Met: {goal}") if self._met else _("Not met yet: {goal}")
        self.text.setAccessibleName(spoken.format(goal=self.goal.text(self._of_number)))
