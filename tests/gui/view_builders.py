"""What the tests of the live views share: snapshots, data, and looking at pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.core.arrays import Array
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import Recipe
from engine.training.history import HistoryView
from engine.training.session import Session
from gui.plotting.curves.curve_plot import CurvePlot
from gui.training.frame import Frame
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.boundary.predictions import scores
from tests.engine.builders import snapshot_of

Opened = Callable[[type[Any]], Any]
SURFACE = DecisionSurface(Plane(), 100)


def trained_snapshot(
    recipe: Recipe | None = None, steps: int = 40, request: DecisionSurface = SURFACE, data: Data | None = None
) -> Snapshot:
    session = Session(recipe or Recipe(), data)
    if steps:
        session.advance(steps)
    return snapshot_of(session, request)


def fed(view: Any, recipe: Recipe | None = None, steps: int = 40, data: Data | None = None) -> Snapshot:
    """Show a view frames until it has had what it asks for; returns the snapshot on show."""
    session = Session(recipe or Recipe(), data)
    if steps:
        session.advance(steps)
    view.show_frame(Frame(snapshot_of(session, SURFACE)))
    snapshot = snapshot_of(session, *view.requests())
    view.show_frame(Frame(snapshot))
    return snapshot


def rows_of(inputs: int, target: Array, classes: tuple[str, ...] = ()) -> Data:
    """Data without scaling on a square from -6 to 6; every second row is for testing."""
    rng = np.random.default_rng(3)
    names = tuple(f"input {i}" for i in range(inputs))
    table = make_table(rng.uniform(-6, 6, (len(target), inputs)), target, names, "answer", classes)
    rows = np.arange(len(target))
    return Data(table, rows[::2], rows[1::2], no_scaling(inputs), no_scaling(1), (-6.0, 6.0))


def history_of(columns: dict[str, Any]) -> HistoryView:
    values = np.stack([np.asarray(v, np.float64) for v in columns.values()], axis=1)
    return HistoryView(tuple(columns), np.arange(len(values), dtype=np.float64), values, values, values)


def shown_plot(opened: Opened) -> CurvePlot:
    return opened(lambda: CurvePlot("y", "nothing yet"))


def move_mouse(plot_area: Any, scene: QPointF) -> None:
    at = QPointF(plot_area.mapFromScene(scene))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, plot_area.viewport().mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(plot_area.viewport(), event)


def without_points(snapshot: Snapshot) -> Snapshot:
    """The same picture with a single training row in a corner, so that pixels can be looked at."""
    corner = int(np.argmax(np.abs(snapshot.data.table.inputs).sum(1)))
    target = surface_rows(snapshot)
    keep = np.array([corner]) if target is None else target
    return dataclasses.replace(snapshot, data=dataclasses.replace(snapshot.data, train=keep, test=keep))


def surface_rows(snapshot: Snapshot) -> Array | None:
    """For regression the colours come from the training targets, so all rows are kept."""
    return snapshot.data.train if snapshot.data.task.is_regression else None


def prediction(snapshot: Snapshot, x: float, y: float) -> Array:
    """What the network says at a point of two inputs, by its formulas."""
    table = dataclasses.replace(snapshot.data.table, inputs=np.array([[x, y]]), target=snapshot.data.table.target[:1].copy())
    one = dataclasses.replace(snapshot, data=dataclasses.replace(snapshot.data, table=table))
    return snapshot.recipe.loss.link(scores(one, np.array([0])))[:, 0].astype(np.float64)


def pixel(view: BoundaryView, x: float, y: float) -> QColor:
    plot_area = view.plot.plot_area
    view.plot.hatching.hide()  # its lines run over what is looked at
    QApplication.processEvents()
    image = plot_area.grab().toImage()
    at = plot_area.mapFromScene(plot_area.getViewBox().mapViewToScene(QPointF(x, y)))
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def close(colour: QColor, wanted: str, tolerance: int) -> bool:
    pairs = zip(colour.getRgb()[:3], QColor(wanted).getRgb()[:3], strict=True)
    return all(abs(a - b) <= tolerance for a, b in pairs)
