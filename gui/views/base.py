"""What a view is: a panel that draws frames. To add one, write a file beside this one with a class that carries `@view(...)`.

A view draws what the frame says and remembers nothing about the run, because frames may be dropped. It knows neither the document
nor other views: what the user wants leaves it by `intent` (intents.py). What only some views can do is in capabilities.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.inspection.snapshot_request import Requests
from gui.training.frame import Frame


class View(QWidget):
    """A panel of the main window. `name` is stable (settings keep it); `title` is what people read."""

    name: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[str]
    opens: ClassVar[bool]  # with the window, at its first start
    intent = Signal(object)  # an Intent

    def show_frame(self, frame: Frame) -> None:
        """Draw this. Called only while the view is visible; must be cheap when nothing changed."""
        raise NotImplementedError

    def requests(self) -> Requests:
        """What this view wants to have in the next snapshot, beside what every snapshot has."""
        raise NotImplementedError

    def retheme(self) -> None:
        """Use the colours of `theme.current()` from now on."""
        raise NotImplementedError


V = TypeVar("V", bound=type[View])
VIEWS: dict[str, type[View]] = {}


def view(name: str, title: str, place: str, opens: bool = True) -> Callable[[V], V]:
    """Class decorator: register a view under a stable name; `place` is 'right', 'bottom left' or 'bottom'.

    `title` is marked with `N_` and translated when it is shown. `opens=False` leaves the view closed, in the View menu, until
    the user opens it.
    """

    def register(cls: V) -> V:
        cls.name, cls.title, cls.place, cls.opens = name, title, place, opens
        VIEWS[name] = cls
        return cls

    return register
