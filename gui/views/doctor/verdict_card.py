"""One verdict of the doctor: what is wrong, the evidence in numbers, and the remedies, each with its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.diagnosis.rules import Verdict
from engine.recipe.remedies import Remedy
from gui.style import theme
from gui.style.text_size import set_font
from gui.widgets.labels import LiveText
from gui.widgets.shrinking_row import shrinking_row

LEAST = 90  # pixels of a line: the narrowest slot has room for it
LINE = 120  # pixels, at a text size of 100 %: a sentence that would be narrower has its button below it


class RemedyRow(QWidget):
    """A remedy as a sentence that wraps, and beside or below it the button that tries it."""

    wanted = Signal(object)  # Remedy

    def __init__(self, remedy: Remedy) -> None:
        super().__init__()
        self.remedy = remedy
        self.button, self.text = QPushButton(_("Try it")), wrapped(remedy.text)
        tip = _("{remedy} Undo takes it back.")
        if remedy.restarts:
            tip = _(
                "{remedy} It trains from the start again, because only then it counts; the charts keep the run before. "
                "Undo takes it back."
            )
        self.button.setToolTip(tip.format(remedy=remedy.text))
        self.button.setAccessibleName(_("Try it: {remedy}").format(remedy=remedy.text))
        self.button.clicked.connect(lambda: self.wanted.emit(self.remedy))
        self.text.setMinimumWidth(LEAST)
        shrinking_row(self.text, self.button, across=8, row=self, first_grows=True, alone_below=LINE)


class VerdictCard(QFrame):
    """`remedy_wanted` when a button is pressed; `layer_wanted` with the layer's id. New numbers do not move anything."""

    remedy_wanted = Signal(object)  # Remedy
    layer_wanted = Signal(int)

    def __init__(self, verdict: Verdict, layer: str) -> None:
        super().__init__()
        self.verdict = verdict
        self.rows: list[RemedyRow] = []
        self.sentence, self.evidence = wrapped(verdict.sentence), LiveText()
        set_font(self.sentence, "body", bold=True)
        self.show_layer = QToolButton()
        self.show_layer.setText(_("Show {layer}").format(layer=layer))
        self.show_layer.setToolTip(_("Select {layer} in the network.").format(layer=layer))
        self.show_layer.setVisible(bool(layer))
        self.show_layer.clicked.connect(lambda: self.layer_wanted.emit(self.verdict.block))
        self.stripe = QFrame()
        self.stripe.setFixedWidth(4)
        words, self._remedies = QVBoxLayout(), QVBoxLayout()
        words.setSpacing(4)
        self._remedies.setSpacing(4)
        words.addWidget(self.sentence)
        for part in (self.evidence, self.show_layer):
            part.setMinimumWidth(LEAST)
        words.addLayout(self._remedies)
        words.addWidget(shrinking_row(self.evidence, self.show_layer, across=8, first_grows=True, alone_below=LINE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.stripe)
        row.addLayout(words, 1)
        self.show_verdict(verdict)
        self.retheme()

    def show_verdict(self, verdict: Verdict) -> None:
        """The same verdict with its present numbers, and perhaps other remedies."""
        if [remedy.text for remedy in verdict.remedies] != [row.remedy.text for row in self.rows]:
            self._show_remedies(verdict.remedies)
        for row, remedy in zip(self.rows, verdict.remedies, strict=True):
            row.remedy = remedy
        if verdict.sentence != self.verdict.sentence:
            self.sentence.setText(verdict.sentence)
        self.verdict = verdict
        self.evidence.show_text(verdict.evidence)

    def _show_remedies(self, remedies: tuple[Remedy, ...]) -> None:
        for row in self.rows:
            self._remedies.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [RemedyRow(remedy) for remedy in remedies]
        for row in self.rows:
            row.wanted.connect(self.remedy_wanted)
            self._remedies.addWidget(row)

    def retheme(self) -> None:
        self.stripe.setStyleSheet(f"background: {theme.current().warning};")


def wrapped(text: str) -> QLabel:
    """A text that takes as many lines as it needs, whatever the width."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
