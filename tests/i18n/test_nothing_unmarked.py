"""Nothing reaches a person that was not marked for translation: in the bracketing language all letters stand in brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from engine.core.language import BRACKETS, ENGLISH, use_language
from engine.core.resources import resource
from engine.data.datasets import DATASETS
from engine.network.parameter_layout import INPUT
from engine.nn.layers import LAYERS
from engine.recipe.recipe import OUTPUT, Block
from gui.canvas.diagram.parts import WEIGHTS, Neuron, Weight
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.tooltips import tip_at
from gui.model import edits
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template
from gui.panels.data.csv_dialog import CsvDialog
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.plotting.plot_area import PlotArea
from gui.views import VIEWS
from gui.views.gradients.check_window import CheckWindow
from gui.widgets.save_dialog import may_replace
from gui.window.help.guide_dialog import GuideDialog
from gui.window.help.help_dialogs import AboutDialog
from gui.window.main_window import MainWindow
from tests.i18n.brackets import Record, outside
from tests.i18n.seen_texts import PAINTED, Seen, plain, seen, texts_of_menu

FRAMES_MS = 30
GRID = 12  # pixels between the places of the canvas that are pointed at


@pytest.fixture(autouse=True)
def in_brackets() -> Iterator[Record]:
    use_language(BRACKETS)
    with Record() as record:
        yield record
    use_language(ENGLISH)


class Walk:
    """Collects all texts that were seen."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.seen: set[Seen] = set()

    def look(self) -> None:
        self.qtbot.wait(FRAMES_MS)
        self.seen |= seen()

    def look_and_close(self, kind: type[QWidget]) -> None:
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
        assert shown, kind
        self.look()
        for widget in shown:
            widget.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_all_texts_of_all_windows_are_marked(in_brackets: Record, window: MainWindow, qtbot: QtBot) -> None:
    walk = Walk(qtbot)
    for data in ("circle", "iris", "plane"):
        _open(window, walk, data)
        for show in (*_panes(window), *_selections(window)) if data == "circle" else ():
            show()
            walk.look()
        _train(window, walk)
        for name in (name for name, cls in VIEWS.items() if data == "circle" or cls.group == "output"):
            window.layout_controller.show_view(name)
            _point_at_plots(window.views[name])
            walk.look()
        window.layout_controller.reset()
        _look_at_canvas(window, walk)
    _look_at_popups(window, walk)
    _look_at_layers(window, walk)
    _look_at_moments(window, walk)
    _look_at_dialogs(window, walk)
    found = {(plain(text), where) for text, where in walk.seen}
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
    window.document.edit("⟦An edit⟧", project)
    walk.qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)


def _train(window: MainWindow, walk: Walk) -> None:
    window.trainer.play()
    frame = lambda: window.trainer.frame  # noqa: E731
    walk.qtbot.waitUntil(lambda: frame().snapshot.epoch >= 40 or frame().snapshot.divergence is not None)
    window.trainer.pause()
    walk.qtbot.waitUntil(lambda: not frame().running)


def _point_at_plots(view: QWidget) -> None:
    """So that what is read out there is shown."""
    for area in view.findChildren(PlotArea):
        area.pointed.emit(QPointF(area.viewport().rect().center()))


def _look_at_canvas(window: MainWindow, walk: Walk) -> None:
    """The tips of all that can be pointed at, and the menus."""
    canvas = window.canvas
    size = canvas.viewport().size()
    places = (QPoint(x, y) for x in range(0, size.width(), GRID) for y in range(0, size.height(), GRID))
    walk.seen |= {(tip_at(canvas.net, canvas.at(place)), "tip of the canvas") for place in places}
    layers = [block.id for block in window.document.project.recipe.blocks]
    for chosen in (INPUT, OUTPUT, None, *layers):
        canvas.select(chosen)
        menu = canvas_menu(canvas, canvas)
        walk.seen |= {(text, "menu of the canvas") for text in texts_of_menu(menu)}
        menu.deleteLater()


def _look_at_layers(window: MainWindow, walk: Walk) -> None:
    """The settings of each kind of layer, and what the canvas says of it."""
    blocks = tuple(Block(k, cls()) for k, cls in enumerate(LAYERS, 1))
    project = window.document.project
    window.document.edit("⟦All layers⟧", replace(project, recipe=replace(project.recipe, blocks=blocks)))
    walk.qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
    for block in blocks:
        window.canvas.select(block.id)
        walk.look()
    _look_at_canvas(window, walk)


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
    _open(window, walk, "circle", template=3)
    _train(window, walk)
    walk.look()
    window.layout_controller.reset()
    _open(window, walk, "circle", template=0)
    walk.look()
    window.layout_controller.show_pane("runs")
    walk.look()
    window.presentation.begin()
    walk.look()
    window.presentation.end()


def _panes(window: MainWindow) -> list[Callable[[], object]]:
    return [lambda name=name: window.layout_controller.show_pane(name) for name in window.stage.drawer.panes]


def _selections(window: MainWindow) -> list[Callable[[], object]]:
    """Each page of the settings."""
    layer = window.document.project.recipe.blocks[0].id
    parts = (Neuron(layer, 0), Weight(layer, WEIGHTS, (0, 0)), None)
    chosen = [lambda block=block: window.canvas.select(block) for block in (INPUT, layer, OUTPUT, None)]
    return [*chosen, *(lambda part=part: window.inspector.show_part(part) for part in parts)]


def _look_at_popups(window: MainWindow, walk: Walk) -> None:
    popups, layer = window.canvas.popups, window.document.project.recipe.blocks[0].id
    for show, close in (
        (lambda: popups.rename(layer), popups.name_editor.close_line),
        (lambda: popups.add_by_typing(0), popups.layer_entry.close_line),
        (popups.choose_inputs, popups.inputs.close),
        (lambda: popups.choose_activation(layer), popups.activations.close),
    ):
        show()
        walk.look()
        close()


def _look_at_dialogs(window: MainWindow, walk: Walk) -> None:
    window.data_panel.open_csv(str(resource("datasets", "iris.csv")))
    walk.qtbot.waitUntil(lambda: not window.findChild(CsvDialog).progress.isVisible())
    walk.look_and_close(CsvDialog)
    window.preference_controller.open_dialog()
    walk.look_and_close(PreferencesDialog)
    window.help_dialogs.show_guide()
    walk.look_and_close(GuideDialog)
    window.help_dialogs.show_about()
    walk.look_and_close(AboutDialog)
    window.race_controller.open()
    race = window.race_controller.window
    race.start.click()
    walk.qtbot.waitUntil(lambda: race._frame.step > 0)
    race.start.click()
    walk.look()
    window.race_controller.close()
    check = CheckWindow(window)
    check.wait()
    walk.look_and_close(CheckWindow)
    for ask in (window.file_controller.may_leave, lambda: may_replace(window, Path("a.npp"))):
        window.document.edit(
            "⟦An edit⟧", replace(window.document.project, recipe=replace(window.document.project.recipe, batch=7))
        )
        QTimer.singleShot(0, window, lambda: walk.look_and_close(QMessageBox))
        ask()
