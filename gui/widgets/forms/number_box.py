"""A field for one number. It accepts 0,5 and 1/3 and 2e-3, steps with arrow keys and wheel, and keeps the last valid value."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from engine.core.params import Param
from engine.core.translation import _, joined
from gui.style import icons, theme
from gui.style.text_size import follow, set_font
from gui.widgets.forms.number_steps import stepped
from gui.widgets.forms.number_text import read_number, write_number
from gui.widgets.forms.typed_line import TypedLine

PAUSE = 1500  # ms: steps further apart than this are undone one by one

gestures = itertools.count(1)  # a number for each drag or run of steps: what it changes is undone as one


class NumberBox(QWidget):
    """Edits the number that a `Param` describes. `presets` are offered in a menu, and arrow keys step through them."""

    value_changed = Signal(object, str)  # the number; and the gesture that one run of steps shares, empty for a typed number
    refused = Signal(str)  # why the typed text is no valid number

    def __init__(self, about: Param, presets: tuple[float, ...] = ()) -> None:
        super().__init__()
        self.about, self.presets = about, presets
        self._gesture = ""
        self._since_step = QElapsedTimer()
        self.line = TypedLine(about.default, self._read, write_number)
        set_font(self.line, "body", tabular=True)
        self.line.setAccessibleName(_(about.label))
        self.line.set_help(tooltip(about))
        follow(self.line, lambda: self.line.setMinimumWidth(theme.px(56)))
        self.line.committed.connect(lambda value: self.value_changed.emit(value, ""))
        self.line.refused.connect(self.refused)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        if presets:
            menu = QAction(_("Usual values"), self)
            icons.set_icon(menu, "down", "muted")
            menu.triggered.connect(self.show_presets)
            self.line.addAction(menu, QLineEdit.ActionPosition.TrailingPosition)

    @property
    def value(self) -> float:
        return self.line.value

    def set_value(self, value: float) -> None:
        """Show this number without emitting `value_changed`."""
        self.line.set_value(value)

    def step(self, count: int) -> None:
        """`count` steps up, or down when negative. Steps in quick succession share a gesture."""
        if not self.line.commit():
            return
        about, whole = self.about, self.about.kind is int
        wanted = self.value + count  # the step of a whole number, such as a layer's size
        if self.presets or about.log or not whole:
            wanted = stepped(self.value, count, about.low, about.high, about.log, self.presets)
        if not self._since_step.isValid() or self._since_step.elapsed() > PAUSE:
            self._gesture = f"steps {next(gestures)}"
        self._since_step.restart()
        self._change(round(wanted) if whole else float(wanted), self._gesture)

    def show_presets(self) -> None:
        """Open the menu of usual values."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_font(menu, "body", tabular=True)
        for preset in self.presets:
            chosen = menu.addAction(write_number(preset))
            chosen.setCheckable(True)
            chosen.setChecked(preset == self.value)
            chosen.triggered.connect(lambda checked=False, value=preset: self._change(value, ""))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _change(self, value: float, gesture: str) -> None:
        low, high = self.about.low, self.about.high
        value = value if low is None else max(value, type(value)(low))
        value = value if high is None else min(value, type(value)(high))
        before = self.value
        self.line.set_value(value)
        if value != before:
            self.value_changed.emit(value, gesture)

    def _read(self, text: str) -> float:
        value = read_number(text, self.about.kind is int)
        return self.about.check(int(value) if self.about.kind is int and value == int(value) else value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 5, Qt.Key.Key_PageDown: -5}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Down and self.presets:
            self.show_presets()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel changes the number while the line has the focus, otherwise it scrolls the panel.
        if isinstance(event, QWheelEvent) and self.line.hasFocus() and event.angleDelta().y():
            self.step(1 if event.angleDelta().y() > 0 else -1)
            return True
        return False


def tooltip(about: Param) -> str:
    """What a hyperparameter does, and its range where it has one, translated."""
    if about.kind not in (int, float) or (about.low is None and about.high is None):
        return _(about.help)
    text = _("{range:big} {unit}.") if about.unit else _("{range:big}.")
    return joined((_(about.help), text.format(range=about.range_text(), unit=_(about.unit))))
