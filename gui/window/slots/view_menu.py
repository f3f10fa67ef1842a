"""The menu of all views, in groups, with a picture each: what a slot's name opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QWidgetAction

from engine.core.translation import _
from gui.style.icons import set_icon
from gui.style.text_size import set_font
from gui.views import VIEWS, View
from gui.views.base import GROUPS

HEADING = (12, 8, 12, 2)  # margins of a heading


def by_group() -> Mapping[str, list[type[View]]]:
    """The kinds of views of each group that has any, in the order of the groups and then of their titles."""
    kinds = sorted(VIEWS.values(), key=lambda kind: _(kind.title))
    found = {group: [kind for kind in kinds if kind.group == group] for group in GROUPS}
    return {group: members for group, members in found.items() if members}


def ordered_names() -> tuple[str, ...]:
    return tuple(kind.name for members in by_group().values() for kind in members)


def fill_view_menu(menu: QMenu, current: str, choose: Callable[[str], object]) -> None:
    """`choose` is called with the name of the view that the user picks; `current` is ticked. Filled once, ticked each time."""
    if menu.isEmpty():
        for group, kinds in by_group().items():
            menu.addAction(_heading(menu, _(GROUPS[group])))
            for kind in kinds:
                action = view_action(menu, kind, choose)
                action.setCheckable(True)
                menu.addAction(action)
    for action in menu.actions():
        if action.isCheckable():
            action.setChecked(action.data() == current)
    _keep_headings(menu)


def view_action(parent: QMenu, kind: type[View], choose: Callable[[str], object]) -> QAction:
    action = QAction(_(kind.title), parent)
    action.setData(kind.name)
    set_icon(action, kind.icon)
    action.triggered.connect(lambda _checked=False: choose(kind.name))
    return action


def _keep_headings(menu: QMenu) -> None:
    """A heading that would end a column, where the menu is higher than the screen, goes to the next one with its first view.

    Qt breaks columns where the next entry has no room: so the heading is made as high as itself and that entry.
    """
    actions = menu.actions()
    headings = [(one, following) for one, following in pairwise(actions) if isinstance(one, QWidgetAction)]
    for one, _following in headings:
        one.defaultWidget().setContentsMargins(*HEADING)
    for one, following in headings:
        here, there = menu.actionGeometry(one), menu.actionGeometry(following)
        if there.left() > here.left():
            left, top, right, bottom = HEADING
            one.defaultWidget().setContentsMargins(left, top + there.height(), right, bottom)


def _heading(menu: QMenu, text: str) -> QAction:
    label = QLabel(text)
    set_font(label, "small")
    label.setProperty("tone", "muted")
    label.setContentsMargins(*HEADING)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    action = QWidgetAction(menu)
    action.setDefaultWidget(label)
    action.setText(text)
    action.setEnabled(False)
    return action
