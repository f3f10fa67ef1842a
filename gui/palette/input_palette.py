"""The list of inputs next to the layers: drag one onto the network, or press Enter on it to switch it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QDrag, QIcon, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidget, QListWidgetItem

from engine.core.translation import _
from engine.data.preprocessing import Data
from gui.document import Document
from gui.inputs.input_maps import map_of, map_pixmap
from gui.inputs.input_switcher import InputSwitcher
from gui.model.input_edits import InputChoice, is_plane
from gui.palette.input_mime import to_mime
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import set_font
from gui.training.frame import Frame

ICON = 30
CELL, ROW = QSize(44, 56), 32
TEXT, ON = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class InputPalette(QListWidget):
    """A grid of features for two coordinates, a list of columns for a table. One that is on is framed, or has a filled dot."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.switcher = InputSwitcher(document, self)
        self._shown: tuple[object, ...] = ()  # what the items were filled from
        self.setAccessibleName(_("Inputs to add"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(ICON, ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        set_font(self, "small")
        self.switcher.changed.connect(self._fill)
        theme.events.changed.connect(self._fill)
        self.itemDoubleClicked.connect(self._switch)

    def show_frame(self, frame: Frame) -> None:
        self.switcher.show(frame.snapshot)

    def drag(self) -> QDrag | None:
        """The drag that begins at the current item; it carries the input's formula and shows its map."""
        item = self.currentItem()
        if item is None:
            return None
        drag = QDrag(self)
        drag.setMimeData(to_mime(item.data(TEXT)))
        drag.setPixmap(item.icon().pixmap(ICON, ICON))
        return drag

    def _fill(self) -> None:
        data, choices = self.switcher.data, self.switcher.choices()
        shown = choices, data, theme.current(), theme.scale()
        if data is None or shown == self._shown:
            return
        self._shown = shown
        at = max(0, self.currentRow())
        plane = is_plane(data.table.input_names)
        self.setViewMode(QListView.ViewMode.IconMode if plane else QListView.ViewMode.ListMode)
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(True)  # Static forbids it
        self.setGridSize(_cell() if plane else QSize())
        self.clear()
        for choice in choices:
            item = QListWidgetItem(_icon(choice, data if plane else None, self.devicePixelRatioF()), choice.feature.name)
            if not plane:
                item.setSizeHint(QSize(0, theme.px(ROW)))
            item.setData(TEXT, choice.text)
            item.setData(ON, choice.on)
            state = _("{name}, on") if choice.on else _("{name}, off")
            tip = _("{name}: off\nDrag it onto the network's inputs, or press Enter to switch it.")
            if choice.on:
                tip = _("{name}: on\nDrag it onto the network's inputs, or press Enter to switch it.")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, state.format(name=choice.feature.name))
            item.setToolTip(plain(tip.format(name=choice.feature.name)))
            self.addItem(item)
        self.setCurrentRow(min(at, self.count() - 1))
        self._fit_height()

    def _fit_height(self) -> None:
        """High enough for all: the panel around scrolls."""
        across = max(1, self.viewport().width() // _cell().width())
        plane = self.viewMode() == QListView.ViewMode.IconMode
        height = -(-self.count() // across) * _cell().height() if plane else self.count() * theme.px(ROW)
        self.setFixedHeight(height + 8)

    def _switch(self, item: QListWidgetItem) -> None:
        self.switcher.set_enabled(item.data(TEXT), not item.data(ON))

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag = self.drag()
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentItem() is not None:
            self._switch(self.currentItem())
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()


def _cell() -> QSize:
    """The room of an input's map with its name below."""
    return QSize(max(CELL.width(), theme.px(CELL.width()) - 8), ICON + theme.px(CELL.height() - ICON))


def _icon(choice: InputChoice, data: Data | None, scale: float) -> QIcon:
    """The input's map, framed while it is on; without data a dot, filled while it is on."""
    now = theme.current()
    made = QPixmap(round(ICON * scale), round(ICON * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(now.accent if choice.on else now.line), 2 if choice.on else 1))
    if data is not None:
        painter.drawPixmap(3, 3, map_pixmap(map_of(choice.feature, data), ICON - 6, scale, now))
        painter.drawRect(QRectF(1, 1, ICON - 2, ICON - 2) if choice.on else QRectF(2.5, 2.5, ICON - 5, ICON - 5))
    else:
        painter.setBrush(QColor(now.accent) if choice.on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(ICON / 2 - 4, ICON / 2 - 4, 8, 8))
    painter.end()
    return QIcon(made)
