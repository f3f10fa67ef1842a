"""The line that calls never shows its button as crumbs of its name."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.style import style_sheet
from gui.widgets.notice_line import NoticeLine


def test_the_button_keeps_its_name_however_narrow_the_line(qtbot: QtBot) -> None:
    style_sheet.apply_theme(QApplication.instance(), "light")
    line = NoticeLine("Why, and what to try.")
    qtbot.addWidget(line)
    line.show_text("Sign (step) has slope 0 in the first layers. (2 more)")
    line.resize(90, 40)
    line.show()
    QApplication.processEvents()
    assert line.button.width() >= line.button.sizeHint().width()
    assert line.button.fontMetrics().horizontalAdvance("Show") < line.button.width() - 8
