"""A canvas to build on, what the network on it is, and the law that the picture is the project."""

from engine.inspection.surfaces.input_grid import Plane
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from engine.training.session import Session
from gui.canvas.canvas import Canvas
from gui.document import Document
from gui.model.project import Project
from gui.training.frame import Frame
from tests.engine.builders import snapshot_of


def make_canvas(qtbot, recipe):
    canvas = Canvas(Document(Project(recipe)))
    canvas.resize(1000, 480)
    qtbot.addWidget(canvas)
    canvas.show()
    canvas.setFocus()
    return canvas


def document_of(canvas):
    return canvas.document


def units(canvas):
    """The hidden layers: the number of neurons of each, or its kind."""
    return [getattr(block.layer, "units", block.layer.kind) for block in document_of(canvas).project.recipe.blocks]


def undo_text(canvas):
    return document_of(canvas).undo_stack.undoText()


def frame_of(canvas):
    return Frame(snapshot_of(Session(document_of(canvas).project.recipe), *canvas.requests(Plane())))


def notice(canvas):
    return canvas._notice.text()


def assert_picture_is_project(canvas):
    """Every layer has its block, in order, without overlap, with links before it, and nothing else is left."""
    recipe = document_of(canvas).project.recipe
    net = canvas.net
    wanted = [block.id for block in recipe.blocks] + [OUTPUT]
    assert [place.id for place in net.layout.places] == [INPUT, *wanted]
    assert set(net.blocks) == set(net.links) == set(wanted)
    right = net.inputs.pos().x() + net.inputs.form.width
    for layer in net.diagram.layers:
        item = net.blocks[layer.id]
        assert item.scene() is net
        assert item.face.layer == layer
        assert item.pos().x() > right
        assert net.links[layer.id].isVisible()
        assert net.links[layer.id].gap.shape[0] == layer.units_in
        right = item.pos().x() + item.form.width
    assert net.hints.hint.isVisible() == (not recipe.blocks and not net.numbers.is_on), net.numbers.is_on
    assert not net.hints.ghost.isVisible()
    assert canvas.selection is None or canvas.selection == INPUT or canvas.selection in net.blocks
    assert {i for i, item in net.blocks.items() if item.back.selected} == {i for i in net.blocks if i in canvas.selected_blocks}
    assert set(canvas.selected_layers) <= {block.id for block in recipe.blocks}
    assert [layer.frozen for layer in net.diagram.hidden] == [block.frozen for block in recipe.blocks]
    assert not net.hints.outcome.isVisible()
    assert [layer.enabled for layer in net.diagram.hidden] == [block.enabled for block in recipe.blocks]
    assert {layer.id for layer in net.diagram.layers if layer.unfolded} == document_of(canvas).project.unfolded & set(net.blocks)
