"""What stands where in the main window when it opens for the first time: bars, panels, and the menus that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QToolBar, QWidget

from gui.panels.stacked_lists import StackedLists
from gui.style import style_sheet
from gui.widgets.overlay import Overlay

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

BEHIND_GRADIENTS = ("doctor", "optimizer", "weights", "activations", "hidden")
TABS = {"metric": "loss", "confusion": "loss"} | dict.fromkeys(BEHIND_GRADIENTS, "gradients")  # behind whom


def arrange(window: MainWindow) -> None:
    """Put everything in its first place, and then where the user left it."""
    panels, views = window.panels, window.views
    window.setCentralWidget(window.network)
    window.addToolBar(_bar(window.run_bar))
    panels.add("data", "Data", window.data_panel, "left")
    panels.add("palette", "Layers and inputs", StackedLists(window.layer_list, window.input_list), "left")
    panels.add("boundary", views["boundary"].title, views["boundary"], "right")
    panels.add("inspector", "Settings", window.inspector, "right")
    for name, view in sorted(views.items(), key=lambda one: (one[0] in TABS, not one[1].opens)):
        if name not in panels.docks:
            panels.add(name, view.title, view, view.place, TABS.get(name, ""), view.opens)
    panels.add("runs", "Runs", window.runs.list, "bottom", "gradients", opens=False)
    panels.add_bar("time", "Look back", window.past.bar, "Ctrl+T")
    Overlay(window, window.banner, tuple(panels.bars))
    menu = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&View")
    panels.fill(menu)
    _add_themes(menu)
    window.resize(_first_size(window.screen().availableSize()))
    panels.restore()
    for name, dock in panels.docks.items():
        if name in views:
            dock.visibilityChanged.connect(lambda shown, view=views[name]: shown and window.live.show_in(view))


def _bar(run_bar: QWidget) -> QToolBar:
    """The run bar over the full width; it stays where it is."""
    bar = QToolBar("Run")
    bar.setObjectName("run")
    bar.setMovable(False)
    bar.toggleViewAction().setVisible(False)
    bar.addWidget(run_bar)
    return bar


def _add_themes(menu: QMenu) -> None:
    menu.addSeparator()
    sub = menu.addMenu("&Theme")
    group = QActionGroup(menu)
    for choice in style_sheet.CHOICES:
        action = sub.addAction(choice.capitalize())
        action.setCheckable(True)
        action.setChecked(choice == style_sheet.choice())
        action.triggered.connect(lambda _checked=False, choice=choice: _choose_theme(choice))
        group.addAction(action)


def _choose_theme(choice: str) -> None:
    QSettings().setValue("theme", choice)
    style_sheet.apply_theme(QApplication.instance(), choice)


def _first_size(screen: QSize) -> QSize:
    """Large enough to read from afar, but not the whole of a large screen."""
    wanted = QSize(round(0.85 * screen.width()), round(0.85 * screen.height()))
    return wanted.expandedTo(QSize(1280, 720)).boundedTo(screen)
