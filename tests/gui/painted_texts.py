"""Which texts are painted in which size: every `QPainter.drawText` that Python calls, and the texts of Qt's own widgets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QFontInfo, QPainter, QPixmapCache
from PySide6.QtWidgets import QAbstractButton, QComboBox, QGraphicsView, QHeaderView, QLabel, QLineEdit, QWidget

from gui.style import theme


@dataclass(frozen=True)
class Painted:
    text: str
    pixels: float  # of the font on the screen
    where: str


@contextmanager
def recorded() -> Iterator[list[Painted]]:
    """All that is painted meanwhile."""
    found: list[Painted] = []
    original = QPainter.drawText

    def draw(painter: QPainter, *args: Any) -> Any:
        text = next((arg for arg in reversed(args) if isinstance(arg, str)), "")
        zoom = math.sqrt(abs(painter.worldTransform().determinant()))
        found.append(Painted(text, QFontInfo(painter.font()).pixelSize() * zoom, "painted"))
        return original(painter, *args)

    QPainter.drawText = draw  # type: ignore[method-assign]
    try:
        yield found
    finally:
        QPainter.drawText = original  # type: ignore[method-assign]


def texts_of(widget: QWidget) -> list[Painted]:
    """Those of the visible labels, buttons, fields and plot titles inside, and those that are painted when it is."""
    QPixmapCache.clear()
    theme.events.changed.emit()  # so that nothing is taken from an image that was painted before
    with recorded() as found:
        widget.grab()
    for child in (widget, *widget.findChildren(QWidget)):
        if child.isVisible():
            found += [Painted(text, QFontInfo(child.font()).pixelSize(), type(child).__name__) for text in _texts(child)]
        if child.isVisible() and isinstance(child, QGraphicsView):
            items = [item for item in child.scene().items() if hasattr(item, "toPlainText") and item.isVisible()]
            found += [Painted(item.toPlainText(), _pixels_of_html(item), "plot title") for item in items]
    return [one for one in found if one.text.strip()]


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield widget.currentText()
    elif isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from (str(widget.model().headerData(i, widget.orientation()) or "") for i in range(widget.count()))


def _pixels_of_html(item: Any) -> float:
    """The font of the first character of a rich text."""
    block = item.document().begin()
    return min((part.fragment().charFormat().font().pointSizeF() for part in block), default=math.inf) * 96 / 72
