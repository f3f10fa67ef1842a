"""Qt's accessible objects for widgets that paint their parts, and for these parts.

PySide6 lets Python derive from QAccessibleInterface and install a factory (tried with 6.8.1 and 6.11.3). It never frees the
Python half of an interface that a factory has made: that half holds its widget or node weakly, and nodes are kept, not made anew.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QFocusFrame, QMenu, QRubberBand, QWidget

from gui.widgets.spoken.spoken_parts import PartNode, Path, SpokenParts, part_node

BARS = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")
_roles: dict[str, tuple[type[QWidget], QAccessible.Role, Callable[[Any], SpokenParts]]] = {}
_installed: list[Callable[[str, QObject], QAccessibleInterface | None]] = []


def register(kind: type[QWidget], role: QAccessible.Role, parts_of: Callable[[Any], SpokenParts]) -> None:
    """Let all widgets of a class speak for their parts."""
    _roles[kind.__name__] = kind, role, parts_of
    if not _installed:
        _installed.append(_interface)
        QAccessible.installFactory(_interface)


def sentences_in(widget: QWidget, kind: type[QWidget]) -> list[str]:
    """What the pictures of a class that are shown in a widget, or it itself, say about themselves."""
    _, _, parts_of = _roles[kind.__name__]
    inside = [one for one in (widget, *widget.findChildren(kind)) if isinstance(one, kind) and one.isVisibleTo(widget)]
    found = [parts_of(one).spoken(()) for one in inside]
    return [one.description for one in found if one is not None and one.description]


def move_focus(widget: QWidget, parts: SpokenParts) -> None:
    """Say to the reader that the keyboard is on another part."""
    if QAccessible.isActive():
        path = parts.current()
        node = part_node(widget, parts, path) if path else widget
        QAccessible.updateAccessibility(QAccessibleEvent(node, QAccessible.Event.Focus))


def _interface(class_name: str, one: QObject) -> QAccessibleInterface | None:
    if isinstance(one, PartNode):
        return PartInterface(one)
    if class_name in _roles and isinstance(one, _roles[class_name][0]):
        _, role, parts_of = _roles[class_name]
        return PictureInterface(one, role, parts_of)
    return None


class PartInterface(QAccessibleInterface):
    """One part. Qt asks, it answers from `SpokenParts`."""

    def __init__(self, node: PartNode) -> None:
        super().__init__()
        self._node = weakref.ref(node)

    # -- Qt
    def isValid(self) -> bool:
        node = self._node()
        return node is not None and shiboken6.isValid(node) and shiboken6.isValid(node.widget) and node.spoken is not None

    def object(self) -> QObject | None:
        return self._node()

    def window(self) -> QWindow | None:
        node = self._node()
        return None if node is None else node.widget.window().windowHandle()

    def parent(self) -> QAccessibleInterface | None:
        node = self._node()
        return None if node is None else _interface_of(node.widget, node.parts, node.path[:-1])

    def childCount(self) -> int:
        node = self._node()
        return node.parts.count(node.path) if node is not None and self.isValid() else 0

    def child(self, index: int) -> QAccessibleInterface | None:
        node = self._node()
        if node is None or not 0 <= index < self.childCount():
            return None
        return _interface_of(node.widget, node.parts, (*node.path, index))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        node, below = self._node(), child.object()
        return below.path[-1] if node is not None and isinstance(below, PartNode) and below.path[:-1] == node.path else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        node = self._node()
        if node is None:
            return None
        found = node.parts.at(node.widget.mapFromGlobal(QPoint(x, y)))
        return self.child(found[len(node.path)]) if found[: len(node.path)] == node.path and len(found) > len(node.path) else None

    def focusChild(self) -> QAccessibleInterface | None:
        return None

    def rect(self) -> QRect:
        node = self._node()
        spoken = None if node is None else node.spoken
        if node is None or spoken is None:
            return QRect()
        return QRect(node.widget.mapToGlobal(spoken.box.topLeft()), spoken.box.size())

    def role(self) -> QAccessible.Role:
        node = self._node()
        spoken = None if node is None else node.spoken
        return QAccessible.Role.TreeItem if spoken is None else spoken.role

    def state(self) -> QAccessible.State:
        state, node = QAccessible.State(), self._node()
        if node is None or not self.isValid() or not node.widget.isVisible():
            state.invisible = True
            return state
        state.focusable = state.selectable = node.widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        state.readOnly = True
        state.expanded = node.parts.count(node.path) > 0
        current = node.parts.current()
        state.selected = current[: len(node.path)] == node.path
        state.focused = current == node.path and node.widget.hasFocus()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        node = self._node()
        spoken = None if node is None else node.spoken
        if spoken is None:
            return ""
        texts = {
            QAccessible.Text.Name: spoken.name,
            QAccessible.Text.Description: spoken.description,
            QAccessible.Text.Value: spoken.value,
        }
        return texts.get(kind, "")

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        pass


class PictureInterface(QAccessibleInterface):
    """The widget itself: its parts first, then the widgets that lie in it."""

    def __init__(self, widget: QWidget, role: QAccessible.Role, parts_of: Callable[[Any], SpokenParts]) -> None:
        super().__init__()
        self._widget, self._role, self._parts_of = weakref.ref(widget), role, parts_of

    def _known(self) -> tuple[QWidget, SpokenParts] | None:
        widget = self._widget()
        return (widget, self._parts_of(widget)) if widget is not None and shiboken6.isValid(widget) else None

    # -- Qt
    def isValid(self) -> bool:
        return self._known() is not None

    def object(self) -> QObject | None:
        return self._widget()

    def window(self) -> QWindow | None:
        widget = self._widget()
        return None if widget is None else widget.window().windowHandle()

    def parent(self) -> QAccessibleInterface | None:
        widget = self._widget()
        return None if widget is None else QAccessible.queryAccessibleInterface(widget.parentWidget() or QObject())

    def childCount(self) -> int:
        known = self._known()
        return 0 if known is None else known[1].count(()) + len(_widgets_in(known[0]))

    def child(self, index: int) -> QAccessibleInterface | None:
        known = self._known()
        if known is None or not 0 <= index < self.childCount():
            return None
        widget, parts = known
        count = parts.count(())
        if index < count:
            return _interface_of(widget, parts, (index,))
        return QAccessible.queryAccessibleInterface(_widgets_in(widget)[index - count])

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        known, below = self._known(), child.object()
        if known is None:
            return -1
        if isinstance(below, PartNode):
            return below.path[0] if len(below.path) == 1 else -1
        inside = _widgets_in(known[0])
        return known[1].count(()) + inside.index(below) if below in inside else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        known = self._known()
        if known is None:
            return None
        found = known[1].at(known[0].mapFromGlobal(QPoint(x, y)))
        return self.child(found[0]) if found else None

    def focusChild(self) -> QAccessibleInterface | None:
        known = self._known()
        if known is None or not known[0].hasFocus():
            return None
        return _interface_of(*known, known[1].current())

    def rect(self) -> QRect:
        widget = self._widget()
        return QRect() if widget is None else QRect(widget.mapToGlobal(QPoint()), widget.size())

    def role(self) -> QAccessible.Role:
        return self._role

    def state(self) -> QAccessible.State:
        state, widget = QAccessible.State(), self._widget()
        if widget is None or not shiboken6.isValid(widget) or not widget.isVisible():
            state.invisible = True
            return state
        state.focusable = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        state.focused = widget.hasFocus()
        state.disabled = not widget.isEnabled()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        known = self._known()
        if known is None:
            return ""
        widget, parts = known
        spoken = parts.spoken(())
        texts = {
            QAccessible.Text.Name: widget.accessibleName() or (spoken.name if spoken is not None else ""),
            QAccessible.Text.Description: spoken.description if spoken is not None else widget.accessibleDescription(),
        }
        return texts.get(kind, "")

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        pass


def _interface_of(widget: QWidget, parts: SpokenParts, path: Path) -> QAccessibleInterface | None:
    return QAccessible.queryAccessibleInterface(part_node(widget, parts, path) if path else widget)


def _widgets_in(widget: QWidget) -> list[QWidget]:
    """The widgets that Qt itself would list."""
    inside = [one for one in widget.children() if isinstance(one, QWidget) and not one.isWindow()]
    return [one for one in inside if not isinstance(one, QMenu | QRubberBand | QFocusFrame) and one.objectName() not in BARS]
