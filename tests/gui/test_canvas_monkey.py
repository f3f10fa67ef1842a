"""A restless user: whatever is done in whatever order, the picture is the project, and nothing is complained about."""

import random

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest

from engine.layers import LAYERS
from engine.recipe import Recipe
from gui.canvas.payload import MIME, to_mime
from gui.canvas.plan import INPUTS
from tests.gui import mouse
from tests.gui.building import assert_picture_is_project, document_of, frame_of, make_canvas

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_picture_is_the_project_after_any_300_actions(qtbot, seed):
    chance = random.Random(seed)
    canvas = make_canvas(qtbot, Recipe())
    stack = document_of(canvas).undo_stack
    start = document_of(canvas).project
    old = frame_of(canvas)
    for _ in range(300):
        act(canvas, stack, chance, old)
        assert_picture_is_project(canvas)
    while stack.canUndo():
        stack.undo()
    assert_picture_is_project(canvas)
    if stack.count() < stack.undoLimit():
        assert document_of(canvas).project == start


KEYS = [
    (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Left, CONTROL),
    (Qt.Key.Key_Right, ALT),
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_D, CONTROL),
    (Qt.Key.Key_Up, CONTROL),
    (Qt.Key.Key_Down, CONTROL),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier),
]


def act(canvas, stack, chance, old):
    """One thing that a restless user may do."""
    somewhere = QPoint(chance.randint(-60, canvas.width() + 60), chance.randint(-60, canvas.height() + 60))
    start = mouse.middle_of(canvas, chance.choice([INPUTS, *canvas.net.blocks]))
    layer = chance.choice(LAYERS.classes())()
    junk = QMimeData()
    junk.setData(MIME, chance.randbytes(chance.randint(0, 40)))
    choices = [
        lambda: mouse.drop(canvas, to_mime(layer), somewhere),
        lambda: mouse.drop(canvas, junk, somewhere),
        lambda: (mouse.enter(canvas, to_mime(layer), somewhere), mouse.leave(canvas)),
        lambda: mouse.drag(canvas, start, (start + somewhere) / 2, somewhere),
        lambda: mouse.drag(canvas, somewhere, start),
        lambda: mouse.click(canvas, start),
        lambda: drag_and_type(canvas, start, somewhere, chance),
        lambda: canvas.add_layer(layer),
        lambda: QTest.keyClick(canvas, *chance.choice(KEYS)),
        lambda: QTest.keyClick(canvas, *chance.choice(KEYS)),
        stack.undo,
        stack.redo,
        lambda: stack.setIndex(chance.randint(0, stack.count())),
        lambda: mouse.turn_wheel(canvas, chance.randint(-3, 3), CONTROL),
        lambda: mouse.turn_wheel(canvas, chance.randint(-3, 3)),
        lambda: canvas.resize(chance.randint(240, 1200), chance.randint(160, 700)),
        canvas.fit,
        lambda: canvas.show_frame(frame_of(canvas)),
        lambda: canvas.show_frame(old),
        lambda: canvas.viewport().repaint(),
    ]
    chance.choice(choices)()


def drag_and_type(canvas, start, end, chance):
    """Keys during a drag; at its end the button may be let go outside of the window, where nobody hears it."""
    mouse.press(canvas, start)
    mouse.move(canvas, end)
    QTest.keyClick(canvas, *chance.choice(KEYS))
    if chance.random() < 0.5:
        mouse.release(canvas, end)
    else:
        mouse.move(canvas, end, buttons=mouse.NONE)
