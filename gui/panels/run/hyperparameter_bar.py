"""The hyperparameters that are changed most often: learning rate, optimizer, loss, batch size, regularisation and its rate."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from engine.core.params import params_of
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import L2, PENALTIES
from engine.recipe.recipe import Recipe
from gui.document import Change, Document
from gui.panels.recipe_change import change_recipe
from gui.style import theme
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.widgets.flow_row import FlowLayout
from gui.widgets.forms.family_picker import FamilyPicker
from gui.widgets.forms.number_box import NumberBox
from gui.widgets.forms.number_steps import BATCH_SIZES, LEARNING_RATES, STRENGTHS


class HyperparameterBar(QWidget):
    """Edits the document's recipe; every change takes effect while the network trains. In two rows where one is too narrow."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        recipe = params_of(Recipe)
        self.lr = NumberBox(params_of(document.project.recipe.optimizer)["lr"], LEARNING_RATES)
        starts = _("A new one starts with its own learning rate.")
        help = f"{_(recipe['optimizer'].help)} {starts}"
        self.optimizer = FamilyPicker(OPTIMIZERS, _("Optimizer"), help)
        follows = _("It follows the data, classes or a number, until you choose one.")
        self.loss = FamilyPicker(LOSSES, _("Loss"), f"{_(recipe['loss'].help)} {follows}")
        self.batch = NumberBox(recipe["batch"], BATCH_SIZES)
        self.penalty = FamilyPicker(PENALTIES, _("Regularisation"), _(recipe["penalty"].help))
        self.strength = NumberBox(params_of(L2)["strength"], STRENGTHS)
        self._task: Task | None = None
        for box, width in ((self.lr, 96), (self.batch, 80), (self.strength, 96)):
            follow(box, lambda box=box, width=width: box.setFixedWidth(theme.px(width)))
        self.lr.value_changed.connect(self._on_rate)
        self.optimizer.picked.connect(self._on_optimizer)
        self.loss.picked.connect(lambda cls: self._edit("loss", cls(), ""))
        self.batch.value_changed.connect(lambda value, gesture: self._edit("batch", value, gesture))
        self.penalty.picked.connect(self._on_penalty)
        self.strength.value_changed.connect(self._on_strength)
        self._lay_out()
        document.changed.connect(self._on_document)
        self._show_project()

    def show_frame(self, frame: Frame) -> None:
        """Disable the losses that do not fit the data of the frame."""
        if frame.snapshot is not None and frame.snapshot.data.task != self._task:
            task = self._task = frame.snapshot.data.task
            self.loss.set_objection(lambda loss: loss.objection(task))

    def _on_document(self, change: Change) -> None:
        self._show_project()

    def _on_rate(self, value: float, gesture: str) -> None:
        optimizer: Any = self.document.project.recipe.optimizer
        self._edit("optimizer", dataclasses.replace(optimizer, lr=value), gesture, _("learning rate"))

    def _on_optimizer(self, cls: type) -> None:
        if type(self.document.project.recipe.optimizer) is not cls:
            self._edit("optimizer", cls(), "")

    def _on_penalty(self, cls: type) -> None:
        if type(self.document.project.recipe.penalty) is not cls:
            self._edit("penalty", cls(), "")

    def _on_strength(self, value: float, gesture: str) -> None:
        penalty: Any = self.document.project.recipe.penalty
        self._edit("penalty", dataclasses.replace(penalty, strength=value), gesture, _("regularisation strength"))

    def _edit(self, field: str, value: Any, gesture: str, setting: str = "") -> None:
        change_recipe(self.document, field, value, gesture, self._task, setting)

    def _show_project(self) -> None:
        recipe = self.document.project.recipe
        self.lr.set_value(recipe.optimizer.lr)
        self.optimizer.set_value(recipe.optimizer)
        self.loss.set_value(recipe.loss)
        self.batch.set_value(recipe.batch)
        self.penalty.set_value(recipe.penalty)
        strength = vars(recipe.penalty).get("strength")  # some penalties have a limit or nothing instead
        self._strength.setVisible(strength is not None)
        if strength is not None:
            self.strength.set_value(strength)

    def _lay_out(self) -> None:
        row = FlowLayout(self, 16, 4)
        pairs = (
            (_("Learning rate"), self.lr),
            (_("Optimizer"), self.optimizer),
            (_("Loss"), self.loss),
            (_("Batch size"), self.batch),
            (_("Regularisation"), self.penalty),
        )
        for name, editor in pairs:
            row.addWidget(_labelled(name, editor))
        self._strength = _labelled(_("Strength"), self.strength)
        row.addWidget(self._strength)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(1)  # otherwise the window would be as high as the narrowest bar needs
        for name, editor in (*pairs, (_("Strength of regularisation"), self.strength)):  # Settings has them under the plain names
            control = editor.line if isinstance(editor, NumberBox) else editor.combo
            control.setAccessibleName(_("{setting}, in the bar").format(setting=name))


def _labelled(name: str, editor: QWidget) -> QWidget:
    """The name beside the editor."""
    pair, label = QWidget(), QLabel(name)
    label.setBuddy(editor)
    label.setToolTip(editor.toolTip())
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(label)
    row.addWidget(editor)
    return pair
