"""The window of a search: its buttons and how far it is, and two pages: the setup and the results."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from engine.search.plan import Plan
from gui.search.results_page import ResultsPage
from gui.search.search_frame import DONE, NOTHING, PAUSED, PAUSING, RUNNING, SearchFrame, SearchOrder
from gui.search.setup.setup_page import SetupPage
from gui.search.trial_texts import best_text, progress_text, unseen_text
from gui.style import icons, theme
from gui.style.text_size import follow, set_font
from gui.style.window_size import resize_within_screen
from gui.widgets.labels import LiveText, vertical_separator

SIZE = 1240, 820  # pixels, where the screen has room for them
READY = N_("Choose what varies and over which values, then press Start.")
STATES = {
    RUNNING: N_("Searching: {progress}."),
    PAUSING: N_("Pausing: {progress}."),
    PAUSED: N_("Paused: {progress}. Go on continues exactly where it was."),
    DONE: N_("Done: {progress}."),
}


class SearchWindow(QWidget):
    """Draws frames and emits what the user wants. While the form `is_free`, it is about a new search."""

    wanted = Signal(object)  # SearchOrder
    paused = Signal()
    left = Signal()  # the form is to be about a new search
    open_wanted = Signal()
    adopt = Signal(int)
    export = Signal()
    problem = Signal(str)
    pictures_wanted = Signal(object, int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Hyperparameter search"))
        self.frame, self.is_free = SearchFrame(), True
        self.setup, self.results = SetupPage(), ResultsPage()
        self.start, self.leave, self.open = QPushButton(_("Start")), QPushButton(_("Cancel")), QPushButton(_("Open study…"))
        self.pages = QStackedWidget()
        self.choices = QPushButton(_("Setup")), QPushButton(_("Results"))
        self.headline, self.detail, self.progress = LiveText(), LiveText(), QProgressBar()
        self._describe()
        self._connect()
        self._lay_out()
        self.show_page(0)
        self._redraw()
        self.start.setFocus()
        resize_within_screen(self, *SIZE)

    def show_base(self, base: Recipe, task: Task, is_table: bool, path: Path) -> None:
        """The project's network, and where a search around it would be kept."""
        if self.is_free:
            self.setup.show_base(base, task, is_table)
            self.setup.form.file.suggest(path)
            self._redraw()

    def show_frame(self, frame: SearchFrame) -> None:
        """Draw how far the search is."""
        before, self.frame = self.frame, frame
        if frame.phase == NOTHING:
            self.is_free = True  # it could not be opened, or begun
        if not self.is_free and frame.plan is not None and (frame.plan != before.plan or frame.path != before.path):
            self.setup.show_plan(frame.plan, str(frame.path))
        self.results.show_frame(frame)
        self._redraw()

    def expect(self) -> None:
        """A study is opened: the form shows its plan from now on."""
        self.is_free = False
        self.frame = SearchFrame()

    def show_page(self, page: int) -> None:
        self.choices[page].setChecked(True)
        self.pages.setCurrentIndex(page)

    def retheme(self) -> None:
        self.results.retheme()

    def _redraw(self) -> None:
        frame = self.frame
        self.setup.show_frame(frame, self.is_free)
        running = frame.is_busy and not self.is_free  # stays enabled while it pauses: the focus would go to Cancel
        text = _("Start") if self.is_free else _("Pause") if frame.is_busy else _("Go on")
        if self.start.text() != text:
            self.start.setText(text)
        icons.set_icon(self.start, "pause" if frame.is_busy and not self.is_free else "play", "on_accent")
        objection = self._objection()
        if objection and self.start.hasFocus() and not running:
            self.results.table.setFocus()  # not a button, which Enter would press by mistake
        self.start.setEnabled(running or (not objection and (not frame.is_busy or self.is_free)))
        tip = _("Training in the main window waits meanwhile. F5")
        self.start.setToolTip(_("Stop for a moment; nothing that is finished is lost. F5") if running else objection or tip)
        self.leave.setText(_("New search") if frame.phase == DONE else _("Cancel"))
        self.leave.setEnabled(not self.is_free)
        self.open.setEnabled(not frame.is_busy)
        self._say()
        progress = frame.progress
        self.progress.setRange(0, max(1, progress.wanted) if frame.plan is not None else 1)
        self.progress.setValue(progress.ended)

    def _objection(self) -> str:
        """Why Start or Go on cannot be pressed now, in a sentence; or nothing."""
        if self.is_free:
            return self.setup.problem()
        frame = self.frame
        through = frame.phase == DONE and frame.progress.ended >= frame.progress.wanted
        if through and larger_plan(frame.plan, self.setup.form.number("trials")) is None:
            return _("All trials are through: raise their number in Setup, or begin a new search.")
        return ""

    def _say(self) -> None:
        frame, plan = self.frame, self.frame.plan
        if frame.problem:
            headline = frame.problem
        elif frame.phase in STATES and plan is not None:
            headline = _(STATES[frame.phase]).format(progress=progress_text(frame.progress))
        else:
            headline = _(READY)
        details = []
        if plan is not None:
            details.append(best_text(frame.trials, plan, frame.progress.best))
            if frame.final is not None:
                details.append(unseen_text(plan.judge, frame.final.scores, frame.final.rows))
        self.headline.show_text(headline)
        self.detail.show_text(" ".join(text for text in details if text))

    def _on_start(self) -> None:
        """Start, pause or go on: what the button says."""
        if not self.start.isEnabled():
            return
        form, frame = self.setup.form, self.frame
        if self.is_free:
            plan, path = self.setup.plan(), form.file.path
            form.save()
            self.expect()
            self.show_page(1)
        elif frame.is_busy:
            self.paused.emit()
            return
        elif frame.path is not None:
            plan, path = larger_plan(frame.plan, form.number("trials")), frame.path
        else:
            return
        self.wanted.emit(SearchOrder(path, plan, True, form.number("jobs"), form.cluster.text().strip()))

    def _on_go_on(self, number: int) -> None:
        form, path = self.setup.form, self.frame.path
        if path is not None:
            order = SearchOrder(path, None, True, form.number("jobs"), form.cluster.text().strip(), (number,))
            self.is_free = False
            self.wanted.emit(order)

    def _on_leave(self) -> None:
        self.is_free = True
        self.setup.form.file.forget()
        self.left.emit()
        self.show_page(0)
        self._redraw()

    def _describe(self) -> None:
        self.start.setProperty("primary", True)
        set_font(self.start, "body", bold=True)
        follow(self.start, lambda: self.start.setMinimumWidth(theme.px(112)))
        self.leave.setToolTip(_("End this search: what is finished stays in its file. The setup is for a new one."))
        self.open.setToolTip(_("Show a search from its file, one of the command line too, and let it go on. Ctrl+O"))
        group = QButtonGroup(self)
        for page, (button, tip) in enumerate(
            zip(
                self.choices,
                (_("What varies, and how it is searched. Ctrl+1"), _("Trials, plots, the best. Ctrl+2")),
                strict=True,
            )
        ):
            button.setCheckable(True)
            button.setToolTip(tip)
            group.addButton(button, page)
        group.idClicked.connect(self.show_page)
        set_font(self.headline, "body", bold=True)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(_("Trials that have ended"))

    def _connect(self) -> None:
        self.start.clicked.connect(self._on_start)
        self.leave.clicked.connect(self._on_leave)
        self.open.clicked.connect(self.open_wanted)
        self.setup.changed.connect(self._redraw)
        results = self.results
        results.adopt.connect(self.adopt)
        results.go_on.connect(self._on_go_on)
        results.export.connect(self.export)
        results.problem.connect(self.problem)
        results.pictures_wanted.connect(self.pictures_wanted)
        theme.events.changed.connect(self.retheme)
        for key, do in (
            ("F5", self._on_start),
            ("Ctrl+1", lambda: self.show_page(0)),
            ("Ctrl+2", lambda: self.show_page(1)),
            ("Ctrl+O", lambda: self.open.click()),
            (QKeySequence.StandardKey.Close, self.close),
        ):
            QShortcut(key, self).activated.connect(do)  # a standard key has several on some systems

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for part in (self.start, self.leave, vertical_separator(), *self.choices):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.open)
        self.pages.addWidget(self.setup)
        self.pages.addWidget(self.results)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(top)
        for part in (self.progress, self.headline, self.detail):
            column.addWidget(part)
        column.addWidget(self.pages, 1)

    # -- Qt
    def closeEvent(self, event: QCloseEvent) -> None:
        self.setup.form.save()
        self.closed.emit()
        event.accept()


def larger_plan(plan: Plan | None, trials: int) -> Plan | None:
    """The plan of a study with so many trials, if that makes more of them."""
    if plan is None or trials <= plan.trials:
        return None
    wanted = dataclasses.replace(plan, trials=trials)
    return wanted if wanted.trial_count > plan.trial_count else None
