"""Whatever can be clicked, typed into or pushed in a window is found in the window itself: a new control needs nothing here."""

from __future__ import annotations

import random

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent, QInputMethodEvent, QKeySequence, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)
from shiboken6 import Shiboken

from tests.gui.submenus import submenu

KEY, BUTTON, PLAIN = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier.NoModifier
KINDS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSlider, QAbstractSpinBox, QTabBar, QAbstractItemView)
TEXTS = (
    "0,5",
    "1/3",
    "-2e-3",
    "1e999",
    "nan",
    "five",
    "",
    "7",
    "12",
    "0",
    "-1",
    "99999999999",
    "x1*x2**2",
    "log(x1)",
    "신경망",
    "a" * 300,
)
ENDS = (KEY.Key_Return, KEY.Key_Return, KEY.Key_Return, KEY.Key_Tab, KEY.Key_Escape)
KEYS = (
    *(KEY.Key_Up, KEY.Key_Down, KEY.Key_Left, KEY.Key_Right, KEY.Key_Home, KEY.Key_End, KEY.Key_PageUp, KEY.Key_PageDown),
    *(KEY.Key_Return, KEY.Key_Space, KEY.Key_Escape, KEY.Key_Tab, KEY.Key_Delete, KEY.Key_F2, KEY.Key_Menu),
)


def windows() -> list[QWidget]:
    """What stands on the screen, without menus and tooltips."""
    kinds = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowType() not in kinds]


def use_one(root: QWidget, chance: random.Random) -> str:
    """Use any control that can be seen in the window; returns which, or nothing where there is none."""
    found = [one for one in root.findChildren(QWidget) if isinstance(one, KINDS) and one.isVisible() and one.isEnabled()]
    found = [one for one in found if one.window() is root.window() and not one.visibleRegion().isEmpty()]
    if not found:
        return ""
    homes: dict[str, list[QWidget]] = {}
    for one in found:
        homes.setdefault(_home_of(one), []).append(one)
    home = chance.choice(sorted(homes))  # a part with few controls is used as often as one with many
    control = chance.choice(homes[home])
    named = f"{type(control).__name__} {_name_of(control)!r} of {home}"
    _use(control, chance)
    return named


def _use(control: QWidget, chance: random.Random) -> None:
    if isinstance(control, QLineEdit):
        click(control, _middle(control), chance)
        if Shiboken.isValid(control):
            control.selectAll()
            _type(control, chance.choice(TEXTS))
        if Shiboken.isValid(control):
            QTest.keyClick(control, chance.choice(ENDS))
    elif isinstance(control, QTabBar) and control.count():
        click(control, control.tabRect(chance.randrange(control.count())).center(), chance)
    elif isinstance(control, QAbstractItemView) and control.model() is not None and control.model().rowCount():
        index = control.model().index(chance.randrange(control.model().rowCount()), 0)
        control.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        click(control.viewport(), control.visualRect(index).center(), chance, double=chance.random() < 0.2)
        press_key(control, chance, 0.4)
    elif isinstance(control, QAbstractButton):
        click(control, _middle(control), chance)
    else:
        click(control, QPoint(chance.randrange(max(1, control.width())), control.height() // 2), chance)
        press_key(control, chance, 0.6)


def _type(line: QLineEdit, text: str) -> None:
    """Letters that have no key come from an input method."""
    if text.isascii():
        QTest.keyClicks(line, text)
    else:
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(line, composed)


def poke(window: QWidget, chance: random.Random) -> str:
    """The mouse somewhere in the window: click, double click, drag, wheel, context menu, tooltip."""
    at = QPoint(chance.randrange(max(1, window.width())), chance.randrange(max(1, window.height())))
    target = window.childAt(at) or window
    what = chance.choice(["click", "click", "double", "drag", "drag", "wheel", "menu", "hover", "hover", "tip"])
    place, said = target.mapFrom(window, at), f"on {type(target).__name__} of {_home_of(target)} at {at.x()}, {at.y()}"
    if what in ("click", "double"):
        click(target, place, chance, double=what == "double")
    elif what == "drag":
        _drag(window, at, QPoint(chance.randrange(max(1, window.width())), chance.randrange(max(1, window.height()))))
    elif what == "wheel":
        turn, none = QPoint(0, chance.choice([-240, -120, 120, 240])), BUTTON.NoButton
        keys = chance.choice([PLAIN, Qt.KeyboardModifier.ControlModifier])
        begin, point = Qt.ScrollPhase.NoScrollPhase, QPointF(place)
        QApplication.sendEvent(target, QWheelEvent(point, target.mapToGlobal(point), QPoint(), turn, none, keys, begin, False))
    elif what == "menu":
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(target, QContextMenuEvent(reason, place, target.mapToGlobal(place)))
    elif what == "tip":
        QApplication.sendEvent(target, QHelpEvent(QEvent.Type.ToolTip, place, target.mapToGlobal(place)))
    else:
        for _time in range(4):
            _move(window.windowHandle(), at + QPoint(chance.randint(-30, 30), chance.randint(-30, 30)))
    return f"{what} {said}"


def click(target: QWidget, at: QPoint, chance: random.Random, double: bool = False) -> None:
    """Through the window, so that Qt decides who hears it, who gets the focus, and which list closes."""
    handle, place = target.window().windowHandle(), target.mapTo(target.window(), at)
    if not _is_inside(handle, place):
        return
    button = BUTTON.RightButton if chance.random() < 0.05 else BUTTON.LeftButton
    keys = chance.choice([PLAIN] * 8 + [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
    (QTest.mouseDClick if double else QTest.mouseClick)(handle, button, keys, place)


def _drag(window: QWidget, start: QPoint, end: QPoint) -> None:
    handle = window.windowHandle()
    if not _is_inside(handle, start):
        return
    QTest.mousePress(handle, BUTTON.LeftButton, PLAIN, start)
    for point in ((start + end) / 2, end):
        _move(handle, point)
    if Shiboken.isValid(handle):
        QTest.mouseRelease(handle, BUTTON.LeftButton, PLAIN, end if _is_inside(handle, end) else QPoint(1, 1))


def _move(handle: QWindow | None, at: QPoint) -> None:
    if _is_inside(handle, at):
        QTest.mouseMove(handle, at)


def _is_inside(handle: QWindow | None, at: QPoint) -> bool:
    """QTest complains of a mouse that is elsewhere; a window that is not painted yet may have another size than its widget."""
    return handle is not None and Shiboken.isValid(handle) and QRect(QPoint(), handle.size()).contains(at)


def press_key(control: QWidget, chance: random.Random, often: float) -> None:
    while Shiboken.isValid(control) and control.isVisible() and chance.random() < often:
        QTest.keyClick(control, chance.choice(KEYS))


def entries_of(menu: QMenuBar | QMenu) -> list[QAction]:
    return [one for one in menu.actions() if not one.isSeparator() and one.isVisible()]


def menu_entry(bar: QMenuBar, chance: random.Random) -> str:
    """Any entry of the menus, each menu as likely as another."""
    menu: QMenuBar | QMenu = bar
    while True:
        entry = chance.choice(entries_of(menu))
        inner = submenu(entry)
        if inner is None:
            break
        inner.aboutToShow.emit()
        menu = inner
    entry.trigger()
    return f"menu {entry.text()!r}" if Shiboken.isValid(entry) else "menu"


def shortcut(window: QWidget, chance: random.Random) -> str:
    """Press the keys of any action of the window."""
    keys = [one.shortcut() for one in window.findChildren(QAction) if not one.shortcut().isEmpty()]
    if not keys:
        return ""
    chosen: QKeySequence = chance.choice(keys)
    QTest.keySequence(window.focusWidget() or window, chosen)
    return f"keys {chosen.toString()}"


def _middle(control: QWidget) -> QPoint:
    return control.rect().center()


def _name_of(control: QWidget) -> str:
    text = control.text() if isinstance(control, QAbstractButton) else ""
    return (text or control.accessibleName() or control.objectName() or control.toolTip())[:40]


def _home_of(widget: QWidget) -> str:
    """The part of the program that it belongs to: the nearest that is more than a control."""
    one: QWidget | None = widget
    while one is not None and (isinstance(one, KINDS) or not type(one).__module__.startswith("gui.")):
        one = one.parentWidget()
    return type(one).__name__ if one is not None else "Qt"
