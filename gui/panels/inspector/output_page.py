"""The inspector's page for the output layer."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.data.table import Task
from engine.inspection.snapshot import Snapshot
from gui.document import Document
from gui.model import edits
from gui.panels.inspector.layer_facts import show_numbers
from gui.training.frame import Frame
from gui.widgets.forms.form import Form
from gui.widgets.labels import Facts, caption, heading, note, separator
from gui.widgets.previews.preview_plot import PreviewPlot
from gui.widgets.previews.previews import link_preview


class OutputPage(QWidget):
    """Edits the loss, which decides what becomes of the scores, and how the output's weights start."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.link = note()
        self.form = Form(document.project.recipe, ("loss", "output_weights"))
        self.form.changed.connect(self._on_changed)
        self.plot = PreviewPlot()
        self._task: Task | None = None
        self.facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (heading("Output"), self.link, self.plot, self.form, separator(), caption("Numbers"), self.facts):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_project(self) -> None:
        self.form.set_item(self.document.project.recipe)

    def show_frame(self, frame: Frame) -> None:
        show_numbers(self.facts, frame.snapshot, 0)
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
            self.plot.show_preview("the output", preview)
        self.plot.setVisible(preview is not None)

    def _on_changed(self, recipe: Any, field: str, run: str) -> None:
        after = edits.with_recipe(self.document.project, **{field: getattr(recipe, field)})
        self.document.edit(f"Change {params_of(recipe)[field].label.lower()}", after, run and f"recipe {field} {run}")


def link_in_words(snapshot: Snapshot | None) -> str:
    """What becomes of the output's scores."""
    if snapshot is None:
        return "Its size follows from the data, and what becomes of its scores from the loss."
    task, loss = snapshot.data.task, snapshot.recipe.loss
    classes = snapshot.data.table.classes
    if task.is_regression:
        return f"One score: the number predicted for “{snapshot.data.table.target_name}”, as {loss.label} compares it."
    return _for_classes(task, classes, loss.label, loss.kind == "cross_entropy")


def _for_classes(task: Task, classes: tuple[str, ...], loss: str, as_probability: bool) -> str:
    if task.outputs == 1:
        rule_in_words = "the sigmoid makes it the probability of" if as_probability else f"{loss} pulls it to +1 for"
        other = "" if as_probability else f" and to −1 for “{classes[0]}”"
        return f"One score: {rule_in_words} “{classes[1]}”{other}. Above 0 means “{classes[1]}”."
    rule_in_words = "softmax makes probabilities of them" if as_probability else f"{loss} pulls the right one to +1, others to −1"
    return f"{task.outputs} scores, one per class: {rule_in_words}. The largest wins."
