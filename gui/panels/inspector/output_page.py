"""The inspector's page for the output layer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.data.table import Task
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import OUTPUT
from gui.document import Document
from gui.panels.inspector.cross_entropy_play import CrossEntropyPlay
from gui.panels.inspector.layer_facts import show_numbers
from gui.panels.inspector.softmax_play import SoftmaxPlay
from gui.panels.recipe_change import change_recipe
from gui.training.frame import Frame
from gui.widgets.forms.form import Form
from gui.widgets.labels import Facts, caption, heading, note, separator
from gui.widgets.previews.preview_plot import PreviewPlot
from gui.widgets.previews.previews import link_preview


class OutputPage(QWidget):
    """Shows and edits the loss, which turns scores into predictions, and the initial weights of the output."""

    intent = Signal(object)  # an Intent
    play_wanted = Signal(QWidget)  # one of the two below its settings: to be scrolled to

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.softmax, self.cross_entropy = SoftmaxPlay(), CrossEntropyPlay()
        self.ways = QPushButton(_("Try softmax")), QPushButton(_("Try cross entropy"))
        self.ways[0].setToolTip(_("Three scores on sliders, and what softmax makes of them: further down on this page."))
        self.ways[1].setToolTip(_("One probability on a slider, and what it costs: further down on this page."))
        self.link = note()
        self.form = Form(document.project.recipe, ("loss", "output_weights", "output_bias"))
        self.form.changed.connect(self._on_changed)
        self.plot = PreviewPlot()
        self._task: Task | None = None
        self.facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        ways = QHBoxLayout()
        for way in self.ways:
            ways.addWidget(way)
        ways.addStretch(1)
        layout.addWidget(heading(_("Output")))
        layout.addWidget(self.link)
        layout.addLayout(ways)
        for part in (self.plot, self.form, separator(), caption(_("Numbers")), self.facts):
            layout.addWidget(part)
        for part, way in zip((self.softmax, self.cross_entropy), self.ways, strict=True):
            part.intent.connect(self.intent)
            layout.addWidget(part)
            way.clicked.connect(lambda _checked=False, part=part: self.play_wanted.emit(part))
            part.hide()
            way.hide()
        layout.addStretch(1)

    def show_project(self) -> None:
        self.form.set_item(self.document.project.recipe)

    def show_frame(self, frame: Frame) -> None:
        show_numbers(self.facts, frame.snapshot, OUTPUT)
        text = link_in_words(frame.snapshot)
        if text != self.link.text():
            self.link.setText(text)
        if frame.snapshot is not None:
            self._show_link(frame.snapshot)

    def _show_link(self, snapshot: Snapshot) -> None:
        task, loss = snapshot.data.task, snapshot.recipe.loss
        if task != self._task:
            self._task = task
            self.form.editors["loss"].picker.set_objection(lambda other: other.objection(task))
        preview = link_preview(loss, task.outputs)
        if preview is not None:
            self.plot.show_preview(_("the output"), preview)
        self.plot.setVisible(preview is not None)
        is_cross_entropy = loss.kind == "cross_entropy"
        there = is_cross_entropy and task.outputs > 1, is_cross_entropy
        for part, way, shown in zip((self.softmax, self.cross_entropy), self.ways, there, strict=True):
            part.setVisible(shown)
            way.setVisible(shown)

    def _on_changed(self, recipe: Any, field: str, gesture: str) -> None:
        change_recipe(self.document, field, getattr(recipe, field), gesture, self._task)


def link_in_words(snapshot: Snapshot | None) -> str:
    """How the output's scores become predictions."""
    if snapshot is None:
        return _("Its size follows from the data, and what becomes of its scores from the loss.")
    task, table, loss = snapshot.data.task, snapshot.data.table, snapshot.recipe.loss
    as_probability = loss.kind == "cross_entropy"
    if task.is_regression:
        text = _("One score: the number predicted for “{target}”, as {loss} compares it.")
    elif task.outputs > 1 and as_probability:
        text = _("{n} scores, one per class: softmax makes probabilities of them. The largest wins.")
    elif task.outputs > 1:
        text = _("{n} scores, one per class: {loss} pulls the right one to +1, others to −1. The largest wins.")
    elif as_probability:
        text = _("One score: the sigmoid makes it the probability of “{second}”. Above 0 means “{second}”.")
    elif loss.kind in ("perceptron", "zero_one"):
        text = _("One score: its sign is the prediction, +1 for “{second}” and −1 for “{first}”.")
    else:
        text = _("One score: {loss} pulls it to +1 for “{second}” and to −1 for “{first}”. Above 0 means “{second}”.")
    first, second = table.classes[:2] if table.classes else ("", "")
    return text.format(target=table.target_name, loss=_(loss.label), n=task.outputs, first=first, second=second)
