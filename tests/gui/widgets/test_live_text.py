"""A text that changes often has the height that it needs, at whatever width."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.labels import LiveText


def test_a_text_that_came_in_a_wide_window_has_its_second_line_in_a_narrow_one(qtbot: QtBot) -> None:
    whole, text = QWidget(), LiveText()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    column.addWidget(text)
    column.addWidget(QWidget(), 1)
    whole.resize(900, 200)
    whole.show()
    for width in (200, 900):  # layouts remember the height that it had for these widths
        whole.resize(width, 200)
        QApplication.processEvents()
    text.show_text("Half of the test rows are off by at most 0.0157, nine of ten by 0.0547.")
    QApplication.processEvents()
    one = text.height()
    whole.resize(200, 200)
    QApplication.processEvents()
    assert text.height() == text.heightForWidth(text.width()) > one
