"""The inspector's page for a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.core.translation import _
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.panels.inspector.layer_facts import show_numbers
from gui.style import icons
from gui.style.text_size import set_font, set_icon_size
from gui.training.frame import Frame
from gui.widgets.forms.family_picker import summary
from gui.widgets.forms.form import Form
from gui.widgets.forms.typed_line import TypedLine
from gui.widgets.labels import Facts, caption, note, separator

LONGEST_NAME = 40


class LayerPage(QWidget):
    """Shows and edits the block `block_id` of the document."""

    problem = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.block_id = -1
        self.name = TypedLine("", _read_name)
        set_font(self.name, "heading")
        self.name.setAccessibleName(_("Name of the layer"))
        self.name.set_help(_("The layer's name, in plots and exports too. Empty: its kind and number."))
        self.name.setProperty("quiet", True)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.committed.connect(self._rename)
        self.about = note()
        self._form: Form | None = None
        self.enabled, self.frozen = QCheckBox(_("Enabled")), QCheckBox(_("Frozen"))
        self.enabled.setToolTip(_("Off: the network passes it over, and it keeps its place. Try what it is good for (Ctrl+B)."))
        self.frozen.setToolTip(_("Training leaves this layer as it is. Try it on a first layer that has learned (Ctrl+F)."))
        self.enabled.clicked.connect(self._enable)
        self.frozen.clicked.connect(self._freeze)
        self.training = Form(Block(0, Dense()), ("rate",))
        self.training.changed.connect(self._on_training)
        self.facts = Facts()
        self.duplicate, self.remove = QPushButton(_("Duplicate")), QPushButton(_("Remove"))
        self.duplicate.setToolTip(_("A copy of this layer right behind it."))
        self.remove.setToolTip(_("Take this layer out of the network. Undo brings it back with its weights."))
        for button in (self.duplicate, self.remove):
            set_icon_size(button, 20)
        icons.set_icon(self.duplicate, "duplicate")
        icons.set_icon(self.remove, "trash")
        self.duplicate.clicked.connect(lambda: self._edit(_("Duplicate {layer}"), edits.duplicate_layer))
        self.remove.clicked.connect(lambda: self._edit(_("Remove {layer}"), edits.remove_layer))
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
        """The form of the layer's hyperparameters, created with the first layer that is shown."""
        if self._form is None:
            self._form = Form(layer)
            self._form.changed.connect(self._on_changed)
            self._layout.insertWidget(2, self._form)
        return self._form

    def _on_changed(self, layer: Any, field: str, gesture: str) -> None:
        after = edits.replace_layer(self.document.project, self.block_id, layer)
        self.document.edit(self._change_text(layer, field), after, gesture and f"layer {self.block_id} {field} {gesture}")

    def _enable(self, on: bool) -> None:
        text = _("Enable {layer}") if on else _("Disable {layer}")
        self._edit(text, lambda project, block_id: edits.enable_layers(project, (block_id,), on))

    def _freeze(self, on: bool) -> None:
        text = _("Freeze {layer}") if on else _("Unfreeze {layer}")
        self._edit(text, lambda project, block_id: edits.freeze_layers(project, (block_id,), on))

    def _on_training(self, block: Any, field: str, gesture: str) -> None:
        after = edits.set_training(self.document.project, self.block_id, block.rate, block.frozen)
        self.document.edit(self._change_text(block, field), after, gesture and f"block {self.block_id} {field} {gesture}")

    def _change_text(self, item: Any, field: str) -> str:
        """The text of an undo step that changes a hyperparameter of the layer."""
        setting, layer = _(params_of(item)[field].label), self.document.project.recipe.names()[self.block_id]
        return _("Change {setting:small} of {layer}").format(setting=setting, layer=layer)

    def _rename(self, name: str) -> None:
        self.document.edit(_("Rename layer"), edits.rename_layer(self.document.project, self.block_id, name))
        self.show_project()

    def _edit(self, text: str, change: Callable[[Project, int], Project]) -> None:
        """Make the edit as an undo step; `text` has a slot for the layer's name."""
        name = self.document.project.recipe.names()[self.block_id]
        try:
            self.document.edit(text.format(layer=name), change(self.document.project, self.block_id))
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
        for part in (self.training, separator(), caption(_("Numbers")), self.facts, separator()):
            self._layout.addWidget(part)
        self._layout.addLayout(buttons)
        self._layout.addStretch(1)


def _read_name(text: str) -> str:
    return " ".join(text.split())
