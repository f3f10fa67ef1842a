"""The table under the picture: loss and metric, on training and on test rows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.number_format import format_percent
from engine.core.translation import N_, _
from engine.inspection.snapshot import Snapshot
from engine.recipe.class_weights import objective_name
from gui.plotting.live_numbers import format_live
from gui.style import theme

COLUMNS = (N_("Training"), N_("Test"), N_("Validation"))
NAME = 0.42  # of the width, for the name of a row


class ScoreTable(QWidget):
    """Painted, so that a new number moves nothing. `rows` are those of the table: name, training, test and, where some
    rows are for that, validation.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise everything behind it is painted each time
        self.setToolTip(_("The loss is what training makes small. The metric is what we judge by."))

    def show_scores(self, snapshot: Snapshot) -> None:
        scores = snapshot.scores
        write = format_live if snapshot.data.task.is_regression else format_percent
        losses = [scores.train_loss, scores.test_loss, scores.validation_loss]
        metrics = [scores.train_metric, scores.test_metric, scores.validation_metric]
        rows = (
            (objective_name(snapshot.recipe, snapshot.data.task), *(format_live(one) for one in losses if one is not None)),
            (_(scores.metric), *(write(one) for one in metrics if one is not None)),
        )
        if rows != self.rows:
            self.rows = rows
            text = _("{name}: training {train}, test {test}")
            if len(rows[0]) > 3:
                text = _("{name}: training {train}, test {test}, validation {validation}")
            parts = ("name", "train", "test", "validation")
            self.setAccessibleName("; ".join(text.format(**dict(zip(parts, row, strict=False))) for row in rows))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, round(3 * self._row_height()))

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 3

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(colours.surface))
        height, width = self._row_height(), min(float(self.width()), 420.0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        three = bool(self.rows) and len(self.rows[0]) > 3
        column = (width * 0.52, width * 0.76, width) if three else (width * 0.64, width)
        part = width * (0.24 if three else 0.32)
        named = width * (0.28 if three else NAME)

        def write(row: int, texts: tuple[str, ...], quiet: bool) -> None:
            painter.setFont(self.font())
            painter.setPen(QColor(colours.muted))
            name = QFontMetricsF(self.font()).elidedText(texts[0], Qt.TextElideMode.ElideRight, named)
            painter.drawText(QRectF(0, row * height, named, height), left, name)
            painter.setFont(theme.font("body", tabular=True))
            painter.setPen(QColor(colours.muted if quiet else colours.text))
            for edge, text in zip(column, texts[1:], strict=True):
                painter.drawText(QRectF(edge - part, row * height, part, height), right, text)

        write(0, ("", *map(_, COLUMNS[: len(column)])), True)
        painter.setPen(QColor(colours.line))
        painter.drawLine(0, round(height), round(width), round(height))
        for i, row in enumerate(self.rows):
            write(i + 1, row, False)
        painter.end()
