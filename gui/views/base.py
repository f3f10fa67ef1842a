"""What a view is: a panel that draws frames. To add one, write a file beside this one with a class that carries `@view(...)`.

A view draws what the frame says and remembers nothing about the run, because frames may be dropped. It knows neither the document
nor other views: what the user wants leaves it by `intent` (intents.py). What only some views can do is in capabilities.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.core.translation import N_
from engine.inspection.snapshot_request import Requests
from gui.training.frame import Frame
from gui.widgets.past_mark import PastMark


class View(QWidget):
    """A panel of the main window. `name` is stable (settings keep it); `title` is what people read."""

    name: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[str]  # a name in GROUPS
    icon: ClassVar[str]  # of its picture in resources/icons
    place: ClassVar[str]  # "right" or "below": beside or below the network, until the user puts it elsewhere
    intent = Signal(object)  # an Intent
    pace: ClassVar[float] = 0.1  # seconds between two pictures, at least, while training goes at full speed; 0: every frame
    past_mark: PastMark | None = None  # made by the layout of the view (view_header.py)

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
GROUPS = {  # of views, in the order in which they are offered
    "training": N_("How training goes"),
    "output": N_("What the network says"),
    "layers": N_("Inside the layers"),
    "ideas": N_("How learning works"),
    "advice": N_("What is wrong"),
}


def view(name: str, title: str, group: str, icon: str = "view", place: str = "below") -> Callable[[V], V]:
    """Class decorator: register a view under a stable name, in a group of `GROUPS`, with an icon of resources/icons.

    `title` is marked with `N_` and translated when it is shown. Every view is offered by the slots and the View menu; which
    ones are there at the first start says `gui/window/slots/arrangement.py`.
    """
    if group not in GROUPS:
        raise ValueError(f"A view's group is one of {', '.join(GROUPS)}, not {group!r}.")

    def register(cls: V) -> V:
        cls.name, cls.title, cls.group, cls.icon, cls.place = name, title, group, icon, place
        VIEWS[name] = cls
        return cls

    return register
