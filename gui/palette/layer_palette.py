"""The list of layers: drag one onto the canvas, or press Enter on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidget, QListWidgetItem

from engine.core.translation import _
from engine.network.identity_start import kind_objection
from engine.nn.layers import LAYERS, Layer
from gui.palette.layer_mime import to_mime
from gui.style import theme
from gui.style.glyphs import layer_icon
from gui.widgets.forms.family_picker import summary

ROW, ICON = 32, 20
COLUMN = 112  # the least width of a column: the longest name and its icon


class LayerPalette(QListWidget):
    """A tile for each registered layer, in as many columns as there is room for, so that all are visible.

    `chosen` gives a layer with its default settings; `considered` the one that Enter would choose, None when the focus leaves.
    """

    chosen = Signal(object)  # Layer
    considered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Layers to add"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { border: none; }")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        for cls in LAYERS:
            item = QListWidgetItem(_(cls.label))
            sentence = summary(cls)
            caution = kind_objection(cls()) or _("What was learned stays, where its place and settings allow it.")
            text = _("{sentence}\nDrag it onto the network, or press Enter to add it.\nIn a trained network: {caution}")
            item.setToolTip(text.format(sentence=sentence, caution=caution))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _(cls.label))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, sentence)
            item.setData(Qt.ItemDataRole.UserRole, cls.kind)
            self.addItem(item)
        self.setViewportMargins(8, 0, 8, 0)
        self.setCurrentRow(0)
        self.itemDoubleClicked.connect(lambda item: self.chosen.emit(layer_of(item)))
        self.currentItemChanged.connect(lambda item: self.hasFocus() and self.considered.emit(layer_of(item)))
        self.retheme()
        theme.events.changed.connect(self.retheme)

    def retheme(self) -> None:
        self.setIconSize(QSize(theme.px(ICON), theme.px(ICON)))
        for row in range(self.count()):
            self.item(row).setIcon(layer_icon(layer_of(self.item(row))))
        self._fit()

    def drag(self) -> QDrag | None:
        """The drag that begins at the current row; it carries the layer and shows its icon."""
        item = self.currentItem()
        if item is None:
            return None
        drag = QDrag(self)
        drag.setMimeData(to_mime(layer_of(item)))
        drag.setPixmap(item.icon().pixmap(self.iconSize()))
        return drag

    @property
    def across(self) -> int:
        """How many columns there are."""
        return max(1, min(self.count(), self.viewport().width() // theme.px(COLUMN)))

    def _fit(self) -> None:
        """Share the width out among the columns; high enough for all: the panel around scrolls."""
        cell = QSize((self.viewport().width() - 1) // self.across, theme.px(ROW))
        self.setGridSize(cell)
        for row in range(self.count()):
            self.item(row).setSizeHint(cell)  # all of it can be clicked and dragged
        self.setFixedHeight(-(-self.count() // self.across) * theme.px(ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(2 * theme.px(COLUMN) + 16, -(-self.count() // 2) * theme.px(ROW))

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag = self.drag()
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentItem() is not None:
            self.considered.emit(layer_of(self.currentItem()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.considered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.chosen.emit(layer_of(self.currentItem()))
            event.accept()
        else:
            super().keyPressEvent(event)


def layer_of(item: QListWidgetItem) -> Layer:
    return LAYERS[item.data(Qt.ItemDataRole.UserRole)]()
