"""The line below the rule in which a number is asked for: a field, what comes of the answer, and the next question."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font
from gui.views.microscope.question import Question
from gui.views.microscope.sheets.written import number
from gui.widgets.compact_button import CompactButton
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.number_text import read_number


class AnswerLine(QLineEdit):
    """While nothing is typed, the keys that turn to another stage do so: there is nothing to move the cursor in."""

    KEYS = Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and not self.text() and event.key() in self.KEYS:  # type: ignore[attr-defined]
            event.ignore()
            return False
        return super().event(event)


class AskBar(QWidget):
    """`answered` says whether an answer was right; `next_wanted`: another question. `question` is None while there is none."""

    answered = Signal(bool)
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self.name = QLabel()
        set_font(self.name, "body", bold=True)
        self.line = AnswerLine()
        self.line.setAccessibleName(_("Your answer"))
        self.line.setToolTip(_("Work the number out from those on show, and type it: 0.5, 0,5 or 1/3. Within 1 % is right."))
        follow(self.line, self._fit_line)
        self.check = QPushButton(_("Check"))
        self.check.setToolTip(_("Compare your answer with the number that the step has."))
        self.another = CompactButton(_("Next number"))
        set_icon(self.another, "right")
        self.another.setToolTip(_("Ask for another number of this stage."))
        self.said = ElidedLabel()
        self.line.returnPressed.connect(self.answer)
        self.check.clicked.connect(self.answer)
        self.another.clicked.connect(self.next_wanted)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        for column, part in enumerate((self.name, self.line, self.check, self.another)):
            grid.addWidget(part, 0, column)
        grid.setColumnStretch(4, 1)
        grid.addWidget(self.said, 1, 0, 1, 5)

    def ask(self, question: Question | None, rule: str = "") -> None:
        """Ask for this number, beside its `rule` where that stands nowhere else; None: this stage has none to ask for."""
        self.question = question
        self.line.clear()
        for part in (self.name, self.line, self.check, self.another):
            part.setEnabled(question is not None)
        if question is None:
            self.name.setText("")
            self.said.set_text(_("Nothing to ask for here: go on to another stage."))
            return
        self.name.setText(f"{question.worked.name} =")
        self.said.set_text(rule or _("Which number belongs where the ? is?"))

    def _fit_line(self) -> None:
        self.line.setMinimumWidth(theme.px(56))
        self.line.setMaximumWidth(theme.px(96))

    def take_keyboard(self) -> None:
        """Let the answer be typed at once, if there is a question."""
        if self.question is not None and not self.isHidden():
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self) -> None:
        """Compare what was typed with the right number."""
        if self.question is None:
            return
        try:
            typed = read_number(self.line.text())
        except ValueError as problem:
            self.said.set_text(str(problem), tone="warning")
            return
        right, was = self.question.is_right(typed), self.question
        if right:
            text = _("Right: {name} = {value}.").format(name=was.worked.name, value=number(was.value))
            self.said.set_text(text, tone="accent")
            self.question = None
            self.line.setEnabled(False)
            self.check.setEnabled(False)
            self.another.setFocus()
        else:
            self.question = replace(was, wrong=was.wrong + 1)
            self.said.set_text(self.question.hint(), tone="warning")
            self.line.selectAll()
        self.answered.emit(right)

    def retheme(self) -> None:
        self.said.update()
