"""One thing that the doctor says: what is wrong, the numbers behind it, and the cure with its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout

from engine.diagnosis.rules import Verdict
from gui.style import theme
from gui.widgets.labels import LiveText


class VerdictCard(QFrame):
    """`remedy_wanted` when its button is pressed; `layer_wanted` with the layer's id. New numbers move nothing but themselves."""

    remedy_wanted = Signal(object)  # Remedy
    layer_wanted = Signal(int)

    def __init__(self, verdict: Verdict, layer: str) -> None:
        super().__init__()
        self.verdict = verdict
        self.sentence, self.evidence, self.cure = QLabel(verdict.sentence), LiveText(), QLabel()
        self.sentence.setFont(theme.font("body", bold=True))
        for label in (self.sentence, self.cure):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton("Try it")
        self.button.clicked.connect(lambda: self.remedy_wanted.emit(self.verdict.remedy))
        self.show_layer = QToolButton()
        self.show_layer.setText(f"Show {layer}")
        self.show_layer.setToolTip(f"Select {layer} in the network.")
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
        """The same verdict with the numbers, and perhaps the cure, of now."""
        if verdict.remedy.text != self.verdict.remedy.text or not self.cure.text():
            self.cure.setText(f"Try: {verdict.remedy.text}")
            start = " It trains from the start again, because only then it counts." if verdict.remedy.restarts else ""
            self.button.setToolTip(f"{verdict.remedy.text}{start} Undo takes it back.")
            self.button.setAccessibleName(f"Try it: {verdict.remedy.text}")
        self.verdict = verdict
        self.evidence.show_text(verdict.evidence)

    def retheme(self) -> None:
        self.stripe.setStyleSheet(f"background: {theme.current().warning};")
