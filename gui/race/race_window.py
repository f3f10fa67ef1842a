"""The window of a race: its buttons, the standings in words, the runners side by side, and two plots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from engine.core.scores import ROWS, VALIDATION, deciding_rows
from engine.core.translation import N_, _
from engine.data.table import Task
from engine.experiments.variants import Runner, can_vary_activation
from engine.recipe.recipe import Recipe
from gui.race import standings_text
from gui.race.charts import RaceCharts
from gui.race.race_frame import RaceFrame
from gui.race.runner_row import SETS, RunnerRow
from gui.style import icons, theme
from gui.style.text_size import follow, set_font
from gui.style.window_size import resize_within_screen
from gui.widgets.forms.choice import Choice
from gui.widgets.labels import LiveText, vertical_separator

SIZE = 1180, 820  # pixels, where the screen has room for them
CHANGED = N_("The network was changed since: Start over takes it as it is now.")
ONE_LINE = 1000  # pixels of the window from which the details take one line, mostly
NO_ACTIVATION = N_("There is no hidden layer whose activation could be changed: add one.")


class RaceWindow(QWidget):
    """Draws frames and emits what the user wants. `base` is the recipe that the runners vary; `show_base` sets another one."""

    line_up = Signal()  # all runners to the start, with the current network and `runners`
    play_toggled = Signal()
    adopt = Signal(int)  # the number of a runner
    problem = Signal(str)
    closed = Signal()
    minimised = Signal()

    def __init__(self, base: Recipe, runners: tuple[Runner, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Race"))
        self._frame, self._stale, self._base = RaceFrame(), False, base
        self.start = QPushButton(_("Start"))
        self.start.setProperty("primary", True)
        set_font(self.start, "body", bold=True)
        follow(self.start, lambda: self.start.setMinimumWidth(theme.px(112)))
        self.start.clicked.connect(self.play_toggled)
        self.over = QPushButton(_("Start over"))
        self.over.setToolTip(_("All back to the start, with the network as it is now. F8"))
        icons.set_icon(self.over, "same_start")
        self.over.clicked.connect(self.line_up)
        self.rows = Choice(_("Whose loss counts"))
        self.rows.setToolTip(_("Judge by the rows that are trained on, or by those kept apart."))
        for name in reversed(ROWS):
            self.rows.add(name, _(standings_text.LOSS_NAMES[name]))
        self.target = Choice(_("Target loss"))
        self.target.setToolTip(_("The loss to be reached; steps are counted until then."))
        for share, text in standings_text.SHARES:
            self.target.add(share, _(text))
        self.rows.chosen.connect(lambda _value: self._redraw())
        self.target.chosen.connect(lambda _value: self._redraw())
        self.runners, self.charts = RunnerRow(runners), RaceCharts()
        self.headline, self.detail = LiveText(), LiveText()
        set_font(self.headline, "body", bold=True)
        self._connect()
        theme.events.changed.connect(self.retheme)
        self._lay_out()
        self._restore()
        self.show_base(base, False)
        self.show_frame(RaceFrame())
        self.start.setFocus()
        resize_within_screen(self, *SIZE)

    def show_base(self, base: Recipe, stale: bool) -> None:
        """The recipe of the project; `stale`: the race that is shown began with another one."""
        self._stale, self._base = stale, base
        button = self.runners.set_buttons["Activation functions"]
        tip = next(one.tip for one in SETS if one.name == "Activation functions")
        button.setEnabled(can_vary_activation(base))
        button.setToolTip(_(tip if can_vary_activation(base) else NO_ACTIVATION))
        self._name_rows()
        self._show_standings()

    def show_frame(self, frame: RaceFrame) -> None:
        """Draw the runners, the plots and the standings of a frame."""
        self._frame = frame
        self._redraw()

    def expect(self) -> None:
        """Show nothing until the first frame of a race that has just been asked for."""
        self.runners.show_nothing()
        self.show_frame(RaceFrame())

    def retheme(self) -> None:
        self.runners.retheme()
        self.charts.retheme()

    @property
    def side(self) -> int:
        """Pixels along the edge of a runner's picture."""
        return self.runners.cards[0].picture.side

    def _name_rows(self) -> None:
        """Whose loss the rows kept back give: that of the validation rows, if there are any."""
        kept_back, snapshots = VALIDATION if self._base.has_validation else ROWS[0], self._frame.snapshots
        if snapshots:
            kept_back = deciding_rows(ROWS[0], snapshots[0].scores)
        self.rows.setItemText(self.rows.findData(ROWS[0]), _(standings_text.LOSS_NAMES[kept_back]))

    def _redraw(self) -> None:
        frame, rows = self._frame, self.rows.value()
        self._name_rows()
        self.runners.show_frame(frame, rows, self.target.value())
        self.charts.show_frame(frame, rows)
        text = _("Pause") if frame.running else _("Go on") if frame.step else _("Start")
        if self.start.text() != text:
            self.start.setText(text)
        icons.set_icon(self.start, "pause" if frame.running else "play", "on_accent")
        out = bool(frame.snapshots) and all(snapshot.divergence is not None for snapshot in frame.snapshots)
        can = not out and not frame.problem
        if self.start.isEnabled() is not can:
            self.start.setEnabled(can)
        tip = _("All take the same number of steps. Training in the main window waits meanwhile. F5")
        self.start.setToolTip(_("Stop for a moment. F5") if frame.running else tip)
        self._show_standings()

    def _show_standings(self) -> None:
        rows, share = self.rows.value(), self.target.value()
        detail = standings_text.detail(self._frame, rows, share)
        self.headline.show_text(standings_text.headline(self._frame, rows, share))
        self.detail.show_text(" ".join(sentence for sentence in (detail, _(CHANGED) if self._stale else "") if sentence))

    def _connect(self) -> None:
        self.runners.changed.connect(self.line_up)
        self.runners.adopt.connect(self.adopt)
        self.charts.problem.connect(self.problem)
        for one in SETS:
            self.runners.set_buttons[one.name].clicked.connect(lambda _checked=False, make=one.make: self._line_up_set(make))
        for key, signal in (("F5", self.play_toggled), ("F8", self.line_up)):
            QShortcut(QKeySequence(key), self).activated.connect(signal)
        QShortcut(QKeySequence.StandardKey.Close, self).activated.connect(self.close)

    def _line_up_set(self, make: Callable[[Recipe, Task], tuple[Runner, ...]]) -> None:
        task = self._frame.snapshots[0].data.task if self._frame.snapshots else Task(2)
        self.runners.show_runners(make(self._base, task))
        self.line_up.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for part in (self.start, self.over, vertical_separator(), *self.runners.set_buttons.values(), self.runners.add_button):
            top.addWidget(part)
        top.addStretch(1)
        for name, choice in ((_("Judge by"), self.rows), (_("Target"), self.target)):
            label = QLabel(name)
            label.setBuddy(choice)
            label.setToolTip(choice.toolTip())
            top.addWidget(label)
            top.addWidget(choice)
        sentences = QVBoxLayout()
        sentences.setSpacing(2)
        follow(self.detail, self._reserve_lines)
        sentences.addWidget(self.headline)
        sentences.addWidget(self.detail)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.runners)
        parts.addWidget(self.charts)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([620, 380])  # shares
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(sentences)
        column.addWidget(parts, 1)

    def _reserve_lines(self) -> None:
        """For the details below the headline: two where they may need them, so that a second one does not move what is below."""
        lines = 2 if self.width() < theme.px(ONE_LINE) else 1
        self.detail.setMinimumHeight(lines * self.detail.fontMetrics().height())

    def _restore(self) -> None:
        """Use the choices of the last race."""
        settings = QSettings()
        self.rows.set_value(settings.value("race/rows") if settings.value("race/rows") in ROWS else ROWS[1])
        shares = [share for share, _text in standings_text.SHARES]
        kept = settings.value("race/target")
        self.target.set_value(float(kept) if kept in [str(share) for share in shares] else 0.1)
        self.charts.log.setChecked(settings.value("race/log") != "no")

    def _save(self) -> None:
        settings = QSettings()
        settings.setValue("race/rows", self.rows.value())
        settings.setValue("race/target", str(self.target.value()))
        settings.setValue("race/log", "yes" if self.charts.log.isChecked() else "no")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.minimised.emit()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._reserve_lines()
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._save()
        self.closed.emit()
        event.accept()
