"""Three scores to play with: what softmax makes of them, and that only their differences count."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.nn.losses import CrossEntropy
from gui.style import theme
from gui.style.colour_schemes import class_colours
from gui.style.text_size import follow, set_font
from gui.views.intents import ReportAction
from gui.widgets.forms.wheel import Slider
from gui.widgets.labels import caption, note

PLAYED = ("softmax.played", "softmax.second", "softmax.third")  # reported for lessons: p₁, p₂ and p₃ after each change
SHIFTED = "softmax.shifted"  # the same was added to all scores: by how much any p has changed, which is 0
START, SHIFT = (1.0, 0.0, -1.0), 5.0
LOW, HIGH, STEP = -5.0, 5.0, 0.05  # of a slider; 5 pixels of a narrow panel move a score by less than 0.3
MOST = 20.0  # that a score may be, with what is added to all
SUBSCRIPTS = "₁₂₃"
RULE = N_("pᵢ = e^zᵢ / (e^z₁ + e^z₂ + e^z₃). Make p = 0.7, 0.2, 0.1; then add 5 to all.")


class SoftmaxPlay(QWidget):
    """`intent` carries what is reported for lessons. The numbers are the link's of the engine's cross entropy."""

    intent = Signal(object)  # an Intent

    def __init__(self) -> None:
        super().__init__()
        self._added = 0.0  # to all scores: the sliders stay where they are
        self.sliders = [Slider() for _score in START]
        self.scores = [QLabel() for _score in START]
        self.bars = [ShareBar(k) for k in range(len(START))]
        self.shares = [QLabel() for _score in START]
        self.worked = note()
        self.shift, self.reset = QPushButton(_("+5 to all")), QPushButton(_("Start again"))
        self.shift.setToolTip(_("Adds 5 to each score: every e^z becomes e⁵ times as large, and no p changes."))
        self.reset.setToolTip(_("The scores as they were at first: 1, 0 and −1."))
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(2, 1)
        for k, slider in enumerate(self.sliders):
            slider.setRange(round(LOW / STEP), round(HIGH / STEP))
            slider.setSingleStep(2)
            slider.setPageStep(20)
            slider.setAccessibleName(_("Score z{number}").format(number=SUBSCRIPTS[k]))
            slider.setToolTip(_("A score, as the output layer gives one for each class. Arrow keys move it by 0.1."))
            slider.valueChanged.connect(self._change)
            for column, part in enumerate((self.scores[k], self.shares[k], self.bars[k])):
                grid.addWidget(part, 2 * k, column)
            grid.addWidget(slider, 2 * k + 1, 0, 1, 3)  # as wide as the panel: a share of 0.7 can be hit with the mouse
            for label in (self.scores[k], self.shares[k]):
                set_font(label, "small", tabular=True)
            follow(self.scores[k], lambda label=self.scores[k]: label.setMinimumWidth(theme.px(58)))
            follow(self.shares[k], lambda label=self.shares[k]: label.setMinimumWidth(theme.px(62)))
        buttons = QHBoxLayout()
        for button in (self.shift, self.reset):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = caption(_("Try softmax: an example with three classes"))
        title.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(note(_(RULE)))
        column.addLayout(grid)
        column.addWidget(self.worked)
        column.addLayout(buttons)
        self.shift.clicked.connect(self._shift)
        self.reset.clicked.connect(lambda: self.set_scores(START))
        self._show_scores(START)
        self._show()

    @property
    def z(self) -> Array:
        """The scores, (3,)."""
        return np.array([slider.value() * STEP for slider in self.sliders]) + self._added

    @property
    def p(self) -> Array:
        """What softmax makes of them, (3,)."""
        shares: Array = CrossEntropy().link(self.z[:, np.newaxis])[:, 0]
        return shares

    def set_scores(self, scores: tuple[float, ...]) -> None:
        """Move the sliders there, with nothing added to all."""
        self._added = 0.0
        self._show_scores(scores)
        self._change()

    def _show_scores(self, scores: tuple[float, ...]) -> None:
        for slider, score in zip(self.sliders, scores, strict=True):
            slider.blockSignals(True)
            slider.setValue(round(score / STEP))
            slider.blockSignals(False)

    def _shift(self) -> None:
        before = self.p
        self._added += SHIFT
        self._change()
        self.intent.emit(ReportAction(SHIFTED, round(float(np.abs(self.p - before).max()), 12)))

    def _change(self) -> None:
        self._show()
        for action, share in zip(PLAYED, self.p.tolist(), strict=True):
            self.intent.emit(ReportAction(action, share))

    def _show(self) -> None:
        z, p = self.z, self.p
        for k in range(len(z)):
            self.scores[k].setText(f"z{SUBSCRIPTS[k]} = {format_number(round(float(z[k]), 2))}")
            self.shares[k].setText(f"p{SUBSCRIPTS[k]} = {p[k]:.3f}")
            self.bars[k].show_share(float(p[k]))
        powers = np.exp(z)
        above, below = format_number(float(powers[0])), " + ".join(format_number(float(power)) for power in powers)
        self.worked.setText(f"p₁ = {above} / ({below}) = {p[0]:.3f}")
        self.shift.setEnabled(bool(z.max() + SHIFT <= MOST))


class ShareBar(QWidget):
    """A bar as long as a share of 1, in the colour of a class."""

    def __init__(self, unit: int) -> None:
        super().__init__()
        self._unit, self.share = unit, 0.0
        self.setMinimumSize(30, 14)

    def show_share(self, share: float) -> None:
        self.share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        top = (self.height() - 10) // 2
        painter.fillRect(0, top, self.width(), 10, QColor(now.line))
        painter.fillRect(0, top, round(self.share * self.width()), 10, QColor(class_colours(len(START), now)[self._unit]))
        painter.end()
