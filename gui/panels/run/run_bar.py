"""The bar on top: start, play and step; the progress of the run; and the hyperparameters that are changed most often."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.inspection.snapshot import Snapshot
from gui.document import Document
from gui.panels.run.hyperparameter_bar import HyperparameterBar
from gui.panels.run.speed_bar import SpeedBar
from gui.style import icons, theme
from gui.style.text_size import follow, set_font, set_icon_size
from gui.training.frame import Frame
from gui.widgets.compact_button import CompactButton
from gui.widgets.labels import LiveNumber, note, vertical_separator
from gui.widgets.spoken.announcement import announce


class RunBar(QWidget):
    """Two rows: buttons and counters above, hyperparameters below. The user's wishes are emitted as signals."""

    play_toggled = Signal()
    step_epoch = Signal()
    step_batch = Signal()
    same_start = Signal()
    new_start = Signal()
    export_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.play = QPushButton(_("Play"))
        self.play.setProperty("primary", True)
        set_font(self.play, "body", bold=True)
        follow(self.play, lambda: self.play.setMinimumWidth(theme.px(112)))
        set_icon_size(self.play, 20)
        self.setFocusProxy(self.play)
        self.buttons = {
            "same_start": _button(_("Same start"), "same_start", _("Back to step 0 with the same seeds: the same run again.")),
            "new_start": _button(
                _("New start"), "new_start", _("Back to step 0 with other start weights and another order of rows.")
            ),
            "step_epoch": _button(_("Epoch"), "step_epoch", _("One epoch: every training row once.")),
            "step_batch": _button(_("Batch"), "step_batch", _("One step: a single mini-batch.")),
        }
        self.undo, self.redo = _tool("undo", _("Undo")), _tool("redo", _("Redo"))
        self.export = _button(_("Export…"), "export", _("Write the trained weights to a file for other programs."))
        self.epoch = LiveNumber("00,000,000", _("Epoch"), _("How often every training row has been seen."))
        self.step = LiveNumber("0,000,000,000", _("Step"), _("How many mini-batches the network has learned from."))
        self.speed = LiveNumber("000,000", _("Steps per second"), _("How fast it trains."))
        self.speed_bar = SpeedBar()
        self.hyperparameters = HyperparameterBar(document)
        self._running: bool | None = None
        self._threads = 1
        self._past = False  # whether the window shows an earlier moment
        self._lay_out()
        self._connect()
        self._show_running(False)
        self.undo.setEnabled(document.stacks.canUndo())
        self.redo.setEnabled(document.stacks.canRedo())
        self._show_undo(document.stacks.undoText())
        self._show_redo(document.stacks.redoText())

    def show_frame(self, frame: Frame) -> None:
        """Show the counters, and whether it trains."""
        snapshot = frame.snapshot
        self.epoch.show_text(format_count(snapshot.epoch if snapshot else 0))
        self.step.show_text(format_count(snapshot.step if snapshot else 0))
        speed = frame.steps_per_second if frame.running else 0
        self.speed.show_text(format_count(round(speed)) if speed else "–")
        self._show_threads(snapshot.threads if snapshot else 1)
        self._past = frame.past_step is not None
        if self._running and not frame.running and snapshot is not None:
            announce(self, self._end_in_words(snapshot))
        self._show_running(frame.running)
        self.export.setEnabled(snapshot is not None)
        self._show_problem("" if frame.waits else frame.problem)
        self.speed_bar.show_frame(frame)
        self.hyperparameters.show_frame(frame)

    def _show_threads(self, count: int) -> None:
        if count != self._threads:
            self._threads, one = count, _("How fast it trains.")
            many = _("How fast it trains. Matrix products use {count} processor threads.")
            self.speed.setToolTip(one if count == 1 else many.format(count=count))

    def _end_in_words(self, snapshot: Snapshot) -> str:
        text = _("Training has stopped at step {step}. Loss on training rows: {loss}.")
        return text.format(step=format_count(snapshot.step), loss=format_number(snapshot.scores.train_loss))

    def _show_running(self, running: bool) -> None:
        if running is not self._running:
            self._running = running
            self.play.setText(_("Pause") if running else _("Play"))
            self._show_problem("")
            icons.set_icon(self.play, "pause" if running else "play", "on_accent")

    def _show_problem(self, problem: str) -> None:
        """Disable play and step while the network cannot be trained; the tooltip says why."""
        can = not problem
        for button in (self.play, self.buttons["step_epoch"], self.buttons["step_batch"]):
            if button.isEnabled() is not can:
                button.setEnabled(can)
        help = _("Stop for a moment. Nothing is lost.") if self._running else _("Train: watch the network learn.")
        if self._past and not self._running:
            help = _("Leave the past, and train on from the last step of the run.")
        help = problem or help
        if self.play.toolTip() != help:
            self.play.setToolTip(help)

    def _show_undo(self, text: str) -> None:
        self.undo.setToolTip(_("Undo: {what}").format(what=text) if text else _("Nothing to undo."))

    def _show_redo(self, text: str) -> None:
        self.redo.setToolTip(_("Redo: {what}").format(what=text) if text else _("Nothing to redo."))

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_toggled)
        signals = {"same_start": self.same_start, "new_start": self.new_start}
        signals |= {"step_epoch": self.step_epoch, "step_batch": self.step_batch}
        for name, signal in signals.items():
            self.buttons[name].clicked.connect(signal)
        self.export.clicked.connect(self.export_wanted)
        stack = self.document.stacks
        self.undo.clicked.connect(stack.undo)
        self.redo.clicked.connect(stack.redo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        stack.undoTextChanged.connect(self._show_undo)
        stack.redoTextChanged.connect(self._show_redo)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        start, step = ("same_start", "new_start"), ("step_epoch", "step_batch")
        for part in (
            self.play,
            *(self.buttons[n] for n in step),
            self.speed_bar,
            vertical_separator(),
            *(self.buttons[n] for n in start),
            vertical_separator(),
        ):
            top.addWidget(part)
        for name, number in ((_("epoch"), self.epoch), (_("step"), self.step), (_("steps / s"), self.speed)):
            top.addLayout(_counter(name, number))
        top.addStretch(1)
        for part in (self.undo, self.redo, self.export):
            top.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 6)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.hyperparameters)


def _counter(name: str, number: LiveNumber) -> QVBoxLayout:
    """The name above the number."""
    label = note(name)
    label.setWordWrap(False)
    label.setToolTip(number.toolTip())
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(label)
    column.addWidget(number)
    return column


def _button(text: str, icon: str, help: str) -> QPushButton:
    button = CompactButton(text)
    button.setToolTip(help)
    set_icon_size(button, 20)
    icons.set_icon(button, icon)
    return button


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("quiet", True)
    button.setAccessibleName(name)
    icons.set_icon(button, icon)
    return button
