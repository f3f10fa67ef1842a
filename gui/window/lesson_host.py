"""What lessons may do with the main window: show views, lock and hide controls, and put everything back as it stood.

A control has a name that stands in files of lessons; resources/lessons/README.md lists them. To add one, add a row to `CONTROLS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.core.translation import _
from engine.data.datasets import DATASETS
from engine.experiments.descent.descent_settings import DescentSettings
from gui.canvas.network_panel import NetworkPanel
from gui.controllers.file_controller import FOLDER, lesson_filter
from gui.controllers.run_list_controller import RunListController
from gui.lessons.first_offer import FirstOffer
from gui.lessons.lesson_controller import LessonController
from gui.lessons.teacher.control_names import NAMES
from gui.lessons.teacher.result_saving import save_result
from gui.lessons.teacher.save_lesson_dialog import SaveLessonDialog
from gui.model import edits
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.start import table_of
from gui.model.run_entries import RunEntries
from gui.model.side_effects import data_side_effects
from gui.panels.inspector.inspector import Inspector
from gui.panels.run.run_bar import RunBar
from gui.settings.folders import folder_for
from gui.views import VIEWS
from gui.views.capabilities import HasParts
from gui.widgets.banner import Action
from gui.window.drawer.drawer import Pane
from gui.window.layout_controller import LayoutController
from gui.window.menus.actions import Menus
from gui.window.slots.arrangement import Arrangement

Control = QWidget | QAction
PACE = 0.25  # seconds between two looks at whether the first network has learned
WIDTH = 340  # of the pane
PANES = ("data", "palette", "runs")


class Window(Protocol):
    """The parts of the main window that are used here."""

    run_bar: RunBar
    network_panel: NetworkPanel
    inspector: Inspector
    layout_controller: LayoutController
    run_list_controller: RunListController
    menus: Menus
    views: Mapping[str, Any]


CONTROLS: dict[str, Callable[[Window], tuple[QWidget, ...]]] = {
    "play": lambda window: (window.run_bar.play,),
    "step_epoch": lambda window: (window.run_bar.buttons["step_epoch"],),
    "step_batch": lambda window: (window.run_bar.buttons["step_batch"],),
    "same_start": lambda window: (window.run_bar.buttons["same_start"],),
    "new_start": lambda window: (window.run_bar.buttons["new_start"],),
    "speed": lambda window: (window.run_bar.speed_bar,),
    "undo": lambda window: (window.run_bar.undo, window.run_bar.redo),
    "export": lambda window: (window.run_bar.export,),
    "rate": lambda window: (_pair(window.run_bar.hyperparameters.lr),),
    "optimizer": lambda window: (_pair(window.run_bar.hyperparameters.optimizer),),
    "loss": lambda window: (_pair(window.run_bar.hyperparameters.loss),),
    "batch": lambda window: (_pair(window.run_bar.hyperparameters.batch),),
    "penalty": lambda window: (_pair(window.run_bar.hyperparameters.penalty),),
    "network": lambda window: (window.network_panel,),
    "settings": lambda window: (window.inspector,),
    "microscope_step": lambda window: (window.views["microscope"].do,),
    "descent_play": lambda window: (window.views["descent"].play,),
    "descent_step": lambda window: (window.views["descent"].step,),
}


def _pair(editor: QWidget) -> QWidget:
    """The editor with its label."""
    return editor.parentWidget()


@dataclass(frozen=True, eq=False)
class WindowBefore:
    """How the window stood when the lesson began."""

    arrangement: Arrangement
    sizes: dict[str, tuple[int, ...]]
    runs: RunEntries


def connect_lessons(window: Any) -> LessonController:
    """Make the controller of lessons for the main window, and connect what it listens to."""
    host = MainWindowHost(window)
    lessons = LessonController(window.document, window.trainer, host, window)
    window.acted.connect(lambda name, value: lessons.do(lambda run: run.play.note_action(name, value)))
    window.run_list_controller.listed.connect(lambda: lessons.do(lambda run: run.play.note_run()))
    window.file_controller.leaving.connect(lessons.leave)
    window.import_controller.leave_lesson = lessons.leave
    window.file_controller.lesson_wanted.connect(lessons.open_path)
    lessons.pane.list.open_wanted.connect(lambda: _open_lesson(window, lessons))
    lessons.pane.page.result_wanted.connect(lambda: save_result(window, lessons.run, window.messages.show_message))
    lessons.save_wanted.connect(lambda: SaveLessonDialog(host, host.state, window.messages.show_message).show())
    offer = FirstOffer(lambda: window.document.project.recipe, lessons)
    offer.wanted.connect(lambda value: _offer(window, lessons, value))
    offer.lost.connect(window.messages.take_back_learned)
    window.frame_targets.append(offer)
    window.pacing.add(offer, PACE, asks=False)
    return lessons


def _open_lesson(window: Any, lessons: LessonController) -> None:
    name = QFileDialog.getOpenFileName(window, _("Open lesson"), folder_for(FOLDER), lesson_filter())[0]
    if name:
        lessons.open_path(Path(name))


def _offer(window: Any, lessons: LessonController, value: float) -> None:
    """It has learned: what next?"""
    text = _("It learned: {percent} % of the test rows are right. What next?")
    if not window.document.project.recipe.data.keeps_test_rows:
        text = _("It learned: {percent} % of all points are right. What next?")
    snapshot = window.trainer.frame.snapshot
    if snapshot is not None and snapshot.data.task.is_regression:
        text = _("It learned: R² is {value} of at most 1. What next?")
    text = text.format(percent=f"{100 * value:.0f}", value=f"{value:.3f}")
    first = lessons.pane.list.lessons[:1]
    is_spiral = window.document.project.recipe.data.kind == "spiral"
    actions = [] if is_spiral else [Action(_("Try Spiral"), lambda: _try_spiral(window))]
    actions += [Action(_("Start lesson 1"), lambda: lessons.begin(first[0]))] if first else []
    window.messages.show_learned(text, *actions)


def _try_spiral(window: Any) -> None:
    data, project = DATASETS["spiral"](), window.document.project
    after = edits.set_data(project, data, table_of(data, project.recipe))
    note = data_side_effects(project.recipe, after.recipe)
    window.document.edit(_("Choose {dataset}").format(dataset=_(data.label)), after, note=note)


def pane_of(lessons: LessonController) -> Pane:
    """Its pane of the drawer."""
    return Pane("lessons", _("Lessons"), "lessons", _("short ways through every idea, each checked."), lessons.pane, WIDTH)


class MainWindowHost:
    """See `LessonHost`."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def widget(self) -> QWidget:
        found: QWidget = self.window
        return found

    def keep_run(self) -> None:
        self.window.run_list_controller.keep()

    def show_view(self, name: str) -> None:
        if name in self.window.views:
            self.window.layout_controller.show_view(name)

    def begin_view(self, name: str, part: str) -> None:
        self.show_view(name)
        view = self.window.views.get(name)
        if isinstance(view, HasParts):
            view.begin_at(part)

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        self.show_view("descent")
        self.window.views["descent"].run(function, balls, settings, steps)

    def show_lessons(self) -> None:
        self.window.layout_controller.show_pane("lessons")

    def controls(self, names: tuple[str, ...]) -> list[Control]:
        """Those of these names that there are."""
        return [control for name in dict.fromkeys(names) for control in self._controls(name)]

    def name_of(self, widget: QWidget) -> tuple[str, QWidget] | None:
        """The control that a widget belongs to, the smallest one: its name, and the widget of it."""
        slots = (f"view.{name}" for name in self.window.board.slots)
        known = [(name, one) for name in (*CONTROLS, *PANES, *slots) for one in self._controls(name) if isinstance(one, QWidget)]
        while widget is not None and widget is not self.window:
            found = next((pair for pair in known if pair[1] is widget), None)
            if found is not None:
                return found
            widget = widget.parentWidget()
        return None

    def label_of(self, name: str) -> str:
        """What people read for the name of a control."""
        kind, _dot, own = name.partition(".")
        if name in PANES:
            title: str = self.window.stage.drawer.panes[name].title
            return title
        if kind == "view" and own in VIEWS:
            return _(VIEWS[own].title)
        return _(NAMES[name]) if name in NAMES else name

    def state(self) -> LessonState:
        """What the window shows now."""
        project, snapshot = self.window.document.project, self.window.trainer.frame.snapshot
        shown = snapshot if snapshot is not None and snapshot.recipe == project.recipe else None
        return LessonState(project, shown, set_weights=self.window.document.set_weights)

    def _controls(self, name: str) -> list[Control]:
        kind, _dot, own = name.partition(".")
        stage, board = self.window.stage, self.window.board
        if name in CONTROLS:
            return list(CONTROLS[name](self.window))
        if name in PANES:
            return [stage.rail.buttons[name], stage.drawer.panes[name].widget]
        if kind == "view" and own in board.slots:
            return [board.slots[own]]
        if kind == "menu" and own in self.window.menus.actions:
            return [self.window.menus.actions[own]]
        return []

    def take(self) -> WindowBefore:
        self.window.messages.show_message("info", "")  # what was said of the own project
        layout, runs = self.window.layout_controller, self.window.run_list_controller
        layout.stage.drawer.leading = "lessons"
        return WindowBefore(layout.now, layout.stage.sizes(), runs.begin_lesson())

    def bring_back(self, before: WindowBefore) -> None:
        layout, runs = self.window.layout_controller, self.window.run_list_controller
        layout.stage.drawer.leading = ""
        layout.filler.unfill()
        layout.show_arrangement(before.arrangement)
        if self.window.presentation.is_on:
            layout.stage.drawer.hide()
        layout.stage.set_sizes(before.sizes)
        runs.show_entries(before.runs)
