"""The microscope: stage by stage through the next training step, each with its rule, its numbers, and where they stand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.inspection.step_stages.step_trace import StepTrace
from gui.style import theme
from gui.style.icons import set_icon
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.intents import HighlightRows, PauseTraining, ReportAction, ShowStage, StepOnce
from gui.views.microscope import reported
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.stages import Stage, stages_of
from gui.views.microscope.stage_bar import StageBar
from gui.views.microscope.stage_page import StagePage
from gui.views.microscope.subject_row import SubjectRow
from gui.views.view_header import below_each_other, headed
from gui.widgets.compact_button import CompactButton
from gui.widgets.labels import note

FIRST = "inputs"  # the key of the first stage
NARROW, WIDEST = 400, 16777215  # pixels at a text size of 100 %; the width that Qt gives a widget without a limit
NO_ROWS = np.empty(0, np.int64)
DO_TIP = N_("Train on the coming batch: afterwards the weights are exactly those that the last stage shows.")


@view("microscope", N_("Microscope"), "ideas", "view_microscope")
class MicroscopeView(View):
    """It shows the step that comes next, and keeps it while training goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._running = False
        self._ringed: Array = NO_ROWS
        self._objection = ""  # why the step on show cannot be done now
        self._look: Look | None = None
        self._stages: tuple[Stage, ...] = ()
        self.stage_bar, self.subject, self.page = StageBar(), SubjectRow(), StagePage()
        self.ask, self.do = CompactButton(_("Ask me")), QPushButton(_("Do this step"))
        self.ask.setCheckable(True)
        self.ask.setToolTip(_("Leave a number of each stage blank, for you to work out."))
        set_icon(self.ask, "question")
        self.hint = note()
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pause = QPushButton(_("Pause to look"))
        self.pause.setToolTip(_("Training goes on. Stop it here, and look at the step that comes next."))
        self.pages = QStackedWidget()
        for page in (self.page, self.hint):
            self.pages.addWidget(page)
        for control in (self.do, self.pause):
            self.subject.add(control)
        body = below_each_other(self.subject, self.pages)
        self.header = headed(self, self.stage_bar, body, self.page.columns, self.ask, saved=(self.page,))
        self._connect()
        self._draw()

    @property
    def stage(self) -> Stage | None:
        """The one on show."""
        at = self.stage_bar.list.currentIndex()
        return self._stages[at] if 0 <= at < len(self._stages) else None

    def requests(self) -> Requests:
        return frozenset() if self._running else frozenset({self.subject.request})

    def show_frame(self, frame: Frame) -> None:
        objection = _objection(frame)
        changed = (frame.running, objection) != (self._running, self._objection)
        self._running, self._objection = frame.running, objection
        if frame.snapshot is not self._shown:
            self._shown = frame.snapshot
            trace = None if frame.snapshot is None else frame.snapshot.get(self.subject.request)
            if trace is not None:
                self._show_trace(trace)
                return
        if changed:
            QTimer.singleShot(0, self, self._draw)

    def choose_row(self, row: int) -> None:
        trace = self._look.trace if self._look is not None else None
        self.subject.choose(row, trace.rows if trace is not None and trace.whole_batch else None)

    def begin_at(self, part: str) -> None:
        """Be at the stage of this key, as "delta" or "backward 2"; without one at the first."""
        self.stage_bar.list.begin_at(part or FIRST)
        self._draw()

    def retheme(self) -> None:
        self.page.retheme()

    def do_step(self) -> None:
        """Train on the batch that is shown; at the last stage the next step begins at the first."""
        if self._look is None or not self.do.isEnabled():
            return
        if self.stage_bar.list.currentIndex() == len(self._stages) - 1:
            self.stage_bar.list.setCurrentIndex(0)
        self.intent.emit(StepOnce())
        self.intent.emit(ReportAction(reported.STEPPED, float(self._look.trace.step)))

    def _connect(self) -> None:
        steps = self.stage_bar.list
        steps.moved.connect(self._on_moved)
        self.subject.changed.connect(self._on_subject)
        self.ask.toggled.connect(self._draw)
        self.ask.toggled.connect(lambda _on: self.page.ask_bar.take_keyboard())
        self.do.clicked.connect(self.do_step)
        self.pause.clicked.connect(lambda: self.intent.emit(PauseTraining()))
        self.page.looked.connect(self._mark)
        self.page.answered.connect(lambda right: self.intent.emit(ReportAction(reported.ANSWERED, float(right))))
        for keys, act in (
            ("Left", lambda: steps.move(-1)),
            ("Right", lambda: steps.move(1)),
            ("Home", lambda: steps.go_to(0)),
            ("End", lambda: steps.go_to(steps.count() - 1)),
        ):
            QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(act)

    def _show_trace(self, trace: StepTrace) -> None:
        assert self._shown is not None
        self._look = Look(trace, self._shown.data, self.subject.at(trace))
        self.subject.show_counts(len(trace.rows), len(self._shown.data.table.inputs))
        self._stages = stages_of(self._look)
        self.stage_bar.show_stages(self._stages)
        self._draw()

    def _on_subject(self) -> None:
        """Another row of the same batch is there already; anything else comes with the next snapshot."""
        look = self._look
        if look is not None and self._shown is not None:
            if look.trace.whole_batch and self.subject.is_batch:
                self._show_trace(look.trace)
                return
            self.subject.show_counts(len(look.trace.rows), len(self._shown.data.table.inputs))
        self._shown = None  # the next snapshot is drawn, even if only the request is another
        self._enable()

    def _on_moved(self) -> None:
        self._draw()
        if not self.stage_bar.list.hasFocus():
            self.page.ask_bar.take_keyboard()
        at, count = self.stage_bar.list.currentIndex() + 1, len(self._stages)
        self.intent.emit(ReportAction(reported.STAGE, float(at)))
        if at == count:
            self.intent.emit(ReportAction(reported.LAST_STAGE, float(count)))

    def _draw(self) -> None:
        stage = self.stage
        if stage is None:
            text = _("There is no step to look at yet.")
            self.hint.setText(_("Training goes on: pause to look at a step.") if self._running else text)
            self.pages.setCurrentWidget(self.hint)
        else:
            self.page.show_stage(stage, self.ask.isChecked() and not self._running)
            self.pages.setCurrentWidget(self.page)
        self.page.setEnabled(not self._running)
        self._enable()
        self._mark()

    def _enable(self) -> None:
        objection = self._objection
        if not self.subject.is_batch:
            objection = _("One row alone is not what training does next: choose Batch to do the step.")
        elif self._running:
            objection = _("Training goes on: pause to look at a step.")
        self.do.setEnabled(not objection and self.stage is not None)
        self.do.setToolTip(objection or _(DO_TIP))
        self.pause.setVisible(self._running)

    def _mark(self) -> None:
        """Show the stage on the canvas, and ring the row's point, while the view can be seen and its numbers are of now."""
        stage, look, shown, rows = self.stage, self._look, ShowStage(), NO_ROWS
        if stage is not None and look is not None and not self._running and self.isVisible():
            with np.errstate(all="ignore"):
                shown = stage.mark(self.page.looked_at)
            rows = look.trace.rows[look.at : look.at + 1]
        self.intent.emit(shown)
        if not np.array_equal(rows, self._ringed):
            self._ringed = rows
            self.intent.emit(HighlightRows(rows))

    # -- events
    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow slot the name of the stage needs the room, and the question mark says enough."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.px(NARROW)
        self.ask.setMaximumWidth(self.ask.minimumSizeHint().width() if is_narrow else WIDEST)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._mark()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._mark()


def _objection(frame: Frame) -> str:
    """Why the step on show is not the one that training would do next; empty where it is."""
    if frame.now is not None:
        return _("You look back: return to the present to do a step.")
    if frame.problem:
        return _("The network on show is not the one that was trained: solve its problem first.")
    return ""
