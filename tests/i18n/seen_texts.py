"""Every text that a person may see or hear of the windows that are open: widgets, menus, tips, accessible names, painted ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QPainter, QPixmapCache, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from gui.plotting.plot_area import PlotArea
from gui.search.setup.plan_form import PlanForm
from gui.search.setup.setting_row import SettingRow
from gui.search.setup.study_field import StudyField
from gui.style import theme
from gui.window.help.help_window import HelpWindow
from tests.gui.submenus import submenu

Seen = tuple[str, str]  # a text, and where it was seen
PAINTED = "painted"
MOST_CELLS = 60  # of a table or list
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def seen() -> set[Seen]:
    """Of every window that is shown now."""
    found: set[Seen] = set()
    with _painted() as texts:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.grab()
                for widget in (window, *window.findChildren(QWidget)):
                    found |= {(text, f"{type(widget).__name__} in {type(window).__name__}") for text in _of_widget(widget)}
                found |= {(text, f"action in {type(window).__name__}") for text in _of_actions(window)}
        found |= {(text, PAINTED) for text in texts}
    return {(text, where) for text, where in found if text.strip()}


@contextmanager
def _painted() -> Iterator[list[str]]:
    """What Python paints meanwhile; nothing is taken from an image that was painted before."""
    found: list[str] = []
    original = QPainter.drawText

    def draw(painter: QPainter, *args: Any) -> Any:
        found.extend(arg for arg in args if isinstance(arg, str))
        return original(painter, *args)

    QPixmapCache.clear()
    theme.events.changed.emit()
    QPainter.drawText = draw  # type: ignore[method-assign]
    try:
        yield found
    finally:
        QPainter.drawText = original  # type: ignore[method-assign]


def _is_somebody_elses(widget: QWidget) -> bool:
    """Whether it is Qt's own button, which Qt translates, pyqtgraph's own menu, which is never shown, or the page of help."""
    parent = widget.parentWidget()
    if isinstance(widget, QPushButton) and isinstance(parent, QDialogButtonBox):
        return parent.standardButton(widget) != QDialogButtonBox.StandardButton.NoButton
    if isinstance(widget, QLineEdit) and isinstance(
        parent, SettingRow | StudyField | PlanForm
    ):  # values of a space, a path, an address
        return True
    if isinstance(widget, QToolButton) and isinstance(parent, QTabBar):
        return True
    if isinstance(widget, QTextBrowser | QTreeWidget) and isinstance(parent, HelpWindow):  # a file in each language
        return True
    while parent is not None and not isinstance(widget, QMenu):
        widget, parent = parent, parent.parentWidget()
    while isinstance(parent, QMenu):
        widget, parent = parent, parent.parentWidget()
    return isinstance(widget, QMenu) and isinstance(parent, PlotArea)


def _of_widget(widget: QWidget) -> Iterator[str]:
    if _is_somebody_elses(widget):
        return
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.accessibleName(), widget.accessibleDescription())
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QAbstractSpinBox):
        yield widget.text()
    elif isinstance(widget, QTextEdit):
        yield from (widget.toPlainText(), widget.placeholderText())
    elif isinstance(widget, QComboBox):
        yield from _of_model(widget.model())
    elif isinstance(widget, QTabBar):
        for i in range(widget.count()):
            yield from (widget.tabText(i), widget.tabToolTip(i))
    elif isinstance(widget, QAbstractItemView):
        yield from _of_model(widget.model())
    elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
        for item in widget.scene().items():
            if item.isVisible():
                yield from (item.toolTip(), item.toPlainText() if hasattr(item, "toPlainText") else "")


def _of_model(model: Any) -> Iterator[str]:
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())  # private in a list
    for column in range(columns):
        for role in ROLES:
            yield from _as_text(model.headerData(column, Qt.Orientation.Horizontal, role))
    for row in range(min(model.rowCount(QModelIndex()), MOST_CELLS)):
        for column in range(columns):
            index = model.index(row, column)
            for role in ROLES:
                yield from _as_text(model.data(index, role))


def _as_text(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data


def _of_actions(window: QWidget) -> Iterator[str]:
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()  # some are filled only now
    for action in window.findChildren(QAction):
        parent = action.parent()
        if isinstance(parent, QWidget) and _is_somebody_elses(parent):
            continue
        if type(parent).__module__.startswith("pyqtgraph"):
            continue
        yield from (action.text().partition("\t")[0], action.statusTip(), action.whatsThis())
        tip = action.toolTip()
        yield tip


def texts_of_menu(menu: QMenu) -> Iterator[str]:
    """Of its entries and of the menus in it, without their keys."""
    for action in menu.actions():
        yield action.text().partition("\t")[0]
        if (inner := submenu(action)) is not None:
            yield from texts_of_menu(inner)


def plain(text: str) -> str:
    """A text without its markup."""
    if not re.search(r"<\w+[ >]|    if not Qt.mightBeRichText(text):\w+;", text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()
