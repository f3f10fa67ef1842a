"""Pictures of what opens beside the window for a moment: every menu with those in it, and every tip, on sheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.tooltips import tip_at
from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.window.main_window import MainWindow
from tests.gui.submenus import submenu

OPEN = 60  # ms that a menu has to be laid out
GRID = 12  # pixels between the places of the canvas that are pointed at
ON_A_SHEET = 30  # tips
WIDE = 620  # pixels that a tip on a sheet may take


def picture_menus(window: MainWindow, folder: Path) -> None:
    """Each menu in a file of its own, named by the way to it."""
    for name, menu in _menus(window):
        _picture_menu(menu, folder, f"menu-{name}")
    for selected in (None, INPUT, window.document.project.recipe.blocks[0].id, OUTPUT):
        window.canvas.select(selected)
        menu = canvas_menu(window.canvas, window.canvas)
        _picture_menu(menu, folder, f"menu-canvas-{selected}")
        menu.deleteLater()
    window.canvas.select(None)


def _menus(window: MainWindow) -> Iterator[tuple[str, QMenu]]:
    for k, action in enumerate(window.menuBar().actions()):
        yield f"bar{k}", submenu(action)
    inside = {id(submenu(action)) for menu in window.findChildren(QMenu) for action in menu.actions()}
    others = (menu for menu in window.findChildren(QMenu) if not isinstance(menu.parent(), PlotArea | QMenu))
    shown: set[tuple[str, ...]] = set()
    for k, menu in enumerate(others):
        menu.aboutToShow.emit()
        texts = tuple(action.text() for action in menu.actions())
        if texts and texts not in shown and id(menu) not in inside and not type(menu).__module__.startswith("pyqtgraph"):
            shown.add(texts)
            yield f"part{k}", menu


def _picture_menu(menu: QMenu, folder: Path, name: str) -> None:
    menu.popup(QPoint(0, 0))
    QTest.qWait(OPEN)
    menu.grab().save(str(folder / f"{name}.png"))
    inner = [(k, inner) for k, action in enumerate(menu.actions()) if (inner := submenu(action)) is not None]
    menu.close()
    for k, one in inner:
        _picture_menu(one, folder, f"{name}-{k}")


def tips(window: MainWindow) -> set[str]:
    """Of all that can be pointed at now."""
    canvas = window.canvas
    size = canvas.viewport().size()
    places = (QPoint(x, y) for x in range(0, size.width(), GRID) for y in range(0, size.height(), GRID))
    painted = {tip_at(canvas.net, canvas.at(place)) for place in places}
    return painted | {widget.toolTip() for widget in window.findChildren(QWidget) if widget.isVisible()}


def picture_tips(texts: set[str], folder: Path) -> None:
    """All of them, each in a frame as wide as a tip is."""
    ordered = sorted(text for text in texts if text)
    for page, first in enumerate(range(0, len(ordered), ON_A_SHEET)):
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        for text in ordered[first : first + ON_A_SHEET]:
            label = QLabel(text)
            label.setWordWrap(True)
            label.setFixedSize(WIDE, label.heightForWidth(WIDE) + 8)
            label.setStyleSheet(f"border-bottom: 1px solid {theme.current().line}; padding: 2px")
            column.addWidget(label)
        sheet.grab().save(str(folder / f"tips-{page:02}.png"))
