"""How the network is laid out for the room there is, at every text size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from engine.network.parameter_layout import INPUT
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.diagram import EndNames, diagram_of
from gui.canvas.diagram.fitting import LARGEST_FIT, MARGIN, content_of, fitting_layout, fitting_zoom
from gui.canvas.diagram.geometry import Layout, arrange
from gui.canvas.items.painting import TEXT
from gui.document import Document
from gui.model.project import Project
from gui.style import style_sheet, text_size

LONG = replace(Recipe(), blocks=tuple(Block(k, Dense(4, Tanh())) for k in range(1, 8)))


def layouts(recipe: Recipe, width: float, height: float, wanted: float = 1.0) -> tuple[Layout, float]:
    """The layout for that room, and its zoom."""
    diagram = diagram_of(recipe, EndNames())
    layout = fitting_layout(lambda text: arrange(diagram, 30.0 * text, text=text), width, height, wanted)
    return layout, fitting_zoom(content_of(layout), width, height)


def test_a_row_with_room_enough_keeps_its_proportions() -> None:
    layout, zoom = layouts(Recipe(), 900, 500)
    assert layout.text == 1.0
    assert zoom > 1.0


def test_a_batch_has_no_more_rows_than_there_are() -> None:
    """Four points and a batch size of 10 make batches of four."""
    assert diagram_of(Recipe(), EndNames()).batch == Recipe().batch == 10
    assert diagram_of(Recipe(), replace(EndNames(), rows=4)).batch == 4
    assert diagram_of(Recipe(), replace(EndNames(), rows=250)).batch == 10


def test_a_small_network_passes_150_per_cent_in_a_large_room() -> None:
    assert 1.5 < layouts(Recipe(), 1500, 900)[1] <= LARGEST_FIT
    assert layouts(Recipe(), 4000, 4000)[1] == LARGEST_FIT


def test_a_long_row_uses_the_height_for_its_texts() -> None:
    layout, zoom = layouts(LONG, 1200, 600)
    plain = arrange(diagram_of(LONG, EndNames()), 30.0)
    assert layout.text * zoom > 1.12 * fitting_zoom(content_of(plain), 1200, 600)
    assert zoom * (content_of(layout).w + 2 * MARGIN) <= 1200 + 1e-6
    assert zoom * (content_of(layout).h + 2 * MARGIN) <= 600 + 1e-6


def test_a_row_is_no_taller_than_the_texts_need() -> None:
    assert layouts(LONG, 1700, 900, wanted=0.9)[0].text < layouts(LONG, 1700, 900, wanted=1.3)[0].text


def test_where_the_height_is_short_nothing_grows() -> None:
    assert layouts(LONG, 1200, 250)[0].text == 1.0


@pytest.fixture
def canvas(qtbot, qapp: QApplication) -> Iterator[Canvas]:
    style_sheet.apply_theme(qapp, "light")
    document = Document(Project(LONG))
    window = QWidget()
    canvas = Canvas(document)
    canvas.setParent(window)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    canvas.resize(1440, 620)
    window.show()
    yield canvas
    text_size.present(False)
    text_size.choose(1.0)
    document.undo_stack.clear()


def pixels(canvas: Canvas) -> float:
    return TEXT * canvas.net.layout.text * canvas.zoom


def test_texts_on_the_network_follow_the_text_size_while_there_is_room(canvas: Canvas) -> None:
    before = pixels(canvas)
    text_size.choose(1.25)
    assert pixels(canvas) > 1.1 * before


def test_a_presented_network_is_never_smaller_than_18_pixels(canvas: Canvas) -> None:
    text_size.present(True)
    assert pixels(canvas) >= 18
    canvas.resize(700, 400)  # then it is panned
    assert pixels(canvas) >= 18
    text_size.present(False)
    canvas.resize(1440, 620)
    assert pixels(canvas) < 18


def test_a_low_screen_shows_the_same_share_of_the_network(canvas: Canvas) -> None:
    text_size.present(True)
    canvas.resize(700, 200)
    assert pixels(canvas) == pytest.approx(18, abs=0.5)
    canvas.window().resize(1280, 720)
    canvas.fit(keep_readable=True)
    assert pixels(canvas) == pytest.approx(10.8, abs=0.5)


def test_a_zoom_of_the_users_own_stays(canvas: Canvas) -> None:
    canvas.zoom_by(0.7)
    zoom = canvas.zoom
    text_size.choose(1.4)
    assert canvas.zoom == pytest.approx(zoom)


def test_a_taller_row_is_clicked_where_it_is_drawn(canvas: Canvas) -> None:
    text_size.present(True)
    assert canvas.net.layout.text > 1.0
    block = canvas.net.blocks[1]
    zones = block.face.zones(block.form)
    assert zones["activation"].bottom < block.form.band[0]
    assert all(block.zone_at(box.x + box.w / 2, box.y + box.h / 2) == name for name, box in zones.items())
    assert block.form.band[1] < block.meter().y < block.form.height


def test_where_height_lacks_the_room_above_the_blocks_is_given_up_first_and_then_their_feet(canvas: Canvas) -> None:
    text_size.present(True)
    canvas.resize(3000, 900)
    canvas.fit(keep_readable=True)
    layout = canvas.net.layout
    least = 18 / TEXT / layout.text
    for lacking in (12, 200):  # units
        high = content_of(layout).h + 2 * MARGIN - lacking
        canvas.setFixedHeight(round(high * least))
        canvas.fit(keep_readable=True)
        seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
        bounds = canvas.net.layout.bounds
        assert seen.top() <= bounds.y
        if lacking == 12:
            assert seen.bottom() >= bounds.y + bounds.h - 1


@pytest.mark.parametrize(("width", "height"), [(520, 330), (900, 560), (1500, 900)])
def test_the_frame_of_the_selected_inputs_is_not_cut_at_the_edge(canvas: Canvas, width: int, height: int) -> None:
    canvas.document.edit("shorter", Project(Recipe()))
    canvas.resize(width, height)
    QApplication.processEvents()
    canvas.select(INPUT)
    frame = canvas.mapFromScene(canvas.net.inputs.sceneBoundingRect()).boundingRect()
    assert frame.left() >= 0
    assert frame.top() >= 0
