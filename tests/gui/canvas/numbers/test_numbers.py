"""Numbers on the network: they are the snapshot's, none covers another, and the sum below is worked out with them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from engine.core.number_format import format_number
from engine.data.datasets import DATASETS
from engine.data.datasets.basics.and_gate import AndGate
from engine.inspection.row_values import RowValues
from engine.network.parameter_layout import INPUT
from engine.nn.activations import ReLU, Softmax
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import CrossEntropy, MeanSquaredError, PerceptronLoss
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.session import Session
from gui.canvas.diagram.parts import Neuron
from gui.canvas.numbers.numbers_item import WIDEST
from gui.canvas.numbers.worked_sum import worked_sum
from gui.canvas.scene import NetworkScene
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template
from gui.training.frame import Frame
from gui.views.intents import ChooseRow
from gui.window.main_window import MainWindow
from tests.gui.view_builders import snapshot_of


def stacked(*layers) -> tuple[Block, ...]:
    return tuple(Block(k, layer) for k, layer in enumerate(layers, 1))


def scene_of(session: Session, row: int = 0) -> NetworkScene:
    scene = NetworkScene(session.recipe)
    scene.numbers.set_on(True)
    scene.numbers.choose_row(row)
    scene.show_frame(Frame(snapshot_of(session, RowValues(row))))
    return scene


def perceptron(loss=None) -> Session:
    session = Session(Recipe(data=AndGate(), blocks=(), loss=loss or PerceptronLoss()))
    session.network.theta[...] = 0.5, -0.25, -0.75
    return session


def test_the_numbers_of_a_perceptron_stand_on_it(qapp) -> None:
    scene = scene_of(perceptron(), row=3)
    written = {(place.kind, place.layer, place.index): text for place, text in scene.numbers.labels()}
    assert written == {
        ("a", INPUT, (0,)): "1",
        ("a", INPUT, (1,)): "1",
        ("w", OUTPUT, (0, 0)): "0.5",
        ("w", OUTPUT, (1, 0)): "−0.25",
        ("b", OUTPUT, (0,)): "b −0.75",
        ("z", OUTPUT, (0,)): "z −0.5",
        ("a", OUTPUT, (0,)): "a −1",
    }


@pytest.mark.parametrize("layers", [(), (4, 2), (3,), (8, 8), (10, 1), (6, 5, 4)])
@pytest.mark.parametrize("text", [1.0, 1.6, 2.5])
def test_no_number_covers_another_or_a_map(qapp, layers, text) -> None:
    scene = scene_of(Session(Recipe(blocks=stacked(*map(Dense, layers)))))
    scene.fit_into(2000, 1500, text)
    boxes = [place.box for place, _text in scene.numbers.labels()]
    assert len(boxes) >= 3
    for a, b in combinations(boxes, 2):
        assert a.x >= b.right or b.x >= a.right or a.y >= b.bottom or b.y >= a.bottom


def test_every_weight_of_a_small_network_has_room(qapp) -> None:
    for layers in ((), (2,), (3,)):
        scene = scene_of(Session(Recipe(blocks=stacked(*map(Dense, layers)))))
        weights = [place for place, _text in scene.numbers.labels() if place.kind == "w"]
        assert len(weights) == (2 if not layers else 3 * layers[0]), layers


def test_of_a_large_network_only_what_has_room_is_written(qapp) -> None:
    scene = scene_of(Session(Recipe(blocks=stacked(Dense(30), Dense(2)))))
    assert {place.layer for place, _text in scene.numbers.labels()} == {INPUT, 2, OUTPUT}
    assert not [place for place, _text in scene.numbers.labels() if place.kind == "w" and place.layer == 2]


def test_numbers_are_the_engines(qapp) -> None:
    session = Session(Recipe())
    session.advance(50)
    scene = scene_of(session, row=7)
    found = RowValues(7)
    numbers = snapshot_of(session, found).find(RowValues)
    for place, text in scene.numbers.labels():
        if place.kind in ("z", "a") and place.layer != INPUT:
            array = numbers.sums if place.kind == "z" else numbers.outputs
            assert text == f"{place.kind} {format_number(float(array[place.layer][place.index]))}"
    assert len(f"z {WIDEST}") >= max(len(text) for _place, text in scene.numbers.labels())


def sums(session: Session, row: int, layer: int, unit: int = 0) -> str:
    scene = scene_of(session, row)
    snapshot = snapshot_of(session, RowValues(row))
    return worked_sum(snapshot, snapshot.find(RowValues), scene.diagram, layer, unit)


def test_the_sum_of_a_perceptron_is_worked_out(qapp) -> None:
    assert sums(perceptron(), 2, OUTPUT) == "w₁x₁ + w₂x₂ + b = 0.5·1 − 0.25·0 − 0.75 = −0.25 → sign(−0.25) = −1"
    assert sums(perceptron(CrossEntropy()), 3, OUTPUT).endswith("= −0.5 → sigmoid(−0.5) = 0.378")
    assert sums(perceptron(MeanSquaredError()), 3, OUTPUT).endswith("0.5·1 − 0.25·1 − 0.75 = −0.5 → a = z")


def test_the_sum_between_layers_and_of_many_inputs(qapp) -> None:
    session = Session(Recipe(blocks=stacked(Dense(2, ReLU()), Dropout(0.2), Dense(9, Softmax()), Dense(1))))
    assert sums(session, 1, 3).startswith("w₁a₁ + w₂a₂ + b = ")
    assert "softmax(" in sums(session, 1, 3)
    assert sums(session, 1, 4).startswith("Σ w x over 9 inputs")
    assert sums(session, 1, 2) == "", "dropout has no sum of its own"


def test_the_window_shows_numbers_of_the_row_that_was_clicked(window: MainWindow, qtbot) -> None:
    acted = []
    window.acted.connect(lambda name, value: acted.append((name, value)))
    window.document.edit("Template", from_template(Project(), TEMPLATES[0]), restart=True)
    strip, numbers = window.network_panel.numbers, window.canvas.net.numbers
    assert not strip.isVisible()
    next(action for action in window.actions() + window.menus.menus["view"].actions() if "numbers" in action.text()).trigger()
    assert strip.isVisible()
    assert ("numbers.shown", 1.0) in acted
    window.handle(ChooseRow(2))
    qtbot.waitUntil(lambda: numbers.found is not None and numbers.found.row == 2 and "x₁ = 1, x₂ = 0" in strip.about.text)
    assert strip.number.value == 3
    assert "of 4" in strip.about.text
    assert "sign(" in strip.sum.text
    assert ("numbers.row", 3.0) in acted
    strip.number.step(1)
    qtbot.waitUntil(lambda: numbers.found is not None and numbers.found.row == 3)
    assert window.views["boundary"].drawing.highlighted.tolist() == [3]
    strip.number.step(5)
    qtbot.waitUntil(lambda: strip.number.value == 4)  # there are no more
    numbers.set_on(False)
    assert not strip.isVisible()
    assert acted[-1] == ("numbers.shown", 0.0)
    assert window.views["boundary"].drawing.highlighted.tolist() == []


def test_the_sum_is_that_of_the_hovered_neuron(window: MainWindow, qtbot) -> None:
    strip = window.network_panel.numbers
    window.canvas.net.numbers.set_on(True)
    qtbot.waitUntil(lambda: "sigmoid(" in strip.sum.text)
    window.canvas.hover.set_hovered(Neuron(1, 2))
    assert "tanh(" in strip.sum.text
    assert "3" in strip.sum.text.split(":")[0]
    assert np.isfinite(window.canvas.net.numbers.found.sums[1]).all()


def test_numbers_leave_the_names_of_classes_readable(qapp) -> None:
    scene = scene_of(Session(Recipe(data=DATASETS["iris"](), standardise=True)))
    output = scene.layout.place(OUTPUT)
    cells = [box.moved(output.x, output.y) for box in output.form.cells]
    for place, _text in scene.numbers.labels():
        if place.layer == OUTPUT and place.kind in ("z", "a"):
            middle = cells[place.index[0]].y + cells[place.index[0]].h / 2
            assert place.box.bottom < middle - 6 or place.box.y > middle + 6
    assert sums(Session(Recipe(data=DATASETS["iris"](), blocks=())), 0, OUTPUT, 1).startswith("w₁x₁ + w₂x₂ + w₃x₃ + w₄x₄ + b = ")


def test_the_row_in_words_is_of_the_same_moment_as_its_table(window: MainWindow, qtbot) -> None:
    """The network may show data of another kind before the strip below it does."""
    strip, numbers = window.network_panel.numbers, window.canvas.net.numbers
    numbers.set_on(True)
    qtbot.waitUntil(lambda: "x₁ = " in strip.about.text)
    window.trainer.pause()
    frame = window.trainer.frame
    later = Session(Recipe(data=DATASETS["iris"](), standardise=True))
    window.canvas.net.numbers.show_frame(Frame(snapshot_of(later, RowValues(0))), window.canvas.net.diagram)
    window.canvas.hover.set_hovered(Neuron(1, 1))
    found = frame.snapshot.find(RowValues)
    assert format_number(found.raw.tolist()[0]) in strip.about.text
