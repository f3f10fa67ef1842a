"""All live views of a window: asks the visible ones what they need, shows them the frames, remembers the user's choices."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from engine.core.arrays import Array
from engine.inspection.snapshot_request import Requests
from gui.model.project import Axes
from gui.plotting.curves.run_overlays import RunOverlay
from gui.style import theme
from gui.training.frame import Frame
from gui.views import VIEWS, View
from gui.views.capabilities import HighlightsRows, KeepsSettings, ShowsAxes, ShowsNeuron, ShowsRuns


class ViewHost(QObject):
    """`by_name` are the views; one that cannot be seen costs nothing. What users want in them leaves by `intent`."""

    intent = Signal(object)  # an Intent of any view

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by_name: dict[str, View] = {name: cls() for name, cls in VIEWS.items()}
        views = self.by_name.values()
        self._showing_axes = [view for view in views if isinstance(view, ShowsAxes)]
        self._showing_runs = [view for view in views if isinstance(view, ShowsRuns)]
        self._showing_neuron = [view for view in views if isinstance(view, ShowsNeuron)]
        self._highlighting_rows = [view for view in views if isinstance(view, HighlightsRows)]
        self._frame = Frame(None)
        for view in views:
            view.intent.connect(self.intent)
            theme.events.changed.connect(view.retheme)
            if isinstance(view, KeepsSettings):
                view.memory.restore(read_settings(QSettings().value(f"views/{view.name}")))

    def requests(self) -> Requests:
        """What the visible views want to see in the next frame."""
        return Requests().union(*(view.requests() for view in self.by_name.values() if is_visible(view)))

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        for view in self.by_name.values():
            if is_visible(view):
                show_in(view, frame)

    def show_in(self, view: View) -> None:
        """A view that has just become visible shows the newest frame."""
        QTimer.singleShot(0, view, lambda: show_in(view, self._frame))

    def set_axes(self, axes: Axes) -> None:
        for view in self._showing_axes:
            view.set_axes(axes)

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        for view in self._showing_runs:
            view.show_runs(runs)

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        for view in self._showing_neuron:
            view.show_neuron(neuron)

    def highlight_rows(self, rows: Array) -> None:
        for view in self._highlighting_rows:
            view.highlight_rows(rows)

    def save(self) -> None:
        """Keep the choices for the next start of the program."""
        settings = QSettings()
        for name, view in self.by_name.items():
            if isinstance(view, KeepsSettings):
                settings.setValue(f"views/{name}", json.dumps(view.memory.values()))


def show_in(view: View, frame: Frame) -> None:
    """Let a view show a frame, and look like the past where that is one."""
    view.show_frame(frame)
    if view.past_mark is not None:
        view.past_mark.show_moment(frame.past_step, frame.now)


def read_settings(text: object) -> dict[str, object]:
    """The choices that were kept as JSON; none when it is damaged."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_visible(view: View) -> bool:
    """Whether any of it can be seen: Qt calls a panel behind another one's tab visible too, but it need not be drawn."""
    return not view.visibleRegion().isEmpty()
