"""What a view is: a panel that draws frames. To add one, write a file beside this one with a class that carries `@view(...)`.

A view draws what the frame says and remembers nothing about the run, because frames may be dropped. It knows neither the document
nor other views; what the user does in it leaves by signals.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from engine.core.arrays import Array
from engine.inspection.snapshot import Look
from gui.model.project import Axes
from gui.plotting.curves.run_overlays import RunOverlay
from gui.training.frame import Frame


class View(QWidget):
    """A panel of the main window. `name` is stable (settings keep it); `title` is what people read."""

    name: ClassVar[str]
    title: ClassVar[str]
    place: ClassVar[str]
    opens: ClassVar[bool] = True  # with the window, at its first start
    _kept: Mapping[str, QAbstractButton | QComboBox] = {}
    problem = Signal(str)  # a sentence for the user
    axes_changed = Signal(object)  # Axes that the user chose in the view
    remedy_wanted = Signal(object)  # a Remedy that the user wants applied
    layer_wanted = Signal(int)  # the id of a layer that the user wants to see in the network
    check_wanted = Signal()  # the gradients are to be checked; the result comes in a frame
    rows_chosen = Signal(object)  # rows of the table, (n,), that the user wants to see lit up elsewhere; empty for none

    def keep(self, name: str, control: QAbstractButton | QComboBox) -> None:
        """Remember this control's choice from one start of the program to the next."""
        self._kept = {**self._kept, name: control}

    def settings(self) -> dict[str, object]:
        """The user's choices in the view, by stable names; plain values."""
        return {name: _choice(control) for name, control in self._kept.items()}

    def set_settings(self, settings: Mapping[str, object]) -> None:
        """Take these choices. What the view does not know, or what makes no sense there, is left aside."""
        for name, control in self._kept.items():
            _choose(control, settings.get(name))

    def light_up(self, rows: Array) -> None:
        """Rows of the table that the user points at in another view; for views that show points."""

    def show_frame(self, frame: Frame) -> None:
        """Draw this. Called only while the view is visible; must be cheap when nothing changed."""
        raise NotImplementedError

    def look(self, look: Look) -> Look:
        """Add to what the next snapshot is asked for what this view needs."""
        return dataclasses.replace(look)

    def set_axes(self, axes: Axes) -> None:
        """The inputs that the project shows from now on; for views that show inputs."""

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        """Other runs to draw behind this one; for views of curves."""

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        """The neuron that the user points at, by its layer's id and its place there; for views that can show one."""

    def retheme(self) -> None:
        """Take the colours of `theme.current()` again."""
        raise NotImplementedError


V = TypeVar("V", bound=type[View])
VIEWS: dict[str, type[View]] = {}


def _choice(control: QAbstractButton | QComboBox) -> object:
    return control.currentData() if isinstance(control, QComboBox) else control.isChecked()


def _choose(control: QAbstractButton | QComboBox, value: object) -> None:
    if isinstance(control, QAbstractButton):
        if isinstance(value, bool):
            control.setChecked(value)
    elif isinstance(value, str) and control.findData(value) >= 0:
        control.setCurrentIndex(control.findData(value))


def view(name: str, title: str, place: str, opens: bool = True) -> Callable[[V], V]:
    """Class decorator: register a view under a stable name; `place` is 'right', 'bottom left' or 'bottom'.

    `opens=False` leaves it closed, in the View menu, until somebody wants it.
    """

    def put(cls: V) -> V:
        cls.name, cls.title, cls.place, cls.opens = name, title, place, opens
        VIEWS[name] = cls
        return cls

    return put
