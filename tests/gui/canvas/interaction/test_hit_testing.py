"""The hit test finds every kind of part, and each has its row in every table of what the mouse does."""

from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from engine.network.parameter_layout import INPUT
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import OUTPUT, Block, Recipe
from gui.canvas.diagram.parts import (
    BlockName,
    BlockPart,
    BracketHandle,
    CanvasPart,
    Empty,
    HiddenLinks,
    InputsButton,
    Neuron,
    RemedyButton,
    Weight,
)
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.interaction.gestures.click import Click
from gui.canvas.interaction.gestures.move_block import MoveBlock
from gui.canvas.interaction.gestures.pan import Pan
from gui.canvas.interaction.gestures.refuse_drag import RefuseDrag
from gui.canvas.interaction.gestures.wrap_residual import WrapResidual
from gui.canvas.interaction.hit_testing import hit
from gui.canvas.interaction.mouse import BLOCK_PARTS, CURSOR, DOUBLE_CLICK, PRESS
from gui.canvas.interaction.tooltips import BLOCK_PARTS as BLOCK_PART_TIPS
from gui.canvas.interaction.tooltips import TIP, tip_at
from gui.training.training_job import TrainingJob
from tests.gui.canvas.canvas_builders import document_of, frame_of, make_canvas

KINDS = get_args(CanvasPart)
PLAIN, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    """With something of every kind: wide layers, a residual block, a selected layer; only a problem is missing."""
    layers = (Dense(24), Dense(24), Residual((Dense(4), Dropout())))
    canvas = make_canvas(qtbot, Recipe(blocks=tuple(Block(k, layer) for k, layer in enumerate(layers, 1))))
    canvas.show_frame(frame_of(canvas))
    canvas.select(2)
    return canvas


_found = {}


def parts_of(canvas):
    """One point of the scene for each kind that a fine grid of points finds. All tests lay out the same network."""
    content = canvas.net.layout.bounds
    if content not in _found:
        _found[content] = _search(canvas, content)
    return _found[content]


def _search(canvas, content):
    found = {}
    for x in np.arange(content.x - 20, content.right + 20, 3.0):
        for y in np.arange(content.y - 40, content.bottom + 20, 3.0):
            found.setdefault(type(hit(canvas.net, QPointF(x, y)).part), QPointF(x, y))
    return found


@pytest.mark.parametrize("table", [PRESS, CURSOR, DOUBLE_CLICK, TIP], ids=["press", "cursor", "double click", "tip"])
def test_every_kind_of_part_has_a_row_in_each_table(table):
    assert set(table) == set(KINDS)


def test_every_part_of_a_block_has_an_action_and_a_tip():
    assert set(BLOCK_PARTS) == set(BLOCK_PART_TIPS)


def test_every_kind_of_part_can_be_hit_and_answers_from_each_table(canvas):
    found = parts_of(canvas)
    assert set(found) == set(KINDS) - {RemedyButton}
    before = document_of(canvas).project
    for kind, at in found.items():
        canvas.select(2)
        assert bool(tip_at(canvas.net, at)) == (kind is not Empty)
        target = hit(canvas.net, at)
        CURSOR[kind](target)
        DOUBLE_CLICK[kind](canvas, target, at)
        gesture = PRESS[kind](canvas, target, canvas.mapFromScene(at))
        assert isinstance(gesture, Gesture)
        gesture.cancel()
    assert document_of(canvas).project == before


def test_a_remedy_is_hit_before_the_block_under_it(qtbot):
    recipe = Recipe(blocks=tuple(Block(i, Dense(4096 if i == 2 else 3000)) for i in range(1, 4)))
    canvas = make_canvas(qtbot, recipe)
    run = TrainingJob()
    run.open(recipe, None)
    canvas.show_frame(run.frame(frozenset()))
    target = hit(canvas.net, canvas.net.hints.problem.button().center())
    assert (target.part, target.block_id) == (RemedyButton(), 2)
    assert isinstance(PRESS[RemedyButton](canvas, target, QPoint()), Click)


@pytest.mark.parametrize(
    ("kind", "gesture"),
    [(Empty, Pan), (BlockName, MoveBlock), (BracketHandle, WrapResidual), (InputsButton, Click), (BlockPart, Click)],
    ids=lambda kind: kind.__name__,
)
def test_a_press_begins_the_gesture_of_what_it_hits(canvas, kind, gesture):
    at = canvas.mapFromScene(parts_of(canvas)[kind])
    begun = canvas.mouse.press(at, LEFT, PLAIN)
    assert isinstance(begun, gesture)
    begun.cancel()
    assert isinstance(canvas.mouse.press(at, Qt.MouseButton.MiddleButton, PLAIN), Pan)
    assert canvas.mouse.press(at, Qt.MouseButton.RightButton, PLAIN) is None


@pytest.mark.parametrize("end", [INPUT, OUTPUT])
def test_the_ends_are_hit_but_refuse_to_be_dragged(canvas, end):
    item = canvas.net.inputs if end == INPUT else canvas.net.blocks[OUTPUT]
    box = item.form.cells[0]
    target = hit(canvas.net, item.mapToScene(box.x + box.w / 2, box.y + box.h / 2))
    assert target.part == Neuron(end, 0)
    assert isinstance(PRESS[Neuron](canvas, target, QPoint()), RefuseDrag)


def test_a_link_over_the_edge_of_a_block_belongs_to_the_layer_and_lies_on_the_block(canvas):
    gap = canvas.net.links[OUTPUT].gap
    target = hit(canvas.net, QPointF(gap.right - 10, float(gap.ends[0])))
    assert isinstance(target.part, Weight)
    assert (target.part.block_id, target.block_id) == (OUTPUT, OUTPUT)
    assert isinstance(PRESS[Weight](canvas, target, QPoint()), RefuseDrag)
    between = hit(canvas.net, QPointF((gap.left + gap.right) / 2, float(gap.starts[1] + gap.ends[0]) / 2))
    assert isinstance(between.part, Weight)
    assert between.block_id is None


def test_the_text_of_links_that_are_not_drawn_is_found(canvas):
    gap = canvas.net.links[2].gap
    below = QPointF((gap.left + gap.right) / 2, gap.bottom + 20)
    assert hit(canvas.net, below).part == HiddenLinks(2)
    assert "176 weaker ones" in tip_at(canvas.net, below)


def test_nothing_is_marked_once_the_mouse_has_left(canvas):
    for at in parts_of(canvas).values():
        canvas.mouse.hover(canvas.mapFromScene(at))
        canvas.mouse.hover(None)
        assert not any(item.back.hovered for item in canvas.net.blocks.values())
        assert not canvas.net.bracket.hovered
        assert not canvas.net.inputs.hovered
        assert canvas.hover.neuron is canvas.hover.number is None


def test_a_press_and_release_on_a_part_of_a_block_acts_once(canvas):
    item = canvas.net.blocks[2]
    zone = item.face.zones(item.form)["plus"]
    at = canvas.mapFromScene(item.mapToScene(zone.x + zone.w / 2, zone.y + zone.h / 2))
    QTest.mouseClick(canvas.viewport(), LEFT, PLAIN, at)
    assert document_of(canvas).project.recipe.blocks[1].layer.units == 25
