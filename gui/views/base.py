"""What a view is: a panel that draws frames. To add one, write a file beside this one with a class that carries `@view(...)`.

A view draws what the frame says and remembers nothing about the run, because frames may be dropped. It knows neither the document
nor other views; what the user does in it leaves by signals.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.snapshot import Look
from gui.model.project import Axes
from gui.training.frame import Frame


class View(QWidget):
    """A panel of the main window. `name` is stable (settings keep it); `title` is what people read."""

    name: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[str]
    problem = Signal(str)  # a sentence for the user
    axes_changed = Signal(object)  # Axes that the user chose in the view

    def show_frame(self, frame: Frame) -> None:
        """Draw this. Called only while the view is visible; must be cheap when nothing changed."""
        raise NotImplementedError

    def look(self, look: Look) -> Look:
        """Add to what the next snapshot is asked for what this view needs."""
        return dataclasses.replace(look)

    def set_axes(self, axes: Axes) -> None:
        """The inputs that the project shows from now on; for views that show inputs."""

    def retheme(self) -> None:
        """Take the colours of `theme.current()` again."""
        raise NotImplementedError


V = TypeVar("V", bound=type[View])
VIEWS: dict[str, type[View]] = {}


def view(name: str, title: str, place: str) -> Callable[[V], V]:
    """Class decorator: register a view under a stable name; `place` is 'right', 'bottom left' or 'bottom'."""

    def put(cls: V) -> V:
        cls.name, cls.title, cls.place = name, title, place
        VIEWS[name] = cls
        return cls

    return put
