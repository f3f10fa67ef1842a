"""The results of a search: the table of trials, what can be done with the chosen one, plots, and the best in pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from engine.search.trial import FINISHED, STOPPED
from gui.search.best_maps import BestMaps
from gui.search.plots.parallel_plot import ParallelPlot
from gui.search.plots.setting_plot import SettingPlot
from gui.search.plots.trial_heat_map import TrialHeatMap
from gui.search.search_frame import SearchFrame
from gui.search.trial_table_view import TrialTable
from gui.search.trial_texts import STATES, trial_text
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.flow_row import flow_row
from gui.widgets.labels import empty_note, note

EMPTY = N_("Trials are listed here as they end. Choose what varies in Setup, then press Start.")
SOON = N_("Trials are listed here as they end.")
ADOPT = N_("Make it the project's: its settings and its trained weights. Undo brings the present ones back.")
GO_ON = N_("Train the chosen trial, which was stopped early, to its last epoch: exactly as if it had never been stopped.")


class ResultsPage(QWidget):
    """Changes: one trial is chosen, in the table, in all plots and among the pictures."""

    adopt = Signal(int)
    go_on = Signal(int)
    export = Signal()
    problem = Signal(str)
    pictures_wanted = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.frame = SearchFrame()
        self.chosen: int | None = None
        self.table, self.best = TrialTable(), BestMaps()
        self.plots = SettingPlot(), ParallelPlot(), TrialHeatMap()
        self.about = ElidedLabel(most=3)
        self.adopt_button, self.go_on_button = QPushButton(_("Adopt")), QPushButton(_("Train to the end"))
        self.export_button = QPushButton(_("Export table…"))
        self._empty = empty_note(_(EMPTY))
        self._connect()
        self._lay_out()
        self._show_chosen()

    def show_frame(self, frame: SearchFrame) -> None:
        """Show the trials of a frame. The best is chosen until the user chooses another."""
        if self.frame.path != frame.path:
            self.best.forget()
            self.chosen = None
        before, self.frame = self.frame, frame
        self.table.show_frame(frame)
        for plot in self.plots:
            plot.show_frame(frame)
        self.best.show_frame(frame)
        self._pages.setCurrentIndex(1 if frame.trials else 0)
        self._empty.setText(_(EMPTY if frame.plan is None else SOON))
        if self.chosen is None or self.chosen == before.progress.best:
            self.chosen = frame.progress.best
        self._mark(None)
        self._show_chosen()

    def choose(self, number: int) -> None:
        """Choose a trial everywhere."""
        self.chosen = number
        self._mark(None)
        self._show_chosen()

    def retheme(self) -> None:
        for part in (self.table, self.best, *self.plots):
            part.retheme()

    def _mark(self, hovered: int | None) -> None:
        self.table.choose(self.chosen)
        for part in (self.best, *self.plots):
            part.mark(self.chosen, hovered)

    def _hover(self, number: int | None) -> None:
        for part in (self.best, *self.plots):
            part.mark(self.chosen, number)
        self._show_chosen(number)

    def _show_chosen(self, hovered: int | None = None) -> None:
        """Say what the trial is that the mouse is at, or that is chosen, and what can be done with it."""
        shown, trial = self.frame.trial(hovered), self.frame.trial(self.chosen)
        shown = shown or trial
        plan = self.frame.plan
        self.about.set_text("" if shown is None or plan is None else trial_text(shown, plan))
        can = trial is not None and trial.state in (FINISHED, STOPPED)
        self.adopt_button.setEnabled(can)
        self.go_on_button.setEnabled(trial is not None and trial.state == STOPPED and not self.frame.is_busy)
        self.export_button.setEnabled(bool(self.frame.trials))
        if trial is not None:
            self.adopt_button.setAccessibleName(_("Adopt trial {number}").format(number=trial.number))

    def _connect(self) -> None:
        for part in (self.table, self.best, *self.plots):
            part.chosen.connect(self.choose)
            part.hovered.connect(self._hover)
        for plot in self.plots:
            plot.problem.connect(self.problem)
        self.best.wanted.connect(self.pictures_wanted)
        self.adopt_button.setToolTip(_(ADOPT))
        self.go_on_button.setToolTip(_(GO_ON))
        self.export_button.setToolTip(_("All trials as a table (CSV), with every value in full."))
        self.adopt_button.clicked.connect(lambda: self._with_chosen(self.adopt))
        self.go_on_button.clicked.connect(lambda: self._with_chosen(self.go_on))
        self.export_button.clicked.connect(self.export)
        self.table.activated.connect(lambda _index: self.adopt_button.setFocus())

    def _with_chosen(self, signal: object) -> None:
        if self.chosen is not None:
            signal.emit(self.chosen)  # type: ignore[attr-defined]  # a bound Signal

    def _lay_out(self) -> None:
        pages, left, right = QWidget(), QWidget(), QSplitter(Qt.Orientation.Vertical)
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(pages, 1)
        signs = note("   ".join(f"{sign} {_(name)}" for sign, name in STATES.values() if sign in "●○✕▲"))
        column.addWidget(signs)
        column.addWidget(self.about)
        column.addWidget(flow_row(self.adopt_button, self.go_on_button, self.export_button, across=8))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Results"))
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        for plot in self.plots:
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(4, 4, 4, 4)
            row.addWidget(plot)
            self.tabs.addTab(page, plot.accessibleName())
        right.addWidget(self.tabs)
        right.addWidget(self.best)
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 1)
        right.setSizes([450, 136])  # shares
        right.setChildrenCollapsible(False)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setStretchFactor(0, 5)
        halves.setStretchFactor(1, 6)
        halves.setSizes([560, 640])  # shares
        halves.setChildrenCollapsible(False)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)
