"""The parts of a painted picture in words: what a screen reader walks through as if each were a widget.

To let a widget speak: a `SpokenParts` of it, and `interfaces.register` for its class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

Path = tuple[int, ...]  # the place of a part: its index among its siblings, below that of each part around it; () is the widget


@dataclass(frozen=True)
class Spoken:
    """What is said of one part. `box` is in the widget's coordinates; `value` the number that it stands for, if it is one."""

    name: str
    description: str = ""
    value: str = ""
    box: QRect = QRect()
    role: QAccessible.Role = QAccessible.Role.TreeItem


class SpokenParts(Protocol):
    """Asked whenever a reader wants to know, so that nothing is put into words while nobody listens."""

    def spoken(self, path: Path) -> Spoken | None:
        """A part in words; None where there is none (any more)."""

    def count(self, path: Path) -> int:
        """How many parts there are below one, in reading order."""

    def current(self) -> Path:
        """The part that the keyboard is on; () when it is on the whole."""

    def at(self, point: QPoint) -> Path:
        """The part at a point in the widget's coordinates."""


class PartNode(QObject):
    """Stands for one part in Qt's tree of accessible objects; a child of the widget. It is kept: a new network has other words
    for the same place.
    """

    def __init__(self, widget: QWidget, parts: SpokenParts, path: Path) -> None:
        super().__init__(widget)
        self.widget, self.parts, self.path = widget, parts, path

    @property
    def spoken(self) -> Spoken | None:
        return self.parts.spoken(self.path)


def part_node(widget: QWidget, parts: SpokenParts, path: Path) -> PartNode:
    """The one node of a part, made when it is first asked for."""
    name = "part " + " ".join(map(str, path))
    known = nodes_of(widget).get(name)
    if known is None:
        known = PartNode(widget, parts, path)
        known.setObjectName(name)
    return known


def nodes_of(widget: QWidget) -> dict[str, PartNode]:
    return {child.objectName(): child for child in widget.children() if isinstance(child, PartNode)}
