"""A line in which a formula is typed; below it, with each letter, what it means or what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from gui.inputs.input_switcher import InputSwitcher
from gui.style.style_property import set_style_property
from gui.style.text_size import follow
from gui.widgets.labels import note

LINES = 4  # of the message: room is kept, so that nothing jumps while one types
EXAMPLES = "x1*x2**2, exp(-x1**2), max(x1, 0)"
HELP = N_(
    "A formula of the columns: + - * / ** (power), abs, atan, cos, exp, log, max, min, sign, sin, sqrt, tan, tanh, pi, e.\n"
    "Columns are x1, x2 … in order, or their own names, in [ ] where a name has blanks. Try {examples}."
)
EMPTY = N_("For example {examples}. It may use abs, atan, cos, exp, log, max, min, sign, sin, sqrt, tan, tanh, pi and e.")


class FormulaLine(QWidget):
    """Enter switches the formula on."""

    def __init__(self, switcher: InputSwitcher) -> None:
        super().__init__()
        self._switcher = switcher
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Formula: x1*x2**2"))
        self.line.setAccessibleName(_("Formula of an input to add"))
        self.line.setToolTip(_(HELP).format(examples=EXAMPLES))
        self.line.setClearButtonEnabled(True)
        self.message = note()
        self.message.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        follow(self.message, lambda: self.message.setMinimumHeight(LINES * self.message.fontMetrics().lineSpacing()))
        self.clear()
        self.line.textChanged.connect(self._check)
        self.line.returnPressed.connect(self._add)
        switcher.refused.connect(lambda text: self.show_message(text, "warning"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.message)

    def clear(self) -> None:
        """Nothing typed; the room of the message says what can be."""
        self.line.clear()
        self.show_message(_(EMPTY).format(examples=EXAMPLES))

    def show_message(self, text: str, tone: str = "muted") -> None:
        """A sentence below the line; `tone` is "muted" or "warning"."""
        self.message.setText(text)
        set_style_property(self.message, "tone", tone)
        self.line.setAccessibleDescription(text)

    def _check(self, text: str) -> None:
        if not text.strip():
            self.show_message(_(EMPTY).format(examples=EXAMPLES))
            return
        try:
            found = self._switcher.check(text)
        except ValueError as problem:
            self.show_message(str(problem), "warning")
            return
        on = any(choice.on and choice.feature.key == found.key for choice in self._switcher.choices())
        self.show_message((_("{name} is on already.") if on else _("{name}: Enter adds it.")).format(name=found.name))

    def _add(self) -> None:
        text = self.line.text()
        if text.strip() and self._switcher.set_enabled(text, True):
            self.line.clear()
