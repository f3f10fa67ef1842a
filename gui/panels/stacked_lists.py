"""The lists of what can be dragged onto the network: all layers, and below them the inputs, in one panel that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QScrollArea, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.labels import note, separator

NARROWEST = 186


class StackedLists(QScrollArea):
    """The lists are as high as their contents; the panel scrolls to the current item of the list with the focus."""

    def __init__(self, layers: QListWidget, inputs: QListWidget) -> None:
        super().__init__()
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        how = note(_("Drag one onto the network, or press Enter to add it."))
        how.setContentsMargins(12, 0, 12, 0)
        for part in (how, layers, separator(), inputs):
            column.addWidget(part)
        column.addStretch(1)
        for one in (layers, inputs):
            one.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            one.setStyleSheet("QListView { border: none; }")
            one.currentRowChanged.connect(lambda _row, one=one: self._follow(one))
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        follow(self, lambda: self.setMinimumSize(theme.px(NARROWEST), 60))

    def _follow(self, one: QListWidget) -> None:
        if one.hasFocus() and one.currentItem() is not None:
            box = one.visualItemRect(one.currentItem())
            middle = one.viewport().mapTo(self.widget(), box.center())
            self.ensureVisible(middle.x(), middle.y(), 0, box.height() // 2 + 4)
