"""Cross entropy of one row against the probability of its true class, on a slider, with its pull on the score beside MSE's."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.data.table import Task
from engine.nn.losses import CrossEntropy
from gui.style.text_size import set_font
from gui.views.intents import ReportAction
from gui.widgets.forms.wheel import Slider
from gui.widgets.labels import Facts, caption, note

PLAYED = "cross_entropy.played"  # reported for lessons: p after each change
SHARES = (0.9, 0.5, 0.1, 0.01)
REACH, STEP = 7.0, 0.001  # of the score to each side, and of the slider
RULE = N_("One row of class 1 whose probability is p. Confident and wrong costs most, and cross entropy still learns from it.")


class CrossEntropyPlay(QWidget):
    """The slider is the score z; p is the sigmoid of it. `intent` carries what is reported for lessons."""

    intent = Signal(object)  # an Intent

    def __init__(self) -> None:
        super().__init__()
        self.slider, self.share, self.facts = Slider(), QLabel(), Facts()
        self.slider.setRange(round(-REACH / STEP), round(REACH / STEP))
        self.slider.setSingleStep(100)
        self.slider.setPageStep(500)
        self.slider.setAccessibleName(_("Probability of the true class"))
        self.slider.setToolTip(_("The score z: p = 1 / (1 + e^−z). Far left is confident and wrong."))
        self.slider.valueChanged.connect(self._change)
        set_font(self.share, "body", tabular=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        self.buttons = [QPushButton(format_number(share)) for share in SHARES]
        for button, share in zip(self.buttons, SHARES, strict=True):
            button.setAccessibleName(_("p = {share}").format(share=format_number(share)))
            button.setToolTip(_("Set p to {share}.").format(share=format_number(share)))
            button.clicked.connect(lambda _checked=False, share=share: self.set_share(share))
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(caption(_("Try cross entropy")))
        column.addWidget(note(_(RULE)))
        column.addWidget(self.share)
        column.addWidget(self.slider)
        column.addLayout(buttons)
        column.addWidget(self.facts)
        self.score = 0.0
        self._show()

    @property
    def p(self) -> float:
        return float(CrossEntropy().link(np.array([[self.score]]))[0, 0])

    def set_share(self, share: float) -> None:
        """Exactly this p, which the slider then shows as near as it can."""
        self.score = math.log(share / (1 - share))
        self.slider.blockSignals(True)
        self.slider.setValue(round(self.score / STEP))
        self.slider.blockSignals(False)
        self._show()
        self.intent.emit(ReportAction(PLAYED, self.p))

    def _change(self, value: int) -> None:
        self.score = value * STEP
        self._show()
        self.intent.emit(ReportAction(PLAYED, self.p))

    def _show(self) -> None:
        loss = CrossEntropy()
        targets = loss.encode(np.array([1]), Task(2))
        p, cost = self.p, float(loss.each(np.array([[self.score]]), targets)[0])
        self.share.setText(_("p = {share} at score z = {score}").format(share=f"{p:.4f}", score=format_number(self.score)))
        gradient, of_square = p - 1, (p - 1) * p * (1 - p)
        self.facts.show_fact(_("Cross entropy −ln p"), f"{cost:.3f}")
        self.facts.show_fact(_("Its gradient p − y"), f"{gradient:z.4f}".replace("-", "−"))
        self.facts.show_fact(_("Squared error ½ (p − y)²"), f"{(p - 1) ** 2 / 2:.3f}")
        self.facts.show_fact(
            _("Its gradient (p − y) p (1 − p)"),
            f"{of_square:z.4f}".replace("-", "−"),
            _("With respect to the score, through the sigmoid: nearly nothing where p is near 0, however wrong that is."),
        )
