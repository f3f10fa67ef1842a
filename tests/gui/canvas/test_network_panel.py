"""The heading of the network: its summary, the Doctor's call, and the moment while the user looks back."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.canvas.interaction.tooltips import tip_at
from gui.canvas.items.block_face import DOCTOR
from gui.canvas.network_panel import NetworkPanel
from gui.document import Document
from gui.model.project import Project
from gui.training.frame import Frame
from tests.engine.builders import snapshot_of
from tests.gui.canvas import drag_events


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    panel = NetworkPanel(Document(Project()))
    qtbot.addWidget(panel)
    panel.resize(640, 360)
    panel.show()
    return panel


def test_the_summary_is_never_cut_by_a_call(panel: NetworkPanel) -> None:
    for width in (480, 560, 640, 800, 1000):
        panel.resize(width, 360)
        panel.show_notice("The gradient vanishes. (1 more)")
        assert panel.notice.isVisible()
        assert panel._kind.isHidden() or not panel._kind.lines()[-1].endswith("…")
    assert panel._kind.isVisible()
    panel.resize(560, 360)
    assert panel._kind.isHidden()
    panel.show_notice("")
    assert panel._kind.isVisible()


def test_the_moment_stands_in_the_heading_and_takes_no_height_from_the_network(panel: NetworkPanel) -> None:
    snapshot = snapshot_of(Session(Recipe()), NeuronMaps(Plane(), 4))
    panel.show_frame(Frame(snapshot))
    height, summary = panel.canvas.height(), panel._kind.text
    panel.show_frame(Frame(dataclasses.replace(snapshot, step=15), now=361))
    assert panel._kind.text == "Step 15 of 361: the past. Play leaves it and goes on from step 361."
    assert panel.canvas.height() == height
    panel.show_frame(Frame(snapshot))
    assert panel._kind.text == summary


def test_a_badge_on_the_block_of_the_first_verdict_says_so_and_shows_the_doctor(panel: NetworkPanel, qtbot: QtBot) -> None:
    net, canvas = panel.canvas.net, panel.canvas
    assert DOCTOR not in net.blocks[2].face.zones(net.blocks[2].form)
    net.show_verdict(2, "The gradient vanishes.")
    block = net.blocks[2]
    box = block.face.zones(block.form)[DOCTOR]
    at = block.mapToScene(QPointF(box.x + 0.4 * box.w, box.y + 0.6 * box.h))
    assert tip_at(net, at) == "The Doctor: The gradient vanishes. Click to see why, and what to try."
    assert DOCTOR not in net.blocks[1].face.zones(net.blocks[1].form)
    with qtbot.waitSignal(panel.notice.wanted):
        drag_events.click(canvas, canvas.mapFromScene(at))
    net.show_verdict(None, "")
    assert DOCTOR not in block.face.zones(block.form)
