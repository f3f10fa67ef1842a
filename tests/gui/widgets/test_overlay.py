"""A message comes and goes along the bottom of the window, and nothing moves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolBar

from gui.widgets.banner import Action, Banner, Message
from gui.widgets.overlay import Overlay
from tests.gui.window_actions import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def overlay(qtbot):
    window = QMainWindow()
    window.setCentralWidget(QLabel("below"))
    bar = QToolBar("below everything")
    bar.addWidget(QLabel("look back"))
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
    bar.hide()
    window.resize(900, 300)
    made = Overlay(window, Banner(), (bar,))
    shown(qtbot, window)
    return made


def test_what_is_below_keeps_its_place(overlay):
    below = overlay.window.centralWidget()
    before = below.geometry()
    overlay.over.show_message(Message("warning", "A long sentence. " * 12, tuple(Action(f"Do {k}", print) for k in range(3))))
    QApplication.processEvents()
    assert below.geometry() == before == overlay.window.rect()
    assert overlay.over.isVisible()
    assert overlay.over.geometry().bottomRight() == overlay.window.rect().bottomRight()
    overlay.over.clear("")
    assert below.geometry() == before


def test_a_message_has_the_room_it_needs(overlay, qtbot):
    banner = overlay.over
    banner.show_message(Message("info", "Short."))
    QApplication.processEvents()
    short = banner.height()
    banner.show_message(Message("warning", "A long sentence. " * 12, tuple(Action(f"Do {k}", print) for k in range(3))))
    qtbot.waitUntil(lambda: banner.height() > short)
    qtbot.waitUntil(lambda: banner.text.height() >= banner.text.heightForWidth(banner.text.width()))
    assert banner.width() == overlay.window.width()
    overlay.window.resize(700, 300)
    qtbot.waitUntil(lambda: banner.width() == 700)
    qtbot.waitUntil(lambda: banner.text.height() >= banner.text.heightForWidth(banner.text.width()))


def test_a_bar_at_the_bottom_is_not_covered(overlay, qtbot):
    banner, bar = overlay.over, overlay.bars[0]
    banner.show_message(Message("info", "Short."))
    bar.show()
    qtbot.waitUntil(lambda: bar.height() > 10 and banner.geometry().bottom() < bar.y())
    bar.hide()
    qtbot.waitUntil(lambda: banner.geometry().bottom() == overlay.window.rect().bottom())
