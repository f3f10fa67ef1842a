"""The inputs to choose from, next to the inputs column: it stays open until a click outside or Escape."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.inputs.input_chooser import InputChooser
from gui.inputs.input_switcher import InputSwitcher
from gui.style.theme import px
from gui.widgets.labels import caption

TILES_WIDTH, COLUMNS_WIDTH = 288, 360


class InputPopup(QFrame):
    """`open` it at a point of the screen."""

    closed = Signal()
    clicked_outside = Signal(QPoint)  # a click at this point of the screen closed it; on some systems no other widget gets it

    def __init__(self, switcher: InputSwitcher, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Inputs of the network"))
        self.chooser = InputChooser(switcher)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(caption(_("Inputs")))
        layout.addWidget(self.chooser)

    def open(self, at: QPoint) -> None:
        """With its upper left corner there, as far as the screen has room."""
        self.chooser.formula.clear()
        self.chooser.show_choices()
        self.setFixedWidth(px(TILES_WIDTH if self.chooser.tiles.isVisibleTo(self) else COLUMNS_WIDTH))
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = min(max(at.x(), room.left() + 4), room.right() - self.width() - 4)
        y = min(max(at.y(), room.top() + 4), room.bottom() - self.height() - 4)
        self.move(x, y)
        self.show()
        self.chooser.take_focus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        outside = not self.rect().contains(event.position().toPoint())
        super().mousePressEvent(event)
        if outside:
            self.close()
            self.clicked_outside.emit(event.globalPosition().toPoint())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
