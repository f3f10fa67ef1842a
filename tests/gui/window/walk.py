"""A way through all that the window can show: its panes, pages, popups, dialogs and questions, for tests that look at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from engine.core.resources import resource
from engine.data.datasets import DATASETS
from engine.exporters.npz import Npz
from engine.exporters.trained_model import TrainedModel
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT, Recipe
from engine.search.executors.in_process import InProcess
from engine.search.trial import SearchProgress
from engine.training.session import Session
from gui.canvas.diagram.parts import WEIGHTS, Neuron, Weight
from gui.lessons.teacher.save_lesson_dialog import SaveLessonDialog
from gui.model.lessons.lesson_reading import lessons_in
from gui.panels.data.opening.table_dialog import TableDialog
from gui.panels.export.export_dialog import ExportDialog
from gui.panels.importing.import_dialog import ImportDialog
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.search.search_frame import PAUSED, SearchFrame
from gui.views.gradients.check_window import CheckWindow
from gui.widgets.save_dialog import may_replace
from gui.window.help.help_dialogs import AboutDialog
from gui.window.help.help_window import HelpWindow
from gui.window.main_window import MainWindow
from tests.engine.builders import snapshot_of
from tests.gui.search.made_trials import PLAN, made_trials

SEEN_LESSONS = "01_loop", "03_xor"
FRAMES_MS = 50  # for a view to show the next frame
AN_EDIT = "⟦An edit⟧"  # somebody's own words, in any language


class Walk:
    """Calls `see` wherever it looks."""

    def __init__(self, qtbot: QtBot, see: Callable[[], None]) -> None:
        self._qtbot, self._see, self.wait_until = qtbot, see, qtbot.waitUntil

    def look(self) -> None:
        self._qtbot.wait(FRAMES_MS)
        self._see()

    def look_and_close(self, kind: type[QWidget]) -> None:
        """At a dialog or window of its own, which is open now."""
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
        assert shown, kind
        self.look()
        for widget in shown:
            widget.close()


def panes(window: MainWindow) -> list[Callable[[], object]]:
    """The drawer with each pane."""
    return [lambda name=name: window.layout_controller.show_pane(name) for name in window.stage.drawer.panes]


def selections(window: MainWindow) -> list[Callable[[], object]]:
    """Each page of the settings."""
    layer = window.document.project.recipe.blocks[0].id
    parts = (Neuron(layer, 0), Weight(layer, WEIGHTS, (0, 0)), None)
    chosen = [lambda block=block: window.canvas.select(block) for block in (INPUT, layer, OUTPUT, None)]
    return [*chosen, *(lambda part=part: window.inspector.show_part(part) for part in parts)]


def look_at_popups(window: MainWindow, walk: Walk) -> None:
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


def look_at_files(window: MainWindow, walk: Walk, folder: Path) -> None:
    """The dialogs about networks in files: what is written, and what was found in one. Nothing is changed."""
    window.export_controller.export()
    walk.look_and_close(ExportDialog)
    file = folder / "network.npz"
    Npz().write(TrainedModel.of(snapshot_of(Session(Recipe(data=DATASETS["moons"]())))), file)
    window.import_controller.open(str(file))
    walk.look_and_close(ImportDialog)


def look_at_lessons(window: MainWindow, walk: Walk) -> None:
    """A lesson as it begins, a step that is done, one with a question, and the dialog that makes one."""
    lessons = window.lesson_controller
    known = {lesson.name: lesson for lesson in lessons_in()[0]}
    lessons.player.timer.setInterval(0)
    for name in SEEN_LESSONS:
        lessons.begin(known[name])
        walk.look()
        lessons.pane.page.show_me.click()
        walk.wait_until(lambda: not lessons.player.is_playing and lessons.run.play.record.done)
        walk.look()
        lessons.leave()
    lessons.save_wanted.emit()
    walk.look_and_close(SaveLessonDialog)


def look_at_dialogs(window: MainWindow, walk: Walk) -> None:
    """Each dialog, window of its own, and question."""
    window.data_panel.open_csv(str(resource("datasets", "iris.csv")))
    walk.wait_until(lambda: not window.findChild(TableDialog).progress.isVisible())
    walk.look_and_close(TableDialog)
    window.preference_controller.open_dialog()
    walk.look_and_close(PreferencesDialog)
    window.help_dialogs.show_guide()
    walk.look_and_close(HelpWindow)
    window.help_dialogs.show_about()
    walk.look_and_close(AboutDialog)
    window.race_controller.open()
    race = window.race_controller.window
    race.start.click()
    walk.wait_until(lambda: race._frame.step > 0)
    race.start.click()
    walk.look()
    window.race_controller.close()
    starts = window.experiments.starts
    starts.runner._open_workers = lambda data: InProcess(data, with_test_rows=True)
    starts.open()
    starts.window.form.count.set_value(2)
    starts.window.form.epochs.set_value(2)
    starts.toggle()
    walk.wait_until(lambda: len(starts.window.wall.model_.tiles) == 2 and not starts.runner.is_running)
    walk.look()
    starts.close()
    window.experiments.search.open()
    search = window.experiments.search.window
    walk.look()
    search.expect()
    search.show_frame(SearchFrame(PAUSED, Path("a.sqlite"), PLAN, SearchProgress(12, 60, best=0), made_trials(12)))
    search.show_page(1)
    for page in range(search.results.tabs.count()):
        search.results.tabs.setCurrentIndex(page)
        walk.look()
    window.experiments.search.close()
    check = CheckWindow(window)
    check.wait()
    walk.look_and_close(CheckWindow)
    for ask in (window.file_controller.may_leave, lambda: may_replace(window, Path("a.npp"))):
        project = window.document.project
        window.document.edit(AN_EDIT, replace(project, recipe=replace(project.recipe, batch=project.recipe.batch + 1)))
        QTimer.singleShot(0, window, lambda: walk.look_and_close(QMessageBox))
        ask()
