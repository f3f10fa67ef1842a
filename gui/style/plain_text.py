"""Names from data as plain text: Qt takes what looks like mark-up, such as a column named `<b>x</b>`, for mark-up."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QToolTip, QWidget

from engine.core.quoting import shortened


def plain(text: str) -> str:
    """A text for a tooltip or a label of Qt that shows it letter by letter."""
    return escape(text).replace("\n", "<br>") if Qt.mightBeRichText(text) else text


def one_line(text: str, most: int = 200) -> str:
    """A name on one line, cut where it is very long."""
    return shortened(text, most)


def show_tip(place: QPoint, text: str, widget: QWidget) -> None:
    """A tooltip of the widget at this place of the screen, its text as it stands; an empty text hides it."""
    QToolTip.showText(place, plain(text), widget)
