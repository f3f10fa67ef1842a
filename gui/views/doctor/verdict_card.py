"""One verdict of the doctor: what is wrong, the evidence in numbers, and the remedy with its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout

from engine.core.translation import _
from engine.diagnosis.rules import Verdict
from gui.style import theme
from gui.style.text_size import set_font
from gui.widgets.labels import LiveText


class VerdictCard(QFrame):
    """`remedy_wanted` when its button is pressed; `layer_wanted` with the layer's id. New numbers do not move anything."""

    remedy_wanted = Signal(object)  # Remedy
    layer_wanted = Signal(int)

    def __init__(self, verdict: Verdict, layer: str) -> None:
        super().__init__()
        self.verdict = verdict
        self.sentence, self.evidence, self.cure = QLabel(verdict.sentence), LiveText(), QLabel()
        set_font(self.sentence, "body", bold=True)
        for label in (self.sentence, self.cure):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(_("Try it"))
        self.button.clicked.connect(lambda: self.remedy_wanted.emit(self.verdict.remedy))
        self.show_layer = QToolButton()
        self.show_layer.setText(_("Show {layer}").format(layer=layer))
        self.show_layer.setToolTip(_("Select {layer} in the network.").format(layer=layer))
        self.show_layer.setVisible(bool(layer))
        self.show_layer.clicked.connect(lambda: self.layer_wanted.emit(self.verdict.block))
        self.stripe = QFrame()
        self.stripe.setFixedWidth(4)
        words = QVBoxLayout()
        words.setSpacing(2)
        for widget in (self.sentence, self.evidence, self.cure):
            words.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.button, self.show_layer):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addSpacing(4)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.stripe)
        row.addLayout(words, 1)
        self.show_verdict(verdict)
        self.retheme()

    def show_verdict(self, verdict: Verdict) -> None:
        """The same verdict with its present numbers, and perhaps another remedy."""
        if verdict.remedy.text != self.verdict.remedy.text or not self.cure.text():
            remedy = verdict.remedy.text
            self.cure.setText(_("Try: {remedy}").format(remedy=remedy))
            tip = (
                _("{remedy} It trains from the start again, because only then it counts. Undo takes it back.")
                if verdict.remedy.restarts
                else _("{remedy} Undo takes it back.")
            )
            self.button.setToolTip(tip.format(remedy=remedy))
            self.button.setAccessibleName(_("Try it: {remedy}").format(remedy=remedy))
        self.verdict = verdict
        self.evidence.show_text(verdict.evidence)

    def retheme(self) -> None:
        self.stripe.setStyleSheet(f"background: {theme.current().warning};")
