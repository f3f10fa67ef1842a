"""What a screen reader meets in the windows: the nodes that can be focused, their roles and names, and what is wrong there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QComboBox, QDialog, QWidget

UNSPECIFIC = {"button", "menu", "more", "options", "slider", "list", "table", "log", "value", "edit", "copy", "show"}
OF_DATA = {QAccessible.Role.Table, QAccessible.Role.Tree, QAccessible.Role.WebDocument}  # their cells are not controls


@dataclass(frozen=True)
class Node:
    """One that can be focused and seen; `kind` is the class of its widget, '-' for an item of a list."""

    role: str
    name: str
    kind: str
    window: str
    label: str = ""  # what is written on it


def nodes() -> Iterator[Node]:
    """Of every window that is shown."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield from _below(QAccessible.queryAccessibleInterface(window), type(window).__name__)


def faults(found: list[Node]) -> set[str]:
    """What is wrong with the names of the nodes, one sentence for each fault."""
    wrong = {f"{node.kind} in {node.window}: {node.name!r} says nothing" for node in found if not is_specific(node.name)}
    named = Counter((node.window, node.role, node.name) for node in found if node.kind != "-" and is_specific(node.name))
    wrong |= {
        f"{node.kind} in {node.window}: {node.name!r}, but it shows {node.label!r}" for node in found if not _says_label(node)
    }
    return wrong | {f"{role} in {window}: {name!r} is there twice" for (window, role, name), count in named.items() if count > 1}


def _says_label(node: Node) -> bool:
    """Whether the name has the words that are seen, as one says them to a computer that listens (WCAG 2.5.3); not its symbols."""
    words = [word for word in re.findall(r"\w+", node.label.replace("&", "").lower()) if len(word) > 1]
    return all(word in node.name.lower() for word in words)


def is_specific(name: str) -> bool:
    """Whether a name has a word in it, or a letter as maths has, and not only one that any control could have."""
    words = re.sub(r"[\W_]+", " ", name).strip().lower()
    return bool(words) and words not in UNSPECIFIC


def _below(node: Any, window: str) -> Iterator[Node]:
    if node is None or not node.isValid() or node.state().invisible:
        return
    widget, role = node.object(), node.role()
    if node.state().focusable and not isinstance(widget, QDialog):
        kind = "-" if widget is None else type(widget).__name__
        label = widget.text() if isinstance(widget, QAbstractButton) else ""
        yield Node(role.name, _name(node, widget), kind, window, label)
    for at in range(0 if role in OF_DATA else node.childCount()):
        yield from _below(node.child(at), window)


def _name(node: Any, widget: object) -> str:
    """As it is spoken. On Linux a combo box says its present text, which is its value; the viewport of an area is the area."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    if isinstance(widget, QWidget):
        area = widget.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is widget:
            return f"{area.accessibleName()} (its inside)" if area.accessibleName() else ""
    return str(node.text(QAccessible.Text.Name))
