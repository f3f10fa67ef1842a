"""Drawing one's own points: begins it, makes strokes edits of the document, and tells the views which points there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.data.datasets.drawn_points import DrawnPoints
from gui.document import Document
from gui.model.drawing.point_edits import with_drawing
from gui.model.side_effects import data_side_effects
from gui.panels.data.data_panel import DataPanel

PICTURE = "boundary"  # the view in which points are drawn


class DrawingViews(Protocol):
    """The views in which points can be drawn."""

    def show_drawing(self, data: DrawnPoints | None) -> None: ...

    def draw(self) -> bool: ...


class HasSlots(Protocol):
    """Where the views stand, by name."""

    slots: Mapping[str, QWidget]


class Fills(Protocol):
    """What lets a part fill the window."""

    filled: QWidget | None

    def toggle(self, widget: QWidget) -> None: ...


class ShowsViews(Protocol):
    """What brings a view to the front."""

    def show_view(self, name: str) -> None: ...

    @property
    def board(self) -> HasSlots: ...

    @property
    def filler(self) -> Fills: ...


class Parts(Protocol):
    """The parts of the main window that it needs, the last one only when the user draws."""

    document: Document
    data_panel: DataPanel

    @property
    def view_host(self) -> DrawingViews: ...

    @property
    def layout_controller(self) -> ShowsViews: ...


class DrawingController:
    """Edits the document."""

    def __init__(self, window: Parts) -> None:
        self.document, self._views, self._window = window.document, window.view_host, window
        self._filled = False  # whether the picture fills the window because it was small
        window.data_panel.draw_wanted.connect(self.begin)
        self.document.changed.connect(lambda _change: self._follow())
        self._follow()

    def begin(self, data: DrawnPoints) -> None:
        """Draw on these points, which become the project's unless they are already: a new run."""
        if not isinstance(self._data, DrawnPoints) or data != self._data:
            before = self.document.project
            after = with_drawing(before, data)
            note = data_side_effects(before.recipe, after.recipe)
            self.document.edit(_("Draw your own points"), after, note=note)
        self._window.layout_controller.show_view(PICTURE)
        if self._views.draw():
            self._filled = True
            self._fill(True)

    def finish(self) -> None:
        """The user has finished: what was hidden to make room comes back."""
        if self._filled:
            self._filled = False
            self._fill(False)

    def _fill(self, on: bool) -> None:
        """Let the picture fill the window, or no longer."""
        layout = self._window.layout_controller
        slot = layout.board.slots.get(PICTURE)
        if slot is not None and (layout.filler.filled is slot) is not on:
            layout.filler.toggle(slot)

    def draw(self, data: DrawnPoints, text: str, merge: str) -> None:
        """A stroke, or a part of one: the run goes on with the new points."""
        after = with_drawing(self.document.project, data)
        self.document.edit(text, after, merge, carries_on=True)

    @property
    def _data(self) -> object:
        return self.document.project.recipe.data

    def _follow(self) -> None:
        self._views.show_drawing(self._data if isinstance(self._data, DrawnPoints) else None)
