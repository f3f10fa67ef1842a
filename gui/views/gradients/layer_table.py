"""The present numbers of each layer in a table: its gradient, how far a step moves it, its dead and saturated neurons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.core.translation import N_, _
from engine.diagnosis.health_report import HealthReport
from engine.inspection.snapshot import Snapshot
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from gui.plotting.live_numbers import format_live
from gui.style import theme
from gui.style.colour_schemes import layer_colour

HEADS = (N_("gradient"), N_("step ÷ weight"), N_("dead"), N_("saturated"))
SHARES = 2  # the last columns, which are shares of a layer's neurons
EDGES = (0.24, 0.46, 0.68, 0.80, 1.0)  # of the columns, as shares of the width; before the first the layer's name
TIP = N_(
    "The gradient is the last batch's, its size √Σg². Step ÷ weight is how far the next step moves the weights, divided by their "
    "size: around 0.001 is usual. Dead and saturated count neurons: those that give 0 on every training row, with no gradient at "
    "all, and those that lie where their activation is almost flat on most."
)


@dataclass(frozen=True)
class Row:
    name: str
    colour: str
    values: tuple[float, ...]  # as HEADS; NaN for what the layer does not have


class LayerTable(QScrollArea):
    """Painted, so that a new number moves nothing; scrolls when there are many layers."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Gradients of each layer"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = _Rows()
        self.setWidget(self._rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows.rows

    def show_layers(self, snapshot: Snapshot | None, report: HealthReport | None) -> None:
        self._rows.show_rows(() if snapshot is None else layer_rows(snapshot, report))

    def columns(self) -> Mapping[str, Array]:
        numbers = np.array([row.values for row in self.rows]).reshape(-1, len(HEADS))
        return {"layer number": np.arange(1.0, len(numbers) + 1)} | dict(zip(HEADS, numbers.T, strict=True))


def layer_rows(snapshot: Snapshot, report: HealthReport | None) -> tuple[Row, ...]:
    """A row for each layer; those with parameters have the colours of their curves."""
    inside = {one.layer.id: one for one in report.layers} if report is not None else {}
    rows = []
    for i, info in enumerate(snapshot.layers):
        own = inside.get(info.id)
        rest = (math.nan,) * 3 if own is None else (own.update_ratio, own.dead, own.saturated)
        norm = float(snapshot.gradients[i, GRADIENT_STATISTICS.index("l2")])
        rows.append(Row(info.name, layer_colour(info.place) if info.parameters else "", (norm, *rest)))
    return tuple(rows)


class _Rows(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setToolTip(_(TIP))

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        count, self.rows = len(self.rows), rows
        if len(rows) != count:
            self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleName("; ".join(f"{row.name}: {', '.join(_texts(row))}" for row in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, round((len(self.rows) + 1) * self._height()))

    def _height(self) -> float:
        return QFontMetricsF(self.font()).height() + 5

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(colours.surface))
        height, names, figures = self._height(), self.font(), theme.font("body", tabular=True)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        edges = [share * self.width() for share in EDGES]
        places = [QRectF(a, 0, b - a - 3, height) for a, b in itertools.pairwise(edges)]
        painter.setPen(QColor(colours.muted))
        for head, place in zip(HEADS, places, strict=True):
            painter.drawText(place, right, QFontMetricsF(names).elidedText(_(head), Qt.TextElideMode.ElideRight, place.width()))
        painter.setPen(QColor(colours.line))
        painter.drawLine(0, round(height), self.width(), round(height))
        for y, row in enumerate(self.rows, 1):
            top = y * height
            if row.colour:
                painter.fillRect(QRectF(0, top + height / 2 - 2, 10, 4), QColor(row.colour))
            painter.setFont(names)
            painter.setPen(QColor(colours.text))
            text = QFontMetricsF(names).elidedText(row.name, Qt.TextElideMode.ElideRight, edges[0] - 16)
            painter.drawText(QRectF(15, top, edges[0] - 15, height), left, text)
            painter.setFont(figures)
            for i, (text, value) in enumerate(zip(_texts(row), row.values, strict=True)):
                cell = places[i].translated(0, top)
                if i >= len(HEADS) - SHARES and value > 0:
                    shade, wide = QColor(colours.warning), value * (cell.width() - 6)
                    shade.setAlphaF(0.3)
                    painter.fillRect(QRectF(cell.right() - wide, top + 2, wide, height - 4), shade)
                painter.drawText(cell, right, text)
        painter.end()


def _texts(row: Row) -> list[str]:
    return [
        *(format_live(value) for value in row.values[:-SHARES]),
        *(format_percent(share, 0) for share in row.values[-SHARES:]),
    ]
