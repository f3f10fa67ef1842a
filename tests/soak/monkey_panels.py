"""The only place that knows how panels of the window are moved about: to be changed with `gui/window/docks.py`."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget

from gui.window.main_window import MainWindow

AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
    Qt.DockWidgetArea.TopDockWidgetArea,
)


def move_one(window: MainWindow, chance: random.Random) -> str:
    """Do something to one of them; returns what."""
    panels = window.findChildren(QDockWidget)
    panel, other = chance.sample(panels, 2)
    what = chance.choice(["open", "open", "open", "close", "float", "tab", "front", "area", "size"])
    if what == "open":
        panel.show()
        panel.raise_()
    elif what == "close":
        panel.close()
    elif what == "float":
        panel.setFloating(not panel.isFloating())
    elif what == "tab":
        window.tabifyDockWidget(panel, other)
    elif what == "front":
        panel.raise_()
    elif what == "area":
        window.addDockWidget(chance.choice(AREAS), panel)
    else:
        window.resizeDocks([panel], [chance.randint(1, 900)], chance.choice(list(Qt.Orientation)))
    return f"{what} {panel.objectName()}"
