"""Whoever goes by keys sees where they are: each kind of control looks otherwise with the focus, in both themes. And whoever
uses a mouse can hit it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from engine.data.datasets import DATASETS
from gui.style import style_sheet
from gui.views import VIEWS
from gui.window.main_window import MainWindow
from tests.gui.window.walk import Walk, look_at_dialogs, look_at_files, look_at_lessons, panes, selections

AROUND = 4  # pixels around a control that may show its focus
CONTRAST, PIXELS = 3.0, 24  # of what changes, by WCAG 2.4.13, and how much of it at least
TRAITS = (
    "quiet",
    "primary",
    "chip",
    "dense",
    "rail",
    "narrow",
    "plot",
    "refused",
    "popup",
)  # by which the style sheet tells kinds


TARGETS, TARGET = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit), 24  # pixels each way, by WCAG 2.5.8


def kind_of(widget: QWidget) -> tuple[object, ...]:
    """What the style of its focus depends on."""
    return type(widget).__name__, *(name for name in TRAITS if widget.property(name) is True)


def difference(before: QImage, after: QImage) -> int:
    """How many pixels have another colour that stands out from the one before."""
    one, other = (_luminance(image) for image in (before, after))
    light, dark = np.maximum(one, other), np.minimum(one, other)
    return int(((light + 0.05) / (dark + 0.05) >= CONTRAST).sum())


def _luminance(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    bytes_ = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)[
        :, : image.width(), :3
    ]
    share = bytes_ / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.0722, 0.7152, 0.2126])  # blue, green, red


class Focus:
    """Gives each kind of control the focus once, and notes which do not show it."""

    def __init__(self) -> None:
        self.seen: set[tuple[object, ...]] = set()
        self.unseen: dict[str, int] = {}

    def look(self) -> None:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.isEnabled() and not isinstance(window, QScrollBar):
                window.activateWindow()
                QApplication.processEvents()
                for widget in window.findChildren(QWidget):
                    self._try(window, widget)

    def _try(self, window: QWidget, widget: QWidget) -> None:
        kind = kind_of(widget)
        if kind in self.seen or not widget.isVisible() or not widget.isEnabled() or widget.window() is not window:
            return
        if (
            not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            or widget.focusProxy() is not None
            or widget.visibleRegion().isEmpty()
        ):
            return
        place = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
        other = QApplication.focusWidget()
        if other is widget:
            other.clearFocus()
        before = window.grab(place).toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if not widget.hasFocus():
            widget.clearFocus()
            return
        self.seen.add(kind)
        after = window.grab(place).toImage()
        found = difference(before, after)
        if found < PIXELS:
            self.unseen[f"{' '.join(map(str, kind))} in {type(window).__name__}: {widget.accessibleName()!r}"] = found
        widget.clearFocus()


def small_targets() -> set[str]:
    """What can be clicked and is too small. Scroll bars are left to wheel and keys, buttons inside a line to the line's keys."""
    return {
        f"{type(one).__name__} {one.accessibleName() or one.property('text')!r}: {one.width()} x {one.height()}"
        for window in QApplication.topLevelWidgets()
        for one in window.findChildren(QWidget)
        if isinstance(one, TARGETS) and one.isVisible() and one.isEnabled() and min(one.width(), one.height()) < TARGET
        if not isinstance(one, QScrollBar) and not isinstance(one.parent(), QLineEdit)
    }


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_control_shows_that_it_has_the_focus_and_can_be_hit(
    theme: str, window: MainWindow, qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    style_sheet.apply_theme(qapp, theme)
    focus = Focus()
    small: set[str] = set()

    def see() -> None:
        focus.look()
        small.update(small_targets())

    walk = Walk(qtbot, see)
    window.data_panel.gallery.chosen.emit(DATASETS["iris"])
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
    for show in (*panes(window), *selections(window)):
        show()
        walk.look()
    for name in VIEWS:
        window.layout_controller.show_view(name)
        walk.look()
    look_at_dialogs(window, walk)
    look_at_files(window, walk, tmp_path)
    look_at_lessons(window, walk)
    style_sheet.apply_theme(qapp, "light")
    assert len(focus.seen) > 40
    assert not small
    assert not focus.unseen, "\n".join(f"{name}: {count} pixels" for name, count in focus.unseen.items())
