"""The main window: makes the panels and controllers, says where the panels stand, and connects them.

Read left to right like the sentence it teaches: data, network, output; below it what training does. To add a panel, make it with
`_add` in `__init__` and give it a line in `_arrange`; a view needs nothing here.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.inspection.snapshot_request import Requests
from gui.canvas.network_panel import NetworkPanel
from gui.controllers.doctor_controller import DoctorController
from gui.controllers.drawing_controller import DrawingController
from gui.controllers.experiments.experiments import Experiments
from gui.controllers.export_controller import ExportController
from gui.controllers.file_controller import FileController, Store
from gui.controllers.import_controller import ImportController
from gui.controllers.preference_controller import PreferenceController
from gui.controllers.project_controller import ProjectController
from gui.controllers.run_controller import RunController
from gui.controllers.run_list_controller import RunListController
from gui.controllers.state_reader import StateReader
from gui.controllers.timeline_controller import TimelineController
from gui.document import Change, Document
from gui.model.project import Project
from gui.palette.input_palette import InputPalette
from gui.palette.layer_palette import LayerPalette
from gui.panels.data.data_panel import DataPanel
from gui.panels.inspector.inspector import Inspector
from gui.panels.run.run_bar import RunBar
from gui.panels.stacked_lists import StackedLists
from gui.training.frame import Frame
from gui.training.trainer import Trainer
from gui.views.intents import Intent
from gui.widgets import background
from gui.widgets.banner import Action, Banner
from gui.window.drawer.drawer import Pane
from gui.window.file_drop import FileDrop
from gui.window.first_size import place_first
from gui.window.frame_messages import FrameMessages
from gui.window.frame_pacing import FramePacing
from gui.window.help.help_dialogs import HelpDialogs
from gui.window.intent_table import carry_out
from gui.window.layout_controller import LayoutController
from gui.window.lesson_host import connect_lessons, pane_of
from gui.window.menus import actions, view_entries
from gui.window.menus.appearance_entries import add_appearance
from gui.window.menus.edit_entries import add_edit_entries
from gui.window.presentation import Presentation
from gui.window.slots.owned_windows import close_windows_of
from gui.window.slots.slot_board import SlotBoard
from gui.window.slots.stage import Stage
from gui.window.view_host import ViewHost


@runtime_checkable
class ShowsFrames(Protocol):
    """A panel or controller that is handed each frame."""

    def show_frame(self, frame: Frame) -> None: ...


@runtime_checkable
class ReportsProblems(Protocol):
    """A panel or controller whose `problem` signal carries a sentence for the user."""

    problem: Any


Part = TypeVar("Part")
TEXTS, NETWORK, LESSON = 0.25, 0.25, 0.1  # seconds between two pictures of a part, at least, while training goes at full speed


class MainWindow(QMainWindow):
    """Owns the document, the trainer, the controllers and all panels."""

    changed = Signal()  # the project or its trained weights are no longer what they were
    acted = Signal(str, float)  # the user did in a view what a lesson may ask for: `ReportAction`

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.frame_targets: list[ShowsFrames] = []
        self._trained = (0, 0.0)  # which project, and for how long it had trained in the last frame
        self.document = Document(project, self)
        self.pacing = FramePacing()
        self.trainer = Trainer(self._requests, self, self.pacing.due)
        self.run_bar = self._add(RunBar(self.document), TEXTS)
        self.network_panel = self._add(NetworkPanel(self.document), NETWORK)
        self.canvas = self.network_panel.canvas
        self.inspector = self._add(Inspector(self.document), TEXTS)
        self.data_panel = self._add(DataPanel(self.document))
        self.layer_list, self.input_list = LayerPalette(), self._add(InputPalette(self.document))
        self.timeline_controller = self._add(TimelineController(self.document, self.trainer, self))
        self.run_list_controller = self._add(RunListController(self.document, self.trainer, self))
        self.doctor_controller = self._add(DoctorController(self.document, self.run_list_controller, self))
        self.view_host = self._add(ViewHost(self, self.pacing))
        self.views = self.view_host.by_name
        self.banner = Banner()
        remedies, sees = self.timeline_controller.remedies, self.canvas.isVisible
        self.messages = self._add(FrameMessages(self.banner, remedies, self.document.keep_weights, sees))
        self.project_controller = ProjectController(self.document)
        self.drawing_controller = DrawingController(self)
        self.run_controller = RunController(self.document, self.trainer)
        self.reader, show_message, show_adopted = StateReader(self), self.messages.show_message, self.messages.show_adopted
        self.file_controller = FileController(self, self.document, self.trainer, self.reader, show_message)
        self.unsaved = self._add(self.file_controller.unsaved)
        self.experiments = self._add(Experiments(self.document, self.trainer, self.reader, self.file_controller, self))
        self.race_controller = self.experiments.race
        self.export_controller = ExportController(self, self.trainer, self.reader, self.file_controller, show_message)
        self.import_controller = ImportController(self, self.document, self.trainer, self.reader, show_message, show_adopted)
        self.help_dialogs = HelpDialogs(self, show_message)
        self.lesson_controller = self._add(connect_lessons(self), LESSON, asks=False)
        self.file_drop = FileDrop(self, self.file_controller.open_dropped, self.data_panel.open_csv, self.import_controller.open)
        self.file_controller.table_wanted.connect(self.data_panel.open_csv)
        self.file_controller.weights_wanted.connect(self.import_controller.open)
        self.setAcceptDrops(True)
        self.preference_controller = PreferenceController(self, self.trainer, self.run_bar.speed_bar)
        self.stage = Stage(self.network_panel, self.inspector, self.banner, self.timeline_controller.bar)
        self.board = SlotBoard(self, self.stage.regions, self.views.__getitem__, self.file_drop)
        self.layout_controller = LayoutController(self, self.stage, self.board)
        self.presentation = Presentation(self, self.stage)
        self.menus = actions.add_menus(self, self, self.document.stacks)
        self._arrange()
        self._connect()
        self._show_title()
        self.run_bar.setFocus()  # not on a message's close button
        self.trainer.open(project.recipe)

    def handle(self, intent: Intent) -> None:
        """Do what the user wants in a view."""
        carry_out(intent, self)

    # -- what the program around the window calls
    def open_path(self, path: str) -> bool:
        """Open a project file or a link, or show in the banner why not. Returns whether it is open."""
        return self.file_controller.links.open_named(path)

    def send_state_to(self, store: Store) -> None:
        """Call `store` with the project, its trained state and the recipe of that, unless the state cannot be had now."""
        self.file_controller.send_state_to(store)

    def shutdown(self) -> None:
        """Stop training and reading, and wait for the threads. May be called more than once."""
        background.end_all()
        self.experiments.shutdown()
        self.trainer.shutdown()
        self.unsaved.end()

    # -- putting together
    def _add(self, part: Part, pace: float = 0.0, asks: bool = True) -> Part:
        """Connect what any part may have: frames that it is to be shown, at a pace, and problems that it reports."""
        self.pacing.add(part, pace, asks)
        if isinstance(part, ShowsFrames):
            self.frame_targets.append(part)
        if isinstance(part, ReportsProblems):
            part.problem.connect(lambda text: self.messages.show_message("error", text))
        return part

    def _arrange(self) -> None:
        """Put everything in its first place, and then where the user left it."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.run_bar)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(body)
        palette = StackedLists(self.layer_list, self.input_list)
        for pane in (
            Pane("data", _("Data"), "data", _("what the network learns from."), self.data_panel),
            Pane("palette", _("Layers and inputs"), "layers", _("drag them onto the network."), palette),
            pane_of(self.lesson_controller),
            Pane("runs", _("Runs"), "runs", _("what was trained before, to compare."), self.run_list_controller.list, 400),
        ):
            self.layout_controller.add_pane(pane)
        self.look_back = view_entries.look_back_action(self, self.timeline_controller.bar)
        back = QToolButton()
        back.setDefaultAction(self.look_back)
        self.stage.rail.add_tool(back)
        add_edit_entries(self, self.menus.menus["edit"], self.canvas, self.layout_controller.show_network)
        menu = self.menus.menus["view"]
        view_entries.add_views(menu, self.layout_controller)
        view_entries.add_panes(menu, self.layout_controller)
        menu.addAction(self.look_back)
        menu.addAction(view_entries.numbers_action(self, self.canvas.net.numbers))
        add_appearance(self, self.menus, self.preference_controller, self.presentation)
        place_first(self)
        self.layout_controller.restore()

    def _connect(self) -> None:
        self.document.changed.connect(self._follow)
        self.data_panel.notice.connect(self.messages.show_data_notice)
        show_runs = Action(_("Show Runs"), lambda: self.layout_controller.show_pane("runs"))
        self.run_list_controller.kept.connect(lambda text: self.messages.show_message("info", text, show_runs))
        self.experiments.adopted.connect(self.messages.show_adopted)
        self.experiments.adopted.connect(self.layout_controller.show_network)  # its window lies in front
        self.unsaved.changed.connect(self._show_title)
        self.trainer.framed.connect(self._show_frame)
        self.trainer.failed.connect(self._raise)
        self.experiments.failed.connect(self._raise)
        self.run_bar.play_toggled.connect(self.run_controller.toggle_play)
        self.run_bar.step_epoch.connect(self.trainer.step_epoch)
        self.run_bar.step_batch.connect(self.trainer.step_batch)
        self.run_bar.same_start.connect(self.run_controller.same_start)
        self.run_bar.new_start.connect(self.run_controller.new_start)
        self.run_bar.export_wanted.connect(self.export_controller.export)
        filler = self.layout_controller.filler
        self.network_panel.fill_wanted.connect(lambda: filler.toggle(self.network_panel))
        filler.changed.connect(lambda: self.network_panel.show_filled(filler.filled is self.network_panel))
        self.canvas.selected.connect(self.inspector.show_selection)
        self.canvas.hover.target_selected.connect(self.inspector.show_part)
        self.canvas.hover.target_selected.connect(self.view_host.show_target)
        self.canvas.edit_wanted.connect(self._edit_selected)
        self.canvas.link_pasted.connect(self.file_controller.links.open)
        self.canvas.neuron_hovered.connect(self.view_host.show_neuron)
        self.layer_list.chosen.connect(self.canvas.add_layer)
        self.layer_list.considered.connect(self.canvas.consider)
        self.input_list.switcher.refused.connect(self.canvas.show_message)
        self.run_list_controller.shown.connect(self.view_host.show_runs)
        self.doctor_controller.noticed.connect(self.network_panel.show_notice)
        self.doctor_controller.pointed.connect(self.canvas.net.show_verdict)
        self.doctor_controller.counted.connect(lambda count: self.board.show_count("doctor", count))
        self.network_panel.notice.wanted.connect(lambda: self.layout_controller.show_view("doctor"))
        self.view_host.intent.connect(self.handle)
        self.network_panel.numbers.intent.connect(self.handle)
        self.inspector.output_page.intent.connect(self.handle)
        self.view_host.set_axes(self.document.project.axes)

    # -- what happens
    def _follow(self, change: Change) -> None:
        self.trainer.follow(change)
        self.messages.follow(change)
        if change.after.axes != change.before.axes or change.opened:
            self.view_host.set_axes(change.after.axes)
        self._show_title()
        if not change.opened:
            self.changed.emit()

    def _edit_selected(self, _block: object) -> None:
        self.layout_controller.show_network()
        self.inspector.setFocus(Qt.FocusReason.OtherFocusReason)

    def _requests(self) -> Requests:
        """What the visible panels want to have in the next frame."""
        network = {self.network_panel: self.canvas.requests(self.document.project.axes.plane)}
        doctor = {self.doctor_controller: self.doctor_controller.requests()}
        texts = dict.fromkeys((self.run_bar, self.inspector), Requests())
        return self.pacing.request({**network, **doctor, **texts, **self.view_host.requests()})

    def _show_frame(self, frame: Frame) -> None:
        for target in self.frame_targets:
            if self.pacing.draws(target, frame):
                target.show_frame(frame)
        before, self._trained = self._trained, (frame.opening, frame.trained_seconds)
        if frame.running or (frame.opening == before[0] and self._trained != before):
            self.changed.emit()

    def _raise(self, error: BaseException) -> None:
        """An unforeseen error of a training thread: on to the crash reporter."""
        raise error

    def _show_title(self) -> None:
        self.setWindowTitle(_("{project}[*] – Network Playground").format(project=self.file_controller.title()))
        self.setWindowModified(self.unsaved.exists())

    # -- Qt
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.file_drop.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.file_drop.drop(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.presentation.is_on:
            self.presentation.end()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.reader.is_waiting or not self.file_controller.may_leave():
            self.reader.close_afterwards()
            event.ignore()
            return
        self.file_controller.settle()
        self.reader.wait_for_end(self.trainer.client, *self.experiments.clients)
        self.presentation.end()
        self.layout_controller.save()
        self.view_host.save()
        self.board.close_windows()
        self.experiments.close()
        close_windows_of(self)
        self.shutdown()
        self.document.undo_stack.clear()
        event.accept()
