"""A ring around what has the keyboard and does not show it by its own style: lists, tables, texts, boxes, primary buttons.

It lies over the widget, so that nothing moves when the focus comes or goes.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QGraphicsView,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QWidget,
)

from gui.style import theme

RINGED = (QAbstractScrollArea, QCheckBox, QRadioButton, QLabel, QTabBar)
RINGS_OF_THEIR_OWN = (QPlainTextEdit, QGraphicsView)  # the canvas shows the selected block instead
PICTURE = "ringed"  # the property of other widgets that paint themselves
WIDTH, INSET, CORNER = 2.0, 3.0, 4.0


def follow_focus(app: QApplication) -> None:
    """Show the ring in all windows from now on."""
    app.focusChanged.connect(_move)


def _move(old: QWidget | None, new: QWidget | None) -> None:
    if old is not None and shiboken6.isValid(old):
        for ring in old.findChildren(FocusRing, options=Qt.FindChildOption.FindDirectChildrenOnly):
            ring.hide()
            ring.deleteLater()
    if new is not None and _needs_ring(new):
        FocusRing(new)


def _needs_ring(widget: QWidget) -> bool:
    if isinstance(widget, RINGS_OF_THEIR_OWN):
        return False
    return isinstance(widget, RINGED) or _is_primary(widget) or widget.property(PICTURE) is True


def _is_primary(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.property("primary") is True


class FocusRing(QWidget):
    """Over one widget, as large as it is."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.raise_()
        self.show()

    # -- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        inside = _is_primary(self.parentWidget())  # the button's ground has the ring's colour: a ring of the other one within it
        inset = INSET if inside else WIDTH / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().on_accent if inside else theme.current().accent), WIDTH))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), CORNER, CORNER)
        painter.end()
