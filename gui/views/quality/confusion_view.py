"""The confusion matrix: how often each class is predicted for each. A click on a cell highlights its points in the output."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _, english
from engine.inspection.predicted_classes import PredictedClasses, Predictions
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.nn.class_scores import confusion_counts
from gui.plotting.surfaces.heat_map import HeatMap
from gui.plotting.surfaces.surface_colours import ColourRange, shade_table
from gui.style import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.intents import HighlightRows
from gui.views.quality.row_texts import PARTS
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import drop_down

KINDS = (("counts", N_("Counts"), N_("How many rows.")), ("shares", N_("Shares"), N_("Of all rows of that true class.")))
HINT = N_("Right answers stand on the diagonal. Click a cell to see its points in Output.")
NONE = np.empty(0, np.int64)


@view("confusion", N_("Confusion"), "output", "view_confusion")
class ConfusionView(View):
    """Rows are the true classes, columns the predicted ones; right answers stand on the diagonal."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._highlighted: Array = NONE
        none = _("Only classes can be confused: for numbers look at R² under Metric.")
        self.heat = HeatMap(_("The network says"), _("True class"), none, square=True)
        self.explanation = ElidedLabel(_(HINT))
        self.part = drop_down(_("Part"), _("Which part the matrix shows."), PARTS)
        self.kind = drop_down(_("Numbers"), _("Which numbers the matrix shows."), KINDS)
        self.header = headed(
            self, in_a_row(self.part, self.kind), below_each_other(self.explanation, self.heat), self.columns, saved=(self.heat,)
        )
        for box in (self.part, self.kind):
            box.currentIndexChanged.connect(self._draw)
        self.memory = ControlMemory(part=self.part, numbers=self.kind)
        self.heat.hovered.connect(self._hover)
        self.heat.clicked.connect(self._choose)

    def requests(self) -> Requests:
        return frozenset({PredictedClasses()})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            self._draw()

    def matrix(self) -> Array:
        """(classes, classes) counts: true class by row, predicted class by column. Empty where there are no classes."""
        snapshot, found = self._shown, self._predictions()
        if snapshot is None or found is None:
            return np.empty((0, 0))
        rows, predicted = found.of_part(self.part.currentData())
        return confusion_counts(snapshot.data.table.target[rows], predicted, snapshot.data.task.classes)

    def columns(self) -> Mapping[str, Array]:
        matrix = self.matrix()
        names = self._shown.data.table.classes if self._shown is not None and matrix.size else ()
        true = {"true class number": np.arange(len(matrix), dtype=np.float64)}
        return true | {f"predicted {english(name)}": matrix[:, i].astype(np.float64) for i, name in enumerate(names)}

    def retheme(self) -> None:
        self.heat.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _predictions(self) -> Predictions | None:
        return self._shown.get(PredictedClasses()) if self._shown is not None else None

    def _draw(self) -> None:
        matrix = self.matrix()
        names = self._shown.data.table.classes if self._shown is not None and matrix.size else ()
        shares = shares_of(matrix)
        self.heat.set_names(names, names)
        as_shares = self.kind.currentData() == "shares"
        if self.heat.chosen is not None and max(self.heat.chosen) >= len(matrix):
            self.heat.chosen = None
        table = shade_table(theme.current())
        if as_shares:
            self.heat.show_values(shares, ColourRange(0.0, 1.0), table, format_percent)
        else:
            largest = float(matrix.sum(1).max(initial=1))
            self.heat.show_values(matrix, ColourRange(0.0, largest), table, lambda n: format_count(round(n)))
        self._highlight()

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell is None or self._shown is None:
            self.explanation.set_text(_(HINT))
            return
        matrix, names = self.matrix(), self._shown.data.table.classes
        count, of = int(matrix[cell]), int(matrix[cell[0]].sum())
        text = (
            _("{count} of {total} {true} are rightly named ({share})")
            if cell[0] == cell[1]
            else _("{count} of {total} {true} are called {predicted} ({share})")
        )
        share = format_percent(count / of if of else np.nan)
        true, predicted = (names[i] for i in cell)
        self.explanation.set_text(
            text.format(count=format_count(count), total=format_count(of), true=true, predicted=predicted, share=share)
        )

    def _choose(self, cell: tuple[int, int] | None) -> None:
        self.heat.chosen = None if cell == self.heat.chosen else cell
        self.heat.plot_area.refresh()
        self._highlight()

    def _highlight(self) -> None:
        """Highlight the rows in the chosen cell, when they are others than before."""
        rows, cell, found = NONE, self.heat.chosen, self._predictions()
        if cell is not None and self._shown is not None and found is not None:
            of_part, predicted = found.of_part(self.part.currentData())
            rows = of_part[(self._shown.data.table.target[of_part] == cell[0]) & (predicted == cell[1])]
        if not np.array_equal(rows, self._highlighted):
            self._highlighted = rows
            self.intent.emit(HighlightRows(rows))

    def hideEvent(self, event: object) -> None:
        self.heat.chosen = None
        self._highlight()


def shares_of(matrix: Array) -> Array:
    """Each row divided by its sum; NaN for a class without rows."""
    with np.errstate(all="ignore"):
        shares: Array = matrix / matrix.sum(1, keepdims=True).astype(np.float64)
    return shares
