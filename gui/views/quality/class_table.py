"""A table of the classes: rows, precision, recall and F1 of each, with a bar behind each share, and their means."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _, joined, ngettext
from engine.nn.class_scores import ClassScores
from gui.style import theme
from gui.style.colour_schemes import class_colours
from gui.style.plain_text import show_tip
from gui.style.text_size import follow

HEADS = (N_("Class"), N_("Rows"), N_("Precision"), N_("Recall"), N_("F1"))
SHARES = (0.26, 0.14, 0.23, 0.19, 0.18)  # of the width, for each column whose numbers need no more
GAP = 6  # between two columns
MEANINGS = (
    N_("The classes, each in its own colour; last the mean, in which each class counts alike."),
    N_("How many rows are of the class."),
    N_("Of the rows that the network calls so, the share that are so: how far its word can be trusted."),
    N_("Of the rows of the class, the share that the network finds."),
    N_("The harmonic mean of precision and recall: near 1 only when both are."),
)


class ClassTable(QScrollArea):
    """Painted, so that a new number moves nothing; scrolls when there are many classes."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Scores of each class"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside = _Rows()
        self.setWidget(self.inside)

    def show_scores(self, names: tuple[str, ...], scores: ClassScores | None) -> None:
        """One row for each class; none without scores."""
        self.inside.show_rows(names, scores)

    def columns(self) -> Mapping[str, Array]:
        scores = self.inside.scores
        if scores is None:
            return {}
        numbers = {"rows": scores.rows, "called so": scores.called, "hits": scores.hits}
        shares = {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1}
        numbered = {"class number": np.arange(len(scores.rows))}
        return {name: column.astype(np.float64) for name, column in (numbered | numbers | shares).items()}


class _Rows(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.scores: ClassScores | None = None
        self.texts: tuple[tuple[str, ...], ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        follow(self, lambda: self.setMinimumHeight(self.sizeHint().height()))

    def show_rows(self, names: tuple[str, ...], scores: ClassScores | None) -> None:
        count = len(self.texts)
        self.names, self.scores = names, scores
        self.texts = () if scores is None else texts_of(names, scores)
        if len(self.texts) != count:
            self.setMinimumHeight(self.sizeHint().height())
        heads = [_(head) for head in HEADS[1:]]
        each = (
            f"{name}: {', '.join(f'{head} {text}' for head, text in zip(heads, rest, strict=True))}" for name, *rest in self.texts
        )
        self.setAccessibleName("; ".join(each))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, round((len(self.texts) + 1) * self._height()))

    def _height(self) -> float:
        return QFontMetricsF(self.font()).height() + 7

    def _places(self) -> list[QRectF]:
        """Of the columns, in the first row. No number is cut off: a class's name gives way, and is whole in the tooltip."""
        plain, tabular = QFontMetricsF(self.font()), QFontMetricsF(theme.font("body", tabular=True))
        widths = []
        for column, share in enumerate(SHARES[1:], 1):
            texts = [tabular.horizontalAdvance(row[column]) for row in self.texts]
            needed = max(plain.horizontalAdvance(_(HEADS[column])), *texts) if texts else 0.0
            widths.append(max(share * self.width(), math.ceil(needed) + GAP + 1))
        edges = itertools.accumulate(widths, initial=max(self.width() - sum(widths), 0.0))
        return [QRectF(a, 0, b - a - GAP, self._height()) for a, b in itertools.pairwise((0.0, *edges))]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(colours.surface))
        if self.scores is None:
            painter.end()
            return
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        height, places = self._height(), self._places()
        swatches = [*class_colours(len(self.names)), ""]
        shares = np.stack([self.scores.precision, self.scores.recall, self.scores.f1], 1)

        def write(y: int, column: int, text: str, inset: float = 0.0) -> None:
            place = places[column].translated(0, y * height).adjusted(inset, 0, 0, 0)
            metrics = QFontMetricsF(painter.font())
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, right if column else left, text)

        painter.setPen(QColor(colours.muted))
        for column, head in enumerate(HEADS):
            write(0, column, _(head), 0.0 if column else 16.0)
        for y in (1, len(self.texts)):  # below the heads, above the mean
            painter.setPen(QColor(colours.line))
            painter.drawLine(0, round(y * height), self.width(), round(y * height))
        for y, (texts, swatch) in enumerate(zip(self.texts, swatches, strict=True), 1):
            if swatch:
                painter.fillRect(QRectF(0, (y + 0.5) * height - 5, 10, 10), QColor(swatch))
                self._paint_bars(painter, places, y, shares[y - 1])
            painter.setPen(QColor(colours.text))
            painter.setFont(self.font())
            write(y, 0, texts[0], 16.0)
            painter.setFont(theme.font("body", tabular=True))
            for column, text in enumerate(texts[1:], 1):
                write(y, column, text)
        painter.end()

    def _paint_bars(self, painter: QPainter, places: list[QRectF], y: int, shares: Array) -> None:
        """A bar from the left of each share's cell: its length is the share."""
        ground = QColor(theme.mixed(theme.current().surface, theme.current().accent, 0.18))
        for place, share in zip(places[2:], shares, strict=True):
            cell = place.translated(0, y * self._height()).adjusted(6, 2, 0, -2)
            painter.fillRect(QRectF(cell.left(), cell.top(), cell.width() * float(share), cell.height()), ground)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self._tip(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def _tip(self, x: float, y: float) -> str:
        """Over the heads what a column means, over a row what its numbers count."""
        row = int(y / self._height()) - 1
        if self.scores is None:
            return ""
        if 0 <= row < len(self.names):
            return class_in_words(self.names[row], self.scores, row)
        column = next((i for i, place in enumerate(self._places()) if x <= place.right()), len(HEADS) - 1)
        return _(MEANINGS[column if row < 0 else 0])


def texts_of(names: tuple[str, ...], scores: ClassScores) -> tuple[tuple[str, ...], ...]:
    """The cells of the table; a share of no row at all is not shown as 0."""
    rows = []
    for i, name in enumerate(names):
        precision = format_percent(float(scores.precision[i])) if scores.called[i] else "–"
        recall = format_percent(float(scores.recall[i])) if scores.rows[i] else "–"
        f1 = format_percent(float(scores.f1[i])) if scores.rows[i] + scores.called[i] else "–"
        rows.append((name, format_count(int(scores.rows[i])), precision, recall, f1))
    means = (format_percent(scores.mean(each)) for each in (scores.precision, scores.recall, scores.f1))
    return (*rows, (_("Mean"), format_count(int(scores.rows.sum())), *means))


def class_in_words(name: str, scores: ClassScores, i: int) -> str:
    """'24 of the 25 rows of setosa are found. Of the 26 rows called setosa, 24 are.'"""
    hits, rows, called = int(scores.hits[i]), int(scores.rows[i]), int(scores.called[i])
    found = ngettext("{hits} of the {rows} row of {name} is found.", "{hits} of the {rows} rows of {name} are found.", rows)
    right = ngettext(
        "Of the {called} row called {name}, {hits} is right.", "Of the {called} rows called {name}, {hits} are right.", called
    )
    counts = {"hits": format_count(hits), "rows": format_count(rows), "called": format_count(called)}
    return joined(text.format(name=name, **counts) for text in (found, right))
