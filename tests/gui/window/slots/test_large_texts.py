"""Texts of 160 % on a screen of 1280 pixels, with the drawer open: nothing lies over another, and no text is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QStackedLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.plotting.empty_hint import EmptyHint
from gui.style import style_sheet, text_size
from gui.views import VIEWS
from gui.views.low_scroll import BodyScroll
from gui.widgets.elided_label import ElidedLabel
from gui.window.main_window import MainWindow

SCREEN = QSize(1280, 720)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def large(window: MainWindow, qapp: QApplication) -> Iterator[MainWindow]:
    style_sheet.apply_theme(qapp, "light")
    text_size.choose(1.6)
    window.layout_controller.reset()
    window.layout_controller.show_pane("data")
    settle()
    window.resize(SCREEN)  # the texts are large now: what comes must leave it so
    yield window
    text_size.choose(1.0)


def crowded(widget: QWidget) -> Iterator[str]:
    """What lies over a sibling, reaches beyond the layout that it is in, or shows only half of its lines."""
    inside = [child for child in widget.findChildren(QWidget) if child.isVisible()]
    for parent in (widget, *inside):
        layout = parent.layout()
        if layout is None or isinstance(layout, QStackedLayout):
            continue
        parts = [part for part in parent.children() if isinstance(part, QWidget) and part.isVisible() and not part.isWindow()]
        for k, part in enumerate(parts):
            yield from (f"{part} over {other}" for other in parts[k + 1 :] if part.geometry().intersects(other.geometry()))
            if not parent.rect().contains(part.geometry()):
                yield f"{part} beyond {parent}"
    for child in inside:
        if isinstance(child, ElidedLabel) and child.height() < len(child.lines()) * child.fontMetrics().lineSpacing() - 2:
            yield f"half a line of {child.text!r}"
        is_wrapped = isinstance(child, QLabel) and not isinstance(child, EmptyHint) and child.wordWrap() and child.text()
        if is_wrapped and child.height() < child.heightForWidth(child.width()):
            yield f"half a line of {child.text()!r}"


def settle() -> None:
    for _round in range(4):  # of layouts, each of which may ask for another
        QApplication.processEvents()


def test_no_part_of_a_view_lies_over_another(large: MainWindow, qtbot: QtBot) -> None:
    for name in VIEWS:
        large.layout_controller.reset()
        large.layout_controller.show_view(name)
        settle()
        try:
            qtbot.waitUntil(lambda name=name: not [*crowded(large.views[name])])  # once its first frame is there
        finally:
            assert [*crowded(large.views[name])] == [], name
        assert large.size() == SCREEN, name


def test_a_view_that_is_too_low_for_its_parts_scrolls(large: MainWindow, qtbot: QtBot) -> None:
    large.layout_controller.show_view("microscope")
    view = large.views["microscope"]
    scroll = view.findChild(BodyScroll)
    qtbot.waitUntil(lambda: view.stage is not None and scroll.verticalScrollBar().maximum() > 0)
    settle()
    assert scroll.body.height() == scroll.height() + scroll.verticalScrollBar().maximum()
    assert [*crowded(view)] == []


def test_three_slots_and_the_notice_of_the_doctor_leave_the_window_its_width(large: MainWindow) -> None:
    large.layout_controller.show_view("doctor")
    large.network_panel.show_notice("Sign (step) has slope 0 in the first layers. (2 more)")
    settle()
    assert large.board.regions["below"].count() == 3
    assert large.network_panel.notice.isVisible()
    assert large.size() == SCREEN
    assert large.minimumSizeHint().width() <= SCREEN.width()


def test_a_control_that_appears_in_a_low_header_leaves_the_name_its_room(large: MainWindow) -> None:
    large.layout_controller.show_view("roc")
    settle()
    view, slot = large.views["roc"], large.board.slots["roc"]
    view.positive.addItems(["Find setosa", "Find versicolor"])
    view.positive.show()
    settle()
    assert slot.chooser.width() >= slot.chooser.sizeHint().width()
