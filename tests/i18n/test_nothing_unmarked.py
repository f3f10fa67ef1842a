"""Nothing reaches a person that was not marked for translation: in the bracketing language all letters stand in brackets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.data.datasets import DATASETS
from engine.network.parameter_layout import INPUT
from engine.nn.layers import LAYERS
from engine.recipe.recipe import OUTPUT, Block
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.tooltips import tip_at
from gui.model import edits
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template
from gui.plotting.plot_area import PlotArea
from gui.views import VIEWS
from gui.window.main_window import MainWindow
from tests.gui.window.walk import AN_EDIT, Walk, look_at_dialogs, look_at_files, look_at_popups, panes, selections
from tests.i18n.brackets import Record, outside
from tests.i18n.seen_texts import PAINTED, Seen, plain, seen, texts_of_menu

GRID = 12  # pixels between the places of the canvas that are pointed at


@pytest.mark.timeout(600)  # half a minute of work, which on a busy machine takes many times as long
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_all_texts_of_all_windows_are_marked(in_brackets: Record, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    texts: set[Seen] = set()
    walk = Walk(qtbot, lambda: texts.update(seen()))
    for data in ("circle", "iris", "plane"):
        _open(window, walk, data)
        for show in (*panes(window), *selections(window)) if data == "circle" else ():
            show()
            walk.look()
        _train(window, walk)
        for name in (name for name, cls in VIEWS.items() if data == "circle" or cls.group == "output"):
            window.layout_controller.show_view(name)
            _point_at_plots(window.views[name])
            walk.look()
        window.layout_controller.reset()
        texts.update(_of_canvas(window))
    look_at_popups(window, walk)
    _look_at_layers(window, walk)
    texts.update(_of_canvas(window))
    _look_at_moments(window, walk)
    look_at_dialogs(window, walk)
    look_at_files(window, walk, tmp_path)
    found = {(plain(text), where) for text, where in texts}
    leaks = ((text, where) for text, where in found if outside(text))
    wrong = sorted(f"{where}: {text!r}" for text, where in leaks if where != PAINTED or not in_brackets.is_piece(text))
    assert not wrong, "\n".join(wrong)
    assert in_brackets.without_entry() == set()
    assert len(found) > 1000
    assert sum(where == PAINTED for _text, where in found) > 100


def _open(window: MainWindow, walk: Walk, data: str, template: int | None = None, lr: float = 0.03) -> None:
    chosen, recipe = DATASETS[data](), Project().recipe
    project = Project(replace(recipe, optimizer=replace(recipe.optimizer, lr=lr)))
    project = edits.set_data(project, chosen, chosen.make(np.random.default_rng(0)))
    project = project if template is None else from_template(project, TEMPLATES[template])
    window.document.edit(AN_EDIT, project)
    walk.wait_until(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)


def _train(window: MainWindow, walk: Walk) -> None:
    window.trainer.play()
    frame = lambda: window.trainer.frame  # noqa: E731
    walk.wait_until(lambda: frame().snapshot.epoch >= 40 or frame().snapshot.divergence is not None)
    window.trainer.pause()
    walk.wait_until(lambda: not frame().running)


def _point_at_plots(view: QWidget) -> None:
    """So that what is read out there is shown."""
    for area in view.findChildren(PlotArea):
        area.pointed.emit(QPointF(area.viewport().rect().center()))


def _of_canvas(window: MainWindow) -> Iterator[Seen]:
    """The tips of all that can be pointed at, and the menus."""
    canvas = window.canvas
    size = canvas.viewport().size()
    places = (QPoint(x, y) for x in range(0, size.width(), GRID) for y in range(0, size.height(), GRID))
    yield from ((tip_at(canvas.net, canvas.at(place)), "tip of the canvas") for place in places)
    layers = [block.id for block in window.document.project.recipe.blocks]
    for chosen in (INPUT, OUTPUT, None, *layers):
        canvas.select(chosen)
        menu = canvas_menu(canvas, canvas)
        yield from ((text, "menu of the canvas") for text in texts_of_menu(menu))
        menu.deleteLater()


def _look_at_layers(window: MainWindow, walk: Walk) -> None:
    """The settings of each kind of layer, and which the canvas shows from then on."""
    blocks = tuple(Block(k, cls()) for k, cls in enumerate(LAYERS, 1))
    project = window.document.project
    window.document.edit(AN_EDIT, replace(project, recipe=replace(project.recipe, blocks=blocks)))
    walk.wait_until(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
    for block in blocks:
        window.canvas.select(block.id)
        walk.look()


def _look_at_moments(window: MainWindow, walk: Walk) -> None:
    """Looking back, a divergence, a verdict, an empty network, a presentation."""
    window.look_back.trigger()
    window.trainer.look_back(window.trainer.frame.snapshot.timeline[0].step)
    walk.look()
    window.trainer.look_back(None)
    window.look_back.trigger()
    _open(window, walk, "plane", lr=10.0)
    _train(window, walk)
    window.layout_controller.show_view("doctor")
    walk.look()
    _open(window, walk, "circle", template=4)
    _train(window, walk)
    walk.look()
    window.layout_controller.reset()
    _open(window, walk, "circle", template=1)
    walk.look()
    window.layout_controller.show_pane("runs")
    walk.look()
    window.presentation.begin()
    walk.look()
    window.presentation.end()
