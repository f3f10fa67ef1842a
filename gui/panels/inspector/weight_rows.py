"""Trained parameters to read and edit, one per row: a name, a bar for size and sign, and the value."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from engine.core.params import Param
from engine.core.translation import N_, _, joined
from engine.training.memento import WeightEdit
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import follow
from gui.widgets.forms.number_box import NumberBox

HELP = N_("Type 0.5, 1/3 or -2e-3; arrows nudge it. Training goes on from there, and Undo brings the old one back.")
FULL = 2.0  # the |value| with a full bar; a larger value in the list has the full bar instead
DIGITS = 4
LONGEST = 16  # letters of a name that are shown


@dataclass(frozen=True)
class WeightRef:
    """Where a trained parameter is: the layer's id, the name of its array, and the index in that."""

    layer: int
    array: str
    index: tuple[int, ...]


class WeightRows(QWidget):
    """`show_rows` sets which parameters are listed, `show_values` their values. `wanted` carries what the user changes."""

    wanted = Signal(object, str)  # a WeightEdit, and the gesture that one run of steps shares

    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[WeightRef, ...] = ()
        self.names: tuple[str, ...] = ()
        self.boxes: list[NumberBox] = []
        self._bars: list[SignedBar] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_rows(self, places: tuple[WeightRef, ...], names: tuple[str, ...]) -> None:
        """A row for each parameter, with its name. The editors are rebuilt only when places or names change."""
        if (places, names) == (self.places, self.names):
            return
        self.places, self.names = places, names
        while self._grid.count():
            old = self._grid.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self.boxes, self._bars = [], []
        for row, (place, name) in enumerate(zip(places, names, strict=True)):
            short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
            label, bar, box = QLabel(short), SignedBar(), NumberBox(Param("value", joined((name,)), 0.0, help=HELP))
            label.setProperty("tone", "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)  # the name of an input may look like mark-up
            label.setToolTip(plain(f"{name}\n{_(HELP)}"))
            label.setBuddy(box)
            follow(box, lambda box=box: box.setFixedWidth(theme.px(96)))
            box.value_changed.connect(
                lambda value, gesture, at=place: self.wanted.emit(WeightEdit(at.layer, at.array, at.index, value), gesture)
            )
            for column, part in enumerate((label, bar, box)):
                self._grid.addWidget(part, row, column)
            self.boxes.append(box)
            self._bars.append(bar)

    def show_values(self, values: tuple[float, ...]) -> None:
        """Values in the order of the rows. A number that is being typed stays as it is."""
        full = max([FULL, *(abs(value) for value in values)])
        for box, bar, value in zip(self.boxes, self._bars, values, strict=True):
            if not box.line.typed:
                box.set_value(float(f"{value:.{DIGITS}g}"))
            bar.show_share(value / full)


class SignedBar(QWidget):
    """A bar from the middle to the right in the colour of positive numbers, or to the left in that of negative ones."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)

    def show_share(self, share: float) -> None:
        if round(share, 3) != self._share:
            self._share = round(share, 3)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, middle = theme.current(), self.width() / 2
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 3, self.width(), 6), QColor(now.line))
        length = min(abs(self._share), 1.0) * middle
        colour = QColor(now.positive if self._share > 0 else now.negative)
        painter.fillRect(QRectF(middle if self._share > 0 else middle - length, 3, length, 6), colour)
        painter.fillRect(QRectF(middle - 0.5, 0, 1, 12), QColor(now.outline))
        painter.end()
