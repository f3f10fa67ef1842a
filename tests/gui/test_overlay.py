"""A message comes and goes over the canvas, and nothing moves."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from gui.widgets.banner import Action, Banner, Message
from gui.widgets.overlay import Overlay
from tests.gui.hands import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def overlay(qtbot):
    made = Overlay(QLabel("below"), Banner())
    made.resize(500, 300)
    return shown(qtbot, made)


def test_what_is_below_keeps_its_place(overlay):
    below = overlay.findChildren(QLabel, "")[0]
    before = below.geometry()
    overlay.over.say(Message("warning", "A long sentence. " * 12, tuple(Action(f"Do {k}", print) for k in range(3))))
    QApplication.processEvents()
    assert below.geometry() == before == overlay.rect()
    assert overlay.over.isVisible()
    overlay.over.take_back("")
    assert below.geometry() == before


def test_a_message_has_the_room_it_needs(overlay, qtbot):
    banner = overlay.over
    banner.say(Message("info", "Short."))
    QApplication.processEvents()
    short = banner.height()
    banner.say(Message("warning", "A long sentence. " * 12, tuple(Action(f"Do {k}", print) for k in range(3))))
    qtbot.waitUntil(lambda: banner.height() > short)
    qtbot.waitUntil(lambda: banner.text.height() >= banner.text.heightForWidth(banner.text.width()))
    assert banner.width() == overlay.width()
    overlay.resize(380, 300)
    qtbot.waitUntil(lambda: banner.width() == 380)
    qtbot.waitUntil(lambda: banner.text.height() >= banner.text.heightForWidth(banner.text.width()))
