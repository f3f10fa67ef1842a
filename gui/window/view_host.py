"""All live views of a window: asks the visible ones what they need, shows them the frames, remembers the user's choices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from engine.core.arrays import Array
from engine.data.datasets.drawn_points import DrawnPoints
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.inspection.snapshot_request import Requests
from gui.canvas.diagram.parts import Target, Weight
from gui.model.project import Axes
from gui.plotting.curves.run_overlays import RunOverlay
from gui.style import theme
from gui.training.frame import Frame
from gui.views import VIEWS, View
from gui.views.capabilities import HasPad, HighlightsRows, KeepsSettings, ShowsAxes, ShowsNeuron, ShowsNumber, ShowsRow, ShowsRuns
from gui.window.frame_pacing import FramePacing

C = TypeVar("C")


class Views(Mapping[str, View]):
    """All views by name; `make` makes one when it is first asked for: what nobody opens costs nothing at the start."""

    def __init__(self, make: Callable[[str], View]) -> None:
        self._make = make
        self.made: dict[str, View] = {}

    def __getitem__(self, name: str) -> View:
        if name not in self.made:
            if name not in VIEWS:
                raise KeyError(name)
            self.made[name] = self._make(name)
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(VIEWS)

    def __len__(self) -> int:
        return len(VIEWS)


class ViewHost(QObject):
    """`by_name` are the views; one that cannot be seen costs nothing. What users want in them leaves by `intent`. `pacing` says
    which of them draw a frame.
    """

    intent = Signal(object)  # an Intent of any view

    def __init__(self, parent: QWidget, pacing: FramePacing) -> None:
        super().__init__(parent)
        self._pacing = pacing
        self.by_name = Views(self._make)
        self._frame, self._axes = Frame(None), Axes()
        self._runs: tuple[RunOverlay, ...] = ()
        self._drawing: DrawnPoints | None = None
        self._store = QWidget(parent)  # views that have no place in the window yet
        self._store.hide()

    def _make(self, name: str) -> View:
        """A view with the user's choices, and all that it has missed."""
        view = VIEWS[name]()
        view.setParent(self._store)
        view.intent.connect(self.intent)
        theme.events.changed.connect(view.retheme)
        if isinstance(view, KeepsSettings):
            view.memory.restore(read_settings(QSettings().value(f"views/{name}")))
        if isinstance(view, ShowsAxes):
            view.set_axes(self._axes)
        if isinstance(view, HasPad):
            view.pad.show_drawing(self._drawing)
        if isinstance(view, ShowsRuns):
            view.show_runs(self._runs)
        self._pacing.add(view, view.pace)
        view.installEventFilter(self)
        return view

    def _able(self, capability: type[C]) -> Iterator[C]:
        """The views, of those that there are, that have a capability."""
        return (view for view in self.by_name.made.values() if isinstance(view, capability))

    def requests(self) -> dict[View, Requests]:
        """What each visible view wants to see in the next frame."""
        return {view: view.requests() for view in self.by_name.made.values() if is_visible(view)}

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        for view in self.by_name.made.values():
            if is_visible(view) and self._pacing.draws(view, frame):
                show_in(view, frame)

    def set_axes(self, axes: Axes) -> None:
        self._axes = axes
        for view in self._able(ShowsAxes):
            view.set_axes(axes)

    def show_drawing(self, data: DrawnPoints | None) -> None:
        """The project's points, if they are drawn by hand."""
        self._drawing = data
        for view in self._able(HasPad):
            view.pad.show_drawing(data)

    def draw(self) -> bool:
        """The user draws from now on. Returns whether the picture is small for that."""
        pads = [view.pad for view in self._able(HasPad)]
        small = any(pad.is_small for pad in pads)
        for pad in pads:
            pad.switch(True)
        return small

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        self._runs = runs
        for view in self._able(ShowsRuns):
            view.show_runs(runs)

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        for view in self._able(ShowsNeuron):
            view.show_neuron(neuron)

    def show_target(self, target: Target | None) -> None:
        """What was clicked on the network, or reached there by keys."""
        if isinstance(target, Weight):
            for view in self._able(ShowsNumber):
                view.show_number(TrainedNumber(target.block_id, target.array, target.index))

    def highlight_rows(self, rows: Array) -> None:
        for view in self._able(HighlightsRows):
            view.highlight_rows(rows)

    def choose_row(self, row: int) -> None:
        for view in self._able(ShowsRow):
            view.choose_row(row)

    def save(self) -> None:
        """Keep the choices for the next start of the program."""
        settings = QSettings()
        for name, view in self.by_name.made.items():
            if isinstance(view, KeepsSettings):
                settings.setValue(f"views/{name}", json.dumps(view.memory.values()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A view that becomes visible shows the newest frame at once."""
        if event.type() == QEvent.Type.Show and isinstance(watched, View):
            QTimer.singleShot(0, watched, lambda: show_in(watched, self._frame))
        return False


def show_in(view: View, frame: Frame) -> None:
    """Let a view show a frame, and look like the past where that is one. The main window says once which moment it is."""
    view.show_frame(frame)
    if view.past_mark is not None:
        view.past_mark.show_moment(frame.past_step, frame.now, named=not isinstance(view.window(), QMainWindow))


def read_settings(text: object) -> dict[str, object]:
    """The choices that were kept as JSON; none when it is damaged."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_visible(view: View) -> bool:
    """Whether any of it can be seen."""
    return not view.visibleRegion().isEmpty() and not view.window().isMinimized()
