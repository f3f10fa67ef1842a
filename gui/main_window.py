"""The main window: puts the panels together and leads what happens from one to the other.

Read left to right like the sentence it teaches: data, network, output; below it what training does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QToolBar

from engine.checkpoint import Checkpoint
from engine.problems import Divergence
from engine.remedies import Remedy
from engine.snapshot import Look
from gui import actions, guide, theme
from gui.canvas.palette import Palette
from gui.canvas.panel import NetworkPanel
from gui.docks import Docks
from gui.document import Change, Document
from gui.exports import Exports
from gui.inputs.list import InputList
from gui.live_views import LiveViews
from gui.model import edits
from gui.model.project import Axes, Project
from gui.model.templates import Template, from_template
from gui.panels.data_panel import DataPanel
from gui.panels.inspector import Inspector
from gui.panels.parts import Parts
from gui.panels.run_bar import RunBar
from gui.project_files import ProjectFiles
from gui.race.races import Races
from gui.runs import Runs
from gui.time_travel import TimeTravel
from gui.training.frame import Frame
from gui.training.trainer import Trainer
from gui.widgets.banner import Banner, Message
from gui.widgets.overlay import Overlay

BEHIND_GRADIENTS = ("doctor", "optimizer", "weights", "activations", "hidden")
TABS = {"metric": "loss", "confusion": "loss"} | dict.fromkeys(BEHIND_GRADIENTS, "gradients")  # behind whom


class MainWindow(QMainWindow):
    """Owns the document, the trainer and all panels."""

    changed = Signal()  # the project or its trained weights are no longer what they were

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.document = Document(project, self)
        self.trainer = Trainer(self._look, self)
        self.banner = Banner()
        self.files = ProjectFiles(self, self.document, self.trainer, self.tell)
        self.exports = Exports(self, lambda: self.trainer.frame.snapshot, self.tell)
        self.run_bar = RunBar(self.document)
        self.network = NetworkPanel(self.document)
        self.canvas = self.network.canvas
        self.layer_list, self.input_list = Palette(), InputList(self.document)
        self.data_panel = DataPanel(self.document)
        self.inspector = Inspector(self.document)
        self.live = LiveViews(self)
        self.views = self.live.by_name
        self.past = TimeTravel(self.document, self.trainer, self)
        self.races = Races(self.document, self.trainer, self)
        self.runs = Runs(self.document, self.trainer, self)
        self.panels = Docks(self)
        self.actions_by_name = actions.build(self)
        self._said: tuple[str, str, Divergence | None] = ("", "", None)
        self._arrange()
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
        guide.GuideDialog(self).open()

    def show_about(self) -> None:
        guide.AboutDialog(self).open()

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

    def tell(self, kind: str, text: str) -> None:
        """A message at the bottom of the window, in the place of the last one that was told; no text takes that back."""
        if text:
            self.banner.say(Message(kind, text, key="told"))
        else:
            self.banner.take_back("told")

    def shutdown(self) -> None:
        self.races.shutdown()
        self.trainer.shutdown()

    # -- putting together
    def _arrange(self) -> None:
        self.setCentralWidget(self.network)
        self.addToolBar(self._bar())
        self.panels.add("data", "Data", self.data_panel, "left")
        self.panels.add("palette", "Layers and inputs", Parts(self.layer_list, self.input_list), "left")
        self.panels.add("boundary", self.views["boundary"].title, self.views["boundary"], "right")
        self.panels.add("inspector", "Settings", self.inspector, "right")
        for name, view in sorted(self.views.items(), key=lambda one: (one[0] in TABS, not one[1].opens)):
            if name not in self.panels.docks:
                self.panels.add(name, view.title, view, view.place, TABS.get(name, ""), view.opens)
        self.panels.add("runs", "Runs", self.runs.list, "bottom", "gradients", opens=False)
        self.panels.add_bar("time", "Look back", self.past.bar, "Ctrl+T")
        self._messages = Overlay(self, self.banner, tuple(self.panels.bars))
        view_menu = self._menu("&View")
        self.panels.fill(view_menu)
        self._add_themes(view_menu)
        self.resize(first_size(self.screen().availableSize()))
        self.panels.restore()
        for name, dock in self.panels.docks.items():
            if name in self.views:
                dock.visibilityChanged.connect(lambda shown, view=self.views[name]: shown and self.live.show_in(view))

    def _bar(self) -> QToolBar:
        """The run bar over the full width; it stays where it is."""
        bar = QToolBar("Run")
        bar.setObjectName("run")
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        bar.addWidget(self.run_bar)
        return bar

    def _menu(self, title: str) -> QMenu:
        return next(menu for menu in self.menuBar().findChildren(QMenu) if menu.title() == title)

    def _add_themes(self, menu: QMenu) -> None:
        menu.addSeparator()
        sub = menu.addMenu("&Theme")
        group = QActionGroup(self)
        for choice in theme.CHOICES:
            action = sub.addAction(choice.capitalize())
            action.setCheckable(True)
            action.setChecked(choice == theme.choice())
            action.triggered.connect(lambda _checked=False, choice=choice: self._wear(choice))
            group.addAction(action)

    def _wear(self, choice: str) -> None:
        QSettings().setValue("theme", choice)
        theme.apply(QApplication.instance(), choice)

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
        self.canvas.touch.pointer.stays.connect(self.inspector.show_part)
        self.canvas.edit_wanted.connect(self._edit_selected)
        self.layer_list.chosen.connect(self.canvas.add_layer)
        self.input_list.desk.refused.connect(self.canvas.say)
        self.races.failed.connect(self._raise)
        for panel in (self.data_panel, self.inspector, self.live, self.races, self.runs.list):
            panel.problem.connect(lambda text: self.tell("error", text))
        for view in self.views.values():
            self.canvas.neuron_hovered.connect(view.show_neuron)
        self.runs.shown.connect(self.live.show_runs)
        self.live.axes_changed.connect(self._set_axes)
        self.live.remedy_wanted.connect(self._try)
        self.live.layer_wanted.connect(self.canvas.select)
        self.live.check_wanted.connect(self.trainer.check_gradients)
        self.live.set_axes(self.document.project.axes)

    # -- what happens
    def _follow(self, change: Change) -> None:
        self.trainer.follow(change)
        if change.after.axes != change.before.axes or change.opened:
            self.live.set_axes(change.after.axes)
        self._show_title()
        self.changed.emit()

    def _set_axes(self, axes: Axes) -> None:
        project = self.document.project
        self.document.edit("Other axes", dataclasses.replace(project, axes=axes), merge="axes")

    def _try(self, remedy: Remedy) -> None:
        """What the doctor advises, as one edit."""
        project = self.document.project
        after = dataclasses.replace(project, recipe=remedy.apply(project.recipe))
        self.document.edit(f"Doctor: {remedy.text.rstrip('.')}", after, restart=remedy.fresh)

    def _edit_selected(self, _block: object) -> None:
        self.panels.docks["inspector"].show()
        self.panels.docks["inspector"].raise_()
        self.inspector.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> Look:
        """What the visible panels want to see in the next frame."""
        axes = self.document.project.axes
        return self.live.look(self.canvas.look(Look(axes.shown, axes.fixed)))

    def _show_frame(self, frame: Frame) -> None:
        for panel in (self.run_bar, self.network, self.inspector, self.data_panel, self.input_list):
            panel.show_frame(frame)
        for lead in (self.past, self.runs, self.live):
            lead.show_frame(frame)
        self._say_problems(frame)
        if frame.running:
            self.changed.emit()

    def _say_problems(self, frame: Frame) -> None:
        """A problem or a divergence is said once, and the problem is taken back when it is mended."""
        divergence = frame.snapshot.divergence if frame.snapshot is not None else None
        said, self._said = self._said, (frame.problem, frame.notice, divergence)
        if frame.problem and frame.problem != said[0]:
            self.banner.say(Message("error", frame.problem, key="problem"))
        elif said[0] and not frame.problem:
            self.banner.take_back("problem")
        if frame.notice and frame.notice != said[1]:
            self.tell("warning", frame.notice)
        if divergence is not None and divergence != said[2]:
            self.banner.say(Message("warning", str(divergence), self.past.remedies(frame.snapshot), key="divergence"))
        elif said[2] is not None and divergence is None:
            self.banner.take_back("divergence")

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
        self.live.retheme()
        self.races.retheme()
        self.runs.retheme()


def first_size(screen: QSize) -> QSize:
    """Large enough to read from afar, but not the whole of a large screen."""
    wanted = QSize(round(0.85 * screen.width()), round(0.85 * screen.height()))
    return wanted.expandedTo(QSize(1280, 720)).boundedTo(screen)
