"""The main window: puts the panels together and leads what happens from one to the other.

Read left to right like the sentence it teaches: data, network, output; below it what training does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from engine.inspection.snapshot_request import Requests
from engine.recipe.remedies import Remedy
from engine.training.checkpoint import Checkpoint
from gui.canvas.network_panel import NetworkPanel
from gui.controllers.export_controller import ExportController
from gui.controllers.file_controller import FileController
from gui.controllers.race_controller import RaceController
from gui.controllers.run_list_controller import RunListController
from gui.controllers.timeline_controller import TimelineController
from gui.document import Change, Document
from gui.model import edits
from gui.model.project import Axes, Project
from gui.model.templates import Template, from_template
from gui.palette.input_palette import InputPalette
from gui.palette.layer_palette import LayerPalette
from gui.panels.data.data_panel import DataPanel
from gui.panels.inspector.inspector import Inspector
from gui.panels.run.run_bar import RunBar
from gui.style import theme
from gui.training.frame import Frame
from gui.training.trainer import Trainer
from gui.views.intents import ApplyRemedy, CheckGradients, HighlightRows, Intent, ReportProblem, SelectLayer, SetAxes
from gui.widgets.banner import Banner
from gui.window import actions, help_dialogs
from gui.window.arrangement import arrange
from gui.window.docks import Docks
from gui.window.frame_messages import Messages
from gui.window.view_host import ViewHost


class MainWindow(QMainWindow):
    """Owns the document, the trainer and all panels."""

    changed = Signal()  # the project or its trained weights are no longer what they were

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.document = Document(project, self)
        self.trainer = Trainer(self._requests, self)
        self.past = TimelineController(self.document, self.trainer, self)
        self.banner = Banner()
        self.messages = Messages(self.banner, self.past.remedies)
        self.files = FileController(self, self.document, self.trainer, self.messages.tell)
        self.exports = ExportController(self, lambda: self.trainer.frame.snapshot, self.messages.tell)
        self.run_bar = RunBar(self.document)
        self.network = NetworkPanel(self.document)
        self.canvas = self.network.canvas
        self.layer_list, self.input_list = LayerPalette(), InputPalette(self.document)
        self.data_panel = DataPanel(self.document)
        self.inspector = Inspector(self.document)
        self.live = ViewHost(self)
        self.views = self.live.by_name
        self.races = RaceController(self.document, self.trainer, self)
        self.runs = RunListController(self.document, self.trainer, self)
        self.panels = Docks(self)
        self._intents: dict[type[Intent], Callable[[Any], object]] = {
            SetAxes: lambda intent: self._set_axes(intent.axes),
            ApplyRemedy: lambda intent: self._try(intent.remedy),
            SelectLayer: lambda intent: self.canvas.select(intent.layer),
            CheckGradients: lambda intent: self.trainer.check_gradients(),
            HighlightRows: lambda intent: self.live.highlight_rows(intent.rows),
            ReportProblem: lambda intent: self.messages.tell("error", intent.text),
        }
        self.actions_by_name = actions.build(self)
        arrange(self)
        self._connect()
        self._show_title()
        self.run_bar.setFocus()  # not on a message's close button
        self.trainer.open(project.recipe)

    # -- what menus and buttons do
    def toggle_play(self) -> None:
        if self.trainer.frame.running:
            self.trainer.pause()
        else:
            self.trainer.play()

    def same_start(self) -> None:
        """Step 0 again with the same seeds: the very same run."""
        self.document.edit("Same start", self.document.project, restart=True)

    def new_start(self) -> None:
        """Step 0 with other seeds for weights and order."""
        self.document.edit("New start", edits.new_start(self.document.project, np.random.default_rng()), restart=True)

    def use_template(self, template: Template) -> None:
        """The template's layers in place of the present ones, from the start."""
        after = from_template(self.document.project, template)
        self.document.edit(f"Template {template.name}", after, restart=True)

    def open_csv(self) -> None:
        self.data_panel.open_csv()

    def show_guide(self) -> None:
        help_dialogs.GuideDialog(self).open()

    def show_about(self) -> None:
        help_dialogs.AboutDialog(self).open()

    # -- what the program around the window calls
    def open_path(self, path: str) -> bool:
        return self.files.open_path(Path(path))

    def open_recovered(self, path: str) -> bool:
        opened = self.files.open_path(Path(path), remember=False)
        if opened:
            self.document.undo_stack.resetClean()
        return opened

    def send_state_to(self, store: Callable[[Project, Checkpoint | None], None]) -> None:
        store(*self.files.state())

    def shutdown(self) -> None:
        self.races.shutdown()
        self.trainer.shutdown()

    # -- putting together
    def _connect(self) -> None:
        self.document.changed.connect(self._follow)
        self.document.undo_stack.cleanChanged.connect(self._show_title)
        self.trainer.framed.connect(self._show_frame)
        self.trainer.failed.connect(self._raise)
        theme.events.changed.connect(self._retheme)
        self.run_bar.play_toggled.connect(self.toggle_play)
        self.run_bar.step_epoch.connect(self.trainer.step_epoch)
        self.run_bar.step_batch.connect(self.trainer.step_batch)
        self.run_bar.same_start.connect(self.same_start)
        self.run_bar.new_start.connect(self.new_start)
        self.run_bar.export_wanted.connect(self.exports.export)
        self.canvas.selected.connect(self.inspector.show_selection)
        self.canvas.hover.target_selected.connect(self.inspector.show_part)
        self.canvas.edit_wanted.connect(self._edit_selected)
        self.layer_list.chosen.connect(self.canvas.add_layer)
        self.input_list.switcher.refused.connect(self.canvas.show_message)
        self.races.failed.connect(self._raise)
        for panel in (self.data_panel, self.inspector, self.races, self.runs.list):
            panel.problem.connect(lambda text: self.messages.tell("error", text))
        self.canvas.neuron_hovered.connect(self.live.show_neuron)
        self.runs.shown.connect(self.live.show_runs)
        self.live.intent.connect(self.handle)
        self.live.set_axes(self.document.project.axes)

    # -- what happens
    def _follow(self, change: Change) -> None:
        self.trainer.follow(change)
        if change.after.axes != change.before.axes or change.opened:
            self.live.set_axes(change.after.axes)
        self._show_title()
        self.changed.emit()

    def handle(self, intent: Intent) -> None:
        """Do what a user wants in a view."""
        self._intents[type(intent)](intent)

    def _set_axes(self, axes: Axes) -> None:
        project = self.document.project
        self.document.edit("Other axes", dataclasses.replace(project, axes=axes), merge="axes")

    def _try(self, remedy: Remedy) -> None:
        """What the doctor advises, as one edit."""
        project = self.document.project
        after = dataclasses.replace(project, recipe=remedy.apply(project.recipe))
        self.document.edit(f"Doctor: {remedy.text.rstrip('.')}", after, restart=remedy.restarts)

    def _edit_selected(self, _block: object) -> None:
        self.panels.docks["inspector"].show()
        self.panels.docks["inspector"].raise_()
        self.inspector.setFocus(Qt.FocusReason.OtherFocusReason)

    def _requests(self) -> Requests:
        """What the visible panels want to see in the next frame."""
        return self.canvas.requests(self.document.project.axes.plane) | self.live.requests()

    def _show_frame(self, frame: Frame) -> None:
        for panel in (self.run_bar, self.network, self.inspector, self.data_panel, self.input_list):
            panel.show_frame(frame)
        for lead in (self.past, self.runs, self.live, self.messages):
            lead.show_frame(frame)
        if frame.running:
            self.changed.emit()

    def _raise(self, error: BaseException) -> None:
        """An error nobody foresaw, out of the training thread: on to the crash reporter."""
        raise error

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.files.title()}[*] – Network Playground")
        self.setWindowModified(not self.document.undo_stack.isClean())

    # -- Qt
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.panels.save()
        self.live.save()
        self.races.close()
        self.shutdown()
        self.document.undo_stack.clear()
        event.accept()

    def _retheme(self) -> None:
        self.canvas.retheme()
        self.layer_list.retheme()
        self.input_list.retheme()
        self.races.retheme()
        self.runs.retheme()
