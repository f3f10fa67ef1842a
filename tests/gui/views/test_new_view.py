"""A view with data of its own is two new files, a request and a view: nothing else in the program has to change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine.inspection
import gui.views
from engine.core.registry import discover
from engine.network.parameter_layout import arrays_of
from gui.model.project import Project
from gui.views import VIEWS
from gui.window.main_window import MainWindow

REQUEST = '''
"""The largest weight of each layer: a number that no other view shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.network.parameter_layout import arrays_of
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class Weights:
    largest: Array  # (layers,)
    times: int  # that it was computed for this session


class Counter:
    """Changes: how often the result was computed."""

    def __init__(self) -> None:
        self.times = 0


@dataclass(frozen=True)
class LargestWeights(SnapshotRequest[Weights]):
    """Of each layer with weights, first layer first."""

    def result(self, session: Session, workspace: Workspace) -> Weights:
        network, counter = session.network, workspace.memory(Counter)
        counter.times += 1
        largest = [np.abs(arrays_of(info, network.theta)["weights"]).max() for info in network.layers if info.parameters]
        return Weights(np.array(largest), counter.times)
'''
VIEW = '''
"""Bars as long as each layer's largest weight."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from engine.inspection.largest_weights import LargestWeights, Weights
from engine.inspection.snapshot_request import Requests
from gui.style import theme
from gui.training.frame import Frame
from gui.views.base import View, view


@view("largest_weights", "Largest weights", "layers", "view")
class LargestWeightsView(View):
    def __init__(self) -> None:
        super().__init__()
        self.found: Weights | None = None

    def requests(self) -> Requests:
        return frozenset({LargestWeights()})

    def show_frame(self, frame: Frame) -> None:
        self.found = frame.snapshot.get(LargestWeights()) if frame.snapshot is not None else None
        self.update()

    def retheme(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().surface))
        for row, weight in enumerate(self.found.largest if self.found is not None else ()):
            painter.fillRect(QRectF(0, 12 * row, 10 * weight, 10), QColor(theme.current().accent))
        painter.end()
'''
REQUEST_MODULE, VIEW_MODULE = "engine.inspection.largest_weights", "gui.views.largest_weights_view"


@pytest.fixture
def two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files lie beside the others of their rooms, as far as Python can see."""
    for room, name, text in ((engine.inspection, REQUEST_MODULE, REQUEST), (gui.views, VIEW_MODULE, VIEW)):
        folder = tmp_path / room.__name__
        folder.mkdir()
        (folder / f"{name.rpartition('.')[2]}.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(room, "__path__", [*room.__path__, str(folder)])
    discover("gui.views")
    yield
    VIEWS.pop("largest_weights", None)
    for name, room in ((REQUEST_MODULE, engine.inspection), (VIEW_MODULE, gui.views)):
        sys.modules.pop(name, None)
        vars(room).pop(name.rpartition(".")[2], None)


def bar_lengths(view: Any, count: int) -> list[int]:
    """In pixels of the painted picture."""
    image, ratio = view.grab().toImage(), view.devicePixelRatioF()
    ground = image.pixelColor(image.width() - 1, image.height() - 1)
    rows = [[image.pixelColor(x, round((12 * row + 5) * ratio)) for x in range(image.width())] for row in range(count)]
    return [sum(colour != ground for colour in row) for row in rows]


def test_a_new_request_and_a_new_view_reach_the_window(qtbot: Any, two_files: None) -> None:
    window = MainWindow(Project())
    window.resize(1280, 720)
    window.show()
    try:
        view = window.views["largest_weights"]
        window.layout_controller.show_view("largest_weights")
        qtbot.waitUntil(lambda: view.found is not None)
        window.trainer.step_epoch()
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1 and not window.trainer.frame.running)
        qtbot.waitUntil(lambda: view.found in window.trainer.frame.snapshot.results.values())
        snapshot = window.trainer.frame.snapshot
        largest = [np.abs(arrays_of(info, snapshot.theta)["weights"]).max() for info in snapshot.layers]
        np.testing.assert_array_equal(view.found.largest, np.array(largest))
        assert view.found.times > 1  # what it remembers lasts from one snapshot to the next
        assert bar_lengths(view, 3) == pytest.approx([10 * weight for weight in largest], abs=1.5)
        assert "Largest weights" in window.board.slots["largest_weights"].chooser.text()
    finally:
        window.document.undo_stack.setClean()
        window.close()
        window.deleteLater()
