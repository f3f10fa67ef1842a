"""The inspector's page for a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.panels.inspector.layer_facts import show_numbers
from gui.style import icons, theme
from gui.training.frame import Frame
from gui.widgets.forms.family_picker import summary
from gui.widgets.forms.form import Form
from gui.widgets.forms.typed_line import TypedLine
from gui.widgets.labels import Facts, caption, note, separator

LONGEST_NAME = 40


class LayerPage(QWidget):
    """Edits the block `block_id` of the document."""

    problem = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.block_id = -1
        self.name = TypedLine("", _read_name)
        self.name.setFont(theme.font("heading"))
        self.name.setAccessibleName("Name of the layer")
        self.name.set_help("The layer's name, in plots and exports too. Empty: its kind and number.")
        self.name.setProperty("quiet", True)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.committed.connect(self._rename)
        self.about = note()
        self._form: Form | None = None
        self.enabled, self.frozen = QCheckBox("Enabled"), QCheckBox("Frozen")
        self.enabled.setToolTip("Off: the network passes it over, and it keeps its place. Try what it is good for (Ctrl+B).")
        self.frozen.setToolTip("Training leaves this layer as it is. Try it on a first layer that has learned (Ctrl+F).")
        self.enabled.clicked.connect(self._enable)
        self.frozen.clicked.connect(self._freeze)
        self.training = Form(Block(0, Dense()), ("rate",))
        self.training.changed.connect(self._on_training)
        self.facts = Facts()
        self.duplicate, self.remove = QPushButton("Duplicate"), QPushButton("Remove")
        self.duplicate.setToolTip("A copy of this layer right behind it.")
        self.remove.setToolTip("Take this layer out of the network. Undo brings it back with its weights.")
        for button in (self.duplicate, self.remove):
            button.setIconSize(QSize(20, 20))
        icons.set_icon(self.duplicate, "duplicate")
        icons.set_icon(self.remove, "trash")
        self.duplicate.clicked.connect(lambda: self._edit("Duplicate", edits.duplicate_layer))
        self.remove.clicked.connect(lambda: self._edit("Remove", edits.remove_layer))
        self._layout = QVBoxLayout(self)
        self._lay_out()

    def show_project(self) -> None:
        recipe = self.document.project.recipe
        block = recipe.blocks[edits.position(recipe, self.block_id)]
        self.name.set_value(recipe.names()[block.id])
        self.about.setText(summary(type(block.layer)))
        self.form(block.layer).set_item(block.layer)
        trains = bool(block.layer.shapes(1))
        self.enabled.setChecked(block.enabled)
        self.frozen.setChecked(block.frozen)
        self.frozen.setVisible(trains)
        self.training.set_item(block)
        self.training.setVisible(trains)
        self.training.setEnabled(not block.frozen)

    def show_frame(self, frame: Frame) -> None:
        show_numbers(self.facts, frame.snapshot, self.block_id)

    def form(self, layer: Any = None) -> Form:
        """The form of the layer's hyperparameters, made when there is the first layer to show."""
        if self._form is None:
            self._form = Form(layer)
            self._form.changed.connect(self._on_changed)
            self._layout.insertWidget(2, self._form)
        return self._form

    def _on_changed(self, layer: Any, field: str, run: str) -> None:
        name = self.document.project.recipe.names()[self.block_id]
        after = edits.replace_layer(self.document.project, self.block_id, layer)
        self.document.edit(
            f"Change {params_of(layer)[field].label.lower()} of {name}", after, run and f"layer {self.block_id} {field} {run}"
        )

    def _enable(self, on: bool) -> None:
        self._edit("Enable" if on else "Disable", lambda project, block_id: edits.enable_layers(project, (block_id,), on))

    def _freeze(self, on: bool) -> None:
        self._edit("Freeze" if on else "Unfreeze", lambda project, block_id: edits.freeze_layers(project, (block_id,), on))

    def _on_training(self, block: Any, field: str, run: str) -> None:
        name = self.document.project.recipe.names()[self.block_id]
        after = edits.set_training(self.document.project, self.block_id, block.rate, block.frozen)
        text = f"Change {params_of(block)[field].label.lower()} of {name}"
        self.document.edit(text, after, run and f"block {self.block_id} {field} {run}")

    def _rename(self, name: str) -> None:
        self.document.edit("Rename layer", edits.rename_layer(self.document.project, self.block_id, name))
        self.show_project()

    def _edit(self, verb: str, change: Callable[[Project, int], Project]) -> None:
        name = self.document.project.recipe.names()[self.block_id]
        try:
            self.document.edit(f"{verb} {name}", change(self.document.project, self.block_id))
        except ValueError as problem:
            self.problem.emit(str(problem))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.duplicate)
        buttons.addWidget(self.remove)
        state = QHBoxLayout()
        state.setSpacing(24)
        state.addWidget(self.enabled)
        state.addWidget(self.frozen)
        state.addStretch(1)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.name)
        self._layout.addWidget(self.about)
        self._layout.addLayout(state)
        for part in (self.training, separator(), caption("Numbers"), self.facts, separator()):
            self._layout.addWidget(part)
        self._layout.addLayout(buttons)
        self._layout.addStretch(1)


def _read_name(text: str) -> str:
    return " ".join(text.split())
