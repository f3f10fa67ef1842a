"""The heat map of a search: two settings across and upwards, and in each cell the best or the mean score of its trials."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _, ngettext
from gui.plotting.plot_header import PlotHeader
from gui.plotting.surfaces.heat_map import HeatMap
from gui.plotting.surfaces.surface_colours import ColourRange, shade_table
from gui.search.plots.heat_cells import Bins, HeatCells, bins_of, heat_cells
from gui.search.search_frame import SearchFrame
from gui.search.trial_texts import judge_name, score_text, setting_name
from gui.style import theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import Choice

PALEST = 0.12  # of the colours, which the worst cell has, so that it is told from the ground
NAMES, WIDEST = 30, 150  # pixels that the names of rows need beside them, and have with them at most
ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class TrialHeatMap(QWidget):
    """A click on a cell, or the arrow keys, choose its best trial: `chosen` carries the number."""

    chosen = Signal(int)
    hovered = Signal(object)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.frame, self.cells = SearchFrame(), None
        self._chosen: int | None = None
        self._bins: tuple[Bins, Bins] | None = None
        waiting = _("Two settings that vary are needed, and trials that were trained to the end.")
        self.map = HeatMap("", "", waiting)
        self.map.clicked.connect(self._click)
        self.map.hovered.connect(self._hover)
        self.x_setting, self.y_setting, self.shown = Choice(_("Across")), Choice(_("Upwards")), Choice(_("In each cell"))
        self.shown.add(True, _("Best"), _("The best score of the trials in a cell, whatever their other settings."))
        self.shown.add(False, _("Mean"), _("The mean score of the trials in a cell, over all their other settings."))
        self.title, self.explanation = ElidedLabel(_("Heat map"), most=1), ElidedLabel(most=2)
        self.header = PlotHeader(self.title, "search heat map", (self.explanation, self.map), self.columns)
        for choice, tip in (
            (self.x_setting, _("The setting across.")),
            (self.y_setting, _("The setting upwards.")),
            (self.shown, _("What the colour of a cell says of the trials in it.")),
        ):
            choice.setToolTip(tip)
            choice.currentIndexChanged.connect(lambda _index: self.draw())
            self.header.add(choice)
        self.header.problem.connect(self.problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.header)
        column.addWidget(self.explanation)
        column.addWidget(self.map, 1)
        self.setAccessibleName(_("Heat map"))
        self.header.copy_by_keys(self)
        self.setProperty("ringed", True)

    cells: HeatCells | None

    def show_frame(self, frame: SearchFrame) -> None:
        """Draw the trials of a frame, at once if anybody can see it."""
        self.frame = frame
        if self.isVisible():
            self.draw()

    def draw(self) -> None:
        plan = self.frame.plan
        if plan is None:
            return
        self._offer(plan.space.names)
        by_name = {one.name: one for one in plan.space.dimensions}
        across, down = by_name.get(self.x_setting.value()), by_name.get(self.y_setting.value())
        if across is None or down is None or across is down:
            self.cells, self._bins = None, None
            self.map.show_values(np.empty((0, 0)), ColourRange(0, 1), shade_table(theme.current()))
            self.explanation.set_text("")
            return
        self._bins = bins_of(across, self.frame.trials), bins_of(down, self.frame.trials)
        self.cells = cells = heat_cells(self.frame.trials, plan, *self._bins, best=bool(self.shown.value()))
        known = cells.values[~np.isnan(cells.values)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
        sign = 1.0 if plan.higher_is_better else -1.0
        low, high = (low, high) if sign > 0 else (-high, -low)
        span = ColourRange(low - PALEST * (high - low), high)
        names = QFontMetrics(theme.font("small"))
        widest = max(names.horizontalAdvance(name) for name in cells.rows) / theme.scale()
        self.map.y_axis.room = round(min(WIDEST, NAMES + widest))
        self.map.y_axis.retheme()
        self.map.set_names(cells.columns, cells.rows)
        self.map.x_axis.set_title(setting_name(across.name))
        self.map.y_axis.set_title(setting_name(down.name))
        empty = np.empty((0, 0))
        shown = sign * cells.values if known.size else empty
        self.map.show_values(shown, span, shade_table(theme.current()), lambda value: _cell_text(plan.judge, sign * value))
        self._mark()
        self._say(None)

    def mark(self, chosen: int | None, hovered: int | None) -> None:
        """Frame the cell of the trial that is chosen, here or elsewhere."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._mark()

    def columns(self) -> Mapping[str, Array]:
        cells = self.cells
        if cells is None:
            return {}
        rows, columns = np.indices(cells.values.shape)
        return {
            str(self.x_setting.value()): np.array(cells.columns, object)[columns.ravel()],
            str(self.y_setting.value()): np.array(cells.rows, object)[rows.ravel()],
            "trials": cells.counts.ravel().astype(np.float64),
            "score": cells.values.ravel(),
        }

    def retheme(self) -> None:
        self.map.retheme()
        self.title.update()
        self.explanation.update()
        self.draw()

    def _mark(self) -> None:
        self.map.chosen = None
        if self.cells is not None and self._bins is not None and self._chosen is not None and self.map.values.size:
            self.map.chosen = self.cells.cell_of(self._chosen, self.frame.trials, *self._bins)
        self.map.plot_area.refresh()

    def _click(self, cell: tuple[int, int] | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if cell is not None and self.cells is not None and self.cells.best[cell] >= 0:
            self.chosen.emit(int(self.cells.best[cell]))

    def _hover(self, cell: tuple[int, int] | None) -> None:
        self._say(cell)
        best = -1 if cell is None or self.cells is None else int(self.cells.best[cell])
        self.hovered.emit(best if best >= 0 else None)

    def _say(self, cell: tuple[int, int] | None) -> None:
        """What colours mean, or what the cell under the mouse holds."""
        cells, plan = self.cells, self.frame.plan
        if cells is None or plan is None:
            return
        judge = judge_name(plan.judge)
        if cell is None or not cells.counts[cell]:
            best = _("The best {judge} of the trials in a cell; the stronger the colour, the better.")
            mean = _("The mean {judge} of the trials in a cell; the stronger the colour, the better.")
            self.explanation.set_text((best if self.shown.value() else mean).format(judge=judge))
            return
        count = int(cells.counts[cell])
        trials = ngettext("{n} trial", "{n} trials", count).format(n=format_count(count))
        text = _("{trials}, {judge} {score}; the best of them is trial {number}.")
        score = score_text(plan.judge, float(cells.values[cell]))
        self.explanation.set_text(text.format(trials=trials, judge=judge, score=score, number=int(cells.best[cell])))

    def _offer(self, names: tuple[str, ...]) -> None:
        if [self.x_setting.itemData(i) for i in range(self.x_setting.count())] == list(names):
            return
        for choice, first in ((self.x_setting, 0), (self.y_setting, 1)):
            blocker = QSignalBlocker(choice)
            choice.clear()
            for name in names:
                choice.add(name, setting_name(name))
            choice.setCurrentIndex(min(first, len(names) - 1))
            del blocker

    # -- Qt
    def showEvent(self, event: object) -> None:
        self.draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, cells = ARROWS.get(event.key()), self.cells
        there = [] if cells is None else [(int(a), int(b)) for a, b in np.argwhere(cells.best >= 0)]
        if step is None or cells is None or not there:
            super().keyPressEvent(event)
            return
        row, column = self.map.chosen or (there[0][0] - step[0], there[0][1] - step[1])
        ahead = [(a - row, b - column) for a, b in there]
        onward = [
            (abs(b) + 2 * abs(a) if step[1] else abs(a) + 2 * abs(b), a, b) for a, b in ahead if a * step[0] + b * step[1] > 0
        ]
        if onward:
            _far, down, across = min(onward)
            self.chosen.emit(int(cells.best[row + down, column + across]))


def _cell_text(judge: str, value: float) -> str:
    return "" if np.isnan(value) else score_text(judge, value)
