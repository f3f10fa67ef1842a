"""Nothing in any window is silent for a screen reader: what can be focused has a name, and no other of its kind has the same.

Exceptions stand in EXCEPTIONS, each with its reason. The list only shrinks: one that is no longer needed fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from engine.core.resources import resource
from engine.data.datasets import DATASETS
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.parts import WEIGHTS, Neuron, Weight
from gui.panels.data.csv_dialog import CsvDialog
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.views import VIEWS
from gui.views.gradients.check_window import CheckWindow
from gui.widgets.save_dialog import may_replace
from gui.window.help.guide_dialog import GuideDialog
from gui.window.help.help_dialogs import AboutDialog
from gui.window.main_window import MainWindow
from tests.gui.spoken_nodes import Node, faults, is_specific, nodes

FRAMES_MS = 50  # for a view to show the next frame
WINDOWS = {
    *("MainWindow", "OwnWindow", "RaceWindow", "CheckWindow", "CsvDialog", "PreferencesDialog", "GuideDialog", "AboutDialog"),
    *("QMessageBox", "InputPopup", "PreviewList"),  # the last is that of the activations
}
EXCEPTIONS: dict[str, str] = {}


class Walk:
    """Collects the faults of all that was shown, and how many nodes were met."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot, self.wait_until = qtbot, qtbot.waitUntil
        self.faults: set[str] = set()
        self.met: set[Node] = set()

    def look(self) -> None:
        self._qtbot.wait(FRAMES_MS)
        found = list(nodes())
        self.met |= set(found)
        self.faults |= faults(found)

    def look_and_close(self, kind: type[QWidget]) -> None:
        """At a dialog or window of its own, which is open now."""
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
        assert shown, kind
        self.look()
        for widget in shown:
            widget.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_node_has_a_name_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    """In the main window with each pane and view, and in all that opens from it: for two classes, many inputs, a number."""
    walk = Walk(qtbot)
    for data in ("circle", "iris", "plane"):
        window.data_panel.gallery.chosen.emit(DATASETS[data])
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
        for show in (*_panes(window), *_selections(window)):
            show()
            walk.look()
        _look_at_views(window, walk)
        _look_at_popups(window, walk)
    _look_at_dialogs(window, walk)
    assert {node.window for node in walk.met} == WINDOWS
    assert len(walk.met) > 200
    wrong, settled = walk.faults - EXCEPTIONS.keys(), EXCEPTIONS.keys() - walk.faults
    assert not wrong, "\n".join(sorted(wrong))
    assert not settled, "no longer needed, take them off the list: " + "; ".join(sorted(settled))


@pytest.mark.parametrize("name", ["", "⋯", "button", "▾", "Button", " + "])
def test_a_symbol_or_a_common_word_is_no_name(name: str) -> None:
    assert not is_specific(name)


def test_two_of_one_role_with_one_name_are_a_fault() -> None:
    found = [Node("Button", "Save", "QToolButton", "MainWindow")] * 2
    assert faults(found) == {"Button in MainWindow: 'Save' is there twice"}
    assert not faults([*found[:1], Node("CheckBox", "Save", "QCheckBox", "MainWindow")])


def _panes(window: MainWindow) -> list[Callable[[], object]]:
    panes = window.stage.drawer.panes
    return [lambda name=name: window.layout_controller.show_pane(name) for name in panes]


def _selections(window: MainWindow) -> list[Callable[[], object]]:
    """Each page of the settings."""
    layer = window.document.project.recipe.blocks[0].id
    parts = (Neuron(layer, 0), Weight(layer, WEIGHTS, (0, 0)), None)
    chosen = [lambda block=block: window.canvas.select(block) for block in (INPUT, layer, OUTPUT, None)]
    return [*chosen, *(lambda part=part: window.inspector.show_part(part) for part in parts)]


def _look_at_views(window: MainWindow, walk: Walk) -> None:
    """Each in the window, and one in a window of its own."""
    for name in VIEWS:
        window.layout_controller.show_view(name)
        walk.look()
    window.board.slots[name].own.click()
    walk.look()
    window.board.slots[name].own.click()
    window.layout_controller.reset()


def _look_at_popups(window: MainWindow, walk: Walk) -> None:
    """Of the canvas."""
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
    walk.wait_until(lambda: not window.findChild(CsvDialog).progress.isVisible())
    walk.look_and_close(CsvDialog)
    window.preference_controller.open_dialog()
    walk.look_and_close(PreferencesDialog)
    window.help_dialogs.show_guide()
    walk.look_and_close(GuideDialog)
    window.help_dialogs.show_about()
    walk.look_and_close(AboutDialog)
    window.race_controller.open()
    walk.look()
    window.race_controller.close()
    check = CheckWindow(window)
    check.wait()
    walk.look_and_close(CheckWindow)
    for ask in (window.file_controller.may_leave, lambda: may_replace(window, Path("a.npp"))):
        window.document.edit("An edit", replace(window.document.project, recipe=replace(window.document.project.recipe, batch=7)))
        QTimer.singleShot(0, window, lambda: walk.look_and_close(QMessageBox))
        ask()
