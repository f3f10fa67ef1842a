"""The line below the graph in which one answers what the round of questions asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow, set_font
from gui.views.computation_graph.asking.question_round import QuestionRound

LONGEST_ANSWER = 40


class QuestionBar(QWidget):
    """`answered`: whether the answer was right, and what is said to it. `ended`: Escape."""

    answered = Signal(bool, str)
    hint_wanted = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._round: QuestionRound | None = None
        self.prompt, self.count = QLabel(), QLabel()
        self.field, self.hint = QLineEdit(), QPushButton(_("Hint"))
        set_font(self.prompt, "body", tabular=True, bold=True)
        set_font(self.count, "small", tabular=True)
        self.count.setProperty("tone", "muted")
        self.field.setMaxLength(LONGEST_ANSWER)
        self.field.setToolTip(
            _("Type the number and press Enter. Right within 1 %, or rounded to two figures as 0.20 for 0.1966.")
        )
        follow(self.field, lambda: self.field.setFixedWidth(theme.px(96)))
        self.hint.setAccessibleName(_("Hint to the question"))
        self.hint.setToolTip(_("Says the local rule; once more, and it puts the numbers in."))
        self.hint.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.prompt, self.field, self.hint, self.count):
            row.addWidget(part)
        row.addStretch(1)
        self.field.returnPressed.connect(self.check)
        self.hint.clicked.connect(self.hint_wanted)

    def show_round(self, asked: QuestionRound | None) -> None:
        """What is asked for now; hidden when nothing is."""
        before = self.prompt.text()
        self._round = asked
        self.setVisible(asked is not None)
        if asked is None:
            return
        done = not asked.open
        text = _("All right") if done else _("{prompt} =").format(prompt=asked.prompt())
        if text != before:
            self.prompt.setText(text)
            self.field.clear()
        self.field.setAccessibleName(_("Answer: {prompt}").format(prompt=asked.prompt() or _("All right")))
        self.field.setVisible(not done)
        self.hint.setVisible(not done)
        self.count.setText(_("{right} of {count}").format(right=asked.right, count=len(asked.blanks)))

    def check(self) -> None:
        """Answer with what stands in the field."""
        if self._round is None or not self._round.open or not self.field.text().strip():
            return
        right, said = self._round.answer(self.field.text())
        if not right:
            self.field.selectAll()
        self.answered.emit(right, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)
