"""The window of many starts: what is trained, how many reach the goal, the wall, the learning curves and where they end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _
from engine.data.table import Task
from engine.nn.metrics import metric_for
from engine.recipe.recipe import Recipe
from engine.search.many_starts import Start
from engine.search.start_goal import Outcome, StartGoal
from gui.search.starts import starts_text
from gui.search.starts.start_charts import StartCharts
from gui.search.starts.start_wall import StartWall, Tile, sorted_seeds
from gui.search.starts.starts_form import StartsForm
from gui.search.starts.starts_frame import StartsFrame
from gui.style import theme
from gui.style.text_size import set_font
from gui.style.window_size import resize_within_screen
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.labels import LiveText

SIZE = 1180, 820  # pixels, where the screen has room for them
INTERVAL = N_("Where the share of all possible starts lies, with 95 % certainty (Wilson 1927): more starts narrow it.")
ADOPT = N_("Make it the project's: its seeds and its trained weights. Undo brings the present ones back. Enter")
HINT = N_("Point at a picture or a curve to see its seed; Enter or a double click adopts it.")


class StartsWindow(QWidget):
    """Draws frames and emits what the user wants."""

    toggled = Signal()  # start, or stop
    adopt = Signal(int)  # a seed
    problem = Signal(str)
    closed = Signal()

    def __init__(self, base: Recipe, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Many starts"))
        self._frame, self._stale, self._task = StartsFrame(), False, task
        self._outcomes: dict[int, tuple[Start, StartGoal, Outcome]] = {}
        self._hovered: int | None = None
        self.form = StartsForm()
        self.headline, self.detail, self.looked_at = LiveText(), LiveText(), ElidedLabel(most=2)
        set_font(self.headline, "heading")
        self.headline.setToolTip(_(INTERVAL))
        self.wall, self.charts = StartWall(), StartCharts()
        self.adopt_button = QPushButton(_("Adopt"))
        self.adopt_button.setToolTip(_(ADOPT))
        self._connect()
        self._lay_out()
        self.show_base(base, task, False)
        self.show_frame(StartsFrame())
        self.form.start.setFocus()
        resize_within_screen(self, *SIZE)

    def show_base(self, base: Recipe, task: Task, stale: bool) -> None:
        """The network of the project; `stale`: the starts that are shown are of another one."""
        self._stale, self._task = stale, task
        self.form.show_base(base, task, stale)
        self._show_sentences()

    def show_frame(self, frame: StartsFrame) -> None:
        if self._frame.running and not frame.running and self.form.start.hasFocus():
            self.wall.setFocus()  # the button may be disabled now: Qt would give the keys to a field
        self._frame = frame
        if frame.data is not None and frame.base is not None:
            self._task = frame.data.task
            self.form.goal.show_base(frame.base, self._task)
        self.form.show_frame(frame)
        self._redraw()

    def retheme(self) -> None:
        self.wall.retheme()
        self.charts.retheme()
        self._redraw()

    # -- inside
    @property
    def _metric(self) -> str:
        return _(metric_for(self._task).label)

    def _redraw(self) -> None:
        frame, goal = self._frame, self.form.goal.goal
        outcomes = {seed: self._outcome(start) for seed, start in frame.starts.items()}
        ended = {seed for seed, start in frame.starts.items() if frame.is_at_end(start)}
        tiles = []
        for seed in sorted_seeds({seed: one.loss for seed, one in outcomes.items()}):
            start, one = frame.starts[seed], outcomes[seed]
            text = starts_text.in_words(start, one, self._metric, frame.epochs)
            reached = (one.reached is not None) if seed in ended else None
            tiles.append(Tile(seed, text, starts_text.caption(start, one), reached, frame.pictures.get(seed)))
        self.wall.show_tiles(tiles, frame.wanted)
        starts = [frame.starts[tile.seed] for tile in tiles]
        self.charts.show_starts(starts, outcomes, ended, goal, frame.epochs, self._metric)
        self._show_sentences()
        self._show_looked_at()

    def _outcome(self, start: Start) -> Outcome:
        kept, goal = self._outcomes.get(start.seed), self.form.goal.goal
        if kept is None or kept[0] is not start or kept[1] != goal:
            kept = self._outcomes[start.seed] = start, goal, start.outcome(goal)
        return kept[2]

    def _show_sentences(self) -> None:
        frame = self._frame
        ended = [one for one in frame.starts.values() if frame.is_at_end(one)]
        outcomes = [self._outcome(one) for one in ended]
        stale = _(starts_text.CHANGED) if self._stale and frame.starts else ""
        if not ended:
            ready = _(starts_text.READY).format(count=format_count(len(self.form.seeds)))
            self.headline.show_text(frame.problem or ("" if frame.running else ready))
            self.detail.show_text(stale)
            return
        counts = starts_text.counts_of(ended, outcomes)
        self.headline.show_text(starts_text.headline(counts, frame.wanted))
        text = starts_text.detail(counts, outcomes, self._metric, ended)
        self.detail.show_text(" ".join(sentence for sentence in (text, stale) if sentence))

    def _show_looked_at(self) -> None:
        """The start that is hovered, or else selected, in words; and which one would be adopted."""
        frame, selected = self._frame, self.wall.seed
        self.charts.look_at(selected, self._hovered)
        shown = frame.starts.get(self._hovered or 0) or frame.starts.get(selected or 0)
        if shown is None:
            self.looked_at.set_text(_(HINT) if frame.starts else "")
        else:
            text = starts_text.in_words(shown, self._outcome(shown), self._metric, frame.epochs)
            self.looked_at.set_text(text, tone="text")
        can = selected is not None and selected in frame.starts and bool(frame.starts[selected].state)
        self.adopt_button.setEnabled(can)
        self.adopt_button.setText(_("Adopt seed {seed}").format(seed=format_count(selected or 0)) if can else _("Adopt"))

    def _hover(self, seed: int | None) -> None:
        if seed != self._hovered:
            self._hovered = seed
            self._show_looked_at()

    def _adopt(self, seed: int | None) -> None:
        if seed is not None and seed in self._frame.starts and self._frame.starts[seed].state:
            self.adopt.emit(seed)

    def _connect(self) -> None:
        self.form.toggled.connect(self.toggled)
        self.form.changed.connect(self._redraw)
        self.wall.selected.connect(lambda _seed: self._show_looked_at())
        self.wall.hovered.connect(self._hover)
        self.wall.chosen.connect(self._adopt)
        self.charts.hovered.connect(self._hover)
        self.charts.picked.connect(self.wall.select)
        self.charts.problem.connect(self.problem)
        self.adopt_button.clicked.connect(lambda: self._adopt(self.wall.seed))
        theme.events.changed.connect(self.retheme)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.toggled)
        QShortcut(QKeySequence.StandardKey.Close, self).activated.connect(self.close)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self.looked_at, 1)
        below.addWidget(self.adopt_button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        column.addWidget(ElidedLabel(_("What each predicts at its end, the lowest loss first"), most=1))
        column.addWidget(self.wall, 1)
        column.addLayout(below)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(left)
        parts.addWidget(self.charts)
        parts.setSizes([600, 400])  # shares
        parts.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(8)
        for part in (self.form, self.headline, self.detail):
            whole.addWidget(part)
        whole.addWidget(parts, 1)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.save()
        self.closed.emit()
        event.accept()
