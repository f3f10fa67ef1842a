"""What the views of predicted numbers share: a dot for each row, which one points at, and a sentence above the plot."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from engine.core.arrays import Array
from engine.core.translation import _
from engine.inspection.predictions.predicted_numbers import NumberPredictions, PredictedNumbers
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend
from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.views.base import View
from gui.views.quality.row_dots import RowDots
from gui.views.quality.row_texts import NUMBERS_ONLY, is_about_classes, number_columns, row_in_words
from gui.widgets.labels import LiveText

LEFT, BOTTOM = 64, 34  # pixels of the axes


class NumberView(View):
    """A subclass arranges `legend`, `plot_area` and whatever else it has in its constructor, and then calls `_draw`.

    Its texts are marked with `N_`: `what` it shows, what `waiting` for it looks like, a `tip` that says how to read it.
    """

    what: ClassVar[str]
    waiting: ClassVar[str]
    tip: ClassVar[str]

    def __init__(self, x_axis: Axis, y_axis: Axis, widest_value: str) -> None:
        super().__init__()
        self.shown: Snapshot | None = None
        self.dots: RowDots | None = None
        self.pointed: int | None = None  # the dot under the mouse
        self._mouse: QPointF | None = None
        self.x_axis, self.y_axis = x_axis, y_axis
        self.plot_area = PlotArea(x_axis, y_axis, over=self._paint)
        follow(self.plot_area, lambda: self.plot_area.setMinimumSize(140, theme.px(90)))
        self.plot_area.pointed.connect(self._hover)
        self._hint = EmptyHint(_(self.waiting), self.plot_area, LEFT, BOTTOM)
        self.legend = Legend(widest_value=widest_value)
        self.explanation = LiveText()
        self.explanation.setToolTip(_(self.tip))

    @abstractmethod
    def dots_of(self, found: NumberPredictions) -> RowDots:
        """A dot for each row."""

    @abstractmethod
    def fit(self, found: NumberPredictions, snapshot: Snapshot) -> None:
        """Give axes and legend what is found."""

    @abstractmethod
    def in_words(self, found: NumberPredictions) -> str:
        """All rows in a sentence."""

    @abstractmethod
    def paint_below(self, painter: QPainter) -> None:
        """Paint what lies below the dots: where predictions are right."""

    def requests(self) -> Requests:
        return frozenset({PredictedNumbers()})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self.shown or frame.snapshot is None:
            self.shown = frame.snapshot
            self._draw()

    def found(self) -> NumberPredictions | None:
        """What is predicted, as far as the snapshot has it."""
        return self.shown.get(PredictedNumbers()) if self.shown is not None else None

    def columns(self) -> Mapping[str, Array]:
        return number_columns(self.found())

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        found = self.found()
        self._hint.setVisible(found is None)
        self._hint.show_text(_(NUMBERS_ONLY if is_about_classes(self.shown) else self.waiting))
        self.dots = None if found is None else self.dots_of(found)
        if found is not None and self.shown is not None:
            self.fit(found, self.shown)
        self._point_out(found)

    def _point_out(self, found: NumberPredictions | None) -> None:
        """Say and mark what the mouse points at."""
        self.pointed = None if self.dots is None else self.dots.nearest(self.plot_area, self._mouse)
        if found is None:
            self.explanation.show_text(_(self.what))
        else:
            self.explanation.show_text(self.in_words(found) if self.pointed is None else row_in_words(found, self.pointed))
        self.plot_area.refresh()

    def _paint(self, painter: QPainter) -> None:
        if self.dots is not None:
            self.paint_below(painter)
            self.dots.paint(painter, self.plot_area, self.pointed)

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._point_out(self.found())
