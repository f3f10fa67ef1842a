"""Fixtures for tests of what is drawn, and of the whole window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from gui.controllers import unsaved_work
from gui.model.project import Project
from gui.model.speeds import FULL
from gui.settings import preference_store
from gui.style import style_sheet
from gui.window.main_window import MainWindow
from tests.gui.driven_clock import DrivenClock
from tests.gui.view_builders import Opened


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> DrivenClock:
    """What the window measures with a stopwatch (when steps of a number count as one, say) does not depend on the machine."""
    driven = DrivenClock()
    driven.install(monkeypatch)
    return driven


@pytest.fixture(autouse=True)
def only_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, no run of a test is work that the window would ask about when it closes."""
    monkeypatch.setattr(unsaved_work, "LOOK_SECONDS", float("inf"))


@pytest.fixture(autouse=True)
def full_speed(own_settings: None, qapp: QApplication) -> None:
    """A window trains as fast as it can, unless a test sets a speed."""
    preference_store.change(speed=FULL)


@pytest.fixture
def opened(qtbot: Any) -> Iterator[Opened]:
    """Makes and shows a view; closes it afterwards."""
    made: list[QWidget] = []

    def build(cls: type[Any], width: int = 420, height: int = 560) -> Any:
        widget = cls()
        made.append(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    yield build
    for widget in made:
        widget.close()
        widget.deleteLater()
    made.clear()


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[Callable[[], None]]:
    before = style_sheet.choice()
    yield lambda: style_sheet.apply_theme(qapp, "dark")
    style_sheet.apply_theme(qapp, before)


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    """The main window with a new project, at its first frame; at the end it closes without asking."""
    window = MainWindow(Project())
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None)
    yield window
    window.document.undo_stack.setClean()
    window.close()
    window.deleteLater()
