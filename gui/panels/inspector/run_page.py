"""The inspector's page while nothing is selected: the settings and numbers of the run as a whole."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _
from engine.data.table import Task
from engine.optim.optimizers import memory_in_all
from engine.training.training_loop import LARGE
from gui.document import Document
from gui.panels.recipe_change import change_recipe
from gui.training.frame import Frame
from gui.widgets.forms.form import Form
from gui.widgets.labels import Facts, caption, heading, note, separator

THREADS_HELP = N_(
    "How many share a matrix product: as many as were measured to be worth it. A run repeats bit for bit with as many."
)
PENALTY_HELP = N_("What large weights add to the loss while training; the loss curves are without it. Biases cost nothing.")
SHOWN = ("loss", "class_weights", "optimizer", "batch", "shuffle", "carry_over", "penalty", "schedule", "clip", "stops")


class RunPage(QWidget):
    """Edits loss, class weights, optimizer, batches, regularisation, schedule, clipping and stop rules; shows numbers."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.form = Form(document.project.recipe, SHOWN)
        self.form.changed.connect(self._on_changed)
        self.facts = Facts()
        self._task: Task | None = None
        self._has_been_large = self._validates = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        hint = note(_("Select a layer in the network to set it up."))
        for part in (heading(_("Training")), hint, self.form, separator(), caption(_("Numbers")), self.facts):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_project(self) -> None:
        self.form.set_item(self.document.project.recipe)

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is None:
            return
        if snapshot.data.task != self._task:
            task = self._task = snapshot.data.task
            self.form.editors["loss"].picker.set_objection(lambda loss: loss.objection(task))
            self.form.show_row("class_weights", not task.is_regression)
        validates = len(snapshot.data.validation) > 0
        if validates != self._validates:
            self._validates = validates
            self.facts.clear()  # they stand in order
        self.facts.show_fact(_("Parameters"), format_count(snapshot.parameters), _("Numbers that training changes."))
        self.form.editors["optimizer"].preview.add(
            _("{sentence}.").format(sentence=memory_in_all(snapshot.recipe.optimizer, snapshot.theta))
        )
        self.facts.show_fact(_("Training rows"), format_count(len(snapshot.data.train)))
        if validates:
            self.facts.show_fact(_("Validation rows"), format_count(len(snapshot.data.validation)))
        self.facts.show_fact(_("Test rows"), format_count(len(snapshot.data.test)))
        self.facts.show_fact(_("Step"), format_count(snapshot.step))
        rate = format_number(snapshot.rate, 4)
        self.facts.show_fact(_("Learning rate now"), rate, _("As the schedule has it; what each step uses."))
        self._has_been_large |= snapshot.parameters >= LARGE
        if self._has_been_large:
            self.facts.show_fact(_("Processor threads"), format_count(snapshot.threads), _(THREADS_HELP))
        self.facts.show_fact(_("Regularisation"), format_number(snapshot.scores.penalty, 4), _(PENALTY_HELP))

    def _on_changed(self, recipe: Any, field: str, gesture: str) -> None:
        change_recipe(self.document, field, getattr(recipe, field), gesture, self._task)
