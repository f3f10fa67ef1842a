"""The drawer: one pane at a time, chosen by the rail."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font, set_icon_size
from gui.widgets.current_stack import CurrentStack

HEIGHT = 32  # of the header


@dataclass(frozen=True)
class Pane:
    """What the drawer can hold. `name` is stable; `tip` says what it is for; `width` is its first one in pixels."""

    name: str
    title: str
    icon: str
    tip: str
    widget: QWidget
    width: int = 272


class Drawer(QWidget):
    """Add the panes, then show one of them."""

    close_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.panes: dict[str, Pane] = {}
        self.open_pane = ""  # the name of the one that is shown
        self.leading = ""  # the name of one that leads through the window: large texts and presentation leave it open
        self._stack = CurrentStack()
        self._title = QLabel()
        set_font(self._title, "body", bold=True)
        self.close_button = QToolButton()
        self.close_button.setProperty("quiet", True)
        set_icon_size(self.close_button, 16)
        self.close_button.setAccessibleName(_("Close the drawer"))
        self.close_button.setToolTip(_("Close the drawer: more room for the network. The rail opens it again."))
        self.close_button.clicked.connect(self.close_wanted)
        set_icon(self.close_button, "close", "muted")
        header = QWidget()
        follow(header, lambda: header.setFixedHeight(theme.px(HEIGHT)))
        row = QHBoxLayout(header)
        row.setContentsMargins(12, 0, 4, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self._stack, 1)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @property
    def first_pane(self) -> str:
        """Its name; empty while there is none."""
        return next(iter(self.panes), "")

    @property
    def leads(self) -> bool:
        """Whether the pane that leads is the one that is shown."""
        return bool(self.leading) and self.leading == self.open_pane and not self.isHidden()

    def add(self, pane: Pane) -> None:
        self.panes[pane.name] = pane
        self._stack.addWidget(pane.widget)

    def show_pane(self, name: str) -> None:
        pane = self.panes[name]
        self.open_pane = name
        self._title.setText(pane.title)
        self._stack.setCurrentWidget(pane.widget)
