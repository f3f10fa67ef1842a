"""All live views of a window: asks those in sight what they want to see, shows them the frames, remembers the user's choices."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from engine.inspection.snapshot import Look
from gui.model.project import Axes
from gui.plotting.curves.run_overlays import RunOverlay
from gui.training.frame import Frame
from gui.views import VIEWS, View


class ViewHost(QObject):
    """`by_name` are the views; a view that cannot be seen costs nothing. What users do in them leaves by the signals."""

    axes_changed = Signal(object)
    problem = Signal(str)
    remedy_wanted = Signal(object)
    layer_wanted = Signal(int)
    check_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by_name: dict[str, View] = {name: cls() for name, cls in VIEWS.items()}
        self._frame = Frame(None)
        for view in self.by_name.values():
            for name in ("axes_changed", "problem", "remedy_wanted", "layer_wanted", "check_wanted"):
                getattr(view, name).connect(getattr(self, name))
            view.rows_chosen.connect(self._light_up)
        self._restore()

    def look(self, look: Look) -> Look:
        """What the views in sight want to see in the next frame."""
        for view in self.by_name.values():
            if in_sight(view):
                look = view.look(look)
        return look

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        for view in self.by_name.values():
            if in_sight(view):
                view.show_frame(frame)

    def show_in(self, view: View) -> None:
        """A view that has just come to sight shows the newest frame."""
        QTimer.singleShot(0, view, lambda: view.show_frame(self._frame))

    def set_axes(self, axes: Axes) -> None:
        for view in self.by_name.values():
            view.set_axes(axes)

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        for view in self.by_name.values():
            view.show_runs(runs)

    def retheme(self) -> None:
        for view in self.by_name.values():
            view.retheme()

    def save(self) -> None:
        """Keep the choices for the next start of the program."""
        settings = QSettings()
        for name, view in self.by_name.items():
            settings.setValue(f"views/{name}", json.dumps(view.settings()))

    def _restore(self) -> None:
        for name, view in self.by_name.items():
            view.set_settings(read_settings(QSettings().value(f"views/{name}")))

    def _light_up(self, rows: object) -> None:
        for view in self.by_name.values():
            if view is not self.sender():
                view.light_up(rows)


def read_settings(text: object) -> dict[str, object]:
    """The choices that were kept as JSON; none when it is damaged."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def in_sight(view: View) -> bool:
    """Whether any of it can be seen; a panel behind another one's tab counts as visible to Qt, and need not be drawn."""
    return not view.visibleRegion().isEmpty()
