"""A canvas to build on, what the network on it is, and the law that the picture is the project."""

from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import OUTPUT
from engine.training.session import Session
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.diagram import INPUTS
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
    return canvas.builder.document


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
    assert [place.id for place in net.layout.places] == [INPUTS, *wanted]
    assert set(net.blocks) == set(net.links) == set(wanted)
    right = net.inputs.pos().x() + net.inputs.form.width
    for stop in net.plan.stops:
        item = net.blocks[stop.id]
        assert item.scene() is net
        assert item.face.stop == stop
        assert item.pos().x() > right
        assert net.links[stop.id].isVisible()
        assert net.links[stop.id].gap.shape[0] == stop.units_in
        right = item.pos().x() + item.form.width
    assert net.notes.hint.isVisible() == (not recipe.blocks)
    assert not net.notes.ghost.isVisible()
    assert canvas.selection is None or canvas.selection == INPUTS or canvas.selection in net.blocks
    assert {i for i, item in net.blocks.items() if item.back.selected} == {i for i in net.blocks if i in canvas.marked}
    assert set(canvas.chosen) <= {block.id for block in recipe.blocks}
    assert [stop.frozen for stop in net.plan.hidden] == [block.frozen for block in recipe.blocks]
    assert not net.notes.outcome.isVisible()
    assert [stop.enabled for stop in net.plan.hidden] == [block.enabled for block in recipe.blocks]
    assert {stop.id for stop in net.plan.stops if stop.unfolded} == document_of(canvas).project.unfolded & set(net.blocks)
