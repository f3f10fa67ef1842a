"""The View menu: each view in its group, the panes of the drawer, and looking back."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from engine.core.translation import _
from gui.canvas.numbers.numbers_item import NumbersItem
from gui.style.icons import set_icon
from gui.views.base import GROUPS
from gui.window.help.help_places import NAMED
from gui.window.help.menu_help import PAGE
from gui.window.layout_controller import LayoutController
from gui.window.slots.view_menu import by_group, view_action


def add_views(menu: QMenu, layout: LayoutController) -> None:
    """An entry for each view, in a submenu for each group that has several; choosing one shows it."""
    menu.addSeparator()
    for group, kinds in by_group().items():
        into = menu.addMenu(_(GROUPS[group])) if len(kinds) > 1 else menu
        for kind in kinds:
            action = view_action(into, kind, layout.show_view)
            action.setProperty(PAGE, f"views/{kind.name}")
            into.addAction(action)


def add_panes(menu: QMenu, layout: LayoutController) -> None:
    """An entry for each pane of the drawer; choosing one opens it."""
    menu.addSeparator()
    for pane in layout.stage.drawer.panes.values():
        action = menu.addAction(pane.title)
        set_icon(action, pane.icon)
        action.setToolTip(pane.tip)
        action.setProperty(PAGE, NAMED[pane.name])
        action.triggered.connect(lambda _checked=False, name=pane.name: layout.show_pane(name))


def numbers_action(window: QWidget, numbers: NumbersItem) -> QAction:
    """Shows and hides the numbers of a row on the network."""
    action = QAction(_("S&how numbers"), window)
    action.setCheckable(True)
    action.setShortcut(QKeySequence("Ctrl+Shift+N"))
    tip = _("Weights on the links, b, z and a beside the neurons for one row, and the sum worked out below the network.")
    action.setToolTip(tip)
    action.setStatusTip(tip)
    action.triggered.connect(lambda: numbers.set_on(not numbers.is_on))
    numbers.changed.connect(lambda: action.setChecked(numbers.is_on))
    set_icon(action, "numbers")
    return action


def look_back_action(window: QWidget, bar: QWidget) -> QAction:
    """Shows and hides the bar of earlier moments."""
    action = QAction(_("&Look back"), window)
    action.setCheckable(True)
    action.setShortcut(QKeySequence("Ctrl+T"))
    action.setToolTip(_("Look back: earlier moments of this run, as they were (Ctrl+T)."))
    action.toggled.connect(bar.setVisible)
    set_icon(action, "look_back")
    bar.hide()
    return action
