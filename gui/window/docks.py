"""Where the panels stand: docks that can be moved, floated, closed and brought back, and their first arrangement."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QWidget

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "below": Qt.DockWidgetArea.BottomDockWidgetArea,
}
COLUMNS = ((("data", "palette"), (382, 188)), (("boundary", "inspector"), (405, 215)))  # first shares of the side columns
VERSION = 2  # of the arrangement: a saved one of another version is not restored
LEFT = 280  # first widths in pixels; those of the right and the bottom are shares of the window
RIGHT, BOTTOM = 0.245, 0.35


class Docks:
    """The docks of one window. Add them in the order in which they stand, then call `restore`."""

    def __init__(self, window: QMainWindow) -> None:
        self.window = window
        self.by_name: dict[str, QDockWidget] = {}
        self.closed: list[str] = []  # names of those that do not open with the window
        self.bars: list[QToolBar] = []
        self._first: QByteArray | None = None
        self._shown: QByteArray | None = None  # where everything is while the sides are hidden
        window.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)

    def add(self, name: str, title: str, widget: QWidget, place: str, tab_with: str = "", opens: bool = True) -> QDockWidget:
        """A dock for the widget at 'left', 'right', or 'below'; `tab_with` puts it behind another dock.

        One that does not open with the window can be opened from the menu; its place is kept.
        """
        dock = QDockWidget(title, self.window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.window.addDockWidget(AREAS[place], dock)
        if tab_with in self.by_name:
            self.window.tabifyDockWidget(self.by_name[tab_with], dock)
            self.by_name[tab_with].raise_()
        self.by_name[name] = dock
        if not opens:
            self.closed.append(name)
            dock.close()
        return dock

    def add_bar(self, name: str, title: str, widget: QWidget, shortcut: str) -> None:
        """A bar along the bottom of the window, closed at first."""
        bar = QToolBar(title)
        bar.setObjectName(name)
        bar.setMovable(False)
        bar.addWidget(widget)
        self.window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        bar.toggleViewAction().setShortcut(QKeySequence(shortcut))
        bar.hide()
        self.bars.append(bar)

    def fill(self, menu: QMenu) -> None:
        """Add a checkable entry for each dock and bar."""
        menu.addSeparator()
        for dock in self.by_name.values():
            menu.addAction(dock.toggleViewAction())
        for bar in self.bars:
            menu.addAction(bar.toggleViewAction())

    def restore(self) -> None:
        """Apply the first arrangement, then the saved one, if there is one."""
        self._size()
        self._first = self.window.saveState(VERSION)
        settings = QSettings()
        state, geometry = settings.value("window/state"), settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self.window.restoreState(state, VERSION)

    def save(self) -> None:
        settings = QSettings()
        settings.setValue("window/state", self.window.saveState(VERSION))
        settings.setValue("window/geometry", self.window.saveGeometry())

    def reset(self) -> None:
        """Apply the first arrangement again, in the window's present size; panels that do not open with the window are closed."""
        if self._first is not None:
            self.window.restoreState(self._first, VERSION)
        for name, dock in self.by_name.items():
            dock.setFloating(False)
            dock.setVisible(name not in self.closed)
        for bar in self.bars:
            bar.hide()
        self._size()

    def bring_to_front(self, name: str) -> None:
        """Show the panel of that name before those that share its place."""
        self.by_name[name].show()
        self.by_name[name].raise_()

    def show_count(self, name: str, title: str, count: int) -> None:
        """A number beside the panel's title; none for 0."""
        self.by_name[name].setWindowTitle(f"{title} ({count})" if count else title)

    def hide_sides(self) -> None:
        """Put the left column away."""
        self._shown = self.window.saveState(VERSION)
        for dock in self._in("left"):
            dock.hide()

    def show_sides(self) -> None:
        if self._shown is not None:
            self.window.restoreState(self._shown, VERSION)

    def _size(self) -> None:
        """Give the panels their first sizes."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        width, height = self.window.width(), self.window.height()
        for area, size, way in (("left", LEFT, across), ("right", RIGHT * width, across), ("below", BOTTOM * height, down)):
            docks = self._in(area)
            self.window.resizeDocks(docks, [round(size)] * len(docks), way)
        self.window.resizeDocks(self._in("below"), [1] * len(self._in("below")), across)
        for names, shares in COLUMNS:
            sizes = [round(height * share / sum(shares)) for share in shares]
            self.window.resizeDocks([self.by_name[name] for name in names], sizes, down)

    def _in(self, area: str) -> list[QDockWidget]:
        return [dock for dock in self.by_name.values() if self.window.dockWidgetArea(dock) == AREAS[area]]
