"""What a screen reader finds in the canvas: layers, neurons and links as nodes, with the numbers of the frame on show."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Block, Recipe
from gui.canvas.canvas import Canvas
from gui.document import Document
from gui.model.edits import insert_layer
from gui.model.project import Project
from gui.widgets.spoken import interfaces
from gui.widgets.spoken.spoken_parts import part_node
from tests.gui.canvas.canvas_builders import document_of, frame_of, make_canvas

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture
def canvas(qtbot):
    canvas = make_canvas(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    return canvas


def tree(node):
    """The parts below a node, as (name, parts below)."""
    below = [node.child(k) for k in range(node.childCount())]
    return [(one.text(NAME), tree(one)) for one in below if one.role() is QAccessible.Role.TreeItem]


def at(canvas, *path):
    node = QAccessible.queryAccessibleInterface(canvas)
    for index in path:
        node = node.child(index)
    return node


def test_layers_stand_from_left_to_right_and_in_each_its_neurons_and_links(canvas):
    found = tree(at(canvas))
    assert [name.split(":")[0] for name, _ in found] == ["Inputs", "Dense 1", "Dense 2", "Output"]
    assert [len(neurons) for _, neurons in found] == [2, 4, 2, 1]
    assert [name for name, _ in found[2][1]] == ["Neuron 1 of Dense 2", "Neuron 2 of Dense 2"]
    assert [len(numbers) for _, numbers in found[2][1]] == [5, 5]  # the bias, and a link from each neuron before
    assert found[3][0] == "Output: 1 unit, 3 parameters"


def test_a_link_says_its_number_in_the_words_of_its_tip(canvas):
    weight = canvas.net.links[document_of(canvas).project.recipe.blocks[0].id].weights[1, 2]
    assert at(canvas, 1, 2, 2).text(NAME) == f"Weight {weight:.4} from x₂ to neuron 3 of Dense 1".replace("-", "−")
    assert at(canvas, 1, 2, 0).text(NAME) == "Bias of neuron 3 of Dense 1: 0"
    assert "weights 2 × 4 and biases 4." in at(canvas, 1).text(DESCRIPTION)


def test_no_two_parts_of_one_part_have_the_same_name(canvas):
    document_of(canvas).edit("", insert_layer(document_of(canvas).project, 1, Residual()))
    document_of(canvas).edit("", insert_layer(document_of(canvas).project, 1, Dropout()))

    def look(parts):
        names = [name for name, _ in parts]
        assert all(names)
        assert len(set(names)) == len(names)
        for _, below in parts:
            look(below)

    look(tree(at(canvas)))
    assert any("inside" in name for _, layer in tree(at(canvas)) for name, _ in layer)


def test_each_node_knows_its_place_and_where_it_is(canvas):
    layer, neuron = at(canvas, 1), at(canvas, 1, 3)
    assert at(canvas).indexOfChild(layer) == 1
    assert layer.indexOfChild(neuron) == 3
    assert neuron.parent().text(NAME) == layer.text(NAME)
    assert layer.parent().object() is canvas
    assert layer.rect().contains(neuron.rect())
    assert QAccessible.queryAccessibleInterface(canvas).rect().contains(layer.rect())
    middle = neuron.rect().center()
    assert at(canvas).childAt(middle.x(), middle.y()).text(NAME) == layer.text(NAME)
    assert layer.childAt(middle.x(), middle.y()).text(NAME) == neuron.text(NAME)


def test_what_the_network_has_no_more_is_no_node(canvas):
    fourth = at(canvas, 1, 3)
    document = document_of(canvas)
    first = document.project.recipe.blocks[0].id
    assert fourth.isValid()
    canvas.settings.resize(first, -1)
    assert not fourth.isValid()
    assert fourth.state().invisible
    assert at(canvas, 1).childCount() == 3
    assert not fourth.text(NAME)


def test_the_reader_follows_the_arrow_keys(canvas, monkeypatch):
    said = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.object()))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(canvas, key)
    nodes = [part_node(canvas, canvas.spoken_network, path) for path in ((0,), (1,), (1, 0), (1, 1))]
    assert list(dict.fromkeys(said)) == nodes
    assert at(canvas).focusChild().text(NAME) == "Neuron 2 of Dense 1"
    assert at(canvas, 1, 1).state().focused
    assert not at(canvas, 1).state().focused


def test_nothing_is_made_while_no_reader_listens(canvas, monkeypatch):
    monkeypatch.setattr(interfaces.QAccessible, "isActive", lambda: False)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert not canvas.findChildren(interfaces.PartNode)


def test_nodes_end_with_their_canvas(qtbot):
    canvas = Canvas(Document(Project(Recipe(blocks=(Block(1, Dense(3)),)))))
    node = part_node(canvas, canvas.spoken_network, (1,))
    assert at(canvas, 1).object() is node
    with qtbot.waitSignal(node.destroyed):
        canvas.deleteLater()
