"""The rail: a column of icons along the left edge, one for each pane of the drawer. The chosen one is pressed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_icon_size
from gui.window.drawer.drawer import Pane

WIDTH, BUTTON, ICON = 48, 40, 24


class Rail(QWidget):
    """`pressed` gives the name of the pane whose icon was clicked."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        follow(self, lambda: self.setFixedWidth(theme.px(WIDTH)))
        self.setAccessibleName(_("What the drawer shows"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 8, 4, 8)
        self._column.setSpacing(8)
        self._column.addStretch(1)

    def add(self, pane: Pane) -> None:
        button = self._button(pane.icon, pane.title, pane.tip)
        button.clicked.connect(lambda: self.pressed.emit(pane.name))
        self.buttons[pane.name] = button
        self._column.insertWidget(len(self.buttons) - 1, button)

    def add_tool(self, button: QToolButton) -> None:
        """A button at the lower end: not a pane, but always at hand."""
        _shape(button)
        self._column.addWidget(button)

    def show_open(self, name: str) -> None:
        """Press the icon of the open pane, and no other."""
        for each, button in self.buttons.items():
            button.setChecked(each == name)

    def _button(self, icon: str, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        set_icon(button, icon)
        _shape(button)
        button.setCheckable(True)
        button.setAccessibleName(name)
        button.setToolTip(_("{name}: {tip}").format(name=name, tip=tip))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


def _shape(button: QToolButton) -> None:
    button.setProperty("rail", True)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)  # the style asks for less
    follow(button, lambda: button.setFixedSize(theme.px(BUTTON), theme.px(BUTTON)))
    set_icon_size(button, ICON)
