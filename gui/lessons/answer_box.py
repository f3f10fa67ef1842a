"""Where the learner answers: one of some choices, or one or two numbers, and a button that hands the answer in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from engine.core.translation import _

LONGEST = 24  # letters of a number


class AnswerBox(QWidget):
    """`given` carries a tuple of numbers: the number of the choice, from 1, or what was typed."""

    given = Signal(object)

    def __init__(self, name: str, choices: Sequence[str], numbers: int, button: str) -> None:
        super().__init__()
        self.choices = QButtonGroup(self)
        self.lines = [QLineEdit() for _line in range(0 if choices else numbers)]
        self.button = QPushButton(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for number, text in enumerate(choices, 1):
            row, radio, label = QHBoxLayout(), QRadioButton(), QLabel(text)
            radio.setAccessibleName(text)
            label.setWordWrap(True)
            label.setBuddy(radio)
            label.mousePressEvent = lambda _event, radio=radio: radio.click()  # type: ignore[method-assign]
            row.setSpacing(8)
            row.addWidget(radio)
            row.addWidget(label, 1)
            column.addLayout(row)
            self.choices.addButton(radio, number)
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, line in enumerate(self.lines, 1):
            line.setMaxLength(LONGEST)
            text = _("{question}: number {number}") if len(self.lines) > 1 else "{question}"
            line.setAccessibleName(text.format(question=name, number=number))
            line.returnPressed.connect(self._give)
            line.textChanged.connect(self._follow)
            row.addWidget(line, 1)
        row.addWidget(self.button, 0 if self.lines else 1)
        column.addLayout(row)
        self.choices.idToggled.connect(self._follow)
        self.button.clicked.connect(self._give)
        self._follow()

    def values(self) -> tuple[float, ...] | None:
        """What stands there; None while it is no answer yet."""
        if not self.lines:
            return (float(self.choices.checkedId()),) if self.choices.checkedId() > 0 else None
        found = [_number(line.text()) for line in self.lines]
        return None if None in found else tuple(one for one in found if one is not None)

    def show_values(self, values: tuple[float, ...]) -> None:
        """Put an answer in, as *do it for me* does."""
        for line, value in zip(self.lines, values, strict=False):
            line.setText(f"{value:.6g}")
        button = None if self.lines else self.choices.button(int(values[0]))
        if button is not None:
            button.setChecked(True)

    def take_focus(self) -> None:
        """The keyboard goes to where the answer is given."""
        first = [*self.choices.buttons(), *self.lines][0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.lines:
            self.lines[0].selectAll()

    def settle(self) -> None:
        """It has been answered: it can be read and no longer changed."""
        for button in self.choices.buttons():
            button.setEnabled(False)
        for line in self.lines:
            line.setReadOnly(True)
        self.button.hide()

    def _follow(self, *_about: object) -> None:
        self.button.setEnabled(self.values() is not None)

    def _give(self) -> None:
        values = self.values()
        if values is not None and self.button.isVisibleTo(self):
            self.given.emit(values)


def _number(text: str) -> float | None:
    """A number as people type it, with a comma or a point; None when it is none."""
    text = text.strip().replace("−", "-")
    for one in (text, text.replace(",", ".")):
        try:
            value = float(one)
        except ValueError:
            continue
        return value if abs(value) < 1e15 and "_" not in one else None
    value, good = QLocale().toDouble(text)
    return value if good and abs(value) < 1e15 else None
