"""What the canvas shows of a frame: maps the right way up, signs, biases, gradients, and nothing of another network."""

import dataclasses
import itertools
import time

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import LayerMaps, NeuronMaps
from engine.network.parameter_layout import INPUT
from engine.nn.activations import ACTIVATIONS, ReLU, Tanh
from engine.nn.layers import LAYERS
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.session import Session
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.diagram import EndNames, diagram_of
from gui.canvas.diagram.geometry import MOST_CELLS, MOST_LINKS_OF_MANY, PAD, arrange
from gui.canvas.interaction.tooltips import tip_at
from gui.canvas.items.block_face import ACTIVATION
from gui.canvas.items.inputs_item import input_maps
from gui.canvas.items.link_curves import Gap
from gui.canvas.items.links_item import LinksItem
from gui.canvas.items.neuron_atlas import Atlas
from gui.canvas.items.painting import text_width
from gui.document import Document
from gui.model.edits import insert_layer, move_layers, replace_layer, with_recipe
from gui.model.project import Project
from gui.plotting.surfaces.map_colours import map_colour_table, map_colours, map_scales, weights_between
from gui.style import theme
from gui.style.glyphs import shares
from gui.training.frame import Frame
from tests.engine.builders import snapshot_of
from tests.gui.canvas.canvas_builders import make_canvas

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def network(*layers, data="circle"):
    return Recipe(data=DATASETS[data](), blocks=tuple(Block(i, layer) for i, layer in enumerate(layers, 1)))


def made(qtbot, recipe):
    canvas = Canvas(Document(Project(recipe)))
    canvas.resize(1000, 480)
    qtbot.addWidget(canvas)
    canvas.show()
    return canvas


def frame_of(canvas, steps=20, **about):
    session = Session(canvas.document.project.recipe)
    session.advance(steps)
    return Frame(snapshot_of(session, DecisionSurface(Plane(), 8), *canvas.requests(Plane())), **about)


@pytest.mark.parametrize("kind", LAYERS.names())
def test_every_layer_can_be_drawn_anywhere_and_its_name_fits(qtbot, kind):
    layer = LAYERS[kind]()
    canvas = made(qtbot, network(layer, Dense(3), layer, layer, Dense(2), layer))
    canvas.show_frame(frame_of(canvas))
    grabbed(canvas)
    for block in canvas.net.blocks.values():
        room = block.form.width - 2 * PAD
        assert text_width(block.face.layer.name, heading=True) <= room
        assert block.face.layer.has_neurons or text_width(block.face.layer.setting) <= room
        assert all(box.y + box.h <= block.form.band[0] for box in block.face.zones(block.form).values())


def test_the_activation_of_a_slim_block_is_a_menu_too(qtbot):
    canvas = made(qtbot, network(Dense(3), ActivationLayer(ReLU())))
    block = canvas.net.blocks[2]
    box = block.face.zones(block.form)[ACTIVATION]
    assert block.zone_at(box.x + 3, box.y + 3) == ACTIVATION
    with_menu = grabbed(canvas)
    canvas.settings.set_activation(2, "activation", Tanh())
    assert grabbed(canvas) != with_menu


def test_a_residual_block_says_what_it_holds_and_counts_as_its_layers(qtbot):
    canvas = made(qtbot, network(Residual((Dense(3), Dense(4)))))
    assert canvas.net.diagram.layer(1).setting == "2 inside"
    assert canvas.net.diagram.depth == 4


def grabbed(canvas) -> QImage:
    """What the canvas looks like, painted here and now."""
    image = QImage(canvas.viewport().size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas.render(painter, source=QRect(QPoint(), canvas.viewport().size()))
    painter.end()
    return image


def test_zero_is_the_middle_colour_and_the_ends_are_the_signs():
    table = map_colour_table(theme.LIGHT)
    assert QColor(int(table[0])).name() == theme.LIGHT.negative
    assert QColor(int(table[255])).name() == theme.LIGHT.positive
    shown = map_colours(np.array([[[-1, 0, 1, 9, np.nan]]], np.float32), np.ones(1), theme.LIGHT)[0, 0]
    assert [QColor(int(one)).name() for one in shown[[0, 2, 3]]] == [theme.LIGHT.negative] + 2 * [theme.LIGHT.positive]
    assert shown[1] == shown[4] == table[127]


@pytest.mark.parametrize(("largest", "scale"), [(0.0, 1), (0.4, 1), (1.2, 1.5), (2.5, 3), (9, 10), (70, 70), (1e40, 1)])
def test_full_colour_means_one_or_the_next_round_number(largest, scale):
    assert map_scales(np.array([[[-largest, 0.0]]])) == pytest.approx([scale])


def maps_of(frame):
    return frame.snapshot.find(NeuronMaps).layers


def with_maps(frame, maps):
    """The frame's snapshot with other maps of its neurons."""
    snapshot = frame.snapshot
    results = {key: LayerMaps((0, 1), maps) if isinstance(key, NeuronMaps) else value for key, value in snapshot.results.items()}
    return dataclasses.replace(snapshot, results=results)


def test_maps_have_y_growing_upward(qtbot):
    canvas = made(qtbot, network(Dense(1)))
    frame = frame_of(canvas)
    rising = np.linspace(-1, 1, 6)[:, np.newaxis] * np.ones(6)
    maps = {**maps_of(frame), 1: rising[np.newaxis].astype(np.float32)}
    canvas.show_frame(Frame(with_maps(frame, maps)))
    item = canvas.net.blocks[1]
    box = item.form.cells[0]
    image = grabbed(canvas)

    def colour(share):
        return image.pixelColor(canvas.mapFromScene(item.mapToScene(QPointF(box.x + box.w / 2, box.y + share * box.h))))

    top, bottom = colour(0.1), colour(0.9)
    assert top.blue() > top.red()
    assert bottom.red() > bottom.blue()


def test_the_first_input_grows_to_the_right_and_the_second_upward(qtbot):
    canvas = made(qtbot, Recipe())
    x1, x2 = input_maps(frame_of(canvas).snapshot.data, (0, 1))
    assert x1[0, 0] == x1[-1, 0] == -1
    assert x1[0, -1] == 1
    assert x2[0, 0] == x2[0, -1] == -1
    assert x2[-1, 0] == 1


def test_resampling_keeps_ends_and_means():
    weights = weights_between(5, 12)
    assert weights.sum(1) == pytest.approx(np.ones(12))
    assert weights @ np.arange(5.0) == pytest.approx(np.linspace(0, 4, 12))
    assert weights_between(1, 3).tolist() == [[1], [1], [1]]


def test_an_atlas_has_one_square_per_unit(qapp):
    atlas = Atlas()
    assert atlas.image(theme.LIGHT, 9) is None
    atlas.fill(np.stack([np.full((4, 4), -1.0), np.full((4, 4), 1.0)]).astype(np.float32))
    image = atlas.image(theme.LIGHT, 9)
    assert (image.width(), image.height()) == (9, 18)
    assert image.pixelColor(4, 4).name() == theme.LIGHT.negative
    assert image.pixelColor(4, 13).name() == theme.LIGHT.positive


def test_weights_biases_and_gradients_are_the_snapshots(qtbot):
    canvas = made(qtbot, Recipe())
    frame = frame_of(canvas)
    canvas.show_frame(frame)
    at, theta = frame.snapshot.layers, frame.snapshot.theta
    for info, norms in zip(at, frame.snapshot.gradients, strict=True):
        block = theta[info.start : info.stop].reshape(info.units_in + 1, info.units_out)
        assert np.array_equal(canvas.net.links[info.id].weights, block[:-1])
        assert np.array_equal(canvas.net.blocks[info.id].biases, block[-1])
        assert canvas.net.blocks[info.id].gradient == norms[0]


def test_the_output_shows_probabilities_under_cross_entropy(qtbot):
    canvas = made(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    assert canvas.net.blocks[OUTPUT].shows_probabilities
    assert canvas.net.blocks[OUTPUT].atlas.scale(0) == 1


def test_a_frame_from_before_an_edit_is_not_drawn_on_the_new_network(qtbot):
    canvas = made(qtbot, network(Dense(4), Dense(4), Dense(2)))
    document = canvas.document
    old = frame_of(canvas)
    canvas.show_frame(old)
    document.edit("resize", replace_layer(document.project, 1, Dense(5)))
    for again in (False, True):
        if again:
            canvas.show_frame(Frame(old.snapshot, running=True))
        for block_id in (1, 2):
            assert canvas.net.blocks[block_id].atlas.is_empty
            assert canvas.net.blocks[block_id].biases is None
            assert canvas.net.links[block_id].weights is None
        assert not canvas.net.blocks[3].atlas.is_empty
        assert canvas.net.links[3].weights is not None
    grabbed(canvas)
    canvas.show_frame(frame_of(canvas))
    assert canvas.net.links[1].weights.shape == (2, 5)


def test_other_data_change_the_inputs_and_the_outputs_with_their_first_frame(qtbot):
    canvas = made(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    document = canvas.document
    document.edit("iris", with_recipe(document.project, data=DATASETS["iris"](), standardise=True))
    assert len(canvas.net.diagram.ends.inputs) == 2
    canvas.show_frame(frame_of(canvas))
    assert canvas.net.diagram.ends.inputs[0] == "sepal length (cm)"
    assert canvas.net.diagram.layer(OUTPUT).units_out == 3
    assert canvas.net.links[1].weights.shape == (4, 4)
    assert "setosa" in tip_at(canvas.net, canvas.net.blocks[OUTPUT].mapToScene(centre(canvas, OUTPUT, 0)))
    grabbed(canvas)


def centre(canvas, block_id, unit):
    box = canvas.net.blocks[block_id].form.cells[unit]
    return QPointF(box.x + box.w / 2, box.y + box.h / 2)


def test_a_problem_stands_on_its_block(qtbot):
    canvas = made(qtbot, Recipe())
    frame = frame_of(canvas, problem="Layer 2 cannot be trained: change it.", problem_block=2)
    canvas.show_frame(frame)
    assert canvas.net.hints.problem.isVisible()
    assert canvas.net.hints.problem.text == frame.problem
    assert canvas.net.blocks[2].back.problem == frame.problem
    assert canvas.net.blocks[1].back.problem == ""
    assert tip_at(canvas.net, canvas.net.blocks[2].pos() + QPointF(20, 10)) == frame.problem
    bounds = canvas.net.layout.bounds
    assert bounds.x <= canvas.net.hints.problem.sceneBoundingRect().left() + 12
    grabbed(canvas)
    canvas.show_frame(Frame(frame.snapshot))
    assert not canvas.net.hints.problem.isVisible()
    assert canvas.net.blocks[2].back.problem == ""


def test_a_problem_before_the_first_frame_is_shown_too(qtbot):
    canvas = made(qtbot, Recipe())
    canvas.show_frame(Frame(None, problem="There are too few rows.", problem_block=1))
    assert canvas.net.hints.problem.isVisible()


def test_tips_give_the_values(qtbot):
    canvas = made(qtbot, network(Dense(1, Tanh())))
    frame = frame_of(canvas)
    canvas.show_frame(frame)
    theta = frame.snapshot.theta
    item, links = canvas.net.blocks[1], canvas.net.links[1]
    box = item.form.cells[0]
    assert f"{theta[2]:.4g}" in tip_at(canvas.net, item.mapToScene(QPointF(box.x, box.bottom)))
    gap = links.gap
    on_second = QPointF(gap.left + 2, gap.starts[1])
    assert tip_at(canvas.net, on_second) == f"Weight {theta[1]:.4g}\nfrom x₂ to neuron 1 of Dense 1"
    meter = item.meter()
    assert f"{frame.snapshot.gradients[0, 0]:.3g}" in tip_at(canvas.net, item.mapToScene(QPointF(meter.x + 4, meter.y)))
    assert "weights 2 × 1" in tip_at(canvas.net, item.mapToScene(QPointF(30, 10)))
    assert tip_at(canvas.net, QPointF(-500, 0)) == ""


def gap_of(units_in, units_out):
    return Gap(0.0, 50.0, np.linspace(-50, 50, units_in), np.linspace(-50, 50, units_out), False, 60.0)


def test_of_many_links_the_strongest_are_drawn(qapp):
    links, weights = LinksItem(), np.random.default_rng(1).normal(size=(64, 64))
    links.place(gap_of(64, 64))
    links.set_weights(weights)
    assert links.hidden_count == 64 * 64 - 400
    least = np.sort(np.abs(weights).ravel())[-400]
    for x in (10.0, 25.0, 40.0):
        for y in np.linspace(-40, 40, 9):
            found = links.link_at(x, float(y))
            if found:
                assert abs(found[2]) >= least
                assert found[2] == weights[found[0], found[1]]


def test_blue_links_are_positive_and_orange_ones_negative(qtbot):
    canvas = made(qtbot, network(Dense(1)))
    frame = frame_of(canvas)
    theta = frame.snapshot.theta.copy()
    theta[:2] = 3.0, -3.0
    canvas.show_frame(Frame(dataclasses.replace(frame.snapshot, theta=theta)))
    gap, image = canvas.net.links[1].gap, grabbed(canvas)
    blue, orange = (image.pixelColor(canvas.mapFromScene(QPointF(gap.left + 4, y))) for y in gap.starts)
    assert blue.blue() > blue.red() + 60
    assert orange.red() > orange.blue() + 60


def test_the_same_frame_again_costs_nothing(qtbot):
    canvas = made(qtbot, Recipe())
    frame = frame_of(canvas)
    canvas.show_frame(frame)
    atlas = canvas.net.blocks[1].atlas
    image = atlas.image(theme.current(), 40)
    canvas.show_frame(Frame(frame.snapshot, running=True))
    assert atlas.image(theme.current(), 40) is image


def test_a_theme_changes_the_colours_of_everything(qtbot, monkeypatch):
    canvas = made(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    light = grabbed(canvas).pixelColor(2, 2)
    monkeypatch.setattr(theme, "_current", theme.DARK)
    canvas.retheme()
    assert grabbed(canvas).pixelColor(2, 2) != light
    assert grabbed(canvas).pixelColor(2, 2).name() == theme.DARK.surface


@pytest.mark.parametrize("count", [1, 4, 5, 10, 11, 12, 13, 16, 17, 200, 1024])
def test_any_size_of_layer_is_drawn_within_its_block(qtbot, count):
    canvas = made(qtbot, network(Dense(count, ReLU()), Dropout(), Dense(2)))
    canvas.show_frame(frame_of(canvas, 2))
    canvas.fit()
    grabbed(canvas)
    form = canvas.net.blocks[1].form
    assert len(form.cells) == (count if count <= 16 else 12)
    assert len(form.ports) == count
    for box in form.cells:
        assert box.x > 0
        assert box.right < form.width
        assert form.band[0] - 1 <= box.y
        assert box.bottom <= form.band[1] + 1
    assert (form.ports >= form.band[0]).all()
    assert (form.ports <= form.band[1]).all()


@pytest.mark.parametrize("inputs", [1, 2, 9, 10, 34])
def test_many_inputs_are_summed_up(inputs):
    diagram = diagram_of(Recipe(), EndNames(tuple(f"x{k}" for k in range(inputs)), ("",)))
    form = arrange(diagram, 40.0).place(INPUT).form
    assert len(form.cells) == min(inputs, 9)
    assert len(form.ports) == inputs


def test_a_row_is_drawn_left_to_right_whatever_is_in_it():
    layers = (Dense(3), Dropout(), Dense(MOST_CELLS + 5), Dropout(), Dense(64))
    diagram = diagram_of(network(*layers), EndNames())
    places = arrange(diagram, 30.0).places
    assert all(after.x > before.box.right for before, after in itertools.pairwise(places))
    middles = [place.y + sum(place.form.band) / 2 for place in places]
    assert middles == pytest.approx([0.0] * len(places))


def test_a_moved_block_keeps_its_item_and_a_new_one_gets_its_own(qtbot):
    canvas = made(qtbot, Recipe())
    document = canvas.document
    items = dict(canvas.net.blocks)
    document.edit("move", move_layers(document.project, (1,), 1))
    document.edit("add", insert_layer(document.project, 0, Dense(3)))
    assert {key: canvas.net.blocks[key] for key in items} == items
    assert set(canvas.net.blocks) - set(items) == {3}


def test_more_neurons_ask_for_coarser_maps(qtbot):
    plane = Plane((1, 0), follow=True)
    (small,), (large,) = (made(qtbot, recipe).requests(plane) for recipe in (Recipe(), network(*[Dense(64)] * 50)))
    assert small.resolution > large.resolution > 0
    assert small.plane == large.plane == plane


def test_a_network_with_one_input_is_drawn(qtbot):
    canvas = made(qtbot, Recipe())
    frame = frame_of(canvas)
    curve = {key: values[:, :1] for key, values in maps_of(frame).items()}
    canvas.show_frame(Frame(with_maps(frame, curve)))
    grabbed(canvas)
    assert canvas.net.blocks[1].atlas.image(theme.current(), 10).height() == 40


def test_the_hint_of_an_empty_network(qtbot):
    canvas = made(qtbot, Recipe(blocks=()))
    assert canvas.net.hints.hint.isVisible()
    assert "Drag a layer here" in canvas.net.hints.hint.text
    lowest = max(place.y + port for place in canvas.net.layout.places for port in place.form.ports)
    assert canvas.net.hints.hint.boundingRect().top() > lowest, "it covers no link"
    canvas.add_layer(Dense())
    assert not canvas.net.hints.hint.isVisible()


def test_tab_brings_the_keyboard_with_a_visible_ring(qtbot):
    canvas = made(qtbot, Recipe())
    canvas.activateWindow()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(canvas.hasFocus)
    assert canvas._ring.isVisible()
    canvas.select(1)
    assert not canvas._ring.isVisible()
    assert canvas.net.blocks[1].back.focused
    assert "Dense 1" in canvas.accessibleDescription()


def test_fifty_layers_of_64_are_drawn_thirty_times_a_second_while_one_pans(qtbot):
    """Less than a thousand smooth lines cost, which take half of a thirtieth of a second where this was written."""
    canvas = made(qtbot, network(*(Dense(64, ReLU()) for _ in range(50))))
    canvas.show_frame(frame_of(canvas, steps=2))
    with qtbot.waitExposed(canvas):
        canvas.viewport().update()
    assert {canvas.net.links[i].hidden_count for i in range(2, 51)} == {64 * 64 - MOST_LINKS_OF_MANY}

    def pan():
        canvas.pan(QPoint(12, 0))
        canvas.viewport().repaint()

    start = canvas.horizontalScrollBar().value()
    pans, lines = zip(*((processor_time(pan), processor_time(draw_a_thousand_lines)) for _ in range(30)), strict=True)
    assert canvas.horizontalScrollBar().value() == start + 30 * 12
    assert np.median(pans) < np.median(lines)


def processor_time(work):
    """Seconds of this thread's own work: what other programs do meanwhile does not count."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def draw_a_thousand_lines():
    image = QImage(1000, 480, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawLines([QLineF(0, 37 * i % 480, 1000, 91 * i % 480) for i in range(1000)])
    painter.end()


def test_softmax_is_drawn_as_what_it_does_and_other_activations_as_curves():
    bars = shares(ACTIVATIONS["softmax"]())
    assert sum(bars) == pytest.approx(1)
    assert bars[1] == max(bars)
    assert not any(shares(cls()) for cls in ACTIVATIONS if cls.kind != "softmax")


@pytest.mark.parametrize("data", ["circle", "three_arms"])
@pytest.mark.parametrize("theta", [1e20, 3e38, np.inf, np.nan])
def test_numbers_near_the_largest_and_beyond_are_drawn_without_a_warning(qtbot, theta, data):
    recipe = Recipe(data=DATASETS[data](), blocks=(Block(1, Dense(4, ReLU())),))
    canvas, session = make_canvas(qtbot, recipe), Session(recipe)
    session.advance(40)
    with np.errstate(all="ignore"):  # as in the training thread
        session.network.theta[:] *= theta
        snapshot = snapshot_of(session, *canvas.requests(Plane()))
    canvas.show_frame(Frame(snapshot))
    canvas.grab()
